"""Levels that follow the record: how far races have lately been from what was said of them."""

from typing import Any

import numpy as np
import pytest

from stockcar.forecast.history import History, history_of
from stockcar.forecast.lately import Level, follow

from .conftest import league

TRACK_4 = 0.8  # log odds by which one of the eight tracks lies above what was said


def seen_at(history: History, of_track: int) -> np.ndarray:
    """Log odds that came: 0 was said of all, one track lies above it; no noise."""
    return np.where(history.track == of_track, TRACK_4, 0.0)


def followed(history: History, came: np.ndarray, *levels: Level) -> np.ndarray:
    return follow(history, levels, lambda race, told: (came[race] - told, 1.0))


@pytest.mark.parametrize(("ridge", "after_four"), [(0.001, TRACK_4), (4.0, TRACK_4 * 4 / 8)])
def test_a_planted_level_is_followed_and_shrunk_by_the_ridge(ridge: float, after_four: float) -> None:
    history = history_of(league(races=40))  # every track is raced five times
    told = followed(history, seen_at(history, 4), Level("track", 1e9, ridge))
    at_4 = np.flatnonzero(history.track == 4)
    assert told[at_4[0]] == 0
    assert told[at_4[4]] == pytest.approx(after_four, abs=0.01)
    assert not told[history.track != 4].any()


def test_older_races_fade() -> None:
    history = history_of(league(races=40))
    came = np.where(np.arange(40) < 20, -1.0, 1.0)  # a week apart
    slow, fast = (followed(history, came, Level("series", days, 0.1))[-1] for days in (1e9, 30.0))
    assert slow == pytest.approx(-1 / 39, abs=0.01)
    assert fast > 0.85


def test_a_second_level_takes_what_the_first_has_left() -> None:
    history = history_of(league(races=80))
    came = seen_at(history, 4) + 0.3
    told = followed(history, came, Level("series", 1e9, 0.1), Level("track", 1e9, 0.1))
    assert told[np.flatnonzero(history.track == 4)[-1]] == pytest.approx(1.1, abs=0.08)


def test_a_race_is_read_before_its_own_day() -> None:
    history = history_of(league(races=40))
    came = np.linspace(-1, 1, 40)
    other = came.copy()
    other[20:] += 5
    a, b = (followed(history, values, Level("series", 200, 1), Level("track", 200, 1)) for values in (came, other))
    assert np.array_equal(a[:21], b[:21])
    assert not np.allclose(a[21:], b[21:])


def test_a_race_to_come_teaches_nothing(past: dict[str, Any]) -> None:
    history = history_of(past)
    came = np.zeros(history.races)
    came[-2:] = np.nan, 9.0
    assert not followed(history, came, Level("series", 200, 1)).any()
