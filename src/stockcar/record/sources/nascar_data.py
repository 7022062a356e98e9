"""nascaR.data's result files as it publishes them, in the form of the result files of a source folder.

The published Parquet has the names of the R package (``Season``, ``Race``, ``Pts`` ...); collected copies have ours.
Both are read; anything else is refused by file and column. Values are not changed: whole numbers become whole numbers.

Known limits: no dates, no scheduled laps; see the audit for what the files get wrong.
"""

import io
from typing import TYPE_CHECKING, Final

from stockcar.errors import BadFile

if TYPE_CHECKING:
    import polars as pl

FILES: Final = {"cup": "cup_series.parquet", "xfinity": "nxs_series.parquet", "truck": "truck_series.parquet"}
# ours: (names the source goes by, kind)
COLUMNS: Final = {
    "season": (("Season",), "whole"), "race_number": (("Race",), "whole"), "track": (("Track",), "text"),
    "race_name": (("Name", "Race_Name"), "text"), "track_length_mi": (("Length",), "number"),
    "surface": (("Surface",), "text"), "finish": (("Finish",), "whole"), "start": (("Start",), "whole"),
    "car_number": (("Car",), "text"), "driver": (("Driver",), "text"), "make": (("Make",), "text"),
    "points": (("Pts", "Points"), "whole"), "laps": (("Laps",), "whole"), "laps_led": (("Led",), "whole"),
    "status": (("Status",), "text"), "team": (("Team",), "text"), "stage1_finish": (("S1",), "whole"),
    "stage2_finish": (("S2",), "whole"), "driver_rating": (("Rating",), "number"), "win": (("Win",), "whole"),
    "segment_points": (("seg_points", "Seg_Points"), "whole"),
}  # fmt: skip
OPTIONAL: Final = ("segment_points",)


def read_results(payload: bytes, series: str, name: str) -> "pl.DataFrame":
    """The rows of one series, in the columns of the result files.

    Raises:
        BadFile: not Parquet, cut short, without rows, a column gone, or a value that is not of its kind.
    """
    import polars as pl

    if not payload:
        raise BadFile(f"{name}: the file is empty", "0 bytes", "fetch it again")
    try:
        raw = pl.read_parquet(io.BytesIO(payload))
    except (Exception, pl.exceptions.PanicException) as error:  # a panic on some damage, which is no Exception
        raise BadFile(f"{name}: not a whole Parquet file", str(error).split("\n")[0], "fetch it again") from None
    frame = raw.select(_column(raw, ours, name) for ours in COLUMNS)
    # An empty row a season stands for races to come.
    frame = frame.filter(pl.col("driver").is_not_null() & (pl.col("driver") != ""))
    if not len(frame):
        raise BadFile(f"{name}: no rows", "a result file has one row a car and race", "fetch it again")
    return frame.insert_column(0, pl.Series("series", [series] * len(frame)))


def _column(raw: "pl.DataFrame", ours: str, name: str) -> "pl.Series":
    import polars as pl

    theirs, kind = COLUMNS[ours]
    found = next((known for known in (ours, *theirs) if known in raw.columns), None)
    kinds = {"whole": pl.Int32, "number": pl.Float64, "text": pl.String}
    if found is None:
        if ours in OPTIONAL:
            return pl.Series(ours, [None] * len(raw), dtype=kinds[kind])
        raise BadFile(
            f"{name}: column {theirs[0]!r} is missing", f"the file has {', '.join(raw.columns)}",
            "the source changed its form",
        )  # fmt: skip
    series = raw.get_column(found)
    if series.dtype.is_nested():
        raise BadFile(f"{name}: column {found!r} holds {series.dtype}, not {kind}", "", "the source changed its form")
    if isinstance(series.dtype, pl.Categorical | pl.Enum):
        series = series.cast(pl.String)
    cast = series.cast(kinds[kind], strict=False)
    wrong = (cast.is_null() & series.is_not_null() & (series.cast(pl.String) != "NA")).arg_true()
    if kind == "text" and series.dtype.is_float():
        wrong = series.is_not_null().arg_true()  # 01 would have become 1
    if len(wrong):
        raise BadFile(
            f"{name}: row {int(wrong[0]) + 1}, column {found!r}: {series[int(wrong[0])]!r} is not {kind}",
            "",
            "the source changed its form",
        )
    return cast.alias(ours)
