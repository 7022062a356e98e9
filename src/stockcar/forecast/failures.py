"""How likely is each car to be out before the end, by a wreck or by a broken part?

Two logistic regressions, crash and mechanical, on the record of the driver (wrecks), of the car and team (breakage),
on the car's strength (in each series for itself), on the kind of track and on the series; refitted every 60 days from
earlier days, with races fading with a half-life of one and a half seasons. On top of that come levels that follow the
record race by race (``lately``): of every track, and for broken parts of every series, with a half-life of 80 days.

Known limits: the record gives one reason a car; a car that fell out after a brush with the wall may stand as either.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast.form import FEATURES, Form
from stockcar.forecast.history import SERIES, SUPERSPEEDWAY, TRACK_TYPES, History, Ints
from stockcar.forecast.lately import Level, follow
from stockcar.forecast.normal import Floats

HALF_LIFE_DAYS: Final = 550.0
RIDGE: Final = 4.0
LEVEL_RIDGE: Final = 1.0
LEVEL: Final = -2.5  # log odds
STEPS: Final = 25
REFIT_DAYS: Final = 60
LIMITS: Final = (0.002, 0.9)
CRASHES: Final = (Level("track", 1000, 30),)
PARTS: Final = (Level("track", 1000, 30), Level("series", 80, 20))  # how many last changes within a season
CELLS: Final = len(SERIES) * len(TRACK_TYPES)


class Regressors(NamedTuple):
    """What a chance to drop out may depend on, every row."""

    cell: Ints  # (rows,) series and kind of track, each with a level of its own
    own: (
        Floats  # (rows, 7) driver's wrecks, car's failures, strength, the same in packs, experience, strength by series
    )


def failure_design(history: History, form: Form, strength: Floats) -> Regressors:
    """The regressors of every row."""
    per_race = np.diff(history.bounds)
    cell = np.repeat(history.series * len(TRACK_TYPES) + history.track_type, per_race)
    crash, mechanical = (form.features[:, FEATURES.index(name)] for name in ("crash", "car mechanical"))
    pack = np.repeat(history.track_type == SUPERSPEEDWAY, per_race).astype(float)
    series = np.repeat(history.series, per_race)
    lower = [strength * (series == place) for place in range(1, len(SERIES))]  # beside the cup's
    seasoned = np.minimum(form.races_before, 20) / 20
    return Regressors(cell, np.stack([crash * 5, mechanical * 5, strength, strength * pack, seasoned, *lower]).T)


def failure_chances(history: History, form: Form, strength: Floats) -> tuple[Floats, Floats]:
    """Chances of a crash and of a mechanical failure for every row, each from earlier days only."""
    X = failure_design(history, form, strength)
    date = np.repeat(history.date, np.diff(history.bounds))
    crash, mechanical = (_walk(X, outcome, date) for outcome in (history.crash, history.mechanical))
    return _levelled(history, crash, history.crash, CRASHES), _levelled(history, mechanical, history.mechanical, PARTS)


def _levelled(history: History, chance: Floats, outcome: Floats, levels: Sequence[Level]) -> Floats:
    """The chances with the log odds of each race's cars moved together by what their track and series lately did."""
    logit = np.log(chance / (1 - chance))

    def missed(race: int, told: float) -> tuple[float, float]:
        rows = history.rows(race)
        now = 1 / (1 + np.exp(-(logit[rows] + told)))
        return float((outcome[rows] - now).sum()), float((now * (1 - now)).sum())

    moved = np.repeat(follow(history, levels, missed), np.diff(history.bounds))
    return np.asarray(np.clip(1 / (1 + np.exp(-(logit + moved))), *LIMITS), float)


def _walk(X: Regressors, outcome: Floats, date: Ints) -> Floats:
    """Refit on a fixed calendar (every 60 days of the proleptic count), so that later races change nothing."""
    chance = np.full(len(outcome), 0.1)
    beta = np.concatenate([np.full(CELLS, LEVEL), np.zeros(X.own.shape[1])])
    known = np.flatnonzero(np.isfinite(outcome))  # rows come by date
    learnt, y, day = Regressors(X.cell[known], np.asfortranarray(X.own[known])), outcome[known], date[known]
    for period in np.unique(date // REFIT_DAYS).tolist():
        opening = period * REFIT_DAYS
        begin, end = np.searchsorted(day, opening - 6 * HALF_LIFE_DAYS, side="right"), np.searchsorted(day, opening)
        if end - begin > 500:
            past = slice(begin, end)
            weight = 0.5 ** ((opening - day[past]) / HALF_LIFE_DAYS)
            beta = _logistic(Regressors(learnt.cell[past], learnt.own[past]), y[past], weight, beta)
        now = slice(*np.searchsorted(date, (opening, opening + REFIT_DAYS)))
        chance[now] = _chance(Regressors(X.cell[now], X.own[now]), beta)
    return np.asarray(np.clip(chance, *LIMITS), float)


def _chance(X: Regressors, beta: Floats) -> Floats:
    logit = beta[X.cell]
    for weight, column in zip(beta[CELLS:], X.own.T, strict=True):
        logit += weight * column
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -30, 30))), float)


def _logistic(X: Regressors, y: Floats, weight: Floats, start: Floats) -> Floats:
    """Newton's method from the last period's answer; the ridge pulls levels to a tenth of a chance, the rest to 0.

    The levels' part of the equations is diagonal; einsum over columns, not a matrix product, because threads cost more
    than they save on so few columns.
    """
    own = np.ascontiguousarray(X.own.T)  # (columns, rows)
    centre = np.concatenate([np.full(CELLS, LEVEL), np.zeros(len(own))])
    ridge = np.concatenate([np.full(CELLS, LEVEL_RIDGE), np.full(len(own), RIDGE)])
    beta = start
    for _ in range(STEPS):
        p = _chance(X, beta)
        curve, missed = weight * p * (1 - p), weight * (y - p)
        curved = own * curve
        matrix = np.diag(ridge)
        matrix[:CELLS, :CELLS] += np.diag(np.bincount(X.cell, curve, CELLS))
        matrix[:CELLS, CELLS:] = np.stack([np.bincount(X.cell, column, CELLS) for column in curved], axis=1)
        matrix[CELLS:, :CELLS] = matrix[:CELLS, CELLS:].T
        matrix[CELLS:, CELLS:] += np.einsum("in,jn->ij", own, curved)
        slope = np.concatenate([np.bincount(X.cell, missed, CELLS), np.einsum("in,n->i", own, missed)])
        step = np.linalg.solve(matrix, slope - ridge * (beta - centre))
        beta = beta + step / max(1.0, float(np.abs(step).max()))  # a full step from far away can overshoot for good
        if np.abs(step).max() < 1e-4:
            break
    return beta
