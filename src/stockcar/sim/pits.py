"""Stops, compiled; the laws stand in ``reference_pits`` under the same names."""

# Types here are the compiler's, inferred from RaceInputs and Field.
# mypy: ignore-errors

import numpy as np

from stockcar.sim import keyed
from stockcar.sim.compiled import kernel, part
from stockcar.sim.field import END, LAP, NEXT_STOP
from stockcar.sim.inputs import NEVER, STOP_EVERY


@part
def plan_stop(f, inputs, car):
    """The lap of the next stop under green."""
    lap = f.tally[LAP]
    if inputs.cars.policy[car] == STOP_EVERY:
        f.stop[car] = lap + inputs.cars.stop_every[car]
    else:
        f.stop[car] = stop_by_the_book(f, inputs, car, lap)
    f.tally[NEXT_STOP] = min(f.tally[NEXT_STOP], f.stop[car])


@part
def stop_by_the_book(f, inputs, car, lap):
    """Even stints to the next stage end, a little apart from the others."""
    pits = inputs.pits
    horizon, stage_ahead = f.tally[END], False
    if inputs.procedure.stage_caution:
        for end in inputs.procedure.stage_end_laps:
            if end > lap:
                horizon, stage_ahead = end, True
                break
    to_go = horizon - lap
    left = pits.tank_laps - f.fuel[car]
    flips = stage_ahead and pits.flip_prob > 0.0
    if left >= to_go and not flips:
        return NEVER
    w0, w1, w2, _ = keyed.block(f.key[0], keyed.PLAN, lap, f.car_key[car], 0)
    stop = NEVER
    if left < to_go:
        stops = np.ceil((to_go - left) / pits.tank_laps)
        stint = to_go / (stops + 1.0) + (keyed.uniform(w0) - 0.5) * pits.window_laps
        stop = lap + max(1, np.int64(min(left, stint)))
    if flips and keyed.uniform(w1) < pits.flip_prob:
        early = horizon - 2 - np.int64(w2 >> keyed.S30)
        if early < stop and early >= lap + 6:
            stop = early
    return stop


@part
def service(f, inputs, car, tyres_s):
    """Seconds in the box, and whether a penalty goes with it."""
    pits = inputs.pits
    w0, w1, w2, w3 = keyed.block(f.key[0], keyed.STOP, f.tally[LAP], f.car_key[car], 0)
    fill_s = pits.fill_s * min(1.0, f.fuel[car] / pits.tank_laps)
    seconds = max(tyres_s, fill_s) + inputs.cars.crew_s[car] + pits.crew_sd_s * keyed.noise(w0, w1)
    if (w2 >> keyed.S16) < pits.mistake_prob * 65536.0:
        seconds += pits.mistake_s
    f.fuel[car] = 0.0
    f.run[car] = inputs.pace.run_sd_s * keyed.normal(keyed.uniform(w3))
    return max(seconds, 2.0), (w2 & keyed.HALF_MASK) < pits.penalty_prob * 65536.0


@kernel
def pit_window(f, inputs):
    """Stops under green; returns whether there were any."""
    lap, pits = f.tally[LAP], inputs.pits
    f.tally[NEXT_STOP] = NEVER
    stopped = False
    for i in range(f.order.size):
        car = f.order[i]
        if f.out[car] != 0:
            continue
        if f.stop[car] != lap:
            f.tally[NEXT_STOP] = min(f.tally[NEXT_STOP], max(f.stop[car], lap + 1))
            continue
        box_s, penalty = service(f, inputs, car, pits.four_s)
        f.time[car] += pits.transit_s + box_s
        if penalty:
            f.time[car] += pits.transit_s
        f.tyre[car] = 0
        plan_stop(f, inputs, car)
        stopped = True
    return stopped


@part
def wish_to_stop(f, inputs, car, to_go):
    """Logit of stopping under caution."""
    pits, pace = inputs.pits, inputs.pace
    age = f.tyre[car]
    if age < 3 and f.fuel[car] < 6.0:
        return -1000.0
    gain_s = (pace.tyre_s - pace.tyre_sq_s * age) * age * min(pits.run_laps, np.float64(to_go))
    wish = pits.stop_base + pits.stop_gain * gain_s
    if pits.tank_laps - f.fuel[car] < to_go:
        wish += pits.stop_fuel * min(1.0, f.fuel[car] / pits.tank_laps)
    return wish
