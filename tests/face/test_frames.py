"""Frames of results that people pass in are scored as the record is."""

import polars as pl
import pytest

import stockcar as sc
from stockcar.errors import UsageError
from stockcar.face.frames import finishes_of

RACE = "cup-2025-13"  # the 600: three stages


@pytest.fixture(scope="module")
def race() -> sc.Race:
    """A race of the starter book."""
    return sc.race(RACE, book="starter")


def test_the_recorded_frame_is_the_recorded_result(race: sc.Race) -> None:
    assert finishes_of(race.results, 2025) == race.finishes
    rules = sc.rules(RACE, book="starter")
    assert rules.points(race.results).equals(rules.points())


def test_empty_cells_of_a_frame_with_floats_are_nulls(race: sc.Race) -> None:
    floats = race.results.with_columns(
        pl.col("start", "stage_1", "stage_2", "points").cast(pl.Float64).fill_null(float("nan"))
    )
    assert finishes_of(floats, 2025) == race.finishes


def test_columns_that_scoring_does_not_need(race: sc.Race) -> None:
    bare = finishes_of(race.results.select("car", "driver_id", "finish"), 2025)
    first, second = bare[:2]
    assert (first.finish, first.laps, first.stages) == (1, None, (None, None))
    assert (second.car, second.driver_id) == (race.finishes[1].car, race.finishes[1].driver_id)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (pl.lit("retired").alias("status_class"), 'status_class "retired"'),
        (pl.lit("second").alias("finish"), 'finish "second"'),
    ],
)
def test_a_cell_that_cannot_be_meant(race: sc.Race, change: pl.Expr, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        finishes_of(race.results.with_columns(change), 2025)


def test_a_column_that_is_lacking(race: sc.Race) -> None:
    with pytest.raises(UsageError, match="results lack driver_id"):
        finishes_of(race.results.drop("driver_id"), 2025)
