"""Length, turns and banking of the tracks that Lap Raptor lists.

Known limits: the length of Rockingham (9.4 miles) is a slip for 0.94 and is left empty, as any length over six miles;
Daytona's turns are 4 whether the tri-oval is one or not.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from stockcar.record.files import load_csv, require_names
from stockcar.record.schema import Keys
from stockcar.record.sources.place import shaped
from stockcar.record.topics_season import TRACK_FACTS

if TYPE_CHECKING:
    import polars as pl

FACTS = "tracks/track_facts_lapraptor.csv"
LONGEST_MI = 6.0
_KINDS = {"lr_track_name": "text", "length_miles": "number", "turns": "number", "type": "text", "surface": "text"}


def load_track_facts(folder: Path, _keys: Keys) -> "pl.DataFrame":
    """One row per track of the file.

    Raises:
        BadFile: the file is no table, was cut short or lost a column.
    """
    import polars as pl

    raw = load_csv(folder / FACTS, _KINDS)
    require_names(raw, ("t1_t2_banking_deg", "t3_t4_banking_deg"), FACTS)
    length = pl.when(pl.col("length_miles") < LONGEST_MI).then(pl.col("length_miles"))
    ends = pl.format("{}/{}", pl.col("t1_t2_banking_deg"), pl.col("t3_t4_banking_deg"))
    table = raw.select(
        pl.col("lr_track_name").alias("track"), length.alias("length_mi"),
        pl.col("turns").cast(pl.Int32, strict=False), ends.alias("banking"), pl.col("type").alias("kind"), "surface",
    )  # fmt: skip
    return shaped(table, TRACK_FACTS, FACTS)
