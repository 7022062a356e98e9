"""Drivers, reports and claims: thin doors to the rooms that answer."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stockcar.errors import BadFile, UsageError
from stockcar.face.arguments import checked
from stockcar.face.books import Book, open_book
from stockcar.racing import RaceKey
from stockcar.record import RecordBook
from stockcar.record.careers import Driver
from stockcar.record.question import Scope, moment

if TYPE_CHECKING:
    from stockcar.report.check import Checked
    from stockcar.report.model import Post
    from stockcar.report.preview import Preview
    from stockcar.report.story import Story


@checked
def driver(name: str, book: Book = None) -> Driver:
    """A driver by name or id; ``.splits(series="truck", track_type="road")`` gives any part of the career.

    Raises:
        NotFound, Ambiguous: nobody or several of that name; near names are suggested, none is taken.
    """
    return open_book(book).driver(name)


def scope(book: RecordBook, parts: Mapping[str, Any]) -> Scope:
    """A scope from what was typed: races by key or name, days, years."""
    read = dict(parts)
    for name in ("since", "until"):
        if isinstance(read.get(name), str):
            read[name] = moment(read[name], name == "until", book.key)
    return Scope.of(**read)


def versus(a: Driver, b: Driver, counted: Scope) -> dict[str, Any]:
    """The document of ``driver A --vs B``."""
    if a.id == b.id:
        raise UsageError(f"{a.name} cannot meet himself", "", "name two drivers")
    met = a.versus(b, counted)
    return {
        "a": {**a.to_json(counted), "rows": []},
        "b": {**b.to_json(counted), "rows": []},
        "meetings": met.meetings,
        "a_ahead": met.a_ahead,
        "rows": list(met.rows),
        "coverage": met.coverage,
        "reason": met.reason,
    }


@checked
def report(
    name: str | RaceKey,
    book: Book = None,
    forecast: bool | None = None,
    pictures: bool = False,
    run: int | None = None,
    seed: int = 7,
) -> "Story":
    """A report of a race written from the record, every sentence with its query.

    ``forecast`` adds what was to be expected; left open, only where the book holds it fitted or pictures are asked for,
    for a fit takes seconds. ``pictures`` adds the figures of the HTML form.
    With ``run`` one simulated run of the race is told instead, and says so; ``seed`` is that of ``stockcar.simulate``.

    Raises:
        NotInBook: the open book does not hold its result, or what a simulation needs.
    """
    if run is not None:
        return _simulated(name, book, run, seed)
    from stockcar.face.races import CARD_MODE, CARD_RUNS, race
    from stockcar.report import story

    found = race(name, book)
    if forecast is None:
        forecast = pictures or found.book.frozen_inputs(found.key, CARD_MODE) is not None
    made, why_none = found.forecast_or_why(runs=CARD_RUNS) if forecast else (None, "")
    told = story.report(found.book, found.key, rules=found.rules, forecast=made, no_forecast=why_none)
    if pictures:
        from stockcar.face.pictures import figures_of

        told = told._replace(figures=figures_of(found, made))
    return told


def _simulated(name: str | RaceKey, book: Book, run: int, seed: int) -> "Story":
    from stockcar.face.chances import simulate
    from stockcar.report.story import simulated_report

    opened = open_book(book)
    told = simulate(name, opened, runs=run + 1, seed=seed).tell(run)
    entries = {entry.car: entry for entry in opened.entries(told["key"]).entries}
    rows = []
    for row in told["result"]:
        entry = entries.get(row["car"])
        beside = {"start": entry.start, "team": entry.team.name if entry.team else None} if entry else {}
        rows.append({**row, **beside, "make": entry.make if entry else None})
    return simulated_report(opened, told["key"], rows, seed, run, told["events"])


@checked
def preview(name: str | RaceKey, book: Book = None, forecast: bool = True) -> "Preview":
    """What is at stake in a race, from what was known before it."""
    from stockcar.face.races import CARD_RUNS, race
    from stockcar.report.preview import preview as told

    found = race(name, book)
    made, why_none = found.forecast_or_why(runs=CARD_RUNS) if forecast else (None, "")
    return told(found.book, found.key, made, why_none)


@checked
def check(
    text: str | Path,
    book: Book = None,
    race: str | RaceKey | None = None,
    quotes: bool = False,
    model: "Post | None" = None,
) -> "Checked":
    """Every checkable claim of a race report, with a verdict and the rows that decide it.

    ``race`` names the race where the text does not; ``quotes`` also checks what is said in quotes. ``model``: a
    language model that may propose further claims (``stockcar.report.model.ask``); they are held to the language and
    decided like our own. Without it nothing leaves this machine.

    Raises:
        UsageError: no text, or too much of it.
        BadFile: a file that cannot be read.
    """
    from stockcar.report.check import check as judged

    opened = open_book(book)
    key = str(opened.key(race)) if isinstance(race, str) else race
    written = _read(text) if isinstance(text, Path) else text
    checked = judged(written, opened, str(key) if key else None, quotes)
    if model is None or checked.race is None:
        return checked
    from stockcar.report.ledger import ledger_of
    from stockcar.report.model import propose

    proposal = propose(ledger_of(opened), written, checked.race, model)
    return judged(written, opened, checked.race, quotes, proposal.claims)


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise BadFile(f"{file} cannot be read", error.strerror or str(error), "name a text file") from None
    except UnicodeDecodeError as error:
        raise BadFile(f"{file} is not UTF-8 text", f"byte {error.start}", "save it as UTF-8") from None
