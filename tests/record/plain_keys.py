"""Keys read straight from the source files, so that the topics can be tested without a built book.

A driver's id here is his name in lower case without points and commas: enough to tie fields, and no judge of identity.
"""

import re
from functools import cache
from pathlib import Path

import polars as pl

import stockcar

DATA = Path(stockcar.__file__).parents[3] / "shared" / "data"


class PlainKeys:
    """What ``stockcar.record.schema.Keys`` asks, from nascaR.data's results and racing-reference's dates."""

    def __init__(self, folder: Path) -> None:
        results = pl.concat([pl.read_parquet(folder / f"results/{s}.parquet") for s in ("cup", "xfinity", "truck")])
        key = pl.format("{}-{}-{}", "series", "season", pl.col("race_number").cast(pl.String).str.zfill(2))
        results = results.with_columns(key.alias("key"))
        dates = pl.read_parquet(folder / "results/rr_races.parquet").select(
            key.alias("key"), pl.col("date").str.to_date().alias("date_taken")
        )
        self._races = (
            results.select("key", "series", "season", pl.col("race_number").alias("number"), "track")
            .unique("key", maintain_order=True)
            .join(dates, on="key", how="left", maintain_order="left")
            .with_columns(pl.col("date_taken").forward_fill().over("series"))
        )
        self._results = results.with_columns(
            pl.col("driver").map_elements(folded, return_dtype=pl.String).alias("driver_id"),
            pl.col("laps_led").alias("led"),
            pl.col("car_number").alias("car"),
        )
        self._known = dict.fromkeys(self._results["driver_id"].to_list())
        self._official = dict(_official_numbers(folder, self._races).iter_rows())
        self._all = set(self._races["key"])

    @property
    def races(self) -> pl.DataFrame:
        return self._races

    @property
    def results(self) -> pl.DataFrame:
        return self._results

    def race_numbered(self, series: str, season: int, number: int) -> str | None:
        key = f"{series}-{season}-{number:02d}"
        return key if key in self._all else None

    def race_official(self, race_id: int) -> str | None:
        return self._official.get(race_id)

    def driver_id(self, name: str) -> str | None:
        folded_name = folded(name)
        return folded_name if folded_name in self._known else None


def folded(name: str) -> str:
    accents = str.maketrans("áéíóúñōÁÉ", "aeiounoAE")
    return re.sub(r"[^a-z ]", "", name.translate(accents).lower()).strip()


def _official_numbers(folder: Path, races: pl.DataFrame) -> pl.DataFrame:
    day = pl.col("race_date").str.slice(0, 10).str.to_date().alias("date_taken")
    late = pl.read_parquet(folder / "results/official_results_2022_2025.parquet").select("race_id", "series", day)
    early = pl.read_parquet(folder / "results/official_cup_results_2014_2024.parquet").select(
        "race_id", pl.lit("cup").alias("series"), day
    )
    numbers = pl.concat([early, late]).unique("race_id").filter(pl.col("series") != "arca")
    same_day = races.filter(pl.struct("series", "date_taken").is_unique())
    return numbers.join(same_day, on=["series", "date_taken"]).select("race_id", "key")


@cache
def plain_keys() -> PlainKeys:
    return PlainKeys(DATA)
