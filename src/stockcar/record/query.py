"""Read-only SQL over the book: the tables as documented views, and nothing else of the machine.

The tables that a query names are loaded into a database of its own; then access to files and the network is switched
off and the configuration locked before the query runs. A view of an earlier moment holds only what that view sees.
``book_columns`` describes every table: ``select * from book_columns where "table" = 'results'``.

Known limits: the starter book's ``results`` and ``entries`` are those of three seasons; a count over them is of these.
"""

import re
from typing import TYPE_CHECKING, Any, Final

from stockcar.errors import NotInBook, UsageError

if TYPE_CHECKING:
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

    named = {word.lower() for word in re.findall(r"[A-Za-z_]\w*", query)}
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
    ]


def _load(base: Any, book: "RecordBook", table: str) -> None:
    file = str(book.shelf.file(table)).replace("'", "''")
    base.execute(f"create table {table} as select * from read_parquet('{file}')")
    if book.visible is None:
        return
    base.execute("create temp table _seen as select unnest(?) as key", [book.races.keys[book.visible].tolist()])
    base.execute("create temp table _later as select unnest(?) as key", [book.races.keys[~book.visible].tolist()])
    for step in _cut(table, {row[0] for row in base.execute(f"describe {table}").fetchall()}):
        base.execute(step)
    base.execute("drop table _seen")
    base.execute("drop table _later")


def _cut(table: str, columns: set[str]) -> tuple[str, ...]:
    """What takes from a table all that a view must not see."""
    season = "split_part(key, '-', 1), split_part(key, '-', 2)::int"
    if "key" in columns:
        return (f"delete from {table} where key is null or key not in (select key from _seen)",)
    if table == "drivers":
        return (
            "delete from drivers where first_key not in (select key from _seen)",
            "update drivers set last_key = null where last_key not in (select key from _seen)",
        )
    if table == "teams":
        latest = "(select max(split_part(key, '-', 2)::int) from _seen)"
        return (
            f"delete from teams where first_season > {latest}",
            f"update teams set last_season = least(last_season, {latest})",
        )
    if {"series", "season"} <= columns:  # a fact about a season is known when its last race is
        return (f"delete from {table} where season is not null and (series, season) in (select {season} from _later)",)
    return ()


def _refused(error: Exception) -> UsageError:
    return UsageError(
        "the query cannot be run", str(error).splitlines()[0], "see the tables in docs, or `describe TABLE`"
    )
