"""A number that is all but right is wrong, wherever it stands; one that something else explains is left."""

import pytest

from stockcar.report.check import check

RACE = (
    "truck-2022-15"  # Mid-Ohio, 67 laps: Kligerman won (3rd win, 1st of 2022) and led 56, Zane Smith led 8; 36 trucks
)

WRONG = [
    # what is said, its measure, the record's number
    ("Parker Kligerman beat Zane Smith, and was in charge for 58 laps.", "led", 56),
    ("The No. 75 of Parker Kligerman was out front for 53 of the 67 laps ahead of Zane Smith.", "led", 56),
    ("Nobody led more often than Kligerman, whose tally was 53 laps; Zane Smith was second.", "led", 56),
    ("Kligerman beat Zane Smith, after passing him on lap 12 of a scheduled 70.", "laps_run", 67),
    ("Kligerman beat Zane Smith and had the lead on 56 of the 63 laps.", "laps_run", 67),
    ("Zane Smith was second. For Parker Kligerman it is a fifth career win.", "wins", 3),
    ("Kligerman won from Zane Smith, his fourth of the season.", "wins", 1),
    ("It is Kligerman's first win of the season and the fifth of his career.", "wins", 3),
    ("Kligerman beat Zane Smith and the rest of a 40-truck field.", "field", 36),
    ("Kligerman won the 12th race of the season.", "number", 15),
]


@pytest.mark.parametrize(("text", "measure", "record"), WRONG)
def test_what_is_all_but_right_is_contradicted(starter, text, measure, record):
    found = [v for v in check(text, starter, race=RACE).verdicts if v.verdict == "contradicted"]
    assert [(v.claim.measure.replace("scheduled", "run"), v.record) for v in found] == [(measure, record)]


LEFT = [
    "Kligerman had led 52 laps when Zane Smith caught him.",  # a part of the race
    "Kligerman led the last 53 laps.",
    "Kligerman led until 58 laps were left.",
    "With 58 laps to go Kligerman took the lead from Zane Smith.",
    "On lap 58 Kligerman led Zane Smith.",
    "Kligerman led 53 of the first 60 laps.",
    "Nobody but Kligerman and Zane Smith led for 60 laps.",
    "Kligerman and Zane Smith led 60 laps between them.",
    "Kligerman was looking for his fifth career win.",
    "It would have been the fifth career win for Kligerman.",
    "Kligerman's team has five wins in the series.",
    "Kligerman took the lead after 63 laps.",
    "A year ago Kligerman was ahead for 58 laps.",
    "It is Kligerman's fifth stage win of the season.",
    "It is Kligerman's fourth straight win of the season.",
    "It is Kligerman's second win of the season with a new crew chief.",
    "It is the third race of the season at a road course for Kligerman.",
    "Kligerman led; three Toyota drivers led more than four laps.",
    "Kligerman has led 58 laps this season.",
    "That is two Cup victories in succession and five for the season for Kligerman.",
    "Kligerman, 58, led the field to the green flag.",
    "Zane Smith and Kligerman shared the other 58 laps at the front.",
    "It took Kligerman 53 starts to win it.",
    "Kligerman led 53 of 62 laps when the tire went.",
    "Kligerman won from Zane Smith. Tyler Ankrum has not won in 55 Truck starts.",
    "The Toyotas led 58 laps, Kligerman and Zane Smith among them.",
    "Kligerman led; it was his 70th start in a row.",
    "It is his 31st race win at the track, said of Kligerman.",
    "Kligerman stayed out and led 53 laps. On lap 60 he pitted.",
    "Kligerman nearly had his fifth win of the season.",
    "Zane Smith finished fourth but was disqualified; Kligerman won.",
    "Before it Zane Smith won the ARCA race, said Kligerman.",
    "A field of 31 was there at the end.",
    '"We led 58 laps," said Kligerman.',
]


@pytest.mark.parametrize("text", LEFT)
def test_what_may_count_something_else_is_left(starter, text):
    assert not [v for v in check(text, starter, race=RACE).verdicts if v.verdict == "contradicted"]
