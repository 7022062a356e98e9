from pathlib import Path

import numpy as np
import polars as pl
import pytest

from stockcar.errors import BadFile
from stockcar.forecast.forecast import forecast_from
from stockcar.forecast.samples import GameScoring, load_scoring, write_samples

from .test_forecast import made_up


def test_samples_are_the_forecast_run_by_run(tmp_path: Path) -> None:
    fitted, path = made_up(), tmp_path / "runs.parquet"
    assert write_samples(fitted, path, runs=80, seed=5) == []
    frame = pl.read_parquet(path)
    assert frame.height == 80 * 12
    wins = dict(frame.filter(pl.col("finish") == 1)["car"].value_counts().iter_rows())
    counted = forecast_from(fitted, runs=80, seed=5).outcomes.finish[:, 0]
    assert [wins.get(line.car, 0) for line in fitted.lines] == counted.tolist()


def test_a_game_is_scored_by_its_own_file(tmp_path: Path) -> None:
    path = tmp_path / "game.toml"
    path.write_text("finish = [40, 35, 34]\nled = 0.25\ngained = 1.0\n")
    scoring = load_scoring(path)
    assert scoring == GameScoring((40, 35, 34), 0.25, 1.0, 0.0)
    expected = write_samples(made_up(), tmp_path / "runs.parquet", runs=50, seed=5, scoring=scoring)
    points = pl.read_parquet(tmp_path / "runs.parquet").filter(pl.col("car") == expected[0]["car"])["game_points"]
    assert float(np.mean(points.to_numpy())) == pytest.approx(expected[0]["points"])
    assert 0 < expected[0]["points_se"] < 10


@pytest.mark.parametrize("text", ["finish = 3", "fnish = [1]", "finish = [", "finish = " + "[" * 5000])
def test_a_scoring_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "game.toml"
    path.write_text(text)
    with pytest.raises(BadFile):
        load_scoring(path)
