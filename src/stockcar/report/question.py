"""How is a claim asked of the record?

A ``Question`` is a count, sum, extreme or value over rows that meet plain conditions. It is answered from rows held in
memory, and says the same in one SQL query over the book's tables; a test holds the two together. No text of a report
ever becomes part of a query: conditions name known columns, and values are quoted.

Known limits: conditions are joined by "and"; one level of "the last n of these".
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from stockcar.record.starts import NO_START

COLUMNS: Final = (
    "key", "series", "season", "number", "race_index", "date_taken", "track_id", "track", "track_type",
    "finish", "start", "car", "driver", "driver_id", "team", "team_id", "make", "laps", "led", "status",
    "status_class", "stage_1", "stage_2", "stage_3", "points", "rating", "laps_run", "n_cars",
)  # fmt: skip
RACE_COLUMNS: Final = (
    "key", "series", "season", "number", "race_index", "date", "date_taken", "name", "name_then", "track_id", "track",
    "track_then", "track_type", "length_mi", "laps_scheduled", "laps_run", "n_cars", "winner", "winner_id",
    "winner_car", "winner_team", "winner_team_id", "winner_make", "cautions", "caution_laps", "lead_changes", "margin",
)  # fmt: skip
STARTS_COLUMNS: Final = frozenset(RACE_COLUMNS) | {
    "driver_id", "driver", "car", "team_id", "make", "finish", "start", "laps", "led", "status_class", "stage_1",
    "stage_2", "points", "rating",
}  # fmt: skip
_KNOWN: Final = frozenset(COLUMNS) | frozenset(RACE_COLUMNS)


class Row(NamedTuple):
    """One car in one race, with the race's own columns beside it. Units and nulls as in the book's schema."""

    key: str
    series: str
    season: int
    number: int
    race_index: int
    date_taken: Any
    track_id: str
    track: str
    track_type: str
    finish: int | None
    start: int | None
    car: str | None
    driver: str
    driver_id: str
    team: str | None
    team_id: str | None
    make: str | None
    laps: int | None
    led: int | None
    status: str | None
    status_class: str
    stage_1: int | None
    stage_2: int | None
    stage_3: int | None
    points: int | None
    rating: float | None
    laps_run: int | None
    n_cars: int

    @property
    def started(self) -> bool:
        """Did the car start? A result also lists a few that did not."""
        return self.finish is not None and self.status not in NO_START


class RaceRow(NamedTuple):
    """One race as the index of all races has it."""

    key: str
    series: str
    season: int
    number: int
    race_index: int
    date: Any
    date_taken: Any
    name: str
    name_then: str | None
    track_id: str
    track: str
    track_then: str | None
    track_type: str
    length_mi: float | None
    laps_scheduled: int | None
    laps_run: int | None
    n_cars: int
    winner: str
    winner_id: str
    winner_car: str | None
    winner_team: str | None
    winner_team_id: str | None
    winner_make: str | None
    cautions: int | None
    caution_laps: int | None
    lead_changes: int | None
    margin: str | None


class Is(NamedTuple):
    """A condition on a column: ``Is("finish", "<=", 10)``. A null meets none."""

    column: str
    op: str  # = != < <= > >=
    value: int | str

    def sql(self) -> str:
        """The condition in SQL."""
        if self.column not in _KNOWN or self.op not in _OPS:
            raise ValueError(f"{self.column} {self.op} is no condition of the language")
        value = self.value if isinstance(self.value, int) else "'" + str(self.value).replace("'", "''") + "'"
        return f"{self.column} {self.op} {value}"

    def met(self, row: Row | RaceRow) -> bool:
        """Does the row meet it?"""
        value = getattr(row, self.column)
        return value is not None and _OPS[self.op](value, self.value)


_OPS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


class Question(NamedTuple):
    """``what`` (count | sum | min | max | value | distinct) of ``column`` over the rows that meet ``where``.

    With ``last`` only the newest that many of those rows are looked at, and ``then`` are conditions on these.
    ``table`` is "rows" (cars in races) or "races" (the index).
    """

    what: str
    column: str
    where: tuple[Is, ...]
    last: int | None = None
    then: tuple[Is, ...] = ()
    table: str = "rows"

    def sql(self) -> str:
        """One query whose first cell is the answer."""
        chosen = {
            "count": "count(*)",
            "sum": f"coalesce(sum({self.column}), 0)",
            "distinct": f"count(distinct {self.column})",
            "value": self.column,
        }.get(self.what, f"{self.what}({self.column})")
        order = " order by race_index limit 1" if self.what == "value" else ""
        return f"select {chosen} from {self.tables_sql()}{order}"

    def tables_sql(self) -> str:
        tables = "races" if self.table == "races" else f"{self._rows_table()} join races using (key)"
        inner = f"{tables}{_conditions(self.where)}"
        if self.last is None:
            return inner if not self.then else f"{tables}{_conditions((*self.where, *self.then))}"
        names = ", ".join(sorted({"key", "race_index", self.column, *(c.column for c in self.then)} - {"*"}))
        newest = f"(select {names} from {inner} order by race_index desc limit {self.last})"
        return f"{newest}{_conditions(self.then)}"

    def _rows_table(self) -> str:
        """The result of one race is in ``results``; careers are whole in ``starts``, in either book."""
        asked = {self.column, *(c.column for c in (*self.where, *self.then))} - {"*"}
        one_race = any(c.column == "key" for c in self.where)
        return "results" if one_race or not asked <= STARTS_COLUMNS else "starts"

    def answer(self, rows: Iterable[Row] | Iterable[RaceRow]) -> tuple[Any, list[Row | RaceRow]]:
        """The answer and the rows behind it, from rows that hold at least all that can meet ``where``."""
        fields = RaceRow._fields if self.table == "races" else Row._fields
        tests = [(fields.index(c.column), _OPS[c.op], c.value) for c in self.where]
        kept: list[Row | RaceRow] = [
            row for row in rows if all(row[n] is not None and test(row[n], value) for n, test, value in tests)
        ]
        if self.last is not None:
            kept = sorted(kept, key=lambda row: row.race_index)[-self.last :]
        kept = [row for row in kept if all(c.met(row) for c in self.then)]
        return _aggregate(self.what, self.column, kept), kept


def _conditions(conditions: Sequence[Is]) -> str:
    return " where " + " and ".join(c.sql() for c in conditions) if conditions else ""


def _aggregate(what: str, column: str, kept: Sequence[Row | RaceRow]) -> Any:
    if what == "count":
        return len(kept)
    values = [getattr(row, column) for row in kept]
    if what == "value":
        return values[0] if values else None
    known = [value for value in values if value is not None]
    if what == "sum":
        return sum(known)
    if what == "distinct":
        return len(set(known))
    if not known:
        return None
    return min(known) if what == "min" else max(known)
