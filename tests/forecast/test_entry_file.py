"""An entry file is read against the record; what the record cannot say is assumed aloud, never guessed."""

from pathlib import Path

import pytest

from stockcar.errors import BadFile, NotFound
from stockcar.forecast.entry_file import Planned, load_entries
from stockcar.record import RecordBook

HEAD = "car,driver,team,start,status,series,track,date,laps\n"
RACE = "truck,Mid-Ohio,2026-07-04"


def _load(folder: Path, rows: list[str], head: str = HEAD) -> Planned:
    path = folder / "entries.csv"
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return load_entries(RecordBook.open("starter"), path)


def _plain(folder: Path, *more: str) -> Planned:
    return _load(folder, [f"75,Parker Kligerman,,1,,{RACE},67", "38,Zane Smith,,2,,,,,", *more])


def test_known_drivers_at_a_known_track_need_no_assumption(tmp_path: Path) -> None:
    planned = _plain(tmp_path)
    assert planned.assumed == ()
    assert [entry.driver.id for entry in planned.entries.entries] == ["parker-kligerman", "zane-smith"]
    assert (planned.race.laps_scheduled, str(planned.race.date)) == (67, "2026-07-04")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("9,Nobody Anyone Knows,,3,,,,,", "Nobody Anyone Knows (No. 9) is not in the record"),
        ("9,Parker Kligermann,,3,,,,,", "near: Parker Kligerman"),
        ("9,Ross Chastain,,,withdrawn,,,,", "Ross Chastain (No. 9) has withdrawn and is left out"),
        ("9,Ross Chastain,,3,Withdrew,,,,,,", "Ross Chastain (No. 9) has withdrawn and is left out"),
        ("9,Ross Chastain,Team Nobody Knows,3,,,,,", "Team Nobody Knows is not in the record: taken as a new team"),
    ],
)
def test_what_is_not_known_is_said(tmp_path: Path, row: str, said: str) -> None:
    assert any(said in assumed for assumed in _plain(tmp_path, row).assumed)


def test_a_distance_that_is_not_given_is_that_of_the_last_race_there(tmp_path: Path) -> None:
    planned = _load(tmp_path, [f"75,Parker Kligerman,,1,,{RACE},", "38,Zane Smith,,2,,,,,"])
    assert any("the distance is that of" in assumed for assumed in planned.assumed)
    assert planned.race.laps_scheduled


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("75,Ross Chastain,,3,,,,,", "car 75 twice"),
        ("9,Zane Smith,,3,,,,,", "driver zane-smith twice"),
        ("9,Ross Chastain,,2,,,,,", "start 2 twice"),
        ("9,Ross Chastain,,²,,,,,", 'row 4, column "start"'),
        ("9,,,3,,,,,", 'row 4: column "driver"'),
        ("9,Ross Chastain,,4,,,,,", 'row 4, column "start": "4"'),
        ("9,Ross Chastain,,4,withdrawn,,,,", 'row 4, column "start": "4"'),
        ("9,Ross Chastain,,3,foo,,,,", 'row 4, column "status": "foo"'),
        ("9,Ross Chastain,,3,,,,,,x,y", 'row 4: "x" stands beyond the last column, "laps"'),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: str, where: str) -> None:
    with pytest.raises(BadFile, match=where):
        _plain(tmp_path, row)


def test_a_track_that_nobody_raced_on_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        _load(tmp_path, ["75,Parker Kligerman,,1,,truck,Nowhere Park,2026-07-04,67", "38,Zane Smith,,2,,,,,"])


def _new_track(folder: Path, day: str, laps: str) -> Planned:
    return _load(
        folder, [f"75,Parker Kligerman,,1,,truck,San Diego Street Course,{day},{laps}", "38,Zane Smith,,2,,,,,"]
    )


def test_a_track_that_is_new_is_taken_from_its_layout(tmp_path: Path) -> None:
    planned = _new_track(tmp_path, "2026-06-19", "50")
    race = planned.race
    assert (race.track_name, race.track_type, race.length_mi) == ("Naval Base Coronado", "road", 3.4)
    assert (race.laps_scheduled, [stage.end_lap for stage in race.stages]) == (50, [12, 24])
    assert "no race was held at Naval Base Coronado: taken as a road track of 3.4 miles" in planned.assumed


@pytest.mark.parametrize(
    ("day", "laps", "where"), [("2026-06-19", "", '"laps" is empty'), ("2025-06-19", "50", '"date"')]
)
def test_a_new_track_needs_a_distance_and_a_layout_of_the_day(tmp_path: Path, day: str, laps: str, where: str) -> None:
    with pytest.raises(BadFile, match=where):
        _new_track(tmp_path, day, laps)
