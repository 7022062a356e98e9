"""A number that a common way of telling would make true is left alone; the same number without it is contradicted."""

import pytest

from stockcar.report.check import check
from stockcar.report.distances import planned
from stockcar.report.ledger import ledger_of

# Mid-Ohio, Saturday, 67 laps (150 miles), 36 trucks: Kligerman (No. 75) won, his third win, and led 56 laps;
# Zane Smith (No. 38) started 13th, was second and led 8.
RACE = "truck-2022-15"

DISTANCES = [
    # said falsely, and the same number said of what it can be true of
    ("Kligerman won the 50-lap race.", "Kligerman won the 50-lap race that was left after the rain."),
    ("Kligerman won the 50-lap race.", "Lightning stopped the trucks. Kligerman won the 50-lap race."),
    ("Kligerman won the 50-lap race.", "Kligerman won the final 50-lap race to the flag."),
    ("Kligerman won the 50-lap race.", "Kligerman beat Zane Smith; Friday's 50-lap race was Ben Rhodes'."),
    ("Kligerman won the 50-lap race.", "A 50-lap race for late models came first; Kligerman won the next one."),
    ("Kligerman won the 50-lap race.", "Kligerman won the 50-lap race on Thursday, for charity."),
    ("Kligerman won a race scheduled for 80 laps.", "Kligerman won a race, called early, scheduled for 80 laps."),
    ("Zane Smith lost to Kligerman on lap 60 of 70.", "Zane Smith lost to Kligerman after 67 of 70 laps."),
]  # fmt: skip

LED = [
    ("Kligerman led 64 laps.", "Zane Smith and Kligerman led 64 laps."),
    ("Kligerman led 64 laps.", "Zane Smith, Ben Rhodes and Kligerman had the trucks to beat and led 64 laps."),
    ("Kligerman led 50 laps.", "Kligerman led 50 laps early."),
    ("Kligerman led 50 laps.", "Kligerman led 50 laps in the middle of the race."),
    (
        "Kligerman led 50 laps.",
        "Zane Smith won the first stage. Kligerman led 50 laps and gave up the lead on pit road.",
    ),
]

LED += [
    ("Kligerman led 53 of the 67 laps.", "Kligerman ran 53 laps in the lead pack and led 56 of them."),
    ("Kligerman led 50 laps.", "Kligerman led 50 laps, then lost the lead on pit road."),
    ("Kligerman was ahead for 58 laps.", "Kligerman has been ahead for 58 laps in three races at Mid-Ohio."),
    ("Kligerman was ahead for 58 laps.", "Kligerman was ahead for 58 laps at Texas in 2018, and at Mid-Ohio for 56."),
]

COUNTS = [
    ("It is Kligerman's fifth win in the series.", "Kligerman gave the owner his fifth win in the series."),
    ("It is Kligerman's fifth career win.", "It is Kligerman's fifth career win, counting one in ARCA."),
]

LINES = [
    ("Zane Smith drove the No. 65 Ford.", "Zane Smith's No. 75 Ford was quick."),  # the winner's number
    ("Zane Smith finished 21st.", "Zane Smith finished 21st before the last inspection took a truck from the list."),
    ("Zane Smith started 22nd.", "Zane Smith started 22nd in a backup truck."),
    ("Zane Smith started 22nd.", "Zane Smith, who stormed from 22nd to second, was pleased."),
]

OF_THE_RACE = [
    (
        "Kligerman beat the rest of a 40-truck field.",
        "Kligerman beat 40 entries, a 40-truck field with those sent home.",
    ),
    ("Kligerman won the 12th race of the season.", "It was the 12th race of the season that Toyota had six trucks in."),
    ("It was the 12th race of the 2022 Truck Series.", "It was the 14th race of the 2022 Truck Series."),
]


# True as reporters tell it, and left alone by more than one rule.
TOLD = [
    "Kligerman led 50 of the 63 laps before the last caution.",
    "Kligerman stayed out, and then led 50 laps.",
    "Kligerman led 50 laps of the 58 before the last stop.",
    "It is the fifth win for Kligerman's crew chief.",
    "Kligerman won and gave the team its fifth win in the series.",
    "It is Kligerman's fourth win of the season in a row.",
    "Since 2019 Kligerman has five career wins.",
    "Zane Smith finished 21st and was disqualified.",
]


def contradicted(text, book, **asked):
    return [v for v in check(text, book, **asked).verdicts if v.verdict == "contradicted"]


@pytest.mark.parametrize(("wrong", "perhaps"), [*DISTANCES, *LED, *COUNTS, *LINES, *OF_THE_RACE])
def test_a_common_way_of_telling_is_left_alone(starter, wrong, perhaps):
    assert contradicted(wrong, starter, race=RACE), wrong
    assert not contradicted(perhaps, starter, race=RACE), perhaps


@pytest.mark.parametrize("sentence", TOLD)
def test_what_is_told_of_something_else_is_left_alone(starter, sentence):
    assert not contradicted(sentence, starter, race=RACE)


def test_what_a_race_was_to_be_is_known_from_its_neighbours_and_its_name(starter):
    ledger = ledger_of(starter)
    assert 67 in planned(ledger, ledger.by_key[RACE])  # 150 miles on 2.258
    rained = ledger.by_key["cup-2009-17"]  # 273 laps of 301
    assert 301 in planned(ledger, rained)
    assert not contradicted("The race was stopped after 273 of 301 laps.", starter, race=rained.key)


def test_one_who_is_not_in_the_race_is_an_owner_or_a_memory(starter):
    assert not contradicted("It was Kyle Busch's 12th win of the season.", starter, race=RACE)


RIGHT = "Parker Kligerman won from Zane Smith and led 56 of 67 laps. Smith finished second. Friesen was fourth. "


@pytest.mark.parametrize(
    ("long", "near", "far", "short"),
    [
        ("This was Parker Kligerman's {} career win and it came in a truck with hardly a sponsor.", "fourth", "ninth",
         "It is the {} career win for Kligerman."),
        ("Carson Hocevar finished {}, on an evening without a breeze, in a truck that was all but new.", "sixth",
         "31st", "Carson Hocevar finished {}."),
    ],
)  # fmt: skip
def test_what_is_far_off_in_a_good_report_is_left_alone_unless_the_sentence_is_short(starter, long, near, far, short):
    assert contradicted(RIGHT + long.format(near), starter, race=RACE)
    assert not contradicted(RIGHT + long.format(far), starter, race=RACE)
    assert contradicted(RIGHT + short.format(far), starter, race=RACE)
    assert contradicted(long.format(far), starter, race=RACE)


def test_a_text_that_another_race_fits_nearly_as_well_is_not_contradicted(starter, monkeypatch):
    text = "Parker Kligerman won at Mid-Ohio in the Truck Series in 2022 from Zane Smith, Carson Hocevar was third."
    text += " Kligerman led 56 of the 67 laps. Zane Smith was second. It is the fifth career win for Kligerman."
    assert contradicted(text, starter)
    monkeypatch.setitem(check.__globals__, "_SURE", 99.0)
    assert not contradicted(text, starter)


@pytest.mark.full_book
def test_a_number_that_he_had_in_other_races_is_left_alone(full):
    assert contradicted("Kurt Busch drove the No. 65 Ford.", full, race="cup-2003-05")
    assert not contradicted("Kurt Busch drove the No. 41 Ford.", full, race="cup-2003-05")


@pytest.mark.full_book
@pytest.mark.parametrize(
    "text",
    [
        "Keselowski gave Roger Penske his first Brickyard 400 win and his 17th Indianapolis victory.",
        "Keselowski's second win in a row was the third of the year for Team Penske.",
        "Crew chief Paul Wolfe's 29th win came with Keselowski.",
        "Denny Hamlin and Clint Bowyer led 74 laps.",
        "Hamlin led 37 laps, Bowyer as many; the other 86 were shared by seven drivers.",
        "Keselowski won as the ninth different leader; 12 drivers led at Darlington.",
        "Keselowski won the three-lap dash after a restart.",
        "The 26-race regular season had 11 different winners, with nine winners in the first 12 races.",
        "Keselowski and Team Penske have won 24 races together.",
        "Monday's 100-lap race was Justin Allgaier's, and Keselowski's was the 160-lap one.",
        "Brad Keselowski won the 367-lap race at Darlington a week ago.",
        "Keselowski's 26th win in Cup is his 66th in NASCAR's top three series.",
        "Clint Bowyer, Denny Hamlin and Kyle Busch led 101 of the 160 laps.",
        "Hendrick drivers have gone 15 races without a win, and Keselowski won.",
    ],
)
def test_what_reporters_write_of_others_is_not_held_against_the_winner(full, text):
    assert not contradicted(text, full, race="cup-2018-26")


@pytest.mark.full_book
def test_a_loser_owns_the_number_that_stands_right_behind_his_name(full):
    race = "cup-2019-04"  # Phoenix: Kyle Busch won, Harvick, with nine wins there, was ninth
    assert contradicted("Ninth was Kevin Harvick (seven wins here).", full, race=race)
    assert not contradicted("Kyle Busch beat Kevin Harvick, and his seven wins here are a story.", full, race=race)
