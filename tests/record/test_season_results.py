"""A season's results read at once are those of its races read one by one."""

import pytest

from stockcar.errors import NotInBook
from stockcar.racing import Finish, Race, RaceKey
from stockcar.record.book import RecordBook


def one_by_one(book: RecordBook, last: RaceKey) -> tuple[tuple[Race, tuple[Finish, ...]], ...]:
    """The same with a reading of each race."""
    keys = [RaceKey(last.series, last.season, number) for number in range(1, last.number + 1)]
    return tuple((book.race(key), book.finishes(key)) for key in keys)


@pytest.mark.parametrize("last", ["cup-2025-36", "truck-2022-15", "xfinity-2025-01"])
def test_a_season_of_the_starter(starter: RecordBook, last: str) -> None:
    key = RaceKey.parse(last)
    held = starter.season_results(key)
    assert len(held) == key.number
    assert held == one_by_one(starter, key)


@pytest.mark.full_book
@pytest.mark.parametrize(
    "last", ["cup-1949-08", "cup-1971-20", "truck-1995-05", "cup-2011-36", "xfinity-2016-33", "cup-2017-12"]
)
def test_a_season_of_the_full_book(full: RecordBook, last: str) -> None:
    key = RaceKey.parse(last)
    assert full.season_results(key) == one_by_one(full, key)


@pytest.mark.full_book
def test_stages_are_as_many_as_were_scored(full: RecordBook) -> None:
    def scored(last: str) -> list[set[int]]:
        return [{len(finish.stages) for finish in result} for _, result in full.season_results(RaceKey.parse(last))]

    assert scored("cup-2016-36") == [{0}] * 36
    assert scored("cup-2024-15")[-2:] == [{3}, {2}]  # the 600 has a third one


def test_a_season_that_is_not_held(starter: RecordBook) -> None:
    with pytest.raises(NotInBook, match="cup-1998-33"):
        starter.season_results(RaceKey.parse("cup-1998-33"))


def test_a_view_reads_no_later_race(starter: RecordBook) -> None:
    view = starter.as_of(RaceKey.parse("cup-2025-10"))
    assert len(view.season_results(RaceKey.parse("cup-2025-09"))) == 9
    with pytest.raises(NotInBook, match="cup-2025-10"):
        view.season_results(RaceKey.parse("cup-2025-10"))
