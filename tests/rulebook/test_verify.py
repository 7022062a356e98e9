"""Rows of the record judged one at a time: what counts as explained, and what does not."""

import pytest

from stockcar.rulebook import Rulebook
from stockcar.rulebook.verify import Recorded, verify
from tests.rulebook.race_values import finish, race


def class_of(
    key: str, place: int, driver_id: str, points: int, led: int = 0, other: dict[str, int] | None = None
) -> str:
    """The class of one row, in a race that another car won. ``other``: what the second source says of it."""
    winner = finish(1, led=100, points=int(Rulebook.load().on(race(key)).points([finish(1, led=100)])[0].points))
    row = finish(place, driver_id=driver_id, points=points, led=led)
    verified = verify(Rulebook.load(), (Recorded(race(key), (winner, row), {row.car: other} if other else {}),))
    return verified.mismatches[0].name if verified.mismatches else "exact"


@pytest.mark.parametrize(("key", "place", "driver_id", "points", "expected"), [
    ("truck-2000-13", 17, "somebody", 112, "exact"),
    ("truck-2000-13", 17, "somebody", 117, "unexplained"),
    ("truck-2000-13", 17, "marty-houston", 117, "second_source"),  # a page has him leading
    ("truck-2000-13", 17, "marty-houston", 118, "unexplained"),
    ("truck-1999-15", 6, "marty-houston", 155, "second_source"),  # the four laps that his brother has in the result
    ("truck-2007-11", 20, "ted-musgrave", 53, "penalty"),
    ("truck-2007-11", 20, "ted-musgrave", 54, "unexplained"),
])  # fmt: skip
def test_a_row_is_explained_only_by_the_exact_number(
    key: str, place: int, driver_id: str, points: int, expected: str
) -> None:
    assert class_of(key, place, driver_id, points) == expected


def test_what_the_second_source_says_of_laps_led_explains_a_row() -> None:
    assert class_of("cup-1990-05", 20, "somebody", 108) == "unexplained"
    assert class_of("cup-1990-05", 20, "somebody", 108, other={"led": 3}) == "second_source"


def test_a_page_that_has_nobody_of_that_name_leading_takes_the_bonus_back() -> None:
    assert class_of("truck-1999-15", 11, "andy-houston", 135, led=4) == "exact"
    assert class_of("truck-1999-15", 11, "andy-houston", 130, led=4) == "second_source"
    assert class_of("truck-1999-15", 11, "somebody", 130, led=4) == "unexplained"


@pytest.mark.parametrize(("key", "driver_id", "points", "led", "expected"), [
    ("truck-1999-10", "stacy-compton", 142, 2, "disputed"),  # the result has 142, another record 143, as the rule
    ("truck-1999-10", "stacy-compton", 143, 2, "exact"),
    ("truck-1999-10", "stacy-compton", 141, 2, "unexplained"),
    ("truck-1999-10", "stacy-compton", 142, 0, "unexplained"),  # the rule gives 138
    ("truck-1999-10", "somebody", 142, 2, "unexplained"),
    ("truck-1999-13", "stacy-compton", 142, 2, "unexplained"),
])  # fmt: skip
def test_a_disputed_row_needs_both_numbers(key: str, driver_id: str, points: int, led: int, expected: str) -> None:
    assert class_of(key, 9, driver_id, points, led) == expected
