"""How far has it lately been from what was said? Levels that follow the record, race by race.

Something was said of every race on a link scale (log odds, or a logarithm): ``base``. Races of one series, one track or
one kind of track may run above or below that together. A level of group g, asked on day t, is

    level = sum w (slope + curve told) / (ridge + sum w curve),  w = 2^-(days since / half_life)

over the group's earlier races: one Newton step of a regression with a ridge, where ``slope`` and ``curve`` are the
first and second derivative of each race's likelihood where the level then stood, at ``told``. Levels are stacked: each
follows what those before it have left. A race is read before anything of its own day is learnt.

Known limits: a level knows no trend, it only lags less the shorter its half-life; what lies between groups is not
shared but by the levels before it in the stack.
"""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stockcar.forecast.history import TRACK_TYPES, History, Ints, races_by_day
from stockcar.forecast.normal import Floats

Group = Literal["kind", "series", "series and kind", "track", "series and track"]
Missed = Callable[[int, float], tuple[float, float]]  # (race, offset from base) -> slope, curve; NaN: nothing to learn


class Level(NamedTuple):
    """One level of a stack."""

    of: Group
    half_life_days: float
    ridge: float  # in the unit of a race's curve


def follow(history: History, levels: Sequence[Level], missed: Missed, of: Ints | None = None) -> Floats:
    """The sum of the levels (races,) as they stood on the eve of each race; ``of``: races that count, else all."""
    counts = np.ones(history.races, bool)
    if of is not None:
        counts = np.zeros(history.races, bool)
        counts[of] = True
    offset = np.zeros(history.races)
    for level in levels:
        offset = _followed(history, level, missed, offset, counts)
    return offset


def _followed(history: History, level: Level, missed: Missed, before: Floats, counts: NDArray[np.bool_]) -> Floats:
    group = _groups(history, level.of)
    pull, curves = np.zeros(int(group.max(initial=0)) + 1), np.zeros(int(group.max(initial=0)) + 1)
    learnt = np.zeros(len(pull))  # the day to which both have faded
    offset = before.copy()
    for races in races_by_day(history):
        here = [race for race in races if counts[race]]
        for race in here:
            g = group[race]
            fade = 0.5 ** ((history.date[race] - learnt[g]) / level.half_life_days)
            pull[g], curves[g], learnt[g] = pull[g] * fade, curves[g] * fade, history.date[race]
            offset[race] += pull[g] / (curves[g] + level.ridge)
        for race in here:
            slope, curve = missed(race, float(offset[race]))
            if np.isfinite(slope):
                curves[group[race]] += curve
                pull[group[race]] += slope + curve * (offset[race] - before[race])
    return offset


def _groups(history: History, of: Group) -> Ints:
    by_series = history.series
    if of == "kind":
        return history.track_type
    if of == "series":
        return by_series
    if of == "series and kind":
        return by_series * len(TRACK_TYPES) + history.track_type
    if of == "track":
        return history.track
    return by_series * (int(history.track.max(initial=0)) + 1) + history.track
