"""Reading a source file, or saying exactly what is wrong with it.

A file may be absent (some topics are optional), but one that is there must be whole: not empty, not cut short, with
the columns that are read and the kinds of values they had. Anything else is a ``BadFile`` that names the file, the
row and the column, before anything is stored.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from stockcar.errors import BadFile

if TYPE_CHECKING:
    import polars as pl


def load_parquet(path: Path, columns: Mapping[str, str]) -> "pl.DataFrame":
    """The named columns of a Parquet file. ``columns``: name to kind, ``text``, ``number`` or ``flag``.

    Raises:
        BadFile: no such file, not a whole Parquet file, no rows, a column missing or of another kind.
    """
    import polars as pl

    name = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        raise BadFile(f"{name}: no such file", f"looked in {path.parent}", "check the folder given to --from")
    if path.stat().st_size == 0:
        raise BadFile(f"{name}: the file is empty (row 1, column 1)", "0 bytes", "fetch it again")
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise BadFile(f"{name}: not a whole Parquet file (row 1, column 1)", reason, "fetch it again") from None
    return require_columns(frame, columns, name)


def require_columns(frame: "pl.DataFrame", columns: Mapping[str, str], name: str) -> "pl.DataFrame":
    """The named columns of a frame, if they are all there and of their kind.

    Raises:
        BadFile: no rows, a column missing or of another kind.
    """
    if frame.is_empty():
        raise BadFile(f"{name}: no rows (row 1, column 1)", "the file holds only a header", "fetch it again")
    for column, kind in columns.items():
        if column not in frame.columns:
            raise BadFile(
                f"{name}: column {column!r} is missing (row 1)",
                f"the file has {', '.join(frame.columns)}",
                "the source changed its form; this version cannot read it",
            )
        dtype = frame.schema[column]
        fits = {"text": dtype.to_python() is str, "number": dtype.is_numeric(), "flag": dtype.to_python() is bool}[kind]
        if not fits and frame.get_column(column).null_count() < frame.height:
            row = int(frame.get_column(column).is_not_null().arg_true()[0])
            raise BadFile(
                f"{name}: row {row + 1}, column {column!r}: {frame.get_column(column)[row]!r} is not a {kind}",
                f"the column holds {dtype}",
                "the source changed its form; this version cannot read it",
            )
    return frame.select(list(columns))


def require_range(frame: "pl.DataFrame", bounds: Mapping[str, tuple[float, float]], name: str) -> "pl.DataFrame":
    """The frame, if every number in the named columns lies within its bounds (both included) or is empty.

    Raises:
        BadFile: one does not; the message names the first row and what stands there.
    """
    import polars as pl

    for column, (low, high) in bounds.items():
        outside = frame.select(~pl.col(column).is_between(low, high)).to_series().fill_null(False).arg_true()
        if len(outside):
            row = int(outside[0])
            raise BadFile(
                f"{name}: row {row + 1}, column {column!r}: {frame.get_column(column)[row]} is not {low:g} to {high:g}",
                "no result can mean that",
                "fetch it again",
            )
    return frame
