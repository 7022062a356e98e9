"""The yellow flag and the restart, compiled; the laws stand in ``reference_yellow`` under the same names."""

# Types here are the compiler's, inferred from the sheet and the field.
# mypy: ignore-errors

import numpy as np

from stockcar.sim import keyed
from stockcar.sim.compiled import kernel
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
from stockcar.sim.pits import plan_stop, service, settle, wish_to_stop
from stockcar.sim.weather import wetness, wets_better


@kernel
def sort_by_time(f):
    """Running order by times; equal times keep their order."""
    order, time = f.order, f.time
    for i in range(1, f.tally[RUNNERS]):
        car = order[i]
        j = i
        while j > 0 and time[order[j - 1]] > time[car]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = car


@kernel
def line_up(f, track, pace):
    """Behind the pace car: by laps, then by place; a fixed gap apart."""
    order, place, down = f.order, f.place, f.down
    lead_s = f.time[order[0]]
    n = f.tally[RUNNERS]
    for i in range(1, n):
        car = order[i]
        rank = down[car] * 10000.0 + place[car]
        j = i
        while j > 0 and down[order[j - 1]] * 10000.0 + place[order[j - 1]] > rank:
            order[j] = order[j - 1]
            j -= 1
        order[j] = car
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
    pits, cars, lap = inputs.pits, inputs.cars, f.tally[LAP]
    to_go = f.tally[END] - lap
    herd, leader_stops = 0.0, False
    late = pits.two_late if to_go * 10 < inputs.track.laps else 0.0
    wets = wets_better(inputs.weather, wetness(inputs.weather, lap))
    for i in range(f.tally[RUNNERS]):
        car = f.order[i]
        f.place[car] = np.float64(i)
        w0, w1, _, _ = keyed.block(f.key, keyed.CHOICE, lap, f.car_key[car], 0)
        relief = f.relieved[car] == 0 and lap >= cars.relief_lap[car]
        waved = inputs.procedure.wave_around and leader_stops and f.down[car] > 0
        wish = pits.stop_lapped if waved else wish_to_stop(f, inputs, car, to_go) + herd
        if lap < cars.stay_lap[car] or (not relief and keyed.logit_of(w0) >= wish):
            herd = -pits.stop_herd
            if waved:
                f.down[car] -= 1
                f.place[car] += 8000.0
            elif car == f.tally[LUCKY]:
                f.place[car] += 9000.0
            continue
        herd = pits.stop_herd
        leader_stops = leader_stops or i == 0
        two = keyed.logit_of(w1) < pits.two_base + late and (f.wets[car] != 0) == wets
        box_s, penalty = service(f, inputs, car, pits.two_s if two else pits.four_s)
        f.tyre_at[car] = f.green - ((f.green - f.tyre_at[car]) // 2.0 if two else 0.0)
        f.wets[car] = wets
        if relief:
            f.relieved[car] = 1
            for other in range(f.n):
                f.trust[car, other] = inputs.trust.relief[car, other]
            f.base[car] += cars.relief_mu_s[car] - cars.mu_s[car]
            settle(f, inputs, car)
            box_s += cars.relief_s[car]
        f.place[car] = 1000.0 + i * inputs.pace.grid_gap_s + box_s + (5000.0 if penalty else 0.0)
        if car == f.tally[LUCKY]:
            f.place[car] = 9000.0 + i
    line_up(f, inputs.track, inputs.pace)


@kernel
def restart(f, inputs):
    """Two by two to the green flag."""
    tally = f.tally
    lap = tally[LAP]
    preferred, other = 0, 0
    choose = inputs.procedure.choose_rule and lap > 0
    for i in range(tally[RUNNERS]):
        car = f.order[i]
        w0, w1, _, _ = keyed.block(f.key, keyed.RESTART, lap, f.car_key[car], 0)
        prefers = preferred - other <= np.int64(w0 >> keyed.S30) if choose else i % 2 == 0
        if prefers:
            f.place[car] = 2.0 * preferred
            f.lane[car] = 0.0
            preferred += 1
        else:
            f.place[car] = 2.0 * other + 1.0
            f.lane[car] = inputs.pace.lane_s * 2.0 * keyed.uniform(w1)
            other += 1
        if lap == 0:
            f.place[car] = np.float64(i)
    line_up(f, inputs.track, inputs.pace)
    tally[RESTART_LAP] = lap
    tally[LINED_UP] = 0
    tally[NEXT_STOP] = NEVER
    for i in range(tally[RUNNERS]):
        plan_stop(f, inputs, f.order[i])
