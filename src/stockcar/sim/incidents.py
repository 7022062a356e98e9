"""What goes wrong, compiled; the laws stand in ``reference_yellow`` under the same names."""

import numpy as np

from stockcar.sim import keyed
from stockcar.sim.cautions import caution_length, sort_by_time, throw_caution
from stockcar.sim.compiled import kernel
from stockcar.sim.field import END, LAP, NEXT_FAILURE, RESTART_LAP, RUNNERS
from stockcar.sim.inputs import CRASH, MECHANICAL, NEVER


@kernel
def failures(f, inputs):  # type: ignore[no-untyped-def]
    lap = f.count[LAP]
    if f.count[NEXT_FAILURE] > lap:
        return
    f.count[NEXT_FAILURE] = NEVER
    i = 0
    while i < f.count[RUNNERS]:
        car = f.order[i]
        if f.fail[car] > lap:
            f.count[NEXT_FAILURE] = min(f.count[NEXT_FAILURE], f.fail[car])
            i += 1
            continue
        _, _, _, w3 = keyed.block(f.key[0], keyed.LAP, lap, f.car_key[car], 0)
        retire(f, inputs.track, i, MECHANICAL)
        if keyed.uniform(w3) < inputs.hazards.mech_caution_prob:
            throw_caution(f, inputs, caution_length(f, inputs.hazards, 1))
            i = 0


@kernel
def retire(f, track, place, how):  # type: ignore[no-untyped-def]
    order = f.order
    car = order[place]
    lead_s = f.time[order[0]]
    f.laps[car] = max(0, f.count[LAP] - 1 - np.int64((f.time[car] - lead_s) / track.lap_s))
    f.out[car] = how
    f.count[RUNNERS] -= 1
    for i in range(place, f.count[RUNNERS]):
        order[i] = order[i + 1]
    order[f.count[RUNNERS]] = car


@kernel
def incident(f, inputs):  # type: ignore[no-untyped-def]
    hazards, lap = inputs.hazards, f.count[LAP]
    for forced in inputs.procedure.forced_cautions:
        if forced == lap:
            throw_caution(f, inputs, caution_length(f, hazards, 1))
            break
    if f.rate[0] <= 0.0 or f.count[RUNNERS] < 2:
        return
    w0, w1, w2, w3 = keyed.block(f.key[0], keyed.EVENT, lap, 0, 0)
    if keyed.uniform(w0) >= f.rate[0] * danger(f, hazards):
        return
    alone = keyed.uniform(w1) < hazards.lone_prob
    size = 1 if alone else 2
    if not alone and hazards.extra_cars > 0.0:
        size += np.int64(np.log(keyed.uniform(w3)) / np.log(hazards.extra_cars / (1.0 + hazards.extra_cars)))
    size = min(size, f.count[RUNNERS])
    first = min(seed_car(f, inputs.cars.incident_weight, keyed.uniform(w2)), f.count[RUNNERS] - size)
    wreck(f, inputs, first, size, alone)


@kernel
def danger(f, hazards):  # type: ignore[no-untyped-def]
    lap = f.count[LAP]
    since, to_go = lap - f.count[RESTART_LAP] - 1, f.count[END] - lap
    much = 1.0 + hazards.restart * np.exp(-since / hazards.restart_laps)
    much *= 1.0 + hazards.late * np.exp(-to_go / hazards.late_laps)
    if lap == 1:
        much += hazards.first_lap
    return much


@kernel
def seed_car(f, weights, u):  # type: ignore[no-untyped-def]
    total = 0.0
    for i in range(f.count[RUNNERS]):
        total += weights[f.order[i]]
    left = u * total
    for i in range(f.count[RUNNERS]):
        left -= weights[f.order[i]]
        if left <= 0.0:
            return i
    return f.count[RUNNERS] - 1


@kernel
def wreck(f, inputs, first, size, alone):  # type: ignore[no-untyped-def]
    hazards, lap = inputs.hazards, f.count[LAP]
    out_prob = hazards.out_alone_prob if alone else hazards.out_prob
    place = first
    for _ in range(size):
        car = f.order[place]
        w0, w1, w2, _ = keyed.block(f.key[0], keyed.VICTIM, lap, f.car_key[car], 0)
        if keyed.uniform(w0) < out_prob and f.count[RUNNERS] > 1:
            retire(f, inputs.track, place, CRASH)
        else:
            f.damage[car] -= hazards.damage_s * np.log(keyed.uniform(w1))
            f.time[car] -= hazards.lost_s * np.log(keyed.uniform(w2))
            place += 1
    sort_by_time(f)
    w0, _, _, _ = keyed.block(f.key[0], keyed.EVENT_FLAG, lap, 0, 0)
    if size > 1 or keyed.uniform(w0) < hazards.lone_caution_prob:
        throw_caution(f, inputs, caution_length(f, hazards, size))
