"""What the front of the grid is worth in wins."""

from typing import Any

import numpy as np
import pytest

from stockcar.forecast.front_row import Evidence, tilted, worths_of
from stockcar.forecast.history import TRACK_TYPES, history_of
from stockcar.forecast.normal import Floats
from stockcar.forecast.walk import walk

from .conftest import league

ROAD = TRACK_TYPES.index("road")
EVEN = np.full(12, 1 / 12)


def won_from_pole(past: dict[str, Any], kind: str) -> dict[str, Any]:
    """The league with every race at this kind of track won by the car that started first."""
    finish = past["finish"].copy()
    for race in np.unique(past["race_index"][past["track_type"] == kind]):
        rows = np.flatnonzero(past["race_index"] == race)
        pole, winner = rows[past["start"][rows] == 1][0], rows[finish[rows] == 1][0]
        finish[[pole, winner]] = finish[[winner, pole]]
    return past | {"finish": finish}


def even(_race: int) -> Floats:
    return EVEN


@pytest.mark.parametrize(("kind", "least", "most"), [("road", 0.5, 1.5), ("short", -0.2, 0.35)])
def test_where_the_pole_wins_the_front_is_worth_more(kind: str, least: float, most: float) -> None:
    history = history_of(won_from_pole(league(races=160), "road"))
    worth = worths_of(history, even, first_season=2020)
    assert least < worth[history.track_type == TRACK_TYPES.index(kind)][-1] < most


def test_no_season_before_its_first_has_the_term() -> None:
    history = history_of(won_from_pole(league(races=160), "road"))
    assert not worths_of(history, even).any()  # the league ends in 2023
    worth = worths_of(history, even, first_season=2022)
    assert not worth[history.season < 2022].any()
    assert worth[history.season >= 2022].any()


def test_a_race_is_read_before_its_own_day_is_learned() -> None:
    past = league(races=80)
    other = past | {"finish": np.where(past["race_index"] == 79, 13 - past["finish"], past["finish"])}
    worth, again = (worths_of(history_of(columns), even, first_season=2020) for columns in (past, other))
    assert np.array_equal(worth, again)


def test_the_evidence_of_winners_fades_and_is_lent() -> None:
    evidence, start = Evidence(), np.arange(1.0, 13)
    for _ in range(20):
        evidence.learn(ROAD, EVEN, start, won=0)
    at_once = evidence.worth(ROAD)
    assert 0 < evidence.worth(TRACK_TYPES.index("short")) < at_once
    evidence.fade(3 * 365)
    assert 0 < evidence.worth(ROAD) < at_once


@pytest.mark.parametrize(
    ("start", "worth", "first", "last"),
    [
        (np.arange(1.0, 13), 0.0, 1 / 12, 1 / 12),
        (np.arange(1.0, 13), 1.0, 0.168, 0.067),
        (np.full(12, np.nan), 1.0, 1 / 12, 1 / 12),  # no grid is known: nobody gains
    ],
)
def test_chances_lean_to_the_front_and_add_to_one(start: Floats, worth: float, first: float, last: float) -> None:
    win = tilted(EVEN, start, worth)
    assert win.sum() == pytest.approx(1)
    assert win[[0, -1]] == pytest.approx([first, last], abs=0.002)


@pytest.mark.parametrize(("mode", "moved"), [("grid", True), ("entry-list", False)])
def test_only_a_known_grid_moves_the_odds(mode: Any, moved: bool) -> None:
    past = won_from_pole(league(races=160), "road")
    later = past | {"season": past["season"] + 4, "date": past["date"] + 4 * 365}  # 2024 to 2027
    told = walk(later, mode)
    assert bool(told.front.any()) is moved
    road = int(np.flatnonzero(told.history.track_type == ROAD)[-1])
    pole = int(np.flatnonzero(told.history.start[told.history.rows(road)] == 1)[0])
    assert (told.win(road)[pole] > told.plain_win(road)[pole]) is np.bool_(moved)
