"""The playoff grid: who is in as things stand, before the playoffs, within a round, and when all is decided."""

from types import SimpleNamespace

import pytest
from tests.forecast.under_way import book_under_way

from stockcar.record import RecordBook
from stockcar.web.standing import bubble, grid, word


@pytest.fixture(scope="module")
def book():
    return RecordBook.open("starter")


STOOD = [
    ("cup", 2025, "cup-2025-30", "round of 8", 8, "Chase Briscoe holds the last place on points with 3047"),
    ("xfinity", 2025, "xfinity-2025-32", "title", 4, ""),
]


@pytest.mark.parametrize(("series", "year", "after", "step", "inside", "says"), STOOD, ids=[case[2] for case in STOOD])
def test_the_line_stands_under_the_last_place_of_the_next_decision(book, series, year, after, step, inside, says):
    made = grid(book, series, year, after)
    assert (made.step, made.inside) == (step, inside)
    assert bubble(made).startswith(says)
    assert bool(bubble(made)) == bool(says)
    rows = {row["driver"]: row for row in made.rows}
    assert [row["in"] for row in made.rows] == [True] * inside + [False] * (len(made.rows) - inside)
    if after == "cup-2025-30":
        assert word(rows["Ross Chastain"]) == "can still make it"
        assert word(rows["Alex Bowman"]) == "out"


def test_of_level_drivers_the_last_of_the_table_holds_the_last_place():
    rows = [{"driver": name, "points": 2007, "to_line": 1} for name in ("a", "b")]
    rows.append({"driver": "c", "points": 2006, "to_line": -1})
    said = bubble(SimpleNamespace(rows=rows, inside=2))
    assert said == "b holds the last place on points with 2007, c is the first one out, 1 behind"


def test_a_season_under_way_has_its_line_without_a_schedule(tmp_path):
    under_way = book_under_way(tmp_path)
    made = grid(under_way, "truck", 2026, "truck-2026-17")
    assert (made.step, made.until, made.until_held, made.inside) == ("playoffs", "truck-2026-18", True, 10)
    tenth, eleventh = made.rows[9:11]
    assert bubble(made).startswith(f"{tenth['driver']} holds the last place on points with {tenth['points']:g}")
    assert eleventh["to_line"] == eleventh["points"] - tenth["points"]
    assert (tenth["by"], eleventh["by"]) == ("tenth in points", "")
    late = grid(under_way, "truck", 2026)
    assert (late.stage, late.step, late.until, late.until_held) == ("Chase", "title", "truck-2026-25", False)
