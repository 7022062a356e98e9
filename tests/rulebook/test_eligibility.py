"""Who may make the playoffs: starts, waivers, the place in points, the series he declared for."""

import pytest

from stockcar.rulebook import Confidence, Rulebook
from stockcar.rulebook.eligibility import eligibility_of
from stockcar.rulebook.season import SeasonScores
from tests.rulebook.race_values import finish, race

BOOK = Rulebook.load()


def starts(
    key: str, races: int, missed: tuple[int, ...] = (), driver: str = "x", eligible: bool = True
) -> SeasonScores:
    """A season in which ``driver`` wins every race but those he missed, ahead of one who starts them all."""
    results = []
    for number in range(1, races + 1):
        field = [finish(1 if number in missed else 2, driver_id="other")]
        if number not in missed:
            field.append(finish(1, driver_id=driver, eligible=eligible))
        results.append((race(f"{key}-{number:02d}"), field))
    return SeasonScores.of(BOOK, results)


def test_who_started_every_race_and_scores_is_eligible() -> None:
    verdict = eligibility_of(starts("cup-2017", 26), "x", 1)
    assert (verdict.eligible, verdict.wins, verdict.playoff_points_kept) == (True, 26, True)
    assert [reason.text for reason in verdict.reasons] == [
        "scores in this series (26 races)",
        "first in points; the rule asks for the best 30",
        "started all 26 races",
    ]
    assert all(reason.cite.title and reason.rows == () for reason in verdict.reasons)


@pytest.mark.parametrize(("key", "position", "holds"), [
    ("cup-2017", 30, True), ("cup-2017", 31, False), ("cup-2017", None, True), ("truck-2017", 20, True),
    ("truck-2017", 21, False),
])  # fmt: skip
def test_the_place_in_points(key: str, position: int | None, holds: bool) -> None:
    verdict = eligibility_of(starts(key, 10), "x", position)
    assert verdict.eligible is holds
    assert len(verdict.reasons) == (2 if position is None else 3)


def test_a_race_missed_without_a_waiver_names_the_race() -> None:
    verdict = eligibility_of(starts("cup-2017", 10, missed=(3, 7)), "x", 1)
    last = verdict.reasons[-1]
    assert not verdict.eligible
    assert (last.holds, last.rows) == (False, ("cup-2017-03", "cup-2017-07"))
    assert last.text == (
        "started 8 of 10 races; every race must be started unless a waiver is given; no waiver is known"
    )


def test_what_rests_on_no_known_waiver_is_assumed() -> None:
    without = eligibility_of(starts("cup-2017", 10, missed=(3, 7)), "x", 1)
    assert (without.eligible, without.assumed, without.reasons[-1].confidence) == (False, True, Confidence.UNCONFIRMED)
    too_low = eligibility_of(starts("cup-2017", 10), "x", 31)
    assert (too_low.eligible, too_low.assumed) == (False, False)
    started_all = eligibility_of(starts("cup-2017", 10), "x", 1)
    assert (started_all.eligible, started_all.assumed) == (True, False)


@pytest.mark.parametrize(("season", "driver", "missed"), [
    (2015, "kyle-larson", (6,)), (2020, "ryan-newman", (2, 3, 4)), (2020, "matt-kenseth", (1, 2, 3, 4)),
    (2023, "chase-elliott", (3, 4, 5, 6, 7, 8, 15)), (2023, "alex-bowman", (11, 12, 14)),
    (2024, "erik-jones", (11, 12)),
])  # fmt: skip
def test_waivers_that_were_announced(season: int, driver: str, missed: tuple[int, ...]) -> None:
    verdict = eligibility_of(starts(f"cup-{season}", 26, missed, driver), driver, 25)
    assert verdict.eligible
    assert verdict.reasons[-1].cite.id == "waivers-announced"


def test_a_waiver_stands_with_its_source() -> None:
    verdict = eligibility_of(starts("cup-2015", 26, tuple(range(1, 12)), "kyle-busch"), "kyle-busch", 25)
    last = verdict.reasons[-1]
    assert verdict.eligible
    assert verdict.playoff_points_kept
    assert last.text.endswith("waiver: broken leg, eleven races")
    assert (len(last.rows), last.confidence) == (11, Confidence.UNCONFIRMED)
    other_year = eligibility_of(starts("cup-2016", 26, (1,), "kyle-busch"), "kyle-busch", 25)
    assert not other_year.eligible


def test_an_absence_that_is_not_excused_costs_the_playoff_points() -> None:
    verdict = eligibility_of(starts("xfinity-2025", 26, (22,), "austin-hill"), "austin-hill", 5)
    assert (verdict.eligible, verdict.playoff_points_kept) == (True, False)


def test_who_gave_his_place_up_is_out_for_that() -> None:
    verdict = eligibility_of(starts("cup-2022", 26, (), "kurt-busch"), "kurt-busch", 5)
    assert not verdict.eligible
    assert [reason.holds for reason in verdict.reasons].count(False) == 1
    assert "gave his place up" in verdict.reasons[-1].text


def test_a_declaration_counts_from_its_race() -> None:
    verdict = eligibility_of(starts("truck-2019", 16, (), "ross-chastain"), "ross-chastain", 5)
    assert verdict.reasons[0].text == "declared for truck points from race 9; only the declared series counts"
    assert verdict.reasons[0].holds


def test_who_scores_nowhere_is_declared_elsewhere() -> None:
    verdict = eligibility_of(starts("truck-2022", 10, eligible=False), "x", None)
    assert not verdict.eligible
    assert verdict.reasons[0].text == "no race in which he could score: declared for another series, or for none"
    assert verdict.wins == 0


def test_without_playoffs_everyone_who_scored_is_in() -> None:
    scores = starts("cup-1990", 5)
    verdict = eligibility_of(scores, "x", 1)
    assert (verdict.eligible, len(verdict.reasons)) == (True, 1)
    assert "had no playoffs" in verdict.reasons[0].text
    assert not eligibility_of(scores, "nobody", None).eligible
