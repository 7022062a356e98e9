"""From fetched payloads to a source folder that the build reads like any other.

``results/`` gets nascaR.data's files under our column names; ``feed/`` the official payloads as they came. Dates and
the names of the day come from the index of the starter book and, for races after it, from the official race lists;
racing-reference is not asked. A folder of local files can stand beside: what it holds is used where nothing was
fetched.
"""

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from stockcar.errors import BadFile
from stockcar.record.sources.feed import read_feed
from stockcar.record.sources.season import LATER_NAMES, RACE_LIST_FILES, RESULT_FILES, RESULT_NAMES

if TYPE_CHECKING:
    import polars as pl

STARTER = Path(__file__).parent / "starter"
RESULTS_FILE = RESULT_FILES[1].path
LISTS_FILE = RACE_LIST_FILES[0].path
# racing-reference's columns of qualifying and practice, which the starter book does not have
_SESSION_COLUMNS = (
    "qual_pos", "qual_time_s", "qual_speed_mph",
    *(f"practice{n}_{column}" for n in (1, 2) for column in ("rank", "time_s", "speed_mph", "laps")),
)  # fmt: skip


def complete(folder: Path, base: Path | None) -> None:
    """Add to the folder what the build needs beside the fetched files, from ``base`` or the starter book."""
    if base is not None:
        for path in sorted(p for p in base.rglob("*") if p.is_file()):
            beside = folder / path.relative_to(base)
            if not beside.exists():
                beside.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, beside)
    lists, results = _told(folder)
    if lists is not None:
        _add(folder / LISTS_FILE, _race_list_columns(lists), ("race_id",))
    if results is not None:
        _add(folder / RESULTS_FILE, _result_columns(results), ("race_id",))
    _add(folder / "results" / "rr_races.parquet", _pages(lists), ("series", "season", "race_number"))
    if not (folder / "results" / "rr_results.parquet").is_file():
        _starter_lines().write_parquet(folder / "results" / "rr_results.parquet")


def _add(path: Path, frame: "pl.DataFrame", key: tuple[str, ...]) -> None:
    """Write the rows, beneath those of the file for what it does not have."""
    import polars as pl

    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file():
        there = pl.read_parquet(path)
        new = frame.with_columns(pl.col(k).cast(there.schema[k]) for k in key).join(there, on=key, how="anti")
        frame = pl.concat([there, new], how="diagonal_relaxed")
    frame.write_parquet(path)


def _told(folder: Path) -> "tuple[pl.DataFrame | None, pl.DataFrame | None]":
    """Race lists and official results of the fetched payloads."""
    import polars as pl

    told: dict[str, list[pl.DataFrame]] = {"race_list": [], "official_results": []}
    for path in sorted((folder / "feed").rglob("*.json")):
        if path.name in ("race_list_basic.json", "weekend-feed.json"):
            try:
                frames = read_feed(path.read_bytes(), path.relative_to(folder).as_posix())
            except BadFile:
                continue  # named by the topics that read the folder
            for table in told:
                told[table] += [frames[table]] if table in frames else []
    lists = None
    if told["race_list"]:  # in a fixed order, so that the same answers give the same book
        lists = pl.concat(told["race_list"]).unique("race_id", keep="first", maintain_order=True)
    return lists, pl.concat(told["official_results"]) if told["official_results"] else None


def _race_list_columns(lists: "pl.DataFrame") -> "pl.DataFrame":
    """The race list under the columns of the collected file."""
    import polars as pl

    back = {ours: theirs for theirs, ours in RACE_LIST_FILES[0].names.items()}
    clock = pl.col("race_time_s").cast(pl.Int64)
    parts = (clock // 3600, clock % 3600 // 60, clock % 60)
    return lists.with_columns(
        pl.col("series").replace_strict({"cup": 1, "xfinity": 2, "truck": 3}, default=None).alias("series_id"),
        pl.col("date").cast(pl.String).alias("race_date"),
        pl.format("{}:{}:{}", parts[0], *(p.cast(pl.String).str.zfill(2) for p in parts[1:])).alias("total_race_time"),
    ).filter(pl.col("series_id").is_not_null()).rename(back)  # fmt: skip


def _result_columns(results: "pl.DataFrame") -> "pl.DataFrame":
    """Official results under the columns of the collected file."""
    import polars as pl

    back = {ours: theirs for theirs, ours in {**RESULT_NAMES, **LATER_NAMES}.items()}
    return results.drop("driver_id", "key", "unplaced", "source").with_columns(
        pl.col("date").cast(pl.String).alias("race_date"), (pl.col("behind_s") * 1000).alias("diff_time_ms")
    ).rename(back)  # fmt: skip


def _pages(lists: "pl.DataFrame | None") -> "pl.DataFrame":
    """Races with dates in the form of racing-reference's pages: the starter's index, then the official lists."""
    import polars as pl

    index = pl.read_parquet(STARTER / "races.parquet")
    pages = index.select(
        "series", "season", pl.col("number").alias("race_number"), pl.col("date").cast(pl.String),
        pl.col("track_then").alias("track"), pl.col("name_then").alias("race_name"), _clock("race_time_s"),
        "avg_speed_mph", "pole_speed_mph", pl.col("margin").alias("margin_of_victory"),
        pl.col("cautions").cast(pl.String), "lead_changes",
    )  # fmt: skip
    if lists is None:
        return pages
    last = dict(index.group_by("series").agg(pl.col("season").max()).iter_rows())
    later = lists.filter(
        pl.col("race_type") == 1, pl.col("date").is_not_null(),
        pl.col("season") > pl.col("series").replace_strict(last, default=9999, return_dtype=pl.Int32),
    ).sort("series", "date")  # fmt: skip
    number = pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("series", "season").alias("race_number")
    new = later.select(
        "series", "season", number, pl.col("date").cast(pl.String), "track", pl.col("name").alias("race_name"),
        _clock("race_time_s"), "avg_speed_mph", pl.col("pole_mph").alias("pole_speed_mph"),
        pl.col("margin").alias("margin_of_victory"), pl.col("cautions").cast(pl.String), "lead_changes",
    )  # fmt: skip
    return pl.concat([pages, new], how="vertical_relaxed")


def _clock(column: str) -> "pl.Expr":
    import polars as pl

    def told(seconds: float) -> str:
        return str(dt.timedelta(seconds=round(seconds)))

    return pl.col(column).map_elements(told, return_dtype=pl.String).alias("race_time")


def _starter_lines() -> "pl.DataFrame":
    """The starter's result lines in the form of racing-reference's."""
    import polars as pl

    lines = pl.read_parquet(STARTER / "results.parquet").filter(pl.col("finish").is_not_null())
    parts = pl.col("key").str.extract_groups(r"^([a-z]+)-(\d{4})-(\d+)$").struct
    return lines.select(
        parts[0].alias("series"), parts[1].cast(pl.Int64).alias("season"), parts[2].cast(pl.Int64).alias("race_number"),
        "driver", pl.col("car").alias("car_number"), pl.col("team").alias("sponsor_owner"),
        pl.col("start").alias("start_pos"), pl.col("finish").alias("finish_pos"),
        pl.col("laps").alias("laps_completed"), pl.col("led").alias("laps_led"),
        pl.col("stage_1").alias("stage_1_pos"), pl.col("stage_2").alias("stage_2_pos"),
        pl.col("fastest_lap").cast(pl.Int64).fill_null(0).alias("fastest_lap_pt"), pl.col("points").alias("race_pts"),
        pl.col("make").alias("manufacturer"), (~pl.col("eligible")).alias("ineligible"), "status", "crew_chief",
        *(pl.lit(None, pl.Float64).alias(name) for name in _SESSION_COLUMNS),
    )  # fmt: skip
