"""How strong is a driver, and how much of it is the car?

A mixed-effect rating on normal scores: a result is the sum of a driver, the driver on that kind of track, the car
(series and number), the team, the team on that kind of track, the make, and the make on that kind of track. Results
fade with a half-life of 30 races; each effect is pulled to zero by its own ridge, which is a normal prior: an effect
with penalty ``k`` is worth half its raw mean after ``k`` races of weight one. Superspeedway races count for a third,
being mostly luck. Three targets share one solve: finish, driver rating (NASCAR's loop-data figure, robust to bad luck
at the end) and start.

Known limits: only the effects' sum is well determined where a driver never changed cars; the posterior deviation takes
the residual variance as known and equal for all.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from stockcar.forecast.history import SUPERSPEEDWAY, TRACK_TYPES, History, Ints
from stockcar.forecast.normal import Floats

if TYPE_CHECKING:
    from stockcar.forecast.solve import Space

EFFECTS: Final = ("driver", "driver x type", "car", "team", "team x type", "make", "make x type")
PENALTY: Final = (4.0, 14.0, 8.0, 5.0, 20.0, 60.0, 60.0)
TARGETS: Final = ("finish", "rating", "start")
HALF_LIFE_RACES: Final = 30.0
SUPERSPEEDWAY_WEIGHT: Final = 0.35
FADED: Final = 0.02  # a combination that weighs less than this share of a race is forgotten
RESIDUAL_SD: Final = 0.8  # of a result about its rating, all series 2005-2021
TOLERANCE: Final = 1e-3  # of the solve, relative
_EQUIPMENT = (2, 3, 5)
_ON_TYPE = (1, 4, 6)


class Part(NamedTuple):
    """One named piece of a rating, in normal-score units."""

    what: str
    value: float


class Rating(NamedTuple):
    """The cars of one race, rated before it. All arrays ``(cars,)`` or ``(cars, targets)`` in normal-score units."""

    mean: Floats  # (cars, targets)
    effects: Floats  # (cars, effects) of the target asked for
    deviation: Floats  # (cars,) posterior standard deviation of the mean; NaN unless asked for


@dataclass(slots=True)
class Ratings:
    """The fading results of one series. Ask ``rate`` before a race, tell ``learn`` after it.

    Rows with the same seven effects (a driver in his car at a kind of track) are one line with a weight. Weights grow
    instead of old sums shrinking, so learning is an addition; ``_scale`` is today's weight of a race.
    """

    lines: Ints  # (lines, effects) codes of every combination that occurs
    penalty: Floats  # (codes,)
    _weight: Floats = field(init=False)  # (lines,)
    _total: Floats = field(init=False)  # (lines, targets)
    _effect: Floats = field(init=False)  # (codes, targets) the last solution: the next starts from it
    _space: "Space | None" = None
    _scale: float = 1.0

    def __post_init__(self) -> None:
        self.lines = np.ascontiguousarray(self.lines)
        self._weight = np.zeros(len(self.lines))
        self._total = np.zeros((len(self.lines), len(TARGETS)))
        self._effect = np.zeros((len(self.penalty), len(TARGETS)))

    def rate(self, line: Ints, with_deviation: bool = False) -> Rating:
        """Rate cars by the ``line`` each belongs to, from what has been learned."""
        from stockcar.forecast.solve import Lines, solve, space_for

        if self._space is None:
            self._space = space_for(len(self.lines), len(self.penalty))
        system = Lines(self.lines, self._weight, self._total, self.penalty)
        solve(system, self._space, self._effect, self._scale, FADED, TOLERANCE)
        effect = self._effect[self.lines[line]]
        deviation = self._deviations(line) if with_deviation else np.full(len(line), np.nan)
        return Rating(effect.sum(axis=1), effect[:, :, TARGETS.index("rating")], deviation)

    def learn(self, line: Ints, targets: Floats, weight: float) -> None:
        """Add one race: ``targets`` (cars, targets) without gaps."""
        self._scale *= 2 ** (1 / HALF_LIFE_RACES)
        np.add.at(self._weight, line, weight * self._scale)
        np.add.at(self._total, line, weight * self._scale * targets)

    def _deviations(self, line: Ints) -> Floats:
        active = np.flatnonzero(self._weight > FADED * self._scale)
        cars, weight = self.lines[line], self._weight[active] / self._scale
        codes, place = np.unique(np.concatenate([self.lines[active], cars]), return_inverse=True)
        place = place.reshape(-1, cars.shape[1])
        lines, at = place[: len(active)], place[len(active) :]
        matrix = np.diag(self.penalty[codes])
        for column in range(lines.shape[1]):
            np.add.at(matrix, (lines[:, column, None], lines), weight[:, None])
        inverse = np.linalg.inv(matrix)
        return np.asarray(RESIDUAL_SD * np.sqrt([inverse[np.ix_(car, car)].sum() for car in at]), float)


def ratings_of(history: History) -> tuple[dict[int, Ratings], Ints]:
    """Empty ratings for every series of a history, and the line each row belongs to in its series.

    An unrecorded team is no team: its rows share one code, which shrinks to little.
    """
    types = len(TRACK_TYPES)
    series_of_row, type_of_row = (np.repeat(v, np.diff(history.bounds)) for v in (history.series, history.track_type))
    raw = (
        history.driver,
        history.driver * types + type_of_row,
        history.car,
        history.team,
        history.team * types + type_of_row,
        history.make,
        history.make * types + type_of_row,
    )
    ratings: dict[int, Ratings] = {}
    line = np.zeros(len(history.driver), np.int64)
    for series in np.unique(series_of_row):
        mine = series_of_row == series
        codes, penalty = [], []
        start = 0
        for values, ridge in zip(raw, PENALTY, strict=True):
            names, local = np.unique(values[mine], return_inverse=True)
            codes.append(start + local)
            penalty.append(np.full(len(names), ridge))
            start += len(names)
        lines, line[mine] = np.unique(np.stack(codes, axis=1), axis=0, return_inverse=True)
        ratings[int(series)] = Ratings(lines, np.concatenate(penalty))
    return ratings, line


def race_weight(track_type: int) -> float:
    """How much a race on this kind of track counts."""
    return SUPERSPEEDWAY_WEIGHT if track_type == SUPERSPEEDWAY else 1.0


def rating_parts(effects: Floats, track_type: str) -> tuple[Part, ...]:
    """One car's rating in the words of the trade; the parts add to the rating."""
    equipment = float(sum(effects[place] for place in _EQUIPMENT))
    on_type = float(sum(effects[place] for place in _ON_TYPE))
    return (
        Part("driver", float(effects[0])),
        Part("equipment", equipment),
        Part(f"{track_type} tracks" if track_type != "superspeedway" else "superspeedways", on_type),
    )


def rating_sentence(driver: str, parts: tuple[Part, ...]) -> str:
    """``Larson +0.41: driver +0.22, equipment +0.15, short tracks +0.04``."""
    total = sum(part.value for part in parts)
    return f"{driver} {total:+.2f}: " + ", ".join(f"{part.what} {part.value:+.2f}" for part in parts)
