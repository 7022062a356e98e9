"""How does the simulator take over a race under way? A state becomes the start of a simulated race.

What the timing line did not show is filled with the least remarkable value: a gap from the order, tyres and fuel from
the last stop or the last caution. Each is an assumption about the start, not a fact of the row that is shown.

Known limits: how long a caution will last is not known: its expected length is taken, two laps at least to come when
it has lasted longer; damage is felt only through the pace seen.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from stockcar.errors import UsageError
from stockcar.forecast.fitted import FittedInputs
from stockcar.live.pace import cars_as_seen
from stockcar.live.state import CarState, RaceState
from stockcar.racing.timing import Flag
from stockcar.sim import RaceInputs
from stockcar.sim.inputs import CRASH, MECHANICAL, RUNNING, Cars, Start

OVERTIME_LAPS: Final = 2
CLOSE_S: Final = 0.2  # between cars whose gap was not timed
LONGEST_GAP: Final = 0.98  # of a lap: a car further back is a lap down
FIRST_YELLOW_LAPS: Final = 1
MADE_SHARE: Final = 0.2  # of the cars running: when so many have stopped under a caution, its stops are made
STOPS_MADE_LAPS: Final = 3  # laps of a caution after which they are, where stops are not timed


def inputs_at(fitted: FittedInputs, state: RaceState, learn: bool = True) -> RaceInputs:
    """The race's inputs from where it stands. Before the start they are as they were fitted.

    ``learn`` False leaves every car's pace as the forecast had it.

    Raises:
        UsageError: the race is over, or none of its cars is left.
    """
    if state.finished:
        raise UsageError("the race is over", "the chequered flag is out", "take an earlier lap")
    inputs = fitted.inputs
    if state.lap == 0:
        return inputs
    start = start_at(fitted, state)
    end = laps_to_come(inputs, state, start.caution_left)
    stages = inputs.procedure.stage_end_laps
    return inputs._replace(
        cars=_stops_made(cars_as_seen(fitted, state) if learn else inputs.cars, state, start),
        start=start,
        track=inputs.track._replace(laps=end),
        procedure=inputs.procedure._replace(stage_end_laps=stages[stages < end]),
    )


def _stops_made(cars: Cars, state: RaceState, start: Start) -> Cars:
    """Under a caution whose stops are made, nobody comes in again before the green flag."""
    if start.caution_left == 0 or state.yellow_since is None:
        return cars
    since = state.yellow_since
    running = [car for car in state.cars.values() if state.why_out(car) is None]
    stopped = sum(car.stop_lap is not None and car.stop_lap >= since for car in running)
    made = stopped >= MADE_SHARE * len(running) if state.stops_timed else state.lap - since >= STOPS_MADE_LAPS
    if not made:
        return cars
    return cars._replace(stay_lap=np.maximum(cars.stay_lap, state.lap + start.caution_left + 1))


def laps_to_come(inputs: RaceInputs, state: RaceState, caution_left: int) -> int:
    """The lap on which the race ends as things stand: the posted distance, or the end of the overtime under way."""
    posted = state.laps_in_race or inputs.track.laps
    if state.lap < posted:
        return posted
    if caution_left > 0:
        return state.lap + caution_left + OVERTIME_LAPS
    return max(state.lap + 1, state.green_since + OVERTIME_LAPS)


def start_at(fitted: FittedInputs, state: RaceState) -> Start:
    """The state as the simulator's start, by slot."""
    inputs, lines = fitted.inputs, fitted.lines
    cars = [state.cars.get(line.car, CarState(line.car, seen_lap=-state.lap)) for line in lines]
    out = np.array([_out(state, car) for car in cars], np.int64)
    down = np.array([state.down(car) for car in cars], np.int64)
    behind = behind_s(state, inputs.track.lap_s)
    yellow = state.flag in (Flag.YELLOW, Flag.RED)
    return inputs.start._replace(
        lap=state.lap,
        caution_left=caution_left(inputs, state) if yellow else 0,
        green_since=min(state.green_since, state.lap),
        behind_s=np.array([behind.get(car.car, 0.0) for car in cars]),
        laps_down=np.where(out == RUNNING, down, 0),
        tyre_laps=np.array([_tyres(inputs, state, car) for car in cars], np.int64),
        fuel_laps=np.array([_fuel(inputs, state, car) for car in cars]),
        damage_s=np.zeros(len(lines)),
        out=out,
        laps=np.array([car.laps for car in cars], np.int64),
        led=np.array([car.led for car in cars], np.int64),
    )


def _out(state: RaceState, car: CarState) -> int:
    why = state.why_out(car)
    if why is None:
        return RUNNING
    return MECHANICAL if why == "mechanical" else CRASH


def caution_left(inputs: RaceInputs, state: RaceState) -> int:
    """Laps of yellow still to be expected."""
    hazards, since = inputs.hazards, state.yellow_since if state.yellow_since is not None else state.lap
    stage = inputs.procedure.stage_caution and since - 1 in inputs.procedure.stage_end_laps.tolist()
    usual = hazards.stage_caution_laps if stage else hazards.caution_laps + round(hazards.caution_extra_laps)
    return max(FIRST_YELLOW_LAPS, usual - (state.lap - since))


def behind_s(state: RaceState, lap_s: float) -> Mapping[str, float]:
    """Each running car's time behind the leader beyond whole laps, in keeping with the running order."""
    found: dict[str, float] = {}
    last_down, last_s = 0, -CLOSE_S
    for name in state.order:
        car = state.cars[name]
        if state.why_out(car) is not None:
            continue
        down = state.down(car)
        if down > last_down:
            last_down, last_s = down, -CLOSE_S
        gap_s = car.gap_s if car.gap_s is not None and state.missing(car) == 0 else last_s + CLOSE_S
        last_s = found[name] = float(min(max(gap_s, last_s + 0.01), LONGEST_GAP * lap_s))
    return found


def _tyres(inputs: RaceInputs, state: RaceState, car: CarState) -> int:
    age = state.tire_age(car)
    return _since_service(inputs, state, car) if age is None else min(age, state.lap)


def _fuel(inputs: RaceInputs, state: RaceState, car: CarState) -> float:
    since = _since_service(inputs, state, car)
    yellow = sum(lap > state.lap - since for lap in state.yellow_laps)
    burnt = since - (1.0 - inputs.pits.caution_fuel) * yellow
    return float(min(max(0.0, burnt), inputs.pits.tank_laps - 1.0))


def _since_service(inputs: RaceInputs, state: RaceState, car: CarState) -> int:
    """Laps since the last stop seen; where stops are not timed, since the last caution or a full tank ago."""
    if state.stops_timed or car.stop_lap is not None:
        return state.lap - (car.stop_lap or 0)
    since = state.lap - state.green_since if state.yellow_since is None else 0
    return since % max(2, int(inputs.pits.tank_laps))
