"""An invented book of eighteen drivers: truck and cup 2026 are under way, xfinity 2026 is over.

The timetable has the two races of the cup that are to come, and of the five of the trucks all but the third.
"""

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl

from stockcar.record.book import RecordBook
from stockcar.record.ingest import build
from tests.record.conftest import reference_rows

TRACKS = (
    ("Daytona International Speedway", 2.5, "paved"), ("Martinsville Speedway", 0.526, "paved"),
    ("Kansas Speedway", 1.5, "paved"), ("Sonoma Raceway", 1.99, "road"), ("Phoenix Raceway", 1.0, "paved"),
)  # fmt: skip
CARS, RUN, UNLISTED = 18, 20, 23
SEASONS = {"cup": {2025: 1, 2026: 34}, "xfinity": {2026: 33}, "truck": {2025: 25, 2026: RUN}}
PLANNED = {2025: {"truck": 25}, 2026: {"cup": 36, "xfinity": 33, "truck": 25}}
REST = """number,track,date,laps
21,Martinsville,2026-10-02,380
22,Kansas,2026-10-09,133
23,Sonoma,2026-10-16,80
24,Phoenix,2026-10-23,200
25,Daytona,2026-11-01,80
"""


def race_rows(series: str, season: int, number: int, rng: np.random.Generator) -> pl.DataFrame:
    """One race in the form of the result files: the first driver is the best, with luck on top."""
    track, length, surface = TRACKS[number % len(TRACKS)]
    skill = np.linspace(1.5, -1.5, CARS)
    order = np.argsort(-(skill + rng.normal(size=CARS)))
    grid = np.argsort(np.argsort(-(skill + rng.normal(size=CARS)))) + 1
    laps = round(200 / length)
    rows = [
        (
            place, int(grid[car]), str(car + 1), f"{chr(65 + car)}. Invented{chr(97 + car)}", f"Team {car % 6}",
            laps if place < CARS else laps // 2, laps if place == 1 else 0, "running" if place < CARS else "engine",
            (55 if season == 2026 else 40) if place == 1 else 37 - place,
        )
        for place, car in enumerate(order.tolist(), start=1)
    ]  # fmt: skip
    names = ("finish", "start", "car_number", "driver", "team", "laps", "laps_led", "status", "points")
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(
        series=pl.lit(series), season=season, race_number=number, track=pl.lit(track), track_length_mi=length,
        race_name=pl.lit(f"{track.split()[0]} {number}"), surface=pl.lit(surface), make=pl.lit("Ford"),
        stage1_finish=pl.lit(None, pl.Int32), stage2_finish=pl.lit(None, pl.Int32), driver_rating=80.0, win=pl.lit(0),
    )  # fmt: skip


def day_of(season: int, number: int) -> dt.date:
    """When a race is planned."""
    return dt.date(season, 1, 31) + dt.timedelta(days=9 * number)


def timetable(season: int, races: dict[str, int]) -> pl.DataFrame:
    """A race every nine days from 9 February on, as the timetable of a season has them."""
    lines = []
    for series, named in (("cup", "NCS"), ("xfinity", "NOAPS"), ("truck", "NCTS")):
        for number in range(1, races.get(series, 0) + 1):
            if (series, season, number) == ("truck", 2026, UNLISTED):
                continue
            track, length, _ = TRACKS[number % len(TRACKS)]
            laps = round(200 / length)
            day = day_of(season, number)
            event = f"RACE (STAGES {laps // 4}/{laps // 2}/{laps} LAPS)"
            lines.append((track.upper(), day.isoformat(), named, event))
    names = ("track", "date", "series", "event")
    return pl.DataFrame(lines, schema=names, orient="row").with_columns(
        national=True, type=pl.lit("race"), timezone=pl.lit("ET"), event_key=pl.lit("x"), approx_end=False,
        laps=pl.lit(None, pl.Int64), miles=pl.lit(None, pl.Float64),
        **{name: pl.lit(None, pl.String) for name in ("start_24", "end_24", "stages", "event_source")},
    )  # fmt: skip


def book_under_way(folder: Path) -> RecordBook:
    """The book, built in a folder."""
    results = folder / "data" / "results"
    results.mkdir(parents=True)
    rng = np.random.Generator(np.random.Philox(4))
    for series, seasons in SEASONS.items():
        races = [race_rows(series, year, number, rng) for year, n in seasons.items() for number in range(1, n + 1)]
        pl.concat(races).write_parquet(results / f"{series}.parquet")
    for name, rows in zip(("rr_results", "rr_races"), reference_rows(2025, 1), strict=True):
        rows.write_parquet(results / f"{name}.parquet")
    (folder / "data" / "schedule").mkdir()
    for season, races_planned in PLANNED.items():
        timetable(season, races_planned).write_parquet(
            folder / "data" / "schedule" / f"weekend_sessions_{season}.parquet"
        )
    build(folder / "data", folder / "book")
    return RecordBook.open(folder / "book")
