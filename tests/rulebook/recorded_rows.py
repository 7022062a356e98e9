"""The rows of a full book as values, for tests and checks of the rulebook over the whole record.

Read as `rules verify` reads them; the rulebook itself never opens a book.
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from stockcar.racing import Series
from stockcar.rulebook.verify import Recorded

ROOT = Path(__file__).parents[2]


@cache
def book_folder() -> Path | None:
    """The folder of the full book's tables; None where no full book has been built."""
    for place in (os.environ.get("STOCKCAR_FULL_BOOK"), os.environ.get("STOCKCAR_BOOK"), ROOT / ".book"):
        root = Path(place) if place else None
        if root is None or not root.is_dir():
            continue
        current = root / "CURRENT"
        folder = root / current.read_text().strip() if current.exists() else root
        manifest = folder / "manifest.json"
        if (folder / "results.parquet").exists() and manifest.exists() and json.loads(manifest.read_text()):
            return folder
    return None


@cache
def whole_record() -> tuple[Recorded, ...]:
    """Every race of the full book with its rows and what a second source says otherwise; read once."""
    from stockcar.face.seasons import recorded_races
    from stockcar.record import RecordBook

    folder = book_folder()
    assert folder is not None
    return tuple(recorded_races(RecordBook.open(folder)))


def recorded(first: int = 1949, last: int = 2100, series: Series | None = None) -> Iterator[Recorded]:
    """The races of those seasons, of one series where it is named."""
    for each in whole_record():
        key = each.race.key
        if first <= key.season <= last and series in (None, key.series):
            yield each
