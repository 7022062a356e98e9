"""Simulated seasons: the same counts for any number of workers; the same luck under two formats."""

import numpy as np
import pytest

from stockcar.errors import UsageError
from stockcar.forecast.season_fit import drifted, drifts
from stockcar.forecast.season_ranges import RANGE, Work, count_range, count_season, ranges, season_lines
from tests.forecast.season_plan import RACES, small_plan

RUNS = 460  # two ranges and a part of one


@pytest.fixture(scope="module")
def counts():
    return count_season(small_plan(), Work(RUNS, workers=1))


def same(one, other) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_any_number_of_workers_gives_the_same_counts(counts):
    assert same(counts, count_season(small_plan(), Work(RUNS, workers=2)))
    assert same(counts, count_season(small_plan(), Work(RUNS, workers=5)))


def test_ranges_in_any_order_add_up(counts):
    spans = ranges(RUNS)
    assert spans == [(0, RANGE), (RANGE, RANGE), (2 * RANGE, RUNS - 2 * RANGE)]
    parts = [count_range(small_plan(), *span) for span in reversed(spans)]
    assert same(counts, parts[0] + parts[1] + parts[2])


def test_every_run_has_its_places(counts):
    events = counts.hits.sum(axis=1)
    assert events.tolist() == [6 * RUNS, 3 * RUNS, RUNS]
    assert counts.place.sum() == RUNS * sum(range(1, counts.hits.shape[1] + 1))


def test_two_formats_share_their_races():
    rounds = season_lines(small_plan("rounds"), 0, 40)[0]
    points = season_lines(small_plan("most_points"), 0, 40)[0]
    assert same(rounds, points)
    assert not same(rounds, season_lines(small_plan(seed=4), 0, 40)[0])


def test_a_later_start_of_the_simulation_keeps_the_luck_of_later_races():
    plan = small_plan()
    whole = season_lines(plan, 0, 40)[0]
    held = plan.past._replace(**{name: np.zeros((1, 1, part.shape[2]), part.dtype)
                                 for name, part in plan.past._asdict().items()})  # fmt: skip
    later = plan._replace(past=held, races=plan.races[1:], pays=plan.pays[1:], slots=plan.slots[1:],
                          scores=plan.scores[1:])  # fmt: skip
    assert np.array_equal(season_lines(later, 0, 40)[0].place[:, 1:], whole.place[:, 1:])


def test_drift_is_the_drivers_own():
    numbers = range(3, 10)
    both = drifts(5, "cup-2022", ["a", "b"], np.full(2, 0.2), numbers, 7)
    assert np.array_equal(both[:, 1], drifts(5, "cup-2022", ["b"], np.full(1, 0.2), numbers, 7)[:, 0])
    assert not np.array_equal(both, drifts(5, "cup-2022", ["a", "b"], np.full(2, 0.2), numbers, 8))
    many = np.stack([drifts(5, "cup-2022", ["a"], np.full(1, 0.2), numbers, block)[-1, 0] for block in range(800)])
    assert abs(many.mean()) < 0.03
    assert 0.17 < many.std() < 0.25


def test_drift_takes_from_the_weekend_what_it_adds_to_the_season():
    race = small_plan().races[0]
    race = race._replace(slope=-2.5 * float(race.inputs.cars.weekend_sd_s[0]))  # a drift of half the weekend's luck
    moved = drifted(race, np.zeros(len(race.inputs.cars.key)))
    whole = moved.cars.weekend_sd_s**2 + (race.slope * 0.2) ** 2
    assert np.allclose(whole, race.inputs.cars.weekend_sd_s**2)
    assert np.allclose(moved.cars.mu_s, race.inputs.cars.mu_s - race.inputs.cars.mu_s.mean())


@pytest.mark.parametrize("work", [Work(0), Work(10, workers=0)])
def test_nothing_to_do_is_refused(work):
    with pytest.raises(UsageError):
        count_season(small_plan(), work)


def test_the_plan_has_as_many_races_as_it_says():
    assert season_lines(small_plan(), 0, 20)[0].points.shape[:2] == (20, RACES)
