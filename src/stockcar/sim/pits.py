"""Stops, compiled; the laws stand in ``reference_pits`` under the same names."""

# Types here are the compiler's, inferred from the sheet and the field.
# mypy: ignore-errors

import numpy as np

from stockcar.sim import keyed
from stockcar.sim.compiled import kernel, part
from stockcar.sim.field import END, LAP, NEXT_STAGE, NEXT_STOP, RUNNERS, SLICK_LAP
from stockcar.sim.inputs import NEVER, STOP_EVERY
from stockcar.sim.reference_pits import WRONG_TYRES
from stockcar.sim.weather import wetness, wets_better


@part
def settle(f, inputs, car):
    """The car's own lap anew, after anything in it has changed."""
    f.slow[car] = inputs.track.lap_s + f.base[car] + f.run[car] + f.damage[car]


@kernel
def plan_stop(f, inputs, car):
    """The lap of the next stop under green."""
    words = keyed.block(f.key, keyed.PLAN, f.tally[LAP], f.car_key[car], 0)
    plan(f, inputs, car, words)


@kernel
def plan_stops(f, inputs):
    """The next stop under green of everyone."""
    keyed.draw_all(f, keyed.PLAN, f.tally[LAP])
    for i in range(f.tally[RUNNERS]):
        car = f.order[i]
        plan(f, inputs, car, (f.w0[car], f.w1[car], f.w2[car], f.w3[car]))


@part
def plan(f, inputs, car, words):
    """The next stop of this car, with these words."""
    lap = f.tally[LAP]
    if inputs.cars.policy[car] == STOP_EVERY:
        f.stop[car] = lap + inputs.cars.stop_every[car]
    else:
        f.stop[car] = stop_by_the_book(f, inputs, car, lap, words)
    f.tally[NEXT_STOP] = min(f.tally[NEXT_STOP], f.stop[car])


@part
def stop_by_the_book(f, inputs, car, lap, words):
    """Even stints to the next stage end, a little apart from the others."""
    pits = inputs.pits
    horizon, stage_ahead = f.tally[END], False
    if inputs.procedure.stage_caution:
        end = f.tally[NEXT_STAGE]
        if end <= lap:
            end = next_lap(inputs.procedure.stage_end_laps, lap)
        if end < NEVER:
            horizon, stage_ahead = end, True
    to_go = horizon - lap
    left = pits.tank_laps - (f.burned - f.fuel_at[car])
    flips = stage_ahead and pits.flip_prob > 0.0
    dries = f.wets[car] != 0 and f.tally[SLICK_LAP] < NEVER
    if left >= to_go and not flips and not dries:
        return NEVER
    w0, w1, w2, w3 = words
    stop = NEVER
    if left < to_go:
        stops = np.ceil((to_go - left) / pits.tank_laps)
        stint = to_go / (stops + 1.0) + (keyed.uniform(w0) - 0.5) * pits.window_laps
        stop = lap + max(1, np.int64(min(left, stint)))
    if flips and keyed.uniform(w1) < pits.flip_prob:
        early = horizon - 2 - np.int64(w2 >> keyed.S30)
        if early < stop and early >= lap + 6:
            stop = early
    if dries:
        stop = min(stop, max(lap + 1, f.tally[SLICK_LAP] + np.int64(w3 >> keyed.S30)))
    if stop < inputs.cars.stay_lap[car]:
        stop = min(inputs.cars.stay_lap[car], lap + max(1, np.int64(left)))
    return stop


@part
def service(f, inputs, car, tyres_s, words, fresh):
    """Seconds in the box, and whether a penalty goes with it; ``fresh``: the setup of the next run, drawn from w3."""
    pits = inputs.pits
    w0, w1, w2, _ = words
    fill_s = pits.fill_s * min(1.0, (f.burned - f.fuel_at[car]) / pits.tank_laps)
    seconds = max(tyres_s, fill_s) + inputs.cars.crew_s[car] + pits.crew_sd_s * keyed.noise(w0, w1)
    if (w2 >> keyed.S16) < pits.mistake_prob * 65536.0:
        seconds += pits.mistake_s
    f.fuel_at[car] = f.burned
    f.run[car] = inputs.pace.run_sd_s * fresh
    settle(f, inputs, car)
    return max(seconds, 2.0), (w2 & keyed.HALF_MASK) < pits.penalty_prob * 65536.0


@kernel
def next_lap(laps, after):
    """The first of these laps that is still to come."""
    nearest = NEVER
    for lap in laps:
        if lap > after:
            nearest = min(nearest, lap)
    return nearest


@kernel
def pit_window(f, inputs):
    """Stops under green, from the back of the field to the front; a car that stops falls back to its time."""
    lap, pits, order, time = f.tally[LAP], inputs.pits, f.order, f.time
    f.tally[NEXT_STOP] = NEVER
    wets = wets_better(inputs.weather, wetness(inputs.weather, lap))
    for i in range(f.tally[RUNNERS] - 1, -1, -1):
        car = order[i]
        if f.stop[car] != lap:
            f.tally[NEXT_STOP] = min(f.tally[NEXT_STOP], max(f.stop[car], lap + 1))
            continue
        words = keyed.block(f.key, keyed.STOP, lap, f.car_key[car], 0)
        box_s, penalty = service(f, inputs, car, pits.four_s, words, keyed.normal(keyed.uniform(words[3])))
        time_s = time[car] + (pits.transit_s + box_s)
        if penalty:
            time_s += pits.transit_s
        time[car] = time_s
        f.tyre_at[car] = f.green
        f.wets[car] = wets
        plan_stop(f, inputs, car)
        j = i
        while j + 1 < f.tally[RUNNERS] and time[order[j + 1]] < time_s:
            order[j] = order[j + 1]
            j += 1
        order[j] = car


@part
def wish_to_stop(f, inputs, car, to_go, place):
    """Logit of stopping under caution."""
    pits, pace, weather = inputs.pits, inputs.pace, inputs.weather
    if (f.wets[car] != 0) != wets_better(weather, wetness(weather, f.tally[LAP])):
        return WRONG_TYRES
    age, fuel = f.green - f.tyre_at[car], f.burned - f.fuel_at[car]
    if age < 3.0 and fuel < 6.0:
        return -1000.0
    gain_s = (pace.tyre_s - pace.tyre_sq_s * age) * age * min(pits.run_laps, np.float64(to_go))
    wish = pits.stop_base + pits.stop_gain * gain_s
    if pits.tank_laps - fuel < to_go:
        return wish + pits.stop_fuel * min(1.0, fuel / pits.tank_laps)
    return wish - pits.stop_place * (1.0 - place / f.tally[RUNNERS])
