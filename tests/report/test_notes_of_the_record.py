"""What the notes say where the record is thin, or one name means two: unknown laps, owners, disqualifications."""

import pytest

from stockcar.report.facts import RaceFacts
from stockcar.report.notes import race_facts, race_notes
from stockcar.report.notes.field import most_led, went_out
from stockcar.report.notes.winner import led
from stockcar.report.preview import preview
from stockcar.report.story import report
from stockcar.rulebook import Rulebook


def told(book, key):
    return "\n".join(note.text for note in race_notes(book, key))


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("xfinity-2016-33", ""),  # a third win, in the season of the first
        ("cup-1994-19", ""),
        ("cup-1949-08", ""),
        ("truck-1996-10", ""),
        ("cup-2002-36", ""),
        ("cup-1966-40", ""),
        ("cup-1994-11", ""),  # a first win, the season's second of a newcomer: too few to tell
        ("xfinity-2016-23", "Michael McDowell is the third first-time Xfinity winner of 2016"),
    ],
)
def test_a_first_time_winner_is_told_on_the_day_of_the_first_win(full, key, said):
    notes = [note.text for note in race_notes(full, key) if note.kind == "first_time_winners"]
    assert len(notes) == bool(said)
    assert all(said in text for text in notes)


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("cup-1950-15", "Fonty Flock (engine), Red Byron (spindle)"),
        ("cup-1950-15", "Fonty Flock led the most laps, 104 of 200, and went out (engine)."),
        ("cup-1950-15", "Fireball Roberts started first and went out (engine)."),
        ("cup-1952-01", "Al Keller (broken chain), Dick Eagan (accident, 162 laps)"),
        ("xfinity-2024-20", "Sam Mayer (accident, zero laps)"),  # a known zero
    ],
)
def test_unknown_laps_are_left_out(full, key, said):
    assert said in told(full, key)


@pytest.mark.parametrize(
    ("laps", "said"),
    [(None, "went out (clutch)"), (0, "went out after zero laps (clutch)"), (1, "went out after one lap (clutch)")],
)
def test_null_is_not_zero(starter, laps, said):
    row = race_facts(starter, "truck-2022-15").rows[-1]
    assert went_out(row._replace(status="clutch", status_class="mechanical", laps=laps), laps) == said


def with_laps(book, **changes):
    """The facts of a race with its second car changed."""
    facts = race_facts(book, "truck-2022-15")
    return facts._replace(rows=tuple(r._replace(**changes) if r.finish == 2 else r for r in facts.rows))


@pytest.mark.parametrize(
    ("changes", "laps"),
    [
        ({}, 67),
        ({"laps": None}, None),
        ({"laps": 0}, None),  # cars behind it ran laps
        ({"laps": 3, "led": 4}, None),  # who led so many ran so many
        ({"laps": 4, "led": 4}, 4),
    ],
)
def test_laps_that_cannot_be_are_unknown(starter, changes, laps):
    facts = with_laps(starter, **changes)
    assert facts.laps(next(row for row in facts.rows if row.finish == 2)) == laps


def leading(facts: RaceFacts, laps: list[int]) -> RaceFacts:
    """The same race, led by its first cars for so many laps."""
    rows = tuple(row._replace(led=laps[n] if n < len(laps) else 0) for n, row in enumerate(facts.rows))
    return facts._replace(rows=rows)


@pytest.mark.parametrize(
    ("laps", "known"),
    [
        ([1], False),  # the placeholder of 1952-1965
        ([4, 3], False),
        ([4, 56], False),  # 60 of 67 laps
        ([4, 57], True),
        ([4, 63], True),
        ([4, 66], True),  # a few too many
        ([4, 70], False),
    ],
)
def test_laps_led_are_told_only_where_they_come_near_the_laps_run(starter, laps, known):
    facts = leading(race_facts(starter, "truck-2022-15"), laps)
    assert facts.laps_led_known is known
    assert bool(list(led(facts))) is known
    assert bool(list(most_led(facts))) is (known and len(laps) > 1)


@pytest.mark.full_book
@pytest.mark.parametrize("key", ["cup-1952-01", "cup-1958-30", "cup-1960-02"])
def test_a_placeholder_of_one_lap_led_is_not_told(full, key):
    story = report(full, key)
    assert " led " not in f"{story.lead} {told(full, key)}"
    assert "all laps led" in story.not_known


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("cup-2022-21", "Denny Hamlin and Kyle Busch ran all 160 laps, were disqualified, and for it stand last on the"
                        " sheet, 35th and 36th."),
        ("cup-2022-21", "Kyle Busch led the most laps, 63 of 160, and was disqualified."),
        ("xfinity-2019-20", "A.J. Allmendinger ran all 82 laps, was disqualified, and for it stands last on the sheet,"
                            " 37th."),
        ("xfinity-2019-20", "A.J. Allmendinger led the most laps, 24 of 82, and was disqualified."),
        ("xfinity-2025-10", "Jesse Love ran all 256 laps, was disqualified, and for it stands on the sheet 37th."
                            " Justin Bonsignore (157 laps) was disqualified."),
        ("cup-1960-21", "Junior Johnson and Lennie Page were disqualified."),  # their laps are not known
    ],
)  # fmt: skip
def test_who_was_disqualified_is_told(full, key, said):
    assert said in told(full, key)


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("cup-1953-02", "It is the first Cup win for owner Bill Blair."),
        ("cup-1953-02", "It is Bill Blair's third career Cup win."),
        ("cup-1952-01", "It is the first Cup win for Ted Chester at Palm Beach, after 10 elsewhere."),  # drove never
    ],
)
def test_an_owner_with_a_drivers_name_is_told_as_an_owner(full, key, said):
    assert said in told(full, key)


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("cup-1992-28", "The first 28 Cup races of 1992 had only 12 winners."),
        ("cup-1992-29", "The 29 Cup races of 1992 had only 12 winners."),
    ],
)
def test_after_the_last_race_a_season_is_told_whole(full, key, said):
    assert said in told(full, key)


@pytest.mark.full_book
def test_a_preview_writes_possessives_as_a_report_does(full):
    texts = [note.text for note in preview(full, "cup-2011-36").notes]
    assert any("Carl Edwards' 20th" in text for text in texts)
    assert not any("s's " in text for text in texts)


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("xfinity-2024-20", "Riley Herbst is the eighth eligible winner of the season, and 12 go in."),
        ("truck-2021-14", "Austin Hill is the fifth eligible winner of the season, and 10 go in."),
        ("cup-2024-26", "Chase Briscoe is the 14th eligible winner"),  # the win at Richmond gave no berth
        ("cup-2024-23", ""),
    ],
)
def test_the_winners_who_may_take_a_place_in_the_playoffs_are_counted(full, key, said):
    rules = Rulebook.load().on(full.race(full.key(key)))
    notes = [note for note in race_notes(full, key, rules=rules) if note.kind == "playoff_place"]
    assert len(notes) == bool(said)
    for note in notes:
        assert said in note.text
        assert full.sql(note.query)[1] == [(note.value,)]


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("key", "said", "raced"),
    [
        ("truck-1995-01", "Truck", 25),
        ("xfinity-1982-01", "Sportsman", 13),
        ("cup-1949-01", "Cup", None),
        ("truck-1995-02", "", None),
    ],
)
def test_the_first_race_of_a_series_is_told_as_that(full, key, said, raced):
    notes = {note.kind: note for note in race_notes(full, key)}
    assert ("first_of_series" in notes) is bool(said)
    if said:
        assert notes["first_of_series"].text == f"It is the first race of the {said} series in the record."
        assert not {"debut", "series_debut", "first_win", "first_race_here", "team_first_win"} & set(notes)
        assert len(notes) >= 3
    if raced:
        elsewhere = notes["raced_elsewhere"]
        assert f"{raced} had started in another national series before." in elsewhere.text
        assert full.sql(elsewhere.query)[1] == [(raced,)]
