"""What does a table of the record hold, in which unit, and what does an empty cell mean there?

Every table of the book is described once, here or beside the source that fills it, as a ``Table`` of ``Column``s.
``require_frame`` holds a frame against its description before it is stored, so that a file whose columns were lost,
renamed or retyped is refused by name, row and column and never becomes a smaller book.

Types are words, not library types, so that a description can be read without loading a data library:
``text``, ``i16``, ``i32``, ``i64``, ``f64``, ``bool``, ``date``.

Known limits: ranges are checked for the whole table, not per series and era; that is the audit's work.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from stockcar.errors import BadFile

if TYPE_CHECKING:
    import polars as pl

MEND = "check that the file is of the documented form"  # the next step for whoever builds a book of it


class Column(NamedTuple):
    """One column. ``null`` says what an empty cell means; an empty ``null`` means that the column has none."""

    name: str
    dtype: str  # text | i16 | i32 | i64 | f64 | bool | date
    unit: str = ""
    null: str = ""
    low: float | None = None  # smallest and largest value that can be meant
    high: float | None = None


class Table(NamedTuple):
    """One table of the book: its columns, the columns that identify a row (may be empty), and what a row is."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    doc: str

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(column.name for column in self.columns)


class Keys(Protocol):
    """What a topic may ask about the races and results already read, to put its rows beside them."""

    @property
    def races(self) -> "pl.DataFrame":
        """The races, as in the table."""

    @property
    def results(self) -> "pl.DataFrame":
        """The results, as in the table."""

    def race_numbered(self, series: str, season: int, number: int) -> str | None:
        """The key of a race under the number that racing-reference gives it."""

    def race_official(self, race_id: int) -> str | None:
        """The key of a race under its number in the official feed; None where no source ties the two."""

    def driver_id(self, name: str) -> str | None:
        """The id of a driver under any spelling in the book; None where unknown or shared by two people."""


class Topic(NamedTuple):
    """One table that the build fills beside the core, and the files (relative to the source folder) it comes from.

    ``load(source_dir, keys)`` gives the rows; a file that is absent is no error: the topic is then named as not built.
    """

    table: Table
    files: tuple[str, ...]
    load: "Callable[[Path, Keys], pl.DataFrame]"


def require_frame(frame: "pl.DataFrame", table: Table, file: str) -> "pl.DataFrame":
    """The frame with exactly the columns of ``table``, in its order and types.

    Raises:
        BadFile: a column is missing or of another type, a cell is empty that may not be, a value is out of range,
            or two rows have one key; the message names file, row (1-based) and column.
    """
    missing = [name for name in table.names if name not in frame.columns]
    if missing:
        raise BadFile(
            f"{file}: column {missing[0]!r} is missing (row 1)",
            f"table {table.name} needs {', '.join(missing)}; the file has {', '.join(frame.columns) or 'no columns'}",
            "check that the file is whole and of the documented form",
        )
    typed = frame.select(_typed(frame, column, table, file) for column in table.columns)
    for column in table.columns:
        _require_values(typed, column, table, file)
    _require_unique(typed, table, file)
    return typed


def polars_type(word: str) -> "type[pl.DataType]":
    """The library's type for the word of a column."""
    import polars as pl

    types: dict[str, type[pl.DataType]] = {
        "text": pl.String, "i16": pl.Int16, "i32": pl.Int32, "i64": pl.Int64, "f64": pl.Float64,
        "bool": pl.Boolean, "date": pl.Date,
    }  # fmt: skip
    return types[word]


def _typed(frame: "pl.DataFrame", column: Column, table: Table, file: str) -> "pl.Series":
    import polars as pl

    wanted = polars_type(column.dtype)
    series = frame.get_column(column.name)
    if series.dtype == wanted:
        return series
    textual = pl.String in (series.dtype, wanted) and series.dtype != pl.Null
    cast = series.cast(wanted, strict=False)
    lost = (cast.is_null() & series.is_not_null()).arg_true()
    if series.dtype.is_float() and cast.dtype.is_integer():
        lost = (cast.is_null() & series.is_not_null() | (cast.cast(series.dtype) != series)).fill_null(False).arg_true()
    if textual or len(lost):
        row = int(lost[0]) if len(lost) else 0
        seen = repr(series[row]) if len(series) else str(series.dtype)
        raise BadFile(
            f"{file}: row {row + 1}, column {column.name!r}: {seen} is not {column.dtype}",
            f"table {table.name} holds {column.dtype} there, the file {series.dtype}",
            MEND,
        )
    return cast


def _require_values(frame: "pl.DataFrame", column: Column, table: Table, file: str) -> None:
    series = frame.get_column(column.name)
    if not column.null and series.null_count():
        row = int(series.is_null().arg_true()[0])
        raise BadFile(
            f"{file}: row {row + 1}, column {column.name!r} is empty", f"table {table.name} has no gaps there", MEND
        )
    for bound, outside in ((column.low, "below"), (column.high, "above")):
        if bound is None:
            continue
        wrong = ((series < bound) if outside == "below" else (series > bound)).fill_null(False).arg_true()
        if len(wrong):
            row = int(wrong[0])
            raise BadFile(
                f"{file}: row {row + 1}, column {column.name!r}: {series[row]} is {outside} {bound:g}",
                f"no {table.name} row can mean that",
                MEND,
            )


def _require_unique(frame: "pl.DataFrame", table: Table, file: str) -> None:
    if not table.key:
        return
    doubled = frame.select(table.key).is_duplicated().arg_true()
    if len(doubled):
        row = int(doubled[1])
        values = frame.select(table.key).row(row)
        raise BadFile(
            f"{file}: row {row + 1}, column {table.key[-1]!r}: a second row for {values}",
            f"table {table.name} has one row for each {', '.join(table.key)}",
            MEND,
        )
