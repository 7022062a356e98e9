"""What needs the whole record: both books say the same of a season, and what was called certain came to be."""

from collections import Counter

import pytest

from stockcar.errors import BadFile
from stockcar.face import playoffs
from stockcar.forecast.season_checked import check_statements
from stockcar.forecast.season_field import expected_entries
from stockcar.forecast.season_fit import MODE, with_races
from stockcar.forecast.season_known import known_after, known_earlier
from stockcar.forecast.walk import SEASONS, walk
from stockcar.racing import Series
from stockcar.record import RecordBook
from stockcar.rulebook.championship import championship

pytestmark = pytest.mark.full_book


@pytest.fixture(scope="module")
def book(full: RecordBook) -> RecordBook:
    return full


def test_both_books_say_the_same(book):
    starter = RecordBook.open("starter")
    if starter.frozen_inputs("truck-2022-15", "rest") is None:
        pytest.skip("this starter book does not hold the rest of a season")
    try:
        held = playoffs("truck", 2022, "truck-2022-15", 60, book=starter).to_json()
    except BadFile:
        pytest.skip("the starter book was frozen for another version of the simulator")
    fitted = playoffs("truck", 2022, "truck-2022-15", 60, book=book).to_json()
    for document in (held, fitted):
        document["provenance"].pop("book")
    assert held == fitted


@pytest.mark.parametrize(
    ("series", "season"), [("cup", 2022), ("cup", 2015), ("cup", 2012), ("xfinity", 2021), ("truck", 2019)]
)
def test_what_was_called_certain_came_to_be(book, series, season):
    whole = known_after(book, Series(series), season)
    final = championship(whole.scores(), whole.length)
    wrong, said = [], Counter()
    for number in range(1, whole.length):
        false, made = check_statements(known_earlier(whole, number), whole, final)
        wrong += false
        said += made
    assert wrong == []
    assert said["clinched"] > 5
    assert said["out"] > 50


def test_races_to_come_are_rated_from_earlier_days_only(book):
    """The strength of a race to come is the same when everything after today is cut away, and no result leaks in."""
    known = known_after(book, Series.TRUCK, 2022, "truck-2022-15")
    view = known_after(book.as_of(known.day), Series.TRUCK, 2022)
    assert (view.after, view.results) == (known.after, known.results)
    entries = expected_entries(known)
    assert entries == expected_entries(view)
    strength = []
    for one in (known, view):
        past = one.book.history(known.day, since_season=2022 - SEASONS)
        read = walk(with_races(past, one.to_come[:3], entries, known.day), MODE)
        strength.append([read.outlook(race).strength.tolist() for race in one.to_come[:3]])
    assert strength[0] == strength[1]
