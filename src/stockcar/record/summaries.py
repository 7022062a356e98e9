"""Tables of a season, a track and a season's points as recorded, as rows of plain values.

Known limits: ``standings`` adds up the points of the result rows, those of a car that did not start too; what was given
or taken outside a race (penalties, playoff resets, points for a title) is the rulebook's, not the record's.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from stockcar.errors import NotFound, NotInBook, UsageError
from stockcar.racing import RaceKey, Series
from stockcar.record import careers, selection
from stockcar.record.index import SERIES
from stockcar.record.question import Scope

if TYPE_CHECKING:
    from stockcar.record.book import RecordBook

PLACES: Final = 90  # no field was larger
RACE_COLUMNS: Final = (
    "key", "series", "season", "number", "name", "date", "track_id", "track", "track_type", "surface", "n_cars",
    "winner", "winner_id", "winner_team", "winner_make",
)  # fmt: skip


def season(book: "RecordBook", series: Series | str, year: int) -> list[dict[str, Any]]:
    """The races of a season in order, each with its winner; a race the view does not see has no winner.

    Raises:
        NotFound: the series had no such season.
    """
    of = series if isinstance(series, Series) else Series.named(series)
    races = book.races
    places = np.flatnonzero((races.series == SERIES.index(of.value)) & (races.season == year))
    if not len(places):
        seasons = races.season[races.series == SERIES.index(of.value)]
        first, last = int(seasons.min()), int(seasons.max())
        why = f"this book holds {of.value} from {first} to {last}"
        step = "later ones: stockcar book update" if year > last else "what there is: stockcar book status"
        raise NotFound(f"no {of.value} season {year}", why, step)
    return [_race(book, int(place)) for place in places[np.argsort(races.number[places])]]


def track(book: "RecordBook", name: str) -> list[dict[str, Any]]:
    """The races at a track in the order of dates, with their winners.

    Raises:
        NotFound: no such track; candidates are near names.
    """
    track_id = book.track_id(name)
    return [_race(book, int(place)) for place in np.flatnonzero(book.races.columns["track_id"] == track_id)]


def _race(book: "RecordBook", place: int) -> dict[str, Any]:
    races = book.races
    row = {name: races.columns[name][place] for name in RACE_COLUMNS}
    row.update(season=int(races.season[place]), number=int(races.number[place]), n_cars=int(row["n_cars"]))
    day = races.date(place)
    row["date"] = day.isoformat() if day else None
    if book.visible is not None and not book.visible[place]:
        row.update(winner=None, winner_id=None, winner_team=None, winner_make=None, n_cars=None)
    return row


def standings(
    book: "RecordBook", series: Series | str, year: int, after: RaceKey | str | None = None
) -> list[dict[str, Any]]:
    """Drivers by the points recorded in the season's results, most first: ``rank``, ``driver``, ``driver_id``,
    ``starts``, ``wins``, ``top5``, ``top10``, ``stage_wins``, ``led``, ``points``. ``after``: up to and with that race.
    Drivers who are level stand by ``best_first``.

    Where a start does not record its points (laps led, third stage) the sum is None, ``coverage`` is "partial" and
    ``reason`` says so; a row without points has no ``rank`` and stands below those with, by the points that are known.

    Raises:
        NotFound: no such season or race. UsageError: ``after`` is no race of it.
        NotInBook: the open book does not hold its rows, or no points are recorded.
    """
    of = series if isinstance(series, Series) else Series.named(series)
    until = None if after is None else (after if isinstance(after, RaceKey) else book.key(after))
    season(book, of, year)
    if until is not None and (until.series is not of or until.season != year):
        raise UsageError(
            f"{until} is no race of the {of.value} season {year}", "", f"stockcar season {of.value} {year}"
        )
    scope = Scope(series=of, season=year, until=until)
    reason = book.undecided(scope, None)
    if reason is not None:
        raise selection.not_held(f"this book does not hold the results of the {of.value} season {year}", reason)
    starts = book.starts
    taken = selection.race_mask(book, scope)
    places = starts.select(slice(0, len(starts.race)), scope, taken, None)
    points = starts.columns["points"][places]
    if len(points) and not (points > 0).any():
        why = "its rows hold none, or only zeros"
        raise NotInBook(f"no points are recorded for the {of.value} season {year}", why, "ask for another season")
    beside = starts.paid_without_a_start(taken) if taken is not None else {}
    drivers = sorted({*_drivers(book, places), *beside})
    rows = [
        _standing(book, code, places[starts.columns["driver"][places] == code], beside.get(code, 0)) for code in drivers
    ]
    rows.sort(key=lambda found: (found[2]["points"] is None, -found[0], found[1], found[2]["driver"]))
    return [{"rank": rank if row["points"] is not None else None, **row} for rank, (_, _, row) in enumerate(rows, 1)]


def best_first(finishes: Iterable[tuple[int, int]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Sorts the better of two who are level first, by their (race, finish): more wins, more seconds, and so on; else
    who had the best finish, and then the next, in an earlier race. A finish below 1 is none."""
    counts = [0] * PLACES
    first: dict[int, int] = {}
    for race, finish in sorted(finishes):
        if finish >= 1:
            counts[finish - 1] += 1
            first.setdefault(finish, race)
    return tuple(-count for count in counts), tuple(first[finish] for finish in sorted(first))


def _drivers(book: "RecordBook", places: "np.ndarray[Any, Any]") -> list[int]:
    found: list[int] = np.unique(book.starts.columns["driver"][places]).tolist()
    return found


def _standing(
    book: "RecordBook", code: int, places: "np.ndarray[Any, Any]", beside: int
) -> tuple[int, Any, dict[str, Any]]:
    """The points that are known, what sorts level drivers, and the row. ``beside``: points paid without a start."""
    columns = {name: book.starts.columns[name][places] for name in ("finish", "led", "points")}
    driver_id = book.starts.lists.driver[code]
    finish, points, led = columns["finish"], columns["points"], columns["led"]
    stages, stages_unknown = careers.stage_wins(book.starts, places)
    missing = {
        "points": int((points < 0).sum()), "laps led": int((led < 0).sum()), "the third stage": stages_unknown,
    }  # fmt: skip
    gaps = [f"{name} not recorded in {n} of {len(places)} starts" for name, n in missing.items() if n]
    known = int(np.maximum(points, 0).sum(dtype=np.int64)) + beside
    level = best_first(zip(book.starts.race[places].tolist(), finish.tolist(), strict=True))
    row = {
        "driver": book.driver_names[driver_id],
        "driver_id": driver_id,
        "starts": len(places),
        "wins": int((finish == 1).sum()),
        "top5": int((finish <= 5).sum()),
        "top10": int((finish <= 10).sum()),
        "stage_wins": stages,
        "led": None if missing["laps led"] else int(led.sum(dtype=np.int64)),
        "points": None if missing["points"] else known,
        "coverage": "partial" if gaps else "full",
        "reason": "; ".join(gaps) or None,
    }
    return known, level, row
