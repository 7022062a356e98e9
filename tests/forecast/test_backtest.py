"""Races are kept whole or not at all, and the rows file says what was said."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stockcar.forecast.backtest import Tried, _kept, _with_stage, write_rows
from stockcar.forecast.backtest_report import _present, summary
from stockcar.forecast.baselines import _plackett_luce
from stockcar.forecast.scores import Judged, score_race
from stockcar.racing import RaceKey


def tried(race: str = "cup-2022-01") -> Tried:
    def judged() -> Judged:
        ahead = np.array([[0.5, 0.7, 0.8], [0.3, 0.5, 0.6], [0.2, 0.4, 0.5]])
        return Judged(
            race=race, series="cup", track_type="short", finish=np.array([2.0, 1.0, 3.0]),
            strength=np.array([0.5, 0.1, -1]),
            win=np.array([0.6, 0.3, 0.1]), top5=np.ones(3), top10=np.ones(3), ahead=ahead,
        )  # fmt: skip

    return Tried(judged(), {"start": judged()}, ("1", "2", "3"), ("a", "b", "c"))


def test_a_race_is_made_once_and_then_kept(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> Tried:
        made.append(1)
        return tried()

    key = RaceKey.parse("cup-2022-01")
    first, again = (_kept(tmp_path / "run", key, make) for _ in range(2))
    assert len(made) == 1
    assert again.cars == first.cars
    assert again.drivers == first.drivers
    assert again.ours.track_type == "short"
    assert np.array_equal(again.ours.ahead, first.ours.ahead)  # type: ignore[arg-type]
    assert list(again.baselines) == ["start"]
    assert again.race is None
    assert _kept(tmp_path / "sim", key, lambda: tried()._replace(race=np.arange(3.0))).race is not None
    assert _kept(tmp_path / "sim", key, make).race.tolist() == [0, 1, 2]  # type: ignore[union-attr]


def test_a_damaged_race_is_made_again(tmp_path: Path) -> None:
    key = RaceKey.parse("cup-2022-01")
    (tmp_path / f"{key}.npz").write_bytes(b"PK half of a file")
    assert _kept(tmp_path, key, tried).cars == ("1", "2", "3")
    assert _kept(tmp_path, key, lambda: pytest.fail("it was kept")).cars == ("1", "2", "3")


def test_stage_chances_are_scored_where_the_stage_was_run(tmp_path: Path) -> None:
    said = replace(tried().ours, stage=np.array([0.5, 0.3, 0.2]))
    with_winner, without = _with_stage(said, 0), _with_stage(said, None)
    assert score_race(with_winner).stage_1_logloss == pytest.approx(-np.log(0.5))
    assert np.isnan(score_race(without).stage_1_logloss)
    assert summary([with_winner, replace(without, race="cup-2022-02")])["stage_1_logloss"] == pytest.approx(
        -np.log(0.5)
    )
    kept = _kept(tmp_path, RaceKey.parse("cup-2022-01"), lambda: tried()._replace(ours=with_winner))
    again = _kept(tmp_path, RaceKey.parse("cup-2022-01"), lambda: kept)
    assert again.ours.stage_won.tolist() == [1, 0, 0]  # type: ignore[union-attr]


def test_a_race_cut_off_half_way_is_not_kept(tmp_path: Path) -> None:
    def fail() -> Tried:
        raise KeyboardInterrupt

    key = RaceKey.parse("cup-2022-01")
    with pytest.raises(KeyboardInterrupt):
        _kept(tmp_path, key, fail)
    assert _kept(tmp_path, key, tried).ours.race == "cup-2022-01"


def test_the_rows_file_has_a_line_per_car_best_first(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    write_rows(path, [tried(), tried("cup-2022-02")])
    rows = list(csv.DictReader(path.open()))
    assert list(rows[0]) == ["race", "car", "driver", "finish", "rank", "win", "top5", "top10"]
    assert [(row["car"], row["rank"], row["finish"]) for row in rows[:3]] == [
        ("1", "1", "2"),
        ("2", "2", "1"),
        ("3", "3", "3"),
    ]
    assert len(rows) == 6


def test_a_summary_has_the_scores_of_the_contract() -> None:
    said = summary([tried().ours, tried("cup-2022-02").ours])
    wanted = "races rho rho_se h2h_accuracy h2h_brier h2h_logloss win_logloss win_brier top10_brier ece"
    assert set(wanted.split()) <= set(said)
    assert set(said["ece"]) == {"h2h", "win", "top10", "stage_1_win"}
    assert said["ece"]["stage_1_win"] is None  # nobody said who wins the stage
    assert said["stage_1_logloss"] is None
    assert _present([tried().ours]) == ["short"]
    assert summary([]) == {"races": 0}


def test_plackett_luce_finds_the_weights_it_was_drawn_from() -> None:
    rng = np.random.Generator(np.random.Philox(2))
    truth = np.array([1.0, -0.5])
    races = []
    for _ in range(200):
        Z = rng.standard_normal((15, 2))
        order = np.argsort(-(Z @ truth + rng.gumbel(size=15)))
        races.append((Z[order], order))
    assert _plackett_luce(races) == pytest.approx(truth, abs=0.1)


def test_a_resumed_backtest_names_its_baselines_in_the_same_order(tmp_path: Path) -> None:
    key, names = RaceKey.parse("cup-2022-01"), ["uniform", "start", "recent finish"]
    made = tried()._replace(baselines={name: tried().ours for name in names})
    fresh = _kept(tmp_path, key, lambda: made)
    resumed = _kept(tmp_path, key, lambda: pytest.fail("it was kept"))
    assert list(fresh.baselines) == list(resumed.baselines) == names
