"""Races of one track with one winner are told apart by what results a text shows; a wrong figure tells against none."""

import pytest

from stockcar.report.anchor import find_race, settled
from stockcar.report.check import check
from stockcar.report.gazetteer import gazetteer_of
from stockcar.report.ledger import ledger_of
from stockcar.report.sentences import fold
from stockcar.report.tokens import find_marks, resolve_overlaps

RACE = "truck-2022-15"


def place(book, text):
    ledger, folded = ledger_of(book), fold(text)
    tokens = resolve_overlaps([*gazetteer_of(ledger).find(folded), *find_marks(text, folded)])
    return find_race(ledger, folded, tokens)


BUSCH = "Kyle Busch won the Cup race at Richmond on Saturday night for the fourth time. "


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("rest", "key"),
    [
        (
            "Dale Earnhardt Jr. was second, Tony Stewart third, Denny Hamlin fourth and Kasey Kahne fifth.",
            "cup-2012-09",
        ),
        ("Jeff Gordon was second, Kevin Harvick third. Busch led 226 laps of 400.", "cup-2010-10"),
        # One figure of three is wrong: the report is placed all the same.
        ("Dale Earnhardt Jr. was second, Tony Stewart third, Denny Hamlin sixth and Kasey Kahne fifth.", "cup-2012-09"),
    ],
)
def test_who_came_next_tells_races_of_one_winner_apart(full, rest, key):
    found = place(full, BUSCH + rest)
    assert settled(found)
    assert found[0].race.key == key


@pytest.mark.full_book
def test_without_such_traces_the_reader_is_asked(full):
    assert not settled(place(full, BUSCH))


@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        ("PARKER KLIGERMAN No. 75\nSTART: 2ND FINISH: 1ST", "finish", 1),
        ("Parker Kligerman led at the 2.258-mile course.", "length_mi", "2.258"),
        ("Corey Heim is from Georgia. Polesitter: Corey Heim", "start", 1),
        ("Runner-up Zane Smith was content.", "finish", 2),
        ("Zane Smith and Carson Hocevar, who has no win, made it a 2-3 finish.", "finish", 3),
    ],
)
def test_results_behind_labels_and_in_short(starter, text, measure, value):
    found = [v for v in check(text, starter, race=RACE).verdicts if v.claim.measure == measure]
    assert [v.verdict for v in found if v.claim.value == value] == ["supported"]


@pytest.mark.parametrize(
    "text",
    [
        "PARKER KLIGERMAN No. 75\nSTART: 3RD FINISH: 4TH",
        "The race at the 1.5-mile course went to Parker Kligerman.",
        "Runner-up Corey Heim was content.",
    ],
)
def test_what_a_label_says_wrongly_is_not_supported(starter, text):
    measures = ("start", "length_mi")
    found = check(text, starter, race=RACE).verdicts
    assert not [v for v in found if v.verdict == "contradicted"]
    assert not [v for v in found if v.claim.measure in measures and v.verdict == "supported"]
    assert not [v for v in found if v.claim.measure == "finish" and v.claim.value != 1 and v.verdict == "supported"]


def supported(book, text, key):
    return {(v.claim.measure, v.claim.value) for v in check(text, book, race=key).verdicts if v.verdict == "supported"}


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("key", "text", "claim"),
    [
        ("cup-2017-18", "Martin Truex Jr. won at Kentucky in overtime.", ("overtime", "yes")),
        ("xfinity-2017-21", "Daniel Hemric was second, a career-best finish.", ("best_finish", 2)),
        (
            "cup-2007-04",
            "Jimmie Johnson moved in the standings within 28\npoints of leader Mark Martin.",
            ("points_gap", 28),
        ),
        ("cup-2012-16", "Here is the order.\n1. Matt Kenseth +117\n2. Greg Biffle +106\n", ("points_rank", 2)),
        ("cup-2007-04", "Jimmie Johnson went with 3 laps to go to win for the 25th time in his career.", ("wins", 25)),
        ("cup-2021-22", "Christopher Bell was second. Bell drove the No. 20 car.", ("car", "20")),
    ],
)
def test_what_is_said_without_a_phrase_of_its_own(full, key, text, claim):
    assert claim in supported(full, text, key)


@pytest.mark.full_book
def test_a_race_that_ended_on_time_had_no_overtime(full):
    assert ("overtime", "yes") not in supported(full, "Terry Labonte won in overtime at Darlington.", "cup-2003-25")
