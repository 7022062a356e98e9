"""The feed's payloads that lie in a source folder, as rows beside those of the files.

``feed/`` holds what ``book update`` fetched (``feed/2023/2/5314/lap-times.json``), ``feed_samples/`` what was collected
by hand. A payload tells of a race only what no better one tells: laps from ``lap-times``, stops from ``live-pit-data``
before the live feed's own, of several live feeds the latest. Rows of a race that the record does not have are left out;
a payload that cannot be read is named, with the reason.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from stockcar.errors import BadFile
from stockcar.record.schema import Keys
from stockcar.record.sources.feed import SAID_ONCE, TABLES, kind_of, read_feed, tie

if TYPE_CHECKING:
    import polars as pl

FOLDERS = ("feed", "feed_samples")
_LESS = ("live-feed", "weekend-feed", "schedule-combined")  # told better by any other payload
_EVERY = ("official_standings", "running")  # tables in which no payload replaces another


def refused_payloads(folder: Path) -> dict[str, str]:
    """The payloads of the folder that cannot be read, and why."""
    return _read(folder, _listing(folder))[1]


def with_payloads(rows: "pl.DataFrame", table: str, folder: Path, keys: Keys) -> "pl.DataFrame":
    """The rows of the files, and those of the feed for races that the files do not have."""
    import polars as pl

    told = _read(folder, _listing(folder))[0].get(table)
    if told is None:
        return rows
    if "key" not in rows.columns and len(rows):
        return rows
    frame = _best(table, [tie({table: frame}, keys)[table] for _, _, frame in told])
    if "key" in rows.columns and table not in _EVERY:
        frame = frame.filter(~pl.col("key").is_in(rows.get_column("key").drop_nulls().unique().to_list()))
    return pl.concat([rows, frame.select(rows.columns)])


def _listing(folder: Path) -> tuple[tuple[str, int, int], ...]:
    paths = sorted(p for name in FOLDERS for p in (folder / name).rglob("*.json*") if p.is_file())
    return tuple((p.relative_to(folder).as_posix(), p.stat().st_size, p.stat().st_mtime_ns) for p in paths)


@lru_cache(maxsize=1)  # each table of a build asks for the same payloads
def _read(
    folder: Path, listing: tuple[tuple[str, int, int], ...]
) -> "tuple[dict[str, list[tuple[int, str, pl.DataFrame]]], dict[str, str]]":
    """Frames by table, the best payloads first, and why a payload was not read."""
    told: dict[str, list[tuple[int, str, pl.DataFrame]]] = {}
    refused: dict[str, str] = {}
    for name, _, _ in listing:
        try:
            rank = -any(kind_of(name).pattern.startswith(less) for less in _LESS)
            for table, frame in read_feed((folder / name).read_bytes(), name).items():
                told.setdefault(table, []).append((rank, name, frame))
        except BadFile as error:
            refused[name] = f"{error.what} ({error.why})"
    for frames in told.values():
        frames.sort(key=lambda one: (one[0], one[1]), reverse=True)
    return told, refused


def _best(table: str, frames: "list[pl.DataFrame]") -> "pl.DataFrame":
    """Of each race the first frame's rows; of what is of no race, everything once."""
    import polars as pl

    if "key" not in TABLES[table].names:
        return pl.concat(frames).unique(SAID_ONCE[table], keep="first", maintain_order=True)
    if table == "official_standings":  # a table of points of no known season is of no use
        dated = pl.concat(frames).filter(pl.col("season").is_not_null() | pl.col("key").is_not_null())
        return dated.unique(maintain_order=True)
    kept: list[pl.DataFrame] = []
    seen: set[str] = set()
    for frame in frames:
        ours = frame.filter(pl.col("key").is_not_null(), ~pl.col("key").is_in(list(seen)))
        kept.append(ours)
        if table not in _EVERY:
            seen.update(ours.get_column("key"))
    return pl.concat(kept)
