"""sim --qualifying: the session under the rulebook's format, and what the weather of Mid-Ohio 2022 makes of it."""

from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "mid-ohio-2022.toml"
FEW = ("--runs", "200", "--format", "json")


def test_counts_are_of_all_sessions(stockcar):
    made = stockcar("sim", "truck-2022-15", "--qualifying", *FEW).document
    assert [sum(entry["start_counts"]) for entry in made["entries"]] == [200] * 36
    assert [sum(column) for column in zip(*(e["start_counts"] for e in made["entries"]), strict=True)] == [200] * 36
    assert [part["cars"] for part in made["rounds"]] == [36, 10]
    assert "groups" in made["steps"][0]["text"]


def test_mid_ohio_lines_up_by_the_better_of_rounds_one_and_two(stockcar):
    """The third round is cancelled; every line-up is by the better of the first two times, not by round two."""
    otherwise = 0
    for run in range(5):
        words = ("sim", "truck-2022-15", "--qualifying", "--scenario", str(EXAMPLE), "--run", str(run))
        told = stockcar(*words, "--format", "json").document
        assert [part["run"] for part in told["rounds"]] == [True, True, False]
        assert told["simulated"] is True
        best = [min((s for s in row["times_s"] if s is not None), default=1e9) for row in told["line_up"]]
        assert best == sorted(best)
        second = [row["times_s"][1] for row in told["line_up"] if row["times_s"][1] is not None]
        otherwise += second != sorted(second)
    assert otherwise == 5  # round two alone would have given another order


def test_rain_raises_spins(stockcar):
    words = ("sim", "truck-2022-15", "--qualifying", *FEW)
    dry, wet = stockcar(*words).document, stockcar(*words, "--scenario", str(EXAMPLE)).document
    assert wet["rounds"][0]["spins"] > 5 * dry["rounds"][0]["spins"]
    assert wet["rounds"][2]["run_share"] == 0
    assert wet["scenario"]["qualifying"]["cancelled"] == [3]


def test_a_superspeedway_session_has_two_rounds(stockcar):
    made = stockcar("sim", "xfinity-2025-24", "--qualifying", *FEW).document
    assert len(made["rounds"]) in (1, 2)
    assert max(made["entries"], key=lambda entry: entry["start_counts"][0])["mean_start"] < 15


def test_a_session_washed_out_lines_up_by_what_is_expected(stockcar, tmp_path):
    file = tmp_path / "rain.toml"
    file.write_text("[qualifying]\nrain = 1.0\n")
    words = ("sim", "truck-2022-15", "--qualifying", "--scenario", str(file), *FEW)
    made = stockcar(*words).document
    assert all(max(entry["start_counts"]) == 200 for entry in made["entries"])
    assert made["rounds"][0]["best_s"] is None


def test_the_same_seed_gives_the_same_session(stockcar):
    words = ("sim", "truck-2022-15", "--qualifying", *FEW)
    assert stockcar(*words).out == stockcar(*words).out
    assert stockcar(*words, "--seed", "8").out != stockcar(*words).out


def test_a_round_that_is_not_there_cannot_be_cancelled(stockcar, tmp_path):
    file = tmp_path / "third.toml"
    file.write_text("[qualifying]\ncancelled = [3]\n")
    left = stockcar("sim", "truck-2022-15", "--qualifying", "--scenario", str(file), *FEW)
    assert left.code == 2
    assert left.error["what"].startswith("qualifying.cancelled[0]: 3")


@pytest.mark.parametrize("key", ["truck-2022-15", "xfinity-2025-24"])
def test_the_tables_print(stockcar, key):
    assert "simulated qualifying sessions" in stockcar("sim", key, "--qualifying", "--runs", "50").out
    assert "Simulated line-up" in stockcar("sim", key, "--qualifying", "--run", "1").out
