"""What goes with a season under other rules, and what is said to be left out."""

import pytest

from stockcar.racing import RaceKey, Series
from stockcar.rulebook import Rulebook
from stockcar.rulebook.carried import facts_under, left_out, topic_of
from tests.rulebook.race_values import race

BOOK = Rulebook.load()


@pytest.mark.parametrize(("season", "year", "key", "stages"), [
    (2024, 2024, "cup-2024-14", 3), (2024, 2017, "cup-2017-14", 3), (2024, 2017, "cup-2017-12", 2),
    (2024, 2026, "cup-2026-13", 2), (2024, 2016, "cup-2016-14", None), (2016, 2017, "cup-2017-12", 2),
])  # fmt: skip
def test_rules_of_a_named_race_go_with_it(season, year, key, stages):
    paying = topic_of(BOOK.topic(Series.CUP, "paying_stages"), RaceKey(Series.CUP, season, 1), year)
    assert paying.on(race(key)).value == stages


@pytest.mark.parametrize(("season", "year", "table", "races"), [
    (2022, 2022, "penalties", "cup-2022-"), (2022, 2025, "penalties", "cup-2025-"), (2022, 2026, "penalties", ""),
    (2022, 2016, "duels", "cup-2016-"), (2022, 2022, "finalists", ""), (2022, 2024, "finalists", ""),
    (2024, 2003, "encumbered", "cup-2003-"), (2019, 2024, "third_stage", "cup-2024-"), (2022, 2024, "standings", ""),
])  # fmt: skip
def test_facts_that_go_with_a_season(season, year, table, races):
    found = facts_under(BOOK, RaceKey(Series.CUP, season, 1), year).get((Series.CUP, table), ())
    assert {fact["race"][: len("cup-2022-")] for fact in found} == ({races} if races else set())


@pytest.mark.parametrize(("season", "year", "says"), [
    ("cup-2022-01", 2022, ()), ("cup-2022-01", 2024, ()), ("cup-2013-01", 2012, ()), ("truck-1999-01", 2003, ()),
    ("cup-2025-01", 2026, ("4 penalties of 2025 left out: places paid other points than in 2026",)),
    (
        "cup-2013-01",
        2010,
        (
            "7 penalties of 2013 left out: places paid other points than in 2010",
            "Jeff Gordon, added to the playoffs of 2013 by ruling, left out: other playoffs",
        ),
    ),
])  # fmt: skip
def test_what_is_left_out_is_said(season, year, says):
    assert left_out(BOOK, RaceKey.parse(season), year) == says
