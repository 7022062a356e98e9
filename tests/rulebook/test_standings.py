"""Tables: what a line counts, how level lines are told apart, owners and makes by the rules of their year."""

import pytest

from stockcar.rulebook import Rulebook
from stockcar.rulebook.season import Line, SeasonScores
from stockcar.rulebook.standings import driver_standings, manufacturer_standings, owner_standings, rank, tie_key
from stockcar.rulebook.standings import why_ahead as why
from tests.rulebook.race_values import finish, race

BOOK = Rulebook.load()


def lines(*places: int, points: float = 10) -> tuple[Line, ...]:
    """A season of those places, race by race; 0 is a penalty without a start."""
    return tuple(Line(n, place, points, points, place == 1, 0, 0, True) for n, place in enumerate(places, start=1))


def test_a_line_counts_starts_wins_and_best_places() -> None:
    (only,) = rank({"a": lines(1, 5, 6, 10, 11, 0, 1, 4)})
    assert (only.position, only.id, only.points) == (1, "a", 80)
    assert (only.wins, only.starts, only.top5, only.top10, only.tie) == (2, 7, 4, 6, "")


@pytest.mark.parametrize(("ahead", "behind", "said"), [
    ((1, 9), (2, 3), "level on points; fewer wins (0 to 1)"),
    ((1, 2), (1, 3), "level on points; fewer second places (0 to 1)"),
    ((2, 1, 5), (1, 2, 6), "level on points; fewer fifth places (0 to 1)"),
    ((2, 1), (1, 2), None),  # first's first win came later: he stands behind
    ((5, 6, 0), (6, 5), "level on points and on places; the first fifth place came later (race 2 to 1)"),
    ((3, 7), (3,), "level on points; fewer seventh places (0 to 1)"),
    ((2,), (), "level on points; fewer second places (0 to 1)"),
])  # fmt: skip
def test_level_lines_are_told_apart(ahead: tuple[int, ...], behind: tuple[int, ...], said: str | None) -> None:
    first, second = lines(*ahead, points=0), lines(*behind, points=0)
    if said is None:
        assert tie_key(second) < tie_key(first)
        return
    assert tie_key(first) < tie_key(second)
    table = rank({"behind": second, "ahead": first})
    assert [line.id for line in table] == ["ahead", "behind"]
    assert (table[0].tie, table[1].tie) == ("", said)
    assert why(first, second) == said


def test_only_level_lines_carry_a_reason() -> None:
    table = rank({"a": lines(1, points=9), "b": lines(2, points=9), "c": lines(3, points=8)})
    assert [bool(line.tie) for line in table] == [False, True, False]


def test_who_may_not_score_is_in_no_table_of_drivers() -> None:
    results = [(race("xfinity-2019-05"), [finish(1, driver_id="guest", eligible=False), finish(2, driver_id="own")])]
    assert [line.id for line in driver_standings(SeasonScores.of(BOOK, results))] == ["own"]


def test_owners_lose_what_was_taken_from_the_car_and_not_what_fell_on_the_driver_alone() -> None:
    both = [(race("cup-2022-05"), [finish(3, driver_id="brad-keselowski", car="6")])]
    assert owner_standings(BOOK, both)[0].points == 34 - 100
    driver_alone = [(race("cup-2023-04"), [finish(3, driver_id="denny-hamlin", car="11")])]
    assert owner_standings(BOOK, driver_alone)[0].points == 34
    assert driver_standings(SeasonScores.of(BOOK, driver_alone))[0].points == 34 - 25


def test_owners_have_the_points_of_the_duels_too() -> None:
    results = [(race("cup-2021-01"), [finish(5, driver_id="aric-almirola", car="10"), finish(6, car="42")])]
    table = {line.id: (line.points, line.wins, line.starts) for line in owner_standings(BOOK, results)}
    assert table == {"10": (42, 0, 1), "42": (31, 0, 1)}


@pytest.mark.parametrize(("key", "expected"), [
    ("cup-2010-05", {"Ford": 9 + 6, "Toyota": 6 + 9, "Chevrolet": 4 + 4}),  # by the rank among the makes
    ("cup-2015-05", {"Ford": 43 + 3 + 1 + 1 + 42, "Toyota": 42 + 43 + 3, "Chevrolet": 38 + 38}),  # as the best car
    ("cup-2022-05", {"Ford": 40 + 35, "Toyota": 35 + 40, "Chevrolet": 31 + 31}),  # by place
])  # fmt: skip
def test_makes_take_the_points_of_their_best_car(key: str, expected: dict[str, int]) -> None:
    second = key[:-2] + "06"
    results = [
        (race(key), [finish(1, make="Ford", led=9), finish(2, make="Toyota"), finish(6, make="Chevrolet"),
                     finish(3, make="Ford"), finish(4)]),
        (race(second), [finish(1, make="Toyota"), finish(2, make="Ford"), finish(6, make="Chevrolet")]),
    ]  # fmt: skip
    table = manufacturer_standings(BOOK, results)
    assert {line.id: line.points for line in table} == expected
    assert {line.id: (line.wins, line.starts) for line in table} == {
        "Ford": (1, 2), "Toyota": (1, 2), "Chevrolet": (0, 2),
    }  # fmt: skip
