"""What kind of luck decides races these days? Weighed between three kinds, on earlier days.

A car that runs to the end may still have had a day that went wrong (a spin, a penalty, repairs). If many do, the rest
of the field is decided by strength all the more: favourites win more, back-markers never. Three answers stand side by
side, with no such days, with 6 % and with 12 %; each has its own slope, and each is weighed by how well it foresaw the
winners of its series, races fading with a half-life of one season. On top, one power for each kind of track says
whether favourites win more than that: one Newton step of the likelihood of past winners, pulled to 1, races fading
with a half-life of two seasons, other series counting for half.

Known limits: what happened on a wrong day is not in the record, so the three are told apart by winners alone.
"""

from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast.history import SERIES, TRACK_TYPES, History, races_by_day
from stockcar.forecast.normal import Floats
from stockcar.forecast.odds import win_chances
from stockcar.forecast.spread import slopes

TROUBLE: Final = (0.0, 0.06, 0.12)  # shares of running cars whose day goes wrong
PRIOR_WEIGHT: Final = (0.6, 0.3, 0.1)
HALF_LIFE_DAYS: Final = 365.0
POWER_HALF_LIFE_DAYS: Final = 730.0
OTHER_SERIES: Final = 0.5
POWER_PRIOR: Final = 10.0  # in units of the likelihood's curvature: about fifteen races
POWER_LIMITS: Final = (0.8, 1.5)
WARM_UP_SEASONS: Final = 5  # strengths before that are young, and faded by now


class Luck(NamedTuple):
    """The kinds of luck of every race, from earlier days."""

    slope: Floats  # (races, kinds) log odds of a pair per unit of strength
    weight: Floats  # (races, kinds) adds to 1
    power: Floats  # (races,)


def luck_of(history: History, strength: Floats, out: Floats) -> Luck:
    """Slopes, weights and powers of every race; ``out`` (rows,) is the chance to drop out."""
    weight = np.tile(PRIOR_WEIGHT, (history.races, 1))
    power = np.ones(history.races)
    said = np.zeros((len(SERIES), len(TROUBLE)))  # fading log likelihood of winners
    pull = np.zeros((2, len(SERIES), len(TRACK_TYPES)))  # slope and curvature of the likelihood at power 1
    last = int(history.date[0]) if history.races else 0
    first = int(history.season[0]) + WARM_UP_SEASONS if history.races else 0
    slope = np.stack([slopes(history, strength, trouble, first) for trouble in TROUBLE], axis=1)
    for day in races_by_day(history):
        age = int(history.date[day[0]]) - last
        last += age
        said *= 0.5 ** (age / HALF_LIFE_DAYS)
        pull *= 0.5 ** (age / POWER_HALF_LIFE_DAYS)
        for race in day:
            series, kind = int(history.series[race]), int(history.track_type[race])
            weight[race] = _weights(said[series])
            power[race] = _power(pull, series, kind)
        for race in day:
            rows, series = history.rows(race), int(history.series[race])
            won = np.flatnonzero(history.finish[rows] == 1)
            if history.season[race] < first or not len(won):
                continue
            each = kinds_of_win(strength[rows], slope[race], out[rows])
            said[series] += np.log(each[:, won[0]])
            pull[:, series, history.track_type[race]] += _step(weight[race] @ each, int(won[0]))
    return Luck(slope, weight, power)


def kinds_of_win(strength: Floats, slope: Floats, out: Floats) -> Floats:
    """The chance (kinds, cars) to win under each kind of luck."""
    pairs = zip(slope, TROUBLE, strict=True)
    return np.stack([win_chances(strength, float(s), stranded(out, trouble)) for s, trouble in pairs])


def stranded(out: Floats, trouble: float) -> Floats:
    """The chance to drop out or to have a day that goes wrong."""
    return np.asarray(1 - (1 - out) * (1 - trouble), float)


def _weights(said: Floats) -> Floats:
    worth = np.array(PRIOR_WEIGHT) * np.exp(said - said.max())
    return np.asarray(worth / worth.sum(), float)


def _power(pull: Floats, series: int, kind: int) -> float:
    slope, curve = OTHER_SERIES * pull[:, :, kind].sum(axis=1) + (1 - OTHER_SERIES) * pull[:, series, kind]
    return float(np.clip(1 + slope / (curve + POWER_PRIOR), *POWER_LIMITS))


def _step(win: Floats, won: int) -> Floats:
    log_win = np.log(np.maximum(win, 1e-12))
    mean = win @ log_win
    return np.array([log_win[won] - mean, win @ (log_win - mean) ** 2])
