"""The race, compiled: the same functions as ``reference`` under the same names, over columns instead of cars.

``races`` runs a range of runs and writes one row a run. Read ``reference`` first; the tests hold the two equal bit for
bit. Nothing here knows a name or a date, draws from a stream, or adds floats across runs.
"""

# Types here are the compiler's, inferred from RaceInputs and Field.
# mypy: ignore-errors

import numpy as np

from stockcar.sim import keyed
from stockcar.sim.cautions import caution_lap, restart, sort_by_time, throw_caution
from stockcar.sim.compiled import kernel, part
from stockcar.sim.field import (
    ATTEMPTS,
    BETRAYALS,
    CAR_LAPS,
    CAUTION_AGE,
    CAUTION_LAPS,
    CAUTION_LEFT,
    CAUTIONS,
    END,
    LAP,
    LEAD_CHANGES,
    LEADER,
    LUCKY,
    NEXT_FAILURE,
    NEXT_FORCED,
    NEXT_STAGE,
    NEXT_STOP,
    PASSES,
    PUSHES,
    RESTART_LAP,
    RUNNERS,
    STAGE,
)
from stockcar.sim.incidents import failures, incident, next_lap, trouble
from stockcar.sim.inputs import CRASH, MECHANICAL, NEVER
from stockcar.sim.outcomes import STAGES
from stockcar.sim.pits import pit_window, plan_stop


@kernel
def races(inputs, race_key, first_run, rows, f):
    """Runs ``first_run``.. into the rows, one after another, in the same field."""
    for i in range(rows.finish.shape[0]):
        f.key[0] = keyed.run_key(race_key, first_run + i)
        one_race(inputs, f, rows, i)


@kernel
def one_race(inputs, f, rows, row):
    """One run, lap by lap, into its row."""
    tally = f.tally
    start(inputs, f)
    if tally[LAP] == 0:
        restart(f, inputs)
    while tally[LAP] < tally[END] and tally[RUNNERS] > 0:
        tally[LAP] += 1
        if tally[CAUTION_LEFT] > 0:
            caution_lap(f, inputs)
        else:
            if tally[NEXT_STOP] <= tally[LAP] and pit_window(f, inputs):
                sort_by_time(f)
            green_lap(f, inputs)
            if tally[NEXT_FAILURE] <= tally[LAP]:
                failures(f, inputs)
            if trouble(f.key[0], tally, f.rate[0], inputs.hazards):
                incident(f, inputs)
        lead(f.order, f.led, tally)
        if tally[NEXT_STAGE] == tally[LAP]:
            end_stage(f, inputs)
        overtime(tally, inputs.procedure.overtime_attempts, inputs.procedure.overtime_laps)
    classify(f, inputs, rows, row)


@kernel
def start(inputs, f):
    """The field as it takes the green flag, or as it stood when the recorded race was left."""
    cars, at, pace, tally = inputs.cars, inputs.start, inputs.pace, f.tally
    tally[:] = 0
    tally[END], tally[LEADER], tally[NEXT_FAILURE] = inputs.track.laps, -1, NEVER
    tally[LAP], tally[RESTART_LAP], tally[NEXT_STOP] = at.lap, at.green_since, NEVER
    tally[CAUTION_LEFT], tally[CAUTION_AGE] = at.caution_left, 1
    f.winners[:] = -1
    tally[LUCKY] = -1
    tally[NEXT_STAGE] = next_lap(inputs.procedure.stage_end_laps, at.lap)
    tally[NEXT_FORCED] = next_lap(inputs.procedure.forced_cautions, at.lap)
    luck = 0.0
    w0, w1, w2, w3 = keyed.block(f.key[0], keyed.RACE, 0, 0, 0)
    for word in (w0, w1, w2, w3):
        luck -= np.log(keyed.uniform(word))
    over = inputs.hazards.overdispersion
    f.rate[0] = inputs.hazards.events / inputs.track.laps * (1.0 - over + over * luck / 4.0)
    for car in range(cars.key.size):
        w0, w1, w2, w3 = keyed.block(f.key[0], keyed.START, 0, f.car_key[car], 0)
        z = keyed.normal(keyed.uniform(w0))
        fast = -z - 1.0 if z < -1.0 else 0.0
        sd = cars.weekend_sd_s[car]
        f.base[car] = cars.mu_s[car] + sd * z - sd * pace.fast_tail * fast
        f.time[car] = at.behind_s[car] + at.laps_down[car] * inputs.track.lap_s
        f.noise[car] = pace.noise_sd_s * keyed.normal(keyed.uniform(w2))
        f.run[car] = pace.run_sd_s * keyed.normal(keyed.uniform(w3))
        f.damage[car], f.lane[car], f.fuel[car] = at.damage_s[car], 0.0, at.fuel_laps[car]
        f.tyre[car], f.stop[car], f.down[car] = at.tyre_laps[car], NEVER, at.laps_down[car]
        f.out[car], f.laps[car], f.led[car] = at.out[car], at.laps[car], at.led[car]
        f.points[car], f.relieved[car], f.place[car] = 0, 0, 0.0
        f.fail[car] = failure_lap(inputs, cars.mech_rate[car], keyed.uniform(w1))
        tally[NEXT_FAILURE] = min(tally[NEXT_FAILURE], f.fail[car])
    for car in range(cars.key.size):
        for other in range(cars.key.size):
            f.trust[car, other] = inputs.trust.trust[car, other]
    take_places(f)
    if tally[LAP] > 0 and tally[CAUTION_LEFT] == 0:
        for i in range(tally[RUNNERS]):
            plan_stop(f, inputs, f.order[i])


@kernel
def take_places(f):
    """Those running in order of time, then those out, in order of time as well."""
    n = 0
    for wanted in (True, False):
        first = n
        for car in range(f.out.size):
            if (f.out[car] == 0) != wanted:
                continue
            j = n
            while j > first and f.time[f.order[j - 1]] > f.time[car]:
                f.order[j] = f.order[j - 1]
                j -= 1
            f.order[j] = car
            n += 1
        if wanted:
            f.tally[RUNNERS] = n


@part
def failure_lap(inputs, mech_rate, u):
    """The lap on which the car breaks."""
    track, shape = inputs.track, inputs.hazards.mech_shape
    expected = mech_rate * track.length_mi * track.laps / 1000.0
    if expected <= 0.0:
        return NEVER
    before = (inputs.start.lap / track.laps) ** shape
    share = (before - np.log(u) / expected) ** (1.0 / shape)
    return np.int64(share * track.laps) + 1 if share < 10.0 else NEVER


@part
def green_lap(f, inputs):
    """Everyone's lap time, then the passes."""
    pace, order, lap, n = inputs.pace, f.order, f.tally[LAP], f.tally[RUNNERS]
    fresh = lap - f.tally[RESTART_LAP]
    rough_s = pace.restart_sd_s / fresh if fresh <= pace.restart_laps else 0.0
    bonus = pace.restart_bonus if fresh <= pace.restart_laps else 0.0
    rho = pace.noise_rho
    innovation_s = pace.noise_sd_s * np.sqrt(1.0 - rho * rho)
    keyed.lap_draws(f.key[0], lap, f.car_key, f.z, f.w2, f.w3)
    ahead_s = 0.0
    for i in range(n):
        car = order[i]
        z = f.z[car]
        f.noise[car] = rho * f.noise[car] + innovation_s * z
        age = f.tyre[car]
        seconds = inputs.track.lap_s + f.base[car] + f.run[car] + f.damage[car] + f.noise[car] + rough_s * z
        seconds += f.lane[car]
        seconds += (pace.tyre_s - pace.tyre_sq_s * age) * age + pace.fuel_s * (inputs.pits.tank_laps - f.fuel[car])
        gap_s, ahead_s = f.time[car] - ahead_s, f.time[car]
        if i == 0:
            seconds -= pace.clean_s
        elif gap_s < pace.dirty_gap_s:
            seconds += pace.dirty_s * (1.0 - gap_s / pace.dirty_gap_s)
        f.time[car] += seconds
        f.lane[car] = 0.0
        f.tyre[car] += 1
        f.fuel[car] += 1.0
    f.tally[CAR_LAPS] += n
    pass_cars(f, pace, bonus)


@part
def pass_cars(f, pace, bonus):
    """Each car goes by those it has caught, until one holds it up."""
    order, time = f.order, f.time
    passes = 0
    for i in range(1, f.tally[RUNNERS]):
        car = order[i]
        place = i
        behind_s = np.inf
        while place > 0:
            other = order[place - 1]
            edge_s = time[other] - time[car]
            if edge_s <= -pace.min_gap_s:
                break
            if edge_s <= 0.0 or pace.pass_k * edge_s <= keyed.logit_of(f.w2[car]) + pace.pass_b - bonus:
                passes += 2 if edge_s > 0.0 else 0
                time[car] = min(time[other] + pace.min_gap_s, behind_s)
                break
            order[place] = other
            behind_s = time[other]
            place -= 1
            passes += 1
        order[place] = car
    f.tally[PASSES] += passes


@part
def lead(order, led, tally):
    """Who is scored the leader of this lap."""
    if tally[RUNNERS] == 0:
        return
    leader = order[0]
    led[leader] += 1
    if leader != tally[LEADER] and tally[LEADER] >= 0:
        tally[LEAD_CHANGES] += 1
    tally[LEADER] = leader


@kernel
def end_stage(f, inputs):
    """Ten points down to one for the first ten, and the caution."""
    stage = f.tally[STAGE]
    f.tally[STAGE] += 1
    f.tally[NEXT_STAGE] = next_lap(inputs.procedure.stage_end_laps, f.tally[LAP])
    if f.tally[RUNNERS] == 0:
        return
    if stage < STAGES:
        f.winners[stage] = f.order[0]
    for i in range(min(10, f.tally[RUNNERS])):
        f.points[f.order[i]] += 10 - i
    if inputs.procedure.stage_caution:
        throw_caution(f, inputs, inputs.hazards.stage_caution_laps)


@part
def overtime(tally, attempts, laps):
    """A race that would end under caution, or too soon after it, goes on."""
    ends_yellow = tally[LAP] == tally[END] and tally[CAUTION_LEFT] > 0
    too_soon = tally[LAP] == tally[RESTART_LAP] and tally[END] - tally[LAP] < laps
    if (ends_yellow or too_soon) and tally[ATTEMPTS] < attempts:
        tally[ATTEMPTS] += 1
        tally[END] = tally[LAP] + tally[CAUTION_LEFT] + laps


@kernel
def classify(f, inputs, rows, row):
    """Finishing order and the numbers of the run."""
    order, tally, n = f.order, f.tally, f.order.size
    lead_s = f.time[order[0]]
    for i in range(tally[RUNNERS]):
        car = order[i]
        f.laps[car] = max(0, tally[LAP] - np.int64((f.time[car] - lead_s) / inputs.track.lap_s))
    for i in range(1, n):
        car = order[i]
        j = i
        while j > 0 and f.laps[order[j - 1]] < f.laps[car]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = car
    leaders, most, lead_lap, crashes, mechanicals, d2 = 0, 0, 0, 0, 0, 0
    for i in range(n):
        car = order[i]
        rows.finish[row, car] = i + 1
        rows.led[row, car], rows.out[row, car], rows.laps[row, car] = f.led[car], f.out[car], f.laps[car]
        rows.stage_points[row, car] = f.points[car]
        leaders += f.led[car] > 0
        most = max(most, f.led[car])
        lead_lap += f.laps[car] >= tally[LAP]
        crashes += f.out[car] == CRASH
        mechanicals += f.out[car] == MECHANICAL
        d2 += (i + 1 - inputs.cars.grid[car]) ** 2
    for stage in range(STAGES):
        rows.stage_winner[row, stage] = f.winners[stage]
    share = most * 1_000_000 // max(1, tally[LAP])
    measures = (
        leaders, tally[LEAD_CHANGES], tally[CAUTIONS], tally[CAUTION_LAPS], tally[LAP], tally[ATTEMPTS], tally[PASSES],
        tally[CAR_LAPS], most, share, lead_lap, crashes, mechanicals, d2, tally[PUSHES], tally[BETRAYALS],
    )  # fmt: skip
    for m in range(len(measures)):
        rows.race[row, m] = measures[m]
