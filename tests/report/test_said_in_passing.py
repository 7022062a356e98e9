"""What the seventeenth sample was contradicted for and should not have been, each beside what still is."""

import pytest

from stockcar.report.check import check

# Mid-Ohio, Saturday, 67 laps, 36 trucks: Kligerman (No. 75) started second, won and led 56 laps, his third win;
# Zane Smith (No. 38) started 13th, was second and led 8; four led, nine were on the lead lap.
RACE = "truck-2022-15"

PAIRS = [
    # said falsely, and the same number said of what it can be true of
    ("Eleven drivers led.", "Eleven drivers led as many laps or more."),
    ("Five trucks were on the lead lap.", "At times just five trucks were on the lead lap."),
    ("Kligerman won the 48-lap race.", "Kligerman spun 48 laps into the race."),
    ("Kligerman won the 48-lap race.", "Of the 48 laps from there Kligerman led most."),
    ("Kligerman led 48 laps.", "Kligerman won both stages (48 of the 67 laps)."),
    ("Zane Smith led the most laps.", "In each of the last two races Zane Smith led the most laps."),
    ("Zane Smith started fifth.", "Five to go: green. Zane Smith started fifth."),
    ("Carson Hocevar retired.", "Carson Hocevar was back from retirement."),
    ("Zane Smith was second. He led 21 laps.", "Zane Smith was second. With Zane Smith alongside, he led 21 laps."),
]


def contradicted(text, book, key=RACE):
    return [v for v in check(text, book, race=key).verdicts if v.verdict == "contradicted"]


@pytest.mark.parametrize(("wrong", "perhaps"), PAIRS)
def test_what_is_said_in_passing_is_left_alone(starter, wrong, perhaps):
    assert contradicted(wrong, starter), wrong
    assert not contradicted(perhaps, starter), perhaps


def test_he_is_whoever_the_sentence_before_speaks_of(starter):
    assert contradicted("Kligerman won at Mid-Ohio. He started 21st.", starter)
    assert not contradicted("Kligerman won at Mid-Ohio. All eyes were on Zane Smith. He started 21st.", starter)


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("key", "wrong", "perhaps"),
    [
        ("cup-2022-21", "Erik Jones won Stage 2.", "Kyle Busch won Stage 2."),  # disqualified
        (
            "cup-2011-35",
            "It snapped a 66-race winless streak for Kasey Kahne.",
            "For the fourth time in a row the winner had gone at least 66 races without a victory.",
        ),
    ],
)
def test_what_the_sheet_ranks_anew_and_what_is_a_bound(full, key, wrong, perhaps):
    assert contradicted(wrong, full, key), wrong
    assert not contradicted(perhaps, full, key), perhaps
