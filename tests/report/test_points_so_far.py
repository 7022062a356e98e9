"""The points table of a report: recorded points, each driver once a race, less the penalties that are known."""

import pytest

from stockcar.record import RecordBook
from stockcar.report.ledger import Ledger
from stockcar.report.points import points_so_far

pytestmark = pytest.mark.full_book


@pytest.fixture(scope="module")
def ledger(full: RecordBook) -> Ledger:
    return Ledger(full)


@pytest.mark.parametrize(("key", "rank", "driver", "points", "said"), [
    ("cup-2004-26", 10, "Ryan Newman", 3186, "26 races, less known penalties;"),
    ("truck-2011-25", 2, "Johnny Sauter", 882, "25 races, less known penalties;"),
    ("xfinity-1986-31", 1, "Larry Pearson", 4551, "31 races;"),
    ("xfinity-1986-31", 2, "Brett Bodine", 4531, "31 races;"),
])  # fmt: skip
def test_the_table_after_a_race(ledger: Ledger, key: str, rank: int, driver: str, points: int, said: str) -> None:
    race = next(race for race in ledger.races if race.key == key)
    table, remark = points_so_far(ledger, race, race.number)
    line = table[rank - 1]
    assert (line["rank"], line["driver"], line["points"]) == (rank, driver, points)
    assert remark == f"Sum of the points recorded in {said} playoff resets are not in it."


@pytest.mark.parametrize(("key", "text"), [
    ("cup-2004-36", "come to 6,506 for Kurt Busch and 6,498 for Jimmie Johnson"),
    ("truck-2011-25", "come to 888 for Austin Dillon and 882 for Johnny Sauter"),
    ("cup-1990-02", "scored 134 points: 175 for the win and 5 for leading a lap, less a penalty of 46."),
])  # fmt: skip
def test_notes_take_penalties_off(full: RecordBook, key: str, text: str) -> None:
    from stockcar.report.notes import race_notes
    from stockcar.rulebook import Rulebook

    rules = Rulebook.load().on(full.race(full.key(key)))
    assert any(text in note.text for note in race_notes(full, key, rules=rules))
