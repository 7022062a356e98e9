"""Reading a source file, or saying exactly what is wrong with it.

A file may be absent (some topics are optional), but one that is there must be whole: not empty, not cut short, with
the columns that are read and the kinds of values they had. Anything else is a ``BadFile`` that names the file, the
row and the column, before anything is stored.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stockcar.errors import BadFile

if TYPE_CHECKING:
    import polars as pl

MOST: Final = 2**31 - 1  # that a column of whole numbers holds


def load_parquet(path: Path, columns: Mapping[str, str], filled: Sequence[str] = ()) -> "pl.DataFrame":
    """The named columns of a Parquet file. ``columns``: name to kind, ``text``, ``number``, ``whole`` or ``flag``.

    Raises:
        BadFile: no such file, not a whole Parquet file, no rows, a column missing or of another kind, or an empty
            cell in a column of ``filled``.
    """
    name = f"{path.parent.name}/{path.name}"
    return require_filled(require_columns(read_parquet(path), columns, name), filled, name)


def read_parquet(path: Path) -> "pl.DataFrame":
    """All columns of a Parquet file.

    Raises:
        BadFile: no such file, not a whole Parquet file, or no rows.
    """
    import polars as pl

    name = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        raise BadFile(f"{name}: no such file", f"looked in {path.parent}", "check the folder given to --from")
    if path.stat().st_size == 0:
        raise BadFile(f"{name}: the file is empty (row 1, column 1)", "0 bytes", "fetch it again")
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        reason = str(error).split("\n")[0]
        raise BadFile(f"{name}: not a whole Parquet file (row 1, column 1)", reason, "fetch it again") from None
    return _require_rows(frame, name)


def require_columns(frame: "pl.DataFrame", columns: Mapping[str, str], name: str) -> "pl.DataFrame":
    """The named columns of a frame, if they are all there and of their kind.

    Raises:
        BadFile: no rows, a column missing or of another kind.
    """
    import polars as pl

    require_names(_require_rows(frame, name), columns, name)
    for column, kind in columns.items():
        dtype = frame.schema[column]
        number = kind in ("number", "whole")
        fits = dtype.is_numeric() if number else dtype.to_python() is {"text": str, "flag": bool}[kind]
        if not fits and frame.get_column(column).null_count() < frame.height:
            row = int(frame.get_column(column).is_not_null().arg_true()[0])
            raise BadFile(
                f"{name}: row {row + 1}, column {column!r}: {frame.get_column(column)[row]!r} is not a "
                f"{'number' if number else kind}",
                f"the column holds {dtype}",
                "the source changed its form; this version cannot read it",
            )
        if not fits:  # a column without a value: of whatever kind is asked for
            empty = {"text": pl.String, "number": pl.Float64, "whole": pl.Int32, "flag": pl.Boolean}[kind]
            frame = frame.with_columns(pl.lit(None, empty).alias(column))
        elif kind == "whole":
            _require_whole(frame.get_column(column), name)
    return frame.select(list(columns))


def require_names(frame: "pl.DataFrame", columns: Iterable[str], name: str) -> "pl.DataFrame":
    """The frame, if it has the named columns, of whatever kind.

    Raises:
        BadFile: a column is gone or was renamed; names the file and the column.
    """
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise BadFile(
            f"{name}: column {missing[0]!r} is missing (row 1)",
            f"the file has {', '.join(frame.columns) or 'no columns'}",
            "the source changed its form; this version cannot read it",
        )
    return frame


def _require_rows(frame: "pl.DataFrame", name: str) -> "pl.DataFrame":
    if frame.is_empty():
        raise BadFile(f"{name}: no rows (row 1, column 1)", "the file holds only a header", "fetch it again")
    return frame


def _require_whole(series: "pl.Series", name: str) -> None:
    _refuse_first(series, series.abs() > MOST, name, "is beyond any count", f"whole numbers here go to {MOST:,}")
    if series.dtype.is_float():
        broken = ~series.is_finite() | (series != series.round())
        _refuse_first(series, broken, name, "is not a whole number", f"the column holds {series.dtype}")


def _refuse_first(series: "pl.Series", broken: "pl.Series", name: str, what: str, why: str) -> None:
    rows = broken.fill_null(False).arg_true()
    if len(rows):
        row = int(rows[0])
        raise BadFile(f"{name}: row {row + 1}, column {series.name!r}: {series[row]} {what}", why, "fetch it again")


def require_filled(frame: "pl.DataFrame", columns: Sequence[str], name: str) -> "pl.DataFrame":
    """The frame, if no cell of the named columns is empty or, in a text column, blank.

    Raises:
        BadFile: one is; the message names the first row.
    """
    for column in columns:
        series = frame.get_column(column)
        blank = series.str.strip_chars() == "" if series.dtype.to_python() is str else series.is_null()
        empty = blank.fill_null(True).arg_true()
        if len(empty):
            said = f"{name}: row {int(empty[0]) + 1}, column {column!r} is empty"
            raise BadFile(said, "every row has one", "fetch it again")
    return frame


def require_dates(frame: "pl.DataFrame", column: str, name: str) -> "pl.DataFrame":
    """The frame with the texts of ``column`` (``2022-02-20``, with or without ``T`` and a time) as dates.

    An empty or blank text gives no date.

    Raises:
        BadFile: a text is no date; the message names the first row.
    """
    import polars as pl

    text = frame.get_column(column)
    found = text.str.extract(r"^\s*(\d{4}-\d{2}-\d{2})(?:[T ].*)?$").str.to_date("%Y-%m-%d", strict=False)
    wrong = (found.is_null() & (text.str.strip_chars() != "")).fill_null(False).arg_true()
    if len(wrong):
        row = int(wrong[0])
        said = f"{name}: row {row + 1}, column {column!r}: {text[row]!r} is not a date"
        raise BadFile(said, "a date is written 2022-02-20", "fetch it again")
    return frame.with_columns(pl.Series(column, found))


def require_season(frame: "pl.DataFrame", column: str, name: str) -> "pl.DataFrame":
    """The frame, if every date of ``column`` is of its row's season or a neighbouring year, or empty.

    Raises:
        BadFile: one is not; the message names the first row.
    """
    import polars as pl

    away = (pl.col(column).dt.year() - pl.col("season")).abs() > 1  # seasons began in the November before, to 1968
    wrong = frame.select(away.fill_null(False)).to_series().arg_true()
    if len(wrong):
        row = int(wrong[0])
        said = f"row {row + 1}, column {column!r}: {frame[column][row]} is not of the season {frame['season'][row]}"
        raise BadFile(f"{name}: {said}", "", "fetch it again")
    return frame


def load_csv(path: Path, columns: Mapping[str, str]) -> "pl.DataFrame":
    """The rows of a comma-separated file with a header, all its columns, if it is whole.

    Raises:
        BadFile: no such file, not text, no rows, a row of another length than the header, no end of the last line, a
            column missing or of another kind.
    """
    import csv
    import io

    import polars as pl

    name = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
        rows = list(csv.reader(io.StringIO(text), strict=text.endswith("\n")))
    except (OSError, ValueError, csv.Error) as error:
        raise BadFile(f"{name}: not a readable table (row 1, column 1)", str(error), "fetch it again") from None
    if not rows:
        raise BadFile(f"{name}: the file is empty (row 1, column 1)", "0 bytes", "fetch it again")
    for number, row in enumerate(rows[1:], 1):
        if row and len(row) != len(rows[0]):
            said = f"{name}: row {number}, column {rows[0][min(len(row), len(rows[0])) - 1]!r}"
            raise BadFile(f"{said}: {len(row)} fields, the header has {len(rows[0])}", "cut short?", "fetch it again")
    if not text.endswith("\n"):
        at = f"row {len(rows) - 1}, column {rows[0][-1]!r}"
        raise BadFile(f"{name}: {at}: the last line has no end", "the file was cut short", "fetch it again")
    try:
        frame = pl.read_csv(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).split("\n")[0]
        raise BadFile(f"{name}: not a readable table (row 1, column 1)", reason, "fetch it again") from None
    require_columns(frame, columns, name)
    return frame


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
