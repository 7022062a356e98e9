"""Seasons of the full book as the rulebook takes them."""

from functools import cache

import pytest

from stockcar.racing import Series
from stockcar.rulebook import Rulebook
from stockcar.rulebook.season import RaceResult, SeasonScores
from tests.rulebook.recorded_rows import book_folder, recorded

needs_book = pytest.mark.skipif(book_folder() is None, reason="the full book is not built: stockcar book build")


@cache
def results(series: str, season: int) -> tuple[RaceResult, ...]:
    """Every race of a season with its finishes."""
    return tuple((row.race, row.finishes) for row in recorded(season, season, Series(series)))


@cache
def scores(series: str, season: int) -> SeasonScores:
    """A season scored under the rules of the package."""
    return SeasonScores.of(Rulebook.load(), results(series, season))
