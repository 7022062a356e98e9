"""The files of a source folder, each read into a table: which column is what, and how its rows are tied to a race.

A ``FileSource`` is the whole knowledge of one file: names, the tie, and one function that repairs what the source is
known to get wrong. What it cannot repair it leaves empty; nothing is invented.
"""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stockcar.errors import BadFile
from stockcar.record.files import read_parquet, require_names
from stockcar.record.schema import Keys, Table
from stockcar.record.sources.place import name_drivers, shaped, tie_keyed, tie_numbered, tie_official

if TYPE_CHECKING:
    import polars as pl


def unchanged(frame: "pl.DataFrame") -> "pl.DataFrame":
    """The frame as it is: this file needs no repair."""
    return frame


class FileSource(NamedTuple):
    """One file: its path in the source folder, its table, the tie, the names of its columns, and the repair."""

    path: str
    table: Table
    tie: str  # number | official | key | none
    names: dict[str, str]  # column of the file -> column of the table
    repair: "Callable[[pl.DataFrame], pl.DataFrame]" = unchanged
    driver: str = "driver"  # the table's column that holds a person's name, if the file has it


_TIES = {"number": tie_numbered, "official": tie_official, "key": tie_keyed}
_TIED_BY = {
    "number": ("series", "season", "race_number"), "official": ("race_id",), "key": ("race_key",), "none": (),
}  # fmt: skip


def load_file(folder: Path, keys: Keys, file: FileSource) -> "pl.DataFrame":
    """The rows of one file in the form of its table.

    Raises:
        BadFile: the file is damaged or lost a column.
    """
    raw = read_parquet(folder / file.path)
    raw = _require_single(require_names(raw, tuple(file.names), file.path), file)
    with naming(file.path):
        frame = file.repair(raw.rename(file.names))
        require_names(frame, _TIED_BY[file.tie], file.path)
        if file.tie != "none":
            frame = _TIES[file.tie](frame, keys)
        if file.driver in frame.columns:
            plain = frame if file.driver == "driver" else frame.with_columns(frame[file.driver].alias("driver"))
            frame = name_drivers(plain, keys)
        return shaped(frame, file.table, file.path)


@contextlib.contextmanager
def naming(path: str) -> Iterator[None]:
    """Whatever cannot be done with the values of a file is said of that file.

    Raises:
        BadFile: a value is of another kind than the file had; the reason names the column.
    """
    import polars as pl

    try:
        yield
    except (pl.exceptions.PolarsError, TypeError, AttributeError, ValueError, KeyError) as error:
        said = f"{path}: a column is of another kind than it was (row 1)"
        reason = f"{type(error).__name__}: {str(error).split(chr(10))[0]}"
        raise BadFile(said, reason, "the source changed its form; the old book is untouched") from None


def _require_single(frame: "pl.DataFrame", file: FileSource) -> "pl.DataFrame":
    """The frame, if every column that is read holds one value a cell."""
    used = {*file.names, *file.table.names, *_TIED_BY[file.tie]}
    for column, dtype in frame.schema.items():
        if column in used and dtype.is_nested():
            raise BadFile(
                f"{file.path}: row 1, column {column!r}: {frame[column].to_list()[0]!r} is not one value",
                f"the column holds {dtype}",
                "the source changed its form; the old book is untouched",
            )
    return frame


def load_files(folder: Path, keys: Keys, files: tuple[FileSource, ...]) -> "pl.DataFrame":
    """The rows of several files of one table, those that are there, one below the other."""
    import polars as pl

    there = [load_file(folder, keys, file) for file in files if (folder / file.path).is_file()]
    return pl.concat(there) if there else shaped(pl.DataFrame(), files[0].table, "")


def drop_zeros(frame: "pl.DataFrame", *columns: str) -> "pl.DataFrame":
    """Cells of these columns that are not above zero mean that the source did not know: empty."""
    import polars as pl

    return frame.with_columns(pl.when(pl.col(c) > 0).then(pl.col(c)).alias(c) for c in columns)
