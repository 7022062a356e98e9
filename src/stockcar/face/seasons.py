"""Races of the record with their results, many at once, as the rulebook takes them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from stockcar.errors import NotInBook
from stockcar.face.frames import finishes_of
from stockcar.racing import Finish, Race, RaceKey, Stage, TrackType
from stockcar.record import RecordBook

if TYPE_CHECKING:
    import polars as pl

    from stockcar.rulebook.verify import Recorded

SECOND_SOURCE = ("laps", "led", "stage_1", "stage_2")


def season_results(book: RecordBook, last: RaceKey) -> list[tuple[Race, list[Finish]]]:
    """Every race of the season up to and with ``last``, each with its result.

    Raises:
        NotInBook: the open book does not hold the results of all of them.
    """
    import polars as pl

    book.require_visible(last)
    season = (pl.col("series") == last.series.value) & (pl.col("season") == last.season)
    races = book.shelf.frame("races").filter(season & (pl.col("number") <= last.number)).sort("number")
    results = _by_key(book.shelf.frame("results").filter(pl.col("key").is_in(races["key"].implode())))
    missing = [key for key in races["key"] if key not in results]
    if missing:
        raise NotInBook(f"this book does not hold the result of {missing[0]}", "the season is not whole", "")
    return [(race_of(row), finishes_of(results[row["key"]])) for row in races.iter_rows(named=True)]


def recorded_races(book: RecordBook) -> "Iterator[Recorded]":
    """Every race of a full book with its result and what a second source says otherwise, for ``rulebook.verify``."""
    import polars as pl

    from stockcar.rulebook.verify import Recorded

    results = _by_key(book.shelf.frame("results"))
    second = book.shelf.frame("disagreements").filter(pl.col("column").is_in(SECOND_SOURCE))
    others: dict[str, dict[str, dict[str, int]]] = {}
    for key, car, column, other in second.select("key", "subject", "column", "other").drop_nulls().iter_rows():
        others.setdefault(key, {}).setdefault(car, {})[column] = int(float(other))
    for row in book.shelf.frame("races").sort("series", "season", "number").iter_rows(named=True):
        key = row["key"]
        finishes = tuple(finishes_of(results[key])) if key in results else ()
        yield Recorded(race_of(row), finishes, others.get(key, {}))


def _by_key(rows: "pl.DataFrame") -> "dict[str, pl.DataFrame]":
    parts = rows.sort("finish", nulls_last=True).partition_by("key", as_dict=True)
    return {str(key[0]): frame for key, frame in parts.items()}


def race_of(row: dict[str, Any]) -> Race:
    """A row of the table ``races`` as a value."""
    ends = [row["stage_1_end"], row["stage_2_end"], row["stage_3_end"]]
    return Race(
        key=RaceKey.parse(row["key"]),
        name=row["name"],
        date=row["date"],
        track_id=row["track_id"],
        track_name=row["track"],
        track_type=TrackType(row["track_type"]),
        length_mi=row["length_mi"],
        laps_scheduled=row["laps_scheduled"],
        laps_run=row["laps_run"],
        stages=tuple(Stage(n, end, bool(row["stages_inferred"])) for n, end in enumerate(ends, 1) if end is not None),
    )
