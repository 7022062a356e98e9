"""What needs the whole record: the road of a forecast, its cutoff, entry files, and both books agreeing."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stockcar.errors import NotInBook, UsageError
from stockcar.forecast.forecast import fitted_inputs, forecast, forecast_entries, forecast_from
from stockcar.forecast.saved import save_forecast
from stockcar.forecast.trust import relations_before
from stockcar.forecast.walk import walk_before, walk_season
from stockcar.record import RecordBook

pytestmark = pytest.mark.full_book
SEEDS = ("truck-2022-15", "xfinity-2025-24")


@pytest.fixture(scope="module")
def book(full: RecordBook) -> RecordBook:
    return full


@pytest.mark.parametrize("key", SEEDS)
def test_both_books_print_the_same_forecast(book: RecordBook, key: str) -> None:
    starter = RecordBook.open(Path(__import__("stockcar").__file__).parent / "record" / "starter")
    again, frozen = (fitted_inputs(b, key, "before-qualifying") for b in (book, starter))
    a, b = (forecast_from(fitted, runs=300, seed=7).to_json() for fitted in (again, frozen))
    assert a == b


def test_the_season_walk_reads_what_the_eve_walk_reads(book: RecordBook) -> None:
    race = book.race("truck-2022-15")
    eve = walk_before(book, race, book.entries(race.key), "grid").outlook(race)
    passing = walk_season(book, 2022, "grid").outlook(race)
    assert eve.cars == passing.cars
    for name in ("strength", "crash", "mechanical", "expected_start"):
        assert np.allclose(getattr(eve, name), getattr(passing, name), atol=1e-5), name
    for name in ("places", "win", "top10"):
        assert np.allclose(getattr(eve, name), getattr(passing, name), atol=1e-6), name


def test_the_starter_book_cannot_fit_another_race() -> None:
    starter = RecordBook.open(Path(__import__("stockcar").__file__).parent / "record" / "starter")
    with pytest.raises(NotInBook, match="cup-2025-10"):
        forecast(starter, "cup-2025-10", runs=10)


def test_a_forecast_of_a_race_that_was_run_is_not_saved(book: RecordBook, tmp_path: Path) -> None:
    made = forecast(book, "truck-2022-15", runs=50)
    with pytest.raises(UsageError, match="has been run"):
        save_forecast(book, made, tmp_path / "f.json", book.race("truck-2022-15").date)  # type: ignore[arg-type]


def test_relations_of_the_day_itself_are_not_known_on_its_eve(book: RecordBook) -> None:
    day = book.race("xfinity-2025-24").date
    pair = frozenset(("justin-allgaier", "parker-kligerman"))
    before, after = relations_before(book, day), relations_before(book, day.replace(day=day.day + 1))
    assert before[pair] != after[pair]


def _entry_file(book: RecordBook, path: Path, **race: Any) -> Path:
    rows = [{"car": str(e.car), "driver": e.driver.name, "team": e.team.name if e.team else "", "make": e.make or ""}
            for e in book.entries("xfinity-2025-24").entries]  # fmt: skip
    rows[0]["driver"] = "Nobody Anyone Knows"
    rows[1]["status"] = "withdrawn"
    rows[0].update(race)
    with path.open("w", newline="", encoding="utf-8") as file:
        names = ["car", "driver", "team", "make", "status", "series", "track", "date", "laps"]
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_race_to_come_from_a_file(book: RecordBook, tmp_path: Path) -> None:
    path = _entry_file(
        book, tmp_path / "e.csv", series="xfinity", track="Kansas Speedway", date="2026-09-26", laps="200"
    )
    made = forecast_entries(book, path, runs=60, mode="entry-list")
    document = made.to_json()
    assert len(document["entries"]) == 37
    assert sum(entry["win"] for entry in document["entries"]) == pytest.approx(1)
    said = " ".join(document["thin"])
    assert "Nobody Anyone Knows" in said
    assert "withdrawn" in said
    saved = tmp_path / "f.json"
    import datetime as dt

    from stockcar.forecast.saved import load_saved, score_saved

    assert save_forecast(book, made, saved, dt.date(2026, 9, 25))
    assert load_saved(saved)["saved"] == "2026-09-25"
    with pytest.raises(NotInBook):
        score_saved(book, saved)


def test_a_field_without_any_history_is_rated_by_its_cars(book: RecordBook, tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    rows = [f"{car},Newcomer Number {car},New Team {car},,,,," for car in range(2, 21)]
    first = "1,Newcomer Number 1,New Team 1,,truck,Bristol Motor Speedway,2026-09-17,200"
    path.write_text("\n".join(["car,driver,team,make,series,track,date,laps", first, *rows]) + "\n")
    made = forecast_entries(book, path, runs=60, mode="entry-list")
    assert sum(odds.win for odds in made.entries) == pytest.approx(1)
    said = " ".join(made.fitted.race.thin)
    assert said.count("no earlier race in the truck series") == 20
    assert said.count("taken as a new team") == 20


def test_practice_is_read_from_the_record(book: RecordBook) -> None:
    """Cup practice moves the cup before qualifying; it is not known from the entry list."""
    race = book.race("cup-2023-11")
    entries = book.entries(race.key)
    late, early = (
        walk_before(book, race, entries, mode).outlook(race).strength for mode in ("before-qualifying", "entry-list")
    )
    assert np.abs(late - early).max() > 0.05
