"""Laps, flags, pace and stops of whole races, from files.

Known limits: the laps of cup-2022-01 have times but neither car nor place; red flags do not show in the lap flags; a
stop longer than two minutes in the box is no timed stop (repairs, red flags) and its ``stop_s`` is empty; stops of 2022
name the driver only and their races by name. Three laps are faster than any car (794 mph: the loop was crossed twice)
and six say 9999.999 s: neither is a lap time, both are left empty.
"""

from typing import TYPE_CHECKING

from stockcar.record.sources.files import FileSource, drop_zeros
from stockcar.record.topics import GREEN_PACE, LAP_FLAGS, LAPS, PIT_STOPS

if TYPE_CHECKING:
    import polars as pl

LONGEST_STOP_S = 120.0
FASTEST_MPH = 230.0  # the fastest qualifying lap ever was 212.8 mph
NO_LAP_S = 9999.0
FLAG_NAMES = {
    0: "none", 1: "green", 2: "yellow", 3: "red", 4: "checkered", 5: "white", 6: "ended", 8: "before", 9: "after",
}  # fmt: skip
TIRES = {
    "FOUR_WHEEL_CHANGE": 4, "TWO_WHEEL_CHANGE_LEFT": 2, "TWO_WHEEL_CHANGE_RIGHT": 2, "ONE_WHEEL_CHANGE": 1,
}  # fmt: skip
# The races of the 2022 stops by the name the file gives them; racing-reference's numbers.
_RACES_2022 = {
    "Daytona 500": 1, "Wise Power 400": 2, "Pennzoil 400": 3, "Ruoff Mortgage 500": 4,
    "Folds of Honor QuikTrip 500": 5, "EchoPark Automotive Grand Prix": 6, "TOYOTA OWNERS 400": 7,
}  # fmt: skip


def _laps(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    # A race without cars is told apart by the drivers' numbers or, where these are gone too, by the name.
    car = pl.when(~pl.col("car").is_in(["", "nan"])).then(pl.col("car")).alias("car")
    return real_laps(drop_zeros(frame.with_columns(car), "lap_time_s", "speed_mph", "running"))


def real_laps(frame: "pl.DataFrame") -> "pl.DataFrame":
    """Time and speed of a lap, empty where no car can have driven it."""
    import polars as pl

    real = (pl.col("speed_mph").fill_null(0) <= FASTEST_MPH) & (pl.col("lap_time_s").fill_null(0) < NO_LAP_S)
    return frame.with_columns(pl.when(real).then(pl.col(c)).alias(c) for c in ("lap_time_s", "speed_mph"))


def _flags(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    return frame.with_columns(pl.col("flag_state").replace_strict(FLAG_NAMES, return_dtype=pl.String).alias("flag"))


def numbered_stops(frame: "pl.DataFrame", *who: str) -> "pl.DataFrame":
    """``number``: a car's visits to pit road in the order of the file."""
    import polars as pl

    return frame.with_columns(pl.int_range(1, pl.len() + 1).over(*who).alias("number"))


def timed_stops(frame: "pl.DataFrame") -> "pl.DataFrame":
    """-1 and 0 are unknown; a stop over two minutes is no stop for tyres; ``tires`` from the kind of stop."""
    import polars as pl

    clocks = [c for c in ("in_s", "out_s", "total_s", "travel_in_s", "travel_out_s", "stop_s") if c in frame.columns]
    frame = drop_zeros(frame, *clocks)
    over = pl.col("stop_s") > LONGEST_STOP_S
    tires = pl.col("kind").replace_strict(TIRES, default=None, return_dtype=pl.Int32)
    return frame.with_columns(pl.when(~over).then(pl.col("stop_s")).alias("stop_s"), tires.alias("tires"))


def _stops_2022(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    number = pl.col("race").replace_strict(_RACES_2022, default=None, return_dtype=pl.Int64).alias("race_number")
    frame = frame.with_columns(number, pl.lit(2022).alias("season"))
    return timed_stops(numbered_stops(frame, "race", "driver"))


def _stops_2025(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    flags = [
        pl.col(f"pit_{way}_flag_status").replace_strict(FLAG_NAMES, return_dtype=pl.String).alias(f"flag_{way}")
        for way in ("in", "out")
    ]
    corners = pl.sum_horizontal(f"{c}_tire_changed" for c in ("left_front", "left_rear", "right_front", "right_rear"))
    frame = timed_stops(numbered_stops(frame.with_columns(flags), "race_id", "car"))
    return drop_zeros(frame.with_columns(corners.cast(pl.Int32).alias("tires")), "rank_in", "rank_out")


LAP_FILES = (
    FileSource(
        "laps/lap_times.parquet", LAPS, "key",
        {"car_number": "car", "driver_id": "official_driver_id", "driver_name_raw": "driver", "manufacturer": "make",
         "lap_speed_mph": "speed_mph", "running_pos": "running"}, _laps,
    ),
)  # fmt: skip
LAP_FLAG_FILES = (
    FileSource("laps/lap_flags.parquet", LAP_FLAGS, "key", {"laps_completed": "lap"}, _flags),
)  # fmt: skip
PACE_FILES = (
    FileSource(
        "laps/green_flag_pace_2024_2026.parquet", GREEN_PACE, "official",
        {"car_number": "car", "driver_id": "official_driver_id", "best_lap": "best_lap_s", "fast5_avg": "fast5_avg_s",
         "fast10_avg": "fast10_avg_s", "fast20_avg": "fast20_avg_s", "green_median": "green_median_s",
         "consistency": "consistency_s"},
    ),
)  # fmt: skip
STOP_FILES = (
    FileSource(
        "pit/official_cup_pit_stops_2022_early.parquet", PIT_STOPS, "number",
        {"pit_in_elapsed_time_s": "in_s", "pit_in_lap_count": "lap", "pit_in_leader_lap": "leader_lap",
         "pit_out_elapsed_time_s": "out_s", "pit_stop_type": "kind", "pit_stop_duration_s": "stop_s"}, _stops_2022,
    ),
    FileSource(
        "pit/official_cup_pit_stops_2025.parquet", PIT_STOPS, "official",
        {"vehicle_number": "car", "driver_name": "driver", "vehicle_manufacturer": "make", "lap_count": "lap",
         "pit_in_race_time_s": "in_s", "pit_out_race_time_s": "out_s", "total_duration_s": "total_s",
         "pit_stop_duration_s": "stop_s", "in_travel_duration_s": "travel_in_s", "out_travel_duration_s":
         "travel_out_s", "pit_stop_type": "kind", "pit_in_rank": "rank_in", "pit_out_rank": "rank_out",
         "positions_gained_lost": "gained"}, _stops_2025,
    ),
)  # fmt: skip
