"""A season under the rules of another year."""

from dataclasses import replace

import pytest

from stockcar.errors import RuleMissing, UsageError
from stockcar.racing import Series
from stockcar.rulebook import Rulebook
from stockcar.rulebook.season import SeasonScores
from stockcar.rulebook.whatif import fitted_to, season_under, under_rules
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
    assert under_rules(BOOK, season(), year).champion == champion


def test_points_are_those_of_the_other_year() -> None:
    assert under_rules(BOOK, season(4), 1990).table[0].points == 175 * 3 + 165
    assert under_rules(BOOK, season(4), 2016).table[0].points == 43 * 3 + 38


def test_years_that_cannot_be_computed_say_so() -> None:
    with pytest.raises(RuleMissing):
        under_rules(BOOK, season(2), 1974)
    with pytest.raises(RuleMissing):
        under_rules(BOOK, season(2), 1940)
    with pytest.raises(UsageError):
        under_rules(BOOK, [], 2000)


@pytest.mark.parametrize(("series", "chase"), [("cup", 10), ("xfinity", 9), ("truck", 7)])
def test_a_chase_keeps_its_length_at_the_end_of_any_season(series: str, chase: int) -> None:
    rule = BOOK.topic(Series(series), "championship").entries[-1].given
    assert fitted_to(rule, Series(series), 30)["regular"] == 30 - chase
    assert fitted_to(rule, Series(series), chase + 1)["regular"] == 1
    assert fitted_to(rule, Series(series), chase) == rule  # no room for it


def test_most_points_needs_no_length() -> None:
    assert fitted_to({"mechanism": "most_points"}, Series.CUP, 30) == {"mechanism": "most_points"}


def test_a_season_under_its_own_rules_is_left_as_it_is() -> None:
    results = season(4)
    book, moved = season_under(BOOK, results, 2003)
    assert book is BOOK
    assert moved == results
    other, moved = season_under(BOOK, results, 2010)
    assert other is not BOOK
    assert [str(held.key) for held, _ in moved] == [f"cup-2010-{number:02d}" for number in range(1, 5)]
    assert {str(held.date) for held, _ in moved} == {"2010-12-31"}


def test_the_length_of_the_season_may_be_said_where_not_all_races_are_in() -> None:
    under, _ = season_under(BOOK, season(4), 2010, length=36)
    assert under.topic(Series.CUP, "championship").on(race("cup-2010-01")).given["regular"] == 26
    under, _ = season_under(BOOK, season(20), 2010)
    assert under.topic(Series.CUP, "championship").on(race("cup-2010-01")).given["regular"] == 10


def test_a_win_that_did_not_count_does_not_count_under_other_rules() -> None:
    field = [finish(1, driver_id="joey-logano"), finish(2, driver_id="x")]
    under, moved = season_under(BOOK, [(race("cup-2017-09"), field), (race("cup-2017-10"), field)], 2024)
    first, second = SeasonScores.of(under, moved).lines["joey-logano"]
    assert (first.won, second.won) == (False, True)
    # what was cited of 2024 itself stays there
    assert not [fact for fact in under.facts[Series.CUP, "waivers"] if fact["season"] != 2024]
    assert not [fact for fact in under.facts[Series.CUP, "encumbered"] if not fact["race"].startswith("cup-2024-")]


def test_penalties_go_where_places_pay_the_same_and_duels_where_they_are_paid() -> None:
    keselowski, x = finish(3, driver_id="brad-keselowski"), finish(4, driver_id="x")
    for key, year, points in (
        ("cup-2022-05", 2024, 34 - 100), ("cup-2022-05", 2026, 34), ("cup-2022-05", 2010, 165),
        ("cup-2022-01", 2024, 34 + 10), ("cup-2022-01", 2026, 34 + 10), ("cup-2022-01", 2016, 38),
    ):  # fmt: skip
        under, moved = season_under(BOOK, [(race(key), [keselowski, x])], year)
        assert SeasonScores.of(under, moved).lines["brad-keselowski"][0].points == points, (key, year)


def test_the_third_stage_of_a_600_pays_under_rules_with_stages() -> None:
    field = [finish(1, stages=(None, None, 1)), finish(2)]
    for key, year, points in (
        ("cup-2025-13", 2024, 40 + 10), ("cup-2025-12", 2024, 40), ("cup-2025-14", 2024, 40),
        ("cup-2025-13", 2016, 40 + 3), ("cup-2025-13", 2026, 55 + 10),
    ):  # fmt: skip
        under, moved = season_under(BOOK, [(race(key), field)], year)
        assert SeasonScores.of(under, moved).lines["driver-1"][0].points == points, (key, year)


def test_finalists_score_for_their_finish_alone_where_the_year_has_it_so() -> None:
    results = season()
    order = results[-1][1]
    results[-1] = (results[-1][0], [replace(each, stages=(each.finish, each.finish)) for each in order])
    table = {place.driver_id: place.points for place in under_rules(BOOK, results, 2024).table}
    assert sorted(table.values(), reverse=True)[:4] == [5040, 5035, 5034, 5033]
    assert table["d5"] == 2000 + 6 + 10 * 32 + 2 * 6  # cut: playoff points of fifth place, ten races, two stages


def test_penalties_and_duels_stay_in_their_year() -> None:
    field = [finish(3, driver_id="brad-keselowski"), finish(4, driver_id="x")]
    under, moved = season_under(BOOK, [(race("cup-2022-05"), field)], 2010)
    assert SeasonScores.of(under, moved).lines["brad-keselowski"][0].points == 165
    assert SeasonScores.of(BOOK, [(race("cup-2022-05"), field)]).lines["brad-keselowski"][0].points == 34 - 100
