"""The simulator runs a race under the rules of its day."""

import pytest

from stockcar.forecast.procedure import procedure_of
from stockcar.record import RecordBook
from stockcar.rulebook import Rulebook
from stockcar.sim.inputs import NEVER


@pytest.mark.parametrize(
    ("key", "stage_ends", "free_pass", "attempts"),
    [
        ("truck-2022-15", [15, 35], True, NEVER),
        ("xfinity-2025-24", [30, 60], True, NEVER),
    ],
)
def test_every_rule_of_the_day_that_the_simulator_knows_is_handed_on(
    key: str, stage_ends: list[int], free_pass: bool, attempts: int
) -> None:
    race = RecordBook.open("starter").race(key)
    day = Rulebook.load().on(race).procedure
    ruled = procedure_of(race, Rulebook.load().on(race))
    assert ruled.values.stage_end_laps.tolist() == stage_ends
    assert (ruled.values.free_pass, ruled.values.overtime_attempts) == (free_pass, attempts)
    assert ruled.values.official_lap == day.official_lap > 0
    assert ruled.values.dvp_clock_s == day.dvp_clock_s > 0
    assert ruled.values.free_pass_off_laps == day.free_pass_off_last_laps
    assert any("stages end on" in what for what, _ in ruled.cited)
