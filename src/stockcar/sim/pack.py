"""A superspeedway lap, compiled; the laws stand in ``reference_pack`` under the same names."""

# Types here are the compiler's, inferred from the sheet and the field.
# mypy: ignore-errors

import numpy as np

from stockcar.sim import keyed
from stockcar.sim.cautions import caution_lap, restart
from stockcar.sim.compiled import eights, kernel, part
from stockcar.sim.field import (
    AHEAD_OF_ALL,
    BEHIND_ALL,
    CAR_LAPS,
    CAUTION_LEFT,
    END,
    LAP,
    LINED_UP,
    NEXT_FAILURE,
    NEXT_STOP,
    RUNNERS,
)
from stockcar.sim.incidents import failures, incident, trouble, wreck
from stockcar.sim.lap import classify, end_of_lap, start
from stockcar.sim.pits import pit_window
from stockcar.sim.reference_pack import CL_PER_MPH_S, EASED_MPH, IN_HAND_CL, PARTNER_CL
from stockcar.sim.segment import fading, segment, take_order


@kernel
def pack_races(sheet, race_key, first_run, rows, field):
    """``lap.races`` for superspeedways."""
    inputs, f = sheet[0], field[0]
    for i in range(rows.finish.shape[0]):
        f.key = keyed.run_key(race_key, first_run + i)
        one_race(inputs, f)
        classify(f, inputs, rows, i)


@kernel
def one_race(inputs, f):
    """``lap.one_race`` with laps of the pack."""
    tally = f.tally
    start(inputs, f)
    if tally[LAP] == 0:
        restart(f, inputs)
    while tally[LAP] < tally[END] and tally[RUNNERS] > 0:
        tally[LAP] += 1
        if tally[CAUTION_LEFT] > 0:
            caution_lap(f, inputs)
        else:
            if tally[NEXT_STOP] <= tally[LAP]:
                pit_window(f, inputs)
            pack_lap(f, inputs)
            if tally[NEXT_FAILURE] <= tally[LAP]:
                failures(f, inputs)
            if trouble(f, inputs):
                incident(f, inputs)
        end_of_lap(f, inputs)


@part
def pack_lap(f, inputs):
    """Everyone's lap, segment by segment; a wreck freezes the order."""
    pack, track, tally = inputs.pack, inputs.track, f.tally
    pace_mph = track.length_mi / track.lap_s * 3600.0
    lengths_s = pace_mph * CL_PER_MPH_S
    late = np.exp(-(tally[END] - tally[LAP]) / pack.late_laps)
    lead_s = f.time[f.order[0]]
    if tally[LINED_UP] == 0:
        take_lines(f, tally[LAP] == inputs.start.lap + 1)
    form(f, inputs, pace_mph)
    to_places(f, lead_s, lengths_s)
    if tally[RUNNERS] > 1:
        away_cl = max(0.0, -f.at.x[tally[RUNNERS] // 2] - IN_HAND_CL)
        f.at.own[0] -= (1.0 - late) * min(EASED_MPH, pack.ease_mph * away_cl)
    f.green += 1.0
    f.burned += 1.0
    tally[CAR_LAPS] += tally[RUNNERS]
    seed = -1
    for step in range(pack.segments):
        if step > 0:
            take_order(f)
        seed = segment(f, inputs, step, late)
        if seed >= 0:
            break
    to_slots(f, inputs.pits, lead_s + track.lap_s, lengths_s)
    if inputs.trust.received != 0.0 or inputs.trust.hanging != 0.0:
        forget(f, inputs.trust)
    if seed >= 0:
        pack_wreck(f, inputs, seed)


@kernel
def take_lines(f, fresh):
    """Two by two from the restart."""
    f.tally[LINED_UP] = 1
    for i in range(f.tally[RUNNERS]):
        car = f.order[i]
        f.line[car], f.v[car], f.heat[car] = i % 2, 0.0, 0.0
        if fresh:
            f.noise[car] = 0.0


@part
def form(f, inputs, pace_mph):
    """Every car's own speed on this lap, those out included: one straight loop over columns."""
    rho, unrest_mph, lap_s = inputs.pace.noise_rho, inputs.pack.unrest_mph, inputs.track.lap_s
    innovation = np.sqrt(1.0 - rho * rho)
    keyed.lap_noise(f, f.tally[LAP])
    for car in range(f.n):
        f.noise[car] = rho * f.noise[car] + innovation * f.seconds[car]
        slow_s = f.base[car] + f.run[car] + f.damage[car]
        f.own[car] = unrest_mph * f.noise[car] - slow_s / lap_s * pace_mph


@kernel
def to_places(f, lead_s, lengths_s):
    """The pack as the lap begins, from slots to places."""
    at = f.at
    at.x[AHEAD_OF_ALL], at.v[AHEAD_OF_ALL], at.x[BEHIND_ALL] = np.inf, np.inf, -np.inf
    for i in range(f.tally[RUNNERS]):
        car = f.order[i]
        at.slot[i], at.key[i], at.line[i] = car, f.car_key[car], f.line[car]
        at.x[i] = (lead_s - f.time[car]) * lengths_s
        at.v[i], at.heat[i], at.own[i] = f.v[car], f.heat[car], f.own[car]


@kernel
def to_slots(f, pits, end_s, lengths_s):
    """The pack as the lap ends, from places to slots; whoever is in line has saved fuel."""
    at = f.at
    for i in range(f.tally[RUNNERS]):
        f.fuel_at[at.slot[i]] += pits.saving if at.x[at.ahead[i]] - at.x[i] < PARTNER_CL else 0.0
    take_order(f)
    for i in range(f.tally[RUNNERS]):
        car = at.slot[i]
        f.order[i], f.line[car], f.v[car], f.heat[car] = car, at.line[i], at.v[i], at.heat[i]
        f.time[car] = end_s - at.x[i] / lengths_s


@kernel
def forget(f, moved):
    """What moved between drivers today fades from lap to lap."""
    for i in range(f.tally[RUNNERS]):
        car = f.order[i]
        if f.relieved[car]:
            fade(f.trust, moved.relief, car, f.n, moved.memory)
        else:
            fade(f.trust, moved.trust, car, f.n, moved.memory)


@part
def fade(now, first, car, n, memory):
    """One driver's trust, back towards what it was."""
    for other in range(eights(n)):
        now[car, other] = first[car, other] + memory * (now[car, other] - first[car, other])


@kernel
def pack_wreck(f, inputs, seed):
    """The car that is turned takes along those close behind it."""
    pack, at = inputs.pack, f.at
    f.hit[seed] = 1
    size, seed_x, found = 1, 0.0, False
    for i in range(f.tally[RUNNERS]):
        car = f.order[i]
        if found:
            gap = seed_x - at.x[i]
            if gap > 4.0 * pack.wreck_cl:
                break
            _, _, _, w3 = keyed.block(f.key, keyed.VICTIM, f.tally[LAP], f.car_key[car], 0)
            if keyed.uniform(w3) < fading(pack.join, gap, pack.wreck_cl):
                f.hit[car] = 1
                size += 1
        elif car == seed:
            found, seed_x = True, at.x[i]
    wreck(f, inputs, size, size == 1)
