"""The verbs that look things up: race, driver, track, season, standings, query."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from stockcar.cli.output import Answer, Common, console, emit, said, show_rows

if TYPE_CHECKING:
    from rich.console import Console

PLAIN = Common()
PARTLY_HELD = r"\b(results|entries|relief)\b"  # tables of which the starter book holds three seasons
STANDINGS = ("driver", "starts", "wins", "top5", "top10", "stage_wins", "led", "points")
RACES = ("key", "date", "name", "track", "track_type", "winner", "winner_team", "winner_make")
LESS = ("winner_make", "track_type", "winner_team")  # of them, what a narrow terminal goes without
NOT_SHOWN = "the third stage"  # stages won are in the document, not in the table
Flag = Parameter(negative="")


@Parameter(name="*")
@dataclass(frozen=True)
class ScopeOptions:
    """Which starts count; every option narrows."""

    series: str | None = None
    season: int | None = None
    track: str | None = None
    track_type: str | None = None
    surface: str | None = None
    team: str | None = None
    make: str | None = None
    since: Annotated[str | None, Parameter(help="first race counted: a key, a year or a day")] = None
    until: Annotated[str | None, Parameter(help="last race counted: a key, a year or a day")] = None
    last: Annotated[int | None, Parameter(help="only the last N starts of what is left")] = None

    def parts(self) -> dict[str, Any]:
        """The options that were given."""
        return {name: value for name, value in vars(self).items() if value is not None}


ANYTHING = ScopeOptions()


def add_to(app: App) -> None:
    """Put these verbs on the command line."""
    for verb in (race, driver, track, season, standings, query):
        app.command(verb, group="Look up")


def race(
    *name: str,
    seed: Annotated[int, Parameter(help="seed of the forecast")] = 7,
    runs: Annotated[int | None, Parameter(help="races simulated for the forecast")] = None,
    no_forecast: Annotated[bool, Flag, Parameter(help="leave the forecast out")] = False,
    common: Common = PLAIN,
) -> None:
    """The card of a race: result, points explained, what it was worth, the forecast of the evening before, notes.

    Example: stockcar race truck-2022-15

    Parameters
    ----------
    name
        A key (truck-2022-15) or a name that means one race (truck 2022 mid-ohio).
    """
    from stockcar import face
    from stockcar.cli.card import show_card

    found = face.race(" ".join(name), book=common.book)
    document = found.to_json(forecast=not no_forecast, seed=seed, runs=runs)
    emit(Answer(document, document["results"], lambda to: show_card(to, document)), common.format)


def driver(
    *name: str,
    vs: Annotated[str | None, Parameter(help="another driver: who finished ahead when both raced")] = None,
    rows: Annotated[bool, Flag, Parameter(help="list the races counted")] = False,
    scope: ScopeOptions = ANYTHING,
    common: Common = PLAIN,
) -> None:
    """A driver's career, or any part of it.

    Example: stockcar driver "Parker Kligerman" --series truck --track-type road --until truck-2022-15
    """
    from stockcar import face

    found = face.driver(" ".join(name), book=common.book)
    counted = face.scope(found.book, scope.parts())
    if vs is not None:
        document = face.versus(found, face.driver(vs, book=found.book), counted)
        emit(Answer(document, [document["a"], document["b"]], lambda to: _show_versus(to, document)), common.format)
        return
    document = found.to_json(counted)
    keys = document["rows"]
    if not rows:
        document = {**document, "rows": [], "rows_counted": len(keys)}
    table = [{k: v for k, v in document.items() if k not in ("rows", "scope")}]
    emit(Answer(document, table, lambda to: _show_driver(to, document, keys if rows else [])), common.format)


def _show_driver(to: "Console", document: Mapping[str, Any], keys: list[str]) -> None:
    scope = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in document["scope"].items())
    to.print(f"[bold]{document['driver']}[/bold]" + (f"  {scope}" if scope else ""))
    columns = (
        "starts",
        "wins",
        "top5",
        "top10",
        "poles",
        "laps",
        "led",
        "avg_start",
        "avg_finish",
        "avg_rating",
        "dnf",
    )
    show_rows(to, [{name: document[name] for name in columns}])
    shown = [gap for gap in (document["reason"] or "").split("; ") if gap and not gap.startswith(NOT_SHOWN)]
    if shown:
        to.print(f"- is not known here: {'; '.join(shown)}")
    for key in keys:
        to.print(key)


def _show_versus(to: "Console", document: Mapping[str, Any]) -> None:
    a, b = document["a"], document["b"]
    if document["meetings"] is None:
        to.print(f"{a['driver']} and {b['driver']}: not decided by this book: {document['reason']}")
    else:
        ahead = document["a_ahead"]
        to.print(f"{a['driver']} finished ahead of {b['driver']} in {ahead} of {document['meetings']} races")
    show_rows(to, [a, b], columns=("driver", "starts", "wins", "top5", "top10", "led", "avg_finish"))


def track(*name: str, common: Common = PLAIN) -> None:
    """A track: its names, its layouts over time, and every race there.

    Example: stockcar track "Mid-Ohio"
    """
    from stockcar import face

    document = face.track(" ".join(name), book=common.book)

    def show(to: "Console") -> None:
        others = document["names"][1:]
        to.print(f"[bold]{document['track']}[/bold]" + (f"  also {said(others)}" if others else ""))
        show_rows(to, [{**row, "length_mi": f"{row['length_mi']:g}"} for row in document["layouts"]])
        to.print()
        show_rows(to, document["races"], columns=RACES, spare=LESS)

    emit(Answer(document, document["races"], show), common.format)


def season(series: str, year: int, *, common: Common = PLAIN) -> None:
    """A season: every race with its winner.

    Example: stockcar season xfinity 2025
    """
    from stockcar import face

    document = face.season(series, year, book=common.book)

    def show(to: "Console") -> None:
        champion = document["champion"]
        to.print(
            f"[bold]{document['series']} {year}[/bold]" + (f"  champion: {champion['driver']}" if champion else "")
        )
        show_rows(to, document["races"], columns=RACES, spare=LESS)

    emit(Answer(document, document["races"], show), common.format)


def standings(
    series: str,
    year: int,
    *,
    after: Annotated[str | None, Parameter(help="after which race, by key or name, or as of which day")] = None,
    common: Common = PLAIN,
) -> None:
    """The points as the record has them, after any race.

    Example: stockcar standings truck 2022 --after truck-2022-15
    """
    from stockcar import face

    document = face.standings(series, year, after, book=common.book)
    rows = document["standings"]

    def show(to: "Console") -> None:
        if document["after"]:
            to.print(f"[bold]{document['series']} {year}[/bold]  after {document['after']}")
        doubts = ["coverage", "reason"] if document["coverage"] == "partial" else []
        decided = [row for row in rows if row["title_place"] is not None]
        columns = ["rank", *STANDINGS, *(["title_place"] if decided else []), *doubts]
        show_rows(to, rows, columns=columns, spare=("top5", "top10", "led", "stage_wins"))
        if any(row["title_place"] != row["rank"] for row in decided):
            final = sorted(decided, key=lambda row: row["title_place"])
            named = ", ".join(row["driver"] for row in final[:4])
            to.print(f"\nrank: {document['basis']}\ntitle: by the rules of {year}: {named}")

    emit(Answer(document, rows, show), common.format)


def query(sql: str, *, common: Common = PLAIN) -> None:
    """Ask the tables of the book in SQL; nothing can be changed.

    Example: stockcar query "select winner, count(*) as wins from races group by 1 order by 2 desc limit 5"
    """
    from stockcar import face

    book = face.open_book(common.book)
    columns, rows = book.sql(sql)
    plain = [[face.plain(value) for value in row] for row in rows]
    table = [dict(zip(columns, row, strict=True)) for row in plain]
    partial = book.kind != "full" and re.search(PARTLY_HELD, sql, re.IGNORECASE) is not None
    coverage = "partial" if partial else "full"
    if partial and common.format != "json":
        said_of_results = "the starter book holds results of three seasons only; counts over results are partial"
        console(stderr=True).print(f"note: {said_of_results}", style="dim")
    emit(Answer({"columns": list(columns), "rows": plain, "coverage": coverage}, table), common.format)
