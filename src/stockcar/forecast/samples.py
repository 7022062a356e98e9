"""The simulated races themselves, for those who build on them: joint finishes, laps led, points in a game.

``write_samples`` writes one row per run and car to a Parquet file. ``GameScoring`` is a scoring file of a fantasy game
(TOML): ``finish`` (a list by place), ``led`` per lap led, ``gained`` per place gained on the grid, ``stage`` per stage
point; what it leaves out scores nothing.

Known limits: fastest laps are not simulated lap by lap for each car, so no game can be scored on them and there is no
such column.
"""

import tomllib
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from stockcar.errors import BadFile
from stockcar.forecast.fitted import FittedInputs
from stockcar.forecast.normal import Floats
from stockcar.record.whole import write_whole
from stockcar.sim import RunRows, draws, simulate_rows


class GameScoring(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a fantasy game pays."""

    finish: tuple[float, ...] = ()
    led: float = 0.0
    gained: float = 0.0
    stage: float = 0.0


def load_scoring(path: Path) -> GameScoring:
    """Read a scoring file.

    Raises:
        BadFile: not TOML, or a field that is not known.
    """
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), GameScoring)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError, msgspec.ValidationError) as reason:
        raise BadFile(f"{path} is not a scoring file", str(reason), "fields: finish, led, gained, stage") from reason


def game_points(fitted: FittedInputs, rows: RunRows, scoring: GameScoring) -> Floats:
    """Points (runs, cars) of every simulated race under a scoring file."""
    n = len(fitted.lines)
    by_place = np.array([*scoring.finish[:n], *([0.0] * max(0, n - len(scoring.finish)))])
    gained = fitted.inputs.cars.grid[None, :] - rows.finish
    points = by_place[rows.finish - 1] + scoring.led * rows.led + scoring.gained * gained
    return np.asarray(points + scoring.stage * rows.stage_points, float)


def write_samples(
    fitted: FittedInputs, path: Path, runs: int, seed: int, scoring: GameScoring | None = None
) -> list[dict[str, Any]]:
    """Write one row per run and car; returns the expected game points by car, best first (empty without scoring)."""
    import polars as pl

    rows = simulate_rows(fitted.inputs, draws.race_key(seed, fitted.race.key), runs)
    n = len(fitted.lines)
    columns: dict[str, Any] = {
        "run": np.repeat(np.arange(runs, dtype=np.int32), n),
        "car": [line.car for line in fitted.lines] * runs,
        "driver_id": [line.driver_id for line in fitted.lines] * runs,
        "finish": rows.finish.ravel().astype(np.int16),
        "led": rows.led.ravel().astype(np.int16),
        "laps": rows.laps.ravel().astype(np.int16),
        "stage_points": rows.stage_points.ravel().astype(np.int16),
        "out": np.array(["running", "crash", "mechanical"])[rows.out.ravel()],
    }
    expected: list[dict[str, Any]] = []
    if scoring is not None:
        points = game_points(fitted, rows, scoring)
        columns["game_points"] = points.ravel()
        mean, error = points.mean(axis=0), points.std(axis=0) / np.sqrt(runs)
        order = np.argsort(-mean, kind="stable")
        expected = [
            {
                "car": fitted.lines[slot].car,
                "driver": fitted.lines[slot].driver,
                "points": float(mean[slot]),
                "points_se": float(error[slot]),
            }
            for slot in order.tolist()
        ]
    write_whole(path, lambda beside: pl.DataFrame(columns).write_parquet(beside, compression="zstd"))
    return expected
