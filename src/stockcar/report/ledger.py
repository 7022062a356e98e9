"""Which rows of the record does a question need, and are they all there?

A ``Ledger`` reads what it is asked for once (a race, a career, the index of all races) and keeps it. A question that
the open book cannot decide is answered with the reason, never with a smaller number: wins are in the index of every
book, a career or a season only where the book's coverage says that it is whole.

Known limits: the rows are those of the book; what happened after the race in question is cut off by the conditions of
the question, not here.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, Protocol
from weakref import WeakKeyDictionary

from stockcar.errors import NotInBook
from stockcar.record.codes import STATUS_CLASSES
from stockcar.record.decoded import load_starts
from stockcar.report.question import COLUMNS, RACE_COLUMNS, Is, Question, RaceRow, Row


class Book(Protocol):
    """What the report room needs of a record book."""

    def sql(self, query: str) -> Any:
        """Columns and rows of a read-only query."""


class Answer(NamedTuple):
    """A value with the rows behind it and the query that gives it; ``reason`` says why there is none."""

    value: Any
    rows: tuple[str, ...]  # race keys, newest last
    query: str
    reason: str = ""


_LEDGERS: "WeakKeyDictionary[Any, Ledger]" = WeakKeyDictionary()


def ledger_of(book: Book) -> "Ledger":
    """The ledger of a book, one for as long as the book is open."""
    if isinstance(book, Ledger):
        return book
    found = _LEDGERS.get(book)
    if found is None:
        found = _LEDGERS[book] = Ledger(book)
    return found


class Ledger:
    """Rows of a book, read once each."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._races: dict[str, tuple[Row, ...]] = {}
        self._careers: dict[str, tuple[Row, ...]] = {}
        self._starts_loaded = False

    @cached_property
    def _base(self) -> Any:
        """The two tables that questions are about, loaded once; None where the book is only known by its ``sql``."""
        shelf = getattr(self.book, "shelf", None)
        if shelf is None:
            return None
        import duckdb

        base = duckdb.connect()
        base.execute("set threads = 2")
        for table in ("results", "races"):
            file = _safe(str(shelf.file(table)))
            base.execute(f"create table {table} as select * from read_parquet('{file}')")
        return base

    def select(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query over results and races."""
        if self._base is None or " lap_leaders " in query or " champions " in query:
            return list(self.book.sql(query)[1])
        if " starts " in query and not self._starts_loaded:
            load_starts(self._base, self.book)  # type: ignore[arg-type]
            self._starts_loaded = True
        return list(self._base.execute(query).fetchall())

    @cached_property
    def races(self) -> tuple[RaceRow, ...]:
        """The index of all races in the order they were run."""
        rows = self.select(f"select {', '.join(RACE_COLUMNS)} from races order by race_index")
        return tuple(RaceRow(*row) for row in rows)

    @cached_property
    def by_key(self) -> dict[str, RaceRow]:
        """The index by key."""
        return {race.key: race for race in self.races}

    def season_of(self, race: RaceRow) -> list[RaceRow]:
        """The races of a race's season, in the order they were run."""
        return [r for r in self.races if (r.series, r.season) == (race.series, race.season)]

    def is_finale(self, race: RaceRow) -> bool:
        """Is it the last race of its season that the book knows of?"""
        return race.number == max(r.number for r in self.season_of(race))

    @cached_property
    def first_seasons(self) -> dict[str, int]:
        """The first season of every driver."""
        return {driver_id: int(key.split("-")[1]) for driver_id, _, key in self._drivers}

    @cached_property
    def champions(self) -> dict[tuple[str, int], tuple[str, str]]:
        """The champion of each (series, season): id and name."""
        rows = self.book.sql("select series, season, driver_id, driver from champions")[1]
        return {(series, season): (driver_id, driver) for series, season, driver_id, driver in rows}

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of every driver, as the book writes it."""
        return {driver_id: name for driver_id, name, _ in self._drivers}

    @cached_property
    def drivers_named(self) -> frozenset[str]:
        """The names that drivers bear."""
        return frozenset(self.names.values())

    @cached_property
    def _drivers(self) -> list[tuple[str, str, str]]:
        return list(self.book.sql("select driver_id, driver, first_key from drivers")[1])

    @cached_property
    def _coverage(self) -> tuple[frozenset[tuple[str, int]], frozenset[str], bool]:
        _, rows = self.book.sql("select kind, series, season, driver_id from coverage")
        seasons = frozenset((series, season) for kind, series, season, _ in rows if kind == "season")
        drivers = frozenset(driver for kind, _, _, driver in rows if kind == "driver" and driver)
        whole = {(race.series, race.season) for race in self.races} <= seasons
        return seasons, drivers, whole

    @property
    def whole(self) -> bool:
        """Does the book hold every row of every season?"""
        return self._coverage[2]

    def race(self, key: str) -> tuple[Row, ...]:
        """The result of a race, in order of finish; empty where the book has no rows of it."""
        if key not in self._races:
            self._read_season(self.require_race(key))
        return self._races.get(key, ())

    def row_of(self, key: str, driver_id: str) -> Row | None:
        """A driver's row in the result of a race; None where he has none."""
        return next((row for row in self.race(key) if row.driver_id == driver_id), None)

    def _read_season(self, race: RaceRow) -> None:
        """Read the results of a whole season: one query for what a report of one of its races will ask."""
        found: dict[str, list[Row]] = {}
        for row in self._read(f"series = '{race.series}' and season = {race.season}", "number, finish nulls last"):
            found.setdefault(row.key, []).append(row)
        self._races.update({key: tuple(rows) for key, rows in found.items()})
        self._races.setdefault(race.key, ())

    def career(self, driver_id: str) -> tuple[Row, ...]:
        """Every row of a driver that the book holds, oldest first."""
        if driver_id not in self._careers:
            self.read_careers([driver_id])
        return self._careers[driver_id]

    def read_careers(self, driver_ids: Iterable[str]) -> None:
        """Read several careers at once."""
        wanted = [driver for driver in dict.fromkeys(driver_ids) if driver not in self._careers]
        if not wanted:
            return
        if getattr(self.book, "starts", None) is not None:
            self._careers.update({driver: self._coded(driver) for driver in wanted})
            return
        names = ", ".join(f"'{_safe(driver)}'" for driver in wanted)
        found: dict[str, list[Row]] = {driver: [] for driver in wanted}
        for row in self._starts(f"driver_id in ({names})"):
            found[row.driver_id].append(row)
        self._careers.update({driver: tuple(rows) for driver, rows in found.items()})

    def _coded(self, driver_id: str) -> tuple[Row, ...]:
        """A career from the book's starts, which hold it whole where the result tables do not."""
        starts = self.book.starts  # type: ignore[attr-defined]
        part = starts.career(driver_id)
        columns = {name: values[part].tolist() for name, values in starts.columns.items()}
        lists, name = starts.lists, self.book.driver_names.get(driver_id, driver_id)  # type: ignore[attr-defined]
        rows = []
        for n, place in enumerate(columns["race"]):
            race = self.races[place]
            known = {column: None if values[n] < 0 else values[n] for column, values in columns.items()}
            team, make, car = (known[column] for column in ("team", "make", "car"))
            team_id = lists.team[team] if team is not None else None
            rows.append(
                Row(
                    race.key, race.series, race.season, race.number, race.race_index, race.date_taken, race.track_id,
                    race.track, race.track_type, known["finish"], known["start"],
                    lists.car[car] if car is not None else None, name, driver_id, team_id, team_id,
                    lists.make[make] if make is not None else None, known["laps"], known["led"], None,
                    STATUS_CLASSES[columns["status"][n]], known["stage_1"], known["stage_2"], None, known["points"],
                    known["rating"] / 10 if known["rating"] is not None else None, race.laps_run, race.n_cars,
                )
            )  # fmt: skip
        return tuple(rows)

    def _starts(self, condition: str) -> tuple[Row, ...]:
        """The rows of cars that started, oldest first."""
        return tuple(row for row in self._read(condition, "race_index") if row.started)

    def _read(self, condition: str, order: str) -> tuple[Row, ...]:
        tables = "results join races using (key)"
        rows = self.select(f"select {', '.join(COLUMNS)} from {tables} where {condition} order by {order}")
        return tuple(Row(*row) for row in rows)

    def undecided(self, question: Question) -> str:
        """Why the open book cannot answer a question; empty where it can."""
        if question.table == "races":
            return ""
        seasons, drivers, whole = self._coverage
        if whole:
            return ""
        equal = {c.column: c.value for c in question.where if c.op == "="}
        if "key" in equal:
            race = self.by_key.get(str(equal["key"]))
            if race is not None and (race.series, race.season) in seasons:
                return ""
        if equal.get("driver_id") in drivers or (equal.get("series"), equal.get("season")) in seasons:
            return ""
        return "the open book does not hold all rows; the full book does (stockcar book build --from DIR)"

    def ask(self, question: Question) -> Answer:
        """The answer to a question, or the reason why there is none."""
        reason = self.undecided(question)
        if reason:
            return Answer(None, (), question.sql(), reason)
        value, kept = question.answer(self._rows_for(question.where, question.table))
        return Answer(value, tuple(dict.fromkeys(row.key for row in kept)), question.sql())

    def ask_rows(self, question: Question) -> list[Row]:
        """The rows behind a question about cars, oldest first; empty where the book cannot decide it."""
        if self.undecided(question):
            return []
        kept = question.answer(self._rows_for(question.where, question.table))[1]
        return [row for row in kept if isinstance(row, Row)]

    def _rows_for(self, where: Sequence[Is], table: str) -> Sequence[Any]:
        if table == "races":
            return self.races
        equal = {c.column: str(c.value) for c in where if c.op == "="}
        if "key" in equal:
            return self.race(equal["key"])
        if "driver_id" in equal:
            return self.career(equal["driver_id"])
        return self._starts(" and ".join(c.sql() for c in where))

    def require_race(self, key: str) -> RaceRow:
        """The race of a key.

        Raises:
            NotInBook: the index has no such race.
        """
        race = self.by_key.get(key)
        if race is None:
            why = "its index ends before it, or there is no such race"
            raise NotInBook(f"no race {key} in the open book", why, "list the races of a season with: stockcar season")
        return race


def _safe(text: str) -> str:
    return text.replace("'", "''")
