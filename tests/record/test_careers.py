"""Career lines, firsts, streaks, droughts and ranks; in the starter book a part is never counted as a whole."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.record.conftest import source_folder

from stockcar.errors import NotInBook, UsageError
from stockcar.record.book import RecordBook
from stockcar.record.careers import longest_run
from stockcar.record.ingest import build
from stockcar.record.question import Event, Make, Measure, Of, Question, Scope, Subject
from stockcar.record.rankings import all_time, longest_streaks


def test_a_whole_career_in_the_starter_book(starter: RecordBook) -> None:
    line = starter.driver("Justin Allgaier").splits(series="xfinity", until="xfinity-2025-24")
    assert (line.starts, line.wins, line.coverage, line.reason) == (495, 28, "full", None)


def test_a_career_that_the_starter_book_holds_in_part(starter: RecordBook) -> None:
    line = starter.driver("Kyle Larson").record()
    assert line.wins == 53  # from the index, which is whole
    assert len(line.rows) == 53
    counts = line._replace(wins=None, rows=(), coverage="", reason=None)
    assert all(value is None for value in counts[:-3])
    assert line.coverage == "partial"
    assert "stockcar book update" in (line.reason or "")


def test_a_season_that_the_starter_book_holds_whole(starter: RecordBook) -> None:
    line = starter.driver("Kyle Larson").splits(series="cup", season=2025)
    assert (line.starts, line.wins, line.coverage) == (36, 3, "full")


def test_what_the_starter_book_cannot_rank_is_refused(starter: RecordBook) -> None:
    assert starter.all_time(Event.WIN, Scope.of(series="cup"))[0] == (1, "richard-petty", "Richard Petty", 200)
    with pytest.raises(NotInBook) as error:
        starter.all_time(Event.TOP5)
    assert error.value.exit_code == 4
    with pytest.raises(NotInBook):
        starter.results("cup-2019-01")
    with pytest.raises(NotInBook):
        starter.entries("cup-2019-01")
    with pytest.raises(NotInBook):
        starter.history(dt.date(2025, 1, 1))
    with pytest.raises(NotInBook):
        longest_streaks(starter, Event.WIN)


def test_a_meeting_of_a_whole_and_a_partial_career_is_undecided(starter: RecordBook) -> None:
    allgaier, larson = starter.driver("Justin Allgaier"), starter.driver("Kyle Larson")
    assert allgaier.versus(larson).meetings is None
    met = allgaier.versus(starter.driver("Sammy Smith"), Scope.of(series="xfinity", season=2025))
    assert met.meetings == 33
    assert met.coverage == "full"


@pytest.mark.parametrize(
    ("make", "of", "value"),
    [
        (Make.NTH, Event.WIN, "xfinity-1992-04"),
        (Make.COUNT, Event.WIN, 98),
        (Make.RANK, Event.WIN, 5),
        (Make.DROUGHT, Event.WIN, None),
        (Make.SUM, Of.LED, None),
    ],
)
def test_wins_of_anyone_are_decided_by_the_index(
    starter: RecordBook, make: Make, of: Event | Of, value: object
) -> None:
    answer = starter.driver("Jeff Gordon").ask(make, of)
    assert answer.value == value
    assert (answer.reason is None) == (value is not None)


def test_a_view_sees_earlier_races_only(starter: RecordBook) -> None:
    before = starter.as_of(starter.key("truck-2022-15"))
    line = before.driver("Parker Kligerman").splits(series="truck")
    assert line.wins == 2
    assert line.rows[-1] == "truck-2022-14"
    with pytest.raises(NotInBook, match="not before"):
        before.results("truck-2022-15")
    assert before.race("truck-2022-15").laps_run is None
    assert len(before.entries("truck-2022-15")) == 36
    assert before.as_of(dt.date(2025, 1, 1)).driver("Parker Kligerman").splits(series="truck").wins == 2  # not wider


def test_until_takes_the_race_and_as_of_does_not(starter: RecordBook) -> None:
    subject, measure = Subject("driver", "parker-kligerman"), Measure(Make.COUNT, Event.WIN)
    key = starter.key("truck-2022-15")
    assert starter.ask(Question(subject, measure, Scope.of(series="truck", until=key))).value == 3
    assert starter.ask(Question(subject, measure, Scope.of(series="truck"), as_of=key)).value == 2


@pytest.mark.parametrize(
    ("parts", "starts"),
    [
        ({}, 4), ({"series": "cup"}, 2), ({"series": "nxs"}, 1), ({"season": 2015}, 4),
        ({"track": "daytona"}, 4), ({"track_type": "superspeedway"}, 4), ({"track_type": "road"}, 0),
        ({"surface": "paved"}, 4), ({"team": "Hendrick Motorsports"}, 4), ({"make": "chevrolet"}, 4), ({"car": "5"}, 4),
        ({"car": "05"}, 0), ({"since": "cup-2015-02"}, None), ({"series": "cup", "until": "cup-2015-01"}, 1),
        ({"month": 2}, None), ({"series": "cup", "month": 2}, 2),
        ({"last": 3}, 3), ({"since": "2015-02-12"}, None),
        ({"series": "cup", "since": "2015-02-12"}, 1), ({"series": "cup", "until": "2015-02-11"}, 1),
        ({"teammate": "Ryan Blaney"}, 0),
    ],
)  # fmt: skip
def test_scopes_of_a_small_book(small: RecordBook, parts: dict[str, object], starts: int | None) -> None:
    assert small.driver("Kyle Larson").splits(**parts).starts == starts


def test_a_small_line_adds_up(small: RecordBook) -> None:
    line = small.driver("Bubba Wallace").splits(series="cup")
    assert (line.starts, line.wins, line.top5, line.poles, line.laps, line.led, line.dnf) == (2, 0, 2, 0, 114, 0, 2)
    assert (line.dnf_mechanical, line.dnf_crash, line.avg_start, line.avg_finish, line.avg_rating) == (2, 0, 3, 3, 100)


BLANK = {  # file: the columns that are empty in Ryan Blaney's line of cup-2015-02
    "cup": ("start", "laps", "laps_led", "status"),
    "rr_results": ("start_pos", "laps_completed", "laps_led", "status"),
}
DRIVEN = {"xfinity": 99, "truck": 0}  # laps of his; 100 in cup-2015-01


@pytest.fixture(scope="module")
def gaps(tmp_path_factory: pytest.TempPathFactory) -> RecordBook:
    """The small book with a line of Ryan Blaney's that says where he finished and nothing else."""
    folder = tmp_path_factory.mktemp("gaps")
    results = source_folder(folder / "data") / "results"
    his = pl.col("driver") == "Ryan Blaney"
    for name, columns in BLANK.items():
        frame = pl.read_parquet(results / f"{name}.parquet")
        known = ~(his & (pl.col("race_number") == 2))
        frame.with_columns(pl.when(known).then(column) for column in columns).write_parquet(results / f"{name}.parquet")
    for name, laps in DRIVEN.items():
        frame = pl.read_parquet(results / f"{name}.parquet")
        frame.with_columns(laps=pl.when(his).then(laps).otherwise("laps")).write_parquet(results / f"{name}.parquet")
    build(folder / "data", folder / "book")
    return RecordBook.open(folder / "book")


def test_a_line_says_what_is_not_recorded_and_counts_the_rest(gaps: RecordBook) -> None:
    line = gaps.driver("Ryan Blaney").splits(series="cup")
    assert (line.starts, line.wins, line.top5, line.avg_finish, line.avg_start) == (2, 0, 2, 2, 1)
    assert (line.laps, line.led, line.poles, line.dnf, line.dnf_crash) == (None,) * 5
    assert line.coverage == "partial"
    assert line.reason == (
        "laps are not recorded in 1 of these starts; laps led is not recorded in 1 of these starts; "
        "the pole is not recorded in 1 of these starts; the end is not recorded in 1 of these starts"
    )


def test_no_lap_driven_is_a_number_and_not_a_gap(gaps: RecordBook) -> None:
    line = gaps.driver("Ryan Blaney").splits(series="truck")
    assert (line.laps, line.coverage, line.reason) == (0, "full", None)


@pytest.mark.parametrize(
    ("make", "of", "value", "coverage", "reason"),
    [
        (Make.COUNT, Event.TOP5, 4, "full", None),
        (Make.COUNT, Event.LED, None, "partial", "led is not recorded in 1 of 4 starts"),
        (Make.COUNT, Event.POLE, None, "partial", "pole is not recorded in 1 of 4 starts"),
        (Make.LONGEST, Event.RUNNING, None, "partial", "running is not recorded in 1 of 4 starts"),
        (Make.SUM, Of.LAPS, None, "partial", "laps is not recorded in 1 of 4 starts"),
        (Make.MEAN, Of.LAPS, 66.333, "full", "laps is not recorded in 1 of 4 starts"),  # of 100, 99 and 0
        (Make.BEST, Of.LAPS, 100, "partial", "laps is not recorded in 1 of 4 starts"),
        (Make.WORST, Of.LAPS, 0, "partial", "laps is not recorded in 1 of 4 starts"),
        (Make.BEST, Of.FINISH, 2, "full", None),
    ],
)
def test_an_answer_says_what_is_not_recorded(
    gaps: RecordBook, make: Make, of: Event | Of, value: object, coverage: str, reason: str | None
) -> None:
    answer = gaps.driver("Ryan Blaney").ask(make, of)
    assert (answer.value, answer.coverage, answer.reason) == (value, coverage, reason)


@pytest.mark.parametrize(
    ("parts", "said"),
    [({"trak": "daytona"}, "no part"), ({"series": "f1"}, "no series"), ({"track_type": "moon"}, "cannot be"),
     ({"since": "yesterday"}, "not a race key"), ({"season": "last"}, "cannot be")],
)  # fmt: skip
def test_a_scope_that_cannot_be_meant(parts: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Scope.of(**parts)


def test_a_measure_that_cannot_be_meant() -> None:
    with pytest.raises(UsageError):
        Measure(Make.SUM, Event.WIN)
    with pytest.raises(UsageError):
        Measure(Make.COUNT, Of.LAPS)


@given(st.lists(st.booleans(), max_size=60))
def test_the_longest_run_is_the_longest(happened: list[bool]) -> None:
    first, length = longest_run(np.array(happened, dtype=np.bool_))
    runs = "".join("x" if h else "." for h in happened).split(".")
    assert length == max(map(len, runs))
    assert all(happened[first : first + length])


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("driver", "series", "wins"),
    [
        ("Richard Petty", "cup", 200), ("David Pearson", "cup", 105), ("Jeff Gordon", "cup", 93),
        ("Kyle Busch", "cup", 63), ("Kyle Busch", "xfinity", 102), ("Kyle Busch", "truck", 67),
        ("Kyle Busch", None, 232),
        ("Ron Hornaday Jr.", "truck", 51), ("Mark Martin", "xfinity", 49), ("Jimmie Johnson", "cup", 83),
    ],
)  # fmt: skip
def test_public_win_totals(full: RecordBook, driver: str, series: str | None, wins: int) -> None:
    assert full.driver(driver).splits(series=series).wins == wins


@pytest.mark.full_book
def test_the_longest_winning_streak_in_cup(full: RecordBook) -> None:
    streak = longest_streaks(full, Event.WIN, Scope.of(series="cup"), 1)[0]
    assert (streak.driver, streak.length, streak.first) == ("Richard Petty", 10, "cup-1967-37")


@pytest.mark.full_book
def test_both_books_agree_where_the_starter_is_whole(starter: RecordBook, full: RecordBook) -> None:
    people = starter.entries("xfinity-2025-24").entries + starter.entries("truck-2022-15").entries
    for driver_id in sorted({entry.driver.id for entry in people}):
        ours, theirs = starter.driver(driver_id).record(), full.driver(driver_id).record()
        if ours.stage_wins is None:  # the third stages of the 600 before 2025 stand in results that it does not hold
            told = {"stage_wins": None, "coverage": "", "reason": ""}
            ours, theirs = ours._replace(**told), theirs._replace(**told)
        assert ours == theirs, driver_id
    assert starter.finishes("xfinity-2025-24") == full.finishes("xfinity-2025-24")
    assert starter.race("truck-2022-15") == full.race("truck-2022-15")
    assert starter.all_time() == full.all_time()


@pytest.mark.full_book
def test_history_ends_before_the_moment(full: RecordBook) -> None:
    key = full.key("xfinity-2025-24")
    columns = full.history(key)
    assert len({len(values) for values in columns.values()}) == 1
    assert columns["date"].max() < dt.date(2025, 8, 22).toordinal()
    one = full.history(key, since_season=2024)
    assert one["season"].min() == 2024
    assert (np.diff(one["race_index"]) >= 0).all()


@pytest.mark.full_book
def test_an_undated_race_is_not_seen_before_it_must_have_been_run(full: RecordBook) -> None:
    june = full.as_of(dt.date(1997, 6, 1))
    rows = june.driver("Mark Martin").splits(series="xfinity", season=1997).rows
    assert rows == ()
    own = full.as_of(full.key("xfinity-1997-20"))
    assert own.driver("Mark Martin").splits(series="xfinity", season=1997).starts == 9


def test_teams_of_the_starter_book(starter: RecordBook) -> None:
    line = starter.team("JR Motorsports").splits(series="xfinity", season=2025)
    assert (line.starts, line.wins, line.coverage) == (142, 17, "full")
    whole = starter.team("Penske Racing").record()
    assert whole.starts is None
    assert whole.wins == starter.team("Team Penske").record().wins
    assert (whole.wins or 0) > 200


def test_wins_in_a_team_are_not_all_wins(starter: RecordBook) -> None:
    penske = starter.all_time(Event.WIN, Scope.of(team="Team Penske", series="cup"))
    assert {line.driver for line in penske[:3]} == {"Brad Keselowski", "Rusty Wallace", "Joey Logano"}
    ford = {line.driver: line.value for line in starter.all_time(Event.WIN, Scope.of(make="ford", series="cup"))}
    assert ford["Ned Jarrett"] == 43


@pytest.mark.full_book
def test_both_books_list_the_same_winners_of_a_team(starter: RecordBook, full: RecordBook) -> None:
    for parts in ({"team": "Team Penske"}, {"make": "Ford"}, {"track": "daytona"}, {"series": "truck", "season": 2012}):
        assert starter.all_time(Event.WIN, Scope.of(**parts)) == full.all_time(Event.WIN, Scope.of(**parts)), parts


@pytest.mark.full_book
def test_active_drivers_only(full: RecordBook) -> None:
    active = all_time(full, Event.WIN, Scope.of(series="cup"), active_in=2025)
    assert [line.driver for line in active[:3]] == ["Jimmie Johnson", "Kyle Busch", "Denny Hamlin"]
    with_mate = full.all_time(Event.WIN, Scope.of(series="cup", teammate="Jimmie Johnson"))
    assert with_mate[0].driver == "Jeff Gordon"


def test_a_track_with_its_names_and_layouts(starter: RecordBook) -> None:
    atlanta = starter.track("echopark")
    assert atlanta.id == "atlanta-motor-speedway"
    assert atlanta.names[0] == "Atlanta Motor Speedway"
    assert [layout.type.value for layout in atlanta.layouts[-2:]] == ["intermediate", "superspeedway"]
    assert len(atlanta.layouts) == 4


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("name", "starts"),  # in Cup, as NASCAR counts them; each stands in one more result, as a car that did not start
    [
        ("Richard Petty", 1184), ("Fireball Roberts", 206), ("Fred Lorenzen", 158), ("Bobby Isaac", 308),
        ("Bob Welborn", 183), ("Neil Castles", 497),
    ],
)  # fmt: skip
def test_a_car_that_did_not_start_is_no_start(full: RecordBook, name: str, starts: int) -> None:
    driver = full.driver(name)
    line = driver.splits(series="cup")
    assert (line.starts, len(line.rows)) == (starts, starts)
    asked = f"select count(*) from starts where driver_id = '{driver.id}' and key like 'cup%'"
    assert full.sql(asked)[1] == [(starts,)]
    ranked = {row.driver_id: row.value for row in all_time(full, Event.START, Scope.of(series="cup"))}
    assert ranked[driver.id] == starts


@pytest.mark.full_book
def test_who_never_started_has_no_start_and_the_fit_reads_every_line(full: RecordBook) -> None:
    line = full.driver("John Meekins").record()
    assert (line.starts, line.rows, line.coverage) == (0, (), "full")
    past = full.history(dt.date(1951, 1, 1))
    assert "john-meekins" in past["driver_id"]
