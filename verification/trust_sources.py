"""What the fault campaign and the fuzzing are fed with: the starter book as its public source would publish it.

``published`` gives the result files in the source's own names, ``feed`` a small official feed to go with them, and
``source_folder`` the folder that ``book build`` reads. Everything is made from the book in the package, so that the
campaigns run on any clone, offline.
"""

import io
import json
from pathlib import Path
from typing import Any

from stockcar.record import RecordBook, upstream
from stockcar.record.sources import nascar_data

SEASON = 2025
RACES = 8


def published(series: str, fewer: int = 0) -> bytes:
    """A result file of the starter book's seasons as nascaR.data publishes it, without its last ``fewer`` rows."""
    import polars as pl

    book = RecordBook.open("starter")
    races = book.table("races").select(
        "key", "series", pl.col("season").alias("Season"), pl.col("number").alias("Race"),
        pl.col("track_then").fill_null(pl.col("track")).alias("Track"), pl.col("name_then").alias("Name"),
        pl.col("length_mi").alias("Length"), pl.col("surface").alias("Surface"),
    )  # fmt: skip
    lines = book.table("results").filter(pl.col("finish").is_not_null()).join(races, on="key")
    rows = lines.filter(pl.col("series") == series).select(
        "Season", "Race", "Track", "Name", "Length", "Surface", pl.col("finish").cast(pl.Float64).alias("Finish"),
        pl.col("start").alias("Start"), pl.col("car").alias("Car"), pl.col("driver").alias("Driver"),
        pl.col("make").alias("Make"), pl.col("points").alias("Pts"), pl.col("laps").alias("Laps"),
        pl.col("led").alias("Led"), pl.col("status").alias("Status"), pl.col("team").alias("Team"),
        pl.col("stage_1").alias("S1"), pl.col("stage_2").alias("S2"), pl.col("rating").alias("Rating"),
        (pl.col("finish") == 1).cast(pl.Int32).alias("Win"),
    )  # fmt: skip
    buffer = io.BytesIO()
    rows.head(len(rows) - fewer).write_parquet(buffer)
    return buffer.getvalue()


def source_folder(folder: Path, fewer: int = 0) -> Path:
    """The folder that ``book build --from`` reads."""
    (folder / "results").mkdir(parents=True)
    for series, name in nascar_data.FILES.items():
        frame = nascar_data.read_results(published(series, fewer), series, name)
        frame.write_parquet(folder / "results" / f"{series}.parquet")
    upstream.complete(folder, None)
    return folder


def served(fewer: int = 0) -> dict[str, bytes]:
    """Every address of a small upstream, with what it answers."""
    files = {f"/{name}": published(series, fewer) for series, name in nascar_data.FILES.items()}
    races = [_listed(number) for number in range(1, RACES + 1)]
    lists = {"series_1": races, "series_2": [], "series_3": []}
    files[f"/cacher/{SEASON}/race_list_basic.json"] = json.dumps(lists).encode()
    for race in races:
        folder = f"/cacher/{SEASON}/1/{race['race_id']}"
        files[f"{folder}/weekend-feed.json"] = json.dumps({"weekend_race": [race], "weekend_runs": []}).encode()
        files[f"{folder}/lap-times.json"] = json.dumps(_laps(race["race_id"])).encode()
    return files


def _listed(number: int) -> dict[str, Any]:
    book = RecordBook.open("starter")
    race = book.race(f"cup-{SEASON}-{number:02d}")
    official = book.sql(f"select official_race_id from races where key = '{race.key}'")[1][0][0]
    return {
        "race_id": official or 5500 + number, "series_id": 1, "race_season": SEASON, "race_name": race.name,
        "race_type_id": 1,
        "race_date": f"{race.date}T13:00:00", "track_id": 105, "track_name": race.track_name,
        "scheduled_laps": race.laps_scheduled, "actual_laps": race.laps_scheduled,
    }  # fmt: skip


def _laps(race: int) -> dict[str, Any]:
    car = {"Number": "5", "FullName": "Kyle Larson", "NASCARDriverID": 4001, "Manufacturer": "Chv"}
    driven = [{"Lap": lap, "LapTime": 48.5, "LapSpeed": 185.5, "RunningPos": 1} for lap in range(1, race % 100 + 20)]
    return {"laps": [car | {"Laps": driven}], "flags": [{"LapsCompleted": 1, "FlagState": 1}]}
