"""playoffs, worth, whatif in the middle of a season: what they print, and what they ask for."""

import pytest

from tests.forecast.under_way import REST, RUN, book_under_way

UNDER_WAY = ("truck", "2026")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("under-way")
    book_under_way(made)
    (made / "rest.csv").write_text(REST, encoding="utf-8")
    return made


def test_the_rest_of_a_season_with_its_schedule(stockcar, folder):
    words = ("--after", "truck-2026-17", "--runs", "40", "--schedule", str(folder / "rest.csv"))
    left = stockcar("playoffs", *UNDER_WAY, *words, "--book", str(folder / "book"), "--format", "json")
    document = left.document
    rows = document["drivers"]
    inside = [row["driver"] for row in rows if row["in_now"]]
    assert inside == [row["driver"] for row in rows[:10]]
    assert document["cut_line"] == {
        "places": 10,
        "last_in": rows[9]["driver"], "last_in_points": rows[9]["points"],
        "first_out": rows[10]["driver"], "first_out_points": rows[10]["points"],
    }  # fmt: skip
    assert document["next"] == {"step": "playoffs", "race": "truck-2026-18"}
    assert (document["format"], document["stage"], document["races_left"]) == ("chase", "regular season", 8)
    assert document["assumed"][0].startswith("races 21 to 25 are of rest.csv")
    assert sum(row["title"] for row in rows) == pytest.approx(1.0)
    assert sum(row["make_playoffs"] for row in rows) == pytest.approx(10, abs=0.5 * len(rows) / 41)
    assert all(row["next_chance"] == row["make_playoffs"] == row["rounds"][0] for row in rows)
    assert all(row["make_playoffs"] == 1.0 for row in rows if row["clinched"])
    assert all(row["title"] == 0.0 for row in rows if row["eliminated"])


def test_a_title_under_way_says_where_its_races_are_from(stockcar, folder):
    printed = stockcar("playoffs", "cup", "2026", "--runs", "20", "--owners", "--book", str(folder / "book"))
    assert printed.code == 0
    assert "cup 2026  after cup-2026-34, Chase, 2 races left" in printed.out
    assert "assumed: races 35 to 36 are of the timetable in the book" in printed.out
    assert "owners" in printed.out


def test_worth_and_chances_under_other_rules(stockcar, folder):
    book = ("--runs", "20", "--book", str(folder / "book"), "--format", "json")
    document = stockcar("worth", "cup-2026-34", *book).document
    assert document["assumed"] == ["races 35 to 36 are of the timetable in the book"]
    assert sum(row["title_after"] for row in document["drivers"]) == pytest.approx(1.0)
    document = stockcar("whatif", "cup", "2026", "--rules", "2016", "--after", "cup-2026-34", *book).document
    assert sum(row["title"] for row in document["drivers"]) == pytest.approx(1.0)
    assert document["assumed"]


def test_a_season_that_is_over_needs_none(stockcar, folder):
    words = ("playoffs", "xfinity", "2026", "--runs", "20", "--book", str(folder / "book"), "--format", "json")
    document = stockcar(*words).document
    assert (document["stage"], document["races_left"], document["assumed"]) == ("season over", 0, [])
    assert document["drivers"][0]["title"] == 1.0


def test_the_table_so_far_under_other_rules(stockcar, folder):
    words = ("whatif", *UNDER_WAY, "--rules", "2003", "--book", str(folder / "book"), "--format", "json")
    document = stockcar(*words).document
    assert document["champion"] is None
    assert document["reason"] == f"the season is under way: the book holds {RUN} of its 25 races"
    assert len(document["order"]) == 18


def test_nobody_is_champion_before_the_last_race(stockcar, folder):
    printed = stockcar("rules", "championship", *UNDER_WAY, "--book", str(folder / "book")).out
    assert "truck 2026  champion: not decided yet" in printed
    assert "Chase, races 19-25" in printed
    over = stockcar("rules", "championship", "xfinity", "2026", "--book", str(folder / "book")).out
    assert "not decided yet" not in over


@pytest.mark.parametrize("words", [
    ("playoffs", *UNDER_WAY), ("playoffs", *UNDER_WAY, "--owners"), ("playoffs", *UNDER_WAY, "--after", "start"),
    ("playoffs", *UNDER_WAY, "--after", "truck-2026-05"), ("playoffs", *UNDER_WAY, "--chart", "grid.svg"),
    ("worth", "truck-2026-20"), ("whatif", *UNDER_WAY),
    ("whatif", *UNDER_WAY, "--rules", "2016", "--after", "truck-2026-05"),
], ids=" ".join)  # fmt: skip
def test_what_is_missing_is_said(stockcar, folder, words):
    left = stockcar(*words, "--book", str(folder / "book"), "--format", "json")
    assert (left.code, left.error["error"], left.out) == (4, "NotInBook", "")
    assert left.error["what"] == f"the book holds {RUN} of 25 races of truck 2026"
    assert left.error["next"]


def test_a_schedule_that_is_none(stockcar, folder):
    words = ("playoffs", *UNDER_WAY, "--schedule", str(folder / "gone.csv"), "--book", str(folder / "book"))
    left = stockcar(*words, "--format", "json")
    assert (left.code, left.error["error"]) == (2, "BadFile")
