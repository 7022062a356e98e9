"""The first stage is won as often as asked, by pace that is gone after the first stop."""

import numpy as np
import pytest

from stockcar.forecast.first_run import LIMIT, first_run, told_of
from stockcar.forecast.normal import Floats, normal_scores
from stockcar.sim import Outcomes, simulate
from stockcar.sim.example import example_inputs

N = 12
GRID = normal_scores(np.arange(1.0, N + 1))


def raced(first_s: Floats, runs: int = 600) -> Outcomes:
    inputs = example_inputs("short", n_cars=N, laps=60)
    even = inputs.cars._replace(mu_s=np.zeros(N), grid=np.arange(1, N + 1), first_s=first_s)
    return simulate(inputs._replace(cars=even), 3, runs)


def test_first_stages_are_won_as_asked() -> None:
    chance = np.exp(1.5 * GRID)
    chance = chance / chance.sum()
    told, first_s = told_of(GRID, np.zeros(N), chance), np.zeros(N)
    misses = []
    for _ in range(6):
        outcomes = raced(first_s)
        won = outcomes.stage_wins[0]
        misses.append(float(np.abs(won / won.sum() - chance).sum()))
        first_s = first_run(first_s, outcomes, chance, told, (-0.15, 0.3))
    assert misses[-1] < 0.5 * misses[0]


def test_who_starts_behind_the_middle_is_not_told_apart() -> None:
    told = told_of(GRID, GRID, np.full(N, 1 / N))
    assert (told[N // 2 :] == told[N // 2]).all()
    assert (np.diff(told[: N // 2, 0]) < 0).all()


@pytest.mark.parametrize("spread_s", [0.0, 0.01, 0.2])
def test_no_first_run_is_further_off_than_the_field_is_wide(spread_s: float) -> None:
    chance = np.eye(N)[3]
    moved = first_run(np.zeros(N), raced(np.zeros(N), 200), chance, told_of(GRID, GRID, chance), (-5.0, spread_s))
    assert np.abs(moved).max() <= LIMIT * spread_s


def test_a_race_without_stages_has_none_of_it() -> None:
    inputs = example_inputs("short", n_cars=N, laps=20)
    inputs = inputs._replace(procedure=inputs.procedure._replace(stage_end_laps=np.array([], np.int64)))
    before = np.linspace(-0.1, 0.1, N)
    chance = np.full(N, 1 / N)
    after = first_run(before, simulate(inputs, 1, 200), chance, told_of(GRID, GRID, chance), (-0.1, 0.1))
    assert np.array_equal(after, before)
