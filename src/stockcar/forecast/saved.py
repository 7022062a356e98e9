"""A forecast put on record before the race, and judged after it.

``save_forecast`` writes the forecast's document with the day it was made and a digest over both; it refuses once the
record has the result. ``score_saved`` checks the digest and scores the file against the result. The race of an entry
file stands in no schedule: it is found by series, track and day, or up to a week later where it was put off.

Known limits: the digest shows that the file was not changed, not that the day in it is true; for that, publish it. A
race of an entry file that is run before its day, or more than a week after it, is not found.
"""

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any, Final

import numpy as np

from stockcar.errors import BadFile, NotFound, NotInBook, UsageError
from stockcar.forecast.entry_file import NO_NUMBER
from stockcar.forecast.forecast import Forecast
from stockcar.forecast.scores import Judged, score_race
from stockcar.racing import Finish, Race
from stockcar.record.book import RecordBook
from stockcar.record.whole import write_text

PUT_OFF_DAYS: Final = 7  # a race that rain puts off is run within days


def save_forecast(book: RecordBook, made: Forecast, path: Path, today: dt.date) -> str:
    """Write the forecast; returns the digest.

    Raises:
        UsageError: the record already has the result, or there is a file in the way.
    """
    document = {"saved": today.isoformat(), **_race(made.planned), "forecast": made.to_json()}
    key = _key(book, document)
    if _finishes(book, key) is not None:
        raise UsageError(f"{key} has been run", "a forecast of it proves nothing any more", "forecast a race to come")
    if path.exists():
        raise UsageError(f"{path} is there already", "a saved forecast is never written over", "choose another name")
    digest = _digest(document)
    write_text(path, json.dumps({**document, "digest": digest}, indent=1, sort_keys=True) + "\n")
    return digest


def load_saved(path: Path) -> dict[str, Any]:
    """A saved forecast as written.

    Raises:
        BadFile: not a saved forecast, or changed since.
    """
    try:
        held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        said = held.pop("digest")
        if said != _digest(held):
            raise BadFile(f"{path} was changed after it was saved", "its digest does not fit", "take the original")
        if not held["forecast"]["entries"]:
            raise KeyError("entries")
        if "race" in held:
            dt.date.fromisoformat(held["race"]["date"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as reason:
        raise BadFile(f"{path} is not a saved forecast", str(reason), "write one with forecast --save") from reason
    return held


def score_saved(book: RecordBook, path: Path) -> dict[str, Any]:
    """The scores of a saved forecast against the result in the record.

    Raises:
        BadFile: as ``load_saved``. NotInBook: the record has no result of the race yet.
    """
    held = load_saved(path)
    said = held["forecast"]
    key = _key(book, held)
    finishes = _finishes(book, key)
    if finishes is None:
        raise NotInBook(f"no result of {key} yet", "the record does not hold it", "stockcar book update")
    place = {finish.driver_id: finish.finish for finish in finishes}
    ran = [entry for entry in said["entries"] if entry["driver_id"] in place]
    if len(ran) < 2:
        raise NotInBook(f"{key}: the result names none of the drivers forecast", "another race?", "check the key")
    judged = Judged(
        race=key,
        series=key.split("-", 1)[0],
        track_type="",
        finish=np.array([place[entry["driver_id"]] for entry in ran], float),
        strength=-np.array([entry["rank"] for entry in ran], float),
        win=np.array([entry["win"] for entry in ran]),
        top5=np.array([entry["top5"] for entry in ran]),
        top10=np.array([entry["top10"] for entry in ran]),
    )
    missing = [entry["driver"] for entry in said["entries"] if entry["driver_id"] not in place]
    scores = {name: value for name, value in score_race(judged)._asdict().items() if not np.isnan(value)}
    return {"key": key, "saved": held["saved"], "entries": len(ran), "did_not_race": missing, **scores}


def _race(planned: Race | None) -> dict[str, Any]:
    """What a race without a key of the book will be known by; empty where it has one."""
    if planned is None or planned.key.number != NO_NUMBER or planned.date is None:
        return {}
    return {"race": {"series": planned.key.series, "date": planned.date.isoformat(), "track_id": planned.track_id}}


def _key(book: RecordBook, document: dict[str, Any]) -> str:
    """The key of the race: the one the forecast was made under, or the book's where it came from an entry file."""
    said, key = document.get("race"), str(document["forecast"]["key"])
    if said is None:
        return key
    races, day = book.races, dt.date.fromisoformat(said["date"]).toordinal()
    same = (races.columns["series"] == said["series"]) & (races.columns["track_id"] == said["track_id"])
    then = np.flatnonzero(same & (races.day >= day) & (races.day <= day + PUT_OFF_DAYS))
    return str(races.keys[then[np.argmin(races.day[then])]]) if len(then) else key


def _finishes(book: RecordBook, key: str) -> tuple[Finish, ...] | None:
    try:
        return book.finishes(key) or None
    except (NotFound, NotInBook):
        return None


def _digest(document: dict[str, Any]) -> str:
    return hashlib.blake2b(json.dumps(document, sort_keys=True).encode(), digest_size=16).hexdigest()
