"""Read-only SQL over the book: the tables as documented views, and nothing else of the machine.

The tables that a query names are loaded into a database of its own; then access to files and the network is switched
off and the configuration locked before the query runs. A view of an earlier moment holds only what that view sees.
``book_columns`` describes every table: ``select * from book_columns where "table" = 'results'``.

``starts`` is every start of every career, in either book (``record.decoded``).

Known limits: the starter book's ``results`` and ``entries`` are those of three seasons; a count over them is of these.
"""

import datetime as dt
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stockcar.errors import NotInBook, UsageError
from stockcar.record import decoded
from stockcar.record.shelf import damaged

if TYPE_CHECKING:
    import polars as pl

    from stockcar.record.book import RecordBook

HIDDEN: Final = ("codes",)
DESCRIBED: Final = "book_columns"


def read_only(book: "RecordBook", query: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """(columns, rows) of one ``select``.

    Raises:
        UsageError: not one query, a query that would write or reach out, or one that cannot be run.
        NotInBook: on the starter book, a table that it does not hold.
    """
    import duckdb

    if re.fullmatch(r"\s*show\s+tables\s*;?\s*", query, re.IGNORECASE):
        return ("name",), [(name,) for name in (*book.shelf.names, decoded.STARTS, DESCRIBED) if name not in HIDDEN]
    named = {word.lower() for word in re.findall(r"[A-Za-z_]\w*", _without_texts(query))}
    with duckdb.connect() as base:
        base.execute("set threads = 2")
        try:
            statements = base.extract_statements(query)
        except duckdb.Error as error:
            raise _refused(error) from None
        selects = [s for s in statements if s.type == duckdb.StatementType.SELECT and "pragma" not in named]
        if len(statements) != 1 or not selects:
            raise UsageError("only one select at a time", "the book is read-only", 'stockcar query "select ..."')
        for table in book.shelf.names:
            if table in named and table not in HIDDEN:
                _load(base, book, table)
        if decoded.STARTS in named:
            decoded.load_starts(base, book)
        if DESCRIBED in named:
            base.execute(f'create table {DESCRIBED} ("table" text, "column" text, type text, unit text, empty text)')
            base.executemany(f"insert into {DESCRIBED} values (?, ?, ?, ?, ?)", described(book))
        base.execute("set enable_external_access = false")
        base.execute("set lock_configuration = true")
        try:
            found = base.execute(query)
            columns = tuple(column[0] for column in found.description or ())
            return columns, found.fetchall()
        except duckdb.CatalogException as error:
            missing = re.search(r"Table with name (\w+) does not exist", str(error))
            if missing is not None and book.kind == "starter":
                names = ", ".join(name for name in book.shelf.names if name not in HIDDEN)
                raise NotInBook(
                    f"no table {missing[1]!r} in this book", f"it has {names}", "stockcar book update"
                ) from None
            raise _refused(error) from None
        except duckdb.Error as error:
            raise _refused(error) from None


def described(book: "RecordBook") -> list[tuple[str, str, str, str, str]]:
    """Table, column, type, unit and meaning of an empty cell, for every table of the book."""
    from stockcar.record.ingest import topic_tables
    from stockcar.record.tables import CORE

    known = {table.name: table for table in (*CORE, *topic_tables())}
    return [
        (name, column.name, column.dtype, column.unit, column.null)
        for name in book.shelf.names
        if name in known and name not in HIDDEN
        for column in known[name].columns
    ] + [(decoded.STARTS, *column) for column in decoded.COLUMNS]


def frame(book: "RecordBook", table: str) -> "pl.DataFrame":
    """A table without anything that the book, a view of a moment, must not see.

    Raises:
        BadFile: the table's file is damaged.
    """
    import duckdb
    import polars as pl

    with duckdb.connect() as base, tempfile.TemporaryDirectory() as folder:
        _load(base, book, table)
        base.execute(f"copy {table} to '{folder}/cut.parquet' (format parquet)")
        return pl.read_parquet(Path(folder) / "cut.parquet")


def _load(base: Any, book: "RecordBook", table: str) -> None:
    import duckdb

    path = book.shelf.file(table)
    file = str(path).replace("'", "''")
    try:
        base.execute(f"create table {table} as select * from read_parquet('{file}')")
    except duckdb.Error as error:
        raise damaged(path, error) from None
    if book.day is None or book.visible is None:
        return
    for name, races in (("_seen", book.visible), ("_later", ~book.visible)):
        keys = "\n".join(book.races.keys[races].tolist())  # one text: a list is bound key by key
        base.execute(f"create temp table {name} as select unnest(string_split(?, chr(10))) as key", [keys])
    for step in _cut(table, {row[0] for row in base.execute(f"describe {table}").fetchall()}, book.day):
        base.execute(step)
    base.execute("drop table _seen")
    base.execute("drop table _later")


def _cut(table: str, columns: set[str], day: dt.date) -> tuple[str, ...]:
    """What takes from a table all that a view of the moment ``day`` must not see."""
    season = "split_part(key, '-', 1), split_part(key, '-', 2)::int"
    if "key" in columns:
        return (f"delete from {table} where key is null or key not in (select key from _seen)",)
    if table == "drivers":
        return (
            "delete from drivers where first_key not in (select key from _seen)",
            "update drivers set last_key = null where last_key not in (select key from _seen)",
        )
    if {"first_season", "last_season"} <= columns:
        latest = "(select max(split_part(key, '-', 2)::int) from _seen)"
        return (
            f"delete from {table} where first_season > coalesce({latest}, 0)",
            f"update {table} set last_season = least(last_season, {latest})",
        )
    begins = next((name for name in ("since", "date", "said_on") if name in columns), None)
    steps = [f"delete from {table} where {begins} >= date '{day}'"] if begins is not None else []
    if begins is not None and "until" in columns:
        steps.append(f"update {table} set until = null where until >= date '{day}'")
    if {"series", "season"} <= columns:  # a fact about a season is known when its last race is
        later = f"(series, season) in (select {season} from _later)"
        steps.append(f"delete from {table} where season is not null and {later}")
    return tuple(steps)


def _without_texts(query: str) -> str:
    """The query without what stands in single quotes: a word in a text names nothing."""
    return re.sub(r"'(?:[^']|'')*'", "''", query)


def _refused(error: Exception) -> UsageError:
    return UsageError(
        "the query cannot be run", str(error).splitlines()[0], "see the tables in docs, or `describe TABLE`"
    )
