"""Checks of result lines: places, grids, laps, and what is not recorded.

Each takes the lines with ``series``, ``season`` and ``number`` beside the columns of the results and gives a
``Finding``. A line is one car in one race.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from stockcar.racing.race import FIRST_STAGE_SEASON
from stockcar.record.finding import Finding

if TYPE_CHECKING:
    import polars as pl

FIRST_RATED = 2005  # driver ratings exist from here


def with_season(results: "pl.DataFrame") -> "pl.DataFrame":
    """The results with ``series``, ``season`` and ``number`` of their race, from the key."""
    import polars as pl

    parts = pl.col("key").str.extract_groups(r"^([a-z]+)-(\d{4})-(\d+)$").struct
    return results.with_columns(
        parts[0].alias("series"), parts[1].cast(pl.Int32).alias("season"), parts[2].cast(pl.Int32).alias("number")
    )


def _again(lines: "pl.DataFrame", *columns: str) -> "pl.DataFrame":
    """The lines after the first that repeat these columns within a race."""
    import polars as pl

    seen = pl.int_range(pl.len()).over("key", *columns)
    return lines.filter(seen > 0)


def check_not_classified(lines: "pl.DataFrame") -> Finding:
    """Entered, but without a place."""
    import polars as pl

    return Finding.of_lines(
        "finish missing", "odd", lines.filter(pl.col("finish").is_null()), "kept as entered; not a start"
    )


def check_place_twice(lines: "pl.DataFrame") -> Finding:
    """Two cars with one place."""
    import polars as pl

    return Finding.of_lines(
        "place given twice", "error", _again(lines.filter(pl.col("finish").is_not_null()), "finish"), "both kept"
    )


def check_places_whole(lines: "pl.DataFrame") -> Finding:
    """Races whose places are not 1 to n."""
    import polars as pl

    races = lines.group_by("key").agg(
        pl.col("finish").drop_nulls().n_unique().alias("places"), pl.col("finish").max().alias("last"), pl.len()
    )
    broken = races.filter((pl.col("places") != pl.col("len")) | (pl.col("last") != pl.col("len")))
    return Finding.of_races("places not 1 to n", "error", broken, "kept; a place is missing in the source")


def check_driver_twice(lines: "pl.DataFrame") -> Finding:
    """One person with two cars in a race."""
    return Finding.of_lines("driver twice in a race", "error", _again(lines, "driver_id"), "both kept: relief or slip")


def check_car_twice(lines: "pl.DataFrame") -> Finding:
    """A car number again in a race, unknown numbers included."""
    return Finding.of_lines("car number again in a race", "odd", _again(lines, "car"), "kept; most are unknown")


def check_start_twice(lines: "pl.DataFrame") -> Finding:
    """Two cars on one grid place."""
    import polars as pl

    placed = lines.filter(pl.col("start").is_not_null())
    return Finding.of_lines("grid place given twice", "error", _again(placed, "start"), "both kept")


def check_start_beyond_field(lines: "pl.DataFrame") -> Finding:
    """A grid place behind the last car."""
    import polars as pl

    beyond = lines.filter(pl.col("start") > pl.len().over("key"))
    return Finding.of_lines("grid place behind the field", "error", beyond, "kept as recorded")


def check_led_over_laps(lines: "pl.DataFrame") -> Finding:
    """More laps led than driven."""
    import polars as pl

    return Finding.of_lines("led more laps than driven", "error", lines.filter(pl.col("led") > pl.col("laps")), "kept")


def _led(lines: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    return lines.group_by("key").agg(pl.col("led").sum(), pl.col("laps").max())


def check_led_short(lines: "pl.DataFrame") -> Finding:
    """Races in which not every lap has a leader."""
    import polars as pl

    short = _led(lines).filter(pl.col("led") < pl.col("laps"))
    return Finding.of_races("laps without a leader", "gap", short, "kept; laps led are a lower bound there")


def check_led_over(lines: "pl.DataFrame") -> Finding:
    """Races with more laps led than laps."""
    import polars as pl

    over = _led(lines).filter(pl.col("led") > pl.col("laps"))
    return Finding.of_races("more laps led than laps", "error", over, "kept as recorded")


def check_race_without_leaders(lines: "pl.DataFrame") -> Finding:
    """Races in which nobody led a lap: the column is lost there."""
    import polars as pl

    races = lines.group_by("key").agg(pl.col("led").sum(), pl.col("laps").max().fill_null(0))
    return Finding.of_races(
        "nobody led", "gap", races.filter(pl.col("led") == 0, pl.col("laps") > 0), "laps led unknown there"
    )


def _missing(name: str, column: str) -> "Callable[[pl.DataFrame], Finding]":
    def check(lines: "pl.DataFrame") -> Finding:
        import polars as pl

        return Finding.of_lines(f"{name} missing", "gap", lines.filter(pl.col(column).is_null()), "empty: not known")

    check.__doc__ = f"Lines without {name}."
    return check


def check_rating_missing(lines: "pl.DataFrame") -> Finding:
    """Lines without a rating since ratings exist."""
    import polars as pl

    since = lines.filter(pl.col("season") >= FIRST_RATED, pl.col("rating").is_null())
    return Finding.of_lines("rating missing since 2005", "gap", since, "empty; the loop data may have it")


def check_stages_missing(lines: "pl.DataFrame") -> Finding:
    """Races since 2017 without a stage winner."""
    import polars as pl

    won = ((pl.col("stage_1") == 1).any() & (pl.col("stage_2") == 1).any()).fill_null(False).alias("won")
    races = lines.filter(pl.col("season") >= FIRST_STAGE_SEASON).group_by("key").agg(won)
    return Finding.of_races("stage winner missing since 2017", "gap", races.filter(~pl.col("won")), "empty: not known")


LOSABLE = ("finish", "start", "car", "make", "team", "points", "laps", "led", "status", "stage_1", "stage_2", "rating")
_HALF = 0.5


def check_column_lost(lines: "pl.DataFrame") -> Finding:
    """A column that less than half as many lines of a season fill as in the season before: a lost column."""
    import polars as pl

    filled = lines.group_by("series", "season").agg(pl.col(c).is_not_null().mean() for c in LOSABLE)
    filled = filled.sort("series", "season")
    rows = []
    for column in LOSABLE:
        before = pl.col(column).shift(1).over("series")
        lost = filled.filter(pl.col(column) < _HALF * before)
        rows += [f"{series}-{season} {column}" for series, season in lost.select("series", "season").iter_rows()]
    return Finding("column lost between seasons", "error", tuple(sorted(rows)), "look at the source before trusting it")


LINE_CHECKS: Final = (
    check_not_classified, check_place_twice, check_places_whole, check_driver_twice, check_car_twice,
    check_start_twice, check_start_beyond_field, check_led_over_laps, check_led_short, check_led_over,
    check_race_without_leaders, check_rating_missing, check_stages_missing, check_column_lost,
    _missing("car number", "car"), _missing("grid place", "start"), _missing("laps", "laps"),
    _missing("laps led", "led"), _missing("points", "points"), _missing("team", "team"),
    _missing("make", "make"), _missing("status", "status"),
)  # fmt: skip
