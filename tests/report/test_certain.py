"""Only what is certain is contradicted; what stands near a name is borne out or left unread."""

import pytest

from stockcar.report.check import check

RACE = "truck-2022-15"  # Mid-Ohio: Kligerman (No. 75) won, Zane Smith was second, Heim (No. 51) was on the pole

DOUBTFUL = [
    # what is said, and the measure that must not be contradicted by it
    ("Zane Smith had finished 10th before he was moved up.", "finish"),
    ("Parker Kligerman, who had finished second in the past, won at Mid-Ohio.", "finish"),
    ("Parker Kligerman beat Zane Smith and won the second stage.", "stage_2"),
    ("Zane Smith is in 10th place in the points standings.", "finish"),
    ("In 2021 Zane Smith finished 10th.", "finish"),
    ("Parker Kligerman won his eighth superspeedway trophy with six laps led since the autumn.", "led"),
    ("Zane Smith ran 10th on the restart at lap 30.", "finish"),
    ("Zane Smith's teammate finished 10th.", "finish"),
    ("It was Parker Kligerman's ninth win in seven years.", "wins"),
    ("Zane Smith finished 10th at Sonoma in June.", "finish"),
]

PLAIN = [
    ("Zane Smith finished 10th.", "finish", "2"),
    ("Parker Kligerman led 44 of 67 laps.", "led", "56"),
    ("It was Parker Kligerman's ninth career Truck win.", "wins", "3"),
    ("Corey Heim drove the No. 52.", "car", "51"),
]

NEAR = [
    ("The No. 75 was never far away, and at the end Parker Kligerman, of Henderson Motorsports, had it.", "car", "75"),
    ("Asked about the day, Parker Kligerman of Henderson Motorsports smiled.", "team", "henderson-motorsports"),
    ("From the pole Corey Heim fell back.", "start", 1),
    ("Behind them Zane Smith, in the end, second.", "finish", 2),
    ("1. Parker Kligerman\n2. Zane Smith\n3. Carson Hocevar\n", "finish", 3),
]


def said(book, text):
    return check(text, book, race=RACE).verdicts


@pytest.mark.parametrize(("text", "measure"), DOUBTFUL)
def test_doubt_is_no_contradiction(starter, text, measure):
    assert not [v for v in said(starter, text) if v.claim.measure == measure and v.verdict == "contradicted"]


@pytest.mark.parametrize(("text", "measure", "record"), PLAIN)
def test_a_plain_error_is_contradicted_with_the_right_value(starter, text, measure, record):
    found = [v for v in said(starter, text) if v.claim.measure == measure and v.verdict == "contradicted"]
    assert [str(v.record) for v in found] == [record]


@pytest.mark.parametrize(("text", "measure", "value"), NEAR)
def test_what_stands_near_a_name_is_borne_out(starter, text, measure, value):
    found = [(v.claim.measure, v.claim.value) for v in said(starter, text) if v.verdict == "supported"]
    assert (measure, value) in found, found


@pytest.mark.parametrize(
    "text",
    [
        "The No. 74 was never far away, and at the end Parker Kligerman had it.",
        "Asked about the day, Parker Kligerman of Reaume Brothers Racing smiled.",
        "From the pole Matt Crafton fell back.",
    ],
)
def test_what_the_record_does_not_bear_out_says_nothing_by_nearness(starter, text):
    assert not [
        v for v in said(starter, text) if v.reason.startswith("read by nearness") and v.claim.measure != "finish"
    ]


def test_a_list_of_another_day_is_no_result(starter):
    text = "Points after the race:\n1. Zane Smith\n2. Parker Kligerman\n3. Corey Heim\n4. Ben Rhodes\n"
    assert not [v for v in said(starter, text) if v.claim.measure == "finish"]


def test_a_doubt_is_given_as_the_reason(starter):
    verdict = next(v for v in said(starter, "In 2021 Zane Smith finished 10th.") if v.claim.measure == "finish")
    assert verdict.verdict == "not_checkable"
    assert verdict.reason


@pytest.mark.parametrize(
    ("text", "measure", "verdict"),
    [
        ("Parker Kligerman is level with nobody in eighth place in the points.", "points_rank", None),
        ("It was the third straight top-10 finish for Zane Smith.", "streak", None),
    ],
)
def test_points_and_streaks_are_never_contradicted(starter, text, measure, verdict):
    assert not [v for v in said(starter, text) if v.claim.measure == measure and v.verdict == "contradicted"], verdict


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Parker Kligerman won his second race of the season.", None),
        ("Parker Kligerman wins second race of the season at Mid-Ohio.", None),
        ("It was Parker Kligerman's second race of the season.", None),
        ("Parker Kligerman was glad of a second race of the season.", None),
        ("It was the second race of the season.", "contradicted"),
        ("It was the 15th race of the season.", "supported"),
    ],
)
def test_how_many_a_driver_has_won_is_not_the_number_of_the_race(starter, text, number):
    assert next((v.verdict for v in said(starter, text) if v.claim.measure == "number"), None) == number


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Zane Smith finished second. In his last race Parker Kligerman led 56 laps.", "supported"),
        ("Zane Smith finished 10th. In his last race Parker Kligerman led 56 laps.", "contradicted"),
        ("Zane Smith finished 10th in his last race.", "not_checkable"),
    ],
)
def test_words_of_another_race_are_of_their_own_sentence(starter, text, verdict):
    assert next(v.verdict for v in said(starter, text) if v.claim.measure == "finish") == verdict
