"""Cautions with reasons, lap leaders, stages, penalties before the start, and what racing-reference prints of a race.

Known limits: the Cup series of 2021-23 only, but for the stages (Cup from 2022, the others from 2023); a caution's cars
are those its reason names, which is not who was to blame.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from stockcar.record.files import read_parquet, require_names
from stockcar.record.schema import Keys
from stockcar.record.sources.files import FileSource, load_files, naming
from stockcar.record.sources.place import name_drivers, shaped
from stockcar.record.topics import CAUTIONS, LAP_LEADERS, STAGE_RESULTS
from stockcar.record.topics_season import DID_NOT_START, RACE_META, RACE_PLAYOFF_POINTS, TO_THE_BACK

if TYPE_CHECKING:
    import polars as pl

LOOP_WITH_STAGES = "loop/loop_cup_2022_2025_with_stages.parquet"
_CARS = re.compile(r"#\s*(\d{1,3}(?:\s*,\s*\d{1,3})*)")
_WHERE = re.compile(
    r"\b((?:turns?|esses|dogleg|chicane)\s*[\d/ab-]*|frontstretch|backstretch|pit road|tri-?oval)", re.I
)


def cars_named(reason: str | None) -> str | None:
    """The car numbers a reason names, as written: ``#19,43 accident turn 3`` gives ``19,43``; None where none."""
    found = [car.strip() for group in _CARS.findall(reason or "") for car in group.split(",")]
    return ",".join(dict.fromkeys(found)) or None


def place_named(reason: str | None) -> str | None:
    """Where on the track, if the reason says so."""
    found = _WHERE.search(reason or "")
    return found[1].strip().lower() if found else None


def _cautions(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    reasons = frame.get_column("reason").to_list()
    return frame.with_columns(
        pl.int_range(1, pl.len() + 1).over("series", "season", "race_number").alias("number"),
        pl.Series("cars", [cars_named(reason) for reason in reasons], dtype=pl.String),
        pl.Series("place", [place_named(reason) for reason in reasons], dtype=pl.String),
    )


def _numbered(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    return frame.with_columns(pl.int_range(1, pl.len() + 1).over("series", "season", "race_number").alias("number"))


def _did_not_start(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    what = pl.col("entry_pos").replace_strict(
        {"DC": "driver changed", "WD": "withdrew"}, default="failed to qualify", return_dtype=pl.String
    )
    part = pl.col("detail").str.split(" | ")
    return frame.with_columns(
        what.alias("what"), part.list.get(-1).alias("make"), part.list.get(-2, null_on_oob=True).alias("team"),
        part.list.get(-3, null_on_oob=True).alias("sponsor"),
    )  # fmt: skip


def _meta(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    clock = pl.col("race_time").str.split(":").list.eval(pl.element().cast(pl.Float64))
    return frame.with_columns(
        pl.col("date").str.to_date(),
        (clock.list.get(0) * 3600 + clock.list.get(1) * 60 + clock.list.get(2)).alias("race_time_s"),
        *(pl.col(f"stage_{n}_top10_cars").str.replace_all(r"[#\s]", "").alias(f"stage_{n}_cars") for n in (1, 2, 3)),
    )


def _playoff_points(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    # 27 rows are footnotes ("race extended to 253 laps"); car numbers went through a spreadsheet: 00 and 0 are one.
    frame = frame.with_columns(pl.col("finish").cast(pl.Int32, strict=False)).filter(pl.col("finish").is_not_null())
    return frame.with_columns(pl.col("car").str.strip_suffix(".0"))


def _stages(frame: "pl.DataFrame") -> "pl.DataFrame":
    return frame.unique(["race_id", "stage", "car", "official_driver_id"], keep="first", maintain_order=True)


CAUTION_FILES = (
    FileSource("cautions/cup_cautions_2021_2023.parquet", CAUTIONS, "number",
               {"from_lap": "from_lap", "reason": "reason", "free_pass_car": "free_pass_car"}, _cautions),
)  # fmt: skip
LEADER_FILES = (
    FileSource("leaders/cup_lap_leaders_2021_2023.parquet", LAP_LEADERS, "number", {"driver": "driver"}, _numbered),
)  # fmt: skip
ABSENT_FILES = (
    FileSource("entries/cup_dnq_withdrew_2021_2023.parquet", DID_NOT_START, "number", {"car_number": "car"},
               _did_not_start),
)  # fmt: skip
BACK_FILES = (
    FileSource("penalties/cup_to_the_back_2021_2023.parquet", TO_THE_BACK, "number", {"car_number": "car"}),
)  # fmt: skip
META_FILES = (
    FileSource("races/cup_race_meta_2021_2023.parquet", RACE_META, "number",
               {"race_name": "name", "track_length_mi": "length_mi", "margin_of_victory": "margin",
                "pole_speed_mph": "pole_mph"}, _meta),
)  # fmt: skip
PLAYOFF_POINT_FILES = (
    FileSource("results/cup_results_with_playoff_points_2021_2023.parquet", RACE_PLAYOFF_POINTS, "number",
               {"car_number": "car"}, _playoff_points),
)  # fmt: skip
STAGE_FILES = (
    FileSource("stages/stage_results_official_2022_2025.parquet", STAGE_RESULTS, "official",
               {"stage_number": "stage", "position": "finish", "vehicle_number": "car", "full_name": "driver",
                "driver_id": "official_driver_id", "stage_points": "stage_pts"}, _stages),
)  # fmt: skip


def load_stages(folder: Path, keys: Keys) -> "pl.DataFrame":
    """Official stage results; where a race has none, those of the loop file, which lack car numbers and points."""
    import polars as pl

    official = load_files(folder, keys, STAGE_FILES)
    if not (folder / LOOP_WITH_STAGES).is_file():
        return official
    have = official.select("key").unique().get_column("key")
    rest = _loop_stages(folder, keys).filter(~pl.col("key").is_in(have.drop_nulls().to_list()))
    return pl.concat([official, rest])


@naming(LOOP_WITH_STAGES)
def _loop_stages(folder: Path, keys: Keys) -> "pl.DataFrame":
    import polars as pl

    from stockcar.record.sources.loop import tie_by_field

    names = ("driver_name", "driver_id", "race_date", "finish_pos", "start_pos", "stage_1", "stage_2", "stage_3")
    raw = require_names(read_parquet(folder / LOOP_WITH_STAGES), names, LOOP_WITH_STAGES)
    rows = raw.rename({"driver_id": "official_driver_id", "finish_pos": "finish", "start_pos": "start"})
    rows = name_drivers(rows.with_columns(pl.col("race_date").cast(pl.Date).alias("date")), keys, "driver_name")
    rows = tie_by_field(rows, keys).filter(pl.col("key").is_not_null()).drop("finish")
    long = rows.unpivot(
        ["stage_1", "stage_2", "stage_3"], index=["key", "driver", "driver_id", "official_driver_id"],
        variable_name="stage", value_name="finish",
    ).filter(pl.col("finish") > 0)  # fmt: skip
    stage = pl.col("stage").str.strip_prefix("stage_").cast(pl.Int32)
    return shaped(long.with_columns(stage), STAGE_RESULTS, LOOP_WITH_STAGES)
