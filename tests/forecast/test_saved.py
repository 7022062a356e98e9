import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from stockcar.errors import BadFile, NotInBook, UsageError
from stockcar.forecast import saved
from stockcar.forecast.entry_file import NO_NUMBER
from stockcar.forecast.forecast import Forecast, forecast_from
from stockcar.forecast.saved import _digest, load_saved, save_forecast, score_saved
from stockcar.racing import Race, RaceKey, Series, TrackType
from stockcar.record import RecordBook

from .test_forecast import made_up

TODAY = dt.date(2026, 11, 21)


def _write(path: Path, document: dict[str, object]) -> Path:
    path.write_text(json.dumps({**document, "digest": _digest(document)}))
    return path


def test_a_saved_forecast_reads_back(tmp_path: Path) -> None:
    document: dict[str, object] = {"saved": "2026-02-14", "forecast": {"key": "cup-2026-01", "entries": [{"car": "1"}]}}
    assert load_saved(_write(tmp_path / "f.json", document)) == document


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path / "f.json", {"saved": "2026-02-14", "forecast": {"entries": [{"car": "1"}]}})
    path.write_text(path.read_text().replace("02-14", "02-13"))
    with pytest.raises(BadFile, match="changed"):
        load_saved(path)


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json"])
def test_what_is_no_saved_forecast_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "f.json"
    path.write_text(text)
    with pytest.raises(BadFile, match="not a saved forecast"):
        load_saved(path)


def _of_an_entry_file(day: str, track: str = "daytona-international-speedway") -> Forecast:
    """A forecast of four drivers who ran at Daytona in August 2025, made from an entry file of that day."""
    made = forecast_from(made_up(4), runs=50, seed=1)
    drivers = ("connor-zilisch", "parker-kligerman", "justin-allgaier", "sheldon-creed")
    entries = tuple(
        replace(odds, line=msgspec.structs.replace(odds.line, driver_id=driver))
        for odds, driver in zip(made.entries, drivers, strict=True)
    )
    key = RaceKey(Series.XFINITY, int(day[:4]), NO_NUMBER)
    race = Race(key, "", dt.date.fromisoformat(day), track, "", TrackType.SUPERSPEEDWAY, 2.5, 100, None)
    header = msgspec.structs.replace(made.fitted.race, key=str(key))
    return replace(made, entries=entries, fitted=made.fitted._replace(race=header), planned=race)


ONCE_RUN = [
    ("2025-08-22", "daytona-international-speedway", True),
    ("2025-08-20", "daytona-international-speedway", True),  # put off by rain
    ("2025-08-10", "daytona-international-speedway", False),
    ("2025-08-23", "daytona-international-speedway", False),  # the day after
    ("2025-08-22", "talladega-superspeedway", False),
    ("2027-02-14", "daytona-international-speedway", False),
]


@pytest.mark.parametrize(("day", "track", "run"), ONCE_RUN)
def test_the_race_of_an_entry_file_is_found_once_it_is_run(tmp_path: Path, day: str, track: str, run: bool) -> None:
    path, book, made = tmp_path / "f.json", RecordBook.open("starter"), _of_an_entry_file(day, track)
    if run:
        with pytest.raises(UsageError, match="xfinity-2025-24 has been run"):
            save_forecast(book, made, path, TODAY)
        return
    save_forecast(book, made, path, TODAY)
    with pytest.raises(NotInBook, match=f"no result of xfinity-{day[:4]}-99 yet"):
        score_saved(book, path)


def test_a_forecast_of_an_entry_file_is_scored_once_it_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, book = tmp_path / "f.json", RecordBook.open("starter")
    with monkeypatch.context() as before:
        before.setattr(saved, "_finishes", lambda *_: None)
        save_forecast(book, _of_an_entry_file("2025-08-22"), path, TODAY)
    scored = score_saved(book, path)
    assert (scored["key"], scored["entries"], scored["did_not_race"]) == ("xfinity-2025-24", 3, ["Driver 2"])


def test_the_race_of_a_saved_forecast_has_a_day(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "f.json",
        {
            "saved": "2026-02-14",
            "race": {"date": "soon"},
            "forecast": {"key": "cup-2026-99", "entries": [{"car": "1"}]},
        },
    )
    with pytest.raises(BadFile, match="not a saved forecast"):
        load_saved(path)
