"""The starter book: what it must hold, and how small it must stay."""

from stockcar.record import store
from stockcar.record.book import STARTER, RecordBook
from stockcar.record.starter_book import SEASONS, SEED_RACES
from stockcar.record.tables import COVERAGE, RACES, RESULTS


def test_it_is_small() -> None:
    assert sum(file.stat().st_size for file in STARTER.rglob("*") if file.is_file()) < 1_000_000


def test_its_files_are_those_of_its_manifest(starter: RecordBook) -> None:
    assert store.check_files(STARTER) == []
    assert starter.kind == "starter"


def test_whole_seasons(starter: RecordBook) -> None:
    held = {(row["series"], row["first"], row["last"]) for row in starter.status()["series"]}
    assert held == {
        ("truck", "truck-2022-01", "truck-2022-23"),
        ("xfinity", "xfinity-2025-01", "xfinity-2025-33"),
        ("cup", "cup-2025-01", "cup-2025-36"),
    }
    for series, season in SEASONS:
        keys = [key for key in starter.races.keys if key.startswith(f"{series}-{season}-")]
        for key in keys:
            rows = starter.results(key)
            assert rows.height == starter.entries(key).__len__()
            assert rows.get_column("finish").drop_nulls().to_list() == list(range(1, rows.height + 1)), key


def test_an_index_of_every_race(starter: RecordBook) -> None:
    assert len(starter.races) == 4963
    columns = starter.races.columns
    assert all(winner for winner in columns["winner_id"])
    assert all(columns["track_id"])


def test_the_careers_of_both_fields(starter: RecordBook) -> None:
    for key in SEED_RACES:
        for entry in starter.entries(key).entries:
            line = starter.driver(entry.driver.id).record()
            assert line.starts is not None, entry.driver
            assert line.coverage == "full" or (line.reason or "").startswith("the third stage"), entry.driver


def test_tables_hold_to_their_descriptions(starter: RecordBook) -> None:
    for table in (RACES, RESULTS, COVERAGE):
        assert tuple(starter.shelf.frame(table.name).columns) == table.names


def test_champions_of_three_series(starter: RecordBook) -> None:
    rows = starter.sql(
        "select series, min(season), max(season), count(*), count(distinct season) from champions group by 1"
    )[1]
    assert sorted(rows) == [
        ("cup", 1949, 2025, 77, 77),
        ("truck", 1995, 2025, 31, 31),
        ("xfinity", 1982, 2025, 44, 44),
    ]
    assert starter.sql("select count(*) from champions where driver_id is null or cite = ''")[1] == [(0,)]
