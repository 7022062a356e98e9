"""What was known of a race on the evening before? One walk through the past, read at one race or at many.

``walk_before`` walks up to a race's day with the race itself at the end; ``walk_season`` walks a whole season for the
backtest. Both read the same numbers for the same race, because a race's numbers come from earlier days only.

Known limits: the past is ten seasons deep, so careers before that do not count.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stockcar.errors import NotInBook
from stockcar.forecast.failures import failure_chances
from stockcar.forecast.form import FEATURES, Form, form_of
from stockcar.forecast.front_row import tilted, worths_of
from stockcar.forecast.history import SERIES, History, history_of
from stockcar.forecast.luck import Luck, luck_of, places_of, top_of, win_of
from stockcar.forecast.normal import Floats
from stockcar.forecast.practice import with_practice
from stockcar.forecast.ratings import RESIDUAL_SD
from stockcar.forecast.stages import stage_chances
from stockcar.forecast.strength import Mode, strengths
from stockcar.racing import EntryList, Race
from stockcar.record.book import RecordBook

SEASONS: Final = 10
Columns = Mapping[str, NDArray[Any]]


class Outlook(NamedTuple):
    """What is expected of each entry of one race; arrays ``(cars,)`` in the order of ``cars``."""

    cars: tuple[str, ...]
    driver_ids: tuple[str, ...]
    strength: Floats  # expected normal score, mean 0
    deviation: Floats  # posterior deviation of the rating, normal-score units
    expected_start: Floats  # expected normal score of the grid place
    places: Floats  # expected finishing place
    win: Floats  # chance
    top10: Floats  # chance
    crash: Floats  # chance
    mechanical: Floats  # chance
    stage_1: Floats | None  # chance to win the first stage; None where no earlier stage is on record
    effects: Floats  # (cars, effects) of the pace rating
    races_before: Floats  # the driver's earlier races in the series, in the walk


@dataclass(frozen=True, slots=True)
class Walk:
    """A history with everything read on the way, for one mode."""

    history: History
    form: Form
    strength: Floats  # (rows,)
    luck: Luck
    crash: Floats  # (rows,)
    mechanical: Floats  # (rows,)
    stage_1: Floats  # (rows,) chance to win the first stage, NaN before any; in a walk to one race, of that race
    front: Floats  # (races,) what the front of the grid is worth in wins

    def out(self, at: int) -> Floats:
        """The chance (cars,) to drop out of a race, by its place in the history."""
        rows = self.history.rows(at)
        return np.asarray(1 - (1 - self.crash[rows]) * (1 - self.mechanical[rows]), float)

    def places(self, at: int) -> Floats:
        """The expected finishing places (cars,) of a race."""
        return places_of(self.luck, at, self.strength[self.history.rows(at)], self.out(at))

    def top(self, at: int, places: int) -> Floats:
        """The chance (cars,) of a finish in the first ``places`` of a race."""
        return top_of(self.luck, at, self.strength[self.history.rows(at)], self.out(at), places)

    def win(self, at: int) -> Floats:
        """The chance (cars,) to win a race."""
        return tilted(self.plain_win(at), self.history.start[self.history.rows(at)], float(self.front[at]))

    def plain_win(self, at: int) -> Floats:
        """The chance (cars,) to win a race, whatever the front of the grid is worth."""
        rows = self.history.rows(at)
        return win_of(self.luck, at, self.strength[rows], self.out(at), at_track(self.form)[rows])

    def outlook(self, race: Race) -> Outlook:
        """What the walk knew of a race before its day."""
        at = self.history.race_numbered(race.key.series.value, race.key.season, race.key.number)
        if at is None:
            raise NotInBook(f"{race.key} has no entries in this history", "", "give an entry list")
        rows = self.history.rows(at)
        deviation = self.form.deviation[rows]
        return Outlook(
            cars=tuple(self.history.car_numbers[code].split(" ", 1)[1] for code in self.history.car[rows]),
            driver_ids=tuple(self.history.driver_ids[code] for code in self.history.driver[rows]),
            strength=self.strength[rows],
            deviation=np.where(np.isfinite(deviation), deviation, RESIDUAL_SD / 2),
            expected_start=self.form.rated[rows, 2],
            places=self.places(at),
            win=self.win(at),
            top10=self.top(at, 10),
            crash=self.crash[rows],
            mechanical=self.mechanical[rows],
            stage_1=self.stage_1[rows] if np.isfinite(self.stage_1[rows]).all() else None,
            effects=self.form.effects[rows],
            races_before=self.form.races_before[rows],
        )


def walk_before(book: RecordBook, race: Race, entries: EntryList, mode: Mode) -> Walk:
    """The walk up to the eve of a race, with its entries as the last race.

    Raises:
        NotInBook: the open book does not hold the history.
    """
    before = day_of(book, race)
    past = book.history(before, since_season=race.key.season - SEASONS)
    return walk(with_practice(book, _with_entries(past, race, entries, before)), mode, of=race)


def walk_season(book: RecordBook, season: int, mode: Mode) -> Walk:
    """The walk through a whole season, for reading many of its races."""
    return walk(with_practice(book, book.history(dt.date(season + 1, 1, 1), since_season=season - SEASONS)), mode)


def walk(columns: Columns, mode: Mode, of: Race | None = None) -> Walk:
    """Everything read on the way through these columns; deviations at the race ``of``."""
    history = history_of(columns)
    at = None
    if of is not None:
        at = history.race_numbered(of.key.series.value, of.key.season, of.key.number)
    form = form_of(history, frozenset() if at is None else frozenset({at}))
    strength = strengths(history, form, mode)
    crash, mechanical = failure_chances(history, form, strength)
    luck = luck_of(history, strength, 1 - (1 - crash) * (1 - mechanical), at_track(form))
    stage_1 = stage_chances(history, strength, luck, mode, at)
    plain = Walk(history, form, strength, luck, crash, mechanical, stage_1, np.zeros(history.races))
    return replace(plain, front=worths_of(history, plain.plain_win)) if mode == "grid" else plain


def at_track(form: Form) -> Floats:
    """How well the driver of every row has gone at this very track."""
    return np.asarray(form.features[:, FEATURES.index("track rating")], float)


def day_of(book: RecordBook, race: Race) -> dt.date:
    """The race's date; of an undated race, that of the race before it in its series."""
    if race.date is not None:
        return race.date
    taken = book.races.taken[book.races.at(race.key)]
    return dt.date.fromordinal(int(taken))


def _with_entries(past: Columns, race: Race, entries: EntryList, day: dt.date) -> dict[str, NDArray[Any]]:
    """The past with the entries appended as a race to come: no finish, no laps, no status."""
    n = len(entries)
    index = int(past["race_index"].max(initial=0)) + 1
    rows: dict[str, list[Any]] = {
        "race_index": [index] * n,
        "date": [day.toordinal()] * n,
        "series": [SERIES.index(race.key.series.value)] * n,
        "season": [race.key.season] * n,
        "number": [race.key.number] * n,
        "track_type": [race.track_type.value] * n,
        "track_id": [race.track_id] * n,
        "driver_id": [entry.driver.id for entry in entries.entries],
        "car": [str(entry.car) for entry in entries.entries],
        "team_id": [entry.team.id if entry.team else None for entry in entries.entries],
        "make": [entry.make for entry in entries.entries],
        "start": [-1 if entry.start is None else entry.start for entry in entries.entries],
        "finish": [-1] * n,
        "laps": [-1] * n,
        "led": [-1] * n,
        "status_class": [-1] * n,
        "rating": [np.nan] * n,
        "stage_1": [-1] * n,
    }
    return {name: np.concatenate([past[name], np.array(values, past[name].dtype)]) for name, values in rows.items()}
