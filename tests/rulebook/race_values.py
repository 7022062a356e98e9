"""Small races as values, for the tests of the rules."""

import datetime as dt

from stockcar.racing import Finish, FinishStatus, Race, RaceKey, TrackType
from stockcar.rulebook import Rulebook

_ALL = Rulebook.load()
# for seasons that never were: drivers of the real ones were docked points in races of the same keys
WITHOUT_PENALTIES = Rulebook(
    _ALL.topics, {at: rows for at, rows in _ALL.facts.items() if at[1] != "penalties"}, _ALL.sources
)


def race(key: str, day: str | None = None, kind: str = "intermediate", miles: float = 1.5, laps: int = 200) -> Race:
    """A race of that key; without a day on 1 July of its season."""
    parsed = RaceKey.parse(key)
    date = dt.date.fromisoformat(day) if day else dt.date(parsed.season, 7, 1)
    return Race(parsed, key, date, "track", "Track", TrackType(kind), miles, laps, laps)


def finish(place: int, **known: object) -> Finish:
    """A car that finished there: number and driver are made from the place unless given."""
    values: dict[str, object] = {
        "car": str(place), "driver_id": f"driver-{place}", "finish": place, "start": place, "laps": 200, "led": 0,
        "status": FinishStatus.RUNNING,
    }  # fmt: skip
    return Finish(**(values | known))  # type: ignore[arg-type]
