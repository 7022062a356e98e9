"""First stages are won by the quick and by those who start in front."""

from typing import Any

import numpy as np
import pytest

from stockcar.forecast.form import form_of
from stockcar.forecast.history import History, history_of
from stockcar.forecast.luck import luck_of
from stockcar.forecast.normal import Floats
from stockcar.forecast.stages import stage_chances, stage_winners
from stockcar.forecast.strength import Mode, strengths

from .conftest import league


def _past(races: int = 80) -> dict[str, Any]:
    """Races whose first stage is won by the car on pole, three times of four; else by the second."""
    past = league(races=races)
    place = np.where(past["start"] == 1, 1, np.where(past["start"] == 2, 2, 3))
    other = past["race_index"] % 4 == 3
    place[other] = np.where(place[other] < 3, 3 - place[other], 3)
    past["stage_1"] = place
    return past


def _chances(history: History, mode: Mode) -> Floats:
    strength = strengths(history, form_of(history), mode)
    return stage_chances(
        history, strength, luck_of(history, strength, np.full(len(strength), 0.1), np.zeros(len(strength))), mode
    )


@pytest.mark.parametrize("mode", ["grid", "before-qualifying"])
def test_the_chances_of_a_race_add_to_one(mode: Mode) -> None:
    history = history_of(_past())
    chance = _chances(history, mode)
    for race in range(history.races):
        assert chance[history.rows(race)].sum() == pytest.approx(1)


def test_the_grid_counts_where_it_is_known() -> None:
    history = history_of(_past())
    last = history.rows(history.races - 1)
    pole = int(np.flatnonzero(history.start[last] == 1)[0])
    assert _chances(history, "grid")[last][pole] > _chances(history, "before-qualifying")[last][pole]


def test_a_stage_does_not_know_its_own_winner() -> None:
    past = _past()
    turned = {**past, "stage_1": past["stage_1"].copy()}
    last = past["race_index"] == 79
    turned["stage_1"][last] = past["stage_1"][last][::-1]
    a, b = (history_of(columns) for columns in (past, turned))
    assert np.array_equal(_chances(a, "grid"), _chances(b, "grid"))


def test_of_one_race_it_says_the_same() -> None:
    history = history_of(_past())
    strength = strengths(history, form_of(history), "grid")
    luck = luck_of(history, strength, np.full(len(strength), 0.1), np.zeros(len(strength)))
    whole = stage_chances(history, strength, luck, "grid")
    one, rows = stage_chances(history, strength, luck, "grid", of=70), history.rows(70)
    assert np.array_equal(one[rows], whole[rows])
    assert np.isnan(np.delete(one, np.arange(rows.start, rows.stop))).all()


def test_without_stages_nothing_is_said() -> None:
    history = history_of(league(races=20))
    assert stage_winners(history) == [None] * 20
    assert np.isnan(_chances(history, "grid")).all()
