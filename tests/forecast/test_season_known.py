"""What is known of a season after a race, who is expected to race on, and that nothing later is looked at."""

import pytest

from stockcar.errors import NotFound, UsageError
from stockcar.forecast.season_field import expected_seats, may_score
from stockcar.forecast.season_known import known_after, known_earlier, known_under
from stockcar.racing import Series
from stockcar.record import RecordBook
from stockcar.rulebook import Rulebook
from tests.rulebook.race_values import finish


@pytest.fixture(scope="module")
def book():
    return RecordBook.open("starter")


@pytest.fixture(scope="module")
def cup(book):
    return known_after(book, Series.CUP, 2025)


def facts(known, table):
    return [fact for fact in known.rulebook.facts.get((known.series, table), ()) if "2025" in str(fact.values)]


def test_a_season_after_a_race(book):
    known = known_after(book, Series.TRUCK, 2022, "truck 2022 mid-ohio")
    assert (known.after, known.length, len(known.results), str(known.to_come[0].key)) == (15, 23, 15, "truck-2022-16")
    assert known.day.isoformat() == "2022-07-10"  # the day after
    assert known.book.race(known.schedule[14].key).date.isoformat() == "2022-07-09"


def test_the_start_of_a_season_and_its_end(book, cup):
    start = known_after(book, Series.CUP, 2025, "start")
    assert (start.after, start.results, len(start.to_come)) == (0, (), 36)
    assert (cup.after, cup.to_come) == (36, ())


def test_a_view_ends_where_it_ends(book):
    known = known_after(book.as_of(book.key("cup-2025-10")), Series.CUP, 2025)
    assert known.after == 9


@pytest.mark.parametrize(("after", "penalties", "waivers"), [(0, 0, 0), (1, 2, 0), (12, 4, 0), (16, 4, 1), (36, 4, 1)])
def test_facts_count_from_the_day_they_were_known(cup, after, penalties, waivers):
    known = known_earlier(cup, after)
    assert len([fact for fact in facts(known, "penalties") if fact["race"].startswith("cup-2025")]) == penalties
    assert len([fact for fact in facts(known, "waivers") if fact["season"] == 2025]) == waivers
    assert len(facts(known, "finalists")) == (after == 36)


def test_an_earlier_state_is_the_state_then(book, cup):
    earlier, then = known_earlier(cup, 9), known_after(book, Series.CUP, 2025, "cup-2025-09")
    assert (earlier.after, earlier.day, earlier.results) == (then.after, then.day, then.results)
    assert earlier.scores().lines == then.scores().lines
    with pytest.raises(UsageError):
        known_earlier(earlier, 10)


def test_other_rules_leave_the_races_to_come_what_they_are(cup):
    half = known_earlier(cup, 18)
    other = known_under(half, 2003)
    assert [race.key.number for race in other.to_come] == [race.key.number for race in half.to_come]
    assert other.title_rule["mechanism"] == "most_points"
    assert other.scores().races[0].key.season == 2003
    assert known_under(half, 2025) is half
    assert known_under(half, 2026).title_rule["regular"] == 26


def test_no_such_season(book):
    with pytest.raises(NotFound):
        known_after(book, Series.TRUCK, 1980)


def race_of(*seats: tuple[str, str]):
    return [finish(place, driver_id=driver, car=car) for place, (driver, car) in enumerate(seats, start=1)]


def test_each_car_goes_to_who_has_been_in_it_most():
    races = [race_of(("a", "1"), ("b", "2"), ("c", "3"))] * 4 + [race_of(("a", "1"), ("d", "2"), ("c", "3"))]
    assert {seat.car: seat.driver_id for seat in expected_seats(races)} == {"1": "a", "2": "b", "3": "c"}


def test_lately_counts_more():
    races = [race_of(("a", "1"), ("b", "2"))] * 4 + [race_of(("a", "1"), ("d", "2"))] * 4
    assert {seat.driver_id for seat in expected_seats(races)} == {"a", "d"}


def test_a_regular_who_changes_cars_keeps_racing():
    races = [race_of(("a", "1"), ("b", str(2 + number % 3)), ("c", "9")) for number in range(9)]
    assert {"a", "b", "c"} <= {seat.driver_id for seat in expected_seats(races)}


def test_the_field_has_its_usual_size_and_nobody_twice():
    races = [race_of(*[(f"d{(n * 5 + i) % 30}", str(i)) for i in range(20)]) for n in range(8)]
    seats = expected_seats(races)
    assert len(seats) == len({seat.driver_id for seat in seats}) == len({seat.car for seat in seats}) == 20


def test_a_driver_scores_on_as_he_did_last(book):
    known = known_after(book, Series.XFINITY, 2025, "xfinity-2025-24")
    last = {f.driver_id: f.eligible for _, finishes in known.results for f in finishes}
    elsewhere = next(driver for driver, may in last.items() if may is False)
    assert may_score(known, ["connor-zilisch", elsewhere, "nobody-known"]) == (True, False, True)


def test_the_packages_rules_are_left_as_they_are(cup):
    before = dict(Rulebook.load().facts)
    known_earlier(cup, 3)
    assert dict(Rulebook.load().facts) == before
