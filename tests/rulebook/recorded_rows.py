"""The rows of a full book as values, for tests and checks of the rulebook over the whole record.

Reads the book's tables by column name; the rulebook itself never does.
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from stockcar.racing import Finish, FinishStatus, Race, RaceKey, Series, Stage, TrackType
from stockcar.rulebook.verify import Recorded

ROOT = Path(__file__).parents[2]
COLUMNS = (
    "key", "car", "driver_id", "finish", "start", "laps", "led", "status_class", "stage_1", "stage_2", "stage_3",
    "team_id", "make", "points", "fastest_lap", "eligible",
)  # fmt: skip
SECOND = ("laps", "led", "stage_1", "stage_2")


@cache
def book_folder() -> Path | None:
    """The folder of the full book's tables; None where no full book has been built."""
    for place in (os.environ.get("STOCKCAR_FULL_BOOK"), os.environ.get("STOCKCAR_BOOK"), ROOT / ".book"):
        root = Path(place) if place else None
        if root is None or not root.is_dir():
            continue
        current = root / "CURRENT"
        folder = root / current.read_text().strip() if current.exists() else root
        manifest = folder / "manifest.json"
        if (folder / "results.parquet").exists() and manifest.exists() and json.loads(manifest.read_text()):
            return folder
    return None


def recorded(first: int = 1949, last: int = 2100, series: Series | None = None) -> Iterator[Recorded]:
    """Every race of those seasons with its rows and what a second source says otherwise."""
    import polars as pl

    folder = book_folder()
    assert folder is not None
    wanted = pl.col("season").is_between(first, last) & (True if series is None else pl.col("series") == series.value)
    races = pl.read_parquet(folder / "races.parquet").filter(wanted).sort("series", "season", "number")
    rows = pl.read_parquet(folder / "results.parquet").filter(pl.col("finish").is_not_null()).sort("key", "finish")
    rows = rows.filter(pl.col("key").is_in(races["key"].implode()))
    by_key: dict[str, list[Finish]] = {}
    for row in rows.select(COLUMNS).iter_rows():
        by_key.setdefault(row[0], []).append(_finish(row))
    others: dict[str, dict[str, dict[str, int]]] = {}
    disagree = pl.read_parquet(folder / "disagreements.parquet").filter(pl.col("column").is_in(SECOND))
    for key, car, column, other in disagree.select("key", "subject", "column", "other").iter_rows():
        if other is not None:
            others.setdefault(key, {}).setdefault(car, {})[column] = int(float(other))
    for row in races.iter_rows(named=True):
        yield Recorded(_race(row), tuple(by_key.get(row["key"], ())), others.get(row["key"], {}))


def _race(row: dict) -> Race:  # type: ignore[type-arg]
    ends = [row["stage_1_end"], row["stage_2_end"], row["stage_3_end"]]
    stages = tuple(Stage(i, end, bool(row["stages_inferred"])) for i, end in enumerate(ends, start=1) if end)
    return Race(
        RaceKey.parse(row["key"]), row["name"], row["date"], row["track_id"], row["track"],
        TrackType(row["track_type"]), row["length_mi"], row["laps_scheduled"], row["laps_run"], stages,
    )  # fmt: skip


def _finish(row: tuple) -> Finish:  # type: ignore[type-arg]
    _, car, driver, finish, start, laps, led, status, one, two, three, team, make, points, fastest, eligible = row
    return Finish(
        car,
        driver,
        finish,
        start,
        laps,
        led,
        FinishStatus(status),
        (one, two, three),
        team,
        make,
        points,
        fastest,
        eligible,
    )
