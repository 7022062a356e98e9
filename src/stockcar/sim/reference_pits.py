"""When does a car stop, and what does it cost? The plain-Python laws of pit road.

Known limits: fuel is counted in laps, so nobody runs dry by surprise; a penalty is served at once; crews do not differ
in how they vary.
"""

import math

from stockcar.sim import draws
from stockcar.sim.inputs import NEVER, STOP_EVERY
from stockcar.sim.reference_field import Car, Field
from stockcar.sim.reference_weather import wetness, wets_better

WRONG_TYRES = 8.0  # logit to stop for those the road asks for


def plan_stop(race: Field, car: Car) -> None:
    """The lap of the next stop under green: even stints to the next stage end, a little apart from the others."""
    inputs, pits = race.inputs, race.inputs.pits
    w0, w1, w2, w3 = race.draw(draws.PLAN, car)
    if inputs.cars.policy[car.slot] == STOP_EVERY:
        car.stop_lap = race.lap + int(inputs.cars.stop_every[car.slot])
        return
    horizon, stage_ahead = race.end, False
    if inputs.procedure.stage_caution:
        for lap in inputs.procedure.stage_end_laps.tolist():
            if lap > race.lap:
                horizon, stage_ahead = lap, True
                break
    to_go = horizon - race.lap
    left = pits.tank_laps - race.fuel(car)
    car.stop_lap = NEVER
    if left < to_go:
        stops = math.ceil((to_go - left) / pits.tank_laps)
        stint = to_go / (stops + 1.0) + (draws.uniform(w0) - 0.5) * pits.window_laps
        car.stop_lap = race.lap + max(1, int(min(left, stint)))
    if stage_ahead and draws.uniform(w1) < pits.flip_prob:
        early = horizon - 2 - (w2 >> 30)
        if early < car.stop_lap and early >= race.lap + 6:
            car.stop_lap = early
    if car.wets and race.slick_lap < NEVER:
        car.stop_lap = min(car.stop_lap, max(race.lap + 1, race.slick_lap + (w3 >> 30)))
    stay_lap = int(inputs.cars.stay_lap[car.slot])
    if car.stop_lap < stay_lap:
        car.stop_lap = min(stay_lap, race.lap + max(1, int(left)))


def service(race: Field, car: Car, tyres_s: float) -> tuple[float, bool]:
    """Seconds in the box, and whether a penalty goes with it; the car leaves with a full tank."""
    pits = race.inputs.pits
    w0, w1, w2, w3 = race.draw(draws.STOP, car)
    fill_s = pits.fill_s * min(1.0, race.fuel(car) / pits.tank_laps)
    seconds = max(tyres_s, fill_s) + float(race.inputs.cars.crew_s[car.slot]) + pits.crew_sd_s * draws.noise(w0, w1)
    if (w2 >> 16) < pits.mistake_prob * 65536.0:
        seconds += pits.mistake_s
    car.fuel_at = race.burned
    car.run_s = race.inputs.pace.run_sd_s * draws.normal(draws.uniform(w3))
    race.settle(car)
    return max(seconds, 2.0), (w2 & 0xFFFF) < pits.penalty_prob * 65536.0


def pit_window(race: Field) -> None:
    """Stops under green. Only the car that stops pays: the others simply go by."""
    pits = race.inputs.pits
    stopped = False
    for car in race.running:
        if car.stop_lap != race.lap:
            continue
        box_s, penalty = service(race, car, pits.four_s)
        car.time_s += pits.transit_s + box_s
        if penalty:
            car.time_s += pits.transit_s
        car.tyre_at = race.green
        fit_tyres(race, car)
        plan_stop(race, car)
        stopped = True
        race.tell("stop", car, value=box_s)
    if stopped:
        race.running.sort(key=lambda car: car.time_s)


def fit_tyres(race: Field, car: Car) -> None:
    """Wet tyres or slicks, as the road is."""
    weather = race.inputs.weather
    wets = wets_better(weather, wetness(weather, race.lap))
    if wets != car.wets:
        race.tell("wet-tyres" if wets else "slicks", car)
    car.wets = wets


def relief_due(race: Field, car: Car) -> bool:
    """Is a relief driver waiting for the next stop?"""
    return not car.relieved and race.lap >= int(race.inputs.cars.relief_lap[car.slot])


def wish_to_stop(race: Field, car: Car, to_go: int, place: int) -> float:
    """Logit of stopping: what fresh tyres would bring over the run to come, and whether the fuel will do.

    Who need not stop again has his place to lose, the more of it the more cars are behind him.
    """
    pits, pace, weather = race.inputs.pits, race.inputs.pace, race.inputs.weather
    if car.wets != wets_better(weather, wetness(weather, race.lap)):
        return WRONG_TYRES
    age = race.age(car)
    if age < 3.0 and race.fuel(car) < 6.0:
        return -1000.0
    gain_s = (pace.tyre_s - pace.tyre_sq_s * age) * age * min(pits.run_laps, float(to_go))
    wish = pits.stop_base + pits.stop_gain * gain_s
    if pits.tank_laps - race.fuel(car) < to_go:
        return wish + pits.stop_fuel * min(1.0, race.fuel(car) / pits.tank_laps)
    return wish - pits.stop_place * (1.0 - place / len(race.running))
