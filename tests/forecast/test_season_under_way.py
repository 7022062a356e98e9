"""A season still being run: its races to come are those of a file, checked line by line, and it is played out."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from stockcar.errors import BadFile, NotFound, NotInBook
from stockcar.forecast.season import odds_of, rest_of
from stockcar.forecast.season_checked import check_statements
from stockcar.forecast.season_cuts import next_decision
from stockcar.forecast.season_known import known_after, known_earlier, known_standing, known_under
from stockcar.forecast.season_ranges import Work
from stockcar.forecast.season_schedule import races_to_come, season_length
from stockcar.forecast.season_standing import entered_today, on_points
from stockcar.racing import Series
from stockcar.record import RecordBook
from stockcar.rulebook.championship import championship
from tests.forecast.under_way import REST, RUN, UNLISTED, book_under_way, day_of

PLACES, REGULAR, LENGTH = 10, 18, 25  # of a truck season by the rules of 2026


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return book_under_way(tmp_path_factory.mktemp("under-way"))


@pytest.fixture(scope="module")
def rest(tmp_path_factory):
    file = tmp_path_factory.mktemp("schedule") / "rest.csv"
    file.write_text(REST, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def known(book, rest):
    return known_after(book, Series.TRUCK, 2026, schedule=rest)


@pytest.fixture(scope="module")
def started():
    """Eighteen races of truck 2022, as if no more had been run, and the lines of the five that came."""
    book = RecordBook.open("starter")
    held = tuple(book.race(f"truck-2022-{number:02d}") for number in (1, 2, 18))
    races = [book.race(f"truck-2022-{number}") for number in range(19, 24)]
    lines = tuple((str(r.key.number), r.track_name, str(r.date), str(r.laps_scheduled), "", "") for r in races)
    return book, held, lines


def rest_of_2022(started, tmp_path: Path, change=lambda rows: rows) -> Path:
    """The races that came, each a line, some of them changed."""
    file = tmp_path / "rest.csv"
    rows = change([list(line) for line in started[2]])
    text = "\n".join(["number,track,date,laps,name,like", *(",".join(row) for row in rows)])
    file.write_text(text + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(("series", "rule", "length"), [
    (Series.CUP, {"mechanism": "most_points"}, None),
    (Series.CUP, {"mechanism": "chase", "regular": 26}, 36),
    (Series.XFINITY, {"mechanism": "chase", "regular": 24}, 33),
    (Series.TRUCK, {"mechanism": "chase", "regular": 18}, 25),
    (Series.TRUCK, {"mechanism": "rounds", "regular": 16, "rounds": [3, 3, 1]}, 23),
])  # fmt: skip
def test_the_rules_of_a_year_say_how_long_its_season_is(series, rule, length):
    assert season_length(rule, series) == length


def test_a_file_of_the_rest_gives_the_races_that_were_run(started, tmp_path):
    book, held, _ = started
    made = races_to_come(book, held, rest_of_2022(started, tmp_path))
    real = [book.race(race.key) for race in made.races]
    assert [race.key.number for race in made.races] == list(range(19, 24))
    for part in ("key", "track_id", "track_type", "length_mi", "laps_scheduled", "date"):
        assert [getattr(race, part) for race in made.races] == [getattr(race, part) for race in real], part
    assert made.races[0].laps_run is None
    said = "races 19 to 23 are of rest.csv; stages end where they did in the last race there, in proportion"
    assert made.assumed[0] == said
    assert all(len(race.stages) == 2 for race in made.races)


def test_without_a_file_it_is_said_what_is_missing(started):
    book, held, _ = started
    with pytest.raises(NotInBook, match="the book holds 18 of 23 races of truck 2022") as left:
        races_to_come(book, held)
    assert "--schedule FILE" in left.value.next_step


def changed(at: int, column: int, value: str):
    def change(rows):
        rows[at][column] = value
        return rows

    return change


@pytest.mark.parametrize(("change", "error", "said"), [
    (changed(0, 0, "seven"), BadFile, 'row 2, column "number": "seven"'),
    (changed(0, 0, "0"), BadFile, 'row 2, column "number": "0"'),
    (changed(0, 0, "9" * 5000), BadFile, 'row 2, column "number"'),
    (changed(0, 0, "24"), BadFile, 'row 2, column "number": "24"'),
    (changed(1, 0, "19"), BadFile, 'row 3, column "number": "19"'),
    (changed(0, 1, "Nowhere Speedway"), NotFound, 'row 2, column "track": no track'),
    (changed(3, 2, "2022-13-01"), BadFile, 'row 5, column "date": "2022-13-01"'),
    (changed(3, 2, "2023-04-06"), BadFile, 'row 5, column "date": "2023-04-06"'),
    (changed(3, 2, "2022-01-01"), BadFile, 'row 5, column "date": "2022-01-01"'),
    (changed(0, 3, "-3"), BadFile, 'row 2, column "laps": "-3"'),
    (lambda rows: rows[:-2], BadFile, "lacks 2 races of truck 2022: 22, 23"),
    (lambda rows: rows[:0], BadFile, "lacks 5 races of truck 2022"),
    (lambda rows: [*rows, ["2", "Martinsville", "2022-03-05", "", "", ""]], BadFile, 'row 7, column "track"'),
])  # fmt: skip
def test_a_line_that_is_wrong_is_named(started, tmp_path, change, error, said):
    book, held, _ = started
    with pytest.raises(error) as left:
        races_to_come(book, held, rest_of_2022(started, tmp_path, change))
    assert said in left.value.what
    assert left.value.next_step


@pytest.mark.parametrize("text", ["", "number,track\n7,Martinsville\n", "number,track,date,colour\n", "\x00"])
def test_a_file_of_another_form_is_refused(started, tmp_path, text):
    book, held, _ = started
    file = tmp_path / "odd.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile):
        races_to_come(book, held, file)
    with pytest.raises(BadFile):
        races_to_come(book, held, tmp_path / "none.csv")


def test_lines_of_races_that_were_run_may_stay(started, tmp_path):
    book, held, _ = started
    run = [[str(race.key.number), race.track_name, "", "", "", ""] for race in held]
    file = rest_of_2022(started, tmp_path, lambda rows: [*run, *rows])
    assert len(races_to_come(book, held, file).races) == 5


def assumed_of(started, tmp_path, number: int, *changes):
    """The race made of the changed line, and what is said of it."""

    def change(rows):
        for one in changes:
            rows = one(rows)
        return rows

    made = races_to_come(*started[:2], rest_of_2022(started, tmp_path, change))
    head = f"race {number}: "
    return made.races[number - 19], [text.removeprefix(head) for text in made.assumed if text.startswith(head)]


def test_what_a_line_does_not_say_is_assumed_aloud(started, tmp_path):
    race, said = assumed_of(started, tmp_path, 19, changed(0, 3, ""))
    assert said[0] == (f"the distance is that of truck-2025-09: {race.laps_scheduled} laps")


def test_a_new_track_needs_one_that_stands_for_it(started, tmp_path):
    changes = changed(0, 1, "Nowhere Streets"), changed(0, 5, "Sonoma")
    race, said = assumed_of(started, tmp_path, 19, *changes)
    assert (race.track_id, race.track_name) == ("nowhere-streets", "Nowhere Streets")
    assert (race.track_type, race.length_mi) == ("road", 1.99)
    assert said[0].startswith("Nowhere Streets is new to the record")
    with pytest.raises(NotFound, match='row 2, column "like"'):
        assumed_of(started, tmp_path, 19, *changes, changed(0, 5, "Neverland"))


def test_a_track_whose_last_race_had_no_stages_gets_some(started, tmp_path):
    race, said = assumed_of(started, tmp_path, 19, changed(0, 1, "Evergreen Speedway"))
    assert len(race.stages) == 2
    assert said[-1].startswith("no stages are known there: they end as in truck-")


def test_a_season_under_way(book, known):
    assert (known.after, known.length, len(known.to_come), len(known.results)) == (RUN, LENGTH, 5, RUN)
    assert [str(race.key) for race in known.to_come] == [f"truck-2026-{number}" for number in range(21, 26)]
    with pytest.raises(NotInBook, match=f"the book holds {RUN} of {LENGTH} races of truck 2026"):
        known_after(book, Series.TRUCK, 2026)
    with pytest.raises(NotInBook):
        known_after(book, Series.TRUCK, 2026, "start")
    assert known_after(book, Series.XFINITY, 2026).to_come == ()
    assert known_under(known, 2022).length == LENGTH


def test_who_is_in_as_things_stand(known):
    early = known_earlier(known, 9)
    standing = championship(early.scores(), LENGTH)
    best = [place.driver_id for place in standing.table[:PLACES]]
    assert standing.entered == ()  # the rulebook seeds the Chase once
    assert list(entered_today(early, standing)) == best
    assert all(reason.endswith(" in points") for reason in entered_today(early, standing).values())
    chase = championship(known.scores(), LENGTH)
    assert list(entered_today(known, chase)) == list(chase.entered)
    assert entered_today(known_earlier(known, 0), None) == {}


@pytest.mark.parametrize(("reason", "alone"), [
    ("tenth in points", True), ("wild card with a win, eleventh in points", False), ("2 wins", False),
    ("within 400 points of the leader", False), ("added by ruling: X", False),
])  # fmt: skip
def test_a_place_that_points_alone_hold(reason, alone):
    assert on_points(reason) is alone


def test_what_is_decided_next(known):
    early = next_decision(known_earlier(known, REGULAR - 1))
    assert (early.step, early.until) == ("playoffs", REGULAR)
    late = next_decision(known)
    assert (late.step, late.until, late.standing.champion) == ("title", LENGTH, None)
    start = sorted(late.standing.rounds[0].start.values(), reverse=True)
    assert start == [2100, 2075, 2065, 2060, 2055, 2050, 2045, 2040, 2035, 2030]
    outside = {driver for driver, state in late.statements.items() if state.eliminated}
    assert outside >= set(late.statements) - set(late.standing.entered)


def test_what_is_certain_needs_no_schedule(book, known):
    for number in (9, REGULAR - 1, RUN):
        counted = known_standing(book, Series.TRUCK, 2026, f"truck-2026-{number:02d}")
        assert (counted.length, counted.to_come[-1].track_name) == (LENGTH, "not named")
        assert next_decision(counted) == next_decision(known_earlier(known, number))
    assert known_standing(book, Series.XFINITY, 2026).assumed == ()


def test_what_was_called_certain_came_to_be(book):
    """Over a whole season of the Chase of 2026."""
    whole = known_after(book, Series.XFINITY, 2026)
    final = championship(whole.scores(), whole.length)
    assert final.champion
    said = 0
    for number in range(1, whole.length):
        wrong, made = check_statements(known_earlier(whole, number), whole, final)
        assert wrong == []
        said += made.total()
    assert said > 100


def file_of(folder: Path, *lines: str) -> Path:
    """A schedule of these lines."""
    file = folder / "few.csv"
    file.write_text("\n".join(["number,track,date,laps", *lines]) + "\n", encoding="utf-8")
    return file


def test_the_timetable_has_the_races_that_the_file_leaves_out(book, tmp_path):
    day = day_of(2026, UNLISTED)
    known = known_after(book, Series.TRUCK, 2026, schedule=file_of(tmp_path, f"{UNLISTED},Sonoma,{day},80"))
    assert known.assumed[:2] == (
        "race 23 is of few.csv; stages end where they did in the last race there, in proportion",
        "races 21 to 22, 24 to 25 are of the timetable in the book",
    )
    assert [race.key.number for race in known.to_come] == [21, 22, 23, 24, 25]
    assert [race.date for race in known.to_come] == [day_of(2026, number) for number in range(21, 26)]
    assert [stage.end_lap for stage in known.to_come[-1].stages] == [20, 40]
    # A race that was put off by a day is the one of the timetable.
    moved = day_of(2026, 22) + dt.timedelta(days=1)
    file = file_of(tmp_path, f"22,Kansas,{moved},120", f"{UNLISTED},Sonoma,{day},80")
    assert [race.laps_scheduled for race in known_after(book, Series.TRUCK, 2026, schedule=file).to_come][1] == 120


def test_a_number_that_the_dates_deny_is_named(book, tmp_path):
    file = file_of(tmp_path, f"22,Sonoma,{day_of(2026, UNLISTED)},80")
    with pytest.raises(BadFile, match='row 2, column "number": "22"') as left:
        known_after(book, Series.TRUCK, 2026, schedule=file)
    assert left.value.why == "by the dates of the timetable it is race 23"
    with pytest.raises(NotInBook) as missing:
        known_after(book, Series.TRUCK, 2026)
    assert missing.value.why.endswith("the timetable in the book names 4")


def test_a_whole_timetable_needs_no_file_and_the_rest_is_played_by_the_rules_of_the_year(book):
    known, runs = known_after(book, Series.CUP, 2026), 40
    assert known.assumed == ("races 35 to 36 are of the timetable in the book",)
    made = odds_of(known, rest_of(known), Work(runs))
    assert made.counts.hits[0].sum() == 16 * runs
    assert made.counts.hits[-1].sum() == runs
    assert sum(odds.title for odds in made.odds.values()) == pytest.approx(1.0)
    assert made.decision.step == "title"
    assert np.all(made.counts.hits[-1] <= made.counts.hits[0])  # nobody wins from outside
