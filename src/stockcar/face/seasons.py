"""Every race of the record with its result and with what a second source says otherwise, as the rulebook takes it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stockcar.record import RecordBook, pages

if TYPE_CHECKING:
    from stockcar.rulebook.verify import Recorded

SECOND_SOURCE = ("laps", "led", "stage_1", "stage_2")


def recorded_races(book: RecordBook) -> "Iterator[Recorded]":
    """Every race of a full book with its result and what a second source says otherwise, for ``rulebook.verify``."""
    import polars as pl

    from stockcar.rulebook.verify import Recorded

    second = book.shelf.frame("disagreements").filter(pl.col("column").is_in(SECOND_SOURCE))
    others: dict[str, dict[str, dict[str, int]]] = {}
    for key, car, column, other in second.select("key", "subject", "column", "other").drop_nulls().iter_rows():
        others.setdefault(key, {}).setdefault(car, {})[column] = int(float(other))
    for race, finishes in pages.results_between(book, min(book.races.keys), max(book.races.keys)):
        yield Recorded(race, finishes, others.get(str(race.key), {}))
