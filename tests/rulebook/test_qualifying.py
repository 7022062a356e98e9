"""Line-ups from times, when rounds are run and when weather takes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockcar.errors import RuleMissing, UsageError
from stockcar.rulebook import Confidence, Rulebook, State
from stockcar.rulebook.explain import explain_qualifying
from stockcar.rulebook.qualifying import Ranks, by_metric, by_rows, duels_line_up, heat_points, line_up, to_the_rear
from tests.rulebook.race_values import race
from tests.rulebook.recorded_rows import book_folder, recorded

BOOK = Rulebook.load()
ONE = {"1": 30.5, "2": 30.1, "3": 30.9, "4": 30.3, "5": None}


@pytest.mark.parametrize(("rounds", "expected"), [
    ([ONE], "2 4 1 3"),  # one round: by time
    ([ONE, {"2": 30.4, "4": 30.2}], "4 2 1 3"),  # those of round two ahead of the rest
    ([ONE, {"2": 30.4, "4": None}], "2 4 1 3"),  # reached round two, set no time: behind those who did
    ([ONE, {"1": 30.0, "2": 30.2, "4": 30.4}, {"2": 30.3, "4": 30.1}], "4 2 1 3"),
    ([ONE, None], "2 4 1 3"),  # round two cancelled: round one counts
    ([ONE, {"1": 30.0, "2": 30.2}, None], "1 2 4 3"),  # round three cancelled: round two, then one
])  # fmt: skip
def test_line_ups(rounds, expected: str) -> None:
    assert line_up(BOOK.on(race("cup-2023-12")), rounds) == tuple(expected.split())


def test_cars_without_a_time_follow_in_the_order_given() -> None:
    assert line_up(BOOK.on(race("cup-2023-12")), [ONE], without_time=["9", "5", "1"]) == ("2", "4", "1", "3", "9", "5")


def test_mid_ohio_2022_takes_the_better_of_rounds_one_and_two_and_says_it_is_unconfirmed() -> None:
    rules = BOOK.on(race("truck-2022-15", kind="road"))
    two = {"1": 31.0, "3": 29.9, "4": 30.2}
    assert line_up(rules, [ONE, two, None]) == ("3", "2", "4", "1")
    assert rules.rule("round_cancelled").confidence is Confidence.UNCONFIRMED


def test_no_round_at_all_says_what_decides() -> None:
    with pytest.raises(UsageError, match="no round of cup-2023-12 was run") as said:
        line_up(BOOK.on(race("cup-2023-12")), [None, None])
    assert "metric" in str(said.value)


def test_the_metric_weighs_ranks_of_its_day() -> None:
    ranks = {"1": Ranks(2, 2, 9, 1), "2": Ranks(9, 9, 1, 9), "3": Ranks(1, 1, 1, 30)}
    assert by_metric(BOOK.on(race("cup-2021-06", "2021-03-21")), ranks) == ("1", "3", "2")
    assert by_metric(BOOK.on(race("cup-2020-25", "2020-08-20")), ranks, playoff=["2"]) == ("2", "1", "3")
    with pytest.raises(RuleMissing, match="no line-up metric"):
        by_metric(BOOK.on(race("cup-2012-06")), ranks)


def test_duels_fill_the_rows_behind_the_front_row() -> None:
    times = {"1": 49.0, "2": 49.5, "3": 49.1, "4": 50.0}
    assert duels_line_up(times, [["4", "1", "5"], ["3", "2", "6"]]) == ("1", "3", "4", "2", "5", "6")


def test_rows_go_to_the_groups() -> None:
    group = {"1": "A", "2": "B", "3": "A", "4": "B", "5": "A"}
    assert by_rows(["1", "2", "3", "4", "5"], group, first=3) == ("1", "2", "4", "3", "5")


@pytest.mark.parametrize(("start", "finish", "points"), [(1, 1, 10), (9, 1, 18), (1, 5, 6), (10, 10, 1), (12, 11, 1)])
def test_heats_pay_places_and_places_gained(start: int, finish: int, points: int) -> None:
    assert heat_points(BOOK.on(race("cup-2022-09", "2022-04-17", kind="dirt")), start, finish) == points


def test_cars_sent_to_the_rear_keep_their_order() -> None:
    assert to_the_rear(["1", "2", "3", "4"], ["3", "1"]) == ("2", "4", "1", "3")


@given(st.dictionaries(st.sampled_from("abcdefghij"), st.floats(20, 60), min_size=1))
def test_a_faster_lap_never_starts_behind(times: dict[str, float]) -> None:
    order = line_up(BOOK.on(race("cup-2025-12")), [times])
    assert [times[car] for car in order] == sorted(times.values())


@pytest.mark.parametrize(("key", "said", "confidence"), [
    ("cup-1959-03", "two qualifying races", "checked"),
    ("cup-1971-04", "front row by time, the rest by two qualifying races", "checked"),
    ("cup-1979-02", "front row by time, the rest by two qualifying races", "unconfirmed"),
    ("cup-2000-01", "front row by time, the rest by two qualifying races", "unconfirmed"),
    ("cup-2004-01", "front row by time, the rest by two qualifying races", "sourced"),
    ("cup-1968-04", "one car at a time, by the better lap", "unconfirmed"),
    ("cup-1979-03", "one car at a time, by the better lap", "unconfirmed"),
])  # fmt: skip
def test_the_line_up_of_the_daytona_500(key: str, said: str, confidence: str) -> None:
    first = explain_qualifying(BOOK.on(race(key)))["steps"][0]
    assert (first["text"].split(".")[0].split(" (")[0], first["confidence"]) == (said, confidence)


@pytest.mark.parametrize(("key", "state", "confidence"), [
    ("cup-1959-03", State.UNKNOWN, "unconfirmed"), ("cup-1985-01", State.UNKNOWN, "unconfirmed"),
    ("cup-2000-05", State.RULE, "unconfirmed"), ("cup-2006-01", State.RULE, "sourced"),
    ("xfinity-1990-03", State.UNKNOWN, "unconfirmed"), ("truck-2004-03", State.UNKNOWN, "unconfirmed"),
])  # fmt: skip
def test_guarantees_are_of_the_years_that_a_source_covers(key: str, state: State, confidence: str) -> None:
    (rule,) = [e for e in BOOK.topics[race(key).key.series, "guarantees"].entries if e.holds_on(race(key).date)]
    assert (rule.state, rule.confidence.value) == (state, confidence)


FIRST_DUELS = {"cup-1963-07": 5, "cup-1965-04": 2, "cup-1967-05": 3, "cup-1970-04": 2, "cup-1971-04": 2}


@pytest.mark.full_book
@pytest.mark.skipif(book_folder() is None, reason="the full book is not built: stockcar book build")
@pytest.mark.parametrize("key", FIRST_DUELS)
def test_lanes_of_the_daytona_500_are_its_qualifying_races(key: str) -> None:
    """Rows two to five: the inside by the first race, the outside by the second, without the front row."""
    held = {str(each.race.key): each.finishes for each in recorded(1963, 1971)}
    grid = [finish.driver_id for finish in sorted(held[key], key=lambda finish: finish.start or 99)]
    number = FIRST_DUELS[key]
    duels = [[f.driver_id for f in held[f"{key[:9]}{n:02d}"] if f.driver_id in grid] for n in (number, number + 1)]
    order = duels_line_up({grid[0]: 1.0, grid[1]: 2.0}, duels)
    assert list(order[:6]) == grid[:6]


@pytest.mark.parametrize(("key", "day", "kind", "expected"), [
    ("cup-2010-05", "2010-03-21", "short", "single"), ("cup-2014-05", "2014-03-23", "intermediate", "knockout"),
    ("cup-2015-02", "2015-03-01", "superspeedway", "knockout"),
    ("cup-2015-10", "2015-05-03", "superspeedway", "two_rounds"),
    ("cup-2019-12", "2019-05-11", "intermediate", "single"), ("cup-2019-16", "2019-06-23", "road", "groups"),
    ("cup-2020-10", "2020-06-10", "short", "none"), ("cup-2021-15", "2021-05-30", "intermediate", "single"),
    ("cup-2022-01", "2022-02-20", "superspeedway", "duels"), ("cup-2022-09", "2022-04-17", "dirt", "heats"),
    ("cup-2023-12", "2023-05-07", "intermediate", "groups"),
    ("cup-2023-10", "2023-04-23", "superspeedway", "two_rounds"),
    ("xfinity-2023-09", "2023-04-15", "short", "single"), ("truck-2022-15", "2022-07-09", "road", "groups"),
    ("cup-2025-12", "2025-05-11", "intermediate", "single"), ("cup-2025-16", "2025-06-15", "road", "groups"),
])  # fmt: skip
def test_formats(key: str, day: str, kind: str, expected: str) -> None:
    assert BOOK.on(race(key, day, kind)).rule("qualifying").given["format"] == expected
