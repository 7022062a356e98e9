"""Read-only SQL over the book: the tables as documented views, and nothing else of the machine.

The tables that a query names are loaded into a database of its own; then access to files and the network is switched
off and the configuration locked before the query runs. A view of an earlier moment holds only what that view sees.
"""

import re
from typing import TYPE_CHECKING, Any

from stockcar.errors import NotInBook, UsageError

if TYPE_CHECKING:
    from stockcar.record.book import RecordBook

HIDDEN = ("codes",)


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
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise UsageError("only one select at a time", "the book is read-only", 'stockcar query "select ..."')
        for table in book.shelf.names:
            if table in named and table not in HIDDEN:
                _load(base, book, table)
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


def _load(base: Any, book: "RecordBook", table: str) -> None:
    file = str(book.shelf.file(table)).replace("'", "''")
    base.execute(f"create table {table} as select * from read_parquet('{file}')")
    if book.visible is None:
        return
    columns = [row[0] for row in base.execute(f"describe {table}").fetchall()]
    if "key" in columns:
        base.execute("create or replace temp table _seen (key varchar)")
        seen = book.races.keys[book.visible].tolist()
        base.execute("insert into _seen select unnest(?)", [seen])
        base.execute(f"delete from {table} where key is null or key not in (select key from _seen)")
        base.execute("drop table _seen")


def _refused(error: Exception) -> UsageError:
    return UsageError(
        "the query cannot be run", str(error).splitlines()[0], "see the tables in docs, or `describe TABLE`"
    )
