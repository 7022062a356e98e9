"""What goes wrong, and what the yellow flag does: failures, spins and wrecks, the caution, its stops, the restart.

A red flag stops the race on the track: what is left of the caution after it is short. Rain that stops a race before
its official lap only delays it; on or after that lap the race is over as it stands.

Known limits: the cause of a caution can get the free pass; cars a lap down are waved around as soon as the leader has
stopped, wherever they run; a car that will not be repaired on the clock is out at once.
"""

import math

from stockcar.sim import draws
from stockcar.sim.inputs import CRASH, MECHANICAL, NEVER
from stockcar.sim.reference_field import Car, Field
from stockcar.sim.reference_pits import fit_tyres, plan_stop, relief_due, service, wish_to_stop
from stockcar.sim.reference_weather import wetness, wets_better


def failures(race: Field) -> None:
    """Cars that break on this lap; some of them leave something on the track."""
    lead_s = race.running[0].time_s
    for car in [car for car in race.running if car.fail_lap <= race.lap]:
        _, _, _, w3 = race.draw(draws.LAP, car)
        car.cause = component(race, car)
        retire(race, car, MECHANICAL, lead_s, float(car.cause))
        if draws.uniform(w3) < race.inputs.hazards.mech_caution_prob:
            throw_caution(race, caution_length(race, 1), car)


def component(race: Field, car: Car) -> int:
    """What broke, by its share in the failures; -1 when that is not known."""
    w0, _, _, _ = race.draw(draws.COMPONENT, car)
    left = draws.uniform(w0)
    for which, share in enumerate(race.inputs.hazards.components.tolist()):
        left -= share
        if left < 0.0:
            return which
    return -1


def retire(race: Field, car: Car, how: int, lead_s: float, value: float = 0.0) -> None:
    """The car is out, with the laps it had completed when the leader's time was ``lead_s``."""
    car.laps = max(0, race.lap - 1 - int((car.time_s - lead_s) / race.inputs.track.lap_s))
    car.out = how
    race.running.remove(car)
    race.out.insert(0, car)
    race.tell("crash" if how == CRASH else "failure", car, value=value)


def incident(race: Field) -> None:
    """Perhaps a spin or a wreck: a seed car and those just behind it in the running order."""
    hazards, running = race.inputs.hazards, race.running
    if race.lap in race.inputs.procedure.forced_cautions.tolist():
        throw_caution(race, caution_length(race, 1), None)
    if race.incident_rate <= 0.0 or len(running) < 2 or race.caution_left > 0:
        return
    w0, w1, w2, w3 = race.draw(draws.EVENT, None)
    if draws.uniform(w0) >= race.incident_rate * danger(race):
        return
    wet = wetness(race.inputs.weather, race.lap)
    alone = draws.uniform(w1) < hazards.lone_prob + 0.5 * wet * (1.0 - hazards.lone_prob)
    size = 1 if alone else 2
    if not alone and hazards.extra_cars > 0.0:  # geometric
        size += int(math.log(draws.uniform(w3)) / math.log(hazards.extra_cars / (1.0 + hazards.extra_cars)))
    size = min(size, len(running))
    first = min(seed_car(race, draws.uniform(w2)), len(running) - size)
    wreck(race, running[first : first + size], alone)


def danger(race: Field) -> float:
    """How much likelier than in the middle of a run: the first lap, the laps after a restart, the end."""
    hazards = race.inputs.hazards
    since, to_go = race.lap - race.restart_lap - 1, race.end - race.lap
    much = 1.0 + hazards.restart * math.exp(-since / hazards.restart_laps)
    much *= 1.0 + hazards.late * math.exp(-to_go / hazards.late_laps)
    if race.lap == 1:
        much += hazards.first_lap
    return much * (1.0 + race.inputs.weather.spins * wetness(race.inputs.weather, race.lap))


def seed_car(race: Field, u: float) -> int:
    """Place (0-based) of the car it begins with, by weight."""
    weights = race.inputs.cars.incident_weight
    total = 0.0
    for car in race.running:
        total += float(weights[car.slot])
    left = u * total
    for place, car in enumerate(race.running):
        left -= float(weights[car.slot])
        if left <= 0.0:
            return place
    return len(race.running) - 1


def wreck(race: Field, victims: list[Car], alone: bool) -> None:
    """Some are out, the others lose time and carry damage; then, mostly, the caution."""
    hazards, clock_s = race.inputs.hazards, race.inputs.procedure.dvp_clock_s
    w_flag, _, w_red, w_hard = race.draw(draws.EVENT_FLAG, None)
    hard = 1.0 - hazards.severity + 2.0 * hazards.severity * draws.uniform(w_hard)
    out_prob = (hazards.out_alone_prob if alone else hazards.out_prob) * hard
    lead_s = race.running[0].time_s
    race.tell("spin" if len(victims) == 1 else "wreck", victims[0], value=float(len(victims)))
    for car in list(victims):
        w0, w1, w2, _ = race.draw(draws.VICTIM, car)
        if draws.uniform(w0) < out_prob and len(race.running) > 1:
            retire(race, car, CRASH, lead_s)
            continue
        hurt = -math.log(draws.uniform(w1))
        if clock_s > 0.0 and hazards.repair_s * hurt > clock_s and len(race.running) > 1:
            race.tell("dvp", car)
            retire(race, car, CRASH, lead_s)
            continue
        car.damage_s += hazards.damage_s * hurt
        car.time_s -= hazards.lost_s * math.log(draws.uniform(w2))
        race.settle(car)
    race.running.sort(key=lambda car: car.time_s)
    if len(victims) == 1 and draws.uniform(w_flag) >= hazards.lone_caution_prob:
        return
    laps = caution_length(race, len(victims))
    if red_flag(race, len(victims)) and draws.uniform(w_red) < hazards.red_prob:
        race.red_flags += 1
        laps = hazards.red_laps
        race.tell("red-flag", victims[0], value=1.0)
    throw_caution(race, laps, victims[0])


def red_flag(race: Field, size: int) -> bool:
    """May this wreck stop the race? A large one may, and near the end any."""
    hazards, to_go = race.inputs.hazards, race.end - race.lap
    return to_go > 0 and (size >= hazards.red_size or (size > 1 and to_go <= hazards.red_late_laps))


def caution_length(race: Field, size: int) -> int:
    """Laps behind the pace car, by the number of cars involved and the water on the road."""
    hazards, weather = race.inputs.hazards, race.inputs.weather
    _, w1, _, _ = race.draw(draws.EVENT_FLAG, None)
    more = int(-hazards.caution_extra_laps * math.log(draws.uniform(w1))) + size // 6
    return hazards.caution_laps + more + int(weather.caution_laps * wetness(weather, race.lap) + 0.5)


def rain(race: Field) -> None:
    """The shower: the end of a race that is official, a stop for one that is not."""
    if race.lap < race.rain_lap or race.lap >= race.end or not race.running:
        return
    race.rain_lap = NEVER
    official = race.inputs.procedure.official_lap
    if official == 0:
        official = (race.inputs.track.laps + 1) // 2
    if race.lap >= official:
        race.end, race.rained, race.caution_left = race.lap, True, 0
        race.tell("rain")
        return
    race.red_flags += 1
    race.tell("red-flag", value=2.0)
    throw_caution(race, caution_length(race, 1), None)


def throw_caution(race: Field, laps: int, cause: Car | None) -> None:
    """The yellow flag: laps down are counted, the first car a lap down gets it back."""
    if race.caution_left > 0:
        race.caution_left = max(race.caution_left, laps)
        return
    race.cautions += 1
    race.tell("caution", cause, value=float(laps))
    if race.lap >= race.end or not race.running:
        return
    race.caution_left, race.caution_age, race.pits_done = laps, 0, False
    race.yellow_lap = race.lap
    lead_s = race.running[0].time_s
    rules = race.inputs.procedure
    lucky = rules.free_pass and race.end - race.lap > rules.free_pass_off_laps
    race.lucky = -1
    for place, car in enumerate(race.running):
        car.laps_down = int((car.time_s - lead_s) / race.inputs.track.lap_s)
        car.place = float(place)
        if lucky and car.laps_down > 0:
            car.laps_down -= 1
            car.place += 400.0
            lucky, race.lucky = False, car.slot
            race.tell("free-pass", car)
    line_up(race)


def line_up(race: Field) -> None:
    """Behind the pace car: by laps, then by place; a fixed gap apart."""
    track, pace = race.inputs.track, race.inputs.pace
    lead_s = race.running[0].time_s
    race.running.sort(key=lambda car: car.laps_down * 10000.0 + car.place)
    gap_s = min(pace.grid_gap_s, 0.5 * track.lap_s / len(race.running))
    for place, car in enumerate(race.running):
        car.time_s = lead_s + car.laps_down * track.lap_s + gap_s * place
        car.place = float(place)


def caution_lap(race: Field) -> None:
    """A lap behind the pace car; nobody passes. The pits open on the second lap, at the latest on the last."""
    race.caution_left -= 1
    race.caution_age += 1
    race.caution_laps += 1
    race.burned += race.inputs.pits.caution_fuel
    if not race.pits_done and (race.caution_age >= 2 or race.caution_left == 0):
        race.pits_done = True
        caution_stops(race)
    if race.caution_left == 0:
        restart(race)


def caution_stops(race: Field) -> None:
    """Who comes in, what they take, and in which order they leave; then the wave-around."""
    pits, procedure = race.inputs.pits, race.inputs.procedure
    to_go = race.end - race.lap
    wets = wets_better(race.inputs.weather, wetness(race.inputs.weather, race.lap))
    herd, leader_stops = 0.0, False
    for place, car in enumerate(race.running):
        w0, w1, _, _ = race.draw(draws.CHOICE, car)
        car.place = float(place)
        relief = relief_due(race, car)
        waved = procedure.wave_around and leader_stops and car.laps_down > 0
        wish = pits.stop_lapped if waved else wish_to_stop(race, car, to_go, place) + herd
        stays = race.lap < int(race.inputs.cars.stay_lap[car.slot])
        if stays or (not relief and draws.logit_of(w0) >= wish):
            herd = -pits.stop_herd
            if waved:
                car.laps_down -= 1
                car.place += 8000.0  # to the tail of those now on its lap
                race.tell("wave-around", car)
            elif car.slot == race.lucky:
                car.place += 9000.0
            continue
        herd = pits.stop_herd
        leader_stops = leader_stops or place == 0
        two = draws.logit_of(w1) < pits.two_base + (pits.two_late if to_go * 10 < race.inputs.track.laps else 0.0)
        two = two and car.wets == wets
        box_s, penalty = service(race, car, pits.two_s if two else pits.four_s)
        car.tyre_at = race.green - (race.age(car) // 2.0 if two else 0.0)
        fit_tyres(race, car)
        if relief:
            car.relieved = True
            car.base_s += float(race.inputs.cars.relief_mu_s[car.slot]) - float(race.inputs.cars.mu_s[car.slot])
            race.settle(car)
            box_s += float(race.inputs.cars.relief_s[car.slot])
            race.trust[car.slot] = race.inputs.trust.relief[car.slot].tolist()
            race.tell("relief", car)
        car.place = 1000.0 + place * race.inputs.pace.grid_gap_s + box_s + (5000.0 if penalty else 0.0)
        if car.slot == race.lucky:
            car.place = 9000.0 + place
        race.tell("stop", car, value=box_s)
    line_up(race)


def restart(race: Field) -> None:
    """Two by two to the green flag: the choose rule, or in line; the outer lane pays on the first lap."""
    pace, preferred, other = race.inputs.pace, 0, 0
    for place, car in enumerate(race.running):
        w0, w1, _, _ = race.draw(draws.RESTART, car)
        if race.inputs.procedure.choose_rule and race.lap > 0:
            prefers = preferred - other <= w0 >> 30  # rows the driver gives up for the better lane
        else:
            prefers = place % 2 == 0
        row = preferred if prefers else other
        preferred, other = (preferred + 1, other) if prefers else (preferred, other + 1)
        car.place = 2.0 * row + (0.0 if prefers else 1.0)
        car.lane_s = 0.0 if prefers else pace.lane_s * 2.0 * draws.uniform(w1)
        if race.lap == 0:
            car.place = float(place)
    line_up(race)
    race.restart_lap = race.lap
    race.lined_up = False
    for car in race.running:
        plan_stop(race, car)
    race.tell("green", race.running[0])
