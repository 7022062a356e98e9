"""Never a part as a whole: what the book cannot complete is None with its reason, and what cannot be is refused."""

import datetime as dt
from typing import Any

import pytest

from stockcar.errors import UsageError
from stockcar.record import summaries
from stockcar.record.book import RecordBook
from stockcar.record.question import Event, Make, Of, Scope
from stockcar.record.rankings import longest_streaks


def test_a_team_mate_whose_starts_are_not_held(starter: RecordBook) -> None:
    line = starter.driver("Brennan Poole").splits(teammate="Kyle Larson")
    assert (line.starts, line.coverage) == (None, "partial")
    assert "stockcar book update" in (line.reason or "")
    answer = starter.driver("Brennan Poole").ask(Make.COUNT, Event.START, Scope.of(teammate="Kyle Larson"))
    assert (answer.value, answer.coverage) == (None, "partial")
    season = starter.driver("Justin Allgaier").splits(series="xfinity", season=2025, teammate="Sammy Smith")
    assert (season.starts, season.coverage) == (33, "full")


@pytest.mark.full_book
def test_a_team_mate_in_the_full_book(full: RecordBook) -> None:
    assert full.driver("Brennan Poole").splits(teammate="Kyle Larson").starts == 27


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("parts", "starts", "wins"),
    [
        ({"since": "1998-06-01", "until": "1998-06-30"}, None, None),
        ({"season": 1998, "month": 6}, None, None),
        ({"since": "1998-06-01", "last": 3}, None, None),
        ({"since": "1998", "until": "1998"}, 27, 6),
        ({"season": 1998}, 27, 6),
        ({"since": "truck-1998-01", "until": "truck-1998-27"}, 27, 6),
        ({"until": "truck-1998-10", "season": 1998}, 10, None),
        ({"since": "2005-06-01", "until": "2005-06-30"}, 4, 0),
        ({"since": "cup-1998-10", "until": "cup-1998-20"}, None, None),
    ],
)
def test_a_day_among_undated_races(
    full: RecordBook, parts: dict[str, Any], starts: int | None, wins: int | None
) -> None:
    line = full.driver("Ron Hornaday Jr.").splits(series="truck", **parts)
    assert line.starts == starts
    assert wins is None or line.wins == wins
    assert (line.coverage == "partial") == (line.reason is not None)
    asked = full.driver("Ron Hornaday Jr.").ask(Make.COUNT, Event.START, Scope.of(series="truck", **parts))
    assert asked.value == starts
    if starts is None:
        assert line.wins is None
        assert "no source dates" in (line.reason or "") + (asked.reason or "")
        assert asked.coverage == "partial"


@pytest.mark.full_book
def test_who_has_no_undated_start_is_decided(full: RecordBook) -> None:
    assert full.driver("Rusty Wallace").splits(series="cup", since="1998-06-01", until="1998-06-30").starts == 4
    rank = full.driver("Ron Hornaday Jr.").ask(Make.RANK, Event.WIN, Scope.of(series="truck", until="1998-06-30"))
    assert (rank.value, rank.coverage) == (None, "partial")


def test_wins_in_the_index_of_undated_races(starter: RecordBook) -> None:
    line = starter.driver("Ron Hornaday Jr.").splits(series="truck", since="1998-06-01", until="1998-06-30")
    assert (line.wins, line.coverage) == (None, "partial")


@pytest.mark.full_book
def test_points_that_are_not_all_known(full: RecordBook) -> None:
    rows = summaries.standings(full, "cup", 1959)
    petty = next(row for row in rows if row["driver_id"] == "lee-petty")
    assert (petty["rank"], petty["points"], petty["coverage"]) == (None, None, "partial")
    assert "points not recorded in 6 of 42 starts" in petty["reason"]
    known = [row["points"] is not None for row in rows]
    assert known == sorted(known, reverse=True)
    assert all(row["points"] is not None for row in summaries.standings(full, "cup", 1998))


@pytest.mark.full_book
def test_the_third_stage_of_the_600(full: RecordBook) -> None:
    byron = next(row for row in summaries.standings(full, "cup", 2025) if row["driver_id"] == "william-byron")
    query = "select count(*) from results where driver_id = 'william-byron' and key like 'cup-2025%' and 1 in "
    assert byron["stage_wins"] > full.sql(query + "(stage_1)")[1][0][0] + full.sql(query + "(stage_2)")[1][0][0] - 1
    line = full.driver("William Byron").splits(series="cup", season=2025, track="charlotte")
    assert line.stage_wins == 3
    assert "cup-2025-13" in full.driver("William Byron").ask(Make.COUNT, Event.STAGE, Scope.of(season=2025)).rows
    early = full.driver("Martin Truex Jr.").splits(season=2017, series="cup")
    assert (early.stage_wins, early.coverage) == (None, "partial")
    assert "third stage" in (early.reason or "")


def test_the_third_stage_in_the_starter_book(starter: RecordBook) -> None:
    assert starter.driver("William Byron").splits(series="cup", season=2025, until="cup-2025-13").stage_wins is not None


@pytest.mark.parametrize(
    "parts",
    [
        {"last": 0}, {"last": -3}, {"make": "Tesla"}, {"surface": "grass"}, {"month": 13}, {"season": 1901},
        {"series": "truck", "season": 1980}, {"since": "2020-01-02", "until": "2020-01-01"},
        {"since": "cup-2020-05", "until": "cup-2020-04"}, {"since": "2015-02-30"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(starter: RecordBook, parts: dict[str, Any]) -> None:
    driver = starter.driver("Justin Allgaier")
    with pytest.raises(UsageError):
        driver.splits(**parts)
    with pytest.raises(UsageError):
        driver.ask(Make.SUM, Of.LED, Scope.of(**parts))
    with pytest.raises(UsageError):
        starter.all_time(Event.WIN, Scope.of(**parts))
    with pytest.raises(UsageError):
        longest_streaks(starter, Event.WIN, Scope.of(**parts))


def test_a_refusal_names_what_is_known(starter: RecordBook) -> None:
    with pytest.raises(UsageError, match="dirt, paved, road"):
        starter.driver("Justin Allgaier").splits(surface="grass")
    with pytest.raises(UsageError, match="Chevrolet"):
        starter.driver("Justin Allgaier").splits(make="Tesla")
    with pytest.raises(UsageError, match="no such day"):
        Scope.of(since="2015-02-30")


@pytest.mark.parametrize("after", ["truck-2022-15", "cup-2024-03"])
def test_points_after_a_race_of_another_season(starter: RecordBook, after: str) -> None:
    with pytest.raises(UsageError, match="is no race of the cup season 2025"):
        summaries.standings(starter, "cup", 2025, after=after)


def test_a_season_of_the_record_before_the_view_is_no_mistake(starter: RecordBook) -> None:
    assert starter.as_of(dt.date(1990, 1, 1)).driver("Justin Allgaier").splits(season=2025).starts == 0
