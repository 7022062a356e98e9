"""The notes of a race: what they say, that their queries give their numbers, that none is trivial."""

import pytest

from stockcar.report.check import check
from stockcar.report.notes import TRIVIAL, race_notes
from stockcar.report.story import report
from stockcar.rulebook import Rulebook


def texts(book, key):
    return "\n".join(note.text for note in race_notes(book, key))


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("truck-2022-15", "It is Parker Kligerman's third career Truck win."),
        ("truck-2022-15", "first win on a road course in any of the three national series"),
        ("truck-2022-15", "It is Parker Kligerman's first Truck win not at Talladega (2012 and 2017)."),
        ("truck-2022-15", "Parker Kligerman led 56 of 67 laps, 83 percent."),
        ("truck-2022-15", "Parker Kligerman won Stage 1 and was second in Stage 2."),
        ("truck-2022-15", "Corey Heim started first, led three laps and went out after 60 laps (transmission)."),
        ("truck-2022-15", "Justin Marks made a first national-series start since 2018 and finished 31st."),
        ("truck-2022-15", "ended a run of 37 Truck starts without a win, since Talladega in 2017"),
        ("xfinity-2025-24", "JR Motorsports finished 1-2-3: Connor Zilisch, Sammy Smith and Justin Allgaier."),
        ("xfinity-2025-24", "The race ran 104 laps, four more than scheduled."),
        ("xfinity-2025-24", "It is Connor Zilisch's seventh Xfinity win of 2025."),
        ("xfinity-2025-24", "It is Connor Zilisch's eighth career Xfinity win."),
        ("truck-2022-15", "went out, among them "),
    ],
)
def test_what_the_notes_of_the_seed_races_say(starter, key, said):
    assert said in texts(starter, key)


@pytest.mark.parametrize("key", ["xfinity-2025-24", "truck-2022-15"])
def test_at_least_eight_notes_the_rarest_first(starter, key):
    notes = race_notes(starter, key)
    assert len(notes) >= 8
    known = [note.rarity for note in notes if note.rarity is not None]
    assert known == sorted(known)
    assert max(known) < TRIVIAL


@pytest.mark.parametrize("key", ["xfinity-2025-24", "truck-2022-15"])
def test_every_query_gives_its_number_alone_on_the_starter_book_too(starter, key):
    for note in race_notes(starter, key):
        assert starter.sql(note.query)[1][0][0] == note.value, note


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("key", "kind", "said"),
    [
        ("cup-2021-01", "last_lead", "took the lead for good on lap 200 of 200, from Joey Logano"),
        ("cup-2022-05", "margin", "won by 0.145 seconds over Ross Chastain"),
        ("cup-2023-14", "passed_in_top_tens", "With 362 Cup top-10 finishes Kyle Busch passed Terry Labonte"),
        ("xfinity-1997-29", "passed_in_wins", "With 32 Busch Series wins Mark Martin passed Jack Ingram"),
        ("truck-2024-03", "make_streak", "fifth Truck win in a row for Chevrolet"),
    ],
)
def test_what_lies_beyond_the_result(full, key, kind, said):
    note = next(n for n in race_notes(full, key) if n.kind == kind)
    assert said in note.text
    assert full.sql(note.query)[1][0][0] == note.value


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("cup-1992-29", "by the rules of 1992, come to 4,078 for Alan Kulwicki and 4,068 for Bill Elliott."),
        ("cup-2005-36", "Tony Stewart is the 2005 Cup champion."),
        ("cup-2011-36", "come to 2,403 for both Tony Stewart and Carl Edwards, who has fewer wins (1 to 5)."),
        ("cup-2025-36", "by the rules of 2025, come to 5,034 for Kyle Larson and 5,031 for Denny Hamlin."),
        ("cup-1974-30", "Richard Petty is the 1974 Cup champion."),
    ],
)
def test_the_report_of_a_finale_says_who_is_champion(full, key, said):
    """Most points, the Chase, a tie in it, the rounds, and a season whose points are not computed."""
    note = next(n for n in race_notes(full, key) if n.kind == "champion")
    assert said in note.text
    assert full.sql(note.query)[1] == [(note.value,)]
    told = report(full, key).text
    assert note.text in " ".join(told.split())
    assert not check(told, full).contradicted


def test_only_the_last_race_of_a_season_has_a_champion(starter):
    assert "champion" not in {note.kind for note in race_notes(starter, "xfinity-2025-24")}


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("key", "told"),
    [("cup-1971-10", False), ("cup-1971-11", True)],  # the record pays the winner of the first no points
)
def test_points_are_told_only_where_the_record_pays_them(full, key, told):
    rules = Rulebook.load().on(full.race(full.key(key)))
    assert ("points" in {note.kind for note in race_notes(full, key, rules=rules)}) is told


def test_what_a_first_win_means_for_the_playoffs(starter):
    rules = Rulebook.load().on(starter.race(starter.key("truck-2022-15")))
    note = next(n for n in race_notes(starter, "truck-2022-15", rules=rules) if n.kind == "no_playoff_place")
    assert "started 8 of 15 races" in note.text
    assert starter.sql(note.query)[1] == [(8,)]


@pytest.mark.full_book
@pytest.mark.parametrize("key", ["xfinity-2025-24", "truck-2022-15", "cup-2025-16", "cup-1979-01", "xfinity-1995-04"])
def test_every_query_gives_its_number_alone(full, key):
    for note in race_notes(full, key):
        _, rows = full.sql(note.query)
        assert rows[0][0] == note.value, note


def test_a_detector_says_nothing_of_careers_that_the_book_does_not_hold(starter):
    kinds = {note.kind for note in race_notes(starter, "cup-2025-16")}
    assert not kinds & {"debut", "career_best", "drought", "first_start_since", "top10_streak"}


@pytest.mark.full_book
@pytest.mark.parametrize("key", ["xfinity-2025-24", "truck-2022-15"])
def test_both_books_say_the_same_of_the_seed_races(starter, full, key):
    assert set(texts(starter, key).split("\n")) == set(texts(full, key).split("\n"))


def test_the_document_has_the_fields_of_the_contract(starter):
    document = race_notes(starter, "truck-2022-15")[0].to_json()
    assert {"text", "kind", "subject", "value", "rarity", "rows"} <= set(document)


@pytest.mark.full_book
def test_a_car_that_did_not_start_makes_no_milestone(full):
    """Petty's car did not start at Beltsville in 1965; Bunk Moore's did not at Jacksonville the year before."""
    said = {key: " ".join(note.text for note in race_notes(full, key)) for key in ("cup-1990-02", "cup-1990-03")}
    assert ["1,100th Cup start" in text for text in said.values()] == [False, True]
    assert "Bunk Moore" not in report(full, "cup-1964-04").text
    assert "Of the 22 cars, 11 were running" in " ".join(report(full, "cup-1964-04").text.split())
