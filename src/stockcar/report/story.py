"""What is the story of a race, as the record tells it?

A lead of plain sentences, the notes by rarity, the result, the points so far, and what the record does not know. Every
sentence is built from a fact; as text, Markdown, HTML and JSON. A simulated race is told from its rows alone and says
that it is simulated, in the title and in the first sentence.

Known limits: what decided a race is told by who led when, where that is recorded, else by laps led and grid; points are
summed as recorded, so that playoff resets are not in them.
"""

import textwrap
from collections.abc import Sequence
from typing import Any, NamedTuple

from stockcar.errors import NotInBook, UsageError
from stockcar.record.selection import NEXT_STEP
from stockcar.report.facts import Note, RaceFacts
from stockcar.report.notes import race_facts, race_notes
from stockcar.report.notes.simulated import run_notes
from stockcar.report.pictures import grid_to_finish
from stockcar.report.points import points_so_far
from stockcar.report.prose import cardinal, count_of, day, listed, ordinal, possessive, race_at, series_name, stop
from stockcar.report.question import Row
from stockcar.report.race_pictures import Figure
from stockcar.report.render import SHOWN, render


class Story(NamedTuple):
    """A report. ``table`` holds the result as dicts; ``standings`` the points so far, empty where not all are known."""

    key: str
    title: str
    lead: str
    notes: tuple[Note, ...]
    table: tuple[dict[str, Any], ...]
    standings: tuple[dict[str, Any], ...]
    standings_note: str
    not_known: tuple[str, ...]
    picture: str  # SVG
    simulated: bool = False
    figures: tuple[Figure, ...] = ()  # more pictures, for a report that is one file

    @property
    def text(self) -> str:
        """The report as plain text, 100 columns wide."""
        parts = [self.title, "", *textwrap.wrap(self.lead, 100), ""]
        for note in self.notes[: SHOWN["report"]]:
            parts += textwrap.wrap(f"- {note.text}", 100, subsequent_indent="  ")
        if self.not_known:
            parts += ["", *textwrap.wrap(f"Not known from the record: {'; '.join(self.not_known)}.", 100)]
        return "\n".join([*parts, "", f"Race {self.key}."]) + "\n"

    def to_json(self) -> dict[str, Any]:
        """The document of ``stockcar report``."""
        return {
            "key": self.key, "title": self.title, "lead": self.lead, "notes": [note.to_json() for note in self.notes],
            "table": list(self.table), "standings": list(self.standings), "not_known": list(self.not_known),
            "text": self.text, "simulated": self.simulated,
        }  # fmt: skip

    def render(self, form: str = "text") -> str:
        """The report as "text", "md" or "html".

        Raises:
            UsageError: another form.
        """
        return render(self, "report", form)


def report(book: Any, key: Any, rules: Any = None, forecast: Any = None, no_forecast: str = "") -> Story:
    """The story of a race of the record. ``no_forecast``: why a forecast that was asked for is not given.

    Raises:
        NotInBook: the open book has no result of that race.
    """
    facts = race_facts(book, key)
    if not facts.rows:
        raise NotInBook(f"no result of {facts.race.key} in the open book", "", NEXT_STEP)
    standings, remark = points_so_far(facts.ledger, facts.race, facts.race.number)
    return Story(
        facts.race.key, _title(facts), _lead(facts), tuple(race_notes(book, key, rules, forecast)),
        tuple(_line(row) for row in facts.rows), standings, remark,
        _not_known(facts, no_forecast), grid_to_finish(facts.rows),
    )  # fmt: skip


def _line(row: Row) -> dict[str, Any]:
    return {
        "finish": row.finish, "start": row.start, "car": row.car, "driver": row.driver, "team": row.team,
        "make": row.make, "laps": row.laps, "led": row.led, "status": row.status, "points": row.points,
    }  # fmt: skip


def _title(facts: RaceFacts) -> str:
    return f"{facts.winner.driver} wins the {facts.race.season} {race_at(facts.race.name, facts.race.track)}"


def _lead(facts: RaceFacts) -> str:
    race, winner = facts.race, facts.winner
    sentences = [f"{winner.driver} won the {race_at(race.name, race.track)}{_when(facts)}{_car(winner)}."]
    behind = [row.driver for row in facts.rows if row.finish in (2, 3)]
    if len(behind) == 2:
        sentences.append(f"{behind[0]} finished second and {behind[1]} third.")
    five = [row.driver for row in facts.rows if row.finish in (4, 5)]
    if len(five) == 2:
        sentences.append(f"{listed(five)} completed the top five.")
    if winner.led and race.laps_run and winner.led <= race.laps_run:
        led = f"{winner.driver} led {winner.led} of {race.laps_run} laps"
        sentences.append(f"{led} and started {ordinal(winner.start)}." if winner.start else f"{led}.")
    stages = [
        stop(f"Stage {n} was won by {row.driver}")
        for n in (1, 2, 3)
        for row in facts.rows
        if getattr(row, f"stage_{n}") == 1
    ]
    running = sum(row.status_class == "running" for row in facts.rows)
    if any(row.status for row in facts.rows):
        started = sum(row.started for row in facts.rows)
        sentences.append(f"Of the {started} cars, {cardinal(running)} were running at the end.")
    return " ".join([*sentences, *stages])


def _when(facts: RaceFacts) -> str:
    race = facts.race
    series = f", race {race.number} of the {race.season} {series_name(race.series, race.season)} season"
    return f" on {day(race.date)}{series}," if race.date else f"{series},"


def _car(row: Row) -> str:
    parts = [f"No. {row.car}" if row.car else "", row.team or "", row.make or ""]
    known = " ".join(part for part in parts if part)
    return f" in the {known}" if known else ""


def _not_known(facts: RaceFacts, no_forecast: str) -> tuple[str, ...]:
    race = facts.race
    missing = [
        (race.cautions is None, "cautions"),
        (race.lead_changes is None, "lead changes"),
        (race.margin is None, "the margin of victory"),
        (race.date is None, "the day"),
        (any(row.led is None for row in facts.rows), "all laps led"),
        (race.season >= 2017 and not any(row.stage_1 for row in facts.rows), "the stage places"),
        (not facts.relief, "whether any car had a relief driver"),
        (
            (race.series, race.season) in facts.ledger.champions and facts.ledger.is_finale(race),
            "penalties of points that no source here tells of",
        ),
        (bool(no_forecast), f"what was to be expected ({no_forecast})"),
    ]
    return tuple(what for unknown, what in missing if unknown)


def _from(winner: dict[str, Any]) -> str:
    start = winner.get("start")
    return f" from {ordinal(int(start))} on the grid" if start else ""


def simulated_report(
    book: Any,
    key: Any,
    rows: Sequence[dict[str, Any]],
    seed: int,
    run: int,
    events: Sequence[dict[str, Any]] = (),
) -> Story:
    """The story of one simulated run of a race. ``rows``: finish, start, car, driver, team, laps, led, status.

    ``events``: what happened in it, as ``stockcar sim KEY --run N`` tells it.

    Raises:
        NotInBook: the index has no such race.
        UsageError: no row is first.
    """
    facts = race_facts(book, key)
    ordered = sorted(rows, key=lambda row: row.get("finish") or 999)
    if not ordered or ordered[0].get("finish") != 1:
        raise UsageError("a race has a winner", "no row of the run is first", "give the rows of one whole run")
    race, winner = facts.race, ordered[0]
    names = [str(row["driver"]) for row in ordered[1:3]]
    lead = (
        f"In a simulated run of the {race_at(race.name, race.track)} (seed {seed}, run {run}) {winner['driver']} won"
        f"{_from(winner)}, ahead of {listed(names)}."
        f" The simulated race is no result: it never happened."
    )
    led = max(ordered, key=lambda row: row.get("led") or 0)
    if led.get("led"):
        lead += f" {possessive(str(led['driver']))} {count_of(int(led['led']), 'lap')} led were the most of the run."
    columns = ("finish", "start", "car", "driver", "team", "make", "laps", "led", "status", "points")
    table = tuple({name: row.get(name) for name in columns} for row in ordered)
    title = f"Simulated: {winner['driver']} wins the {race.season} {race.name}"
    notes = tuple(run_notes(ordered, int(winner.get("laps") or 0), events))
    not_known = ("everything: the race is simulated",)
    return Story(race.key, title, lead, notes, table, (), "", not_known, "", True)
