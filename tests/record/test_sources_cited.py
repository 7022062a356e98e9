"""Relief drives, relations, people and plans: every row is dated, typed and cited; a wrong file is refused by field."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from tests.record.plain_keys import DATA, plain_keys

from stockcar.errors import BadFile
from stockcar.record.book import RecordBook
from stockcar.record.schema import require_frame
from stockcar.record.sources import cited
from stockcar.record.topics_season import PEOPLE, PLANS, RELATIONS, RELIEF

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the source files (../shared/data) are not here")


class NoBook:
    """Keys of a record without a race."""

    races = pl.DataFrame({"key": []}, schema={"key": pl.String})
    results = pl.DataFrame(schema=dict.fromkeys(("key", "car", "driver", "driver_id"), pl.String))

    def driver_id(self, name: str) -> str | None:
        return name.lower().replace(" ", "-")


@pytest.mark.parametrize(
    ("load", "table", "rows"),
    [
        (cited.load_relief, RELIEF, 12),
        (cited.load_relations, RELATIONS, 4),
        (cited.load_people, PEOPLE, 7),
        (cited.load_plans, PLANS, 5),
    ],
)
def test_every_row_of_the_package_is_as_described_and_cited(load, table, rows: int, tmp_path: Path) -> None:
    frame = require_frame(load(tmp_path, NoBook()), table, table.name)
    assert len(frame) == rows
    assert frame["cite"].str.len_chars().min() > 10


def test_daytona_2025_who_drove_is_a_fact_beside_who_is_credited(tmp_path: Path) -> None:
    relief = cited.load_relief(tmp_path, NoBook()).filter(pl.col("key") == "xfinity-2025-24")
    assert relief.select("car", "starter", "driver", "from_lap", "flag").rows() == [
        ("88", "Connor Zilisch", "Parker Kligerman", 13, "yellow")
    ]


@needs_data
def test_every_starter_started_that_race_in_that_car() -> None:
    relief = cited.load_relief(DATA, plain_keys())
    won = relief.join(plain_keys().results, on=["key", "car"]).filter(pl.col("finish") == 1)
    assert set(won["key"]) == {
        "xfinity-2025-24", "xfinity-2007-17", "xfinity-1985-06", "cup-1977-19", "cup-1961-36", "cup-1960-17",
        "cup-1957-49", "cup-1952-33",
    }  # fmt: skip


@needs_data
def test_a_starter_who_did_not_start_so_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "relief.toml"
    wrong.write_text(
        '[[relief]]\nrace = "xfinity-2025-24"\ncar = "9"\nstarter = "Connor Zilisch"\ndriver = "X"\ncite = "none"\n'
    )
    with pytest.raises(BadFile, match=r"relief\.toml: relief 1: Connor Zilisch did not start xfinity-2025-24 in car 9"):
        cited.load_relief(DATA, plain_keys(), wrong)


@needs_data
def test_the_drivers_feed_adds_birth_dates() -> None:
    people = cited.load_people(DATA, plain_keys()).filter(pl.col("what") == "born")
    born = dict(people.select("name", "date").iter_rows())
    assert len(born) == 89
    assert born["Justin Allgaier"] == dt.date(1986, 6, 6)
    assert born["Connor Zilisch"] == dt.date(2006, 7, 22)


def test_a_caution_that_names_two_cars_is_an_incident_of_the_two_drivers() -> None:
    cautions = pl.DataFrame({
        "key": ["cup-2021-01", "cup-2021-01", None], "from_lap": [39, 60, 5],
        "reason": ["#00,14 accident frontstretch", "#5 spun turn 2", "#1,2 accident"], "cars": ["00,14", "5", "1,2"],
        "source": ["cautions"] * 3,
    })  # fmt: skip
    results = pl.DataFrame({
        "key": ["cup-2021-01"] * 2, "car": ["00", "14"], "driver": ["Quin Houff", "Chase Briscoe"],
        "driver_id": ["quin-houff", "chase-briscoe"],
    })  # fmt: skip
    found = cited.incidents(cautions, results).select("key", "lap", "driver_id", "other_id", "what").rows()
    assert found == [("cup-2021-01", 39, "quin-houff", "chase-briscoe", "#00,14 accident frontstretch")]


@pytest.mark.full_book
def test_the_book_knows_who_relieved_whom(full: RecordBook) -> None:
    (relief,) = full.relief("xfinity-2025-24")["88"]
    assert (relief.driver, relief.from_lap, relief.flag) == ("Parker Kligerman", 13, "yellow")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[plan]\n", "plans.toml: cannot be read"),
        ("[[plans]]\nseries = 'cup'\n", "expected only [[plan]]"),
        ("[[plan]]\nseries = 'cup'\nseason = 2022\nwhat = 'x'\n", "plan 1: cite: missing"),
        ("[[plan]]\nseries = 'cup'\nseason = '2022'\nwhat = 'x'\ncite = 'y'\n", "plan 1: season: '2022' is not int"),
        ("[[plan]]\nseries = 'cup'\nseason = 2022\nwhat = 'x'\ncite = 'y'\nlaps = 3\n", "plan 1: laps: no such field"),
        ("[[plan]]\nseries = 'f1'\nseason = 2022\nwhat = 'x'\ncite = 'y'\n", 'plan 1: no series is called "f1"'),
        ("[[plan]]\nseries = 'cup'\nseason = 2022\nwhat = ''\ncite = 'y'\n", "plan 1: what: '' is not str"),
    ],
)
def test_a_wrong_file_is_refused_by_row_and_field(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "plans.toml"
    file.write_text(text)
    with pytest.raises(BadFile) as error:
        cited.load_plans(tmp_path, NoBook(), file)
    assert said in error.value.what
