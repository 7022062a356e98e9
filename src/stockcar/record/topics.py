"""The tables of what happened around a result: laps, flags, stops, cautions, stages, loop data, sessions.

One description serves every source of a topic, so that laps from a file and laps from the timing feed stand in one
table. Each row of a race has ``key``; where a row cannot be tied to a race of the record, ``key`` is empty and
``unplaced`` says why. ``race_id`` is the official feed's number of the race. ``driver`` is the name as written without
the feed's marks; ``driver_id`` is the person in the record.
"""

from typing import Final

from stockcar.record.schema import Column, Table

KEY: Final = Column("key", "text", null="no race of the record; unplaced says why")
UNPLACED: Final = Column("unplaced", "text", null="the race is known")
RACE_ID: Final = Column("race_id", "i32", null="the source does not number its races officially", low=1, high=1_000_000)
SOURCE: Final = Column("source", "text")
CAR: Final = Column("car", "text", null="the source gives no car number")
DRIVER: Final = Column("driver", "text", null="the source gives no name")
DRIVER_ID: Final = Column("driver_id", "text", null="no one person of the record goes by that name")
OFFICIAL_ID: Final = Column("official_driver_id", "i32", null="the source does not number its drivers", low=0)
MAKE: Final = Column("make", "text", null="not given")
PLACE: Final = (KEY, UNPLACED, RACE_ID)
WHO: Final = (CAR, DRIVER, DRIVER_ID, OFFICIAL_ID)


def lap(name: str, null: str = "not recorded") -> Column:
    """A lap number or a number of laps; an empty ``null`` means that it is always there."""
    return Column(name, "i32", "laps", null, 0, 1200)


def seconds(name: str, null: str = "not timed", high: float = 90_000) -> Column:
    """A duration or a race clock."""
    return Column(name, "f64", "s", null, 0, high)


def position(name: str, null: str = "not recorded") -> Column:
    """A place, 1-based."""
    return Column(name, "i32", "", null, 1, 120)


def count(name: str, null: str = "not recorded") -> Column:
    """How many."""
    return Column(name, "i32", "", null, 0, 1_000_000)


def speed(name: str, null: str = "not timed") -> Column:
    """A speed in miles an hour."""
    return Column(name, "f64", "mph", null, 0, 260)


def text(name: str, null: str = "not given") -> Column:
    """Words of the source."""
    return Column(name, "text", "", null)


LAPS: Final = Table(
    "laps",
    (
        *PLACE, *WHO, MAKE, Column("lap", "i32", "laps", low=0, high=1200),  # lap 0: the grid
        seconds("lap_time_s", high=20_000), speed("speed_mph"), position("running"), SOURCE,
    ),
    ("key", "race_id", "car", "driver", "official_driver_id", "lap"), "One car's lap, and its place at the line.",
)  # fmt: skip

LAP_FLAGS: Final = Table(
    "lap_flags",
    (*PLACE, Column("lap", "i32", "laps", low=0, high=1200), Column("flag", "text"), SOURCE),
    ("key", "race_id", "lap"), "The flag under which the leader ended a lap; red flags do not show here.",
)  # fmt: skip

FLAGS: Final = Table(
    "flags",
    (
        *PLACE, Column("number", "i32", low=1), lap("lap", "after the end"), Column("flag", "text"),
        seconds("elapsed_s"), text("comment"), text("beneficiary", "none, or not given"), SOURCE,
    ),
    ("key", "race_id", "number"), "A change of flag, in order, with the race clock.",
)  # fmt: skip

LAP_NOTES: Final = Table(
    "lap_notes",
    (
        *PLACE, lap("lap", ""), Column("number", "i32", low=1), text("flag", "not given"), Column("note", "text"),
        text("official_driver_ids", "the note names no one"), SOURCE,
    ),
    ("key", "race_id", "lap", "number"), "What the timing stand wrote beside a lap.",
)  # fmt: skip

GREEN_PACE: Final = Table(
    "green_pace",
    (
        *PLACE, *WHO, count("green_laps"), count("total_laps"), Column("low_confidence", "bool"),
        seconds("best_lap_s"), seconds("fast5_avg_s"), seconds("fast10_avg_s"), seconds("fast20_avg_s"),
        seconds("green_median_s"), seconds("consistency_s"), Column("green_median_delta_pct", "f64", "%", "not timed"),
        SOURCE,
    ),
    ("race_id", "car", "official_driver_id"), "A driver's pace under green in a race, as derived by the source.",
)  # fmt: skip

PIT_STOPS: Final = Table(
    "pit_stops",
    (
        *PLACE, *WHO, MAKE, Column("number", "i32", low=1),  # of that car in that race, in order
        lap("leader_lap"), lap("lap"), text("flag_in", "not recorded"), text("flag_out", "not recorded"),
        seconds("in_s"), seconds("out_s"), seconds("stop_s", "not timed, or not a timed stop"), seconds("total_s"),
        seconds("travel_in_s"), seconds("travel_out_s"), text("kind", "not recorded"),
        Column("tires", "i32", "", "not recorded", 0, 4), position("rank_in"), position("rank_out"),
        Column("gained", "i32", "", "not recorded", -120, 120), SOURCE,
    ),
    ("key", "race_id", "car", "driver", "number"), "One visit to pit road.",
)  # fmt: skip

CAUTIONS: Final = Table(
    "cautions",
    (
        *PLACE, Column("number", "i32", low=1), lap("from_lap", ""), lap("to_lap", ""), text("reason"),
        text("cars", "the reason names no cars"),  # as written, divided by commas
        text("place", "not given"), text("free_pass_car", "none, or not given"), SOURCE,
    ),
    ("key", "race_id", "number"), "One caution period, both laps included. The end of a stage is one too.",
)  # fmt: skip

LAP_LEADERS: Final = Table(
    "lap_leaders",
    (*PLACE, *WHO, Column("number", "i32", low=1), lap("from_lap", ""), lap("to_lap", ""), SOURCE),
    ("key", "race_id", "number"), "A run of laps led by one car, both laps included, in order.",
)  # fmt: skip

STAGE_RESULTS: Final = Table(
    "stage_results",
    (
        *PLACE, Column("stage", "i32", low=1, high=4), *WHO, position("finish", ""),
        Column("stage_pts", "i32", "pts", "not given", 0, 20), SOURCE,
    ),
    ("key", "race_id", "stage", "car", "official_driver_id"), "A car at the end of a stage, as scored.",
)  # fmt: skip

LOOP: Final = Table(
    "loop",
    (
        *PLACE, Column("date", "date", null="the source dates nothing"), text("series"), text("track"),
        DRIVER, DRIVER_ID, OFFICIAL_ID, position("start"), position("mid_race"), position("finish"),
        position("closing", "this source does not give it"), position("best"), position("worst"),
        Column("avg_running", "f64", "", "not recorded", 1, 120), Column("pass_diff", "i32", "", "not recorded"),
        count("passes"), count("passed"), count("quality_passes"), count("fastest_laps"), lap("top15_laps"),
        lap("led"), lap("laps"), Column("rating", "f64", "", "not recorded", -100, 160),
        text("status", "this source does not give it"),
        lap("laps_scheduled", "this source does not give it"), SOURCE,
    ),
    (), "A driver's loop data in a race; exhibitions, which have no key, can hold a driver twice (the Open, its race).",
)  # fmt: skip

QUALIFYING: Final = Table(
    "qualifying",
    (
        *PLACE, *WHO, MAKE, Column("round", "i32", "", "the source does not tell rounds", 1, 5), position("rank"),
        seconds("time_s", "no time set or none kept"), speed("speed_mph", "no time set or none kept"), lap("best_lap"),
        SOURCE,
    ),
    (), "A car in qualifying. Grids set by metric have ranks without times.",
)  # fmt: skip

PRACTICE: Final = Table(
    "practice",
    (
        *PLACE, Column("session", "text"), *WHO, MAKE, position("rank"), seconds("time_s"), speed("speed_mph"),
        lap("laps"), lap("best_lap"), SOURCE,
    ),
    (), "A car in a practice session.",
)  # fmt: skip

LAP_AVERAGES: Final = Table(
    "lap_averages",
    (
        *PLACE, Column("session", "text"), *WHO, MAKE, text("sponsor"), seconds("best_lap_s"), seconds("overall_avg_s"),
        seconds("avg_5_s", "no such run"), seconds("avg_10_s", "no such run"), seconds("avg_15_s", "no such run"),
        seconds("avg_20_s", "no such run"), seconds("avg_25_s", "no such run"), seconds("avg_30_s", "no such run"),
        speed("avg_10_mph", "told as a time, if at all"),
        SOURCE,
    ),
    (), "Best averages over runs of laps in a practice session.",
)  # fmt: skip

RUNNING: Final = Table(
    "running",
    (
        *PLACE, text("session"), Column("run_type", "i32", "", "not given", 0, 20), lap("leader_lap", ""),
        lap("laps_in_race"), seconds("elapsed_s", ""), text("flag", ""), *WHO, MAKE, position("running"),
        position("start"), lap("laps"), lap("led"), text("led_ranges", "led no lap"), count("stops"),
        seconds("last_lap_s"), seconds("best_lap_s"), speed("last_lap_mph"),
        Column("gap", "f64", "", "not given"),  # seconds behind, or minus the laps down
        count("passes"), count("passed"), count("fastest_laps"), text("status", "not given"),
        Column("on_track", "bool", "", "not given"), SOURCE,
    ),
    ("race_id", "leader_lap", "elapsed_s", "car"), "The field at a moment, as the live feed showed it.",
)  # fmt: skip

RACE_TIMING: Final = (
    LAPS, LAP_FLAGS, FLAGS, LAP_NOTES, GREEN_PACE, PIT_STOPS, CAUTIONS, LAP_LEADERS, STAGE_RESULTS, LOOP,
    QUALIFYING, PRACTICE, LAP_AVERAGES, RUNNING,
)  # fmt: skip
