"""A season under the rules of another year."""

import pytest

from stockcar.errors import RuleMissing, UsageError
from stockcar.rulebook import Rulebook
from stockcar.rulebook.whatif import under_rules_of
from tests.rulebook.race_values import finish, race

BOOK = Rulebook.load()


def season(length: int = 36) -> list:
    """``steady`` is second everywhere; ``late`` is nowhere but wins the last race, ``early`` wins all others."""
    results = []
    for number in range(1, length + 1):
        first, third = ("late", "early") if number == length else ("early", "late")
        order = [first, "steady", third, *(f"d{i}" for i in range(4, 30))]
        results.append((race(f"cup-2003-{number:02d}"), [finish(p, driver_id=d) for p, d in enumerate(order, start=1)]))
    return results


@pytest.mark.parametrize(("year", "champion"), [(2003, "early"), (2010, "early"), (2024, "late"), (2026, "early")])
def test_the_champion_depends_on_the_rules(year: int, champion: str) -> None:
    assert under_rules_of(BOOK, season(), year).champion == champion


def test_points_are_those_of_the_other_year() -> None:
    assert under_rules_of(BOOK, season(4), 1990).table[0].points == 175 * 3 + 165
    assert under_rules_of(BOOK, season(4), 2016).table[0].points == 43 * 3 + 38


def test_years_that_cannot_be_computed_say_so() -> None:
    with pytest.raises(RuleMissing):
        under_rules_of(BOOK, season(2), 1974)
    with pytest.raises(RuleMissing):
        under_rules_of(BOOK, season(2), 1940)
    with pytest.raises(UsageError):
        under_rules_of(BOOK, [], 2000)
