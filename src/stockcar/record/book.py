"""The record book: what happened, as of a moment, with what it can and cannot decide.

``RecordBook.open()`` takes ``$STOCKCAR_BOOK``, else the full book in the user's data folder, else the starter book in
the package. ``as_of`` gives a view that sees only races before a moment; everything asked of the view, and of what it
hands out, is asked of what was known then. Reads are lazy: a career line loads two tables, a race three.

Known limits: an undated race (second series and trucks, 1995-2000) is visible to a view once it is sure to have been
run, which is at the latest the end of its season. Penalties given after a race are in its points as recorded.
"""

import datetime as dt
import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stockcar.errors import NotInBook
from stockcar.racing import EntryList, Finish, Race, RaceKey, Relief, Series, Track
from stockcar.record import careers, lookup, pages, rankings, selection, store, venues
from stockcar.record.identity import fold
from stockcar.record.index import SERIES, RaceIndex
from stockcar.record.question import Answer, Event, Question, Scope
from stockcar.record.shelf import Columns, Shelf
from stockcar.record.starts import Lists, Mask, Starts

if TYPE_CHECKING:
    import polars as pl

STARTER = Path(__file__).parent / "starter"


def named_path(book: Path | str | None) -> Path:
    """The folder of the book that is meant; ``"starter"`` is the one in the package, None the default one."""
    named = book or os.environ.get("STOCKCAR_BOOK")
    if named:
        return STARTER if str(named) == "starter" else Path(named)
    full = data_folder()
    return full if (full / "CURRENT").is_file() else STARTER


def data_folder() -> Path:
    """Where ``book update`` puts the full book, and where it is found from then on."""
    import platformdirs

    return Path(platformdirs.user_data_dir("stockcar")) / "book"


def _last_pairs(names: NDArray[Any], ids: NDArray[Any]) -> list[tuple[str, str]]:
    """The different pairs, in the order of where they stand last: thousands of races are at a hundred tracks."""
    pairs = list(zip(names.tolist(), ids.tolist(), strict=True))
    return list(dict.fromkeys(reversed(pairs)))[::-1]


class RecordBook:
    """An open book, or a view of it as of a moment."""

    def __init__(
        self, folder: Path, cutoff: dt.date | RaceKey | None = None, parent: "RecordBook | None" = None
    ) -> None:
        """Use ``open`` and ``as_of``."""
        self.path = folder
        self.cutoff = cutoff
        self._whole = parent or self
        if parent is None:
            self.shelf = Shelf(folder)
            self.manifest = store.load_manifest(folder)
        else:
            self.shelf, self.manifest = parent.shelf, parent.manifest

    @classmethod
    def open(cls, path: "Path | str | None" = None) -> "RecordBook":
        """The book in ``path`` (a folder, or ``starter``), or the default one.

        Raises:
            NotInBook: there is no book there.
            BadFile: what is there is not whole.
        """
        return cls(store.current_folder(named_path(path)))

    @property
    def kind(self) -> str:
        """``"starter"`` or ``"full"``."""
        return str(self.manifest["kind"])

    @property
    def digest(self) -> str:
        """The digest of everything the book holds."""
        return str(self.manifest["digest"])

    def as_of(self, cutoff: dt.date | RaceKey) -> "RecordBook":
        """A view that sees only races before 00:00 of that day, or of that race's day, in any series."""
        if self.cutoff is not None and self._instant(cutoff) > self._instant(self.cutoff):
            cutoff = self.cutoff
        return RecordBook(self.path, cutoff, self._whole)

    def _instant(self, cutoff: dt.date | RaceKey) -> int:
        if isinstance(cutoff, RaceKey):
            return int(self.races.taken[self.races.at(cutoff)])
        return cutoff.toordinal()

    @functools.cached_property
    def day(self) -> dt.date | None:
        """The day of the view's moment; None for the whole book."""
        return None if self.cutoff is None else dt.date.fromordinal(self._instant(self.cutoff))

    @functools.cached_property
    def visible(self) -> Mask | None:
        """Which races the view sees; None for the whole book."""
        if self.cutoff is None:
            return None
        races = self.races
        seen = np.asarray(races.latest < self._instant(self.cutoff))
        if isinstance(self.cutoff, RaceKey):
            at = races.at(self.cutoff)
            if not races.day[at]:  # undated: at least the order within its series is known
                seen |= (races.series == races.series[at]) & (np.arange(len(races)) < at)
        return seen

    @functools.cached_property
    def races(self) -> RaceIndex:
        """Every race since 1949 as columns."""
        return self._whole.races if self._whole is not self else RaceIndex(self.shelf)

    @functools.cached_property
    def starts(self) -> Starts:
        """Every start that the book holds, as columns."""
        if self._whole is not self:
            return self._whole.starts
        listed = self.manifest["lists"]
        lists = Lists(tuple(self.driver_names), tuple(self.team_names), tuple(listed["make"]), tuple(listed["car"]))
        return Starts(self.shelf, self.races, lists)

    @functools.cached_property
    def driver_names(self) -> dict[str, str]:
        """Driver id to the name the book uses, in the order of the codes."""
        if self._whole is not self:
            return self._whole.driver_names
        table = self.shelf.columns("drivers", "driver_id", "driver")
        return dict(zip(table["driver_id"].tolist(), table["driver"].tolist(), strict=True))

    @functools.cached_property
    def _aliases(self) -> dict[str, dict[str, str]]:
        """Folded aliases to ids, by kind."""
        if self._whole is not self:
            return self._whole._aliases
        table = self.shelf.columns("aliases", "kind", "alias", "id")
        found: dict[str, dict[str, str]] = {"driver": {}, "team": {}, "track": {}}
        for kind, alias, meant in zip(*(table[name].tolist() for name in ("kind", "alias", "id")), strict=True):
            found.setdefault(kind, {})[alias] = meant
        return found

    @functools.cached_property
    def _tracks(self) -> dict[str, str]:
        if self._whole is not self:
            return self._whole._tracks
        races = self.races.columns
        names = {fold(track): track_id for track, track_id in _last_pairs(races["track"], races["track_id"])}
        names.update((fold(track_id.replace("-", " ")), track_id) for track_id in set(races["track_id"].tolist()))
        then = {fold(n): i for n, i in _last_pairs(races["track_then"], races["track_id"]) if n is not None}
        return {**then, **names, **self._aliases["track"]}

    @functools.cached_property
    def _teams(self) -> dict[str, str]:
        if self._whole is not self:
            return self._whole._teams
        names = {fold(team): team_id for team_id, team in self.team_names.items()}
        names.update((fold(team_id.replace("-", " ")), team_id) for team_id in self.team_names)
        return {**names, **self._aliases["team"]}

    def key(self, text: str) -> RaceKey:
        """The race meant by a key or a name: "truck-2022-15", "truck 2022 mid-ohio", "bristol night 2024".

        Raises:
            NotFound: none; candidates are near ones.
            Ambiguous: several; candidates start with their keys.
        """
        return lookup.find_race(text, self.races, self._tracks, self.visible)

    def driver_id(self, name: str) -> str:
        """The id of a driver in any listed spelling (NotFound and Ambiguous as ``driver``)."""
        return lookup.find_driver(name, self.driver_names, self._aliases["driver"])

    def driver(self, name: str) -> careers.Driver:
        """A driver by name or id.

        Raises:
            NotFound: nobody of that name; candidates are near ones.
            Ambiguous: a surname, or a name that several share.
        """
        driver_id = self.driver_id(name)
        return careers.Driver(self, driver_id, self.driver_names[driver_id])

    def team(self, name: str) -> careers.Team:
        """A team by any of its names.

        Raises:
            NotFound: no such team; candidates are near names.
        """
        team_id = self.team_id(name)
        return careers.Team(self, team_id, self.team_names[team_id])

    @functools.cached_property
    def team_names(self) -> dict[str, str]:
        """Team id to the name it goes by last."""
        table = self.shelf.columns("teams", "team_id", "team")
        return dict(zip(table["team_id"].tolist(), table["team"].tolist(), strict=True))

    def track(self, name: str) -> Track:
        """A track by any of its names, with all its names and layouts.

        Raises:
            NotFound: no such track; candidates are near names.
        """
        return pages.track(self, self.track_id(name))

    def track_id(self, name: str) -> str:
        """The id of a track by any of its names or nicknames, raced on or to be (NotFound with near names)."""
        names = self._tracks if fold(name) in self._tracks else venues.new_names(self._tracks) | self._tracks
        return lookup.find_one("track", name, names, lambda track_id: track_id)

    def team_id(self, name: str) -> str:
        """The id of a team by any of its names (NotFound with near names)."""
        return lookup.find_one("team", name, self._teams, lambda team_id: team_id)

    def ask(self, question: Question) -> Answer:
        """The answer to a question, with its rows and coverage."""
        return careers.answer(self, question)

    def all_time(self, event: Event | str = Event.WIN, scope: Scope | None = None) -> tuple[rankings.Ranked, ...]:
        """Drivers by how often their starts were the event; see ``rankings.all_time``."""
        return rankings.all_time(self, Event(event), scope)

    @functools.cached_property
    def _held(self) -> tuple[set[tuple[int, int]], frozenset[str]]:
        """The (series, season) pairs and the drivers that the book holds whole."""
        if self._whole is not self:
            return self._whole._held
        table = self.shelf.columns("coverage", "kind", "series", "season", "driver_id")
        rows = list(zip(*(table[name].tolist() for name in ("kind", "series", "season", "driver_id")), strict=True))
        seasons = {(SERIES.index(series), int(season)) for kind, series, season, _ in rows if kind == "season"}
        return seasons, frozenset(driver_id for kind, _, _, driver_id in rows if kind == "driver")

    @functools.cached_property
    def _held_races(self) -> Mask:
        seasons, _ = self._held
        pairs = zip(self.races.series.tolist(), self.races.season.tolist(), strict=True)
        return np.array([pair in seasons for pair in pairs], dtype=np.bool_)

    def undecided(self, scope: Scope, driver_id: str | None) -> str | None:
        """Why the rows of the scope are not all in the book; None if they are."""
        if self.kind == "full":
            return None
        needed = {driver_id, self.driver_id(scope.teammate)} if scope.teammate is not None else {driver_id}
        if needed <= self._held[1]:
            return None
        track_id = self.track_id(scope.track) if scope.track is not None else None
        mask = self.starts.race_mask(scope, track_id, self.visible)
        held = self._held_races if mask is None else self._held_races[mask]
        if held.all():
            return None
        return f"the starter book holds the rows of {int(held.sum())} of these {len(held)} races; {selection.NEXT_STEP}"

    def require_visible(self, key: RaceKey | str) -> RaceKey:
        """The key, if the view sees results of that race.

        Raises:
            NotFound: no such race. NotInBook: it is not before the view's moment, or its rows are not held.
        """
        found = key if isinstance(key, RaceKey) else self.key(key)
        at = self.races.at(found)
        if self.visible is not None and not self.visible[at]:
            raise NotInBook(f"{found} is not before {self.cutoff}", "the view sees earlier races only", "a later as_of")
        if not self._rows_held(at):
            raise NotInBook(f"the starter book does not hold the rows of {found}", "", selection.NEXT_STEP)
        return found

    def _rows_held(self, at: int) -> bool:
        return self.kind == "full" or bool(self._held_races[at])

    def race(self, key: RaceKey | str) -> Race:
        """A race as scheduled, whether or not the view sees its result; of a later race, ``laps_run`` is None.

        Raises:
            NotFound: no such race.
        """
        return pages.race(self, self._known(key))

    def _known(self, key: RaceKey | str) -> RaceKey:
        found = key if isinstance(key, RaceKey) else self.key(key)
        self.races.at(found)
        return found

    def results(self, key: RaceKey | str) -> "pl.DataFrame":
        """The official result, in finish order, with the columns of the table ``results``.

        Raises:
            NotFound: no such race. NotInBook: its rows are not held, or not before the view's moment.
        """
        rows = self.shelf.frame("results", str(self.require_visible(key)))
        return rows.sort("finish", nulls_last=True, maintain_order=True)

    def finishes(self, key: RaceKey | str) -> tuple[Finish, ...]:
        """The official result as values, in finish order (errors as ``results``)."""
        return pages.finishes(self, self.require_visible(key))

    def season_results(self, last: RaceKey) -> tuple[tuple[Race, tuple[Finish, ...]], ...]:
        """Each race of the season up to and with ``last``, with its result, read at once (errors as ``results``)."""
        held = pages.results_between(self, RaceKey(last.series, last.season, 1), self.require_visible(last))
        missing = [str(race.key) for race, finishes in held if not finishes]
        if missing:
            raise NotInBook(f"this book does not hold the result of {missing[0]}", "", selection.NEXT_STEP)
        return held

    def entries(self, key: RaceKey | str) -> EntryList:
        """The line-up with the recorded grid: of a past race, its starters. A view sees that of a later race too.

        Raises:
            NotFound: no such race. NotInBook: the book does not hold its line-up.
        """
        return pages.entries(self, self._known(key))

    def relief(self, key: RaceKey | str) -> dict[str, tuple[Relief, ...]]:
        """Who took over which car, in order, where a source says so; by car number."""
        return pages.relief(self, self._known(key))

    def history(
        self, before: dt.date | RaceKey, series: Series | None = None, since_season: int | None = None
    ) -> Columns:
        """All starts before a moment as columns of one length, by date and finish; codes of missing numbers are -1.

        ``race_index``, ``date`` (ordinal), ``series`` (0 cup, 1 xfinity, 2 truck), ``season``, ``number``,
        ``track_type``, ``track_id``, ``driver_id``, ``car``, ``team_id``, ``make`` (text), ``start``, ``finish``,
        ``n_cars``, ``laps``, ``led``, ``status_class`` (place in ``codes.STATUS_CLASSES``), ``rating``, ``stage_1``,
        ``stage_2``, ``points``.

        Raises:
            NotInBook: the starter book is open.
        """
        view = self.as_of(before)
        scope = Scope(series=series)
        reason = view.undecided(scope, None)
        if reason is not None:
            raise selection.not_held("this book does not hold the history that a fit needs", reason)
        from stockcar.record.history import history_columns

        return history_columns(view, series, since_season)

    def frozen_inputs(self, key: RaceKey | str, part: str = "inputs") -> bytes | None:
        """The starter book's frozen forecast inputs of a race (``frozen/<key>.<part>``); None where there are none."""
        file = self.path / "frozen" / f"{key}.{part}"
        return file.read_bytes() if file.is_file() else None

    def table(self, name: str) -> "pl.DataFrame":
        """A table of the book as a frame, without what the view does not see.

        Raises:
            NotInBook: the book has no such table. BadFile: its file is damaged.
        """
        import polars as pl

        frame = self.shelf.frame(name)
        if self.visible is None:
            return frame
        if "key" not in frame.columns:
            from stockcar.record import query

            return query.frame(self, name)
        return frame.filter(pl.col("key").is_in(self.races.keys[self.visible].tolist()))

    def sql(self, query: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """(columns, rows) of a read-only query over the book's tables; see ``stockcar.record.query``."""
        from stockcar.record.query import read_only

        return read_only(self, query)

    def status(self) -> dict[str, Any]:
        """What the book holds: the document of ``stockcar book status``."""
        races = self.races
        series = []
        held = self._held_races if self.kind != "full" else np.ones(len(races), dtype=np.bool_)
        of_series = [key.partition("-")[0] for key in self.shelf.columns("results", "key")["key"].tolist()]
        for code, name in enumerate(SERIES):
            of = np.flatnonzero((races.series == code) & held)
            if len(of):
                first, last = str(races.keys[of[0]]), str(races.keys[of[-1]])
                row = {"series": name, "races": len(of), "results": of_series.count(name), "first": first, "last": last}
                series.append(row)
        return {
            "path": str(self.path),
            "kind": self.kind,
            "digest": self.digest,
            "built": self.manifest["built"],
            "series": series,
            "topics": self.manifest["topics"],
        }
