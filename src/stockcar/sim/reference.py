"""One race in plain Python: read this first.

``one_race`` is the race's own list: start, then lap by lap the pit window, a green lap or a caution lap, what goes
wrong, the stage end, overtime, and at last the classification. The kernels have the same functions under the same
names, and the tests hold the two equal bit for bit; so this is also how a single run of ten thousand is told
(``log``). Times are seconds at the line. Every car keeps the leader's lap count: a car a lap down is one lap's time
behind, so the running order is simply the order of times.

The laws of pit road stand in ``reference_pits``, those of the yellow flag in ``reference_yellow``, those of the pack in
``reference_pack``, those of a wet road in ``reference_weather``.

Known limits: lapped cars do not hold up the leaders.
"""

import math

from stockcar.sim import draws
from stockcar.sim.inputs import LANE_KERNEL, NEVER, RUNNING, RaceInputs
from stockcar.sim.log import Event, Log
from stockcar.sim.outcomes import RunRows, row_of
from stockcar.sim.reference_field import Car, Field
from stockcar.sim.reference_pack import pack_lap
from stockcar.sim.reference_pits import pit_window, plan_stop
from stockcar.sim.reference_weather import first_rain, slick_lap, wet_s, wetness, wets_better
from stockcar.sim.reference_yellow import caution_lap, failures, incident, rain, restart, throw_caution


def one_race(
    inputs: RaceInputs, run_key: int, log: Log | None = None, without: frozenset[tuple[int, int]] = frozenset()
) -> RunRows:
    """One run from its key; ``log`` collects what happened, in order; pushes in ``without`` are left out."""
    race = start(inputs, run_key, log)
    race.without = without
    if race.lap == 0:
        restart(race)
    while race.lap < race.end and race.running:
        race.lap += 1
        if race.caution_left > 0:
            caution_lap(race)
        else:
            pit_window(race)
            if race.inputs.track.kernel == LANE_KERNEL:
                pack_lap(race)
            else:
                green_lap(race)
            failures(race)
            incident(race)
        lead(race)
        end_stage(race)
        rain(race)
        overtime(race)
    return classify(race)


def start(inputs: RaceInputs, run_key: int, log: Log | None) -> Field:
    """The field as it takes the green flag, or as it stood when the recorded race was left."""
    at, hazards, weather, n = inputs.start, inputs.hazards, inputs.weather, len(inputs.cars.key)
    race = Field(inputs, run_key, log, lap=0, end=inputs.track.laps)
    race.incident_rate = hazards.events / inputs.track.laps * race_luck(run_key, 0, hazards.overdispersion)
    breaks = race_luck(run_key, 1, hazards.mech_overdispersion)
    everyone = [new_car(inputs, run_key, slot, breaks) for slot in range(n)]
    race.rain_lap, race.slick_lap = first_rain(inputs, run_key), slick_lap(weather)
    for car in everyone:
        car.wets = wets_better(weather, wetness(weather, at.lap))
        race.settle(car)
    everyone.sort(key=lambda car: car.time_s)
    race.running = [car for car in everyone if car.out == RUNNING]
    race.out = [car for car in everyone if car.out != RUNNING]
    race.trust = inputs.trust.trust.tolist()
    race.favours = [[0] * n for _ in range(n)]
    race.lap, race.restart_lap = at.lap, at.green_since
    race.caution_left, race.caution_age = at.caution_left, 1
    if race.lap > 0 and race.caution_left == 0:
        for car in race.running:
            plan_stop(race, car)
    return race


def race_luck(run_key: int, part: int, over: float) -> float:
    """How much likelier than usual something is in this run: 1 on average, between runs a gamma of shape 4."""
    luck = 0.0
    for word in draws.block(run_key, draws.RACE, 0, 0, part):
        luck -= math.log(draws.uniform(word))
    return 1.0 - over + over * luck / 4.0


def new_car(inputs: RaceInputs, run_key: int, slot: int, breaks: float) -> Car:
    """The car in this column with the luck of the run."""
    cars, at, track = inputs.cars, inputs.start, inputs.track
    w0, w1, w2, w3 = draws.block(run_key, draws.START, 0, int(cars.key[slot]))
    z = draws.normal(draws.uniform(w0))
    fast = -z - 1.0 if z < -1.0 else 0.0
    sd = float(cars.weekend_sd_s[slot])
    first = int(at.tyre_laps[slot]) >= at.lap  # on the tyres of the start
    return Car(
        slot,
        int(cars.key[slot]),
        int(cars.grid[slot]),
        base_s=float(cars.mu_s[slot]) + sd * z - sd * inputs.pace.fast_tail * fast,
        time_s=float(at.behind_s[slot]) + int(at.laps_down[slot]) * track.lap_s,
        noise_s=inputs.pace.noise_sd_s * draws.normal(draws.uniform(w2)),
        run_s=inputs.pace.run_sd_s * draws.normal(draws.uniform(w3)) + (float(cars.first_s[slot]) if first else 0.0),
        damage_s=float(at.damage_s[slot]),
        tyre_at=-float(at.tyre_laps[slot]),
        fuel_at=-float(at.fuel_laps[slot]),
        fail_lap=failure_lap(inputs, float(cars.mech_rate[slot]) * breaks, draws.uniform(w1)),
        laps_down=int(at.laps_down[slot]),
        out=int(at.out[slot]),
        laps=int(at.laps[slot]),
        led=int(at.led[slot]),
    )


def failure_lap(inputs: RaceInputs, mech_rate: float, u: float) -> int:
    """The lap on which the car breaks: Weibull in distance, given that it has come as far as the start."""
    track, shape = inputs.track, inputs.hazards.mech_shape
    expected = mech_rate * track.length_mi * track.laps / 1000.0
    if expected <= 0.0:
        return NEVER
    before = (inputs.start.lap / track.laps) ** shape
    share = (before - math.log(u) / expected) ** (1.0 / shape)
    return int(share * track.laps) + 1 if share < 10.0 else NEVER


def green_lap(race: Field) -> None:
    """Everyone's lap time, then the passes, from the front of the field to the back."""
    pace, pits = race.inputs.pace, race.inputs.pits
    fresh = race.lap - race.restart_lap  # 1 on the first lap of a green run
    rough_s = pace.restart_sd_s / fresh if fresh <= pace.restart_laps else 0.0
    bonus = pace.restart_bonus if fresh <= pace.restart_laps else 0.0
    weather = race.inputs.weather
    wet = wetness(weather, race.lap)
    innovation_s = pace.noise_sd_s * math.sqrt(1.0 - pace.noise_rho * pace.noise_rho) * (1.0 + weather.noise * wet)
    slope = pace.dirty_s / pace.dirty_gap_s
    luck = {}
    ahead_s = 0.0
    for place, car in enumerate(race.running):
        w0, w1, w2, _ = race.draw(draws.LAP, car)
        z, luck[car.slot] = draws.noise(w0, w1), draws.logit_of(w2)
        car.noise_s = pace.noise_rho * car.noise_s + innovation_s * z
        age = race.age(car)
        seconds = car.slow_s + car.noise_s + rough_s * z + (pace.tyre_s - pace.tyre_sq_s * age) * age
        seconds += pace.fuel_s * (pits.tank_laps - race.fuel(car))
        if weather.wet > 0.0:
            seconds += wet_s(race, car, wet)
        seconds += car.lane_s
        gap_s, ahead_s = car.time_s - ahead_s, car.time_s
        if place == 0:
            lead_s = race.running[1].time_s - car.time_s if len(race.running) > 1 else 0.0
            seconds = seconds - pace.clean_s + pace.ease * lead_s
        else:
            seconds += max(0.0, pace.dirty_s - slope * gap_s)
        car.time_s += seconds
        car.lane_s = 0.0
    race.green += 1.0
    race.burned += 1.0
    race.car_laps += len(race.running)
    hard = pace.pass_b + weather.pass_b * wet - bonus
    for place in range(1, len(race.running)):
        pass_cars(race, place, max(0.0, luck[race.running[place].slot] + hard))


def pass_cars(race: Field, place: int, difficulty: float) -> None:
    """The car in this place goes by those it has caught, until one holds it up; any pass needs an edge."""
    pace, order = race.inputs.pace, race.running
    car = order[place]
    behind_s = math.inf  # time of the car just passed
    while place > 0:
        other = order[place - 1]
        edge_s = other.time_s - car.time_s
        if pace.pass_k * edge_s <= difficulty:
            race.passes += 2 if edge_s > 0.0 else 0  # alongside and back: the loops count both
            car.time_s = min(max(car.time_s, other.time_s + pace.min_gap_s), behind_s)
            break
        order[place] = other
        behind_s = other.time_s
        place -= 1
        race.passes += 1
    order[place] = car


def lead(race: Field) -> None:
    """Who is scored the leader of this lap."""
    if not race.running:
        return
    leader = race.running[0]
    leader.led += 1
    if leader.slot != race.leader:
        race.lead_changes += race.leader >= 0
        race.tell("lead", leader)
    race.leader = leader.slot
    if race.log is not None:
        lanes = race.inputs.track.kernel == LANE_KERNEL
        for car in race.running:
            race.log.append(Event(race.lap, "lap", car.slot, car.line if lanes else -1, car.time_s - leader.time_s))


def end_stage(race: Field) -> None:
    """Ten points down to one for the first ten, and the caution if the rules of the day have it."""
    if race.lap not in race.inputs.procedure.stage_end_laps.tolist() or not race.running:
        return
    race.stage_winners.append(race.running[0].slot)
    for place, car in enumerate(race.running[:10]):
        car.stage_points += 10 - place
    race.tell("stage", race.running[0], value=float(len(race.stage_winners)))
    if race.inputs.procedure.stage_caution:
        throw_caution(race, race.inputs.hazards.stage_caution_laps, None)


def overtime(race: Field) -> None:
    """A race that would end under caution, or too soon after it, goes on as often as the rules of the day allow."""
    procedure = race.inputs.procedure
    ends_yellow = race.lap == race.end and race.caution_left > 0
    too_soon = race.lap == race.restart_lap and race.end - race.lap < procedure.overtime_laps
    if race.rained or not (ends_yellow or too_soon) or race.attempts >= procedure.overtime_attempts:
        return
    race.attempts += 1
    race.end = race.lap + race.caution_left + procedure.overtime_laps
    race.tell("overtime", value=float(race.attempts))


def classify(race: Field) -> RunRows:
    """Finishing order: by laps completed; among equals those running first, in running order."""
    if race.running:
        lead_s = race.running[0].time_s
        for car in race.running:
            car.laps = max(0, race.lap - int((car.time_s - lead_s) / race.inputs.track.lap_s))
    order = sorted(race.running + race.out, key=lambda car: -car.laps)
    if order:
        race.tell("finish", order[0])
    return row_of(race, order)
