"""Qualifying, practice and the weekend's timetable, from files.

A race's qualifying comes from one source: the Cup pages of 2021-23, else the official results (from 2022), else
racing-reference's results (Cup 2023-24, and thinly before 1995). Practice likewise.

Known limits: no file tells rounds; one Cup race of 2022 is missing in the first source; ARCA qualifying (2024-25) has
its own race numbers and no race of this record; practice of 2021 is thin; in the official averages 999 stands for "no
such run".
"""

from pathlib import Path
from typing import TYPE_CHECKING

from stockcar.record.schema import Keys
from stockcar.record.sources.files import FileSource, drop_zeros, load_file
from stockcar.record.sources.place import shaped
from stockcar.record.timetable import SERIES_OF
from stockcar.record.topics import LAP_AVERAGES, PRACTICE, QUALIFYING
from stockcar.record.topics_season import SESSIONS

if TYPE_CHECKING:
    import polars as pl

NO_RUN_S = 999.0
_REFERENCE = "results/rr_results.parquet"
_WHO = {"car_number": "car", "manufacturer": "make"}


def _arca(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    return drop_zeros(
        frame.with_columns(pl.lit("an ARCA race: not a series of the record").alias("unplaced")).drop("race_id"),
        "time_s", "speed_mph", "best_lap",
    )  # fmt: skip


def _timed(frame: "pl.DataFrame") -> "pl.DataFrame":
    return drop_zeros(frame, "time_s", "speed_mph")


def _official(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    return drop_zeros(frame.filter(pl.col("series") != "arca", pl.col("rank") > 0), "speed_mph", "official_driver_id")


def _reference(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    told = frame.filter(pl.col("rank") > 0)
    return drop_zeros(told, *(c for c in ("time_s", "speed_mph") if c in told.columns))


def _reference_practice(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    sessions = [
        frame.select(
            "series", "season", "race_number", "driver", "car", "make", pl.lit(f"Practice {n}").alias("session"),
            *(pl.col(f"practice{n}_{ours}").alias(ours) for ours in ("rank", "time_s", "speed_mph", "laps")),
        )
        for n in (1, 2)
    ]  # fmt: skip
    return _reference(pl.concat(sessions))


def load_by_race(folder: Path, keys: Keys, files: tuple[FileSource, ...]) -> "pl.DataFrame":
    """The rows of the files, each race from the first that has it."""
    import polars as pl

    kept: list[pl.DataFrame] = []
    seen: set[str] = set()
    for file in files:
        if (folder / file.path).is_file():
            frame = load_file(folder, keys, file).filter(pl.col("key").is_null() | ~pl.col("key").is_in(list(seen)))
            kept.append(frame)
            seen.update(frame.get_column("key").drop_nulls())
    return pl.concat(kept) if kept else shaped(pl.DataFrame(), files[0].table, "")


def _practice(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    return drop_zeros(frame, "time_s", "speed_mph").with_columns(
        pl.col("session").str.extract(r"^(Practice \d+)").fill_null(pl.col("session"))
    )


def runs_of_laps(frame: "pl.DataFrame") -> "pl.DataFrame":
    """The averages without the feed's 999."""
    import polars as pl

    times = [c for c in frame.columns if c.startswith(("avg_", "best_lap_s", "overall"))]
    return frame.with_columns(
        pl.when(pl.col(c).is_between(0, NO_RUN_S, closed="none")).then(pl.col(c)).alias(c) for c in times
    )


def _weekend(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    return frame.with_columns(
        pl.col("series").replace_strict(SERIES_OF, default=pl.col("series").str.to_lowercase(), return_dtype=pl.String),
        pl.col("date").str.to_date(),
        pl.lit("a timetable, not a race").alias("unplaced"),
    )


QUALIFYING_FILES = (
    FileSource("qualifying/cup_qualifying_2021_2023.parquet", QUALIFYING, "number", {"car_number": "car"}, _timed),
    FileSource("results/official_results_2022_2025.parquet", QUALIFYING, "official",
               {"car_number": "car", "driver_fullname": "driver", "driver_id": "official_driver_id", "car_make": "make",
                "qualifying_position": "rank", "qualifying_speed_mph": "speed_mph"}, _official),
    FileSource(_REFERENCE, QUALIFYING, "number",
               {**_WHO, "qual_pos": "rank", "qual_time_s": "time_s", "qual_speed_mph": "speed_mph"}, _reference),
    FileSource("qualifying/arca_qualifying_2024_2025.parquet", QUALIFYING, "none",
               {"driver_id": "arca_driver", "best_lap_rank": "rank", "number": "car", "full_name": "driver",
                "best_lap_time": "time_s", "best_lap_speed": "speed_mph", "in_lap": "best_lap"}, _arca),
)  # fmt: skip
PRACTICE_FILES = (
    FileSource("practice/cup_practice_2021_2023.parquet", PRACTICE, "number", {"car_number": "car"}, _practice),
    FileSource(_REFERENCE, PRACTICE, "number", _WHO, _reference_practice),
)  # fmt: skip
AVERAGE_FILES = (
    FileSource("practice/practice_lap_averages_official_2022_2025.parquet", LAP_AVERAGES, "official",
               {"title": "session", "number": "car", "driver_id": "official_driver_id", "full_name": "driver",
                "manufacturer": "make", "best_lap_time": "best_lap_s", "over_all_avg": "overall_avg_s",
                "con5_lap": "avg_5_s", "con10_lap": "avg_10_s", "con15_lap": "avg_15_s", "con20_lap": "avg_20_s",
                "con25_lap": "avg_25_s", "con30_lap": "avg_30_s"}, runs_of_laps),
)  # fmt: skip
SESSION_FILES = (
    FileSource("schedule/weekend_sessions_2026.parquet", SESSIONS, "none",
               {"type": "kind", "start_24": "starts", "end_24": "ends", "timezone": "zone"}, _weekend),
)  # fmt: skip
