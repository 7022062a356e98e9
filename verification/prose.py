"""Race reports of our own, in varied prose, with the places of their numbers and names known.

The sentences (``prose.toml``) are not those of ``stockcar report``; the facts come from the book. A report can be
written with one thing wrong, so that a checker can be asked whether it finds it; its unchanged twin tells whether the
checker lets truth alone.
"""

import random
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from stockcar.report.ledger import Ledger
from stockcar.report.prose import cardinal, ordinal, series_name, short_track
from stockcar.report.question import RaceRow, Row

_SLOT = re.compile(r"\{([A-Za-z0-9]+)(?:\.(\w+))?([#=]?)\}")
_MEASURES = {
    "fin": "finish", "start": "start", "led": "led", "sw": "wins", "cw": "wins", "tw": "wins", "st": "starts",
    "since": "winless", "laps": "laps", "car": "car", "top10": "top10", "top5": "top5",
}  # fmt: skip
_OF_RACE = {"laps": "laps_run", "num": "number", "cautions": "cautions", "leaders": "leaders", "field": "field"}


class Piece(NamedTuple):
    """A thing written in a report that can be wrong: its place among the slots, the measure, and the truth."""

    at: int
    measure: str
    who: str  # driver id, or "race"
    value: Any
    spelled: str  # "#" an ordinal, "=" figures, "" a number, "name" a driver's name


class Facts(NamedTuple):
    """What a report of a race can tell: people by their letter, and values of people and race."""

    people: dict[str, Row]
    values: dict[str, Any]
    words: dict[str, str]


@cache
def frames() -> dict[str, list[str]]:
    """The sentences, with slots."""
    found: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "prose.toml").read_text(encoding="utf-8"))
    return found


def facts(ledger: Ledger, race: RaceRow, rng: random.Random) -> Facts:
    """What can be told of a race."""
    rows = [row for row in ledger.race(race.key) if row.finish]
    by_place = {row.finish: row for row in rows}
    people = {"W": by_place[1], **{f"P{n}": by_place[n] for n in range(2, 7) if n in by_place}}
    most = max(rows, key=lambda row: row.led or 0)
    if most.finish != 1:
        people["X"] = most
    grid = {row.start: row for row in rows if row.start}
    people |= {letter: grid[n] for letter, n in (("Q", 1), ("Q2", 2)) if n in grid}
    people |= dict(zip("FGH", rng.sample(rows[6:26], 3), strict=False))
    out = [row for row in rows if row.status_class in ("crash", "mechanical")]
    people |= {"D": rng.choice(out)} if out else {}
    for n in (1, 2):
        people |= {f"S{n}": row for row in rows if getattr(row, f"stage_{n}") == 1}
    earlier = [r for r in ledger.races if r.series == race.series and r.race_index < race.race_index]
    same = [r for r in earlier if r.track_id == race.track_id and r.season == race.season - 1]
    now = {row.driver_id: row for row in rows}
    for letter, other in (("PR", earlier[-1:]), ("LY", same[-1:])):
        if other and other[0].winner_id in now:
            people[letter] = now[other[0].winner_id]
    date = race.date_taken
    later = [r for r in ledger.races if r.series == race.series and r.season == race.season and r.number > race.number]
    words = {
        "race": race.name_then or race.name, "track": race.track, "tshort": short_track(race.track),
        "weekday": f"{date:%A}", "series": series_name(race.series, race.season), "season": str(race.season),
        "prevtrack": earlier[-1].track if earlier and earlier[-1].season == race.season else "",
        "nexttrack": later[0].track if later else "", "margin": f"{rng.uniform(0.1, 4):.3f}",
        **{f"any{n}": cardinal(rng.randint(2, n)) for n in (8, 20, 40)},
    }  # fmt: skip
    values = _values(ledger, race, people, earlier[-1] if earlier else None)
    leaders = sum((row.led or 0) > 0 for row in rows)
    values |= {"laps": race.laps_run, "num": race.number, "cautions": race.cautions, "leaders": leaders}
    return Facts(people, values | {"field": len(rows)}, words)


def _values(ledger: Ledger, race: RaceRow, people: dict[str, Row], previous: RaceRow | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    ledger.read_careers({row.driver_id for row in people.values()})
    for letter, row in people.items():
        mine = [r for r in ledger.career(row.driver_id) if r.series == race.series and r.race_index <= race.race_index]
        season = [r for r in mine if r.season == race.season]
        values |= {f"{letter}.fin": row.finish, f"{letter}.start": row.start, f"{letter}.led": row.led}
        values |= {f"{letter}.laps": row.laps, f"{letter}.st": len(mine)}
        values |= {f"{letter}.car": row.car, f"{letter}.make": row.make, f"{letter}.team": row.team}
        values[f"{letter}.top5"] = sum((r.finish or 99) <= 5 for r in season) if (row.finish or 99) <= 5 else None
        values[f"{letter}.top10"] = sum((r.finish or 99) <= 10 for r in season) if (row.finish or 99) <= 10 else None
        values[f"{letter}.prev"] = next((r.finish for r in mine if previous and r.key == previous.key), None)
    won = [r for r in ledger.races if r.winner_id == race.winner_id and r.race_index <= race.race_index]
    won = [r for r in won if r.series == race.series]
    starts = ledger.career(race.winner_id)
    last = won[-2].race_index if len(won) > 1 else race.race_index
    between = [r for r in starts if r.series == race.series and last < r.race_index < race.race_index]
    values |= {"W.cw": len(won), "W.sw": sum(r.season == race.season for r in won)}
    values |= {"W.tw": sum(r.track_id == race.track_id for r in won)}
    return values | {"W.since": len(between) if len(between) > 25 else None}


class Report(NamedTuple):
    """A report to be written: its sentences, and what can be wrong in them."""

    key: str
    frames: tuple[str, ...]
    facts: Facts
    figures: bool  # small numbers in figures, as some papers have them
    pieces: tuple[Piece, ...]

    def written(self, changed: int | None = None, new: Any = None) -> str:
        """The text; with the slot at place ``changed`` given another value."""
        count = -1
        paragraphs = []
        for frame in self.frames:

            def fill(match: re.Match[str]) -> str:
                nonlocal count
                count += 1
                return self._slot(match, new if count == changed else None)

            sentence = _SLOT.sub(fill, frame)
            paragraphs.append(sentence[0].upper() + sentence[1:])
        return "\n\n".join(" ".join(paragraphs[n : n + 2]) for n in range(0, len(paragraphs), 2)).replace("Jr..", "Jr.")

    def _slot(self, match: re.Match[str], new: Any) -> str:
        name, column, form = match.groups()
        if column:
            value = self.facts.values[f"{name}.{column}"] if new is None else new
            return _number(value, form, self.figures)
        row = self.facts.people.get(name.upper())
        if row is not None:
            person = str(new) if new is not None else row.driver
            return person if name[0].isupper() else person.split(" ", 1)[-1]
        if name in self.facts.words:
            return self.facts.words[name]
        return _number(self.facts.values[name] if new is None else new, form, self.figures)


def _number(value: Any, form: str, figures: bool) -> str:
    if not isinstance(value, int):
        return str(value)
    if form == "#":
        ends = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
        return f"{value}{ends}" if figures else ordinal(value)
    return str(value) if form == "=" or figures else cardinal(value)


def write(ledger: Ledger, race: RaceRow, seed: int) -> Report:
    """A report of a race: a lead and eight to fourteen sentences that its facts allow."""
    rng = random.Random(f"{race.key} {seed}")
    told = facts(ledger, race, rng)
    possible = [frame for frame in frames()["body"] if _allowed(frame, told)]
    leads = [frame for frame in frames()["leads"] if _allowed(frame, told)]
    chosen = [rng.choice(leads)]
    wanted = rng.randint(9, 15)
    for frame in rng.sample(possible, len(possible)):
        if len(chosen) < wanted and not _told(frame) & {slot for other in chosen for slot in _told(other)}:
            chosen.append(frame)
    pieces = []
    places = [m for frame in chosen for m in _SLOT.finditer(frame)]
    for at, match in enumerate(places):
        piece = _piece(at, match, told)
        if piece is not None:
            pieces.append(piece)
    return Report(race.key, tuple(chosen), told, rng.random() < 0.3, tuple(pieces))


def _told(frame: str) -> set[str]:
    """The numbers and the names of a frame that no other frame of a report says again."""
    return {f"{name}.{column}" for name, column, _ in _SLOT.findall(frame) if column or re.fullmatch(r"P\d|S\d", name)}


def _allowed(frame: str, told: Facts) -> bool:
    """Has the race all that the sentence tells, and no number too small to tell?"""
    for name, column, _ in _SLOT.findall(frame):
        if column and told.values.get(f"{name}.{column}") in (None, 0, ""):
            return False
        if not column and name.upper() not in told.people and not told.words.get(name) and not told.values.get(name):
            return False
    return not ("W.led" in frame and (told.values["W.led"] or 0) < 10)


def _piece(at: int, match: re.Match[str], told: Facts) -> Piece | None:
    name, column, form = match.groups()
    if column in _MEASURES:
        return Piece(at, _MEASURES[column], told.people[name].driver_id, told.values[f"{name}.{column}"], form)
    if not column and name in _OF_RACE:
        return Piece(at, _OF_RACE[name], "race", told.values[name], form)
    if not column and re.fullmatch(r"P[2-6]|S[12]|Q", name):
        measure = {"P": "finish", "S": f"stage_{name[-1]}", "Q": "start"}[name[0]]
        return Piece(at, measure, told.people[name].driver_id, name, "name")
    return None
