"""What a doubt of the subject does not hold back, and what still is."""

import pytest

from stockcar.report.check import check

RACE = "truck-2022-15"  # Mid-Ohio: Kligerman won from second and led 56 laps, Zane Smith led 8, Heim none

OF_THE_WINNER = [
    ("Once clear of Zane Smith, Kligerman was never headed again on the way to his fifth career Truck win.", 3),
    ("Parker Kligerman beat Zane Smith. It was the fifth Truck win of his career.", 3),
    ("Zane Smith was second. The win was his fifth of the season.", 1),
    ("Parker Kligerman pulled away over the last 10 laps to claim his fourth win of the season.", 1),
]


@pytest.mark.parametrize(("text", "record"), OF_THE_WINNER)
def test_the_number_of_the_days_win_is_the_winners(starter, text, record):
    found = [v for v in check(text, starter, race=RACE).verdicts if v.claim.measure == "wins"]
    assert [(v.claim.subject.id, v.verdict, v.record) for v in found] == [("parker-kligerman", "contradicted", record)]


LEFT = [
    # what is said, its measure: another reading is too likely
    ("Zane Smith was second. It was his fifth win in the series when he took the last race.", "wins"),
    ("Kligerman, who stayed out when the others, all but Zane Smith, came in, led 52 laps.", "led"),
    ("Zane Smith started the final run third.", "start"),
    ("Zane Smith started 33rd.", "start"),
    ("Zane Smith moved from ninth to seventh in the standings.", "start"),
    ("Zane Smith started 14th.", "start"),
    ("Parker Kligerman led more than 50 laps.", "led"),
    ("Before it Parker Kligerman led 33 laps from the front row.", "led"),
    ("Parker Kligerman led 56 laps. He led 21 laps after that.", "led"),
]


@pytest.mark.parametrize(("text", "measure"), LEFT)
def test_a_likelier_reading_still_holds_back(starter, text, measure):
    verdicts = [v for v in check(text, starter, race=RACE).verdicts if v.claim.measure == measure]
    assert not [v for v in verdicts if v.verdict == "contradicted"], verdicts


def test_laps_led_that_all_but_fit_are_his_however_the_sentence_is_built(starter):
    text = "Asked by Zane Smith, the man who, when it was over, smiled, Parker Kligerman, led 52 laps."
    (found,) = [v for v in check(text, starter, race=RACE).verdicts if v.claim.measure == "led"]
    assert (found.claim.subject.id, found.verdict, found.record) == ("parker-kligerman", "contradicted", 56)


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("Zane Smith, who started eighth, was up to fifth within 20 laps.", 13),
        ("It was over early for Corey Heim, who placed 20th.", 26),
    ],
)
def test_a_clause_with_who_speaks_of_the_name_before_it(starter, text, record):
    found = [v.record for v in check(text, starter, race=RACE).verdicts if v.verdict == "contradicted"]
    assert found == [record]


NOT_OF_THE_RESULT = [
    ("Zane Smith was tenth when the caution came out.", "finish"),
    ("He switched the engine off, and by then Zane Smith was eighth.", "finish"),
    ("After the second caution Parker Kligerman lined up only eighth.", "start"),
    ("It was the 70th race of his season.", "number"),
    ("Zane Smith, the defending champion of the event, was second.", "champion"),
    ("Parker Kligerman won at Mid-Ohio. Zane Smith won the last one of these.", "finish"),
    ("Lexington (July 11, 2022) - Zane Smith finished second.", "date"),
    ("The two of them, Zane Smith and Parker Kligerman, led 50 of the 67 laps between them.", "led"),
]


@pytest.mark.parametrize(("text", "measure"), NOT_OF_THE_RESULT)
def test_what_is_told_of_a_moment_or_of_another_thing_is_not_held_against_the_record(starter, text, measure):
    verdicts = [v for v in check(text, starter, race=RACE).verdicts if v.claim.measure == measure]
    assert not [v for v in verdicts if v.verdict == "contradicted"], verdicts


OF_THE_RESULT = [
    # a namesake whom the text does not name, a length beside words of a moment, a sentence with other counts
    ("Zane Smith was content. Smith finished 21st.", 2),
    ("The 89-lap race at Mid-Ohio ended under caution when two trucks met at the last corner.", 67),
    ("Parker Kligerman, at one point sixth, led 50 of the 67 laps.", 56),
    ("Zane Smith was beaten. It was the seventh Truck win of his career, and nine men cheered.", 3),
]


@pytest.mark.parametrize(("text", "record"), OF_THE_RESULT)
def test_what_can_only_be_of_the_result_is_held_against_it(starter, text, record):
    assert [v.record for v in check(text, starter, race=RACE).verdicts if v.verdict == "contradicted"] == [record]
