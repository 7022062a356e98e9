"""Line-ups of 2021-23 from qualifying times by the format of the day, against the recorded start.

The record has one time a car, that of its last round. Who reached the second round is taken from the record (its first
ten); the order within each round is what the times decide and what is tested. The Daytona 500 goes by its Duels and is
left out.
"""

from collections import Counter
from functools import cache

import pytest

from stockcar.racing import Race
from stockcar.rulebook import Rulebook
from stockcar.rulebook.qualifying import line_up
from tests.history.season_rows import needs_book, results
from tests.rulebook.recorded_rows import book_folder

pytestmark = [pytest.mark.full_book, needs_book]


def compare() -> tuple[int, list[str]]:
    """Cars compared, and each whose place by the times is not its recorded start."""
    import polars as pl

    folder = book_folder()
    assert folder is not None
    read = cache(lambda name: pl.read_parquet(folder / f"{name}.parquet"))
    rear = {(key, car) for key, car in read("to_the_back").select("key", "car").iter_rows()}
    compared, wrong = 0, []
    timed = read("qualifying").filter(pl.col("key").str.contains("^cup-202[123]")).sort("key", "rank")
    for key, rows in timed.group_by("key", maintain_order=True):
        season = int(key[0].split("-")[1])
        race, finishes = next(result for result in results("cup", season) if str(result[0].key) == key[0])
        times = {car: time for car, time in rows.select("car", "time_s").iter_rows() if car}
        starts = {finish.car: finish.start for finish in finishes}
        order = by_format(race, times, starts)
        for place, car in enumerate(order, start=1):
            if (key[0], car) not in rear and times.get(car) is not None:
                compared += 1
                if starts.get(car) != place:
                    wrong.append(f"{key[0]} {car}: {place}, recorded {starts.get(car)}")
    return compared, wrong


def by_format(race: Race, times: dict, starts: dict) -> tuple[str, ...]:
    """The line-up by the format of the race; empty where it was not set by these times."""
    rules = Rulebook.load().on(race)
    value = rules.rule("qualifying").given
    if value["format"] in ("duels", "heats", "none") or not any(times.values()):
        return ()
    advanced = (value.get("advance") or [0])[0]
    second = {car: time for car, time in times.items() if (starts.get(car) or 99) <= advanced}
    first = {car: time for car, time in times.items() if car in starts and car not in second}
    if not second:
        return line_up(rules, [first])
    # those who advanced had the best times of round one too; any time below the others' stands for it
    return line_up(rules, [{**first, **dict.fromkeys(second, 0.0)}, second])


def test_line_ups_of_2021_to_2023() -> None:
    compared, wrong = compare()
    races = Counter(each.split()[0] for each in wrong)
    assert compared > 1500
    assert 1 - len(wrong) / compared >= 0.95, races
