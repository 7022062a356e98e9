"""Official results, race lists, standings and tracks, from files.

Known limits: official results of the second and third series start in 2023; ``diff_time`` 0 means that none is given;
places are doubled where a car was disqualified; the standings of 2025 are after the final, so the four finalists carry
5,000 and more; the owners and makes in the same file are those of 2024 (every make of the three series has the wins and
the points of 2024, and of no other season); 14 rows of the playoff grids lost their driver (a column slipped) and are
left out; the analyst scores of the track configurations are opinions and are left out.
"""

from typing import TYPE_CHECKING

from stockcar.record.sources.files import FileSource, drop_zeros
from stockcar.record.sources.place import SERIES
from stockcar.record.topics_season import (
    OFFICIAL_RESULTS,
    OFFICIAL_STANDINGS,
    OFFICIAL_TRACKS,
    PLAYOFF_GRID,
    RACE_LIST,
    STANDINGS,
    TRACK_CONFIGURATIONS,
)

if TYPE_CHECKING:
    import polars as pl

RESULT_NAMES = {
    "race_name": "race", "track_name": "track", "car_number": "car", "driver_fullname": "driver",
    "driver_id": "official_driver_id", "team_name": "team", "finishing_position": "finish",
    "starting_position": "start", "laps_completed": "laps", "laps_led": "led", "finishing_status": "status",
    "diff_laps": "laps_down",
}  # fmt: skip
LATER_NAMES = {
    "car_make": "make", "crew_chief_fullname": "crew_chief", "points_earned": "points",
    "playoff_points_earned": "playoff_points", "qualifying_speed_mph": "qualifying_mph",
}  # fmt: skip

OWNERS_AND_MAKES = 2024  # the season of these rows in the file of the final standings of 2025, whatever it says


def _results(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    frame = frame.with_columns(
        pl.col("race_date").str.slice(0, 10).str.to_date().alias("date"),
        pl.when(pl.col("diff_time_ms") > 0).then(pl.col("diff_time_ms") / 1000).alias("behind_s"),
        pl.when(pl.col("laps_down") >= 0).then(pl.col("laps_down")).alias("laps_down"),
    )
    return drop_zeros(frame, "finish", "start", "official_driver_id")


def _results_early(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    return _results(frame.with_columns(pl.lit("cup").alias("series")))


def _results_late(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    frame = drop_zeros(_results(frame), "qualifying_position", "qualifying_mph", "points_position")
    # ARCA's race numbers are the repository's own, from 1, and would look like official ones.
    ours = pl.col("series") != "arca"
    return frame.with_columns(
        pl.when(ours).then(pl.col("race_id")).alias("race_id"),
        pl.when(~ours).then(pl.lit("an ARCA race: not a series of the record")).alias("unplaced"),
    )


def clock_s(column: str) -> "pl.Expr":
    """Seconds of a race clock ``h:mm:ss``; empty where it is not one."""
    import polars as pl

    part = pl.col(column).str.extract_groups(r"^(\d{1,2}):(\d{2}):(\d{2})").struct
    return part[0].cast(pl.Float64) * 3600 + part[1].cast(pl.Float64) * 60 + part[2].cast(pl.Float64)


def _race_list(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    frame = frame.with_columns(
        pl.col("series_id").replace_strict(SERIES, return_dtype=pl.String).alias("series"),
        pl.col("race_date").str.slice(0, 10).str.to_date().alias("date"),
        clock_s("total_race_time").alias("race_time_s"),
        pl.lit(None, dtype=pl.Int32).alias("stage_4_laps"),
    )
    zeros = ("distance_mi", "laps_scheduled", "laps_run", "stage_1_laps", "stage_2_laps", "stage_3_laps", "cars",
             "avg_speed_mph", "pole_mph")  # fmt: skip
    frame = drop_zeros(frame, *zeros)
    run = pl.col("laps_run").is_not_null()
    counted = ("cautions", "caution_laps", "lead_changes", "leaders")
    return frame.with_columns(pl.when(run & (pl.col(c) >= 0)).then(pl.col(c)).alias(c) for c in counted)


def _standings_2025(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    kind = pl.col("table").replace({"manufacturers": "makes"})
    named = pl.coalesce("driver_name", "owner_name", "make")
    return frame.with_columns(
        kind.alias("kind"), named.alias("name"), pl.coalesce("car_no", "vehicle_number").alias("car"),
        pl.lit("standings, not a race").alias("unplaced"), pl.col("driver_name").alias("driver"),
        pl.when(kind == "drivers").then(pl.col("season")).otherwise(OWNERS_AND_MAKES).alias("season"),
    )  # fmt: skip


def _standings_2020(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    makes, owners = "logo" in frame.columns, "owner_name" in frame.columns
    kind = "makes" if makes else "owners" if owners else "drivers"
    named = pl.col({"makes": "make", "owners": "owner_name", "drivers": "driver"}[kind])
    return frame.with_columns(
        pl.lit("cup").alias("series"), pl.lit(2020).alias("season"), pl.lit("2020-06-10").alias("as_of"),
        pl.lit(kind).alias("kind"), named.alias("name"), pl.lit("standings, not a race").alias("unplaced"),
        pl.col("rank").cast(pl.Int32),
    )  # fmt: skip


def _grid(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    return frame.filter(pl.col("rank") > 0)


def _tracks(frame: "pl.DataFrame") -> "pl.DataFrame":
    return drop_zeros(frame, "year_built", "frontstretch_ft", "backstretch_ft", "pace_car_mph")


RESULT_FILES = (
    FileSource("results/official_cup_results_2014_2024.parquet", OFFICIAL_RESULTS, "official", RESULT_NAMES,
               _results_early),
    FileSource("results/official_results_2022_2025.parquet", OFFICIAL_RESULTS, "official",
               {**RESULT_NAMES, **LATER_NAMES}, _results_late),
)  # fmt: skip
RACE_LIST_FILES = (
    FileSource("schedule/official_race_lists_2015_2020_2023.parquet", RACE_LIST, "official",
               {"race_season": "season", "race_name": "name", "race_type_id": "race_type", "track_name": "track",
                "track_id": "track_number", "scheduled_distance": "distance_mi", "scheduled_laps": "laps_scheduled",
                "actual_laps": "laps_run", "number_of_cars_in_field": "cars", "number_of_cautions": "cautions",
                "number_of_caution_laps": "caution_laps", "number_of_lead_changes": "lead_changes",
                "number_of_leaders": "leaders", "average_speed": "avg_speed_mph", "pole_winner_speed": "pole_mph",
                "margin_of_victory": "margin", "race_comments": "comments"}, _race_list),
)  # fmt: skip
STANDING_FILES = (
    FileSource("standings/cup_points_after_each_race_2021_2023.parquet", STANDINGS, "number", {"rank": "rank"}),
)  # fmt: skip
GRID_FILES = (
    FileSource("standings/cup_playoff_grid_after_each_race_2021_2023.parquet", PLAYOFF_GRID, "number",
               {"rank": "rank"}, _grid),
)  # fmt: skip
_2020 = "standings/official_2020_after_11_races_"
OFFICIAL_STANDING_FILES = (
    FileSource("standings/official_standings_2025_final.parquet", OFFICIAL_STANDINGS, "none",
               {"position": "rank", "driver_id": "official_driver_id", "manufacturer": "make"}, _standings_2025),
    FileSource(f"{_2020}drivers.parquet", OFFICIAL_STANDINGS, "none",
               {"position": "rank", "driver_name": "driver", "driver_id": "official_driver_id", "car_no": "car",
                "manufacturer": "make", "laps_led": "led"}, _standings_2020),
    FileSource(f"{_2020}owners.parquet", OFFICIAL_STANDINGS, "none", {"position": "rank", "vehicle_number": "car"},
               _standings_2020),
    FileSource(f"{_2020}manufacturer.parquet", OFFICIAL_STANDINGS, "none", {"position": "rank", "manufacturer": "make"},
               _standings_2020),
)  # fmt: skip
TRACK_FILES = (
    FileSource("tracks/official_tracks_2020.parquet", OFFICIAL_TRACKS, "none",
               {"track_id": "track_number", "track_name": "name", "track_surface": "surface", "track_type": "kind",
                "track_banking": "banking", "length": "length_mi", "frontstretch_length": "frontstretch_ft",
                "backstretch_length": "backstretch_ft", "caution_car_speed": "pace_car_mph"}, _tracks),
)  # fmt: skip
CONFIGURATION_FILES = (
    FileSource("tracks/cup_track_configurations_2015_2026.parquet", TRACK_CONFIGURATIONS, "none",
               {"track_id": "configuration_id", "road_course": "road", "primary_family": "family",
                "first_year_in_scope": "first_season", "last_year_in_scope_or_schedule": "last_season"}),
)  # fmt: skip
