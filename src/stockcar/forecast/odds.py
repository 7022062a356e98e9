"""What are the chances if a race were one draw of luck a car? The forecast without the laps.

Each car's day is its strength times the slope of the track, plus logistic-like luck, unless it fails; cars that fail
are placed behind, in random order of when. It is the ``ratings`` model of ``backtest``, the yardstick for the
simulator and what the simulator's spread is calibrated to.

Known limits: no stages, no teams, no cautions; one kind of luck for all cars.
"""

from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast.history import Ints
from stockcar.forecast.normal import Floats

LUCK_SD: Final = 1.0
SLOPE_TO_PROBIT: Final = 1.702 / np.sqrt(2)  # a logistic pair slope as the slope of one car's normal score


class Chances(NamedTuple):
    """Counts over runs; ``finish`` (cars, places), ``ahead`` (cars, cars)."""

    finish: Ints
    ahead: Ints
    runs: int


def draw_orders(strength: Floats, slope: float, out: Floats, runs: int, seed: int) -> Ints:
    """Finishing places (runs, cars), 1-based; ``out`` is each car's chance not to reach the end."""
    rng = np.random.Generator(np.random.Philox(seed))
    n = len(strength)
    day = strength * slope / SLOPE_TO_PROBIT + LUCK_SD * rng.standard_normal((runs, n))
    failed = rng.random((runs, n)) < out
    day = np.where(failed, -100.0 + rng.random((runs, n)), day)
    return np.asarray(np.argsort(np.argsort(-day, axis=1), axis=1) + 1, np.int64)


def chances_of(places: Ints) -> Chances:
    """Count places and pairs."""
    runs, n = places.shape
    finish = np.stack([np.bincount(places[:, car] - 1, minlength=n) for car in range(n)])
    ahead = np.stack([(places[:, [car]] < places).sum(axis=0) for car in range(n)])
    return Chances(finish.astype(np.int64), ahead.astype(np.int64), runs)
