"""Read-only SQL: the book's tables, nothing else of the machine, and nothing later than the view."""

import datetime as dt
from pathlib import Path

import pytest

from stockcar.errors import NotInBook, UsageError
from stockcar.record.book import RecordBook


def test_a_select_gives_columns_and_rows(starter: RecordBook) -> None:
    columns, rows = starter.sql("select driver, car from results where key = 'xfinity-2025-24' and finish = 1")
    assert columns == ("driver", "car")
    assert rows == [("Connor Zilisch", "88")]


def test_every_table_is_described(starter: RecordBook) -> None:
    columns, rows = starter.sql("select * from book_columns where \"table\" = 'results' and \"column\" = 'led'")
    assert columns == ("table", "column", "type", "unit", "empty")
    assert rows == [("results", "led", "i32", "laps", "not recorded")]
    described = {name for (name,) in starter.sql('select distinct "table" from book_columns')[1]}
    assert described == set(starter.shelf.names) - {"codes"} | {"starts"}


def test_starts_are_whole_careers_in_either_book(starter: RecordBook) -> None:
    query = "select count(*), sum((finish = 1)::int) from starts join races using (key) where series = 'truck' and {}"
    _, rows = starter.sql(query.format("driver_id = 'parker-kligerman' and race_index <= 5000"))
    assert rows[0][1] == 3
    held = starter.driver("Parker Kligerman").splits(series="truck")
    assert rows == [(held.starts, held.wins)]
    columns, _ = starter.sql("select * from starts limit 1")
    described = [name for (name,) in starter.sql('select "column" from book_columns where "table" = \'starts\'')[1]]
    assert set(columns) == set(described)


def test_a_view_sees_no_later_start(starter: RecordBook) -> None:
    view = starter.as_of(dt.date(2022, 7, 9))
    assert view.sql("select sum((finish = 1)::int) from starts where driver_id = 'parker-kligerman'")[1] == [(2,)]


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from read_text('/etc/hostname')",
        "select content from read_blob('/etc/hostname')",
        "select * from glob('/*')",
        "select * from read_parquet('https://example.com/x.parquet')",
        "copy (select 1) to '/tmp/out.csv'",
        "attach '/tmp/other.db'",
        "create table mine as select 1",
        "insert into results values (1)",
        "delete from results",
        "update results set finish = 1",
        "drop table results",
        "set enable_external_access = true",
        "pragma database_list",
        "install httpfs",
        "load httpfs",
        "export database '/tmp/out'",
        "select 1; select 2",
        "select * from results; drop table results",
        "",
        "not sql",
        "select getenv('HOME')",
        "select nothing from results",
    ],
)
def test_everything_else_is_refused(starter: RecordBook, query: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        starter.sql(query)
    assert error.value.exit_code == 2
    assert not list(tmp_path.iterdir())


def test_a_table_the_starter_book_lacks_is_said(starter: RecordBook) -> None:
    with pytest.raises(NotInBook, match="no table 'cautions'"):
        starter.sql("select * from cautions")


def test_a_view_holds_nothing_later(starter: RecordBook) -> None:
    view = starter.as_of(dt.date(2025, 6, 1))
    for table in ("results", "races"):
        assert view.sql(f"select max(key) from {table} where key like 'cup-2025%'")[1] == [("cup-2025-13",)]
    assert view.sql("select max(season) from champions where series = 'cup'")[1] == [(2024,)]
    assert starter.sql("select max(season) from champions where series = 'cup'")[1] == [(2025,)]
    later = view.sql("select count(*) from drivers where last_key like 'cup-2025-3%' or first_key like 'cup-2025-3%'")[
        1
    ]
    assert later == [(0,)]
    assert view.table("results").height < starter.table("results").height
