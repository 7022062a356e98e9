"""What a season's last race is for the title, before it is run."""

import pytest

from stockcar.racing import Driver, Entry, Race, RaceKey, Series, TrackType
from stockcar.report.check import check
from stockcar.report.preview import preview
from stockcar.report.title_stakes import contenders
from stockcar.rulebook import Rulebook
from stockcar.rulebook.championship import championship
from stockcar.rulebook.season import Line, SeasonScores

BEST, LAST = 175 + 5 + 5, 43  # 1992: a win, a lap led and the most of them; the last of 40
LINEUP = tuple(Entry(str(n), Driver(f"d{n}", f"Driver {n}"), None, None) for n in range(1, 41))


def race(number: int) -> Race:
    key = RaceKey(Series.CUP, 1992, number)
    return Race(key, "", None, "x", "X", TrackType.INTERMEDIATE, 1.5, 300, None)


def season(leader: tuple[float, int], *others: tuple[float, int]) -> SeasonScores:
    """A season of one race before the last, with the points and the place in it of d1, d2 ..."""
    lines = {
        f"d{n}": (Line(1, place, points, points, place == 1, 0, 0, True),)
        for n, (points, place) in enumerate((leader, *others), 1)
    }
    return SeasonScores(Rulebook.load(), Series.CUP, 1992, (race(1),), lines)


@pytest.mark.parametrize(
    ("before", "able"),
    [
        (((1000, 2), (1000 + LAST - BEST, 3)), 2),  # level in the end, and the one has won the last
        (((1000, 1), (1000 + LAST - BEST, 3)), 2),  # a win each, then a third place against none
        (((1000, 1), (1000 + LAST - BEST, 41)), 1),  # a win each: who has the next best place
        (((1000, 2), (999 + LAST - BEST, 3)), 1),
        (((1000, 2), (999, 3), (998 + LAST - BEST + 4, 4)), 3),  # the second is the last but one, and scores 3 more
        (((1000, 2), (999, 3), (998 + LAST - BEST + 1, 4)), 2),
    ],
)
def test_who_can_still_be_champion_on_points(before, able):
    scores = season(*before)
    found = contenders(scores, championship(scores, 2), race(2), LINEUP)
    assert found == tuple(f"d{n}" for n in range(1, able + 1))


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("cup-1992-28", None),
        ("cup-1992-29", "six drivers can still win the title: Davey Allison (3,928), Alan Kulwicki (3,898), Bill"
                        " Elliott (3,888), Harry Gant (3,831), Kyle Petty (3,830) and Mark Martin (3,815)."),
        ("cup-2000-34", "the title is decided: Bobby Labonte (4,970) leads by 261 points, too many for Jeff Burton."),
        ("cup-2011-36", "two drivers can still win the title: Carl Edwards (2,359) and Tony Stewart (2,356)."),
        ("cup-2024-35", None),
        ("cup-2024-36", "The title is among Tyler Reddick, William Byron, Ryan Blaney and Joey Logano: by the rules of"
                        " 2024 the best finisher of the four is champion."),
        ("cup-2025-36", "among William Byron, Kyle Larson, Denny Hamlin and Chase Briscoe:"),
        ("cup-1974-30", None),  # the points of 1974 are not computed
    ],
)  # fmt: skip
def test_a_preview_of_the_last_race_says_what_it_is_for_the_title(full, key, said):
    told = preview(full, key)
    titles = [note.text for note in told.notes if note.kind == "title"]
    assert len(titles) == (said is not None)
    if said is not None:
        assert said in titles[0] == told.notes[0].text
        assert not check(titles[0], full, key).contradicted


@pytest.mark.full_book
def test_the_champion_was_among_those_who_could_be(full):
    """In every season that has the note, though the note knows nothing of the last race."""
    told = {}
    for key, champion in full.sql(
        "select key, c.driver from champions c join races r using (series, season)"
        " where number = (select max(number) from races s where s.series = r.series and s.season = r.season)"
        " and season >= 1968 and season % 4 = 0"
    )[1]:
        titles = [note.text for note in preview(full, key).notes if note.kind == "title"]
        told[key] = all(champion in text for text in titles)
    assert len(told) >= 30
    assert all(told.values())
