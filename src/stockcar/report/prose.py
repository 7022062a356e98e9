"""How are numbers, places and series written in a report?

As the AP writes them: one to nine in words, 10 and up in figures; first to ninth, then 10th. The second series goes by
the name it had in that season.
"""

import datetime as dt
from collections.abc import Sequence

from stockcar.report.numbers import ORDINAL_UNITS, UNITS

_SECOND = ((2026, "O'Reilly"), (2015, "Xfinity"), (2008, "Nationwide"), (1984, "Busch Series"), (0, "Sportsman"))
TRACK_TYPES = {
    "road": "a road course", "superspeedway": "a superspeedway", "short": "a short track",
    "intermediate": "an intermediate track", "dirt": "a dirt track",
}  # fmt: skip


def cardinal(n: int) -> str:
    """ "three", "10", "1,234"."""
    return UNITS[n] if 0 <= n < 10 else f"{n:,}"


def ordinal(n: int) -> str:
    """ "third", "10th", "22nd"."""
    if 0 < n < 10:
        return ORDINAL_UNITS[n]
    suffix = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n:,}{suffix}"


def opening(n: int, noun: str) -> str:
    """The same as the first words of a sentence, which no figure begins: "Seven cars", "In all, 17 cars"."""
    return f"{cardinal(n).capitalize()} {noun}" if 0 <= n < 10 else f"In all, {n:,} {noun}"


def stop(text: str) -> str:
    """The sentence with one full stop at its end: none is added to "Jr."."""
    return text if text.endswith(".") else text + "."


def count_of(n: int, noun: str, plural: str | None = None) -> str:
    """ "one lap", "56 laps"."""
    return f"{cardinal(n)} {noun if n == 1 else plural or noun + 's'}"


def listed(words: Sequence[str]) -> str:
    """ "A, B and C"."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else ""


def series_name(series: str, season: int) -> str:
    """What the series was called: "Cup", "Truck", and the second series by its name of the season."""
    if series != "xfinity":
        return series.capitalize()
    return next(name for since, name in _SECOND if season >= since)


def race_at(name: str, track: str) -> str:
    """ "O'Reilly Auto Parts 150 at Mid-Ohio Sports Car Course": a place in the race's own name is not said twice."""
    bare, at, place = name.rpartition(" at ")
    return f"{bare if at and track.lower().startswith(place.lower()) else name} at {track}"


def possessive(name: str) -> str:
    """ "Kligerman's", "Gibbs'"."""
    return name + ("'" if name.endswith("s") else "'s")


def day(date: dt.date) -> str:
    """ "Saturday, July 9, 2022"."""
    return f"{date:%A}, {_month(date)} {date.day}, {date.year}"


def _month(date: dt.date) -> str:
    return f"{date:%B}" if 3 <= date.month <= 7 else "Sept." if date.month == 9 else f"{date:%b}."


def short_track(track: str) -> str:
    """ "Daytona" for "Daytona International Speedway": the name without its kind of place."""
    for tail in (" International Speedway", " International Raceway", " Motor Speedway", " Superspeedway", " Speedway",
                 " Raceway", " Sports Car Course", " International"):  # fmt: skip
        if track.endswith(tail):
            return track[: -len(tail)]
    return track
