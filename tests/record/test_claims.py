"""Every checkable claim of the two race reports the project began with, asked of the full book, with its rows.

Numbers are those of the list of claims; ``plan`` marks what was announced and came otherwise. What the record cannot
hold (biography, quotes) is not here. Qualifying in the wet stands as told by one report only and is not in the record.
"""

import datetime as dt

import pytest

from stockcar.record.book import RecordBook
from stockcar.record.question import Answer, Event, Make, Measure, Question, Scope, Subject

pytestmark = pytest.mark.full_book

MID_OHIO, DAYTONA = "truck-2022-15", "xfinity-2025-24"


def finish_of(book: RecordBook, key: str, driver: str) -> dict[str, object]:
    """The driver's line in a race."""
    return next(row for row in book.results(key).iter_rows(named=True) if row["driver"] == driver)


@pytest.mark.parametrize(
    ("claim", "driver", "column", "value"),
    [
        (5, "Parker Kligerman", "finish", 1),
        (6, "Parker Kligerman", "led", 56),
        (6, "Parker Kligerman", "laps", 67),
        (7, "Parker Kligerman", "stage_1", 1),
        (9, "Zane Smith", "stage_2", 1),
        (30, "Corey Heim", "start", 1),
        (31, "Corey Heim", "car", "51"),
        (35, "Corey Heim", "status", "transmission"),
        (36, "Corey Heim", "laps", 60),
        (37, "Connor Mosack", "status_class", "mechanical"),
        (38, "Trey Burke III", "status_class", "mechanical"),
        (39, "Mason Filippi", "status_class", "mechanical"),
        (43, "Justin Marks", "status_class", "crash"),
        (47, "Stephen Mallozzi", "team_id", "reaume-brothers-racing"),
        (47, "Kenko Miura", "team_id", "reaume-brothers-racing"),
        (48, "Stephen Mallozzi", "status_class", "running"),
        (48, "Kenko Miura", "status_class", "running"),
        (49, "Stephen Mallozzi", "finish", 22),
        (50, "Kenko Miura", "finish", 33),
    ],
)
def test_mid_ohio_result(full: RecordBook, claim: int, driver: str, column: str, value: object) -> None:
    assert finish_of(full, MID_OHIO, driver)[column] == value, claim


@pytest.mark.parametrize(
    ("claim", "key", "driver", "finish", "car"),
    [
        (10, "truck-2022-04", "Zane Smith", 1, "38"),
        (21, "truck-2022-04", "Parker Kligerman", 19, "75"),
        (22, "truck-2022-12", "Parker Kligerman", 7, "75"),
        (32, "truck-2022-12", "Kyle Busch", 1, "51"),
    ],
)
def test_mid_ohio_other_races(full: RecordBook, claim: int, key: str, driver: str, finish: int, car: str) -> None:
    row = finish_of(full, key, driver)
    assert (row["finish"], row["car"]) == (finish, car), claim
    assert full.race(key).track_type == "road"


def test_3_the_race_was_on_a_saturday(full: RecordBook) -> None:
    assert full.race(MID_OHIO).date == dt.date(2022, 7, 9)
    assert dt.date(2022, 7, 9).strftime("%A") == "Saturday"


def test_4_the_first_truck_race_there(full: RecordBook) -> None:
    assert full.sql("select key from races where series = 'truck' and track_id like 'mid-ohio%' order by date")[1][
        0
    ] == (MID_OHIO,)


def asked(book: RecordBook, driver: str, measure: Measure, **scope: object) -> Answer:
    question = Question(Subject("driver", book.driver_id(driver)), measure, Scope.of(**scope))
    return book.ask(question)


WINS, STARTS = Measure(Make.COUNT, Event.WIN), Measure(Make.COUNT, Event.START)


@pytest.mark.parametrize(
    ("claim", "driver", "measure", "scope", "value", "rows"),
    [
        (8, "Parker Kligerman", WINS, {"series": "truck"}, 3, ("truck-2012-18", "truck-2017-19", MID_OHIO)),
        (12, "Parker Kligerman", WINS, {"track_type": "road"}, 1, (MID_OHIO,)),
        (
            13,
            "Parker Kligerman",
            WINS,
            {"series": "truck", "track": "talladega"},
            2,
            ("truck-2012-18", "truck-2017-19"),
        ),
        (23, "Parker Kligerman", STARTS, {"series": "truck", "track_type": "road"}, 7, None),
        (24, "Parker Kligerman", Measure(Make.COUNT, Event.TOP10), {"series": "truck", "track_type": "road"}, 5, None),
        (40, "Connor Mosack", STARTS, {"series": "truck"}, 1, (MID_OHIO,)),
        (41, "Trey Burke", STARTS, {"series": "truck"}, 1, (MID_OHIO,)),
        (42, "Mason Filippi", STARTS, {"series": "truck"}, 1, (MID_OHIO,)),
        (45, "Stephen Mallozzi", STARTS, {}, 1, (MID_OHIO,)),
        (46, "Kenkō Miura", STARTS, {}, 1, (MID_OHIO,)),
    ],
)
def test_mid_ohio_careers(
    full: RecordBook,
    claim: int,
    driver: str,
    measure: Measure,
    scope: dict[str, str],
    value: int,
    rows: tuple[str] | None,
) -> None:
    """As of the day after: everything up to and including the race."""
    answer = asked(full, driver, measure, until=MID_OHIO, **scope)
    assert answer.value == value, claim
    assert answer.coverage == "full"
    assert len(answer.rows) == value
    if rows is not None:
        assert answer.rows == rows


def test_14_the_years_at_talladega(full: RecordBook) -> None:
    rows = asked(full, "Parker Kligerman", WINS, series="truck", track="talladega", until=MID_OHIO).rows
    assert [key.split("-")[1] for key in rows] == ["2012", "2017"]


def test_17_thirteen_of_twenty_three_was_a_plan_and_twelve_happened(full: RecordBook) -> None:
    assert full.sql("select count(*) from races where series = 'truck' and season = 2022")[1] == [(23,)]
    assert asked(full, "Parker Kligerman", STARTS, series="truck", season=2022).value == 12


def test_19_and_34_road_courses_of_2022(full: RecordBook) -> None:
    query = "select number from races where series = 'truck' and season = 2022 and track_type = 'road' order by number"
    assert [number for (number,) in full.sql(query)[1]] == [4, 12, 15]


def test_20_indianapolis_was_the_plan_and_kansas_came(full: RecordBook) -> None:
    indianapolis = full.race("truck-2022-17")
    assert (indianapolis.track_id, indianapolis.date) == ("lucas-oil-indianapolis-raceway-park", dt.date(2022, 7, 29))
    later = asked(full, "Parker Kligerman", STARTS, since="truck-2022-16", series="truck", season=2022).rows
    assert later[0] == "truck-2022-19"
    assert full.race("truck-2022-19").track_id == "kansas-speedway"


def test_44_marks_first_start_since_2018(full: RecordBook) -> None:
    before = full.as_of(full.key(MID_OHIO)).driver("Justin Marks").ask(Make.NTH, Event.START, n=-1)
    assert str(before.value).split("-")[1] == "2018"


@pytest.mark.parametrize(
    ("claim", "driver", "column", "value"),
    [
        (4, "Connor Zilisch", "car", "88"),
        (4, "Connor Zilisch", "make", "Chevrolet"),
        (4, "Connor Zilisch", "team_id", "jr-motorsports"),
        (10, "Connor Zilisch", "finish", 1),
        (11, "Sammy Smith", "finish", 2),
        (12, "Justin Allgaier", "finish", 3),
        (8, "Sammy Smith", "team_id", "jr-motorsports"),
        (9, "Justin Allgaier", "team_id", "jr-motorsports"),
        (14, "Connor Zilisch", "start", 1),
    ],
)
def test_daytona_result(full: RecordBook, claim: int, driver: str, column: str, value: object) -> None:
    assert finish_of(full, DAYTONA, driver)[column] == value, claim


def test_2_the_relief_driver_has_no_row_and_that_is_no_contradiction(full: RecordBook) -> None:
    assert asked(full, "Parker Kligerman", STARTS, team="JR Motorsports").value == 0
    assert [relief.driver for relief in full.relief(DAYTONA)["88"]] == ["Parker Kligerman"]


def test_5_texas_2023(full: RecordBook) -> None:
    race = full.race("xfinity-2023-28")
    assert (race.track_id, race.date and race.date.month) == ("texas-motor-speedway", 9)
    kligerman, allgaier = (finish_of(full, "xfinity-2023-28", name) for name in ("Parker Kligerman", "Justin Allgaier"))
    assert (kligerman["finish"], kligerman["led"], allgaier["finish"], allgaier["led"]) == (2, 1, 5, 133)


def test_7_late_on_a_friday(full: RecordBook) -> None:
    assert full.race(DAYTONA).date == dt.date(2025, 8, 22)
    assert dt.date(2025, 8, 22).strftime("%A") == "Friday"


def test_20_and_22_both_at_penske_in_2009_his_first_year(full: RecordBook) -> None:
    for driver in ("Parker Kligerman", "Justin Allgaier"):
        assert asked(full, driver, STARTS, team="Team Penske", season=2009).value > 0
    assert asked(full, "Parker Kligerman", Measure(Make.NTH, Event.START)).value == "xfinity-2009-29"


def test_23_both_tried_cup(full: RecordBook) -> None:
    lines = [full.driver(name).splits(series="cup") for name in ("Parker Kligerman", "Justin Allgaier")]
    assert [(line.starts, line.wins) for line in lines] == [(30, 0), (83, 0)]


def test_24_the_champion_of_2024(full: RecordBook) -> None:
    query = "select driver_id from champions where series = 'xfinity' and season = 2024"
    assert full.sql(query)[1] == [("justin-allgaier",)]


def test_25_full_time_until_2024(full: RecordBook) -> None:
    starts = [asked(full, "Parker Kligerman", STARTS, series="xfinity", season=year).value for year in (2024, 2025)]
    assert starts == [33, 0]
