"""The playoff grid with the bubble line, the chances of the rest of the season, and the champion under other rules."""

from typing import Any

from markupsafe import Markup
from nicegui import ui
from nicegui.element import Element

from stockcar import face
from stockcar.face.other_rules import FORMATS, champions, whatif
from stockcar.web.charts import grid as charts
from stockcar.web.controls import button, choice
from stockcar.web.later import Telling, later, work_in
from stockcar.web.panel import aside, chart, html, panel
from stockcar.web.serving import Serving
from stockcar.web.standing import Grid, bubble, grid, word
from stockcar.web.table import Column, Row, meanings, table
from stockcar.web.words import driver_link, paragraph, percent, race_link, said

GRID = (
    Column("position", "pos", "place in the table of that day"),
    Column("driver", "driver", left=True, cell=lambda row: driver_link(row["driver_id"], row["driver"])),
    Column("points", "points", "points, reset where the rules reset them", cell=lambda row: f"{row['points']:g}"),
    Column("to_line", "to the line", "points ahead of the first one out, or behind the last one in on points",
           cell=lambda row: "" if row["to_line"] is None else f"{row['to_line']:+g}", narrow=False),
    Column("wins", "wins"), Column("playoff_points", "playoff pts", narrow=False),
    Column("state", "stands", "true whatever happens until the next decision", left=True, cell=word),
    Column("missed", "in the way", "conditions of eligibility that are not met", left=True, narrow=False,
           cell=lambda row: row["missed"]),
)  # fmt: skip
SAID = {"2003": "2003: most points", "2010": "2010: the Chase", "2016": "2016: rounds",
        "2025": "2025: rounds with stages", "2026": "2026: the Chase again"}  # fmt: skip
MARK = Markup('<b style="left:{:.1f}%"></b>')
RUNS = 500


def show_grid(serving: Serving, series: str, year: int, after: str) -> None:
    """Who is in as things stand, and who can still."""
    meaning = "Those who hold a place as things stand above the line, by the rules of that year; below, who can still."
    with panel("Playoff grid", meaning, "the rulebook, from the results in the record", meanings(GRID), "across"):
        later(serving, ("grid", series, year, after), lambda: grid(serving.book, series, year, after or None),
              draw_grid, "scoring the season by its rules")  # fmt: skip


def show_rest(serving: Serving, series: str, year: int, after: str) -> None:
    """The chances of the rest, on request."""
    meaning = "Every race to come is simulated with the expected field, every season scored by the rules of its year."
    with panel("Chances of the rest", meaning, f"{RUNS} simulated seasons"):
        place = ui.element("div")
        with place:
            html(paragraph("Fits every race to come first: seconds to a minute.", "quiet"))
            button("Simulate the rest", lambda: simulate(serving, series, year, after, place), "main")


def show_champions(serving: Serving, series: str, year: int) -> None:
    """The champion under the rules of other years."""
    with panel("Champion under other rules", "The same results, scored by the rules of another year.", "the rulebook"):
        later(
            serving, ("champions", series, year), lambda: champions(series, [year], serving.book),
            lambda made: draw_champions(serving, series, year, made), "scoring the season by other rules",
        )  # fmt: skip


def draw_grid(made: Grid) -> None:
    """The grid as a picture and a table, a line where the places end."""
    if made.champion:
        html(paragraph(f"The season is over: {made.champion} is champion.", "lead"))
    else:
        until = race_link(made.until) if made.until_held else made.until
        html(Markup("<p>After {}: {}. Next decision: {}, after {}.</p>").format(
            race_link(made.after), made.stage, made.step, until))  # fmt: skip
    line = bubble(made)
    if line:
        html(paragraph(f"The bubble: {line}.", "lead"))
    html(grid_table(made))


def grid_table(made: Grid) -> Markup:
    """The rows with their points on a line, the bubble line across it; the last one inside is underlined."""
    rows = made.rows
    # On the line are those for whom it decides: in a round of the playoffs those in it, else all of the table.
    points = [float(row["points"]) for row in rows if row["in"] or row["to_line"] is not None] or [0.0]
    low, high = min(points), max(points)
    on_points = [row["points"] for row in rows[: made.inside] if row["to_line"] is not None]

    def share(points: float) -> float:
        return 1.0 + 98.0 * (points - low) / float((high - low) or 1.0)

    def on_line(row: Row) -> Markup:
        """Those inside as full marks, the others as rings: shape says it as well as colour."""
        if not low <= row["points"] <= high:
            return Markup("")
        bubble_at = MARK.format(share(min(on_points))) if on_points else ""
        return Markup('<span class="reach" aria-hidden="true">{}<i class="{}" style="left:{:.1f}%"></i></span>').format(
            bubble_at, "in" if row["in"] else "", share(row["points"])
        )

    line = Column("line", f"{low:g} to {high:g} points", "the upright line is the bubble", True, on_line, False)
    columns = [*GRID[:3], line, *GRID[3:]] if made.places and rows else GRID
    return table(rows, columns, "Playoff grid; the line stands under the last one inside", last_in=made.inside)


async def simulate(serving: Serving, series: str, year: int, after: str, place: Element) -> None:
    """The odds of the rest, with progress."""
    telling = Telling()
    await work_in(
        place, serving, ("playoffs", series, year, after),
        lambda: face.playoffs(series, year, after or None, RUNS, 0, serving.book, say=telling.tell).to_json(),
        draw_odds, "fitting the races to come", telling,
    )  # fmt: skip


def draw_odds(document: dict[str, Any]) -> None:
    """Chances to make the playoffs and to win the title."""
    rows = [row for row in document["drivers"] if (row["title"] or 0) > 0.0005 or (row["make_playoffs"] or 0) > 0.005]
    chart(charts.odds(rows[:24]), "Chances of the rest of the season")
    columns = (
        Column("rank", "pos"),
        Column("driver", "driver", left=True, cell=lambda row: driver_link(row["driver_id"], row["driver"])),
        Column("make_playoffs", "playoffs", cell=lambda row: percent(row["make_playoffs"])),
        Column("title", "title", cell=lambda row: percent(row["title"])),
        Column("title_se", "error", cell=lambda row: percent(row["title_se"])),
        Column("reason", "in the way", left=True, narrow=False),
    )  # fmt: skip
    aside(table(document["drivers"][:40], columns, "Chances of the rest of the season"))
    html(paragraph(f"{document['runs']:,} seasons, seed {document['seed']}.", "receipt"))


def draw_champions(serving: Serving, series: str, year: int, made: dict[str, Any]) -> None:
    """The champion under each format, and a whole table on request."""
    found = made["seasons"][0]
    rows = [{"rules": SAID.get(str(rules), str(rules)), "champion": found[str(rules)]} for rules in FORMATS]
    html(paragraph(f"In fact: {said(found['real'])}."))
    columns = (Column("rules", "rules of", left=True), Column("champion", "champion", left=True))
    html(table(rows, columns, "Champion under other rules"))
    with ui.element("div").classes("fields"):
        picked = choice("the whole table under", {"": "choose"} | SAID, "")
    place = ui.element("div")

    async def chosen() -> None:
        if picked.value in SAID:
            rules = int(picked.value)
            await work_in(place, serving, ("whatif", series, year, rules),
                          lambda: whatif(series, year, rules, serving.book), draw_table, "scoring")  # fmt: skip

    picked.changed = chosen


def draw_table(document: dict[str, Any]) -> None:
    """The final order under the rules chosen."""
    for text in (document["reason"], *document["left_out"]):
        if text:
            html(paragraph(text, "quiet"))
    columns = (
        Column("position", "pos"),
        Column("driver", "driver", left=True, cell=lambda row: driver_link(row["driver_id"], row["driver"])),
        Column("points", "points", cell=lambda row: f"{row['points']:g}"), Column("wins", "wins"),
        Column("playoffs", "in the playoffs", left=True),
    )  # fmt: skip
    html(table(document["order"][:20], columns, f"The season under the rules of {document['rules']}"))
