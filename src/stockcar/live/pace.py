"""How quick has each car shown itself to be? The forecast's pace, moved by what was seen, with what is left unknown.

Two witnesses, and the one that leaves less unknown is heard, not both, for they tell of the same laps: the place in the
running order against the place to be expected there (``data/typical.toml``, from simulated races), and, off drafting
tracks, green laps against the field's median. Each is weighed against how unsure the forecast was.

Known limits: a place lost to a bad stop counts as lack of pace, as far as that happens in simulated races; all cars are
taken to have equal tyres in the long run.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np

from stockcar.forecast.fitted import FittedInputs
from stockcar.forecast.normal import Floats, normal_scores
from stockcar.live.state import RaceState
from stockcar.sim.inputs import LANE_KERNEL, Cars

STANDS_FOR: Final = {"dirt": "short"}  # kinds of track without numbers of their own
FEWEST_LAPS: Final = 10  # green laps timed
TRAFFIC: Final = 0.5  # of the forecast's own deviation: what traffic does to a lap time


@cache
def typical(track_type: str) -> dict[str, Any]:
    """The numbers of one kind of track, with ``shares`` and ``places``."""
    told = tomllib.loads(files("stockcar.live").joinpath("data/typical.toml").read_text("utf-8"))
    return {"shares": told["shares"], "places": told["places"], **told[STANDS_FOR.get(track_type, track_type)]}


def cars_as_seen(fitted: FittedInputs, state: RaceState) -> Cars:
    """The cars with their pace and its uncertainty as of this state."""
    cars = fitted.inputs.cars
    sd = cars.weekend_sd_s
    by_place, by_time = _by_place(fitted, state), _by_time(fitted, state)
    better = by_time[1] < by_place[1]
    shift = np.where(better, by_time[0], by_place[0])
    left = np.where(better, by_time[1], by_place[1])
    return cars._replace(mu_s=cars.mu_s + shift, weekend_sd_s=sd * np.sqrt(left))


def _by_place(fitted: FittedInputs, state: RaceState) -> tuple[Floats, Floats]:
    """Shift of the pace in s, and share of its variance left, from the running order."""
    numbers = typical(fitted.race.track_type)
    share = min(1.0, state.lap / fitted.inputs.track.laps)
    shares = [0.0, *numbers["shares"]]
    beta = float(np.interp(share, shares, [0.0, *numbers["beta"]]))
    left = float(np.interp(share, shares, [1.0, *numbers["left"]]))
    grid, place = (
        float(np.interp(share, shares, [first, *(pair[at] for pair in numbers["expected"])]))
        for at, first in enumerate((1.0, 0.0))
    )
    running = {car for car in state.order if state.why_out(state.cars[car]) is None}
    at = {car: number for number, car in enumerate(state.order, start=1) if car in running}
    score = normal_scores(np.array([at.get(line.car, np.nan) for line in fitted.lines], float))
    expected = grid * normal_scores(fitted.inputs.cars.grid) + place * normal_scores(
        np.array([line.place for line in fitted.lines])
    )
    known = np.isfinite(score)
    surprise = np.where(known, score - expected, 0.0)
    return fitted.inputs.cars.weekend_sd_s * beta * surprise, np.where(known, left, 1.0)


def _by_time(fitted: FittedInputs, state: RaceState) -> tuple[Floats, Floats]:
    """The same from green laps; share 1 where there are too few."""
    n = len(fitted.lines)
    shift, left = np.zeros(n), np.ones(n)
    if fitted.inputs.track.kernel == LANE_KERNEL:
        return shift, left
    pace, sd = fitted.inputs.pace, fitted.inputs.cars.weekend_sd_s
    laps = np.array([_of(state, line.car, "pace_laps") for line in fitted.lines])
    seen = np.array([_of(state, line.car, "pace_s") for line in fitted.lines]) / np.maximum(laps, 1.0)
    timed = laps >= FEWEST_LAPS
    if not timed.any():
        return shift, left
    stops = np.array([_of(state, line.car, "stops") for line in fitted.lines])
    noise = pace.noise_sd_s**2 * (1 + pace.noise_rho) / (1 - pace.noise_rho) / np.maximum(laps, 1.0)
    error = noise + pace.run_sd_s**2 / (stops + 1.0) + (TRAFFIC * sd) ** 2
    gain = sd**2 / (sd**2 + error)
    expected = fitted.inputs.cars.mu_s + np.where(stops == 0, fitted.inputs.cars.first_s, 0.0)
    expected = expected - np.median(expected[timed])
    return np.where(timed, gain * (seen - expected), 0.0), np.where(timed, 1 - gain, 1.0)


def _of(state: RaceState, car: str, name: str) -> float:
    return float(getattr(state.cars[car], name)) if car in state.cars else 0.0
