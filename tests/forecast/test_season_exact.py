"""What is said to be certain, checked against every result that could be: small seasons, all outcomes."""

import itertools
from typing import NamedTuple

import numpy as np
import pytest

from stockcar.forecast.season_exact import Cut
from stockcar.forecast.season_pay import Pay, paid
from stockcar.forecast.season_title import Lines, Terms, titles
from stockcar.sim import RunRows

SCALE = (0, 10, 7, 5, 4, 3, 2, 1)


def pay(stages: int = 0, cars: int = 7) -> Pay:
    """A small scale for so many cars; a stage pays its first two 2 and 1."""
    return Pay(np.array(SCALE[: cars + 1], np.int32), 0, 0, 0, stages, (2, 1) if stages else (), 0, 5, 1)


class Small(NamedTuple):
    """Every outcome of the races left, and who makes it in each."""

    cut: Cut
    made: np.ndarray  # (outcomes, drivers)
    won: np.ndarray  # (outcomes, drivers) a race of those left
    gained: np.ndarray  # (outcomes, drivers)


def every_outcome(points: list[int], wins: list[int], left: int, places: int, stages: int = 0) -> Small:
    """A regular season of one race already run and ``left`` to come, all orders of them."""
    n = len(points)
    orders = np.array(list(itertools.permutations(range(1, n + 1))))
    one = len(orders) * (n * (n - 1) if stages else 1)
    firsts = np.array(list(itertools.permutations(range(n), 2))) if stages else None
    parts = []
    rows = np.repeat(orders, one // len(orders), axis=0)
    stage = np.zeros((one, n), np.int64)
    winner = np.full((one, 4), -1)
    if firsts is not None:
        pairs = np.tile(firsts, (len(orders), 1))
        stage[np.arange(one), pairs[:, 0]] = 2
        stage[np.arange(one), pairs[:, 1]] = 1
        winner[:, 0] = pairs[:, 0]
    zero = np.zeros((one, n), np.int64)
    race = paid(pay(stages, n), RunRows(rows, zero, zero, zero, stage, winner, np.zeros((one, 16), np.int64)),
                np.ones(n, bool), np.zeros(one))  # fmt: skip
    total = one**left
    for number in range(left):
        repeat, tile = one**number, total // one ** (number + 1)
        parts.append([np.tile(np.repeat(part, repeat, axis=0), (tile, 1, 1)) for part in race])
    base = Lines(
        np.broadcast_to(np.array(points, np.int32), (total, 1, n)),
        # places that break no tie by wins: nobody's place is first but of those who have won
        np.broadcast_to(np.array([1 if w else n + 1 + i for i, w in enumerate(wins)], np.int16), (total, 1, n)),
        np.broadcast_to(np.array(wins, bool), (total, 1, n)),
        np.zeros((total, 1, n), np.int16),
    )
    final = [np.zeros((total, 1, n), part.dtype) for part in base]
    whole = Lines(*(np.concatenate(p, axis=1) for p in zip(base, *parts, final, strict=True)))
    yes = np.ones(n, bool)
    value = {"mechanism": "rounds", "regular": left + 1, "field": places, "rounds": [1], "keep": [], "resets": [0]}
    terms = Terms(value, (), True, yes, yes, yes, 0, ~yes)
    late = whole.cut(2, left + 1)
    named = {f"d{i}": p for i, p in enumerate(points)}
    cut = Cut(places, named, {f"d{i}": w for i, w in enumerate(wins)}, [pay(stages, n)] * left, True, True, True)
    return Small(cut, titles(whole, terms).made, late.won.any(axis=1), late.points.sum(axis=1))


CASES = [
    ([30, 22, 15, 9], [1, 0, 0, 0], 1, 2, 0), ([30, 28, 27, 9], [0, 0, 0, 0], 1, 2, 0),
    ([50, 30, 20, 10], [0, 1, 0, 1], 1, 2, 0), ([50, 30, 20, 10, 4], [0, 1, 0, 0, 0], 1, 3, 0),
    ([40, 38, 20, 19], [0, 0, 1, 0], 2, 2, 0), ([60, 41, 24, 22, 10], [1, 0, 0, 0, 0], 2, 3, 0),
    ([33, 31, 30, 29], [0, 0, 0, 0], 2, 3, 0), ([40, 30, 20, 10], [1, 1, 1, 0], 1, 3, 0),
    ([40, 30, 20, 10], [0, 1, 1, 1], 1, 3, 0), ([25, 24, 10, 9], [0, 1, 0, 1], 2, 2, 0),
    ([30, 22, 15, 9], [0, 0, 0, 0], 1, 2, 1), ([31, 20, 18, 17], [0, 1, 0, 0], 1, 2, 1),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_no_outcome_makes_a_statement_wrong(case):
    small = every_outcome(*case)
    for slot, driver in enumerate(small.cut.points):
        state, made = small.cut.state(driver), small.made[:, slot]
        assert not state.clinched or made.all()
        assert not state.eliminated or not made.any()
        if state.must_win:
            assert not made[~small.won[:, slot]].any()
            assert made.any()
        if state.magic_points is not None:
            enough = small.gained[:, slot] >= state.magic_points
            assert made[enough].all(), f"{driver} has {state.magic_points} and is out"


def test_statements_are_sharp_where_one_race_is_left():
    """Over many invented standings: what is certain is nearly always said."""
    rng = np.random.Generator(np.random.Philox(8))
    said = true = 0
    for _ in range(150):
        points = sorted(rng.integers(5, 45, 5).tolist(), reverse=True)
        wins = (rng.random(5) < 0.3).astype(int).tolist()
        small = every_outcome(points, wins, 1, 3)
        for slot, driver in enumerate(small.cut.points):
            state, made = small.cut.state(driver), small.made[:, slot]
            assert not state.clinched or made.all(), (points, wins, driver)
            assert not state.eliminated or not made.any(), (points, wins, driver)
            assert not state.must_win or not made[~small.won[:, slot]].any(), (points, wins, driver)
            said += state.clinched + state.eliminated
            true += made.all() + (not made.any())
    assert said >= 0.9 * true, f"{said} of {true}"


def test_a_round_lets_every_winner_on():
    cut = Cut(2, {"a": 30, "b": 20, "c": 11, "d": 9}, {"d": 1}, [pay()], wins_first=True)
    assert cut.state("d").clinched
    assert not cut.state("a").clinched
    assert cut.state("c").must_win


def test_a_title_on_points_alone():
    cut = Cut(1, {"a": 40, "b": 31, "c": 20}, {}, [pay()])
    assert [cut.state(d).clinched for d in "abc"] == [False, False, False]  # a starts: 41; b may reach 41
    assert cut.state("a").magic_points == 2
    assert cut.state("c").eliminated
    assert Cut(1, {"a": 41, "b": 31}, {}, [pay()]).state("a").clinched
