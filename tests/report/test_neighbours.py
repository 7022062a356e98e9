"""A contradiction stands only where no neighbouring reading of the sentence is true."""

import pytest

from stockcar.report.check import check

RACE = "truck-2022-15"  # Mid-Ohio: Kligerman won from second, Smith was second from 13th, Heim 26th from the pole

NEIGHBOURS = [
    # what is said, its measure, and the reading that is true instead
    ("Corey Heim finished fifth.", "finish", "truck-2022-17"),  # two races later
    ("Zane Smith started second.", "start", "finish"),
    ("Corey Heim finished fourth.", "finish", "stage 1"),
    ("Zane Smith led 56 laps.", "led", "Parker Kligerman"),
    ("Zane Smith qualified fifth.", "start", "qualifying"),
    ("Zane Smith would put up a total of four wins in 2022.", "wins", "a later day"),
    ("Stewart Friesen and Carson Hocevar came through. Hocevar started 19th.", "start", "Stewart Friesen"),
]


@pytest.mark.parametrize(("text", "measure", "reading"), NEIGHBOURS)
def test_a_claim_that_a_neighbouring_reading_bears_out_is_left_undecided(starter, text, measure, reading):
    (found,) = [v for v in check(text, starter, race=RACE).verdicts if v.claim.measure == measure and v.reason]
    assert found.verdict == "not_checkable"
    assert reading in found.reason


NOT_ALL_READ = [
    # a number beside the claim that nothing read accounts for, a namesake, a text that breaks off, a double misfit
    ("Zane Smith finished 21st for the fourth time.", 'what "4" counts'),
    ("Zane Smith and Chandler Smith were pleased. Smith finished 21st.", "surname"),
    ("Zane Smith finished 21st in", "breaks off"),
    ("It was race 2 of 3.", "do not fit"),
]


@pytest.mark.parametrize(("text", "reason"), NOT_ALL_READ)
def test_a_sentence_must_be_read_whole_to_be_contradicted(starter, text, reason):
    found = check(text, starter, race=RACE).verdicts
    assert not [v for v in found if v.verdict == "contradicted"]
    reasons = " ".join(v.reason for v in found)
    assert reason in reasons


@pytest.mark.parametrize(
    ("text", "measure", "record"),
    [
        ("Zane Smith finished 21st.", "finish", 2),
        ("Zane Smith started 22nd.", "start", 13),
        ("It was the 12th race of the 2022 Truck Series.", "number", 15),
    ],
)
def test_what_no_reading_bears_out_is_contradicted(starter, text, measure, record):
    found = [v.record for v in check(text, starter, race=RACE).verdicts if v.verdict == "contradicted"]
    assert found == [record], measure


def test_a_list_is_contradicted_only_where_some_of_it_fits(starter):
    partly = "Carson Hocevar, Derek Kraus and Christian Eckes rounded out the top five."
    nowhere = "Ty Majeski, Derek Kraus and Kaz Grala rounded out the top five."
    assert [v.record for v in check(partly, starter, race=RACE).verdicts if v.verdict == "contradicted"] == [8]
    assert not check(nowhere, starter, race=RACE).contradicted


def test_a_text_that_mostly_does_not_fit_its_race_is_not_contradicted(starter):
    fits = (
        "Parker Kligerman won Saturday's Truck Series race at Mid-Ohio on July 9, 2022. He led 56 of 67 laps in the"
        " No. 75 Chevrolet. Carson Hocevar finished third and Stewart Friesen was fourth. Zane Smith finished 21st."
    )
    scarcely = "Parker Kligerman at Mid-Ohio on July 9, 2022 in the Truck Series. Zane Smith finished 21st."
    ahead = "Preview: odds for the Truck Series at Mid-Ohio. " + fits
    assert [v.record for v in check(fits, starter).verdicts if v.verdict == "contradicted"] == [2]
    for text in (scarcely, ahead):
        checked = check(text, starter)
        assert checked.race == RACE
        assert not checked.contradicted


def test_a_text_that_gives_day_and_winner_is_about_that_race_whatever_else_is_wrong(starter):
    wrong = " He led 51 laps. It is his fourth career win. Ben Rhodes started second. Zane Smith finished 31st."
    unsure = "Parker Kligerman at Mid-Ohio in the Truck Series in 2022." + wrong
    named = "Parker Kligerman won the Truck Series race at Mid-Ohio on July 9, 2022." + wrong
    assert not check(unsure, starter).contradicted
    assert check(named, starter).contradicted
