"""The core tables of the book: races, results, entries, drivers, teams, tracks, champions and what is known of them.

The tables of the further topics (laps, stops, cautions, ...) are described beside the source that fills them.
"""

from typing import Final

from stockcar.record.schema import Column, Table
from stockcar.record.topics import SOURCE

_KEY = Column("key", "text")

RACES: Final = Table(
    "races",
    (
        _KEY,
        Column("series", "text"),
        Column("season", "i32", low=1949, high=2100),
        Column("number", "i32", low=1, high=99),
        Column("race_index", "i32"),  # 0-based place in the order of dates over all series
        Column("name", "text"),
        Column("name_then", "text", null="no second source names it"),
        Column("date", "date", null="no source dates it"),
        Column("date_taken", "date"),  # the date, or that of the race before it in its series
        Column("date_latest", "date"),  # no later than this: the date, or that of the next race, or the year's end
        Column("date_source", "text", null="no source dates it"),
        Column("track_id", "text"),
        Column("track", "text"),  # today's name
        Column("track_then", "text", null="no source for the name of the day"),
        Column("track_type", "text"),
        Column("surface", "text"),
        Column("length_mi", "f64", "mi", null="no source", low=0.1, high=7),
        Column("laps_scheduled", "i32", "laps", null="cannot be known or inferred", low=1, high=600),
        Column("laps_scheduled_source", "text", null="no scheduled distance"),
        Column("laps_scheduled_inferred", "bool"),
        Column("stage_1_end", "i32", "laps", null="the race had no stages", low=1),
        Column("stage_2_end", "i32", "laps", null="the race had no stages", low=1),
        Column("stage_3_end", "i32", "laps", null="the race had no third scored stage", low=1),
        Column("stages_source", "text", null="the race had no stages"),
        Column("stages_inferred", "bool"),
        Column("laps_run", "i32", "laps", null="no car's laps are recorded"),
        Column("n_cars", "i32"),
        Column("winner", "text"),
        Column("winner_id", "text"),
        Column("winner_car", "text", null="not recorded"),
        Column("winner_team", "text", null="not recorded"),
        Column("winner_team_id", "text", null="not recorded"),
        Column("winner_make", "text", null="not recorded"),
        Column("official_race_id", "i32", null="not in the official feed files"),
        Column("cautions", "i32", null="not recorded", low=0),
        Column("caution_laps", "i32", "laps", null="not recorded", low=0),
        Column("lead_changes", "i32", null="not recorded", low=0),
        Column("race_time_s", "f64", "s", null="not recorded", low=0),
        Column("avg_speed_mph", "f64", "mph", null="not recorded", low=0),
        Column("pole_speed_mph", "f64", "mph", null="not recorded", low=0),
        Column("margin", "text", null="not recorded"),
        SOURCE,
    ),
    ("key",),
    "One points race.",
)

RESULTS: Final = Table(
    "results",
    (
        _KEY,
        Column("finish", "i32", null="entered but did not race", low=1, high=90),
        Column("start", "i32", null="grid place not recorded", low=1, high=90),
        Column("car", "text", null="number not recorded"),
        Column("driver", "text"),  # the name the book uses for this person
        Column("driver_id", "text"),
        Column("team", "text", null="not recorded"),
        Column("team_id", "text", null="not recorded"),
        Column("owner", "text", null="not recorded beside the team"),
        Column("make", "text", null="not recorded"),
        Column("laps", "i32", "laps", null="not recorded", low=0, high=600),
        Column("led", "i32", "laps", null="not recorded", low=0, high=600),
        Column("status", "text", null="not recorded"),
        Column("status_class", "text"),
        Column("stage_1", "i32", null="outside the top ten, no stages, or not recorded", low=1, high=90),
        Column("stage_2", "i32", null="outside the top ten, no stages, or not recorded", low=1, high=90),
        Column("stage_3", "i32", null="outside the top ten, no third scored stage, or not recorded", low=1, high=90),
        Column("points", "i32", "pts", null="not recorded"),
        Column("rating", "f64", null="not recorded; exists from 2005", low=-100, high=150),
        Column("fastest_lap", "bool", null="not recorded; the point for it exists from 2025"),
        Column("eligible", "bool", null="not recorded"),  # for drivers' points of this series
        Column("crew_chief", "text", null="not recorded"),
        Column("name_as_written", "text"),
        SOURCE,
    ),
    (),
    "One car's line in the official result, credited to the driver who took the start.",
)

ENTRIES: Final = Table(
    "entries",
    (
        _KEY,
        Column("car", "text", null="number not recorded"),
        Column("driver", "text"),
        Column("driver_id", "text"),
        Column("team", "text", null="not recorded"),
        Column("team_id", "text", null="not recorded"),
        Column("make", "text", null="not recorded"),
        Column("start", "i32", null="grid place not recorded", low=1, high=90),
        SOURCE,
    ),
    (),
    "One car in the line-up; for a past race these are its starters. Held apart from the results.",
)

DRIVERS: Final = Table(
    "drivers",
    (
        Column("driver_id", "text"),
        Column("driver", "text"),
        Column("first_key", "text"),
        Column("last_key", "text"),
        Column("official_id", "i32", null="not in the official feed files"),
    ),
    ("driver_id",),
    "One person who has a result row.",
)

TEAMS: Final = Table(
    "teams",
    (
        Column("team_id", "text"),
        Column("team", "text"),  # the name it goes by last
        Column("first_season", "i32"),
        Column("last_season", "i32"),
    ),
    ("team_id",),
    "One team across its names.",
)

TRACKS: Final = Table(
    "tracks",
    (
        Column("track_id", "text"),
        Column("track", "text"),
        Column("layout", "text"),
        Column("length_mi", "f64", "mi", null="no source", low=0.1, high=7),
        Column("track_type", "text"),
        Column("surface", "text"),
        Column("banking_deg", "f64", "deg", null="no source", low=0, high=40),
        Column("since", "date", null="open"),
        Column("until", "date", null="open"),
        SOURCE,
    ),
    ("track_id", "layout"),
    "What was raced at a track between two dates.",
)

CHAMPIONS: Final = Table(
    "champions",
    (
        Column("series", "text"),
        Column("season", "i32", low=1949, high=2100),
        Column("driver", "text"),
        Column("driver_id", "text", null="has no start in this book"),
        Column("cite", "text"),
    ),
    ("series", "season"),
    "The drivers' champion of a season.",
)

ALIASES: Final = Table(
    "aliases",
    (
        Column("kind", "text"),  # driver | team | track | race
        Column("alias", "text"),  # as typed, lower case, without accents and points
        Column("id", "text"),
        Column("reason", "text"),
        SOURCE,
    ),
    ("kind", "alias", "id"),
    "Another name by which something is known, and why it is the same.",
)

COVERAGE: Final = Table(
    "coverage",
    (
        Column(
            "kind", "text"
        ),  # season: every row of it | driver: every row of the career | index: winner of every race
        Column("series", "text", null="all three"),
        Column("season", "i32", null="all to the end of the book"),
        Column("driver_id", "text", null="all drivers"),
        Column("rows", "i64"),
    ),
    (),
    "What this book holds completely; anything else is partial and is not counted.",
)

DISAGREEMENTS: Final = Table(
    "disagreements",
    (
        _KEY,
        Column("table", "text"),
        Column("subject", "text"),  # the car, the driver or the race
        Column("column", "text"),
        Column("chosen", "text", null="the chosen source is empty there"),
        Column("chosen_source", "text"),
        Column("other", "text", null="the other source is empty there"),
        Column("other_source", "text"),
        Column("reason", "text"),
    ),
    (),
    "Where two sources differ: the value taken, the value not taken, and why.",
)

CORE: Final = (
    RACES, RESULTS, ENTRIES, DRIVERS, TEAMS, TRACKS, CHAMPIONS, ALIASES, COVERAGE, DISAGREEMENTS,
)  # fmt: skip
