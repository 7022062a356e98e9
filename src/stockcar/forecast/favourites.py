"""Do favourites win more than the pairs would have it, on this kind of track?

Pairs say how a whole field is spread; the front of it is another matter: on a road course the quickest car leads from
the front. One power for each kind of track, on the chances to win that follow from the pairs: one Newton step of the
likelihood of past winners from power 1, pulled to 1, with races fading with a half-life of two seasons and other series
counting for half.

Known limits: a step, not a fit; a few dozen winners carry it, so it stays between 0.8 and 1.5.
"""

from typing import Final

import numpy as np

from stockcar.forecast.history import SERIES, TRACK_TYPES, History, races_by_day
from stockcar.forecast.normal import Floats
from stockcar.forecast.odds import win_chances

HALF_LIFE_DAYS: Final = 730.0
OTHER_SERIES: Final = 0.5
PRIOR: Final = 15.0  # in units of the likelihood's curvature: about twenty races
LIMITS: Final = (0.8, 1.5)
WARM_UP_RACES: Final = 150  # before that, strengths are not worth learning from


def win_powers(history: History, strength: Floats, slope: Floats, out: Floats) -> Floats:
    """The power of every race, from earlier days."""
    sums = np.zeros((2, len(SERIES), len(TRACK_TYPES)))  # slope and curvature of the likelihood at power 1
    power = np.ones(history.races)
    last = None
    for day in races_by_day(history):
        date = int(history.date[day[0]])
        if last is not None:
            sums *= 0.5 ** ((date - last) / HALF_LIFE_DAYS)
        last = date
        for race in day:
            kind, series = int(history.track_type[race]), int(history.series[race])
            pull, curve = OTHER_SERIES * sums[:, :, kind].sum(axis=1) + (1 - OTHER_SERIES) * sums[:, series, kind]
            power[race] = np.clip(1 + pull / (curve + PRIOR), *LIMITS)
        for race in day:
            rows = history.rows(race)
            won = np.flatnonzero(history.finish[rows] == 1)
            if race >= WARM_UP_RACES and len(won):
                log_win = np.log(win_chances(strength[rows], float(slope[race]), out[rows]))
                chance = np.exp(log_win)
                mean = chance @ log_win
                step = [log_win[won[0]] - mean, chance @ (log_win - mean) ** 2]
                sums[:, history.series[race], history.track_type[race]] += step
    return power
