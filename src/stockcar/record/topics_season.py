"""The tables of a season: official results, entries, schedules, standings, tracks; and the cited people and plans.

``stockcar.record.topics`` describes what happened within a race and says what ``key``, ``unplaced`` and ``race_id``
mean. Cited rows are statements of a named source: each has its ``cite``, and what is not there is not known.
"""

from typing import Final

from stockcar.record.schema import Column, Table
from stockcar.record.topics import (
    DRIVER,
    DRIVER_ID,
    MAKE,
    OFFICIAL_ID,
    PLACE,
    SOURCE,
    WHO,
    count,
    lap,
    position,
    seconds,
    speed,
    text,
)  # fmt: skip

_SERIES: Final = Column("series", "text")
_SEASON: Final = Column("season", "i32", low=1949, high=2100)
_PTS_NULL = "not given"


def points(name: str, null: str = _PTS_NULL) -> Column:
    """Championship points; penalties can make them negative."""
    return Column(name, "i32", "pts", null, -2000, 20_000)


OFFICIAL_RESULTS: Final = Table(
    "official_results",
    (
        *PLACE, text("series"), Column("date", "date", null="not given"), text("race"), text("track"),
        *WHO, text("team"), text("owner"), MAKE, text("sponsor"), text("crew_chief"),
        position("finish", "not classified"), position("start"), lap("laps"), lap("led"), count("times_led"),
        text("status"), points("points"), points("playoff_points"), position("points_position"),
        lap("laps_down"), seconds("behind_s", "a lap or more down, the winner, or not given"),
        Column("disqualified", "bool", "", "this source does not say"),
        position("qualifying_position", "did not qualify, or not given"), speed("qualifying_mph"), SOURCE,
    ),
    (), "A car's line in the official feed's result; kept beside the record's own to compare.",
)  # fmt: skip

RACE_PLAYOFF_POINTS: Final = Table(
    "race_playoff_points",
    (*PLACE, *WHO, position("finish", ""), points("points", ""), points("playoff_points", ""), SOURCE),
    (), "Points and playoff points of a race, Cup 2021-23.",
)  # fmt: skip

RACE_LIST: Final = Table(
    "race_list",
    (
        *PLACE, _SERIES, _SEASON, Column("name", "text"), Column("race_type", "i32", "", "not given"),
        Column("date", "date", null="not given"), text("track"), Column("track_number", "i32", "", "not given"),
        Column("distance_mi", "f64", "mi", "not given", 0, 1000), lap("laps_scheduled", "not given or not yet run"),
        lap("laps_run", "not yet run"), lap("stage_1_laps", "no stages"), lap("stage_2_laps", "no stages"),
        lap("stage_3_laps", "no stages"), lap("stage_4_laps", "no fourth stage"), count("cars"), count("cautions"),
        lap("caution_laps"), count("lead_changes"), count("leaders"), speed("avg_speed_mph"), speed("pole_mph"),
        seconds("race_time_s"), text("margin"), text("comments"), Column("playoff_round", "i32", "", "not given"),
        SOURCE,
    ),
    (), "A race as the official list has it: points races (type 1) and exhibitions.",
)  # fmt: skip

SESSIONS: Final = Table(
    "sessions",
    (
        *PLACE, text("series", "not of one series"), text("track"), Column("event", "text"), text("kind"),
        Column("date", "date", null="not given"), text("starts", "not given"), text("ends", "not given"),
        text("zone", "not given"), lap("laps"), text("stages"), SOURCE,
    ),
    (), "An item of a weekend's timetable; times as written, in the zone given.",
)  # fmt: skip

ENTRY_LIST: Final = Table(
    "entry_list",
    (*PLACE, *WHO, text("team"), text("owner"), MAKE, text("sponsor"), text("hometown"), SOURCE),
    (), "A car on an official entry list.",
)  # fmt: skip

DID_NOT_START: Final = Table(
    "did_not_start",
    (*PLACE, *WHO, Column("what", "text"), text("sponsor"), text("team"), MAKE, SOURCE),  # what: failed to qualify ...
    (), "An entry that did not start: failed to qualify, withdrew, or its driver was changed.",
)  # fmt: skip

TO_THE_BACK: Final = Table(
    "to_the_back", (*PLACE, *WHO, text("reason"), SOURCE), (), "A car sent to the rear before the start.",
)  # fmt: skip

RACE_META: Final = Table(
    "race_meta",
    (
        *PLACE, Column("name", "text"), Column("date", "date"), text("track"), lap("laps", "shortened or extended"),
        Column("length_mi", "f64", "mi", "shortened or extended", 0.1, 7), text("surface"), seconds("race_time_s", ""),
        count("cautions", ""), lap("caution_laps", ""), speed("avg_speed_mph", ""), text("margin"),
        speed("pole_mph", "no time trial"), count("lead_changes", ""), count("green_flag_passes", ""),
        text("stage_1_cars"), text("stage_2_cars"), text("stage_3_cars", "no third stage that pays"), SOURCE,
    ),
    (), "What racing-reference prints above a Cup race, 2021-23. Stage cars are the top ten in order.",
)  # fmt: skip

STANDINGS: Final = Table(
    "standings_after",
    (*PLACE, position("rank", ""), DRIVER, DRIVER_ID, points("points", ""), SOURCE),
    (), "The points table after a race, top twenty or so, Cup 2021-23.",
)  # fmt: skip

PLAYOFF_GRID: Final = Table(
    "playoff_grid",
    (*PLACE, position("rank", ""), DRIVER, DRIVER_ID, count("wins"), points("points"), SOURCE),
    (), "The playoff grid after a race, Cup 2021-23.",
)  # fmt: skip

OFFICIAL_STANDINGS: Final = Table(
    "official_standings",
    (
        *PLACE, text("series"), Column("season", "i32", "", "the payload does not say", 1949, 2100), text("as_of"),
        Column("kind", "text"),  # drivers | owners | makes | live
        position("rank", "unranked"), Column("name", "text"), DRIVER_ID, OFFICIAL_ID, text("car"), MAKE,
        points("points", ""), points("stage_points"), points("playoff_points"), count("wins"), count("top_5"),
        count("top_10"), count("poles"), count("starts"), count("dnf"),
        Column("led", "i32", "laps", "not given", 0, 20_000), Column("eligible", "bool", "", "not given"), SOURCE,
    ),
    (), "A table of the official standings feed at a moment.",
)  # fmt: skip

OFFICIAL_DRIVERS: Final = Table(
    "official_drivers",
    (
        OFFICIAL_ID, Column("name", "text"), DRIVER_ID, Column("born", "date", null="not given"), text("badge"),
        text("team"), text("hometown"), SOURCE,
    ),
    (), "A driver of the official drivers feed.",
)  # fmt: skip

OFFICIAL_TRACKS: Final = Table(
    "official_tracks",
    (
        Column("track_number", "i32"), Column("name", "text"), text("surface"), text("kind"), text("banking"),
        Column("length_mi", "f64", "mi", "not given", 0.1, 7), Column("frontstretch_ft", "i32", "ft", "not given", 0),
        Column("backstretch_ft", "i32", "ft", "not given", 0), text("city"), text("state"),
        Column("year_built", "i32", "", "not given", 1800, 2100), speed("pace_car_mph", "not given"), SOURCE,
    ),
    (), "A track of the official tracks feed.",
)  # fmt: skip

TRACK_CONFIGURATIONS: Final = Table(
    "track_configurations",
    (
        Column("configuration_id", "text"), Column("facility", "text"), Column("configuration", "text"),
        text("location"), Column("length_mi", "f64", "mi", "", 0.1, 7), text("shape"), text("surface"),
        Column("road", "bool"),
        Column("turns", "i32", "", "not given", 0, 60), text("banking"), text("family"),
        Column("first_season", "i32", "", "not given"), Column("last_season", "i32", "", "not given"), SOURCE,
    ),
    ("configuration_id",), "A configuration raced in the Cup series 2015-26; the source's opinions are left out.",
)  # fmt: skip

TRACK_FACTS: Final = Table(
    "track_facts",
    (
        Column("track", "text"), Column("length_mi", "f64", "mi", "wrong in the source", 0.1, 7),
        Column("turns", "i32", "", "not given", 0, 60), text("banking"), text("kind"), text("surface"), SOURCE,
    ),
    (), "Length, turns and banking of 45 tracks.",
)  # fmt: skip

RELIEF: Final = Table(
    "relief",
    (
        Column("key", "text"), Column("car", "text"), Column("starter", "text"),
        Column("starter_id", "text", null="not one person of the record"), Column("driver", "text"),
        DRIVER_ID, lap("from_lap", "the source does not say"), text("flag", "the source does not say"),
        text("reason", "the source does not say"), Column("cite", "text"), SOURCE,
    ),
    ("key", "car", "driver"), "Who took over a car in the race; the starter keeps the credit.",
)  # fmt: skip

RELATIONS: Final = Table(
    "relations",
    (
        Column("kind", "text"),  # incident | push | team-mates | with ...
        Column("key", "text", null="not of one race"), Column("season", "i32", "", "not of one season"),
        lap("lap", "not known"), Column("driver", "text"), DRIVER_ID, Column("other", "text"),
        Column("other_id", "text", null="not one person of the record"), Column("what", "text"),
        Column("cite", "text"), SOURCE,
    ),
    (), "What passed between two drivers, as a source reports it. An incident row blames no one.",
)  # fmt: skip

PEOPLE: Final = Table(
    "people",
    (
        Column("name", "text"), DRIVER_ID, OFFICIAL_ID, Column("what", "text"),  # born | owner
        Column("of", "text", null="does not apply"), Column("date", "date", null="not given"),
        Column("until", "date", null="open or not given"), Column("cite", "text"), SOURCE,
    ),
    (), "A birth date, an ownership, an occupation: what a source says of a person, dated where it can be.",
)  # fmt: skip

PLANS: Final = Table(
    "plans",
    (
        _SERIES, _SEASON, text("driver", "the team's plan, not one driver's"), DRIVER_ID, text("team"),
        Column("races", "i32", "", "not a number of races", 0, 60), Column("of", "i32", "", "not given", 1, 60),
        Column("what", "text"), Column("said_on", "date", null="not dated"), Column("cite", "text"), SOURCE,
    ),
    (), "What someone planned to do; a plan is never contradicted by what happened.",
)  # fmt: skip

SEASON: Final = (
    OFFICIAL_RESULTS, RACE_PLAYOFF_POINTS, RACE_LIST, SESSIONS, ENTRY_LIST, DID_NOT_START, TO_THE_BACK, RACE_META,
    STANDINGS, PLAYOFF_GRID, OFFICIAL_STANDINGS, OFFICIAL_DRIVERS, OFFICIAL_TRACKS, TRACK_CONFIGURATIONS, TRACK_FACTS,
)  # fmt: skip
