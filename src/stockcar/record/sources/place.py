"""Which race, and which person, is this row about?

A row is tied to a race by the number that racing-reference gives the race, by the official feed's number, or by date
and field (``stockcar.record.sources.loop``). A row that cannot be tied keeps an empty ``key`` and says why; nothing is
guessed. Names lose the feed's marks before they are looked up: ``(i)`` scores in another series, ``#`` is a rookie,
``(P)`` is in the playoffs, ``*`` was not locked into the field.
"""

import re
from typing import TYPE_CHECKING

from stockcar.record.schema import Keys, Table, polars_type

if TYPE_CHECKING:
    import polars as pl

SERIES = {1: "cup", 2: "xfinity", 3: "truck"}  # as the official feed numbers them
_MARK = re.compile(r"(?:^\s*[*#]\s*)|(?:\s*(?:[*#]|\((?:i|I|P|p|R|r)\))\s*$)")


def plain_name(name: str) -> str:
    """The name without the feed's marks: ``* Zane Smith (i)`` is ``Zane Smith``."""
    while (shorter := _MARK.sub("", name)) != name:
        name = shorter
    return " ".join(name.split())


def tie_numbered(frame: "pl.DataFrame", keys: Keys) -> "pl.DataFrame":
    """``key`` and ``unplaced`` from ``series``, ``season`` and racing-reference's ``race_number``."""
    import polars as pl

    races = frame.select("series", "season", "race_number").unique(maintain_order=True)
    found = [keys.race_numbered(series, season, number) for series, season, number in races.iter_rows()]
    tied = races.with_columns(pl.Series("key", found, dtype=pl.String))
    return _explained(frame.join(tied, on=races.columns, how="left", maintain_order="left"), "no race of that number")


def tie_official(frame: "pl.DataFrame", keys: Keys) -> "pl.DataFrame":
    """``key`` and ``unplaced`` from the official feed's ``race_id``."""
    import polars as pl

    numbers = frame.get_column("race_id").drop_nulls().unique().to_list()
    found = {number: keys.race_official(number) for number in numbers}
    key = pl.Series("key", [found.get(n) for n in frame.get_column("race_id")], dtype=pl.String)
    return _explained(frame.with_columns(key), "no race of the record has that official number")


def tie_keyed(frame: "pl.DataFrame", keys: Keys) -> "pl.DataFrame":
    """``key`` as the source gives it (``race_key``), if the record has that race."""
    import polars as pl

    known = set(keys.races.get_column("key"))
    key = pl.Series("key", [k if k in known else None for k in frame.get_column("race_key")], dtype=pl.String)
    return _explained(frame.with_columns(key), "the record has no such race")


def _explained(frame: "pl.DataFrame", why: str) -> "pl.DataFrame":
    import polars as pl

    said = pl.col("unplaced") if "unplaced" in frame.columns else pl.lit(None, dtype=pl.String)
    return frame.with_columns(pl.when(pl.col("key").is_null()).then(pl.coalesce(said, pl.lit(why))).alias("unplaced"))


def name_drivers(frame: "pl.DataFrame", keys: Keys, column: str = "driver") -> "pl.DataFrame":
    """``driver`` without marks and ``driver_id`` of the person, from the name in ``column``."""
    import polars as pl

    written = frame.get_column(column).drop_nulls().unique().to_list()
    plain = {name: plain_name(name) or None for name in written}
    ids = {name: keys.driver_id(short) if short else None for name, short in plain.items()}
    names = frame.get_column(column)
    return frame.with_columns(
        pl.Series("driver", [plain.get(name) for name in names], dtype=pl.String),
        pl.Series("driver_id", [ids.get(name) for name in names], dtype=pl.String),
    )


def shaped(frame: "pl.DataFrame", table: Table, source: str) -> "pl.DataFrame":
    """The columns of ``table`` in order; those a source does not have are empty; ``source`` on every row."""
    import polars as pl

    types = {column.name: polars_type(column.dtype) for column in table.columns}
    if "source" not in frame.columns:
        frame = frame.with_columns(pl.lit(source).alias("source"))
    absent = [pl.lit(None, dtype=types[c.name]).alias(c.name) for c in table.columns if c.name not in frame.columns]
    whole = frame.with_columns(absent).select(table.names)
    return whole.with_columns(pl.col(c.name).cast(types[c.name]) for c in table.columns if _widens(whole, c.name))


def _widens(frame: "pl.DataFrame", name: str) -> bool:
    """Number columns and columns without a value take the type of the table; text is never turned into a number."""
    dtype = frame.schema[name]
    empty = not dtype.is_nested() and frame[name].null_count() == len(frame)
    return dtype.is_numeric() or dtype.is_temporal() or empty
