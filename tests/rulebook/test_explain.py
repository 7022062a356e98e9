"""Derivations: each step with a value, a source and how sure it is."""

import pytest

from stockcar.errors import NotFound, RuleMissing
from stockcar.racing import FinishStatus, Series
from stockcar.rulebook import Rulebook
from stockcar.rulebook.explain import (
    explain_championship,
    explain_diff,
    explain_eligibility,
    explain_points,
    explain_procedure,
    explain_qualifying,
)
from stockcar.rulebook.season import SeasonScores
from tests.rulebook.race_values import finish, race

BOOK = Rulebook.load()


def test_points_say_who_is_credited_when_a_driver_was_relieved() -> None:
    rules = BOOK.on(race("xfinity-2025-24", "2025-08-22", "superspeedway"))
    document = explain_points(rules, [finish(1, car="88", driver_id="connor-zilisch")], "88", ["Parker Kligerman"])
    assert (document["points"], document["driver"]) == (40, "connor-zilisch")
    assert "Parker Kligerman, who took over, with nothing" in document["steps"][0]["text"]
    assert all(step["cite"] and step["confidence"] for step in document["steps"])


@pytest.mark.parametrize(("known", "note"), [
    ({"eligible": False}, "not eligible"), ({"status": FinishStatus.DISQUALIFIED}, "disqualified"),
])  # fmt: skip
def test_points_say_why_parts_are_missing(known: dict, note: str) -> None:
    document = explain_points(BOOK.on(race("cup-2022-05")), [finish(20, car="7", stages=(1,), **known)], "7")
    assert any(note in step["text"] for step in document["steps"])


def test_points_name_a_penalty() -> None:
    document = explain_points(BOOK.on(race("truck-1999-22")), [finish(1, car="50", driver_id="greg-biffle")], "50")
    assert any(step["value"] == -120 for step in document["steps"])


def test_a_car_that_is_not_there_lists_those_that_are() -> None:
    with pytest.raises(NotFound) as said:
        explain_points(BOOK.on(race("cup-2022-05")), [finish(1, car="7"), finish(2, car="07")], "007")
    assert said.value.candidates == ("7", "07")


def season(key: str, races: int, skipped: dict[str, set[int]]) -> SeasonScores:
    """A season in which ten drivers finish in an order that turns by one a race; some miss races."""
    results = []
    for number in range(1, races + 1):
        drivers = [f"driver-{(number + i) % 10}" for i in range(10)]
        field = [d for d in drivers if number not in skipped.get(d, ())]
        rows = tuple(finish(place, driver_id=driver) for place, driver in enumerate(field, start=1))
        results.append((race(f"{key}-{number:02d}"), rows))
    return SeasonScores.of(BOOK, results)


def test_a_part_time_winner_is_told_why() -> None:
    scores = season("truck-2022", 16, {"driver-4": {1, 2, 3}})
    document = explain_eligibility(scores, "driver-4")
    assert (document["eligible"], document["starts"], document["races"]) == (False, 13, 16)
    missed = next(reason for reason in document["reasons"] if "started 13 of 16" in reason["text"])
    assert missed["rows"] == ["truck-2022-01", "truck-2022-02", "truck-2022-03"]
    assert any("does not lock him in" in reason["text"] for reason in document["reasons"])
    assert explain_eligibility(scores, "driver-5")["eligible"]
    with pytest.raises(NotFound):
        explain_eligibility(scores, "nobody")


def test_a_championship_is_told_from_format_to_table() -> None:
    document = explain_championship(season("truck-2022", 23, {}), {"driver-3": "Driver Three"})
    texts = [step["text"] for step in document["steps"]]
    assert texts[0].startswith("format: rounds")
    assert any("Driver Three was in: " in text for text in texts)
    assert document["champion"] in {f"driver-{i}" for i in range(10)}


def test_what_changed_from_2025_to_2026() -> None:
    changed = {
        step["text"].split(".")[0].split(" (")[0] for step in explain_diff(BOOK, Series.CUP, 2025, 2026)["steps"]
    }
    assert {"championship", "finish points", "playoff points", "finalists score"} <= changed
    assert "stage points" not in changed
    with pytest.raises(RuleMissing, match="no truck season 1990"):
        explain_diff(BOOK, Series.TRUCK, 1990, 2000)


def test_unconfirmed_is_said_in_words() -> None:
    steps = explain_qualifying(BOOK.on(race("truck-2022-15", "2022-07-09", "road")))["steps"]
    assert any(step["confidence"] == "unconfirmed" and "(unconfirmed)" in step["text"] for step in steps)
    procedure = explain_procedure(BOOK.on(race("cup-2023-05")))["steps"]
    assert len(procedure) == 13
