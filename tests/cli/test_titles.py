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


def test_the_name_of_a_file_of_rules_is_shown_with_its_path(stockcar, tmp_path):
    own = tmp_path / "my_rules.toml"
    own.write_text('name = "Wins [bold]count_double[/bold]"\nbased_on = 2025\n')
    words = ("whatif", "cup", "2025", "--rules", str(own))
    document = stockcar(*words, "--format", "json").document
    assert (document["rules"], document["rules_name"]) == (str(own), "Wins [bold]count_double[/bold]")
    said = f'under the rules of "Wins [bold]count_double[/bold]" ({own})'
    assert stockcar(*words).out.splitlines()[0] == f"cup 2025  {said}"
    own.write_text("based_on = 2025\n")
    assert stockcar(*words, "--format", "json").document["rules_name"] == "my_rules"


def test_what_other_rules_leave_out_is_said(stockcar):
    words = ("whatif", "cup", "2025", "--rules", "2026")
    said = "4 penalties of 2025 left out: places paid other points than in 2026"
    assert stockcar(*words, "--format", "json").document["left_out"] == [said]
    assert said in stockcar(*words).out.splitlines()
    document = stockcar("whatif", "cup", "2025", "--rules", "2025", "--format", "json").document
    assert (document["rules_name"], document["left_out"]) == (None, [])


def test_chances_under_a_file_of_rules_that_changes_nothing_are_the_same(stockcar, tmp_path):
    own = tmp_path / "my_rules.toml"
    own.write_text('name = "The_same"\nbased_on = 2022\n')
    words = ("whatif", "truck", "2022", "--after", "truck-2022-15", "--runs", "20", "--rules", str(own))
    printed = stockcar(*words).out.splitlines()
    assert f'those of "The_same" ({own}), seed 0' in printed[0]
    assert printed[1].split("  ")[0] == "driver"
    assert "title, other rules" in printed[1]
    document = stockcar(*words, "--format", "json").document
    assert document["rules_name"] == "The_same"
    assert not any(row["difference"] for row in document["drivers"])


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
