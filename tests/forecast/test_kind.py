"""The kind of race that the record leads one to expect."""

from typing import Any

import numpy as np
import pytest

from stockcar.forecast.history import TRACK_TYPES, history_of
from stockcar.forecast.kind import FEWEST, Lately, kinds_of

from .conftest import league


def lapped(past: dict[str, Any], share: dict[str, float]) -> dict[str, Any]:
    """The league with so many of the field one lap down, by track."""
    laps = past["laps"].copy()
    for track, part in share.items():
        laps[(past["track_id"] == track) & (past["finish"] > round(12 * (1 - part)))] = 199
    return past | {"laps": laps}


def test_a_track_that_laps_the_field_is_known_by_it() -> None:
    past = lapped(league(races=160), {f"track-{at}": 0.75 if at == 1 else 0.25 for at in range(8)})
    history = history_of(past)
    kinds = kinds_of(history)
    name = sorted(set(past["track_id"].tolist())).index("track-1")
    own_kind = np.flatnonzero(history.track_type == TRACK_TYPES.index("intermediate"))  # raced there and at one other
    for at_it, odds in ((True, 3.0), (False, 1 / 3)):
        told = kinds[own_kind[(history.track[own_kind] == name) == at_it][-1]]
        assert told is not None
        assert told.lapped == pytest.approx(np.log(odds), abs=0.45)


def test_a_change_of_all_tracks_is_followed() -> None:
    before, after = (
        lapped(league(races=160), dict.fromkeys((f"track-{at}" for at in range(8)), part)) for part in (0.25, 0.5)
    )
    late = before["race_index"] >= 100
    past = before | {"laps": np.where(late, after["laps"], before["laps"])}
    told = [kinds_of(history_of(past))[race] for race in (97, 157)]
    assert told[0] is not None
    assert told[1] is not None
    assert told[0].lapped == pytest.approx(np.log(1 / 3), abs=0.2)
    assert told[1].lapped > -0.45


def test_superspeedways_and_what_has_hardly_been_raced_are_left_to_the_simulator(past: dict[str, Any]) -> None:
    history = history_of(past)
    for race, told in enumerate(kinds_of(history)):
        pack = TRACK_TYPES[history.track_type[race]] == "superspeedway"
        assert (told is None) == (pack or race // 4 < FEWEST), race


def test_no_race_knows_its_own_day() -> None:
    """What is read of a race is the same however many were lapped, or before it has been run."""
    past = league(races=80)
    last = past["race_index"] >= 79
    other = past | {"laps": np.where(last & (past["finish"] > 2), 180, past["laps"])}
    to_come = past | {name: np.where(last, -1, past[name]) for name in ("finish", "laps", "led", "status_class")}
    told, *others = (kinds_of(history_of(columns)) for columns in (past, other, to_come))
    assert told[79] is not None
    assert [kinds[:80] for kinds in others] == [told[:80], told[:80]]


def test_the_simulator_is_moved_part_of_the_way() -> None:
    assert Lately(1.0).towards(0.0) == pytest.approx(0.7)
    assert Lately(-1.0).towards(-1.0) == -1.0
