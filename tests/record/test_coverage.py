"""Never a part as a whole: what the book cannot complete is None with its reason, and what cannot be is refused."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest

from stockcar.errors import BadFile, UsageError
from stockcar.record import summaries
from stockcar.record.book import STARTER, RecordBook
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
    assert (petty["points"], petty["coverage"]) == (None, "partial")
    assert "points not recorded in 6 of 42 starts" in petty["reason"]
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["points_known"] for row in rows] == sorted((row["points_known"] for row in rows), reverse=True)
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
    with pytest.raises(UsageError, match="there is no day"):
        Scope.of(since="2015-02-30")


@pytest.mark.parametrize("after", ["truck-2022-15", "cup-2024-03"])
def test_points_after_a_race_of_another_season(starter: RecordBook, after: str) -> None:
    with pytest.raises(UsageError, match="is no race of the cup season 2025"):
        summaries.standings(starter, "cup", 2025, after=after)


def test_a_season_of_the_record_before_the_view_is_no_mistake(starter: RecordBook) -> None:
    assert starter.as_of(dt.date(1990, 1, 1)).driver("Justin Allgaier").splits(season=2025).starts == 0


def test_a_view_has_no_later_relief(starter: RecordBook) -> None:
    keys = starter.sql("select distinct key from relief order by 1")[1]
    assert keys
    for (key,) in keys:
        assert starter.relief(key)
        assert starter.as_of(starter.key(key)).relief(key) == {}


@pytest.mark.parametrize(
    ("table", "column"), [("champions", "season"), ("plans", "season"), ("people", "date"), ("relations", "season")]
)
def test_a_view_of_1990_has_no_later_row(starter: RecordBook, table: str, column: str) -> None:
    view = starter.as_of(dt.date(1990, 1, 1))
    values = [getattr(value, "year", value) for value in view.table(table).get_column(column).drop_nulls()]
    assert all(value < 1990 for value in values)
    assert starter.table(table).height > view.table(table).height
    shown, rows = view.sql(f"select * from {table}")
    frame = view.table(table)
    assert (tuple(frame.columns), frame.rows()) == (shown, rows)


def test_drivers_layouts_and_teams_of_a_view(starter: RecordBook) -> None:
    day = dt.date(1990, 1, 1)
    view = starter.as_of(day)
    assert "kyle-larson" not in view.table("drivers").get_column("driver_id").to_list()
    assert view.table("teams").get_column("last_season").max() == 1989
    assert view.sql("select count(*) from tracks where since >= date '1990-01-01'")[1] == [(0,)]
    assert view.sql("select count(*) from tracks where until >= date '1990-01-01'")[1] == [(0,)]
    assert all(layout.since is None or layout.since < day for layout in view.track("atlanta").layouts)
    assert len(view.track("atlanta").layouts) < len(starter.track("atlanta").layouts)


@pytest.mark.full_book
def test_configurations_of_a_view(full: RecordBook) -> None:
    view = full.as_of(dt.date(2020, 1, 1))
    assert view.sql("select max(first_season) <= 2019, max(last_season) from track_configurations")[1] == [(True, 2019)]


@pytest.mark.parametrize("ask", ["finishes", "results", "sql", "table"])
def test_a_damaged_table_is_named(tmp_path: Path, ask: str) -> None:
    shutil.copytree(STARTER, tmp_path / "book")
    (tmp_path / "book" / "results.parquet").write_bytes(b"junk")
    book = RecordBook.open(tmp_path / "book")
    with pytest.raises(BadFile, match=r"results\.parquet") as error:
        {
            "finishes": lambda: book.finishes("cup-2025-01"), "results": lambda: book.results("cup-2025-01"),
            "sql": lambda: book.sql("select * from results"), "table": lambda: book.table("results"),
        }[ask]()  # fmt: skip
    assert "stockcar book" in error.value.next_step


def test_words_in_a_text_are_no_words_of_the_query(starter: RecordBook) -> None:
    assert starter.sql("select count(*) from races where name like '%pragma%'")[1] == [(0,)]
    assert starter.sql("select 'it''s pragma'")[1] == [("it's pragma",)]


def test_show_tables(starter: RecordBook) -> None:
    columns, rows = starter.sql("SHOW tables;")
    assert columns == ("name",)
    assert {("results",), ("races",), ("book_columns",)} <= set(rows)
