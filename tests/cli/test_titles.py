"""playoffs, worth, whatif on the starter book: what they print, and how they leave."""

import pytest

OVER = ("playoffs", "cup", "2025", "--runs", "20")


def test_a_season_that_is_over(stockcar):
    document = stockcar(*OVER, "--format", "json").document
    assert set(document) >= {"after", "cut", "drivers", "seed", "runs", "cutoff", "provenance"}
    first = document["drivers"][0]
    assert set(first) >= {
        "driver", "rank", "points", "wins", "playoff_points", "eligible", "reason", "make_playoffs", "make_playoffs_se",
        "title", "title_se", "clinched", "eliminated",
    }  # fmt: skip
    assert (first["driver"], first["title"], first["clinched"]) == ("Kyle Larson", 1.0, True)
    assert document["cutoff"] == "2025-11-03"


def test_the_table_says_who_is_out(stockcar):
    printed = stockcar(*OVER).out
    assert "season over" in printed
    assert "100% ±0.0" in printed
    assert "out" in printed


def test_a_picture_beside_it(stockcar, tmp_path):
    pytest.importorskip("matplotlib", reason="the extra [plot] is not installed")
    file = tmp_path / "grid.svg"
    assert stockcar(*OVER, "--chart", str(file)).code == 0
    assert "<svg" in file.read_text(encoding="utf-8")
    assert stockcar(*OVER, "--chart", str(tmp_path / "grid.gif")).code == 2


def test_a_season_under_other_rules(stockcar, tmp_path):
    document = stockcar("whatif", "cup", "2025", "--rules", "2003", "--format", "json").document
    assert (document["champion"], document["real_champion"]) == ("Christopher Bell", "Kyle Larson")
    own = tmp_path / "own.toml"
    own.write_text('[championship]\nmechanism = "most_points"\n')
    document = stockcar("whatif", "cup", "2025", "--rules", str(own), "--format", "json").document
    assert document["order"][0]["driver"] == document["champion"]


def test_every_format_and_every_season(stockcar):
    one = stockcar("whatif", "xfinity", "2025", "--format", "json").document
    assert one["seasons"] == stockcar("whatif", "xfinity", "all", "--format", "json").document["seasons"]
    (row,) = one["seasons"]
    assert (row["own"], row["2025"], row["real"]) == ("Jesse Love", "Jesse Love", "Jesse Love")


@pytest.mark.parametrize(("words", "code", "error"), [
    (("playoffs", "cup", "2030"), 3, "NotFound"),
    (("playoffs", "cup", "2019"), 4, "NotInBook"),
    (("playoffs", "cup", "2025", "--after", "start"), 4, "NotInBook"),
    (("playoffs", "cup", "2025", "--after", "truck-2022-15"), 2, "UsageError"),
    (("playoffs", "cup", "2025", "--runs", "0"), 2, "UsageError"),
    (("playoffs", "cup", "2025", "--runs", "20", "--workers", "0"), 2, "UsageError"),
    (("worth", "cup-2025-10"), 4, "NotInBook"),
    (("worth", "bristol"), 3, "Ambiguous"),
    (("whatif", "cup", "2025", "--rules", "1974"), 3, "RuleMissing"),
    (("whatif", "cup", "2025", "--rules", "fast"), 2, "UsageError"),
    (("whatif", "cup", "2025", "--rules", "gone.toml"), 2, "BadFile"),
    (("whatif", "cup", "all", "--rules", "2003"), 2, "UsageError"),
    (("whatif", "cup", "next"), 2, "UsageError"),
])  # fmt: skip
def test_what_cannot_be_said_is_said(stockcar, words, code, error):
    left = stockcar(*words, "--format", "json")
    assert (left.code, left.error["error"], left.out) == (code, error, "")
