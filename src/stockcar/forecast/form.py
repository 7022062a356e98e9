"""What has each car done lately? The features of every race, from earlier days only.

Running means that fade with a half-life counted in the subject's own races: of the driver, the car (series and
number), the team, the driver on that kind of track and at that track, the team on that kind of track; each shrunk
to its parent (driver to car to team to nothing), so a rookie starts at the level of his car. Then the mixed-effect
ratings, the driver's form in the other series, and the grid.

Known limits: everything is in normal scores within the race, so a weak field flatters its regulars.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast.history import TRACK_TYPES, History, Ints, races_by_day
from stockcar.forecast.normal import Floats
from stockcar.forecast.ratings import EFFECTS, race_weight, ratings_of

# What a driver's score in one series is worth in another, from drivers in two series within a season, 2005-2017.
SERIES_LEVEL: Final = (0.85, 0.15, 0.0)
OTHER_SERIES_HALF_LIFE_DAYS: Final = 540.0
OTHER_SERIES_SHRINK: Final = 5.0
SEASONED_RACES: Final = 20.0


class Memory(NamedTuple):
    """One fading mean per subject: which column it is of, its half-life in own races, and its shrinkage in races."""

    name: str
    subject: str
    column: int
    half_life: float
    shrink: float
    parent: str | None


FINISH, RATING, LED, CRASH, MECHANICAL, START = range(6)
MEMORIES: Final = (
    Memory("team finish", "team", FINISH, 30, 4, None),
    Memory("team rating", "team", RATING, 30, 4, None),
    Memory("car finish", "car", FINISH, 14, 3, "team finish"),
    Memory("car rating", "car", RATING, 14, 3, "team rating"),
    Memory("team type rating", "team x type", RATING, 20, 8, "team rating"),
    Memory("finish 10", "driver", FINISH, 10, 2, "car finish"),
    Memory("finish 30", "driver", FINISH, 30, 2, "car finish"),
    Memory("rating 10", "driver", RATING, 10, 2, "car rating"),
    Memory("rating 30", "driver", RATING, 30, 2, "car rating"),
    Memory("rating 4", "driver", RATING, 4, 2, "rating 10"),
    Memory("type finish", "driver x type", FINISH, 10, 4, "finish 30"),
    Memory("type rating", "driver x type", RATING, 10, 4, "rating 30"),
    Memory("track rating", "driver x track", RATING, 6, 4, "type rating"),
    Memory("season rating", "driver x season", RATING, 40, 4, "rating 10"),
    Memory("car finish 4", "car", FINISH, 4, 3, "car rating"),
    Memory("car led", "car", LED, 20, 3, None),
    Memory("led", "driver", LED, 15, 3, "car led"),
    Memory("crash", "driver", CRASH, 30, 10, None),
    Memory("team mechanical", "team", MECHANICAL, 40, 15, None),
    Memory("car mechanical", "car", MECHANICAL, 30, 10, "team mechanical"),
)
FEATURES: Final = (
    "finish 10", "finish 30", "rating 4", "rating 10", "rating 30", "type finish", "type rating", "track rating",
    "season rating", "car rating", "team type rating", "led", "crash", "car mechanical",
    "rated finish", "rated pace", "rated start", "other series", "seasoned",
    "car finish 4", "start", "start over expected", "team-mates' start",
)  # fmt: skip
EARLY_FEATURES: Final = ("car finish 4",)  # pays only where the grid is not known
GRID_FEATURES: Final = ("start", "start over expected", "team-mates' start")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What was known of every row of a history before its day. Rows as in ``History``."""

    features: Floats  # (rows, features), normal-score units
    rated: Floats  # (rows, targets) mixed-effect ratings
    effects: Floats  # (rows, effects) of the pace rating
    deviation: Floats  # (rows,) posterior deviation of the rating; NaN but for races asked for
    races_before: Floats  # (rows,) the driver's earlier races in this series


def form_of(history: History, deviation_of: frozenset[int] = frozenset()) -> Form:
    """Walk through the history day by day: read every race's form, then learn the day.

    ``deviation_of`` names the races whose posterior deviations are wanted; they cost a matrix inverse each.
    """
    walk = _Walk.over(history)
    for day in races_by_day(history):
        for race in day:
            walk.read(race, race in deviation_of)
        for race in day:
            walk.learn(race)
    return Form(
        features=walk.features,
        rated=walk.rated,
        effects=walk.effects,
        deviation=walk.deviation,
        races_before=walk.races_before,
    )


class _Store:
    """Fading sums of all memories of one kind of subject."""

    def __init__(self, codes: Ints, places: list[int]) -> None:
        self.codes = codes
        self.places = places
        self.columns = [MEMORIES[place].column for place in places]
        self.fade = np.array([0.5 ** (1 / MEMORIES[place].half_life) for place in places])
        self.sums = np.zeros((int(codes.max(initial=0)) + 1, len(places)))
        self.weights = np.zeros_like(self.sums)

    def learn(self, rows: slice, outcome: Floats) -> None:
        """One race: a subject with several cars fades once and takes them all."""
        codes = self.codes[rows]
        values = outcome[:, self.columns]
        known = np.isfinite(values)
        self.sums[codes] = self.sums[codes] * self.fade  # the same row written twice is still faded once
        self.weights[codes] = self.weights[codes] * self.fade
        np.add.at(self.sums, codes, np.where(known, values, 0.0))
        np.add.at(self.weights, codes, known.astype(float))


class _Walk:
    """The state of the walk through the days."""

    def __init__(self, history: History, outcome: Floats, stores: list[_Store]) -> None:
        rows = len(history.driver)
        self.history, self.outcome, self.stores = history, outcome, stores
        self.ratings, self.line = ratings_of(history)
        drivers = int(history.driver.max(initial=0)) + 1
        self.abroad = np.zeros((drivers, 3, 3))  # driver, series: fading sum, weight, last day
        self.features = np.zeros((rows, len(FEATURES)))
        self.rated = np.zeros((rows, 3))
        self.effects = np.zeros((rows, len(EFFECTS)))
        self.deviation = np.full(rows, np.nan)
        self.races_before = np.zeros(rows)
        self.started = np.zeros((drivers, 3))

    @classmethod
    def over(cls, history: History) -> "_Walk":
        """An empty walk over a history."""
        per_race = np.diff(history.bounds)
        series, kind, track, season = (
            np.repeat(values, per_race)
            for values in (history.series, history.track_type, history.track, history.season)
        )
        pace = np.where(np.isfinite(history.z_rating), history.z_rating, history.z_finish)
        outcome = np.stack(
            [history.z_finish, pace, history.led_share, history.crash, history.mechanical, history.z_start], axis=1
        )
        mine = history.driver * len(SERIES_LEVEL) + series
        subjects = {
            "driver": mine,
            "car": history.car,
            "team": history.team,
            "driver x type": mine * len(TRACK_TYPES) + kind,
            "team x type": history.team * len(TRACK_TYPES) + kind,
            "driver x track": mine * (int(track.max(initial=0)) + 1) + track,
            "driver x season": mine * 4000 + season,
        }
        stores = []
        for subject, raw in subjects.items():
            _, codes = np.unique(raw, return_inverse=True)
            stores.append(_Store(codes, [place for place, memory in enumerate(MEMORIES) if memory.subject == subject]))
        return cls(history, outcome, stores)

    def read(self, race: int, with_deviation: bool) -> None:
        """Write the features of one race."""
        rows, series = self.history.rows(race), int(self.history.series[race])
        remembered = self._memories(rows)
        rating = self.ratings[series].rate(self.line[rows], with_deviation)
        self.rated[rows], self.effects[rows], self.deviation[rows] = rating.mean, rating.effects, rating.deviation
        driver = self.history.driver[rows]
        self.races_before[rows] = self.started[driver, series]
        expected = rating.mean[:, 2]
        start = np.where(np.isfinite(self.history.z_start[rows]), self.history.z_start[rows], expected)
        table = remembered | {
            "rated finish": rating.mean[:, 0],
            "rated pace": rating.mean[:, 1],
            "rated start": expected,
            "other series": self._abroad(driver, series, int(self.history.date[race])),
            "seasoned": self.started[driver, series] / (self.started[driver, series] + SEASONED_RACES),
            "start": start,
            "start over expected": start - expected,
            "team-mates' start": _mates(self.history.team[rows], start - expected),
        }
        self.features[rows] = np.stack([table[name] for name in FEATURES], axis=1)

    def learn(self, race: int) -> None:
        """Take in one race's results."""
        rows, series = self.history.rows(race), int(self.history.series[race])
        outcome = self.outcome[rows]
        if not np.isfinite(outcome[:, FINISH]).any():
            return
        for store in self.stores:
            store.learn(rows, outcome)
        targets = np.nan_to_num(outcome[:, (FINISH, RATING, START)])
        weight = race_weight(int(self.history.track_type[race]))
        self.ratings[series].learn(self.line[rows], targets, weight)
        driver, day = self.history.driver[rows], int(self.history.date[race])
        state = self.abroad[driver, series]
        fade = 0.5 ** ((day - state[:, 2]) / OTHER_SERIES_HALF_LIFE_DAYS)
        self.abroad[driver, series, 0] = state[:, 0] * fade + np.nan_to_num(outcome[:, RATING]) + SERIES_LEVEL[series]
        self.abroad[driver, series, 1] = state[:, 1] * fade + 1
        self.abroad[driver, series, 2] = day
        self.started[driver, series] += 1

    def _memories(self, rows: slice) -> dict[str, Floats]:
        sums: dict[str, tuple[Floats, Floats]] = {}
        for store in self.stores:
            at = store.codes[rows]
            for column, place in enumerate(store.places):
                sums[MEMORIES[place].name] = (store.sums[at, column], store.weights[at, column])
        means: dict[str, Floats] = {}
        for memory in MEMORIES:
            total, weight = sums[memory.name]
            parent = means[memory.parent] if memory.parent else 0.0
            means[memory.name] = (total + memory.shrink * parent) / (weight + memory.shrink)
        return means

    def _abroad(self, driver: Ints, series: int, day: int) -> Floats:
        others = [place for place in range(len(SERIES_LEVEL)) if place != series]
        state = self.abroad[driver][:, others]
        fade = 0.5 ** ((day - state[:, :, 2]) / OTHER_SERIES_HALF_LIFE_DAYS)
        total, weight = (state[:, :, 0] * fade).sum(axis=1), (state[:, :, 1] * fade).sum(axis=1)
        return np.asarray((total - weight * SERIES_LEVEL[series]) / (weight + OTHER_SERIES_SHRINK), float)


def _mates(team: Ints, surplus: Floats) -> Floats:
    """How much better than expected the team's other cars start, each car's own left out; 0 without team-mates."""
    _, group = np.unique(team, return_inverse=True)
    size = np.bincount(group)[group]
    total = np.bincount(group, weights=surplus)[group]
    return np.where((size > 1) & (size <= 8), (total - surplus) / np.maximum(size - 1, 1), 0.0)
