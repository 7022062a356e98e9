"""How much does strength decide, on this kind of track, these days?

One number for each series and kind of track: the slope of the log odds that the stronger of two cars, both running at
the end, finishes ahead, per unit of strength. It is fitted on earlier days to counts of pairs by strength difference
that fade with a half-life of one season; other series at the same kind of track and other tracks of the same series
lend a little. A day can also go wrong without ending the race (a spin, a penalty, repairs): where that is allowed for,
the slope speaks of clean days (``luck`` weighs how often it is so). Near 2 at a short track, near 1 in a pack.

Known limits: pairs of one race are not independent; that widens the error of the slope, not its value.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stockcar.forecast.history import SERIES, TRACK_TYPES, History, races_by_day
from stockcar.forecast.normal import Floats

HALF_LIFE_DAYS: Final = 365.0
OTHER_SERIES: Final = 0.15
OTHER_TYPES: Final = 0.03
PRIOR_SLOPE: Final = 1.6
PRIOR_PAIRS: Final = 200.0
BIN_WIDTH: Final = 0.05
BINS: Final = 80
LIMITS: Final = (0.2, 8.0)
_AT: Final = np.append((np.arange(BINS) + 0.5) * BIN_WIDTH, 1.0)  # the middle of every bin, and the prior's pairs


def slopes(history: History, strength: Floats, trouble: float = 0.0, since_season: int = 0) -> Floats:
    """The slope of every race ``(races,)`` from a season on, from earlier days (before it: the prior).

    ``trouble`` is the chance that a running car's day went wrong.
    """
    return slopes_of(history, strength, (trouble,), since_season)[:, 0]


def slopes_of(history: History, strength: Floats, trouble: Sequence[float], since_season: int = 0) -> Floats:
    """The slopes of every race under several chances of trouble, ``(races, chances)``."""
    counts = np.zeros((2, len(SERIES), len(TRACK_TYPES), BINS))  # pairs, and those the stronger car won
    slope = np.full((history.races, len(trouble)), PRIOR_SLOPE)
    wrong = np.array(trouble)[:, None]
    last = None
    for day in races_by_day(history):
        date = int(history.date[day[0]])
        if last is not None:
            counts *= 0.5 ** ((date - last) / HALF_LIFE_DAYS)
        last = date
        for race in day:
            if history.season[race] < since_season:
                break
            slope[race] = _slope(_lent(counts, int(history.series[race]), int(history.track_type[race])), wrong)
        for race in day:
            counts[:, history.series[race], history.track_type[race]] += _pairs(history, strength, race)
    return slope


def _lent(counts: Floats, series: int, kind: int) -> Floats:
    own = counts[:, series, kind]
    same_kind = counts[:, :, kind].sum(axis=1) - own
    same_series = counts[:, series].sum(axis=1) - own
    if kind == TRACK_TYPES.index("superspeedway"):
        same_series = same_series * 0.0  # no other track races like a pack
    return np.asarray(own + OTHER_SERIES * same_kind + OTHER_TYPES * same_series, float)


def _pairs(history: History, strength: Floats, race: int) -> Floats:
    rows = history.rows(race)
    running = (history.crash[rows] == 0) & (history.mechanical[rows] == 0)
    place, power = history.finish[rows][running], strength[rows][running]
    if len(place) < 2 or not np.isfinite(place).all():
        return np.zeros((2, BINS))
    i, j = _triangle(len(place))
    gap = power[i] - power[j]
    won = (place[i] < place[j]) == (gap > 0)
    at = np.minimum((np.abs(gap) / BIN_WIDTH).astype(int), BINS - 1)
    return np.stack([np.bincount(at, minlength=BINS), np.bincount(at, won, minlength=BINS)]).astype(float)


@cache
def _triangle(cars: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    return np.triu_indices(cars, 1)


def _slope(counts: Floats, trouble: Floats) -> Floats:
    """The slope for each chance of trouble ``(kinds, 1)``, by Newton's method; ``(kinds,)``."""
    prior_won = PRIOR_PAIRS / (1 + np.exp(-PRIOR_SLOPE))
    n, y = np.append(counts[0], PRIOR_PAIRS), np.append(counts[1], prior_won)
    share, lucky = (1 - trouble) ** 2, trouble - trouble**2 / 2
    slope = np.full((len(trouble), 1), PRIOR_SLOPE)
    for _ in range(30):
        clean = 1 / (1 + np.exp(-slope * _AT))
        p = share * clean + lucky
        bend = share * _AT * clean * (1 - clean)  # of p in the slope
        pull = bend / (p * (1 - p))
        step = (pull * (y - n * p)).sum(axis=1) / (pull * n * bend).sum(axis=1)
        slope = np.minimum(np.maximum(slope + step[:, None], LIMITS[0]), LIMITS[1])
        if np.abs(step).max() < 1e-9:
            break
    return slope[:, 0]
