"""How much does strength decide, on this kind of track, these days?

One number for each series and kind of track: the slope of the log odds that the stronger of two cars, both running at
the end, finishes ahead, per unit of strength. It is fitted on earlier days to counts of pairs by strength difference
that fade with a half-life of one season; other series at the same kind of track and other tracks of the same series
lend a little. A day can also go wrong without ending the race (a spin, a penalty, repairs): where that is allowed for,
the slope speaks of clean days (``luck`` weighs how often it is so). Near 2 at a short track, near 1 in a pack.

Known limits: pairs of one race are not independent; that widens the error of the slope, not its value.
"""

from typing import Final

import numpy as np

from stockcar.forecast.history import SERIES, TRACK_TYPES, History, races_by_day
from stockcar.forecast.normal import Floats

HALF_LIFE_DAYS: Final = 365.0
OTHER_SERIES: Final = 0.15
OTHER_TYPES: Final = 0.03
PRIOR_SLOPE: Final = 1.6
PRIOR_PAIRS: Final = 200.0
BIN_WIDTH: Final = 0.05
BINS: Final = 80
_MIDDLE: Final = (np.arange(BINS) + 0.5) * BIN_WIDTH


def slopes(history: History, strength: Floats, trouble: float = 0.0, since_season: int = 0) -> Floats:
    """The slope of every race from a season on, from earlier days (before it: the prior).

    ``trouble`` is the chance that a running car's day went wrong.
    """
    counts = np.zeros((2, len(SERIES), len(TRACK_TYPES), BINS))  # pairs, and those the stronger car won
    slope = np.full(history.races, PRIOR_SLOPE)
    last = None
    for day in races_by_day(history):
        date = int(history.date[day[0]])
        if last is not None:
            counts *= 0.5 ** ((date - last) / HALF_LIFE_DAYS)
        last = date
        for race in day:
            if history.season[race] < since_season:
                break
            slope[race] = _slope(_lent(counts, int(history.series[race]), int(history.track_type[race])), trouble)
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
    i, j = np.triu_indices(len(place), 1)
    gap = power[i] - power[j]
    won = (place[i] < place[j]) == (gap > 0)
    at = np.minimum((np.abs(gap) / BIN_WIDTH).astype(int), BINS - 1)
    return np.stack([np.bincount(at, minlength=BINS), np.bincount(at, won, minlength=BINS)]).astype(float)


def _slope(counts: Floats, trouble: float) -> float:
    pairs, won = counts
    x, y, n = np.append(_MIDDLE, 1.0), won, pairs
    prior_won = PRIOR_PAIRS / (1 + np.exp(-PRIOR_SLOPE))
    n, y = np.append(n, PRIOR_PAIRS), np.append(y, prior_won)
    slope = PRIOR_SLOPE
    for _ in range(30):
        clean = 1 / (1 + np.exp(-slope * x))
        p = (1 - trouble) ** 2 * clean + trouble - trouble**2 / 2
        bend = (1 - trouble) ** 2 * x * clean * (1 - clean)  # of p in the slope
        step = float((bend * (y - n * p) / (p * (1 - p))).sum() / (n * bend * bend / (p * (1 - p))).sum())
        slope = float(np.clip(slope + step, 0.2, 8.0))
        if abs(step) < 1e-9:
            break
    return slope
