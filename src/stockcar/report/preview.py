"""What is at stake before a race: milestones within reach, streaks, droughts, and what the forecast says.

Everything is asked of the rows before the race; the result, where the book has it, is not looked at.

Known limits: the line-up of a past race is its starters. A career that the open book does not hold has no note.
"""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from stockcar.report.facts import Note
from stockcar.report.ledger import Answer, Ledger, ledger_of
from stockcar.report.points import points_so_far
from stockcar.report.prose import cardinal, count_of, day, ordinal, race_at, series_name, short_track
from stockcar.report.question import Is, Question, RaceRow
from stockcar.report.render import render


class Preview(NamedTuple):
    """What to look for in a race. ``favourites``: the forecast's first five as (driver, chance), where one is given.

    ``table`` holds the line-up with the columns of a result, those of the race itself None; ``standings`` the points
    before the race, empty where not all are known or no race of the season comes before.
    """

    key: str
    title: str
    lead: str
    notes: tuple[Note, ...]
    table: tuple[dict[str, Any], ...]
    standings: tuple[dict[str, Any], ...]
    standings_note: str
    not_known: tuple[str, ...]
    favourites: tuple[tuple[str, float], ...]

    @property
    def text(self) -> str:
        """The preview as plain text, 100 columns wide."""
        parts = [self.title, "", *textwrap.wrap(self.lead, 100), ""]
        if self.favourites:
            chances = ", ".join(f"{name} {100 * chance:.1f} percent" for name, chance in self.favourites)
            parts += [*textwrap.wrap(f"Chances to win by the forecast: {chances}.", 100), ""]
        for note in self.notes:
            parts += textwrap.wrap(f"- {note.text}", 100, subsequent_indent="  ")
        parts += ["", *textwrap.wrap(f"Not known before the race: {'; '.join(self.not_known)}.", 100)]
        return "\n".join([*parts, "", f"Race {self.key}."]) + "\n"

    def render(self, form: str = "text") -> str:
        """The preview as "text", "md" or "html".

        Raises:
            UsageError: another form.
        """
        return render(self, "preview", form)

    def to_json(self) -> dict[str, Any]:
        """The document of ``stockcar report --preview``: that of a report, with ``favourites``."""
        return {
            "key": self.key, "title": self.title, "lead": self.lead, "notes": [note.to_json() for note in self.notes],
            "table": list(self.table), "standings": list(self.standings), "not_known": list(self.not_known),
            "text": self.text, "simulated": False,
            "favourites": [{"driver": name, "win": chance} for name, chance in self.favourites],
        }  # fmt: skip


def preview(book: Any, key: Any, forecast: Any = None, no_forecast: str = "") -> Preview:
    """What is at stake in a race, from the rows before it. ``no_forecast``: why none is given, where that is known.

    Raises:
        NotInBook: the index has no such race, or no line-up of it.
    """
    ledger = ledger_of(book)
    race = ledger.require_race(str(key))
    lineup = book.entries(key).entries
    entries = [(entry.driver.id, entry.driver.name) for entry in lineup]
    ledger.read_careers(driver_id for driver_id, _ in entries)
    notes = [note for driver_id, name in entries for note in _stakes(ledger, race, driver_id, name)]
    document = forecast.to_json() if hasattr(forecast, "to_json") else forecast
    ranked = sorted((document or {}).get("entries", ()), key=lambda entry: -entry["win"])[:5]
    ordered = sorted(notes, key=lambda note: (-note.strength, note.text))[:15]
    standings, remark = points_so_far(ledger, race, race.number - 1) if race.number > 1 else ((), "")
    return Preview(
        race.key, f"Before the {race.season} {race_at(race.name, race.track)}", _lead(race, len(lineup)),
        tuple(ordered),
        tuple(_line(entry) for entry in sorted(lineup, key=lambda entry: entry.start or 999)), standings, remark,
        _not_known(race, lineup, bool(standings), "" if ranked else no_forecast or "no forecast of the race was made"),
        tuple((e["driver"], e["win"]) for e in ranked),
    )  # fmt: skip


def _lead(race: RaceRow, cars: int) -> str:
    """What is to be raced. The distance is left out: that of the record may be taken from the laps run."""
    series = series_name(race.series, race.season)
    when = f" on {day(race.date)}," if race.date else ""
    return (
        f"The {race_at(race.name, race.track)}{when} is race {race.number} of the {race.season} {series} season, with"
        f" {count_of(cars, 'car')} in the line-up."
    )


def _line(entry: Any) -> dict[str, Any]:
    """An entry with the columns of a result."""
    return {
        "finish": None, "start": entry.start, "car": entry.car, "driver": entry.driver.name,
        "team": entry.team.name if entry.team else None, "make": entry.make,
        "laps": None, "led": None, "status": None, "points": None,
    }  # fmt: skip


def _not_known(race: RaceRow, lineup: Sequence[Any], standings: bool, no_forecast: str) -> tuple[str, ...]:
    """What the preview leaves open, each with its reason."""
    before = "it is the first of the season" if race.number == 1 else "not every race before it has its points recorded"
    missing = [
        (True, "the result (only what comes before the race is asked)"),
        (any(entry.start is None for entry in lineup), "the whole grid (not recorded for every car)"),
        (not standings, f"the points before the race ({before})"),
        (bool(no_forecast), f"the chances of the entries ({no_forecast})"),
    ]
    return tuple(what for unknown, what in missing if unknown)


def _stakes(ledger: Ledger, race: RaceRow, driver_id: str, name: str) -> Iterator[Note]:
    series = series_name(race.series, race.season)
    before = Is("race_index", "<", race.race_index)
    mine = (Is("driver_id", "=", driver_id), Is("series", "=", race.series), before)
    won = (Is("winner_id", "=", driver_id), Is("series", "=", race.series), before)
    wins = ledger.ask(Question("count", "*", won, table="races"))
    starts = ledger.ask(Question("count", "*", (*mine, Is("finish", ">=", 1))))
    if wins.value and (wins.value + 1) % 10 == 0:
        text = f"A win would be {name}'s {ordinal(wins.value + 1)} in the {series} series."
        yield _note("win_milestone", name, text, wins, 5.0 + wins.value / 100)
    if starts.value is None:
        return
    if (starts.value + 1) % 50 == 0 and starts.value:
        text = f"It will be {name}'s {ordinal(starts.value + 1)} {series} start."
        yield _note("start_milestone", name, text, starts, 2.0 + starts.value / 1000)
    if starts.value == 0:
        yield _note("debut", name, f"It will be {name}'s first {series} start.", starts, 1.5)
    yield from _runs(ledger, race, name, mine, won, wins)


def _runs(
    ledger: Ledger, race: RaceRow, name: str, mine: tuple[Is, ...], won: tuple[Is, ...], wins: Answer
) -> Iterator[Note]:
    series = series_name(race.series, race.season)
    lost = ledger.ask(Question("max", "race_index", (*mine, Is("finish", ">", 1))))
    run = ledger.ask(Question("count", "*", (*mine, Is("finish", "=", 1), Is("race_index", ">", lost.value or -1))))
    if run.value and run.value >= 2:
        text = f"{name} has won {cardinal(run.value)} {series} starts in a row."
        yield _note("win_streak", name, text, run, 6.0 + run.value)
    worse = ledger.ask(Question("max", "race_index", (*mine, Is("finish", ">", 10))))
    tens = ledger.ask(Question("count", "*", (*mine, Is("finish", "<=", 10), Is("race_index", ">", worse.value or -1))))
    if tens.value and tens.value >= 5:
        text = f"{name} has {cardinal(tens.value)} {series} top-10 finishes in a row."
        yield _note("top10_streak", name, text, tens, 1.0 + tens.value / 10)
    if wins.value:
        last = ledger.ask(Question("max", "race_index", won, table="races"))
        since = ledger.ask(Question("count", "*", (*mine, Is("finish", ">", 1), Is("race_index", ">", last.value))))
        if since.value and since.value >= 30:
            text = f"{name} has not won in {since.value} {series} starts."
            yield _note("drought", name, text, since, 1.0 + since.value / 40)
        here = ledger.ask(Question("count", "*", (*won, Is("track_id", "=", race.track_id)), table="races"))
        if here.value and here.value >= 3:
            text = f"{name} has won {here.value} {series} races at {short_track(race.track)}."
            yield _note("track_wins", name, text, here, 2.0 + here.value / 2)


def _note(kind: str, name: str, text: str, answer: Answer, strength: float) -> Note:
    return Note(text, kind, name, answer.value, None, answer.rows[-50:], answer.query, strength)
