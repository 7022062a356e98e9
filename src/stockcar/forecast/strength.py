"""Who will be strong on race day? A ridge regression on normal scores.

The target is 0.6 of the finish score plus 0.4 of the driver-rating score: the rating tells who was fast when a wreck
decided the finish. Every feature has one weight for all tracks and a deviation per kind of track, which is pulled to
zero three times as hard. Races fade with a half-life of four seasons; the other two series count for 0.3. Solved in
closed form before each race, from earlier days only. What practice said beyond that (``practice``) is added with a
weight of its own, learned from what earlier practice told of what the rest had missed; then, with another weight, what
it said of the other cars of the same make (on the grid; before qualifying that was not seen to pay).

Three modes: ``grid`` knows the starting order and practice, ``before-qualifying`` the practice of the cup series,
``entry-list`` nothing of the weekend.

Known limits: squared error on normal scores assumes that a field's spread is the same in each race of a series.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from stockcar.forecast.form import EARLY_FEATURES, FEATURES, GRID_FEATURES, Form
from stockcar.forecast.history import SERIES, TRACK_TYPES, History, Ints, races_by_day
from stockcar.forecast.normal import Floats

Mode = Literal["grid", "before-qualifying", "entry-list"]
MODES: Final[tuple[Mode, ...]] = ("grid", "before-qualifying", "entry-list")

FINISH_SHARE: Final = 0.6
HALF_LIFE_DAYS: Final = 4 * 365.25
OTHER_SERIES_WEIGHT: Final = 0.3
PENALTY: Final = 150.0  # in cars of weight one, on standardised features
TYPE_PENALTY_FACTOR: Final = 3.0
EVIDENCE_HALF_LIFE_DAYS: Final = 730.0
EVIDENCE_RIDGE: Final = 100.0  # in squared normal scores: about eight races of practice
MIN_CARS: Final = 600.0  # below this weight the weights are not yet worth fitting: the rating alone speaks


@dataclass(slots=True)
class _Sums:
    """Fading cross products of features and target, per series and kind of track."""

    width: int
    gram: Floats = field(init=False)
    moment: Floats = field(init=False)
    cars: Floats = field(init=False)
    day: int | None = None

    def __post_init__(self) -> None:
        self.gram = np.zeros((len(SERIES), len(TRACK_TYPES), self.width, self.width))
        self.moment = np.zeros((len(SERIES), len(TRACK_TYPES), self.width))
        self.cars = np.zeros(len(SERIES))

    def fade_to(self, day: int) -> None:
        if self.day is not None and day > self.day:
            fade = 0.5 ** ((day - self.day) / HALF_LIFE_DAYS)
            self.gram *= fade
            self.moment *= fade
            self.cars *= fade
        self.day = day

    def learn(self, series: int, kind: int, X: Floats, y: Floats) -> None:
        self.gram[series, kind] += X.T @ X
        self.moment[series, kind] += X.T @ y
        self.cars[series] += len(y)

    def weights(self, series: int) -> Floats | None:
        """Feature weights (kinds, features); None while too little is known."""
        share = np.full(len(SERIES), OTHER_SERIES_WEIGHT)
        share[series] = 1.0
        if share @ self.cars < MIN_CARS:
            return None
        gram = np.tensordot(share, self.gram, axes=1)
        moment = np.tensordot(share, self.moment, axes=1)
        return _solve_by_kind(gram, moment, float(share @ self.cars))


def _solve_by_kind(gram: Floats, moment: Floats, cars: float) -> Floats:
    """Ridge with a common weight and a deviation per kind: the deviations are eliminated kind by kind."""
    spread = np.maximum(np.diagonal(gram.sum(axis=0)) / cars, 1e-9)
    common = PENALTY * spread
    own = np.diag(common * TYPE_PENALTY_FACTOR)
    pull = np.linalg.solve(gram + own, np.concatenate([gram, moment[:, :, None]], axis=2))  # all kinds at once
    left = gram @ pull
    matrix = np.diag(common) + (gram - left[:, :, :-1]).sum(axis=0)
    right = (moment - left[:, :, -1]).sum(axis=0)
    shared = np.linalg.solve(matrix, right)
    return np.asarray(shared + pull[:, :, -1] - pull[:, :, :-1] @ shared, float)


def strengths(history: History, form: Form, mode: Mode) -> Floats:
    """The expected normal score of every row, each from earlier days only; mean 0 within a race.

    Races before there is anything to learn from get the mixed-effect rating itself.
    """
    strength = np.zeros(len(history.driver))
    for race, weights in _weights_before(history, form, mode):
        rows = history.rows(race)
        if weights is None:
            rated = form.rated[rows, 1]
            strength[rows] = rated - rated.mean()
        else:
            strength[rows] = features_of(form, rows, mode) @ weights[history.track_type[race]]
    return strength if mode == "entry-list" else _practised(history, strength, mode)


def features_of(form: Form, rows: slice, mode: Mode) -> Floats:
    """One race's features, centred within the race; without the grid's unless the mode is ``grid``."""
    X = form.features[rows][:, _columns(mode)]
    return np.asarray(X - X.mean(axis=0), float)


def target_of(history: History, rows: slice) -> Floats:
    """What is forecast: finish and rating scores mixed; the finish alone in races without ratings."""
    finish, rating = history.z_finish[rows], history.z_rating[rows]
    mixed = FINISH_SHARE * finish + (1 - FINISH_SHARE) * np.where(np.isfinite(rating), rating, finish)
    return np.asarray(mixed - mixed.mean(), float)


def _columns(mode: Mode) -> list[int]:
    without = EARLY_FEATURES if mode == "grid" else GRID_FEATURES
    return [place for place, name in enumerate(FEATURES) if name not in without]


def _weights_before(history: History, form: Form, mode: Mode) -> Iterator[tuple[int, Floats | None]]:
    sums = _Sums(len(_columns(mode)))
    for day in races_by_day(history):
        sums.fade_to(int(history.date[day[0]]))
        for race in day:
            yield race, sums.weights(int(history.series[race]))
        for race in day:
            rows = history.rows(race)
            if not np.isfinite(history.finish[rows]).any():
                continue
            X = features_of(form, rows, mode)
            sums.learn(int(history.series[race]), int(history.track_type[race]), X, target_of(history, rows))


def _practised(history: History, strength: Floats, mode: Mode) -> Floats:
    """The strengths moved by what practice showed beyond them."""
    known = np.isfinite(history.z_practice)
    if mode == "before-qualifying":
        known &= np.repeat(history.series == SERIES.index("cup"), np.diff(history.bounds))
    shown = np.where(known, np.nan_to_num(history.z_practice), 0.0)
    moved = moved_by(history, strength, np.where(known, shown - strength, 0.0))
    if mode != "grid":
        return moved
    return moved_by(history, moved, of_others(history, history.make, np.where(known, shown - moved, np.nan)))


def of_others(history: History, group: Ints, value: Floats) -> Floats:
    """The mean value (rows,) of a race's other cars of the same group; NaN does not count, 0 where none is known."""
    mean = np.zeros(len(value))
    for race in np.unique(np.repeat(np.arange(history.races), np.diff(history.bounds))[np.isfinite(value)]):
        rows = history.rows(int(race))
        known, mine = np.isfinite(value[rows]), np.nan_to_num(value[rows])
        total, count = np.bincount(group[rows], mine)[group[rows]], np.bincount(group[rows], known)[group[rows]]
        mean[rows] = np.where(count - known > 0, (total - mine) / np.maximum(count - known, 1), 0.0)
    return mean


def moved_by(history: History, strength: Floats, shown: Floats) -> Floats:
    """The strengths moved by new evidence; ``shown`` (rows,) is what it says beyond them, 0 where it says nothing.

    Its weight in each series is learned from how far earlier results lay from the strengths; mean 0 within a race.
    """
    moved = strength.copy()
    squares, moments = np.zeros(len(SERIES)), np.zeros(len(SERIES))
    last: int | None = None
    for day in races_by_day(history):
        date = int(history.date[day[0]])
        fade = 0.5 ** ((date - (date if last is None else last)) / EVIDENCE_HALF_LIFE_DAYS)
        squares, moments, last = squares * fade, moments * fade, date
        said = {race: shown[history.rows(race)] - shown[history.rows(race)].mean() for race in day}
        for race, surprise in said.items():
            share = np.full(len(SERIES), OTHER_SERIES_WEIGHT)
            share[history.series[race]] = 1.0
            weight = (share @ moments) / (share @ squares + EVIDENCE_RIDGE)
            moved[history.rows(race)] += weight * surprise
        for race, surprise in said.items():
            rows, series = history.rows(race), int(history.series[race])
            if np.isfinite(history.finish[rows]).any():
                squares[series] += surprise @ surprise
                moments[series] += surprise @ (target_of(history, rows) - strength[rows])
    return moved
