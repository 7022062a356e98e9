"""How likely is each car to be out before the end, by a wreck or by a broken part?

Two logistic regressions, crash and mechanical, on the record of the driver (wrecks), of the car and team (breakage),
on the car's strength, on the kind of track and on the series; refitted at every new season from earlier days, with
races fading with a half-life of one and a half seasons.

Known limits: the record gives one reason a car; a car that fell out after a brush with the wall may stand as either.
"""

from typing import Final

import numpy as np

from stockcar.forecast.form import FEATURES, Form
from stockcar.forecast.history import SERIES, TRACK_TYPES, History, Ints
from stockcar.forecast.normal import Floats

HALF_LIFE_DAYS: Final = 550.0
RIDGE: Final = 4.0
LEVEL_RIDGE: Final = 1.0
LEVEL: Final = -2.5  # log odds
STEPS: Final = 12
REFIT_DAYS: Final = 60


def failure_design(history: History, form: Form, strength: Floats) -> Floats:
    """The regressors of every row: levels per series and kind of track, then the car's own."""
    per_race = np.diff(history.bounds)
    cell = history.series * len(TRACK_TYPES) + history.track_type
    cells = np.eye(len(SERIES) * len(TRACK_TYPES))[np.repeat(cell, per_race)]
    own = {name: form.features[:, FEATURES.index(name)] for name in ("crash", "car mechanical")}
    pack = np.repeat(history.track_type == 0, per_race).astype(float)
    return np.column_stack(
        [
            cells,
            own["crash"] * 5,
            own["car mechanical"] * 5,
            strength,
            strength * pack,
            np.minimum(form.races_before, 20) / 20,
        ]
    )


def failure_chances(history: History, form: Form, strength: Floats) -> tuple[Floats, Floats]:
    """Chances of a crash and of a mechanical failure for every row, each from earlier days only."""
    X = failure_design(history, form, strength)
    date = np.repeat(history.date, np.diff(history.bounds))
    return _walk(X, history.crash, date), _walk(X, history.mechanical, date)


def _walk(X: Floats, outcome: Floats, date: Ints) -> Floats:
    """Refit on a fixed calendar (every 60 days of the proleptic count), so that a longer history changes nothing."""
    levels = len(SERIES) * len(TRACK_TYPES)
    chance = np.full(len(X), 0.1)
    beta = np.zeros(X.shape[1])
    beta[:levels] = LEVEL
    ridge = np.concatenate([np.full(levels, LEVEL_RIDGE), np.full(X.shape[1] - levels, RIDGE)])
    known = np.isfinite(outcome)
    for period in np.unique(date // REFIT_DAYS):
        now = date // REFIT_DAYS == period
        opening = period * REFIT_DAYS
        past = known & (date < opening) & (date > opening - 6 * HALF_LIFE_DAYS)
        if past.sum() > 500:
            weight = 0.5 ** ((opening - date[past]) / HALF_LIFE_DAYS)
            beta = _logistic(X[past], outcome[past], weight, ridge, beta)
        chance[now] = 1 / (1 + np.exp(-np.clip(X[now] @ beta, -30, 30)))
    return np.asarray(np.clip(chance, 0.002, 0.9), float)


def _logistic(X: Floats, y: Floats, weight: Floats, ridge: Floats, start: Floats) -> Floats:
    """Newton's method from the last period's answer; the ridge pulls levels to a tenth of a chance, the rest to 0."""
    centre = np.where(ridge == LEVEL_RIDGE, LEVEL, 0.0)
    beta = start
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(X @ beta, -30, 30)))
        curve = weight * p * (1 - p)
        slope = X.T @ (weight * (y - p)) - ridge * (beta - centre)
        step = np.linalg.solve((X * curve[:, None]).T @ X + np.diag(ridge), slope)
        beta = beta + step
        if np.abs(step).max() < 1e-4:
            break
    return beta
