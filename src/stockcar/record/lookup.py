"""Which race, driver, track or team is meant? Decided exactly, or refused with what could have been meant.

A race is found by its key; else by the alias table (nicknames and sponsor names, ``data/race_aliases.csv``); else by
tokens: series, year or day, and words that all stand in the race's name or its track's names; a month or a time of
year (``talladega fall``, ``daytona august``) is looked for in the dates. Two races that fit are an ``Ambiguous`` that
lists keys to copy, never a guess; likeness (rapidfuzz) only suggests. Without a year, an alias means the latest such
race the book holds only if there is one: ``bristol night`` of which year is a question to the user.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from stockcar.errors import Ambiguous, NotFound, UsageError
from stockcar.racing import RaceKey, Series
from stockcar.record.identity import fold, load_rows, slug
from stockcar.record.index import SERIES, RaceIndex

LISTED: Final = 12  # candidates shown
SUGGESTED: Final = 5
_FILLER: Final = frozenset({"the", "at", "race", "nascar", "series", "of", "in", "and", "presented", "by"})
_SERIES_WORDS: Final = frozenset({
    "cup", "xfinity", "truck", "trucks", "oreilly", "nxs", "busch", "nationwide",
})  # fmt: skip
_DAY: Final = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_MONTHS: Final = {
    **{calendar.month_name[month].lower(): (month, month) for month in range(1, 13)},
    "spring": (2, 6), "summer": (6, 8), "fall": (8, 12), "autumn": (8, 12),
}  # fmt: skip
_INITIALS: Final = re.compile(r"(?<=\b\w) (?=\w\b)")  # "A. J. Foyt" is "A.J. Foyt"
_QUALIFIER: Final = re.compile(r"\bqualif")  # races that carry the name of the race they qualified for


def find_race(text: str, races: RaceIndex, tracks: dict[str, str], visible: "np.ndarray[Any, Any] | None") -> RaceKey:
    """The race meant by a key or a name. ``tracks``: folded names and nicknames to track ids.

    Raises:
        NotFound: no race fits; ``candidates`` are near names.
        Ambiguous: several fit; ``candidates`` start with their keys.
        UsageError: nothing is said.
    """
    _require_said(text, "race", "truck-2022-15")
    try:
        key = RaceKey.parse(text)
    except UsageError:
        return _named(text, races, tracks, visible)
    races.at(key)
    return key


def _named(text: str, races: RaceIndex, tracks: dict[str, str], visible: "np.ndarray[Any, Any] | None") -> RaceKey:
    day, rest = _day(text)
    series, season, words = _read(rest)
    mask = np.ones(len(races), dtype=np.bool_) if visible is None else visible.copy()
    if series is not None:
        mask &= races.series == SERIES.index(series.value)
    if season is not None:
        mask &= races.season == season
    if day is not None:
        mask &= races.day == day.toordinal()
    within = np.flatnonzero(mask)
    found = within.tolist() if day is not None and not words else _by_alias(words, series, races, within)
    if found is None:
        found = _by_tokens(words, races, tracks, within) or _by_months(words, races, tracks, within)
    if len(found) == 1:
        return RaceKey.parse(races.keys[found[0]])
    if len(found) > 1:
        raise _ambiguous(text, found, races)
    raise _not_found(text, (series, season, words), races, within if len(within) else np.arange(len(races)))


def _day(text: str) -> tuple[dt.date | None, str]:
    """A day written as 2025-08-22, and the text without it."""
    for written in _DAY.finditer(text):
        try:
            return dt.date.fromisoformat(written[0]), text[: written.start()] + text[written.end() :]
        except ValueError:
            continue
    return None, text


def _read(text: str) -> tuple[Series | None, int | None, list[str]]:
    """Series, season and the other words of a race's name as typed."""
    series, season, words = None, None, []
    for word in fold(text.replace("-", " ")).split():
        if re.fullmatch(r"(19[4-9]|20[0-9])\d", word) and season is None:
            season = int(word)
        elif word in _SERIES_WORDS and series is None:
            series = Series.named(word)
        elif word not in _FILLER:
            words.append(word)
    return series, season, words


def only_a_day(text: str) -> dt.date | None:
    """The day, where a text is nothing else."""
    day, rest = _day(text)
    return day if not rest.strip() else None


def last_until(series: Series, season: int, day: dt.date, races: RaceIndex) -> RaceKey:
    """The last race of a season that was run by the end of a day.

    Raises:
        NotFound: none was, or no source dates a race that may have been.
    """
    places = np.flatnonzero((races.series == SERIES.index(series.value)) & (races.season == season))
    by_then = places[races.latest[places] <= day.toordinal()]
    listed = _list(f"season {series.value} {season}")
    if (races.taken[places] <= day.toordinal()).sum() != len(by_then):
        why = "no source dates every race of that season"
        raise NotFound(f"the last race of {series.value} {season} by {day} is not known", why, listed)
    if not len(by_then):
        first = f"its first was {races.label(int(places[0]))}" if len(places) else "there is no such season"
        raise NotFound(f"no race of {series.value} {season} was run by {day}", first, listed)
    return RaceKey.parse(races.keys[by_then[np.argmax(races.number[by_then])]])


def _by_alias(
    words: Sequence[str], series: Series | None, races: RaceIndex, within: "np.ndarray[Any, Any]"
) -> list[int] | None:
    """The races an alias means among ``within``; None where the words are no alias in that series.

    Where no series is said, the alias means the series it is listed for first.
    """
    said = " ".join(words)
    rows = [row for row in load_rows("race_aliases.csv") if " ".join(_read(row["alias"])[2]) == said]
    meant = series.value if series is not None else rows[0]["series"] if rows else None
    rows = [row for row in rows if row["series"] == meant]
    if not rows or not said:
        return None
    found: set[int] = set()
    for row in rows:
        first, last = int(row["first_season"]), int(row["last_season"] or 9999)
        there: dict[int, list[int]] = {}
        for place in within.tolist():
            if first <= races.season[place] <= last and _is_meant(row, races, place):
                there.setdefault(int(races.season[place]), []).append(place)
        for places in there.values():
            found.update(places[-1:] if row["which"] == "last" else places)
    return sorted(found)


def _is_meant(row: dict[str, str], races: RaceIndex, place: int) -> bool:
    """Does a row of the alias table fit a race, its season and order aside?"""
    if races.series[place] != SERIES.index(row["series"]):
        return False
    if row["track_id"] and races.columns["track_id"][place] != row["track_id"]:
        return False
    if row["months"]:
        first, last = map(int, row["months"].split("-"))
        if not first <= races.month[place] <= last:
            return False
    names = _names(races, place)
    return row["name_has"] in names and not _QUALIFIER.search(names)


def _names(races: RaceIndex, place: int) -> str:
    named = (races.columns[column][place] for column in ("name", "name_then"))
    return fold(" ".join(name for name in named if name))


def _by_tokens(
    words: Sequence[str], races: RaceIndex, tracks: dict[str, str], within: "np.ndarray[Any, Any]"
) -> list[int]:
    if not words:
        return within.tolist() if len(within) == 1 else []
    said = " ".join(words)
    track_id = tracks.get(said)
    if track_id is not None:
        return [place for place in within.tolist() if races.columns["track_id"][place] == track_id]
    found = []
    for place in within.tolist():
        there = [races.columns[column][place] for column in ("name", "name_then", "track", "track_then", "track_id")]
        known = set(fold(" ".join(name for name in there if name).replace("-", " ")).split())
        if all(word in known for word in words):
            found.append(place)
    return found


def _by_months(
    words: Sequence[str], races: RaceIndex, tracks: dict[str, str], within: "np.ndarray[Any, Any]"
) -> list[int]:
    """The races that fit all words but one, which is a month or a time of year, and were run in it."""
    times = [word for word in words if word in _MONTHS]
    rest = [word for word in words if word not in _MONTHS]
    if len(times) != 1 or not rest:
        return []
    first, last = _MONTHS[times[0]]
    return [place for place in _by_tokens(rest, races, tracks, within) if first <= races.month[place] <= last]


def _ambiguous(text: str, found: Sequence[int], races: RaceIndex) -> Ambiguous:
    latest = list(found)[-LISTED:]
    more = f"; the latest {LISTED} are listed" if len(found) > LISTED else ""
    return Ambiguous(
        f'"{text}" could be {len(found)} races',
        f"a race is never guessed{more}",
        "say one of these keys, or add the series and the year",
        races.labels(latest),
    )


def _not_found(
    text: str,
    read: tuple[Series | None, int | None, list[str]],
    races: RaceIndex,
    within: "np.ndarray[Any, Any]",
) -> NotFound:
    series, season, words = read
    near = suggest(" ".join(words), {races.label(place): _names(races, place) for place in within[-400:].tolist()})
    of = series.value if series is not None else "cup"
    if season is not None and season not in races.season:
        first, last = int(races.season.min()), int(races.season.max())
        why = f"this book holds the seasons {first} to {last}"
        step = "later ones: stockcar book update" if season > last else _list(f"season {of} {first}")
        return NotFound(f'no race is called "{text}"', why, step)
    why = "neither a key, a known name, nor words of one" if words else "it names a season, not a race"
    step = "is it one of these?" if near else _list(f"season {of} {season or int(races.season.max())}")
    return NotFound(f'no race is called "{text}"', why, step, near)


def _require_said(text: str, kind: str, example: str) -> None:
    if not text.strip():
        raise UsageError(f"no {kind} is named", "nothing was said", f"name one, as in: {example}")


def _list(verb: str) -> str:
    return f"what there is: stockcar {verb}"


def suggest(text: str, names: dict[str, str], cutoff: float = 60) -> tuple[str, ...]:
    """The labels whose names look most like ``text``, best first: to show, never to take."""
    from rapidfuzz import fuzz, process

    close = process.extract(fold(text), names, scorer=fuzz.WRatio, limit=SUGGESTED, score_cutoff=cutoff)
    return tuple(str(label) for _, _, label in close)


def find_driver(text: str, names: dict[str, str], aliases: dict[str, str]) -> str:
    """The driver id behind a name in any listed spelling. ``names``: id to the name the book uses; ids are slugs of it.

    Raises:
        NotFound: nobody; ``candidates`` are near names.
        Ambiguous: a name that several people share, or a part of one: a surname, "Dale Jr.", a name without its suffix.
        UsageError: nothing is said.
    """
    _require_said(text, "driver", "Parker Kligerman")
    found = slug(text)
    if found in names:
        return found
    wanted = _INITIALS.sub("", fold(text))
    if wanted in aliases:
        return aliases[wanted]
    by_name = {fold(name): driver_id for driver_id, name in names.items()}
    if wanted in by_name:
        return by_name[wanted]
    partly = [driver_id for name, driver_id in by_name.items() if _without_suffix(name) == wanted]
    if not partly:  # a surname, or a first name and a suffix: all that was said stands in the name
        partly = [driver_id for name, driver_id in by_name.items() if set(wanted.split()) <= set(name.split())]
    candidates = [names[driver_id] for driver_id in partly]
    if candidates:
        count = "one driver" if len(candidates) == 1 else f"{len(candidates)} drivers"
        raise Ambiguous(
            f'"{text}" is not a whole name', f"{count} could be meant", "say it in full",
            sorted(candidates)[:LISTED],
        )  # fmt: skip
    near = suggest(text, {name: fold(name) for name in names.values()}, 70)
    step = "is it one of these?" if near else _list('query "select driver from drivers order by driver"')
    raise NotFound(f'no driver is called "{text}" in the record', "", step, near)


def _without_suffix(name: str) -> str:
    return re.sub(r"\s+(jr|sr|ii|iii|iv|\([a-z ]+\))$", "", name)


def find_one(kind: str, text: str, names: dict[str, str], label: Callable[[str], str]) -> str:
    """The id behind a name of a track or team. ``names``: folded names, nicknames and ids to ids.

    Raises:
        NotFound: nothing of that name; ``candidates`` are near names.
        Ambiguous: words that stand in the names of several.
        UsageError: nothing is said.
    """
    _require_said(text, kind, "bristol" if kind == "track" else "Team Penske")
    wanted = fold(text.replace("-", " "))
    found = names.get(fold(text)) or names.get(wanted)
    if found is not None:
        return found
    words = set(wanted.split()) if kind == "track" else set()  # part of a team's name may be another team's whole
    fitting = {found_id: None for name, found_id in names.items() if words and words <= set(name.split())}
    if len(fitting) == 1:
        return next(iter(fitting))
    if fitting:
        listed = sorted(label(found_id) for found_id in fitting)[:LISTED]
        raise Ambiguous(f'"{text}" could be {len(fitting)} {kind}s', "none is guessed", "say one of these", listed)
    near = dict.fromkeys(label(names[name]) for name in suggest(text, {name: name for name in names}))
    step = "is it one of these?" if near else _list(f'query "select * from {kind}s"')
    raise NotFound(f'no {kind} is called "{text}" in the record', "", step, tuple(near))
