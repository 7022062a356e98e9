"""What a race's form may know: earlier days, and nothing else."""

from typing import Any

import numpy as np

from stockcar.forecast.failures import failure_chances
from stockcar.forecast.form import FEATURES, form_of
from stockcar.forecast.history import history_of
from stockcar.forecast.spread import slopes
from stockcar.forecast.strength import strengths

from .conftest import league


def _features(columns: dict[str, Any]) -> Any:
    return form_of(history_of(columns)).features


def test_the_result_of_a_race_does_not_touch_its_own_features(past: dict[str, Any]) -> None:
    spoiled = {name: values.copy() for name, values in past.items()}
    last = past["race_index"] == 39
    spoiled["finish"][last] = past["finish"][last][::-1]
    spoiled["rating"][last] = 70.0
    spoiled["status_class"][last] = 1
    a, b = history_of(past), history_of(spoiled)
    assert np.array_equal(form_of(a).features, form_of(b).features)


def test_later_races_change_nothing_before(past: dict[str, Any]) -> None:
    short = {name: values[past["race_index"] < 30] for name, values in past.items()}
    whole, part = history_of(past), history_of(short)
    n = len(part.driver)
    assert np.array_equal(form_of(whole).features[:n], form_of(part).features)
    form_whole, form_part = form_of(whole), form_of(part)
    a, b = strengths(whole, form_whole, "grid"), strengths(part, form_part, "grid")
    assert np.allclose(a[:n], b, atol=1e-9)
    assert np.array_equal(slopes(whole, a)[:30], slopes(part, a[:n]))
    crash_whole, crash_part = failure_chances(whole, form_whole, a)[0], failure_chances(part, form_part, a[:n])[0]
    assert np.array_equal(crash_whole[:n], crash_part)


def test_races_of_one_day_do_not_see_each_other(past: dict[str, Any]) -> None:
    same_day = {name: values.copy() for name, values in past.items()}
    same_day["date"][past["race_index"] == 39] = past["date"][past["race_index"] == 38][0]
    history = history_of(same_day)
    rows_38, rows_39 = history.rows(38), history.rows(39)
    form = form_of(history)
    place = FEATURES.index("finish 10")
    a = dict(zip(history.driver[rows_38], form.features[rows_38, place], strict=True))
    b = dict(zip(history.driver[rows_39], form.features[rows_39, place], strict=True))
    assert a == b


def test_the_strong_are_found() -> None:
    history = history_of(league(races=80))
    strength = strengths(history, form_of(history), "grid")
    rows = history.rows(79)
    best = history.driver_ids[history.driver[rows][np.argmax(strength[rows])]]
    assert best in {"driver-1", "driver-2", "driver-3"}


def test_a_newcomer_starts_at_the_level_of_his_car(past: dict[str, Any]) -> None:
    swapped = {name: values.copy() for name, values in past.items()}
    who = swapped["driver_id"].astype("<U20")
    who[(past["race_index"] == 39) & (past["car"] == "1")] = "newcomer"
    swapped["driver_id"] = who
    history = history_of(swapped)
    form = form_of(history)
    rows = history.rows(39)
    newcomer = history.driver_ids.index("newcomer")
    at = rows.start + int(np.flatnonzero(history.driver[rows] == newcomer)[0])
    assert form.features[at, FEATURES.index("rating 10")] == form.features[at, FEATURES.index("car rating")]
    assert form.features[at, FEATURES.index("rating 10")] > 0
    assert form.races_before[at] == 0
