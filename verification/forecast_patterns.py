"""Would the strengths gain from patterns in what they miss? Looked for in the past; not part of the forecast.

Two patterns are learned from what earlier races missed. *Bends*: a feature may be worth more among some cars than among
others; random waves through the features, in three banks, find such bends without being told where. *Lately*: the
features' worth may have changed within months, which weights with a half-life of four seasons follow slowly. How far
to trust the two is learned as well, from how well they foretold what was missed in the last year or so.

Known limits: one size of wave, chosen on 2010-2021.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stockcar.forecast.form import FEATURES, Form
from stockcar.forecast.history import SERIES, History, races_by_day
from stockcar.forecast.normal import Floats
from stockcar.forecast.strength import features_of, target_of

SPREAD: Final = {  # of each feature on the grid within a race, 2004-2009
    "finish 10": 0.56, "finish 30": 0.54, "rating 4": 0.71, "rating 10": 0.66, "rating 30": 0.63, "type finish": 0.57,
    "type rating": 0.66, "track rating": 0.66, "season rating": 0.70, "car rating": 0.62, "team type rating": 0.55,
    "led": 0.04, "crash": 0.04, "car mechanical": 0.12, "rated finish": 0.53, "rated pace": 0.62, "rated start": 0.58,
    "other series": 0.41, "seasoned": 0.23, "start": 0.98, "start over expected": 0.77, "team-mates' start": 0.52,
}  # fmt: skip
BANKS: Final = 3
WAVES: Final = 100  # in a bank
RISE: Final = 0.15  # of a wave, per spread of a feature
SEED: Final = 20_051
LEARNED_SINCE: Final = 2006


class Way(NamedTuple):
    """How a pattern is learned."""

    half_life_days: float
    lent: float  # weight of the other series
    ridge: tuple[float, ...]  # of each column, or one for all
    refit_days: int


BENDS: Final = Way(1461.0, 0.3, (60.0,), 60)
LATELY: Final = Way(180.0, 0.0, (300.0,), 1)
TRUST: Final = Way(365.0, 0.3, (15.7, 2.7), 1)  # of bends and lately: about 3,000 cars of their squares


def patterns(history: History, form: Form, strength: Floats) -> Floats:
    """What to add to the strengths on the grid (rows,), each from earlier days only."""
    races = [history.rows(race) for race in range(history.races)]
    told = np.concatenate([features_of(form, rows, "grid") for rows in races])
    missed = np.concatenate([target_of(history, rows) for rows in races]) - strength
    bends = np.zeros(len(missed))
    for bank in range(BANKS):
        bends += learned(history, _waves(history, told, bank), missed, BENDS) / BANKS
    lately = learned(history, told, missed, LATELY)
    return learned(history, np.column_stack([bends, lately]), missed, TRUST)


def learned(history: History, told: Floats, missed: Floats, way: Way) -> Floats:
    """A fading ridge regression of ``missed`` on ``told``, said of every row (rows,) from earlier days only."""
    width, every = told.shape[1], len(SERIES)
    gram, moment = np.zeros((every, width, width)), np.zeros((every, width))
    share = way.lent + (1 - way.lent) * np.eye(every)
    ridge = np.diag(np.broadcast_to(np.array(way.ridge), width))
    said, weights = np.zeros(len(missed)), np.zeros((every, width))
    last, period = int(history.date[0]), -1
    for day in races_by_day(history):
        date = int(history.date[day[0]])
        fade = 0.5 ** ((date - last) / way.half_life_days)
        gram, moment, last = gram * fade, moment * fade, date
        if date // way.refit_days != period:
            period = date // way.refit_days
            right = (share @ moment)[:, :, None]
            weights = np.linalg.solve(np.tensordot(share, gram, axes=1) + ridge, right)[:, :, 0]
        for race in day:
            rows = history.rows(race)
            said[rows] = told[rows] @ weights[history.series[race]]
        for race in day:
            rows, series = history.rows(race), int(history.series[race])
            if history.season[race] >= LEARNED_SINCE:
                gram[series] += told[rows].T @ told[rows]
                moment[series] += told[rows].T @ missed[rows]
    return said


def _waves(history: History, told: Floats, bank: int) -> NDArray[np.float64]:
    rng = np.random.Generator(np.random.Philox(SEED + bank))
    direction = RISE * rng.standard_normal((len(FEATURES), WAVES))
    phase = rng.uniform(0, 2 * np.pi, WAVES)
    spread = np.array(list(SPREAD.values()))
    waves = np.cos((told / spread) @ direction[[FEATURES.index(name) for name in SPREAD]] + phase) * np.sqrt(2)
    for race in range(history.races):
        waves[history.rows(race)] -= waves[history.rows(race)].mean(axis=0)
    return np.asarray(waves, float)
