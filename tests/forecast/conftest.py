"""An invented league: twelve numbered drivers of known strength, three teams, forty races. No real names, no book."""

import datetime as dt
from typing import Any

import numpy as np
import pytest

KINDS = ("superspeedway", "intermediate", "short", "road")


def league(races: int = 40, seed: int = 5, cars: int = 12) -> dict[str, Any]:
    """Columns as the record hands them out: driver 1 is the strongest, the last the weakest; luck on top."""
    rng = np.random.Generator(np.random.Philox(seed))
    skill = np.linspace(1.2, -1.2, cars)
    first = dt.date(2020, 2, 16).toordinal()
    columns: dict[str, list[Any]] = {name: [] for name in (
        "race_index", "date", "series", "season", "number", "track_type", "track_id", "driver_id", "car",
        "team_id", "make", "start", "finish", "n_cars", "laps", "led", "status_class", "rating",
    )}  # fmt: skip
    for race in range(races):
        grid = np.argsort(np.argsort(-(skill + rng.standard_normal(cars)))) + 1
        out = rng.random(cars) < 0.1
        day = np.where(out, -9 + rng.random(cars), skill + 0.8 * rng.standard_normal(cars))
        finish = np.argsort(np.argsort(-day)) + 1
        date = first + 7 * race
        for car in range(cars):
            row = {
                "race_index": race, "date": date, "series": 0, "season": dt.date.fromordinal(date).year,
                "number": race + 1, "track_type": KINDS[race % 4], "track_id": f"track-{race % 8}",
                "driver_id": f"driver-{car + 1}",
                "car": str(car + 1), "team_id": f"team-{car // 4 + 1}", "make": ("Ford", "Toyota")[car % 2],
                "start": float(grid[car]), "finish": float(finish[car]), "n_cars": cars, "laps": 200.0,
                "led": 150.0 if finish[car] == 1 else 0.0, "status_class": int(out[car]),
                "rating": float(70 + 20 * day[car]),
            }  # fmt: skip
            for name, value in row.items():
                columns[name].append(value)
    return {name: np.array(values) for name, values in columns.items()}


@pytest.fixture
def past() -> dict[str, Any]:
    """Forty races of the invented league."""
    return league()
