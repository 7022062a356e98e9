"""Checking: odd texts, quotations, planned and denied things, ambiguous races, the claims that may enter."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stockcar.errors import UsageError
from stockcar.report.check import LONGEST, VERDICTS, check
from stockcar.report.claims import Claim, Subject, require_claim


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\x01\x02 binary \x00", "a" * (LONGEST + 1), "x y " * 1_250_000])
def test_what_is_no_report_is_refused(starter, text):
    with pytest.raises(UsageError):
        check(text, starter)


@pytest.mark.parametrize(
    "text",
    [
        "Die Mannschaft gewann am Samstag das Spiel mit 3:1 und steht nun auf dem zweiten Platz der Tabelle.",
        "The striker scored his 20th goal of the season as the home side won 3-1 at a sold-out stadium.",
        "今日はとても良い天気でした。",
        "Nothing here.",
    ],
)
def test_other_languages_and_sports_give_a_reason_and_no_claim(starter, text):
    found = check(text, starter)
    assert found.race is None
    assert found.verdicts == ()
    assert found.reason


def test_two_races_that_fit_are_asked_about(starter):
    found = check("The race at Bristol was long and hot.", starter)
    assert found.race is None
    assert "--race" in found.reason


def by_measure(text, book, **more):
    return {
        (v.claim.measure, v.claim.value): v.verdict for v in check(text, book, race="truck-2022-15", **more).verdicts
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Parker Kligerman led 56 of 67 laps.", {("led", 56): "supported"}),
        ("Parker Kligerman led 40 of 67 laps.", {("led", 40): "contradicted"}),
        ("Parker Kligerman led 55 of 67 laps.", {("led", 55): "near_miss"}),
        ("Zane Smith did not win Stage 1.", {}),
        ("Zane Smith hopes to win Stage 1.", {}),
        ("Zane Smith finished second in Stage 1.", {("finish", 2): None}),
        ("Corey Heim retired with a failed transmission.", {("status", "transmission"): "supported"}),
    ],
)
def test_small_sentences(starter, text, wanted):
    found = by_measure(text, starter)
    for claim, verdict in wanted.items():
        assert found.get(claim) == verdict


def test_speech_is_read_only_when_asked_for_and_has_a_speaker(starter):
    text = 'Zane Smith was disappointed. "Parker Kligerman led 56 of 67 laps today," Zane Smith said.'
    assert ("led", 56) not in by_measure(text, starter)
    spoken = [v for v in check(text, starter, race="truck-2022-15", quotes=True).verdicts if v.claim.measure == "led"]
    assert spoken
    assert spoken[0].claim.modality == "quote"


def test_a_driver_the_book_cannot_count_is_not_contradicted(starter):
    found = check("It was Kyle Larson's 20th career Cup start.", starter, race="cup-2025-12")
    assert {v.verdict for v in found.verdicts} <= {"not_checkable", "not_parsed"}


def test_the_document(starter):
    document = check("Parker Kligerman led 56 of 67 laps at Mid-Ohio.", starter, race="truck-2022-15").to_json()
    assert set(document) >= {"race", "race_candidates", "claims", "counts"}
    assert set(document["counts"]) == set(VERDICTS)
    claim = document["claims"][0]
    assert {"span", "text", "kind", "subject", "verdict", "claimed", "record", "reason", "evidence", "query"} <= set(
        claim
    )


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gets_an_answer(starter, text):
    try:
        found = check(text, starter, race="truck-2022-15")
    except UsageError:
        return
    assert all(0 <= v.claim.span[0] < v.claim.span[1] <= len(text) for v in found.verdicts)


SALAD = """Kligerman Zane Smith won led finished second third 56 67 laps Stage 1 2 the of and pole, his career Truck
win at Mid-Ohio in 2022 " ' ( ) . retired first since 60 top five Heim No. 51 started"""
WORDS = st.sampled_from(SALAD.split())


@given(st.lists(WORDS, max_size=60))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_salad_of_racing_words_gets_an_answer(starter, words):
    text = " ".join(words) or "x"
    found = check(text, starter, race="truck-2022-15")
    assert sum(found.counts.values()) == len(found.verdicts)


def test_only_claims_of_the_language_enter():
    claim = Claim(
        measure="led", subject=Subject("driver", "a", "A"), race="cup-2020-01", span=(0, 5), text="led 5", value=5
    )
    assert require_claim(claim) == claim
    for wrong in ({"measure": "drop table"}, {"value": "five"}, {"span": (5, 5)}):
        with pytest.raises(UsageError):
            require_claim(msgspec.structs.replace(claim, **wrong))


@pytest.mark.parametrize(
    ("text", "race"),
    [
        ("Ned Jarrett won at Beltsville on Aug. 25, 1965.", "cup-1965-43"),
        ("Richard Petty won at Concord in 1964.", "cup-1964-29"),
        ("Ned Jarrett won at Beltsville.", None),  # no year, no day
        ("Ned Jarrett won at Beltsville on Aug. 25, 1955.", None),  # nobody raced there that year
        ("He was at central command when the plan was made in 1965.", None),
        ("Jarrett drove home to Beltsville on Aug. 25, 1965.", None),
    ],
)
def test_the_one_word_of_a_track_places_a_dated_text(starter, text, race):
    assert check(text, starter).race == race
