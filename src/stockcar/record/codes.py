"""The results as whole numbers, for the questions that must be answered in a millisecond.

One row for each driver and race, ordered by driver and then by date, so that a career is one slice. Text is replaced by
its place in the list of drivers, teams, makes or cars; a missing number is -1. A driver who stands twice in one race
(1966, 1986) has one row, the better one: two cars are one start.
"""

from typing import TYPE_CHECKING, Final

from stockcar.record.schema import Column, Table

if TYPE_CHECKING:
    import polars as pl

STATUS_CLASSES: Final = ("running", "crash", "mechanical", "disqualified", "other", "unknown")

CODES: Final = Table(
    "codes",
    (
        Column("driver", "i32"),  # place in drivers
        Column("race", "i32"),  # race_index
        Column("finish", "i16", low=1),
        Column("start", "i16"),
        Column("laps", "i16", "laps"),
        Column("led", "i16", "laps"),
        Column("status", "i16"),  # place in STATUS_CLASSES
        Column("stage_1", "i16"),
        Column("stage_2", "i16"),
        Column("points", "i16", "pts"),
        Column("rating", "i16", "tenths"),
        Column("team", "i32"),
        Column("make", "i16"),
        Column("car", "i16"),
    ),
    ("driver", "race"),
    "One start of one driver, as numbers; -1 is not recorded.",
)


def encode(results: "pl.DataFrame", races: "pl.DataFrame", lists: dict[str, list[str]]) -> "pl.DataFrame":
    """The results as codes. ``lists``: ids of drivers, teams, makes and cars in the order that gives their codes."""
    import polars as pl

    places = {name: {value: place for place, value in enumerate(values)} for name, values in lists.items()}

    def place(column: str, of: str) -> pl.Expr:
        return pl.col(column).replace_strict(places[of], default=-1, return_dtype=pl.Int32)

    index = dict(races.select("key", "race_index").iter_rows())
    status = pl.when(pl.col("status").is_null()).then(pl.lit("unknown")).otherwise("status_class")
    classes = {name: place for place, name in enumerate(STATUS_CLASSES)}
    frame = results.filter(pl.col("finish").is_not_null()).select(
        place("driver_id", "driver").alias("driver"),
        pl.col("key").replace_strict(index, return_dtype=pl.Int32).alias("race"),
        "finish", "start", "laps", "led",
        status.replace_strict(classes, return_dtype=pl.Int16).alias("status"),
        "stage_1", "stage_2", "points",
        (pl.col("rating") * 10).round(0).alias("rating"),
        place("team_id", "team").alias("team"),
        place("make", "make").alias("make"),
        place("car", "car").alias("car"),
    )  # fmt: skip
    frame = frame.sort("driver", "race", "finish").unique(["driver", "race"], keep="first", maintain_order=True)
    types = {"i16": pl.Int16, "i32": pl.Int32}
    return frame.select(pl.col(c.name).fill_null(-1).cast(types[c.dtype]) for c in CODES.columns)
