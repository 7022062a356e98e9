"""Rows of the record judged one at a time: what counts as explained, and what does not."""

import pytest

from stockcar.racing import Finish
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


def judged(key: str, *rows: Finish, day: str | None = None) -> list[tuple[str, int, float, str]]:
    """Rows of a race that are not plainly exact: car, points recorded, points by rule, class."""
    result = verify(Rulebook.load(), (Recorded(race(key, day), rows),))
    return [(row.car, row.recorded, row.by_rule, row.name) for row in result.mismatches]


def test_rows_without_points_are_not_judged() -> None:
    result = verify(Rulebook.load(), (Recorded(race("cup-1990-05"), (finish(1, points=0), finish(2, points=None))),))
    assert (result.rows, result.total(), result.mismatches) == (2, 0, [])
    one = verify(Rulebook.load(), (Recorded(race("cup-1990-05"), (finish(1), finish(2, points=170))),))
    assert (one.rows, one.total(), one.total("exact")) == (2, 1, 1)


def test_who_has_no_points_did_not_score_whatever_the_row_says() -> None:
    # the leader of the most laps is the one who may not score: nobody else takes that bonus
    rows = (finish(1, led=90, points=0), finish(2, led=80, points=175))
    assert judged("cup-1990-05", *rows) == []


def test_what_follows_from_a_cited_fact_alone_is_listed_with_its_class() -> None:
    assert judged("cup-2014-36", finish(1, driver_id="kevin-harvick", led=50, points=43), finish(2, points=42)) == [
        ("1", 43, 43, "finalist")
    ]
    assert judged("cup-2017-12", finish(20, car="11", points=17 + 10)) == [("11", 27, 27, "third_stage")]
    oxford = (finish(1, points=0), finish(2, points=180), finish(3, points=170))
    assert judged("xfinity-1986-18", *oxford) == [("2", 180, 180, "combined"), ("3", 170, 170, "combined")]


@pytest.mark.parametrize(("recorded", "expected"), [
    (25, [("8", 25, 24, "inferred_lap"), ("9", 28, 29, "inferred_lap")]),
    (26, [("8", 26, 24, "unexplained"), ("9", 28, 29, "inferred_lap")]),
    (24, [("9", 28, 29, "inferred_lap")]),
])  # fmt: skip
def test_from_2025_one_fastest_lap_may_be_another_drivers(recorded: int, expected: list) -> None:
    rows = (finish(13, car="8", points=recorded), finish(9, fastest_lap=True, points=28), finish(1, points=40))
    assert judged("cup-2025-05", *rows) == expected


def test_one_race_has_one_fastest_lap() -> None:
    gained = [finish(place, points=37 - place + 1) for place in (12, 13)]
    assert {row[3] for row in judged("cup-2025-05", finish(1, points=40), *gained)} == {"unexplained"}
    lost = [finish(place, fastest_lap=True, points=37 - place) for place in (12, 13)]
    assert {row[3] for row in judged("cup-2025-05", finish(1, points=40), *lost)} == {"unexplained"}
    assert judged("cup-2024-05", finish(12, points=26)) == [("12", 26, 25, "unexplained")]
    # a driver whose lap is already paid has no second one, nor loses what he was not paid
    paid = (finish(12, fastest_lap=True, points=27), finish(13, points=23))
    assert {row[3] for row in judged("cup-2025-05", *paid)} == {"unexplained"}


def test_a_penalty_is_taken_from_what_the_second_source_gives() -> None:
    # Ted Musgrave lost 50 in the row; a second source has him leading a lap
    winner, row = finish(1, points=195, led=9), finish(20, driver_id="ted-musgrave", points=103 + 5 - 50)
    recorded = Recorded(race("truck-2007-11"), (winner, row), {"20": {"led": 3}})
    assert [each.name for each in verify(Rulebook.load(), (recorded,)).mismatches] == ["second_source"]


def test_a_second_source_of_stages_explains_a_row() -> None:
    row = finish(20, points=17 + 8, stages=(None, 4))
    assert judged("cup-2022-05", row) == [("20", 25, 24, "unexplained")]
    recorded = Recorded(race("cup-2022-05"), (row,), {"20": {"stage_2": 3}})
    assert [each.name for each in verify(Rulebook.load(), (recorded,)).mismatches] == ["second_source"]


@pytest.mark.parametrize(("key", "first", "rest"), [
    ("cup-1954-05", 2, (96, 92)),  # the win is not in it: from the second's 96 it is 100
    ("cup-1960-05", 2, (100, 96)),  # in those years who may not score left his place to the next
    ("cup-1954-05", 1, (100, 96)),
])  # fmt: skip
def test_in_the_purse_years_the_best_row_gives_the_scale_and_the_others_are_tested(
    key: str, first: int, rest: tuple[int, ...]
) -> None:
    rows = [finish(place, points=points) for place, points in enumerate(rest, start=first)]
    result = verify(Rulebook.load(), (Recorded(race(key), tuple(rows)),))
    season = race(key).key.season
    assert dict(result.counts) == {("cup", season, "scale"): 1, ("cup", season, "exact"): 1}
    wrong = verify(Rulebook.load(), (Recorded(race(key), (rows[0], finish(first + 1, points=rest[1] - 1))),))
    assert wrong.counts["cup", season, "unexplained"] == 1


def test_lap_points_are_no_part_of_what_the_record_has_of_1972() -> None:
    assert judged("cup-1972-05", finish(1, points=100), finish(2, points=98)) == []


def test_a_race_that_cannot_be_computed_is_named_with_the_reason() -> None:
    result = verify(Rulebook.load(), (Recorded(race("cup-1974-05"), (finish(1, points=100),)),))
    assert (result.total(), list(result.not_computed)) == (0, ["cup-1974-05"])
    assert "cup-1974-05" in result.not_computed["cup-1974-05"]


def test_the_document_counts_the_headline_apart_from_earlier_and_later_years() -> None:
    winner = (finish(1, points=185, led=9), finish(2, points=170), finish(3, points=1))
    races = [
        Recorded(race("cup-1990-05"), winner),
        Recorded(race("truck-1999-05"), winner[:2]),
        Recorded(race("cup-1954-05"), (finish(1, points=100),)),
        Recorded(race("cup-2025-05"), (finish(1, points=40), finish(2, points=35))),
    ]
    document = verify(Rulebook.load(), races).to_json()
    assert {key: document[key] for key in ("rows", "scoring_rows", "exact", "explained", "unexplained")} == {
        "rows": 8, "scoring_rows": 5, "exact": 4, "explained": 0, "unexplained": 1,
    }  # fmt: skip
    assert document["classes"] == {"exact": 4, "unexplained": 1}
    assert document["other"] == {"1952-1974": {"scale": 1}, "2025-": {"exact": 2}}
    assert [(row["series"], row["season"], row["exact"], row["unexplained"]) for row in document["series"]] == [
        ("cup", 1954, 0, 0), ("cup", 1990, 2, 1), ("cup", 2025, 2, 0), ("truck", 1999, 2, 0),
    ]  # fmt: skip
    assert [row["key"] for row in document["mismatches"]] == ["cup-1990-05"]
