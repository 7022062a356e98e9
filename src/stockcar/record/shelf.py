"""Reading the tables of a version folder: as numpy columns for speed, as polars frames for people.

DuckDB reads the Parquet; polars is only imported when a frame is asked for (it alone costs a third of a second).
"""

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stockcar.errors import BadFile, NotInBook

if TYPE_CHECKING:
    import polars as pl

Columns = dict[str, NDArray[Any]]


def damaged(file: Path, error: Exception) -> BadFile:
    """The error for a table's file that cannot be read."""
    reason = (str(error).splitlines() or [""])[0]
    return BadFile(f"{file}: not a table of a book", reason, "stockcar book update, or stockcar book build --from DIR")


class Shelf:
    """The tables in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @functools.cached_property
    def names(self) -> tuple[str, ...]:
        """The tables that are there."""
        return tuple(sorted(file.stem for file in self.folder.glob("*.parquet")))

    def file(self, table: str) -> Path:
        """The file of a table.

        Raises:
            NotInBook: the book has no such table.
        """
        file = self.folder / f"{table}.parquet"
        if not file.is_file():
            raise NotInBook(
                f"this book has no table {table!r}",
                f"it has {', '.join(self.names)}",
                "stockcar book build --from DIR, or stockcar book update",
            )
        return file

    def columns(self, table: str, *columns: str, where: str = "") -> Columns:
        """Columns of a table as numpy arrays; text as objects with None where empty.

        Raises:
            BadFile: the table's file is damaged.
        """
        import duckdb

        path = self.file(table)
        file = str(path).replace("'", "''")
        wanted = ", ".join(f'"{column}"' for column in columns) or "*"
        condition = f" where {where}" if where else ""
        try:
            with duckdb.connect() as base:
                base.execute("set threads = 2")
                found = base.execute(f"select {wanted} from read_parquet('{file}'){condition}").fetchnumpy()
        except duckdb.Error as error:
            raise damaged(path, error) from None
        return {name: _plain(values) for name, values in found.items()}

    def frame(self, table: str, key: str | None = None) -> "pl.DataFrame":
        """A table as a polars frame; with ``key``, the rows of that race.

        Raises:
            BadFile: the table's file is damaged.
        """
        import polars as pl

        file = self.file(table)
        try:
            return (
                pl.read_parquet(file) if key is None else pl.scan_parquet(file).filter(pl.col("key") == key).collect()
            )
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
            raise damaged(file, error) from None


def _plain(values: Any) -> NDArray[Any]:
    """A masked array of text or dates as objects with None, of numbers as they are (codes have no gaps)."""
    if not isinstance(values, np.ma.MaskedArray):
        return np.asarray(values)
    if not np.ma.is_masked(values):
        return np.asarray(values.data)
    filled = values.data.astype(object)
    filled[np.ma.getmaskarray(values)] = None
    return np.asarray(filled)
