"""The yellow flag and the restart, compiled; the laws stand in ``reference_yellow`` under the same names."""

# Types here are the compiler's, inferred from the sheet and the field.
# mypy: ignore-errors

import numpy as np

from stockcar.sim import keyed
from stockcar.sim.compiled import kernel, part
from stockcar.sim.field import (
    CAUTION_AGE,
    CAUTION_LAPS,
    CAUTION_LEFT,
    CAUTIONS,
    END,
    LAP,
    LINED_UP,
    LUCKY,
    NEXT_STOP,
    PITS_DONE,
    RESTART_LAP,
    RUNNERS,
    YELLOW_LAP,
)
from stockcar.sim.inputs import NEVER
from stockcar.sim.pits import plan_stops, service, settle, wish_to_stop
from stockcar.sim.weather import wetness, wets_better


@kernel
def sort_by_time(f):
    """Running order by times; equal times keep their order."""
    for i in range(f.tally[RUNNERS]):
        f.rank[i] = f.time[f.order[i]]
    take_order(f)


@part
def take_order(f):
    """Running order by rank, as it stands by place; equal ranks keep their order."""
    order, rank = f.order, f.rank
    for i in range(1, f.tally[RUNNERS]):
        car, mine, j = order[i], rank[i], i
        while j > 0 and rank[j - 1] > mine:
            order[j], rank[j] = order[j - 1], rank[j - 1]
            j -= 1
        order[j], rank[j] = car, mine


@kernel
def line_up(f, track, pace):
    """Behind the pace car: by laps, then by place; a fixed gap apart."""
    order, place, down, n = f.order, f.place, f.down, f.tally[RUNNERS]
    lead_s = f.time[order[0]]
    for i in range(n):
        car = order[i]
        f.rank[i] = down[car] * 10000.0 + place[car]
    take_order(f)
    gap_s = min(pace.grid_gap_s, 0.5 * track.lap_s / n)
    for i in range(n):
        car = order[i]
        f.time[car] = lead_s + down[car] * track.lap_s + gap_s * i
        place[car] = np.float64(i)


@kernel
def caution_length(f, hazards, weather, size):
    """Laps behind the pace car, by the number of cars involved and the water on the road."""
    _, w1, _, _ = keyed.block(f.key, keyed.EVENT_FLAG, f.tally[LAP], 0, 0)
    more = np.int64(-hazards.caution_extra_laps * np.log(keyed.uniform(w1))) + size // 6
    return hazards.caution_laps + more + np.int64(weather.caution_laps * wetness(weather, f.tally[LAP]) + 0.5)


@kernel
def throw_caution(f, inputs, laps):
    """The yellow flag: laps down are counted, the first car a lap down gets it back."""
    tally = f.tally
    if tally[CAUTION_LEFT] > 0:
        tally[CAUTION_LEFT] = max(tally[CAUTION_LEFT], laps)
        return
    tally[CAUTIONS] += 1
    if tally[LAP] >= tally[END] or tally[RUNNERS] == 0:
        return
    tally[CAUTION_LEFT] = laps
    tally[CAUTION_AGE], tally[YELLOW_LAP] = 0, tally[LAP]
    tally[PITS_DONE] = 0
    lead_s = f.time[f.order[0]]
    lucky = inputs.procedure.free_pass and tally[END] - tally[LAP] > inputs.procedure.free_pass_off_laps
    tally[LUCKY] = -1
    for i in range(tally[RUNNERS]):
        car = f.order[i]
        f.down[car] = np.int64((f.time[car] - lead_s) / inputs.track.lap_s)
        f.place[car] = np.float64(i)
        if lucky and f.down[car] > 0:
            f.down[car] -= 1
            f.place[car] += 400.0
            lucky = False
            tally[LUCKY] = car
    line_up(f, inputs.track, inputs.pace)


@kernel
def caution_lap(f, inputs):
    """A lap behind the pace car; nobody passes."""
    tally = f.tally
    tally[CAUTION_LEFT] -= 1
    tally[CAUTION_AGE] += 1
    tally[CAUTION_LAPS] += 1
    f.burned += inputs.pits.caution_fuel
    if tally[PITS_DONE] == 0 and (tally[CAUTION_AGE] >= 2 or tally[CAUTION_LEFT] == 0):
        tally[PITS_DONE] = 1
        caution_stops(f, inputs)
    if tally[CAUTION_LEFT] == 0:
        restart(f, inputs)


@kernel
def caution_stops(f, inputs):
    """Who comes in and in which order they leave; then the wave-around."""
    wets = wets_better(inputs.weather, wetness(inputs.weather, f.tally[LAP]))
    choose_stops(f, inputs, wets)
    keyed.draw_all(f, keyed.STOP, f.tally[LAP])
    keyed.normals(f.w3, f.fresh, f.n)
    for i in range(f.tally[RUNNERS]):
        if f.stops[f.order[i]]:
            caution_stop(f, inputs, i, wets)
    line_up(f, inputs.track, inputs.pace)


@part
def choose_stops(f, inputs, wets):
    """From the front, everyone's choice: 0 to stay out, or as many tyres; and where those line up who stay."""
    pits, cars, lap = inputs.pits, inputs.cars, f.tally[LAP]
    to_go = f.tally[END] - lap
    herd, leader_stops = 0.0, False
    two_base = pits.two_base + (pits.two_late if to_go * 10 < inputs.track.laps else 0.0)
    keyed.draw_all(f, keyed.CHOICE, lap)
    for i in range(f.tally[RUNNERS]):
        car = f.order[i]
        f.place[car], f.stops[car] = np.float64(i), 0
        relief = relief_due(f, cars, car)
        waved = inputs.procedure.wave_around and leader_stops and f.down[car] > 0
        wish = pits.stop_lapped if waved else wish_to_stop(f, inputs, car, to_go, i) + herd
        if lap < cars.stay_lap[car] or (not relief and keyed.logit_of(f.w0[car]) >= wish):
            herd = -pits.stop_herd
            if waved:
                f.down[car] -= 1
                f.place[car] += 8000.0
            elif car == f.tally[LUCKY]:
                f.place[car] += 9000.0
            continue
        herd = pits.stop_herd
        leader_stops = leader_stops or i == 0
        two = keyed.logit_of(f.w1[car]) < two_base and (f.wets[car] != 0) == wets
        f.stops[car] = 2 if two else 4


@part
def relief_due(f, cars, car):
    """Does the relief driver get in at this stop?"""
    return f.relieved[car] == 0 and f.tally[LAP] >= cars.relief_lap[car]


@part
def caution_stop(f, inputs, i, wets):
    """The stop of the car in this place, and where it lines up."""
    pits, cars, car = inputs.pits, inputs.cars, f.order[i]
    two = f.stops[car] == 2
    words = (f.w0[car], f.w1[car], f.w2[car], f.w3[car])
    box_s, penalty = service(f, inputs, car, pits.two_s if two else pits.four_s, words, f.fresh[car])
    f.tyre_at[car] = f.green - ((f.green - f.tyre_at[car]) // 2.0 if two else 0.0)
    f.wets[car] = wets
    if relief_due(f, cars, car):
        f.relieved[car] = 1
        for other in range(f.n):
            f.trust[car, other] = inputs.trust.relief[car, other]
        f.base[car] += cars.relief_mu_s[car] - cars.mu_s[car]
        settle(f, inputs, car)
        box_s += cars.relief_s[car]
    f.place[car] = 1000.0 + i * inputs.pace.grid_gap_s + box_s + (5000.0 if penalty else 0.0)
    if car == f.tally[LUCKY]:
        f.place[car] = 9000.0 + i


@kernel
def restart(f, inputs):
    """Two by two to the green flag."""
    tally = f.tally
    lap = tally[LAP]
    preferred, other = 0, 0
    choose = inputs.procedure.choose_rule and lap > 0
    keyed.draw_all(f, keyed.RESTART, lap)
    for i in range(tally[RUNNERS]):
        car = f.order[i]
        prefers = preferred - other <= np.int64(f.w0[car] >> keyed.S30) if choose else i % 2 == 0
        lane_s = inputs.pace.lane_s * 2.0 * keyed.uniform(f.w1[car])
        f.lane[car] = 0.0 if prefers else lane_s
        f.place[car] = 2.0 * preferred if prefers else 2.0 * other + 1.0
        preferred += np.int64(prefers)
        other += np.int64(not prefers)
        if lap == 0:
            f.place[car] = np.float64(i)
    line_up(f, inputs.track, inputs.pace)
    tally[RESTART_LAP] = lap
    tally[LINED_UP] = 0
    tally[NEXT_STOP] = NEVER
    plan_stops(f, inputs)
