"""Under which procedure was a recorded race run, and over what distance? From the full book and the rulebook.

The full book stands in ``.book`` beside the sources, or where ``STOCKCAR_FULL_BOOK`` says.

Known limits: a race that rain shortened is taken as one of the laps it ran; nobody in it knew.
"""

import os
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

from stockcar.forecast.procedure import procedure_of
from stockcar.racing import Race, RaceKey, Stage, TrackType
from stockcar.record.book import RecordBook
from stockcar.rulebook import Rulebook
from stockcar.sim.inputs import Procedure

BOOK = Path(os.environ.get("STOCKCAR_FULL_BOOK", Path(__file__).parents[1] / ".book"))


class Day(NamedTuple):
    """The distance of a race, and the rules of its day."""

    scheduled: int  # laps
    laps: int  # those of them that were run
    procedure: Procedure


@cache
def days(first: int, last: int) -> dict[tuple[str, int, int], Day]:
    """Every race of these seasons, by series, season and number."""
    rulebook = Rulebook.load()
    rows = pl.read_parquet(RecordBook.open(BOOK).shelf.file("races")).filter(pl.col("season").is_between(first, last))
    found = {}
    for row in rows.iter_rows(named=True):
        key, scheduled = RaceKey.parse(row["key"]), int(row["laps_scheduled"])
        laps = min(scheduled, int(row["laps_run"] or scheduled))
        ends = [end for stage in (1, 2, 3) if (end := row[f"stage_{stage}_end"]) is not None and end < laps]
        stages = tuple(Stage(i + 1, end) for i, end in enumerate(ends))
        race = Race(key, row["name"], row["date"], row["track_id"], row["track"], TrackType(row["track_type"]),
                    row["length_mi"], laps, row["laps_run"], stages)  # fmt: skip
        rules = procedure_of(race, rulebook.on(race)).values
        found[key.series.value, key.season, key.number] = Day(scheduled, laps, rules)
    return found
