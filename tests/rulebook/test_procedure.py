"""How races were run, by day: the values a simulator is fed with."""

import dataclasses

import pytest

from stockcar.racing import Stage
from stockcar.rulebook import Rulebook
from stockcar.rulebook.procedure import official_lap
from tests.rulebook.race_values import race

BOOK = Rulebook.load()


@pytest.mark.parametrize(("key", "day", "kind", "field", "expected"), [
    ("cup-2003-27", "2003-09-14", "short", "race_back_to_caution", True),
    ("cup-2003-28", "2003-09-21", "intermediate", "race_back_to_caution", False),
    ("cup-2003-27", "2003-09-14", "short", "free_pass", False),
    ("cup-2003-28", "2003-09-21", "short", "free_pass", True),
    ("cup-2009-13", "2009-05-31", "short", "free_pass_off_last_laps", 10),
    ("cup-2009-14", "2009-06-07", "intermediate", "free_pass_off_last_laps", 0),
    ("cup-2009-14", "2009-06-07", "intermediate", "double_file_restarts", True),
    ("cup-2009-13", "2009-05-31", "intermediate", "wave_around", False),
    ("cup-2020-21", "2020-08-02", "intermediate", "choose_rule", False),
    ("cup-2020-22", "2020-08-08", "intermediate", "choose_rule", True),
    ("cup-2021-10", "2021-04-25", "superspeedway", "choose_rule", False),
    ("cup-2023-10", "2023-04-23", "superspeedway", "choose_rule", True),
    ("cup-2025-16", "2025-06-15", "road", "choose_rule", False),
    ("cup-2004-18", "2004-07-11", "short", "overtime_attempts", 0),
    ("cup-2004-19", "2004-07-25", "short", "overtime_attempts", 1),
    ("cup-2012-05", "2012-03-25", "short", "overtime_attempts", 3),
    ("cup-2015-32", "2015-10-25", "superspeedway", "overtime_attempts", 1),
    ("cup-2016-05", "2016-03-20", "short", "overtime_ends_at", "line"),
    ("cup-2018-05", "2018-03-18", "short", "overtime_ends_at", "white"),
    ("cup-2016-05", "2016-03-20", "short", "stage_cautions", False),
    ("cup-2022-16", "2022-06-12", "road", "stage_cautions", True),
    ("cup-2023-16", "2023-06-11", "road", "stage_cautions", False),
    ("cup-2023-32", "2023-10-08", "road", "stage_cautions", True),
    ("xfinity-2023-20", "2023-07-29", "road", "stage_cautions", True),
    ("xfinity-2023-14", "2023-06-10", "road", "stage_cautions", False),
    ("truck-2023-14", "2023-07-08", "road", "stage_cautions", True),
    ("cup-2024-16", "2024-06-09", "road", "stage_cautions", True),
    ("cup-2016-05", "2016-03-20", "short", "dvp_clock_s", 0),
    ("cup-2017-05", "2017-03-26", "short", "dvp_clock_s", 300),
    ("cup-2022-27", "2022-09-04", "intermediate", "dvp_clock_s", 600),
    ("cup-2025-02", "2025-02-23", "superspeedway", "dvp_clock_s", 480),
    ("cup-2024-05", "2024-03-17", "short", "dvp_may_return", False),
    ("cup-2025-05", "2025-03-16", "short", "dvp_may_return", True),
    ("truck-2016-05", "2016-05-13", "short", "caution_clock_s", 1200),
    ("truck-2017-05", "2017-05-12", "short", "caution_clock_s", 0),
    ("truck-2019-14", "2019-08-01", "dirt", "live_pit_stops", False),
    ("cup-2024-06", "2024-03-31", "short", "wet_tires", True),
    ("cup-2018-05", "2018-03-18", "short", "official_lap", 100),
    ("cup-2020-05", "2020-05-17", "short", "official_lap", 100),
])  # fmt: skip
def test_procedure(key: str, day: str, kind: str, field: str, expected: object) -> None:
    assert getattr(BOOK.on(race(key, day, kind)).procedure, field) == expected


def test_stages_come_with_the_race() -> None:
    staged = dataclasses.replace(race("cup-2018-05"), stages=(Stage(1, 60), Stage(2, 120), Stage(3, 200)))
    procedure = BOOK.on(staged).procedure
    assert procedure.stage_end_laps == (60, 120)
    assert procedure.official_lap == 120  # 2017-19: not before the end of stage two
    before = dataclasses.replace(race("cup-2016-05"), stages=(Stage(1, 60),))
    assert BOOK.on(before).procedure.stage_end_laps == ()


def test_what_is_not_confirmed_is_named() -> None:
    procedure = BOOK.on(race("cup-2023-05", kind="road")).procedure
    assert "damaged_vehicle" in procedure.unconfirmed
    assert "free_pass" not in procedure.unconfirmed
    assert {topic for topic, _ in procedure.cites} >= set(procedure.unconfirmed)


def test_what_there_was_not_is_none_or_nought() -> None:
    before = BOOK.on(race("cup-1990-05")).procedure
    assert (before.pit_closed_laps, before.stage_cautions, before.stage_end_laps) == (0, False, ())
    assert (before.overtime_attempts, before.dvp_clock_s, before.caution_clock_s) == (0, 0, 0)
    assert (before.free_pass, before.wave_around, before.choose_rule, before.wet_tires) == (False, False, False, False)
    now = BOOK.on(race("cup-2022-05")).procedure
    assert (now.pit_closed_laps > 0, now.free_pass, now.wave_around, now.double_file_restarts) == (
        True, True, True, True,
    )  # fmt: skip
    assert BOOK.on(race("cup-2022-10", kind="superspeedway")).procedure.choose_rule is False


@pytest.mark.parametrize(("laps", "ends", "distance", "expected"), [
    (200, (60, 120), "stage_2", 120), (200, (60,), "stage_2", 100), (201, (60, 120), "half", 101),
    (199, (), "half", 100), (None, (60, 120), "stage_2", 0), (None, (), "half", 0),
])  # fmt: skip
def test_from_which_lap_on_a_race_stands(laps: int | None, ends: tuple[int, ...], distance: str, expected: int) -> None:
    held = dataclasses.replace(race("cup-2018-05"), laps_scheduled=laps)
    assert official_lap(held, distance, ends) == expected


def test_the_last_stage_has_no_end_of_its_own() -> None:
    stages = (Stage(1, 60), Stage(2, 120), Stage(3, 200))
    of_known = dataclasses.replace(race("cup-2018-05"), stages=stages)
    assert BOOK.on(of_known).procedure.stage_end_laps == (60, 120)
    of_unknown = dataclasses.replace(of_known, laps_scheduled=None)
    assert BOOK.on(of_unknown).procedure.stage_end_laps == (60, 120, 200)
    assert BOOK.on(of_unknown).procedure.official_lap == 0
