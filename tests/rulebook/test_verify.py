"""Rows of the record judged one at a time: what counts as explained, and what does not."""

import pytest

from stockcar.rulebook import Rulebook
from stockcar.rulebook.verify import Recorded, verify
from tests.rulebook.race_values import finish, race


def class_of(key: str, place: int, driver_id: str, points: int, **other: int) -> str:
    """The class of one row, in a race that another car won."""
    winner = finish(1, led=100, points=int(Rulebook.load().on(race(key)).points([finish(1, led=100)])[0].points))
    row = finish(place, driver_id=driver_id, points=points)
    verified = verify(Rulebook.load(), (Recorded(race(key), (winner, row), {row.car: other} if other else {}),))
    return verified.mismatches[0].name if verified.mismatches else "exact"


@pytest.mark.parametrize(("key", "place", "driver_id", "points", "expected"), [
    ("truck-2000-13", 17, "somebody", 112, "exact"),
    ("truck-2000-13", 17, "somebody", 117, "unexplained"),
    ("truck-2000-13", 17, "marty-houston", 117, "second_source"),  # a page has him leading
    ("truck-2000-13", 17, "marty-houston", 118, "unexplained"),
    ("truck-2007-11", 20, "ted-musgrave", 53, "penalty"),
    ("truck-2007-11", 20, "ted-musgrave", 54, "unexplained"),
])  # fmt: skip
def test_a_row_is_explained_only_by_the_exact_number(
    key: str, place: int, driver_id: str, points: int, expected: str
) -> None:
    assert class_of(key, place, driver_id, points) == expected


def test_what_the_second_source_says_of_laps_led_explains_a_row() -> None:
    assert class_of("cup-1990-05", 20, "somebody", 108) == "unexplained"
    assert class_of("cup-1990-05", 20, "somebody", 108, led=3) == "second_source"
