"""What the fifteenth sample was contradicted for and should not have been, each beside what still is."""

import pytest

from stockcar.report.check import check

# Mid-Ohio, Saturday, 67 laps, 36 trucks: Kligerman (No. 75) won, his third win, and led 56 laps;
# Zane Smith (No. 38, a Ford) started 13th, was second and led 8.
RACE = "truck-2022-15"
GOOD = (
    "Parker Kligerman won at Mid-Ohio in 2022. Zane Smith was second. Carson Hocevar was third. Kligerman led 56 laps. "
    "Kligerman started second. Zane Smith started 13th. The race went 67 laps. "
)

LED = [
    # said falsely, and the same number said of what it can be true of
    ("Kligerman led 53 laps.", "Of the first 63 laps Kligerman led 53."),
    ("Kligerman led 53 laps.", "Of 60 laps to begin with Kligerman led 53."),
    ("Kligerman led 53 laps.", "Kligerman led laps 10 to 62, 53 in all."),
    ("Kligerman led 53 laps.", "In one run Kligerman led 53 laps."),
    ("Kligerman led 53 laps.", "By the time it rained Kligerman led 53 laps."),
    ("Kligerman led 53 laps.", "Kligerman led 53 laps between cautions."),
    ("Kligerman led 53 laps.", "Kligerman led 53 laps from the end."),
    ("Kligerman led 53 laps.", "Kligerman led upward of 53 laps."),
    ("Kligerman led 53 laps.", "Kligerman led 53 laps or so."),
    ("Kligerman led 53 laps.", "Kligerman led 53 laps in the spring."),
    ("Kligerman led 53 laps.", "Kligerman led 53 laps in the other race."),
    ("Kligerman led 53 laps.", "Kligerman led 53 laps on Friday."),
    ("Kligerman led 53 laps.", "Did Kligerman lead? Kligerman led 53 laps?"),
    ("Kligerman led 53 laps.", "By our count Kligerman led 53 laps."),
    ("Kligerman led 53 laps.", "Kligerman's teammate led 53 laps."),
    ("Kligerman led 690 laps.", "Kligerman led 690 laps, more than anyone had in such a season."),
    ("Kligerman led the most, 59 laps.", "Kligerman leads Zane Smith in the list, 60 to 59."),
    ("Kligerman led 59 laps.", "Kligerman led; cautions, seven, took 59 laps."),
]

WINS = [
    ("Kligerman took the win, the seventh of his career.", "Kligerman won the pole, the seventh of his career."),
    ("It is Kligerman's fifth career win.", "Kligerman was bound for his fifth career win."),
    ("Kligerman has five career wins.", "Kligerman has five career wins?"),
    ("It is Kligerman's fifth career win.", "A week later Kligerman got his fifth career win."),
]

# By itself it is contradicted; in a report that is right otherwise a longer sentence of that kind is not.
OF_A_GOOD_REPORT = [
    "On a hot day before a large crowd that had come early Kligerman won the 12th race of the season.",
    "Zane Smith started 22nd, and from there, with two stops and good calls from the box, he came up to the front.",
]

MAKES = [
    ("Zane Smith drove the No. 38 Toyota.", "Zane Smith's No. 38 drew away from the Toyota of Hocevar."),
    ("Zane Smith drove the No. 38 Toyota.", "Zane Smith drove the No. 38 Toyota in those days."),
    ("Zane Smith drove the No. 38 Toyota.", "Zane Smith drove well in the Toyota/Save Mart 350."),
]


# True as reporters tell it, and left alone by more than one rule.
TOLD = [
    "Kligerman led 60 laps this season.",
    "Next week it is Kligerman's fifth career win that he is after.",
    "For Henderson Motorsports this is a fifth career win.",
    "It is Kligerman's fifth career win since his marriage.",
    "Five career wins separate Kligerman from Zane Smith.",
    "Ben Rhodes won a second championship.",
    "Ben Rhodes was first under the flag. He is in the books elsewhere.",
]


def contradicted(text, book, key=RACE):
    return [v for v in check(text, book, race=key).verdicts if v.verdict == "contradicted"]


@pytest.mark.parametrize(("wrong", "perhaps"), [*LED, *WINS, *MAKES])
def test_a_common_way_of_telling_is_left_alone(starter, wrong, perhaps):
    assert contradicted(wrong, starter), wrong
    assert not contradicted(perhaps, starter), perhaps


@pytest.mark.parametrize("sentence", TOLD)
def test_what_is_told_of_something_else_is_left_alone(starter, sentence):
    assert not contradicted(sentence, starter)


@pytest.mark.parametrize("sentence", OF_A_GOOD_REPORT)
def test_a_kind_that_is_oftener_misread_needs_a_plain_sentence_in_a_good_report(starter, sentence):
    assert contradicted(sentence, starter)
    assert not contradicted(GOOD + sentence, starter)


def test_more_than_he_led_is_no_part_of_the_race(starter):
    assert contradicted("Of the first 63 laps Kligerman led 60.", starter)


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("key", "wrong", "perhaps"),
    [
        ("cup-1998-01", "Earnhardt has 74 career wins.", "Earnhardt finished up at 76 victories."),
        ("cup-1998-01", "Earnhardt has 74 career wins.", "Earnhardt, killed in 2001, has 74 career wins."),
        ("cup-1998-01", "It is Earnhardt's 76th career win.", "Career: 676 starts, 76 wins for Earnhardt."),
        ("cup-2001-21", "It is win No. 59 for Gordon.", "It's win No. 56 for Gordon and No. 4 this year."),
        (
            "cup-2003-26",
            "It is Newman's seventh win of the season.",
            "Newman was already pulling away to his sixth win.",
        ),
        ("xfinity-2019-16", "Ross Chastain finished third.", "AJ Allmendinger finished third."),  # disqualified
        (
            "xfinity-2007-16",
            "Stephen Leicht won. It is his fifth win of the season.",
            "It belonged to Carl Edwards. He led 96 laps and he liked the idea of a fifth win this season.",
        ),
    ],
)
def test_what_is_known_of_careers_and_of_sheets(full, key, wrong, perhaps):
    assert contradicted(wrong, full, key), wrong
    assert not contradicted(perhaps, full, key), perhaps
