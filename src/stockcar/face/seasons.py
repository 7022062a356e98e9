"""Races with their results as the rulebook takes them: a season to be scored, or the whole record to be verified."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stockcar.racing import RaceKey
from stockcar.record import RecordBook, pages

if TYPE_CHECKING:
    from stockcar.rulebook.season import SeasonScores
    from stockcar.rulebook.verify import Recorded

SECOND_SOURCE = ("laps", "led", "stage_1", "stage_2")


def season_scores(book: RecordBook, last: RaceKey) -> "SeasonScores":
    """A season up to and with ``last``, scored with the recorded points where the rows have them.

    Raises:
        NotInBook: the open book does not hold all of its results. RuleMissing: their points are not known.
    """
    from stockcar.rulebook import Rulebook
    from stockcar.rulebook.season import SeasonScores

    return SeasonScores.of(Rulebook.load(), book.season_results(last), recorded=True)


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
