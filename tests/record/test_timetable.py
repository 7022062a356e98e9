"""A season that no result dates: by its timetable, and where that is silent by the year before."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from tests.record.conftest import result_rows, source_folder

from stockcar.record import venues
from stockcar.record.book import RecordBook
from stockcar.record.ingest import build
from stockcar.record.timetable import Numbered, Planned, load_planned, planned_races

DAYTONA, ATLANTA = "daytona-international-speedway", "atlanta-motor-speedway"


def session(track: str, day: str, event: str, kind: str = "race", series: str = "NCS") -> dict[str, object]:
    """A line of a timetable."""
    return {"track": track, "date": day, "series": series, "national": True, "event": event, "type": kind}


def timetable(folder: Path, *sessions: dict[str, object]) -> None:
    """Write a timetable into a folder of source files."""
    (folder / "schedule").mkdir(parents=True, exist_ok=True)
    whole = dict.fromkeys(("event_key", "event_date", "timezone", "event_source", "day", "start", "start_24", "end",
                           "end_24", "other_series", "series_raw", "track_status", "stages"), "x")  # fmt: skip
    rows = [{**whole, "approx_end": False, "laps": None, "miles": None, **one} for one in sessions]
    frame = pl.DataFrame(rows, schema_overrides={"laps": pl.Int64, "miles": pl.Float64})
    frame.write_parquet(folder / "schedule" / "weekend_sessions_2016.parquet")


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        (session("DAYTONA INTERNATIONAL SPEEDWAY", "2026-02-15", "RACE (STAGES 65/130/200 LAPS = 500 MILES)"),
         (65, 130, 200)),
        (session("CHARLOTTE MOTOR SPEEDWAY", "2026-05-24", "RACE (STAGES 100/200/300/400 LAPS = 600 MILES)"),
         (100, 200, 300, 400)),
        (session("NORTH WILKESBORO SPEEDWAY", "2026-07-19", "RACE (STAGES 80/265/450 = 281.25 MILES)"), (80, 265, 450)),
        (session("DOVER MOTOR SPEEDWAY", "2026-05-17", "RACE (SEGMENT 1 - 75 LAPS, SEGMENT 2 - 75 LAPS)"), None),
        (session("CHARLOTTE MOTOR SPEEDWAY", "2026-05-22", "RACE (POSTPONED)", series="NTS"), None),
        (session("DAYTONA INTERNATIONAL SPEEDWAY", "2026-02-13", "PRACTICE", kind="practice"), None),
    ],
)  # fmt: skip
def test_a_race_of_a_timetable_lists_its_stages(tmp_path: Path, line: dict[str, object], ends: tuple | None) -> None:
    timetable(tmp_path, line)
    assert [race.ends for race in load_planned(tmp_path)] == ([] if ends is None else [ends])


def test_races_are_tied_by_track_and_order() -> None:
    planned = [
        Planned("cup", dt.date(2026, 2, 15), DAYTONA, (65, 130, 200), "Daytona"),
        Planned("cup", dt.date(2026, 2, 22), ATLANTA, (60, 160, 260), "Atlanta"),
        Planned("cup", dt.date(2026, 8, 29), DAYTONA, (35, 95, 160), "Daytona"),
    ]
    races = [Numbered(f"cup-2026-{n:02d}", "cup", 2026, n, track) for n, track in
             ((1, DAYTONA), (2, ATLANTA), (3, "phoenix-raceway"), (26, DAYTONA), (27, ATLANTA))]  # fmt: skip
    tied = planned_races(races, planned)
    assert {key: race.date.isoformat() for key, race in tied.items()} == {
        "cup-2026-01": "2026-02-15", "cup-2026-02": "2026-02-22", "cup-2026-26": "2026-08-29",
    }  # fmt: skip
    assert tied["cup-2026-01"].stage_laps == (65, 65, 70)


DAYTONA_250 = session("DAYTONA INTERNATIONAL SPEEDWAY", "2016-02-21", "RACE (STAGES 30/60/100 LAPS = 250 MILES)")


@pytest.mark.parametrize(
    ("sessions", "days"),
    [
        # date, date taken; 52 weeks after the second race of 2015 is the 11th: not before the first race
        ((DAYTONA_250,), [("2016-02-21", "2016-02-21"), (None, "2016-02-21"), (None, "2016-02-21")]),
        # there was no third race in 2015: not before the second
        ((), [(None, "2016-02-10"), (None, "2016-02-11"), (None, "2016-02-11")]),
    ],
)
def test_a_season_without_dates_takes_them_from_timetable_or_the_year_before(tmp_path: Path, sessions, days) -> None:
    folder = source_folder(tmp_path / "data")
    cup = folder / "results" / "cup.parquet"
    later = [result_rows("cup", 2016, number) for number in (1, 2, 3)]
    pl.concat([pl.read_parquet(cup), *later]).write_parquet(cup)
    if sessions:
        timetable(folder, *sessions)
    build(folder, tmp_path / "book")
    rows = RecordBook.open(tmp_path / "book").sql(
        "select date, date_taken, date_source from races where season = 2016 order by number"
    )[1]
    assert [(day and day.isoformat(), taken.isoformat()) for day, taken, _ in rows] == days
    assert [source for *_, source in rows] == ["weekend timetable" if sessions else None, None, None]


@pytest.mark.parametrize(("track", "surface"), [
    ("Chicago Street Course", "road"), ("Streets of St. Petersburg", "road"), ("Chicagoland Speedway", "paved"),
])  # fmt: skip
def test_a_track_without_a_surface_is_a_road_course_if_its_name_says_so(track: str, surface: str) -> None:
    assert venues.surface_by_name(track) == surface
