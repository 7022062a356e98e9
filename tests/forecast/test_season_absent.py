"""Who misses races in simulated seasons: by habit, by a luck of his own, and never where the field is known."""

import numpy as np
import pytest

from stockcar.forecast.season_absent import HABITS, Attendance, absences, luck_of_absence, nobody
from stockcar.forecast.season_ranges import Work, count_season, season_lines
from tests.forecast.season_plan import RACES, small_plan


def attendance(miss: float, gone: float = 0.2, back: float = 0.5, away: bool = False, sure: int = 0) -> Attendance:
    return Attendance(np.full(3, miss), np.full(3, away), gone, back, sure)


def luck(runs: int = 4000, races: int = 12) -> np.ndarray:
    return luck_of_absence(1, "cup-2022", ["a", "b", "c"], range(5, 5 + races), 0, runs)


@pytest.mark.parametrize("miss", [0.0, 0.02, 0.3])
def test_the_first_race_is_missed_as_often_as_is_said(miss: float) -> None:
    found = absences(attendance(miss), luck(), [0, 1, 2])
    assert found.away[:, 0].mean() == pytest.approx(miss, abs=4 * np.sqrt(0.3 * 0.7 / 12_000))


def test_those_who_are_gone_never_come_back() -> None:
    found = absences(attendance(0.3), luck(), [0, 1, 2])
    races = np.arange(found.away.shape[1])[None, :, None]
    assert found.away[races >= found.gone[:, None, :]].all()
    assert 0.1 < (found.gone < 12).mean() < 0.9


def test_those_who_are_away_come_back_half_the_time() -> None:
    found = absences(attendance(0.0, away=True), luck(), [0, 1, 2])
    assert found.away[:, :3].mean(axis=(0, 2)) == pytest.approx([0.5, 0.25, 0.125], abs=0.02)


def test_a_known_field_comes_as_it_is() -> None:
    found = absences(attendance(0.9, sure=2), luck(), [0, 1, 2])
    assert not found.away[:, :2].any()
    assert found.away[:, 2].any()


def test_luck_is_the_drivers_own_and_by_the_number_of_the_race() -> None:
    three = luck(20)
    assert np.array_equal(three[1], luck_of_absence(1, "cup-2022", ["b"], range(5, 17), 0, 20)[0])
    assert np.array_equal(three[:, :, 4:], luck_of_absence(1, "cup-2022", ["a", "b", "c"], range(9, 17), 0, 20))
    assert np.array_equal(three[:, :10], luck(10))


def test_who_is_away_takes_nothing_and_who_is_gone_is_not_in_the_playoffs() -> None:
    plan = small_plan()
    n = len(plan.driver_ids)
    miss = np.where(np.arange(n) == 4, 1.0, 0.0)
    left = plan._replace(attendance=Attendance(miss, np.zeros(n, bool), 1.0, 0.0))
    lines, gone = season_lines(left, 0, 40)
    whole, never = season_lines(plan, 0, 40)
    assert (lines.place[:, :, 4] == 0).all()
    assert (lines.points[:, :, 4] == 0).all()
    others = np.arange(n) != 4
    assert np.array_equal(lines.points[:, :, others], whole.points[:, :, others])
    assert (gone[:, 4] == 0).all()
    assert (never == RACES).all()
    assert count_season(left, Work(40)).hits[:, 4].tolist() == [0, 0, 0]


def test_those_of_every_race_miss_fewest() -> None:
    for habit in HABITS.values():
        assert habit.all < habit.most < habit.some
    assert not nobody(2, 3, 4).away.any()
