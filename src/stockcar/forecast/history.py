"""The past as arrays: who drove what, where, how it went, in the order of dates.

``History`` is the record's columns with names turned into codes and places into normal scores. Everything that the
forecast learns comes through here, so the cutoff is kept here too: ``races_by_day`` hands out races day by day, and
whoever reads a day's races has seen only earlier days.

Known limits: an undated race takes the date of the race before it in its series, so the two cannot see each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from stockcar.forecast.normal import Floats, normal_scores

Ints = NDArray[np.int64]

SERIES: Final = ("cup", "xfinity", "truck")
TRACK_TYPES: Final = ("superspeedway", "intermediate", "short", "road", "dirt")
SUPERSPEEDWAY: Final = 0
CRASH: Final = 1  # place in record.codes.STATUS_CLASSES
MECHANICAL: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One row per car and race, sorted by date; ``bounds[r]:bounds[r + 1]`` are the rows of race ``r``."""

    bounds: Ints  # (races + 1,)
    date: Ints  # (races,) ordinal days
    series: Ints  # (races,) place in SERIES
    season: Ints  # (races,)
    number: Ints  # (races,)
    track_type: Ints  # (races,) place in TRACK_TYPES
    track: Ints  # (races,) code
    driver: Ints  # (rows,) code of the person, one across series
    car: Ints  # (rows,) code of series and number
    team: Ints  # (rows,) code of series and team; 0 where not recorded
    make: Ints  # (rows,) code of series and make
    driver_ids: tuple[str, ...]  # code -> id
    team_ids: tuple[str, ...]  # code -> "series team"
    car_numbers: tuple[str, ...]  # code -> "series number"
    start: Floats  # (rows,) grid place, NaN where not recorded
    finish: Floats  # (rows,) NaN where the race is still to come
    z_finish: Floats  # (rows,) normal scores, good is positive
    z_rating: Floats  # (rows,) of the driver rating, where the race has ratings
    z_start: Floats  # (rows,)
    z_practice: Floats  # (rows,) NaN where the record has no practice of the car
    stage_1: Floats  # (rows,) place at the end of the first stage, NaN where not recorded
    led_share: Floats  # (rows,) laps led of the winner's laps
    crash: Floats  # (rows,) 1.0, 0.0; NaN where the race is still to come
    mechanical: Floats  # (rows,)

    @property
    def races(self) -> int:
        """How many races."""
        return len(self.date)

    def rows(self, race: int) -> slice:
        """The rows of one race."""
        return slice(int(self.bounds[race]), int(self.bounds[race + 1]))

    def race_numbered(self, series: str, season: int, number: int) -> int | None:
        """The place of a race in this history; None where it is not in it."""
        hit = (self.series == SERIES.index(series)) & (self.season == season) & (self.number == number)
        found = np.flatnonzero(hit)
        return int(found[0]) if len(found) else None


def history_of(columns: Mapping[str, NDArray[Any]]) -> History:
    """The record's columns (see ``RecordBook.history``) as a ``History``; rows of drivers twice in a race drop once.

    Rows without a finish are kept when all rows of their race lack one (a race to come), else dropped.
    """
    columns = _sorted_once(columns)
    race = columns["race_index"]
    first = np.flatnonzero(np.append(True, race[1:] != race[:-1]))
    bounds = np.append(first, len(race)).astype(np.int64)
    series = columns["series"].astype(np.int64)
    finish = _known(columns["finish"])
    status = columns["status_class"]
    to_come = ~np.isfinite(finish)
    driver_ids, driver = _codes(columns["driver_id"])
    car_numbers, car = _codes_by_series(columns["series"], columns["car"])
    team_ids, team = _codes_by_series(columns["series"], columns["team_id"])
    _, make = _codes_by_series(columns["series"], columns["make"])
    scores = _race_scores(bounds, columns)
    return History(
        bounds=bounds,
        date=columns["date"][first].astype(np.int64),
        series=series[first],
        season=columns["season"][first].astype(np.int64),
        number=columns["number"][first].astype(np.int64),
        track_type=_places(columns["track_type"], TRACK_TYPES)[first],
        track=_codes(columns["track_id"])[1][first],
        driver=driver,
        car=car,
        team=team,
        make=make,
        driver_ids=driver_ids,
        team_ids=team_ids,
        car_numbers=car_numbers,
        start=_known(columns["start"]),
        finish=finish,
        z_finish=scores["finish"],
        z_rating=scores["rating"],
        z_start=scores["start"],
        z_practice=columns.get("practice", np.full(len(finish), np.nan)).astype(float),
        stage_1=_known(columns.get("stage_1", np.full(len(finish), -1))),
        led_share=scores["led"],
        crash=np.where(to_come, np.nan, status == CRASH),
        mechanical=np.where(to_come, np.nan, status == MECHANICAL),
    )


def races_by_day(history: History) -> Iterator[Sequence[int]]:
    """The races of each day, days in order. Learn from a day only after all its races have been read."""
    days, first = np.unique(history.date, return_index=True)
    ends = np.append(first[1:], history.races)
    for start, end in zip(first, ends, strict=True):
        yield range(int(start), int(end))
    del days


def _sorted_once(columns: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """By date, race and car number: the order of rows must not tell the result."""
    finish = _known(columns["finish"])
    position = np.where(np.isfinite(finish), finish, 999)
    driver = _codes(columns["driver_id"])[1]  # codes sort as names do
    order = np.lexsort((position, driver, _codes(columns["car"])[1], columns["race_index"], columns["date"]))
    table = {name: np.asarray(values)[order] for name, values in columns.items()}
    day = table["date"].astype(np.int64)
    _, table["race_index"] = np.unique(day * 100_000 + table["race_index"], return_inverse=True)
    ran = np.isfinite(position[order]) & (position[order] < 999)
    race_ran = np.zeros(int(table["race_index"].max(initial=0)) + 1, bool)
    np.logical_or.at(race_ran, table["race_index"], ran)
    by_place = np.lexsort((position[order], driver[order], table["race_index"]))
    again = np.zeros(len(order), bool)
    again[by_place[1:]] = (driver[order][by_place[1:]] == driver[order][by_place[:-1]]) & (
        table["race_index"][by_place[1:]] == table["race_index"][by_place[:-1]]
    )
    keep = (ran | ~race_ran[table["race_index"]]) & ~again
    return {name: values[keep] for name, values in table.items()}


def _race_scores(bounds: Ints, columns: Mapping[str, NDArray[Any]]) -> dict[str, Floats]:
    finish, start, laps, led = (_known(columns[name]) for name in ("finish", "start", "laps", "led"))
    rating = columns["rating"].astype(float)
    scores = {name: np.full(len(finish), np.nan) for name in ("finish", "rating", "start", "led")}
    for begin, end in pairwise(bounds.tolist()):
        rows = slice(begin, end)
        scores["finish"][rows] = normal_scores(finish[rows])
        scores["start"][rows] = normal_scores(start[rows])
        if np.isfinite(rating[rows]).mean() > 0.8:  # a few stray values are not a rated race
            scores["rating"][rows] = normal_scores(rating[rows], best_is_low=False)
        longest = np.nanmax(laps[rows], initial=1.0)
        scores["led"][rows] = led[rows] / longest
    return scores


def _places(values: NDArray[Any], known: Sequence[str]) -> Ints:
    places = {name: place for place, name in enumerate(known)}
    return np.array([places[str(value)] for value in values], np.int64)


def _codes_by_series(series: NDArray[Any], names: NDArray[Any]) -> tuple[tuple[str, ...], Ints]:
    """Codes of "series name"; the name is empty where there is none."""
    own, code = _codes(np.where(names == None, "", names))  # noqa: E711 (elementwise)
    pairs, codes = np.unique(series.astype(np.int64) * len(own) + code, return_inverse=True)
    texts = [f"{SERIES[pair // len(own)]} {own[pair % len(own)]}" for pair in pairs.tolist()]
    rank = np.argsort(np.argsort(np.array(texts)))
    return tuple(sorted(texts)), rank[codes]


def _known(numbers: NDArray[Any]) -> Floats:
    """The record writes -1 for a missing number (and starts of 0 are none)."""
    values = numbers.astype(float)
    return np.where(values < 0, np.nan, values)


def _codes(texts: NDArray[Any]) -> tuple[tuple[str, ...], Ints]:
    """The names in order, and the place of each row's among them."""
    words = [str(text) for text in texts.tolist()]
    names = tuple(sorted(set(words)))
    place = {name: at for at, name in enumerate(names)}
    return names, np.array([place[word] for word in words], np.int64)
