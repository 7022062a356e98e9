"""Who is it? One id for each driver and team, whatever the source wrote.

A name is folded (case, accents, points, feed marks) and looked up as written; spellings that mean one person are
listed, pair by pair and with a reason, in ``data/driver_pairs.csv`` and ``data/driver_aliases.csv``; single rows that
belong to someone else are in ``data/driver_rows.csv``. Nothing is merged by likeness: fathers and sons, and men who
share a name, stay apart. Teams have one id across their names (``data/team_names.csv``).

Known limits: a name shared by two people in one source (``Jason White``) resolves to nobody; owners are text.
"""

import csv
import functools
import re
import unicodedata
from collections.abc import Iterable
from importlib import resources
from typing import NamedTuple

from stockcar.errors import NotFound

_MARKS = re.compile(r"\([ip]\)|[#*†‡]", re.IGNORECASE)
_APOSTROPHES = str.maketrans("", "", ".'’`‘ʻ,\"")
_NOT_WORD = re.compile(r"[^a-z0-9()]+")


def fold(name: str) -> str:
    """The name without case, accents, points and feed marks: ``"A.J. Foyt (i)"`` gives ``"aj foyt"``."""
    plain = unicodedata.normalize("NFKD", _MARKS.sub(" ", name))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", plain.lower().translate(_APOSTROPHES)).strip()


def slug(name: str) -> str:
    """The stable id made from a name: ``"Jason A. White (Virginia)"`` gives ``"jason-a-white-virginia"``."""
    plain = unicodedata.normalize("NFKD", name.translate(str.maketrans("", "", ".'’`‘,")))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def load_rows(file: str) -> list[dict[str, str]]:
    """The rows of a reviewed table in ``record/data``."""
    text = resources.files("stockcar.record").joinpath("data", file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


class Alias(NamedTuple):
    """Another name, the id it leads to, and why."""

    kind: str  # driver | team | track | race
    alias: str  # folded
    id: str
    reason: str
    source: str


@functools.cache
def driver_names() -> dict[str, str]:
    """Name as written in the result files to the name the book uses, where the two differ."""
    pairs = {row["result_name"]: row["book_name"] for row in load_rows("driver_pairs.csv") if row["decision"] == "same"}
    aliases = {row["alias"]: row["book_name"] for row in load_rows("driver_aliases.csv")}
    others = {row["other_name"]: row["book_name"] for row in load_rows("driver_pairs.csv") if row["decision"] == "same"}
    merged = {**others, **pairs, **aliases}
    return {written: book for written, book in merged.items() if written != book}


@functools.cache
def driver_rows() -> dict[tuple[str, int, str], tuple[str, str]]:
    """(key, finish, name as written) to (name the book uses, reason) for the rows that are someone else's."""
    return {
        (row["key"], int(row["finish"]), row["name_as_written"]): (row["book_name"], row["reason"])
        for row in load_rows("driver_rows.csv")
    }


@functools.cache
def team_names() -> dict[str, tuple[str, str]]:
    """Folded team name to (id, name it goes by last), for the teams known by several names."""
    rows = load_rows("team_names.csv")
    last: dict[str, str] = {}
    for row in rows:
        last.setdefault(row["team_id"], row["name"])  # the first row of a team is its last name
    return {fold(row["name"]): (row["team_id"], last[row["team_id"]]) for row in rows}


def team(written: str | None) -> tuple[str | None, str | None, str | None]:
    """(team id, team name as raced, owner) of a team cell such as ``"Brown Racing (Jerry Brown)"``.

    ``"Rex White (Owner)"`` means that the owner's name is all that is recorded: it stands as the team.
    """
    if written is None or not written.strip():
        return None, None, None
    name, owner = " ".join(written.split()), None
    found = re.fullmatch(r"(.*?)\s*\(([^()]*)\)", name)
    if found is not None:
        name, owner = found[1], found[2] if found[2] != "Owner" else found[1]
    known = team_names().get(fold(name))
    return (known[0] if known else slug(name)), name, owner


def series_name(series: str, season: int) -> str:
    """What a series was called in a season: ``series_name("xfinity", 2010)`` is "Nationwide Series".

    Raises:
        NotFound: the series was not run then.
    """
    for row in load_rows("series_names.csv"):
        if row["series"] == series and int(row["first_season"]) <= season <= int(row["last_season"] or season):
            return row["name"]
    raise NotFound(f"no {series} series in {season}", "", "stockcar book status")


class Names:
    """Every spelling that leads to a driver, and to whom."""

    def __init__(self, ids: dict[str, str], shared: Iterable[str] = ()) -> None:
        """``ids``: name the book uses to driver id. ``shared``: names that mean several people in some source."""
        self._by_fold: dict[str, str] = {fold(name): driver_id for name, driver_id in ids.items()}
        self._shared = {fold(name) for name in shared} - set(self._by_fold)
        for written, book in driver_names().items():
            if book in ids and fold(written) not in self._shared:
                self._by_fold.setdefault(fold(written), ids[book])

    def driver_id(self, name: str) -> str | None:
        """The id behind a name in any listed spelling; None where unknown or shared by two people."""
        folded = fold(name)
        return None if folded in self._shared else self._by_fold.get(folded)


@functools.cache
def shared_names() -> tuple[str, ...]:
    """Names that a source uses for two or more people; they resolve to nobody."""
    counts: dict[str, set[str]] = {}
    for row in load_rows("driver_pairs.csv"):
        if row["decision"] == "apart" and "one name for" in row["reason"]:
            counts.setdefault(row["other_name"], set()).add(row["result_name"])
    return tuple(name for name, people in counts.items() if len(people) > 1)


def aliases(ids: dict[str, str]) -> list[Alias]:
    """All driver, team and track aliases, for the book's table. ``ids``: name the book uses to driver id."""
    reasons = {row["alias"]: row["reason"] for row in load_rows("driver_aliases.csv")}
    for row in load_rows("driver_pairs.csv"):
        for name in (row["result_name"], row["other_name"]):
            reasons.setdefault(name, row["reason"])
    shared = {fold(name) for name in shared_names()}
    found = {
        (fold(written), ids[book]): Alias("driver", fold(written), ids[book], reasons[written], "data/driver_pairs.csv")
        for written, book in driver_names().items()
        if book in ids and fold(written) not in shared and fold(written) != fold(book)
    }
    listed = list(found.values())
    listed.extend(
        Alias("team", fold(row["name"]), row["team_id"], row["reason"], "data/team_names.csv")
        for row in load_rows("team_names.csv")
        if row["name"] != "DiGard  Motorsports"
    )
    listed.extend(
        Alias("track", fold(row["alias"]), row["track_id"], "nickname or earlier name", "data/track_aliases.csv")
        for row in load_rows("track_aliases.csv")
    )
    return listed
