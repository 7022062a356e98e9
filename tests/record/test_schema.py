"""A frame is held against its description before it is stored; what does not fit is named by row and column."""

import polars as pl
import pytest

from stockcar.errors import BadFile
from stockcar.record import tables
from stockcar.record.schema import Column, Table, require_frame

LAPS = Table(
    "laps",
    (Column("car", "text"), Column("lap", "i32", "laps", low=1), Column("lap_time_s", "f64", "s", null="not timed")),
    ("car", "lap"),
    "One car's lap.",
)


def test_a_frame_that_fits_comes_back_in_order_and_type() -> None:
    frame = pl.DataFrame({"lap": [1, 2], "lap_time_s": [30, None], "car": ["01", "1"], "extra": [0, 0]})
    typed = require_frame(frame, LAPS, "laps.parquet")
    assert typed.columns == ["car", "lap", "lap_time_s"]
    assert typed.dtypes == [pl.String, pl.Int32, pl.Float64]


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ({"car": ["1"], "lap": [1]}, "column 'lap_time_s' is missing"),
        ({"car": ["1", None], "lap": [1, 2], "lap_time_s": [1.0, 1.0]}, "row 2, column 'car' is empty"),
        ({"car": ["1", "2"], "lap": [1, 0], "lap_time_s": [1.0, 1.0]}, "row 2, column 'lap': 0 is below 1"),
        ({"car": ["1", "1"], "lap": [3, 3], "lap_time_s": [1.0, 1.0]}, "row 2, column 'lap': a second row"),
        ({"car": ["1"], "lap": ["one"], "lap_time_s": [1.0]}, "row 1, column 'lap': 'one' is not i32"),
        ({"car": ["1"], "lap": [1.5], "lap_time_s": [1.0]}, "row 1, column 'lap': 1.5 is not i32"),
    ],
)
def test_a_frame_that_does_not_fit_is_named(frame: dict[str, list[object]], said: str) -> None:
    with pytest.raises(BadFile, match=r"laps\.parquet") as error:
        require_frame(pl.DataFrame(frame), LAPS, "laps.parquet")
    assert said in error.value.what


def test_every_core_table_says_what_it_holds() -> None:
    for table in tables.CORE:
        assert table.doc.endswith("."), table.name
        assert len(set(table.names)) == len(table.names), table.name
        assert set(table.key) <= set(table.names), table.name
