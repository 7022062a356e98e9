"""What are the chances if a race were one draw of luck a car? The forecast without the laps.

Each car's day is its strength times the slope of the track, plus logistic-like luck, unless it fails; cars that fail
are placed behind, in random order of when. It is the ``ratings`` model of ``backtest``, the yardstick for the
simulator and what the simulator's spread is calibrated to.

Known limits: no stages, no teams, no cautions; one kind of luck for all cars.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast.history import Ints
from stockcar.forecast.normal import Floats, normal_cdf

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


def mixed_orders(strength: Floats, slope: Floats, weight: Floats, out: Sequence[Floats], runs: int, seed: int) -> Ints:
    """Finishing places (runs, cars) under several kinds of luck, as many runs of each as it weighs."""
    share = np.diff(np.round(np.concatenate([[0.0], np.cumsum(weight)]) * runs)).astype(int)
    drawn = [
        draw_orders(strength, float(s), o, int(n), seed * 8 + kind)
        for kind, (s, o, n) in enumerate(zip(slope, out, share, strict=True))
        if n > 0
    ]
    return np.concatenate(drawn)


def chances_of(places: Ints) -> Chances:
    """Count places and pairs."""
    runs, n = places.shape
    finish = np.stack([np.bincount(places[:, car] - 1, minlength=n) for car in range(n)])
    ahead = np.stack([(places[:, [car]] < places).sum(axis=0) for car in range(n)])
    return Chances(finish.astype(np.int64), ahead.astype(np.int64), runs)


def ahead_chances(strength: Floats, slope: float, out: Floats) -> Floats:
    """The chance (cars, cars) that the row's car finishes ahead of the column's; ``out``: chance to drop out."""
    gap = strength[:, None] - strength[None, :]
    running = normal_cdf(gap * slope / SLOPE_TO_PROBIT / np.sqrt(2))
    stay = 1 - out
    both, both_out = stay[:, None] * stay[None, :], out[:, None] * out[None, :]
    ahead = both * running + stay[:, None] * out[None, :] + both_out / 2
    np.fill_diagonal(ahead, 0.5)
    return ahead


def expected_places(ahead: Floats) -> Floats:
    """The mean finishing place of each car, 1-based."""
    return np.asarray(1 + (1 - ahead).sum(axis=1) - 0.5, float)


def places_of(strength: Floats, slope: Floats, weight: Floats, out: Sequence[Floats]) -> Floats:
    """The mean finishing place of each car under several kinds of luck; what a forecast ranks by."""
    kinds = zip(slope, weight, out, strict=True)
    return expected_places(np.asarray(sum(w * ahead_chances(strength, float(s), o) for s, w, o in kinds)))


def win_chances(strength: Floats, slope: float, out: Floats) -> Floats:
    """The chance (cars,) to win, under the same luck as ``ahead_chances``; by summing over how good the winner was."""
    mean = strength * slope / SLOPE_TO_PROBIT
    day = np.linspace(mean.min() - 5, mean.max() + 5, 120)
    below = out[:, None] + (1 - out[:, None]) * normal_cdf(day - mean[:, None])
    others = np.exp(np.log(below).sum(axis=0) - np.log(below))
    density = np.exp(-((day - mean[:, None]) ** 2) / 2) / np.sqrt(2 * np.pi)
    win = ((1 - out[:, None]) * density * others).sum(axis=1)
    return np.asarray(win / win.sum(), float)


def sharpened(win: Floats, power: float) -> Floats:
    """Chances to win raised to a power and brought back to one: above 1, favourites win more."""
    raised = win**power
    return np.asarray(raised / raised.sum(), float)
