"""The two seasons whose rest the starter book holds: who is in, who is out and why, what the races were worth."""

import numpy as np
import pytest

from stockcar.errors import BadFile, NotInBook, UsageError
from stockcar.face import playoffs, whatif, whatif_chances, worth_of
from stockcar.face.charts_season import save_season, season_figure
from stockcar.forecast.season_ranges import Work
from stockcar.record import RecordBook

RUNS = 200


@pytest.fixture(scope="module")
def book():
    found = RecordBook.open("starter")
    if found.frozen_inputs("truck-2022-15", "rest") is None:
        pytest.skip("this starter book does not hold the rest of a season")
    return found


@pytest.fixture(scope="module")
def grid(book):
    try:
        return playoffs("truck", 2022, "truck-2022-15", RUNS, book=book).to_json()
    except BadFile:
        pytest.skip("the starter book was frozen for another version of the simulator")


def of(document, name):
    return next(row for row in document["drivers"] if row["driver"] == name)


def test_a_part_timer_who_has_won_is_outside_and_it_is_said_why(grid):
    row = of(grid, "Parker Kligerman")
    assert (row["make_playoffs"], row["title"], row["eliminated"], row["wins"]) == (0.0, 0.0, True, 1)
    assert row["reason"].startswith("started 8 of 15 races; every race must be started unless a waiver is given")


def test_the_others_odds_stand(grid):
    assert sum(row["title"] for row in grid["drivers"]) == pytest.approx(1, abs=1e-9)
    assert sum(row["make_playoffs"] for row in grid["drivers"]) == pytest.approx(10, abs=0.1)
    smith = of(grid, "Zane Smith")
    assert (smith["rank"], smith["clinched"], smith["make_playoffs"]) == (1, True, 1.0)
    assert grid["cut_line"]["last_in"] == "Matt Crafton"
    assert grid["next"] == {"step": "playoffs", "race": "truck-2022-16"}


def test_chances_fall_from_round_to_round(grid):
    for row in grid["drivers"]:
        assert sorted(row["rounds"], reverse=True) == row["rounds"]
        assert row["title"] <= row["rounds"][-1] + 0.01


def test_the_same_seed_gives_the_same_grid(book, grid):
    assert playoffs("truck", 2022, "truck-2022-15", RUNS, book=book, workers=1).to_json() == grid
    assert playoffs("truck", 2022, "truck-2022-15", RUNS, seed=1, book=book).to_json() != grid


def test_mid_ohio_was_worth_nothing_to_the_titles_of_its_winner(book, grid):
    document = worth_of("truck-2022-15", book, Work(RUNS))
    first = document["drivers"][0]
    assert first["driver"] == "Parker Kligerman"
    assert (first["title_change"], first["make_playoffs_change"]) == (0.0, 0.0)
    assert "changed nothing" in document["sentence"]
    assert abs(sum(row["title_change"] for row in document["drivers"])) < 1e-9
    after = {row["driver"]: row["title_after"] for row in document["drivers"]}
    assert after["Zane Smith"] == pytest.approx(of(grid, "Zane Smith")["title"], abs=0.12)


def test_other_rules_over_the_same_races(book, grid):
    document = whatif_chances("truck", 2022, 2003, "truck-2022-15", book, Work(RUNS))
    smith = next(row for row in document["drivers"] if row["driver"] == "Zane Smith")
    assert smith["title_own"] == of(grid, "Zane Smith")["title"]
    assert smith["title"] > smith["title_own"]  # 58 points ahead and nobody is set level again
    assert smith["make_playoffs"] is None


def test_what_the_starter_does_not_hold_is_not_guessed(book):
    with pytest.raises(NotInBook):
        playoffs("truck", 2022, "truck-2022-10", RUNS, book=book)
    with pytest.raises(NotInBook):
        playoffs("cup", 2019, None, RUNS, book=book)


def test_a_season_that_is_over_needs_no_simulator():
    document = playoffs("cup", 2025, None, 50, book="starter").to_json()
    larson = of(document, "Kyle Larson")
    assert (document["stage"], larson["title"], larson["rounds"]) == ("season over", 1.0, [1.0] * 4)
    assert sum(row["title"] for row in document["drivers"]) == 1.0
    assert sum(row["make_playoffs"] for row in document["drivers"]) == 16


def test_a_race_of_another_season_is_refused():
    with pytest.raises(UsageError, match="is no race of truck 2022"):
        playoffs("truck", 2022, "cup-2025-05", RUNS, book="starter")


@pytest.mark.parametrize(
    ("season", "rules", "champion"), [(2025, 2025, "Kyle Larson"), (2025, 2003, "Christopher Bell")]
)
def test_a_season_under_other_rules(season, rules, champion):
    document = whatif("cup", season, rules, "starter")
    assert document["champion"] == champion == document["order"][0]["driver"]
    assert document["real_champion"] == "Kyle Larson"


@pytest.mark.parametrize("kind", ["grid", "who"])
def test_pictures_of_a_season(tmp_path, kind):
    pytest.importorskip("matplotlib", reason="the extra [plot] is not installed")
    document = playoffs("cup", 2025, None, 50, book="starter").to_json()
    assert save_season(kind, [document], tmp_path / "a.png").stat().st_size > 5000
    with pytest.raises(UsageError):
        save_season(kind, [document], tmp_path / "a.txt")


def test_title_odds_are_drawn_through_a_season():
    pytest.importorskip("matplotlib", reason="the extra [plot] is not installed")
    rows = [{"driver": f"d{i}", "title": 0.1} for i in range(10)]
    documents = [{"series": "cup", "season": 2025, "after": f"cup-2025-{n:02d}", "drivers": rows} for n in (3, 6, 9)]
    axes = season_figure("odds", documents).axes[0]
    assert len(axes.lines) == 10
    assert np.allclose(axes.lines[0].get_xdata(), [3, 6, 9])
