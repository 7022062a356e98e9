"""What are the chances if a race were one draw of luck a car? The forecast without the laps.

Each car's day is its strength times the slope of the track, plus normal luck, unless it fails; cars that fail are
placed behind, in random order of when. The days of strong cars differ more than those of back-markers, who are where
they are whatever happens. It is the ``ratings`` model of ``backtest``, the yardstick for the simulator and what the
simulator's spread is calibrated to.

Known limits: no stages, no teams, no cautions.
"""

from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast.history import Ints
from stockcar.forecast.normal import Floats, normal_cdf

VARIETY: Final = 0.2  # log of the spread of a car's days per unit of strength
STRONGEST: Final = 2.0  # beyond this strength, either way, the spread changes no more
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
    day = strength * slope / SLOPE_TO_PROBIT + luck_sd(strength) * rng.standard_normal((runs, n))
    failed = rng.random((runs, n)) < out
    day = np.where(failed, -100.0 + rng.random((runs, n)), day)
    return np.asarray(np.argsort(np.argsort(-day, axis=1), axis=1) + 1, np.int64)


def luck_sd(strength: Floats) -> Floats:
    """How much the days of each car differ, in units of a middling car's."""
    return np.asarray(np.exp(VARIETY * np.clip(strength, -STRONGEST, STRONGEST)), float)


def chances_of(places: Ints) -> Chances:
    """Count places and pairs."""
    runs, n = places.shape
    finish = np.stack([np.bincount(places[:, car] - 1, minlength=n) for car in range(n)])
    ahead = np.stack([(places[:, [car]] < places).sum(axis=0) for car in range(n)])
    return Chances(finish.astype(np.int64), ahead.astype(np.int64), runs)


def ahead_chances(strength: Floats, slope: float, out: Floats) -> Floats:
    """The chance (cars, cars) that the row's car finishes ahead of the column's; ``out``: chance to drop out."""
    gap, variance = strength[:, None] - strength[None, :], luck_sd(strength) ** 2
    running = normal_cdf(gap * slope / SLOPE_TO_PROBIT / np.sqrt(variance[:, None] + variance[None, :]))
    stay = 1 - out
    both, both_out = stay[:, None] * stay[None, :], out[:, None] * out[None, :]
    ahead = both * running + stay[:, None] * out[None, :] + both_out / 2
    np.fill_diagonal(ahead, 0.5)
    return ahead


def expected_places(ahead: Floats) -> Floats:
    """The mean finishing place of each car, 1-based."""
    return np.asarray(1 + (1 - ahead).sum(axis=1) - 0.5, float)


def win_chances(strength: Floats, slope: float | Floats, out: Floats) -> Floats:
    """The chance to win, under the same luck as ``ahead_chances``; by summing over how good the winner was.

    (cars,) for one slope; (slopes, cars) for several, with ``out`` (slopes, cars).
    """
    day, sd = _days(strength, slope, 80, 5.0)
    log_below = np.log(out[..., None] + (1 - out[..., None]) * normal_cdf(day))
    others = np.exp(log_below.sum(axis=-2, keepdims=True) - log_below)
    density = np.exp(-(day**2) / 2) / sd[:, None]
    win = ((1 - out[..., None]) * density * others).sum(axis=-1)
    return np.asarray(win / win.sum(axis=-1, keepdims=True), float)


def top_chances(strength: Floats, slope: float | Floats, out: Floats, places: int = 10) -> Floats:
    """The chance of a finish in the first ``places``, under the same luck; shapes as ``win_chances``.

    Sums over how good a car's day was; how many others are better then is taken as normal, which is good to 0.01.
    """
    day, _ = _days(strength, slope, 36, 4.0)
    below = out[..., None] + (1 - out[..., None]) * normal_cdf(day)
    better, variance = 1 - below, below * (1 - below)
    others = better.sum(axis=-2, keepdims=True) - better
    spread = np.sqrt(np.maximum(variance.sum(axis=-2, keepdims=True) - variance, 1e-6))
    density = np.exp(-(day**2) / 2)
    among = (normal_cdf((places - 0.5 - others) / spread) * density).sum(axis=-1) / density.sum(axis=-1)
    return np.asarray((1 - out) * among, float)


def _days(strength: Floats, slope: float | Floats, steps: int, reach: float) -> tuple[Floats, Floats]:
    """Days from hopeless to perfect (..., cars, steps), in each car's own spread; and the spreads."""
    mean, sd = np.asarray(slope, float)[..., None] * strength / SLOPE_TO_PROBIT, luck_sd(strength)
    low, high = (mean - reach * sd).min(axis=-1), (mean + reach * sd).max(axis=-1)
    day = np.linspace(low, high, steps, axis=-1)
    return np.asarray((day[..., None, :] - mean[..., None]) / sd[:, None], float), sd


def sharpened(win: Floats, power: float) -> Floats:
    """Chances to win raised to a power and brought back to one: above 1, favourites win more."""
    raised = win**power
    return np.asarray(raised / raised.sum(), float)
