"""The race, compiled: the same functions as ``reference`` under the same names, over columns instead of cars.

``races`` runs a range of runs and writes one row a run. Read ``reference`` first; the tests hold the two equal bit for
bit. Nothing here knows a name or a date, draws from a stream, or adds floats across runs.
"""

# Types here are the compiler's, inferred from the sheet and the field.
# mypy: ignore-errors

import numpy as np

from stockcar.sim import keyed
from stockcar.sim.cautions import caution_lap, restart, throw_caution
from stockcar.sim.compiled import eights, kernel, part
from stockcar.sim.field import (
    ATTEMPTS,
    BETRAYALS,
    CAR_LAPS,
    CAUTION_AGE,
    CAUTION_LAPS,
    CAUTION_LEFT,
    CAUTIONS,
    COUNTS,
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
    RAIN_LAP,
    RAINED,
    RED_FLAGS,
    RESTART_LAP,
    RUNNERS,
    SLICK_LAP,
    STAGE,
    YELLOW_LAP,
)
from stockcar.sim.incidents import failures, incident, rain, trouble
from stockcar.sim.inputs import CRASH, LANE_KERNEL, MECHANICAL, NEVER
from stockcar.sim.outcomes import STAGES
from stockcar.sim.pits import next_lap, pit_window, plan_stops, settle
from stockcar.sim.weather import first_rain, slick_lap, wet_times, wetness, wets_better


@kernel
def races(sheet, race_key, first_run, rows, field):
    """Runs ``first_run``.. into the rows, one after another, in the same field."""
    inputs, f = sheet[0], field[0]
    for i in range(rows.finish.shape[0]):
        f.key = keyed.run_key(race_key, first_run + i)
        one_race(inputs, f)
        classify(f, inputs, rows, i)


@kernel
def one_race(inputs, f):
    """One run, lap by lap."""
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
            green_lap(f, inputs)
            if tally[NEXT_FAILURE] <= tally[LAP]:
                failures(f, inputs)
            if trouble(f, inputs):
                incident(f, inputs)
        end_of_lap(f, inputs)


@kernel
def end_of_lap(f, inputs):
    """What is settled at the line, whatever flag is out."""
    tally = f.tally
    lead(f)
    if tally[NEXT_STAGE] == tally[LAP]:
        end_stage(f, inputs)
    if tally[RAIN_LAP] <= tally[LAP]:
        rain(f, inputs)
    overtime(tally, inputs.procedure.overtime_attempts, inputs.procedure.overtime_laps)


@kernel
def start(inputs, f):
    """The field as it takes the green flag, or as it stood when the recorded race was left."""
    at, tally, hazards = inputs.start, f.tally, inputs.hazards
    for name in range(COUNTS):
        tally[name] = 0
    tally[END], tally[LEADER], tally[NEXT_FAILURE] = inputs.track.laps, -1, NEVER
    tally[LAP], tally[RESTART_LAP], tally[NEXT_STOP] = at.lap, at.green_since, NEVER
    tally[CAUTION_LEFT], tally[CAUTION_AGE], tally[YELLOW_LAP] = at.caution_left, 1, -1
    for stage in range(STAGES):
        f.winners[stage] = -1
    tally[LUCKY] = -1
    tally[NEXT_STAGE] = next_lap(inputs.procedure.stage_end_laps, at.lap)
    tally[NEXT_FORCED] = next_lap(inputs.procedure.forced_cautions, at.lap)
    tally[RAIN_LAP], tally[SLICK_LAP] = first_rain(inputs, f.key), slick_lap(inputs.weather)
    f.green, f.burned = 0.0, 0.0
    f.rate = hazards.events / inputs.track.laps * race_luck(f.key, 0, hazards.overdispersion)
    breaks = race_luck(f.key, 1, hazards.mech_overdispersion)
    wets = wets_better(inputs.weather, wetness(inputs.weather, at.lap))
    for car in range(f.n):
        new_car(f, inputs, car, breaks)
        f.wets[car] = wets
        settle(f, inputs, car)
        tally[NEXT_FAILURE] = min(tally[NEXT_FAILURE], f.fail[car])
    if inputs.track.kernel == LANE_KERNEL:
        for car in range(f.n):
            for other in range(f.n):
                f.trust[car, other] = inputs.trust.trust[car, other]
                f.favours[car, other] = 0
    take_places(f)
    if tally[LAP] > 0 and tally[CAUTION_LEFT] == 0:
        plan_stops(f, inputs)


@kernel
def race_luck(key, part, over):
    """How much likelier than usual something is in this run."""
    luck = 0.0
    w0, w1, w2, w3 = keyed.block(key, keyed.RACE, 0, 0, part)
    for word in (w0, w1, w2, w3):
        luck -= np.log(keyed.uniform(word))
    return 1.0 - over + over * luck / 4.0


@kernel
def new_car(f, inputs, car, breaks):
    """The car in this column with the luck of the run."""
    cars, at, pace = inputs.cars, inputs.start, inputs.pace
    w0, w1, w2, w3 = keyed.block(f.key, keyed.START, 0, f.car_key[car], 0)
    z = keyed.normal(keyed.uniform(w0))
    fast = -z - 1.0 if z < -1.0 else 0.0
    sd = cars.weekend_sd_s[car]
    f.base[car] = cars.mu_s[car] + sd * z - sd * pace.fast_tail * fast
    f.time[car] = at.behind_s[car] + at.laps_down[car] * inputs.track.lap_s
    f.noise[car] = pace.noise_sd_s * keyed.normal(keyed.uniform(w2))
    first_s = cars.first_s[car] if at.tyre_laps[car] >= at.lap else 0.0  # on the tyres of the start
    f.run[car] = pace.run_sd_s * keyed.normal(keyed.uniform(w3)) + first_s
    f.damage[car], f.lane[car], f.fuel_at[car] = at.damage_s[car], 0.0, -at.fuel_laps[car]
    f.tyre_at[car], f.stop[car], f.down[car] = -np.float64(at.tyre_laps[car]), NEVER, at.laps_down[car]
    f.out[car], f.laps[car], f.led[car] = at.out[car], at.laps[car], at.led[car]
    f.points[car], f.relieved[car], f.place[car] = 0, 0, 0.0
    f.pushed[car], f.cause[car] = 0, -1
    f.fail[car] = failure_lap(inputs, cars.mech_rate[car] * breaks, keyed.uniform(w1))


@kernel
def take_places(f):
    """Those running in order of time, then those out, in order of time as well."""
    n = 0
    for wanted in (True, False):
        first = n
        for car in range(f.n):
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


@kernel
def failure_lap(inputs, mech_rate, u):
    """The lap on which the car breaks."""
    track, shape = inputs.track, inputs.hazards.mech_shape
    expected = mech_rate * track.length_mi * track.laps / 1000.0
    if expected <= 0.0:
        return NEVER
    before = (inputs.start.lap / track.laps) ** shape
    share = (before - np.log(u) / expected) ** (1.0 / shape)
    return np.int64(share * track.laps) + 1 if share < 10.0 else NEVER


@kernel
def lap_times(f, inputs, innovation_s, rough_s):
    """Every car's lap on a clear and dry road, and its luck in passing, those out included: one straight loop."""
    pace, key, lap, green, burned = inputs.pace, f.key, f.tally[LAP], f.green, f.burned
    rho, tyre_s, tyre_sq_s, fuel_s = pace.noise_rho, pace.tyre_s, pace.tyre_sq_s, pace.fuel_s
    tank_laps = inputs.pits.tank_laps
    for car in range(eights(f.n)):
        a, b, c, _ = keyed.woven_block(key, keyed.LAP, lap, f.car_key[car], keyed.ZERO)
        z = keyed.noise(a, b)
        f.luck[car] = keyed.logit_of(c)
        noise = rho * f.noise[car] + innovation_s * z
        f.noise[car] = noise
        age = green - f.tyre_at[car]
        seconds = f.slow[car] + noise + rough_s * z + (tyre_s - tyre_sq_s * age) * age
        f.seconds[car] = seconds + fuel_s * (tank_laps - (burned - f.fuel_at[car]))


@kernel
def green_lap(f, inputs):
    """Everyone's lap time, then the passes."""
    pace, weather, order, n = inputs.pace, inputs.weather, f.order, f.tally[RUNNERS]
    fresh = f.tally[LAP] - f.tally[RESTART_LAP]
    rough_s = pace.restart_sd_s / fresh if fresh <= pace.restart_laps else 0.0
    bonus = pace.restart_bonus if fresh <= pace.restart_laps else 0.0
    wet = wetness(weather, f.tally[LAP])
    innovation_s = pace.noise_sd_s * np.sqrt(1.0 - pace.noise_rho * pace.noise_rho) * (1.0 + weather.noise * wet)
    dirty_s, slope = pace.dirty_s, pace.dirty_s / pace.dirty_gap_s
    lap_times(f, inputs, innovation_s, rough_s)
    if weather.wet > 0.0:
        wet_times(f, inputs, wet)
    if fresh == 1:
        for car in range(f.n):
            f.seconds[car] += f.lane[car]
            f.lane[car] = 0.0
    leader = order[0]
    ahead_s = f.time[leader]
    lead_s = f.time[order[1]] - ahead_s if n > 1 else 0.0
    f.moved[0] = ahead_s + (f.seconds[leader] - pace.clean_s + pace.ease * lead_s)
    hard = pace.pass_b + weather.pass_b * wet - bonus
    for i in range(1, n):
        car = order[i]
        seconds, time_s = f.seconds[car], f.time[car]
        gap_s, ahead_s = time_s - ahead_s, time_s
        f.moved[i] = time_s + (seconds + max(0.0, dirty_s - slope * gap_s))
        f.hard[i] = max(0.0, f.luck[car] + hard)
    f.green += 1.0
    f.burned += 1.0
    f.tally[CAR_LAPS] += n
    pass_cars(f, pace)


@part
def pass_cars(f, pace):
    """Each car goes by those it has caught, until one holds it up."""
    order, moved, n = f.order, f.moved, f.tally[RUNNERS]
    min_gap_s, pass_k = pace.min_gap_s, pace.pass_k
    passes = 0
    ahead_s = moved[0]
    for i in range(1, n):
        mine_s = moved[i]
        edge_s = ahead_s - mine_s
        if pass_k * edge_s <= f.hard[i]:  # held up, or not there yet: one branch, not two
            passes += 2 * (edge_s > 0.0)
            ahead_s = max(mine_s, ahead_s + min_gap_s)
            moved[i] = ahead_s
            continue
        car, hard, place = order[i], f.hard[i], i
        while True:
            order[place], moved[place] = order[place - 1], moved[place - 1]
            place -= 1
            passes += 1
            if place == 0:
                break
            edge_s = moved[place - 1] - mine_s
            if pass_k * edge_s <= hard:
                passes += 2 * (edge_s > 0.0)
                mine_s = min(max(mine_s, moved[place - 1] + min_gap_s), moved[place + 1])
                break
        order[place], moved[place] = car, mine_s
        ahead_s = moved[i]
    for i in range(n):
        f.time[order[i]] = moved[i]
    f.tally[PASSES] += passes


@part
def lead(f):
    """Who is scored the leader of this lap."""
    tally = f.tally
    if tally[RUNNERS] == 0:
        return
    leader = f.order[0]
    f.led[leader] += 1
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
    if tally[RAINED] == 0 and (ends_yellow or too_soon) and tally[ATTEMPTS] < attempts:
        tally[ATTEMPTS] += 1
        tally[END] = tally[LAP] + tally[CAUTION_LEFT] + laps


@kernel
def classify(f, inputs, rows, row):
    """Finishing order and the numbers of the run."""
    order, tally, n = f.order, f.tally, f.n
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
        rows.pushed[row, car], rows.cause[row, car] = f.pushed[car], f.cause[car]
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
        tally[RED_FLAGS], tally[RAINED],
    )  # fmt: skip
    for m in range(len(measures)):
        rows.race[row, m] = measures[m]
