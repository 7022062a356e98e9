"""forecast, sim, demo on the starter book: one coherent set of chances, the same for any number of workers."""

import json
import shutil
from pathlib import Path

import pytest

from stockcar.record.book import STARTER

SEEDS = ["truck-2022-15", "xfinity-2025-24"]
FEW = ("--runs", "400", "--format", "json")


@pytest.mark.parametrize("key", SEEDS)
@pytest.mark.parametrize("mode", ["grid", "before-qualifying", "entry-list"])
def test_chances_add_up(stockcar, key, mode):
    made = stockcar("forecast", key, "--mode", mode, *FEW).document
    for event, places in (("win", 1), ("top5", 5), ("top10", 10)):
        assert sum(entry[event] for entry in made["entries"]) == pytest.approx(places, abs=1e-9)
    assert all(0 < entry["win"] <= entry["top5"] <= entry["top10"] < 1 for entry in made["entries"])
    assert all(entry["win_se"] > 0 for entry in made["entries"])
    assert (made["mode"], made["runs"], made["seed"]) == (mode, 400, 7)
    assert set(made["provenance"]) == {"data", "rules", "code"}
    assert sorted(entry["rank"] for entry in made["entries"]) == list(range(1, len(made["entries"]) + 1))


def without_result(folder: Path, key: str) -> Path:
    """A copy of the starter book from whose result tables a race is missing."""
    import polars as pl

    shutil.copytree(STARTER, folder)
    results = pl.read_parquet(folder / "results.parquet")
    results.filter(pl.col("key") != key).write_parquet(folder / "results.parquet")
    races = pl.read_parquet(folder / "races.parquet")
    at = int(races.filter(pl.col("key") == key)["race_index"][0])
    codes = pl.read_parquet(folder / "codes.parquet")
    codes.filter(pl.col("race") != at).write_parquet(folder / "codes.parquet")
    return folder


@pytest.mark.parametrize("key", SEEDS)
def test_a_forecast_does_not_know_the_result(stockcar, tmp_path, key):
    blind = without_result(tmp_path / "book", key)
    words = ("forecast", key, "--mode", "before-qualifying", *FEW)
    assert stockcar(*words, "--book", str(blind)).out == stockcar(*words).out
    card = stockcar("race", key, "--runs", "400", "--book", str(blind), "--format", "json").document
    assert card["results"] == []
    assert card["forecast"]["entries"] == stockcar("race", key, *FEW).document["forecast"]["entries"]


def test_the_same_seed_gives_the_same_document_for_any_number_of_workers(stockcar):
    words = ("sim", "truck-2022-15", *FEW)
    one = stockcar(*words, "--workers", "1")
    assert one.out == stockcar(*words, "--workers", "2").out == stockcar(*words, "--workers", "5").out
    assert one.out != stockcar(*words, "--seed", "8").out


def test_counts_are_of_all_runs(stockcar):
    made = stockcar("sim", "truck-2022-15", *FEW).document
    n = len(made["entries"])
    assert n == 36
    assert all(sum(entry["finish_counts"]) == 400 for entry in made["entries"])
    by_place = [sum(entry["finish_counts"][place] for entry in made["entries"]) for place in range(n)]
    assert by_place == [400] * n
    assert made["race"]["leaders"] > 1
    assert made["scenario"] is None


def test_a_run_of_the_batch_is_told_alone(stockcar):
    told = stockcar("sim", "truck-2022-15", "--run", "17", "--log", "--format", "json").document
    assert told["simulated"] is True
    assert [lap["lap"] for lap in told["laps"]] == list(range(1, len(told["laps"]) + 1))
    for lap in told["laps"]:
        assert len(set(lap["order"])) == len(lap["order"])
    assert told["events"][-1]["kind"] == "finish"
    assert told["result"][0]["car"] == told["laps"][-1]["order"][0]


REFUSED = [
    (("--log",), "--log goes with --run"),
    (("--log", "--qualifying"), "--log goes with --run"),
    (("--log", "--qualifying", "--run", "3"), "--log is of a race"),
    (("--runs", "20", "--run", "25"), "run 25 of 20"),
    (("--runs", "20", "--run", "20"), "run 20 of 20"),
    (("--runs", "20", "--run", "20", "--qualifying"), "run 20 of 20"),
]


@pytest.mark.parametrize(("words", "what"), REFUSED, ids=[" ".join(words) for words, _ in REFUSED])
def test_an_option_that_would_act_on_nothing_is_refused(stockcar, words, what):
    left = stockcar("sim", "truck-2022-15", *words, "--format", "json")
    assert (left.code, left.error["what"]) == (2, what)


def test_another_race_cannot_be_forecast_on_the_starter_book(stockcar):
    left = stockcar("forecast", "cup-2025-10", "--format", "json")
    assert left.code == 4
    assert "book build" in left.error["next"]


def test_the_demo_says_that_it_is_simulated(stockcar):
    left = stockcar("demo", "--runs", "20")
    assert left.out.count("SIMULATED") == 1
    assert "lap 100" in left.out
    told = json.loads(stockcar("demo", "--runs", "0", "--format", "json").out)
    assert (told["key"], told["simulated"]) == ("xfinity-2025-24", True)
    assert stockcar("demo", "--runs", "20").out == left.out
