"""Length, turns and banking of the tracks that Lap Raptor lists.

Known limits: the length of Rockingham (9.4 miles) is a slip for 0.94 and is left empty, as any length over six miles;
Daytona's turns are 4 whether the tri-oval is one or not.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from stockcar.errors import BadFile
from stockcar.record.schema import Keys
from stockcar.record.sources.place import require_columns, shaped
from stockcar.record.topics_season import TRACK_FACTS

if TYPE_CHECKING:
    import polars as pl

FACTS = "tracks/track_facts_lapraptor.csv"
LONGEST_MI = 6.0


def load_track_facts(folder: Path, keys: Keys) -> "pl.DataFrame":  # noqa: ARG001 - every topic is asked alike
    """One row per track of the file.

    Raises:
        BadFile: the file is no table or lost a column.
    """
    import polars as pl

    try:
        raw = pl.read_csv(folder / FACTS)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadFile(f"{FACTS}: not a readable table", str(error).split("\n")[0], "fetch it again") from None
    require_columns(raw, ("lr_track_name", "length_miles", "turns", "t1_t2_banking_deg", "type", "surface"), FACTS)
    length = pl.when(pl.col("length_miles") < LONGEST_MI).then(pl.col("length_miles"))
    ends = pl.format("{}/{}", pl.col("t1_t2_banking_deg"), pl.col("t3_t4_banking_deg"))
    table = raw.select(
        pl.col("lr_track_name").alias("track"), length.alias("length_mi"),
        pl.col("turns").cast(pl.Int32, strict=False), ends.alias("banking"), pl.col("type").alias("kind"), "surface",
    )  # fmt: skip
    return shaped(table, TRACK_FACTS, FACTS)
