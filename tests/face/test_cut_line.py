"""Who holds the last place and who is the first one out, where several are level on points."""

from types import SimpleNamespace
from typing import Any

import pytest
from tests.rulebook.race_values import race

from stockcar.face.titles_document import cut_line
from stockcar.rulebook import Rulebook
from stockcar.rulebook.championship import Championship, Place, Round

RULE = Rulebook.load().on(race("cup-2025-01")).rule("championship")
DRIVERS = [f"driver-{letter}" for letter in "abcdefghijklmnop"]


def stands(made: Championship) -> Any:
    known = SimpleNamespace(title_rule=RULE.given)
    reasons = {driver: f"{n}th in points" for n, driver in enumerate(DRIVERS[:12])}
    return SimpleNamespace(standing=made, season_odds=SimpleNamespace(known=known), names={}, entered=reasons)


@pytest.mark.parametrize("turn", range(0, 12, 3))
def test_level_drivers_stand_as_in_the_table(turn: int) -> None:
    table = [*DRIVERS[turn:12], *DRIVERS[:turn], *DRIVERS[12:]]
    places = tuple(Place(n, driver, 2007, 0) for n, driver in enumerate(table, start=1))
    line = cut_line(stands(Championship(RULE, places)))
    assert line is not None
    assert (line["last_in"], line["first_out"]) == (table[11], table[12])


@pytest.mark.parametrize("turn", range(0, 12, 3))
def test_level_drivers_of_a_round_stand_as_in_the_table(turn: int) -> None:
    inside, out = DRIVERS[:12], DRIVERS[12:]
    table = [*inside[turn:], *inside[:turn], *reversed(out)]
    level = dict.fromkeys(DRIVERS, 2007.0)
    advanced = {driver: "won a race of the round" if n == 5 else "on points" for n, driver in enumerate(inside)}
    part = Round("round of 16", 27, 29, level, level, advanced, tuple(out))
    places = tuple(Place(n, driver, 2007, 0) for n, driver in enumerate(table, start=1))
    line = cut_line(stands(Championship(RULE, places, tuple(DRIVERS), rounds=(part,))))
    assert line is not None
    assert (line["last_in"], line["first_out"]) == (
        next(driver for driver in reversed(table[:12]) if driver != inside[5]), out[-1],
    )  # fmt: skip
