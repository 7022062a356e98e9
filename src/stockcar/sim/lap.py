"""The race, compiled: the same functions as ``reference`` under the same names, over columns instead of cars.

``races`` runs a range of runs and writes one row a run. Read ``reference`` first; the tests hold the two equal bit for
bit. Nothing here knows a name or a date, draws from a stream, or adds floats across runs.
"""

import numpy as np

from stockcar.sim import keyed
from stockcar.sim.cautions import caution_lap, restart, sort_by_time, throw_caution
from stockcar.sim.compiled import kernel
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
    NEXT_FAILURE,
    NEXT_STOP,
    PASSES,
    PUSHES,
    RESTART_LAP,
    RUNNERS,
    STAGE,
)
from stockcar.sim.incidents import failures, incident
from stockcar.sim.inputs import CRASH, MECHANICAL, NEVER
from stockcar.sim.outcomes import STAGES
from stockcar.sim.pits import pit_window, plan_stop


@kernel
def races(inputs, race_key, first_run, rows, f):  # type: ignore[no-untyped-def]
    """Runs ``first_run``.. into the rows, one after another, in the same field."""
    for i in range(rows.finish.shape[0]):
        f.key[0] = keyed.run_key(race_key, first_run + i)
        one_race(inputs, f, rows, i)


@kernel
def one_race(inputs, f, rows, row):  # type: ignore[no-untyped-def]
    count = f.count
    start(inputs, f)
    if count[LAP] == 0:
        restart(f, inputs)
    while count[LAP] < count[END] and count[RUNNERS] > 0:
        count[LAP] += 1
        if count[CAUTION_LEFT] > 0:
            caution_lap(f, inputs)
        else:
            if count[NEXT_STOP] <= count[LAP] and pit_window(f, inputs):
                sort_by_time(f)
            green_lap(f, inputs)
            failures(f, inputs)
            incident(f, inputs)
        lead(f)
        end_stage(f, inputs)
        overtime(f, inputs.procedure)
    classify(f, inputs, rows, row)


@kernel
def start(inputs, f):  # type: ignore[no-untyped-def]
    cars, at, pace, count = inputs.cars, inputs.start, inputs.pace, f.count
    count[:] = 0
    count[END], count[LEADER], count[NEXT_FAILURE] = inputs.track.laps, -1, NEVER
    count[LAP], count[RESTART_LAP], count[NEXT_STOP] = at.lap, at.green_since, NEVER
    count[CAUTION_LEFT], count[CAUTION_AGE] = at.caution_left, 1
    f.winners[:] = -1
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
        count[NEXT_FAILURE] = min(count[NEXT_FAILURE], f.fail[car])
    take_places(f)
    if count[LAP] > 0 and count[CAUTION_LEFT] == 0:
        for i in range(count[RUNNERS]):
            plan_stop(f, inputs, f.order[i])


@kernel
def take_places(f):  # type: ignore[no-untyped-def]
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
            f.count[RUNNERS] = n


@kernel
def failure_lap(inputs, mech_rate, u):  # type: ignore[no-untyped-def]
    track, shape = inputs.track, inputs.hazards.mech_shape
    expected = mech_rate * track.length_mi * track.laps / 1000.0
    if expected <= 0.0:
        return NEVER
    before = (inputs.start.lap / track.laps) ** shape
    share = (before - np.log(u) / expected) ** (1.0 / shape)
    return np.int64(share * track.laps) + 1 if share < 10.0 else NEVER


@kernel
def green_lap(f, inputs):  # type: ignore[no-untyped-def]
    pace, order, lap, n = inputs.pace, f.order, f.count[LAP], f.count[RUNNERS]
    fresh = lap - f.count[RESTART_LAP]
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
    f.count[CAR_LAPS] += n
    pass_cars(f, pace, bonus)


@kernel
def pass_cars(f, pace, bonus):  # type: ignore[no-untyped-def]
    order, time = f.order, f.time
    passes = 0
    for i in range(1, f.count[RUNNERS]):
        car = order[i]
        place = i
        behind_s = np.inf
        while place > 0:
            other = order[place - 1]
            edge_s = time[other] - time[car]
            if edge_s <= -pace.min_gap_s:
                break
            if edge_s <= 0.0 or pace.pass_k * edge_s <= keyed.logit_of(f.w2[car]) + pace.pass_b - bonus:
                time[car] = min(time[other] + pace.min_gap_s, behind_s)
                break
            order[place] = other
            behind_s = time[other]
            place -= 1
            passes += 1
        order[place] = car
    f.count[PASSES] += passes


@kernel
def lead(f):  # type: ignore[no-untyped-def]
    if f.count[RUNNERS] == 0:
        return
    leader = f.order[0]
    f.led[leader] += 1
    if leader != f.count[LEADER] and f.count[LEADER] >= 0:
        f.count[LEAD_CHANGES] += 1
    f.count[LEADER] = leader


@kernel
def end_stage(f, inputs):  # type: ignore[no-untyped-def]
    if f.count[RUNNERS] == 0:
        return
    for end in inputs.procedure.stage_end_laps:
        if end != f.count[LAP]:
            continue
        if f.count[STAGE] < STAGES:
            f.winners[f.count[STAGE]] = f.order[0]
        f.count[STAGE] += 1
        for i in range(min(10, f.count[RUNNERS])):
            f.points[f.order[i]] += 10 - i
        if inputs.procedure.stage_caution:
            throw_caution(f, inputs, inputs.hazards.stage_caution_laps)


@kernel
def overtime(f, procedure):  # type: ignore[no-untyped-def]
    count = f.count
    ends_yellow = count[LAP] == count[END] and count[CAUTION_LEFT] > 0
    too_soon = count[LAP] == count[RESTART_LAP] and count[END] - count[LAP] < procedure.overtime_laps
    if not (ends_yellow or too_soon) or count[ATTEMPTS] >= procedure.overtime_attempts:
        return
    count[ATTEMPTS] += 1
    count[END] = count[LAP] + count[CAUTION_LEFT] + procedure.overtime_laps


@kernel
def classify(f, inputs, rows, row):  # type: ignore[no-untyped-def]
    order, count, n = f.order, f.count, f.order.size
    lead_s = f.time[order[0]]
    for i in range(count[RUNNERS]):
        car = order[i]
        f.laps[car] = max(0, count[LAP] - np.int64((f.time[car] - lead_s) / inputs.track.lap_s))
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
        lead_lap += f.laps[car] >= count[LAP]
        crashes += f.out[car] == CRASH
        mechanicals += f.out[car] == MECHANICAL
        d2 += (i + 1 - inputs.cars.grid[car]) ** 2
    rows.stage_winner[row, :] = f.winners
    share = most * 1_000_000 // max(1, count[LAP])
    measures = (
        leaders, count[LEAD_CHANGES], count[CAUTIONS], count[CAUTION_LAPS], count[LAP], count[ATTEMPTS], count[PASSES],
        count[CAR_LAPS], most, share, lead_lap, crashes, mechanicals, d2, count[PUSHES], count[BETRAYALS],
    )  # fmt: skip
    for m in range(len(measures)):
        rows.race[row, m] = measures[m]
