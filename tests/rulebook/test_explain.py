"""Derivations: each step with a value, a source and how sure it is."""

import pytest

from stockcar.errors import NotFound, RuleMissing, UsageError
from stockcar.racing import FinishStatus, Series
from stockcar.rulebook import Rulebook
from stockcar.rulebook.explain import (
    explain_championship,
    explain_diff,
    explain_eligibility,
    explain_points,
    explain_procedure,
    explain_qualifying,
    explain_standings,
)
from stockcar.rulebook.season import SeasonScores
from tests.rulebook.race_values import finish, race

BOOK = Rulebook.load()


def test_a_season_that_the_rulebook_does_not_reach_is_refused() -> None:
    with pytest.raises(RuleMissing, match="the rules of 2027 are not known"):
        explain_diff(BOOK, Series.CUP, 2026, 2027)


def test_a_rule_of_a_kind_of_track_that_ends_gives_way_to_that_of_the_series() -> None:
    changed = {
        step["text"].split(".")[0]: step["value"] for step in explain_diff(BOOK, Series.CUP, 2014, 2019)["steps"]
    }
    kinds = {name: value for name, value in changed.items() if name.startswith("qualifying (")}
    assert kinds
    assert all(None not in value.values() for value in kinds.values())


def test_a_table_says_what_came_from_outside_the_races() -> None:
    both = [(race("cup-2022-05"), [finish(3, driver_id="brad-keselowski", car="6")])]
    for of, who in (("drivers", "brad-keselowski"), ("owners", "6")):
        document = explain_standings(BOOK, both, of)
        (line,) = document["standings"]
        assert (line["id"], line["points"], line["outside"]) == (who, -66, -100)
        paid, taken = document["steps"]
        assert paid["text"].startswith("finish points")
        assert (taken["value"], taken["confidence"]) == (-100, "sourced")
    makes = explain_standings(BOOK, both, "makes")
    assert [step["text"].split(".")[0] for step in makes["steps"]] == ["manufacturer points"]
    with pytest.raises(UsageError, match='no standings are of "teams"'):
        explain_standings(BOOK, both, "teams")


def test_owners_of_a_season_whose_attempts_are_not_recorded() -> None:
    with pytest.raises(RuleMissing, match="owners' points of 2010"):
        explain_standings(BOOK, [(race("cup-2010-05"), [finish(1)])], "owners")


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


def test_only_the_regular_season_decides_who_may_be_in() -> None:
    scores = season("cup-2017", 30, {"driver-4": {28}})
    document = explain_eligibility(scores, "driver-4")
    assert (document["eligible"], document["starts"], document["races"]) == (True, 26, 26)
    texts = [reason["text"] for reason in document["reasons"]]
    assert "started all 26 races" in texts
    assert [text for text in texts if text.startswith("the win in")] == [
        f"the win in cup-2017-{number:02d} counts towards a berth" for number in (4, 14, 24)
    ]
    assert any(text.endswith("in points; the rule asks for the best 30") for text in texts)
    assert document["wins"] == 3


def test_without_playoffs_every_race_counts_and_nothing_is_asked() -> None:
    document = explain_eligibility(season("cup-1990", 12, {"driver-4": {2, 3}}), "driver-4")
    assert (document["eligible"], document["starts"], document["races"]) == (True, 10, 12)
    assert document["reasons"][0]["text"] == (
        "cup 1990 had no playoffs: every driver who scored was in the championship"
    )


def test_points_of_a_car_are_told_part_by_part_and_then_summed() -> None:
    field = [finish(1, eligible=False), finish(2, car="7", points=181), finish(3, car="8")]
    document = explain_points(BOOK.on(race("xfinity-1986-18")), field, "7")
    assert [(step["text"], step["value"]) for step in document["steps"]] == [
        ("win", 175), ("win bonus", 5), ("second, paid as first of those that count", 0), ("sum", 180),
    ]  # fmt: skip
    assert document["steps"][2]["cite"] == str(BOOK.on(race("xfinity-1986-18")).facts("combined")[0].cite)
    assert (document["points"], document["recorded"], document["key"]) == (180, 181, "xfinity-1986-18")
    behind = explain_points(BOOK.on(race("cup-1960-05")), [finish(1, eligible=False), finish(2)], "2", (), 400)
    by_rule = BOOK.on(race("cup-1960-05")).rule("finish_points")
    assert behind["steps"][1]["cite"] == str(by_rule.cite)


@pytest.mark.parametrize(("key", "known", "topic"), [
    ("cup-2022-05", {"status": FinishStatus.DISQUALIFIED}, "disqualified"),
    ("cup-2014-36", {"driver_id": "joey-logano"}, "finalists_score"),
    ("cup-2022-05", {"eligible": False}, "one_series"),
])  # fmt: skip
def test_what_kept_parts_away_is_cited_from_its_own_rule(key: str, known: dict, topic: str) -> None:
    rules = BOOK.on(race(key))
    steps = explain_points(rules, [finish(20, car="7", led=3, **known)], "7")["steps"]
    (note,) = [step for step in steps if ":" in step["text"] or step["text"].startswith("not eligible")]
    assert note["cite"] == str(rules.rule(topic).cite)


def test_a_penalty_is_told_with_where_it_was_taken() -> None:
    for key, driver, where in [
        ("truck-2007-11", "ted-musgrave", "taken in this row"),
        ("cup-2022-05", "brad-keselowski", "taken from the standings"),
    ]:
        steps = explain_points(BOOK.on(race(key)), [finish(1), finish(2, car="6", driver_id=driver)], "6")["steps"]
        assert [step["text"].split("; ")[-1] for step in steps if step["text"].startswith("penalty")] == [where]
        others = explain_points(BOOK.on(race(key)), [finish(1), finish(2, car="6", driver_id=driver)], "1")["steps"]
        assert not [step for step in others if step["text"].startswith("penalty")]


def test_rounds_are_told_driver_by_driver_the_best_first() -> None:
    document = explain_championship(season("cup-2022", 36, {}), {"driver-3": "Driver Three"})
    rounds = [step["text"] for step in document["steps"] if step["text"].startswith("round of 10, races 27-29")]
    ends = [step["value"] for step in document["steps"] if step["text"].startswith("round of 10, races 27-29")]
    assert len(rounds) == 10
    assert ends == sorted(ends, reverse=True)
    assert all(f" to {end:g}" in text for text, end in zip(rounds, ends, strict=True))
    assert {text.split("; ")[-1] for text in rounds} <= {"won a race of the round", "on points"}
    table = [step["text"] for step in document["steps"] if step["text"][1:3] == ". "]
    assert [text[0] for text in table] == ["1", "2", "3", "4", "5"]


def test_level_drivers_of_a_table_are_told_apart() -> None:
    even = SeasonScores.of(BOOK, [
        (race("cup-1990-01"), [finish(1, driver_id="a"), finish(2, driver_id="b")]),
        (race("cup-1990-02"), [finish(2, driver_id="b"), finish(3, driver_id="a")]),
    ])  # fmt: skip
    texts = [step["text"] for step in explain_championship(even)["steps"]]
    assert "2. b; level on points; fewer wins (0 to 1)" in texts
    assert "1. a" in texts


def test_a_change_is_shown_from_both_sides_by_kind_of_track() -> None:
    steps = {step["text"].split(".")[0]: step["value"] for step in explain_diff(BOOK, Series.CUP, 2003, 2004)["steps"]}
    assert steps["overtime"]["2003"] != steps["overtime"]["2004"]
    dirt = explain_diff(BOOK, Series.CUP, 2020, 2022)["steps"]
    assert any("(road)" in step["text"] or "(superspeedway)" in step["text"] for step in dirt)
    assert not explain_diff(BOOK, Series.CUP, 2022, 2022)["steps"]
    for first, second in ((1981, 1990), (1990, 1981)):
        with pytest.raises(RuleMissing, match="no xfinity season 1981") as said:
            explain_diff(BOOK, Series.XFINITY, first, second)
        assert "it began in 1982" in str(said.value)
    assert explain_diff(BOOK, Series.XFINITY, 1982, 1983)["from"] == 1982


def test_what_no_source_gives_is_said_to_be_not_known() -> None:
    steps = explain_qualifying(BOOK.on(race("cup-1990-05")))["steps"]
    (size,) = [step for step in steps if step["text"].startswith("field size")]
    assert (size["text"], size["value"], size["confidence"]) == ("field size: not known", None, "unconfirmed")
    assert size["cite"]
    known = explain_qualifying(BOOK.on(race("cup-2022-05")))["steps"]
    (size,) = [step for step in known if step["text"].startswith("field size")]
    assert size["value"] != "not known"


def test_what_there_was_not_is_said_to_be_no_such_rule() -> None:
    steps = explain_procedure(BOOK.on(race("cup-1990-05")))["steps"]
    (damaged,) = [step for step in steps if step["text"].startswith("caution clock")]
    assert damaged["value"] == "no such rule"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("cup-2005", "cup 2005 asked for points alone: every driver who scored could be in the Chase"),
        ("cup-2026", "a win gives no berth: the field is set on points"),
    ],
)
def test_in_a_chase_on_points_a_win_gives_no_berth(key: str, said: str) -> None:
    texts = [
        reason["text"] for reason in explain_eligibility(season(key, 12, {"driver-4": {2}}), "driver-4")["reasons"]
    ]
    assert said in texts
    assert not [text for text in texts if "counts towards a berth" in text]
