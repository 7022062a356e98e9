"""The small book in the package: three whole seasons, whole careers of the drivers of two races, an index of all races.

``write_starter`` cuts it from a full book. ``results`` and ``entries`` hold whole races only; the further career rows
stand in ``codes`` alone, where every answer is held against the coverage, so that a part is never counted as a whole.
Frozen forecast inputs and the demo run lie beside it (``frozen/``, ``demo/``) and are left as they are.
"""

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stockcar.record import store, tables
from stockcar.record.codes import CODES
from stockcar.record.index import SERIES
from stockcar.record.schema import require_frame

if TYPE_CHECKING:
    import polars as pl

    from stockcar.record.book import RecordBook

SEASONS: Final = (("truck", 2022), ("xfinity", 2025), ("cup", 2025))
SEED_RACES: Final = ("truck-2022-15", "xfinity-2025-24")
WHOLE: Final = ("races", "drivers", "teams", "tracks", "champions", "aliases")  # as they are
BY_RACE: Final = ("results", "entries", "relief")  # rows of the whole seasons
SMALL: Final = ("relations", "people", "plans")  # cited rows, all of them


def write_starter(full: "RecordBook", target: Path) -> str:
    """Cut the starter book from a full one into ``target``; gives its digest."""
    cut = starter_tables(full)
    manifest = {
        "kind": "starter",
        "built": full.manifest["built"],
        "cut_from": full.digest,
        "lists": full.manifest["lists"],
        "topics": {name: frame.height for name, frame in cut.items()},
    }
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        store.write_tables(Path(folder), cut)
        digest = store.write_manifest(Path(folder), manifest)
        for old in target.glob("*.parquet"):
            old.unlink()
        for file in sorted(Path(folder).iterdir()):
            shutil.move(file, target / file.name)
    return digest


def starter_tables(full: "RecordBook") -> "dict[str, pl.DataFrame]":
    """The tables of the starter book, each held against its description."""
    import polars as pl

    races = full.shelf.frame("races")
    held = pl.any_horizontal(*((pl.col("series") == s) & (pl.col("season") == y) for s, y in SEASONS))
    keys = races.filter(held).get_column("key").implode()
    entries = full.shelf.frame("entries")
    people = entries.filter(pl.col("key").is_in(SEED_RACES)).get_column("driver_id").unique().sort()
    cut: dict[str, pl.DataFrame] = {
        name: full.shelf.frame(name) for name in (*WHOLE, *SMALL) if name in full.shelf.names
    }
    cut.update(
        (name, full.shelf.frame(name).filter(pl.col("key").is_in(keys))) for name in BY_RACE if name in full.shelf.names
    )
    cut["races"] = _index(cut["races"], keys)
    codes = full.shelf.frame("codes")
    places = {driver_id: place for place, driver_id in enumerate(full.starts.lists.driver)}
    whole = [places[driver_id] for driver_id in people]
    raced = races.filter(held).get_column("race_index").implode()
    cut["codes"] = require_frame(
        codes.filter(pl.col("driver").is_in(whole) | pl.col("race").is_in(raced)), CODES, "codes (starter)"
    )
    cut["coverage"] = require_frame(_coverage(cut, people, whole), tables.COVERAGE, "coverage (starter)")
    return cut


def _index(races: "pl.DataFrame", held: "pl.Series") -> "pl.DataFrame":
    """All races; of those outside the whole seasons only what the index is for."""
    import polars as pl

    kept = {
        "key", "series", "season", "number", "race_index", "name", "date", "date_taken", "date_latest", "track_id",
        "track", "track_type", "surface", "length_mi", "laps_scheduled_inferred", "stages_inferred", "n_cars", "winner",
        "winner_id", "winner_team", "winner_team_id", "winner_make", "source", "laps_run", "laps_scheduled",
        "laps_scheduled_source", "date_source",
    }  # fmt: skip
    whole = pl.col("key").is_in(held)
    cut = races.with_columns(
        pl.when(whole).then(pl.col(name)).alias(name) for name in races.columns if name not in kept
    )
    return require_frame(cut, tables.RACES, "races (starter)")


def _coverage(cut: "dict[str, pl.DataFrame]", people: "pl.Series", places: list[int]) -> "pl.DataFrame":
    import polars as pl

    seasons = dict(
        cut["results"].group_by(pl.col("key").str.slice(0, pl.col("key").str.len_chars() - 3)).len().iter_rows()
    )
    careers = dict(cut["codes"].group_by("driver").len().iter_rows())
    rows: list[tuple[str, str | None, int | None, str | None, int]] = [
        ("season", series, season, None, seasons[f"{series}-{season}"]) for series, season in SEASONS
    ]
    rows.extend(("driver", None, None, who, careers[place]) for who, place in zip(people, places, strict=True))
    counts = dict(cut["races"].group_by("series").len().iter_rows())
    rows.extend(("index", series, None, None, counts[series]) for series in SERIES)
    schema = {"kind": pl.String, "series": pl.String, "season": pl.Int32, "driver_id": pl.String, "rows": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")
