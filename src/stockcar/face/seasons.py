"""A season's races with their results, as the rulebook takes them."""

from collections.abc import Iterator

from stockcar.errors import NotInBook
from stockcar.face.frames import finishes_of
from stockcar.racing import Finish, Race, RaceKey
from stockcar.record import RecordBook


def season_results(book: RecordBook, last: RaceKey) -> list[tuple[Race, list[Finish]]]:
    """Every race of the season up to and with ``last``, each with its result.

    Raises:
        NotInBook: the open book does not hold the results of all of them.
    """
    return list(_results(book, last))


def _results(book: RecordBook, last: RaceKey) -> Iterator[tuple[Race, list[Finish]]]:
    import polars as pl

    keys = [RaceKey(last.series, last.season, number) for number in range(1, last.number + 1)]
    book.require_visible(last)
    rows = pl.read_parquet(book.shelf.file("results")).filter(pl.col("key").is_in([str(key) for key in keys]))
    by_key = rows.sort("finish").partition_by("key", as_dict=True)
    for key in keys:
        frame = by_key.get((str(key),))
        if frame is None:
            raise NotInBook(f"this book does not hold the result of {key}", "the season is not whole", "")
        yield book.race(key), finishes_of(frame)
