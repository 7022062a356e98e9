"""The verbs that explain what a result counted for: rules points and its siblings."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from stockcar.cli.derivation import show_steps
from stockcar.cli.output import Answer, Common, console, emit, said, show_rows

if TYPE_CHECKING:
    from rich.console import Console

PLAIN = Common()
BY_SEASON = ("series", "season", "scoring_rows", "exact", "explained", "unexplained")


def add_to(app: App) -> None:
    """Put these verbs on the command line."""
    rules = App(
        name="rules",
        group="Understand",
        help="What the rules were, and what they made of a result, each number with its source.",
    )
    for verb in (points, standings, eligibility, qualifying, line_up, championship, procedure, diff, verify):
        rules.command(verb)
    app.command(rules)


def points(key: str, car: str, *, common: Common = PLAIN) -> None:
    """The points of one car in one race, derived.

    Example: stockcar rules points xfinity-2025-24 88

    Parameters
    ----------
    key
        The race, by key or name.
    car
        The number as painted on the car: 1 and 01 are two cars.
    """
    from stockcar import face

    document = face.points_of(key, car, book=common.book)

    def show(to: "Console") -> None:
        who = f"[bold]{document['driver']}[/bold], No. {document['car']}"
        to.print(f"{who}, {document['key']}: {document['points']:g} points")
        show_steps(to, document["steps"])
        recorded = document["recorded"]
        why = f": {document['recorded_note']}" if document["recorded_note"] else ""
        to.print("as recorded" if recorded == document["points"] else f"the record has {said(recorded)}{why}")

    emit(Answer(document, document["parts"], show), common.format)


def standings(
    series: str,
    season: int,
    *,
    of: Annotated[Literal["drivers", "owners", "makes"], Parameter(help="whose table")] = "drivers",
    after: Annotated[str | None, Parameter(help="after which race, by key or name")] = None,
    common: Common = PLAIN,
) -> None:
    """Drivers, owners or makes by the rules after any race: Duels and penalties in, ties told apart, no resets.

    Example: stockcar rules standings cup 2024 --of makes
    """
    from stockcar import face

    document = face.standings_by_rule(series, season, of, after, book=common.book)
    rows = document["standings"]

    def show(to: "Console") -> None:
        to.print(f"{document['series']} {document['season']}, {of} after {document['after']}")
        who = {"drivers": ["driver"], "owners": ["car", "team"], "makes": ["make"]}[of]
        told = [name for name in ("outside", "tie") if any(row[name] for row in rows)]
        columns = ["position", *who, "points", "wins", "starts", "top5", "top10", *told]
        show_rows(to, rows, columns=columns, spare=("top5", "top10"))
        show_steps(to, document["steps"])

    emit(Answer(document, rows, show), common.format)


def eligibility(series: str, season: int, driver: str, *, common: Common = PLAIN) -> None:
    """May a driver make the playoffs of a season, and what decides it?

    Example: stockcar rules eligibility truck 2022 "Parker Kligerman"
    """
    from stockcar import face

    document = face.eligibility(series, season, driver, book=common.book)

    def show(to: "Console") -> None:
        may = "may make the playoffs" if document["eligible"] else "may not make the playoffs"
        may += ", as far as is known" if document["assumed"] else ""
        to.print(f"[bold]{document['driver']}[/bold], {series} {season}: {may}")
        for reason in document["reasons"]:
            to.print(f"  {'+' if reason['holds'] else '-'} {reason['text']}")
            to.print(f"      {reason['confidence']}: {reason['cite']}", style="dim")
            if reason["rows"]:
                to.print(f"      {said(reason['rows'])}", style="dim")

    emit(Answer(document, document["reasons"], show), common.format)


def qualifying(*name: str, common: Common = PLAIN) -> None:
    """How the line-up of a race was set, and what weather would have made of it.

    Example: stockcar rules qualifying truck-2022-15
    """
    from stockcar import face

    document = face.qualifying(" ".join(name), book=common.book)
    _emit_steps(document, common, f"{document['key']}  qualifying")


def line_up(key: str, file: Path, *, common: Common = PLAIN) -> None:
    """The line-up that the rules of a race make of a session: rounds, cancelled ones too, Duels, heats, the metric.

    Example: stockcar rules line-up truck-2022-15 examples/session.csv

    Parameters
    ----------
    key
        The race whose rules hold, by key or name.
    file
        A CSV file, one row a car in the order of owner points: car, round_1, round_2, round_3 (seconds), rear ...
    """
    from stockcar import face

    document = face.line_up_of(key, file, book=common.book)
    rows = document["line_up"]

    def show(to: "Console") -> None:
        to.print(f"{document['key']}  line-up by {document['by'].replace('_', ' ')}", markup=False)
        moved = any(row["start"] != row["at_green"] for row in rows)
        show_rows(to, rows, columns=("start", "car", "at_green") if moved else ("start", "car"))
        show_steps(to, document["steps"])

    emit(Answer(document, rows, show), common.format)


def procedure(*name: str, common: Common = PLAIN) -> None:
    """How a race of that day was run: stages, cautions, free pass, choose rule, overtime.

    Example: stockcar rules procedure xfinity-2025-24
    """
    from stockcar import face

    document = face.procedure(" ".join(name), book=common.book)
    _emit_steps(document, common, f"{document['key']}  procedure")


def championship(series: str, season: int, *, common: Common = PLAIN) -> None:
    """How a title was decided, step by step.

    Example: stockcar rules championship truck 2022
    """
    from stockcar import face

    document = face.championship(series, season, book=common.book)
    champion = document["champion"] or "not decided yet"
    _emit_steps(document, common, f"{document['series']} {document['season']}  champion: {champion}")


def diff(
    first: int,
    second: int,
    *,
    series: Annotated[str, Parameter(help="cup, xfinity or truck")] = "cup",
    common: Common = PLAIN,
) -> None:
    """What changed in the rules between two seasons.

    Example: stockcar rules diff 2025 2026 --series cup
    """
    from stockcar import face

    document = face.rules_changed(first, second, series)
    changed = "" if document["steps"] else ": nothing changed"
    _emit_steps(document, common, f"{document['series']}, {first} to {second}{changed}")


def verify(*, common: Common = PLAIN) -> None:
    """Recompute the points of the whole record and class every row that differs. Needs the full book.

    Example: stockcar rules verify
    """
    from stockcar import face

    talk = console(stderr=True)
    document = face.verify_rules(common.book, lambda step: talk.print(f"  {step}", style="dim"))

    def show(to: "Console") -> None:
        rows = document["scoring_rows"]
        for name in ("exact", "explained", "unexplained"):
            to.print(f"{name:<12} {document[name]:>8,} of {rows:,}  {100 * document[name] / rows:.3f}%")
        to.print(f"classes: {said(document['classes'])}")
        for era, classes in document["other"].items():
            to.print(f"{era}: {said(classes)}")
        show_rows(to, document["series"], columns=BY_SEASON)

    emit(Answer(document, document["series"], show), common.format)


def _emit_steps(document: Mapping[str, Any], common: Common, head: str = "") -> None:
    def show(to: "Console") -> None:
        if head:
            to.print(head, markup=False)
        show_steps(to, document["steps"])

    emit(Answer(document, document["steps"], show), common.format)
