"""What goes wrong, compiled; the laws stand in ``reference_yellow`` under the same names."""

# Types here are the compiler's, inferred from the sheet and the field.
# mypy: ignore-errors

import numpy as np

from stockcar.sim import keyed
from stockcar.sim.cautions import caution_length, sort_by_time, throw_caution
from stockcar.sim.compiled import kernel, part
from stockcar.sim.field import (
    CAUTION_LEFT,
    END,
    LAP,
    NEXT_FAILURE,
    NEXT_FORCED,
    RAIN_LAP,
    RAINED,
    RED_FLAGS,
    RESTART_LAP,
    RUNNERS,
)
from stockcar.sim.inputs import CRASH, MECHANICAL, NEVER
from stockcar.sim.pits import next_lap, settle
from stockcar.sim.weather import wetness


@kernel
def failures(f, inputs):
    """Cars that break on this lap."""
    lap = f.tally[LAP]
    if f.tally[NEXT_FAILURE] > lap:
        return
    f.tally[NEXT_FAILURE] = NEVER
    lead_s = f.time[f.order[0]]
    i = 0
    while i < f.tally[RUNNERS]:
        car = f.order[i]
        if f.fail[car] > lap:
            f.tally[NEXT_FAILURE] = min(f.tally[NEXT_FAILURE], f.fail[car])
            i += 1
            continue
        _, _, _, w3 = keyed.block(f.key, keyed.LAP, lap, f.car_key[car], 0)
        f.cause[car] = component(f, inputs.hazards, car)
        retire(f, inputs.track, i, MECHANICAL, lead_s)
        if keyed.uniform(w3) < inputs.hazards.mech_caution_prob:
            throw_caution(f, inputs, caution_length(f, inputs.hazards, inputs.weather, 1))
            i = 0


@kernel
def component(f, hazards, car):
    """What broke, by its share in the failures; -1 when that is not known."""
    w0, _, _, _ = keyed.block(f.key, keyed.COMPONENT, f.tally[LAP], f.car_key[car], 0)
    left = keyed.uniform(w0)
    for which in range(hazards.components.size):
        left -= hazards.components[which]
        if left < 0.0:
            return which
    return -1


@kernel
def retire(f, track, place, how, lead_s):
    """The car in this place is out, with the laps it had completed."""
    order = f.order
    car = order[place]
    f.laps[car] = max(0, f.tally[LAP] - 1 - np.int64((f.time[car] - lead_s) / track.lap_s))
    f.out[car] = how
    f.tally[RUNNERS] -= 1
    for i in range(place, f.tally[RUNNERS]):
        order[i] = order[i + 1]
    order[f.tally[RUNNERS]] = car


@part
def trouble(f, inputs):
    """Does this lap need a closer look? Most do not, and are told by one draw against the worst that danger can be."""
    hazards, weather = inputs.hazards, inputs.weather
    if f.tally[NEXT_FORCED] <= f.tally[LAP]:
        return True
    w0, _, _, _ = keyed.block(f.key, keyed.EVENT, f.tally[LAP], 0, 0)
    worst = (1.0 + hazards.restart) * (1.0 + hazards.late) + hazards.first_lap
    return keyed.uniform(w0) < f.rate * worst * (1.0 + weather.spins * weather.wet) * 1.000001


@kernel
def incident(f, inputs):
    """Perhaps a spin or a wreck."""
    hazards, lap = inputs.hazards, f.tally[LAP]
    if f.tally[NEXT_FORCED] <= lap:
        due = next_lap(inputs.procedure.forced_cautions, lap - 1) == lap  # one may have come and gone under caution
        f.tally[NEXT_FORCED] = next_lap(inputs.procedure.forced_cautions, lap)
        if due:
            throw_caution(f, inputs, caution_length(f, hazards, inputs.weather, 1))
    if f.rate <= 0.0 or f.tally[RUNNERS] < 2 or f.tally[CAUTION_LEFT] > 0:
        return
    w0, w1, w2, w3 = keyed.block(f.key, keyed.EVENT, lap, 0, 0)
    if keyed.uniform(w0) >= f.rate * danger(f.tally, hazards, inputs.weather):
        return
    wet = wetness(inputs.weather, lap)
    alone = keyed.uniform(w1) < hazards.lone_prob + 0.5 * wet * (1.0 - hazards.lone_prob)
    size = 1 if alone else 2
    if not alone and hazards.extra_cars > 0.0:
        size += np.int64(np.log(keyed.uniform(w3)) / np.log(hazards.extra_cars / (1.0 + hazards.extra_cars)))
    size = min(size, f.tally[RUNNERS])
    first = min(seed_car(f, inputs.cars.incident_weight, keyed.uniform(w2)), f.tally[RUNNERS] - size)
    for place in range(first, first + size):
        f.hit[f.order[place]] = 1
    wreck(f, inputs, size, alone)


@kernel
def danger(tally, hazards, weather):
    """How much likelier than in the middle of a run."""
    lap = tally[LAP]
    since, to_go = lap - tally[RESTART_LAP] - 1, tally[END] - lap
    much = 1.0 + hazards.restart * np.exp(-since / hazards.restart_laps)
    much *= 1.0 + hazards.late * np.exp(-to_go / hazards.late_laps)
    if lap == 1:
        much += hazards.first_lap
    return much * (1.0 + weather.spins * wetness(weather, lap))


@kernel
def seed_car(f, weights, u):
    """Place (0-based) of the car it begins with, by weight."""
    total = 0.0
    for i in range(f.tally[RUNNERS]):
        total += weights[f.order[i]]
    left = u * total
    for i in range(f.tally[RUNNERS]):
        left -= weights[f.order[i]]
        if left <= 0.0:
            return i
    return f.tally[RUNNERS] - 1


@kernel
def wreck(f, inputs, size, alone):
    """Some are out, the others lose time and carry damage; then, mostly, the caution."""
    hazards, lap, clock_s = inputs.hazards, f.tally[LAP], inputs.procedure.dvp_clock_s
    w_flag, _, w_red, w_hard = keyed.block(f.key, keyed.EVENT_FLAG, lap, 0, 0)
    hard = 1.0 - hazards.severity + 2.0 * hazards.severity * keyed.uniform(w_hard)
    out_prob = (hazards.out_alone_prob if alone else hazards.out_prob) * hard
    place, lead_s = 0, f.time[f.order[0]]
    while place < f.tally[RUNNERS]:
        car = f.order[place]
        if f.hit[car] == 0:
            place += 1
            continue
        f.hit[car] = 0
        w0, w1, w2, _ = keyed.block(f.key, keyed.VICTIM, lap, f.car_key[car], 0)
        hurt = -np.log(keyed.uniform(w1))
        scrapped = clock_s > 0.0 and hazards.repair_s * hurt > clock_s
        if (keyed.uniform(w0) < out_prob or scrapped) and f.tally[RUNNERS] > 1:
            retire(f, inputs.track, place, CRASH, lead_s)
        else:
            f.damage[car] += hazards.damage_s * hurt
            f.time[car] -= hazards.lost_s * np.log(keyed.uniform(w2))
            settle(f, inputs, car)
            place += 1
    sort_by_time(f)
    if size == 1 and keyed.uniform(w_flag) >= hazards.lone_caution_prob:
        return
    laps = caution_length(f, hazards, inputs.weather, size)
    if red_flag(f.tally, hazards, size) and keyed.uniform(w_red) < hazards.red_prob:
        f.tally[RED_FLAGS] += 1
        laps = hazards.red_laps
    throw_caution(f, inputs, laps)


@part
def red_flag(tally, hazards, size):
    """May this wreck stop the race?"""
    to_go = tally[END] - tally[LAP]
    return to_go > 0 and (size >= hazards.red_size or (size > 1 and to_go <= hazards.red_late_laps))


@kernel
def rain(f, inputs):
    """The shower: the end of a race that is official, a stop for one that is not."""
    tally = f.tally
    if tally[LAP] >= tally[END] or tally[RUNNERS] == 0:
        return
    tally[RAIN_LAP] = NEVER
    official = inputs.procedure.official_lap
    if official == 0:
        official = (inputs.track.laps + 1) // 2
    if tally[LAP] >= official:
        tally[END], tally[RAINED], tally[CAUTION_LEFT] = tally[LAP], 1, 0
        return
    tally[RED_FLAGS] += 1
    throw_caution(f, inputs, caution_length(f, inputs.hazards, inputs.weather, 1))
