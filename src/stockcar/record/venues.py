"""Which track was it, in which shape, and what kind of racing is that?

A venue's id comes from ``data/track_names.csv`` (names that mislead) or from the name itself. Its shape on a day comes
from the reviewed ``data/track_layouts.csv`` where that has one, else from the length and surface in the result file; a
track without a surface there is a road course if its name says so. The kind follows from the shape: dirt and road by
surface, ``short`` under 1.2 miles, ``superspeedway`` where the pack drafts (the Daytona oval, Talladega, Atlanta from
2022: said so in the table), else ``intermediate``.

Known limits: before 1969 the lengths are those of the result file, rounded as they are there.
"""

import datetime as dt
import functools
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from stockcar.record.identity import fold, load_rows, slug

if TYPE_CHECKING:
    import polars as pl

SHORT_BELOW_MI = 1.2
_STREETS = re.compile(r"\b(streets?|road course|grand prix|circuit)\b", re.IGNORECASE)


class Layout(NamedTuple):
    """A shape of a track between two dates (both included; None is open)."""

    track_id: str
    layout: str
    since: dt.date | None
    until: dt.date | None
    length_mi: float
    track_type: str
    surface: str
    banking_deg: float | None
    source: str


@functools.cache
def layouts() -> dict[str, tuple[Layout, ...]]:
    """The reviewed layouts by track id."""
    found: dict[str, list[Layout]] = {}
    for row in load_rows("track_layouts.csv"):
        layout = Layout(
            row["track_id"], row["layout"], _date(row["since"]), _date(row["until"]), float(row["length_mi"]),
            row["track_type"], row["surface"], float(row["banking_deg"]) if row["banking_deg"] else None, row["source"],
        )  # fmt: skip
        found.setdefault(layout.track_id, []).append(layout)
    return {track_id: tuple(rows) for track_id, rows in found.items()}


def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def venue(name: str, season: int) -> tuple[str, str]:
    """(track id, today's name) of a track as the result file names it in a season."""
    for row in load_cached():
        first, last = row["first_season"], row["last_season"]
        if row["name"] == name and (not first or int(first) <= season) and (not last or season <= int(last)):
            return row["track_id"], row["track"]
    return slug(name), name


@functools.cache
def load_cached() -> tuple[dict[str, str], ...]:
    """The rows of ``data/track_names.csv``."""
    return tuple(load_rows("track_names.csv"))


def layout_on(track_id: str, day: dt.date) -> Layout | None:
    """The reviewed layout raced on a day; None where the table has none."""
    for layout in layouts().get(track_id, ()):
        if (layout.since is None or layout.since <= day) and (layout.until is None or day <= layout.until):
            return layout
    return None


def listed() -> dict[str, str]:
    """Today's name of every track that has a reviewed layout or stands among the misleading names, by id."""
    names = {row["track_id"]: row["track"] for row in load_cached()}
    return {track_id: names.get(track_id, track_id.replace("-", " ").title()) for track_id in (*names, *layouts())}


def new_names(raced: Mapping[str, str]) -> dict[str, str]:
    """The names (folded) of listed tracks that are not among the ``raced`` (name to id), with their ids."""
    ids = set(raced.values())
    names = [*listed().items(), *((row["track_id"], row["name"]) for row in load_cached())]
    return {fold(name): track_id for track_id, name in names if track_id not in ids}


def kind(surface: str, length_mi: float | None) -> str:
    """The track type that follows from surface and length, for tracks without a reviewed layout."""
    if surface in ("dirt", "road"):
        return surface
    return "short" if length_mi is not None and length_mi < SHORT_BELOW_MI else "intermediate"


def surface_by_name(track: str) -> str:
    """The surface where no source gives one: ``road`` if the name says a street or road course, else ``paved``."""
    return "road" if _STREETS.search(track) else "paved"


def table(races: "pl.DataFrame") -> "pl.DataFrame":
    """The reviewed layouts, and for other tracks one layout for each length and surface that was raced."""
    import polars as pl

    reviewed = [layout for rows in layouts().values() for layout in rows]
    names = listed() | dict(races.select("track_id", "track").unique().iter_rows())
    rows = [
        (r.track_id, names.get(r.track_id, r.track_id), r.layout, r.length_mi, r.track_type, r.surface, r.banking_deg,
         r.since, r.until, r.source)
        for r in reviewed
    ]  # fmt: skip
    known = {(r.track_id, r.length_mi, r.surface) for r in reviewed}
    raced = races.group_by("track_id", "length_mi", "surface", "track_type").agg(
        pl.col("track").first(), pl.col("date_taken").min().alias("since"), pl.col("date_taken").max().alias("until")
    )
    for track_id, length, surface, kind_, track, since, until in raced.sort(
        "track_id", "since", "length_mi"
    ).iter_rows():
        if (track_id, length, surface) not in known:
            layout = f"{length:g} mi {surface}" if length is not None else surface
            rows.append((track_id, track, layout, length, kind_, surface, None, since, until, "as raced, result files"))
    columns = [
        "track_id", "track", "layout", "length_mi", "track_type", "surface", "banking_deg", "since", "until", "source",
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None).sort(
        "track_id", "since", "layout"
    )
