"""How far has it lately been from what was said? Levels that follow the record, race by race.

Something was said of every race in log odds: ``base``. Races of one series or one track may run above or below that
together. A level of group g, asked on day t, is

    level = sum w (slope + curve told) / (ridge + sum w curve),  w = 2^-(days since / half_life)

over the group's earlier races: one Newton step of a regression with a ridge, where ``slope`` and ``curve`` are the
first and minus the second derivative of each race's log likelihood where all levels then stood, ``told`` of it this
one's. Levels are stacked: each follows what those before it have left. A race is read before its own day is learnt.

Known limits: a level knows no trend, it only lags less the shorter its half-life; what lies between groups is not
shared but by the levels before it in the stack. A track that is rebuilt keeps the level of the old one until it fades.
"""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np

from stockcar.forecast.history import History, races_by_day
from stockcar.forecast.normal import Floats

Group = Literal["series", "track"]
Missed = Callable[[int, float], tuple[float, float]]  # (race, offset from base) -> slope, curve; NaN: nothing to learn


class Level(NamedTuple):
    """One level of a stack."""

    of: Group
    half_life_days: float
    ridge: float  # in the unit of a race's curve


def follow(history: History, levels: Sequence[Level], missed: Missed) -> Floats:
    """The sum of the levels (races,) as they stood on the eve of each race."""
    offset = np.zeros(history.races)
    for level in levels:
        offset = _followed(history, level, missed, offset)
    return offset


def _followed(history: History, level: Level, missed: Missed, before: Floats) -> Floats:
    group = history.series if level.of == "series" else history.track
    pull, curves = np.zeros(int(group.max(initial=0)) + 1), np.zeros(int(group.max(initial=0)) + 1)
    learnt = np.zeros(len(pull))  # the day to which both have faded
    offset = before.copy()
    for races in races_by_day(history):
        for race in races:
            g = group[race]
            fade = 0.5 ** ((history.date[race] - learnt[g]) / level.half_life_days)
            pull[g], curves[g], learnt[g] = pull[g] * fade, curves[g] * fade, history.date[race]
            offset[race] += pull[g] / (curves[g] + level.ridge)
        for race in races:
            slope, curve = missed(race, float(offset[race]))
            if np.isfinite(slope):
                curves[group[race]] += curve
                pull[group[race]] += slope + curve * (offset[race] - before[race])
    return offset
