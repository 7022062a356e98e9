"""A season: where everyone stands, who is in the playoffs and why not, every race."""

from typing import Any

from markupsafe import Markup
from nicegui import ui

from stockcar import face
from stockcar.errors import StockcarError
from stockcar.racing import Series
from stockcar.web.controls import choice
from stockcar.web.frame import PATIENCE_S, error_text, open_page, shown
from stockcar.web.pages import season_grid
from stockcar.web.panel import html, panel
from stockcar.web.serving import Serving
from stockcar.web.table import Column, meanings, table
from stockcar.web.words import address, day, driver_link, link, race_link, season_name

SHOWN = 25
STANDINGS = (
    Column("rank", "rank"),
    Column("driver", "driver", left=True, cell=lambda row: driver_link(row["driver_id"], row["driver"])),
    Column("points", "points", "points as recorded, added up, less known penalties; no resets"),
    Column("behind", "behind", "points behind the first"),
    Column("starts", "starts", narrow=False), Column("wins", "wins"), Column("top5", "top 5", narrow=False),
    Column("top10", "top 10", narrow=False), Column("stage_wins", "stages", "stages won", narrow=False),
    Column("led", "led", "laps led", narrow=False),
)  # fmt: skip


def add_to(serving: Serving) -> None:
    """Put the page at ``/season/SERIES/YEAR``; ``?after=KEY`` goes back, ``?who=ID`` asks about a driver."""

    @ui.page("/season", response_timeout=PATIENCE_S)
    @shown(serving, "/season")
    def any_season() -> None:
        ui.navigate.to("/season/truck/2022")

    @ui.page("/season/{series}/{year}", response_timeout=PATIENCE_S)
    @shown(serving, "/season")
    async def season(series: str, year: str, after: str = "", who: str = "") -> None:
        chosen = Series.named(series[:20]).value
        number = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0
        document = await serving.work(("season", chosen, number), lambda: face.season(chosen, number, serving.book))
        open_page(serving, season_name(chosen, number), "/season")
        champion = document["champion"]
        if champion:
            html(Markup('<p class="lead">Champion: {}.</p>').format(
                driver_link(champion["driver_id"], champion["driver"])))  # fmt: skip
        with ui.element("div").classes("grid"):
            season_grid.show_grid(serving, chosen, number, after[:120])
            await show_standings(serving, document, after[:120])
            with ui.element("div").classes("stack"):
                show_eligibility(serving, document, who[:120])
            with ui.element("div").classes("stack"):
                season_grid.show_rest(serving, chosen, number, after[:120])
                season_grid.show_champions(serving, chosen, number)
            show_races(document)


async def show_standings(serving: Serving, document: dict[str, Any], after: str) -> None:
    """Points after a race."""
    series, year = document["series"], document["season"]
    meaning = "Points as recorded, added up by driver, less known penalties. Resets are the rulebook's affair."
    with panel("Standings", meaning, "the record", meanings(STANDINGS), "across"):
        options = {"": "the whole season"} | {
            race["key"]: f"{race['number']}. {race['name']}" for race in document["races"]
        }
        with ui.element("div").classes("fields"):
            picked = choice("after", options, after if after in options else "")
            picked.changed = lambda: ui.navigate.to(address(f"/season/{series}/{year}", after=picked.value))
        try:
            made = await serving.work(
                ("standings", series, year, after), lambda: face.standings(series, year, after or None, serving.book)
            )
        except StockcarError as error:
            html(error_text(error))
            return
        if made["warning"]:
            html(Markup('<p class="quiet">{}</p>').format(made["warning"]))
        html(standings_table(made["standings"]))


def standings_table(rows: list[dict[str, Any]]) -> Markup:
    """The first of them, and the rest on request."""
    first = rows[0]["points_known"] if rows else 0
    shown_rows = [{**row, "points": row["points_known"], "behind": first - row["points_known"]} for row in rows]
    rest = Markup("")
    if len(rows) > SHOWN:
        whole = table(shown_rows[SHOWN:], STANDINGS, "The rest of the standings")
        rest = Markup('<details class="same"><summary>{} more</summary>{}</details>').format(len(rows) - SHOWN, whole)
    return Markup("{}{}").format(table(shown_rows[:SHOWN], STANDINGS, "Standings"), rest)


def show_eligibility(serving: Serving, document: dict[str, Any], who: str) -> None:
    """Is a driver eligible for the playoffs, and why not? Each reason with its source."""
    meaning = "The conditions of that year, one by one, with the rows that meet or fail them."
    with panel("In the playoffs, or why not", meaning, "the rulebook, with citations"):
        html(Markup(
            '<form class="fields"><label>driver<input name="who" value="{}" maxlength="120" autocomplete="off" '
            'placeholder="Parker Kligerman"></label><button>Ask</button></form>').format(who))  # fmt: skip
        if not who:
            winners = {race["winner_id"]: race["winner"] for race in document["races"] if race["winner_id"]}
            lines = [Markup("<li>{}</li>").format(
                link(address(f"/season/{document['series']}/{document['season']}", who=one), name))
                for one, name in winners.items()]  # fmt: skip
            html(
                Markup('<p class="quiet">Winners of this season:</p><ul class="ways">{}</ul>').format(
                    Markup("").join(lines)
                )
            )
            return
        try:
            html(eligibility_text(face.eligibility(document["series"], document["season"], who, serving.book)))
        except StockcarError as error:
            html(error_text(error))


def eligibility_text(verdict: dict[str, Any]) -> Markup:
    """The verdict and its reasons."""
    head = "is eligible for the playoffs" if verdict["eligible"] else "is not eligible for the playoffs"
    head += ", as far as is known" if verdict["assumed"] else ""
    lines = [
        Markup('<li class="{}">{}: {}<div class="receipt">{} ({}){}</div></li>').format(
            "good" if reason["holds"] else "bad", "met" if reason["holds"] else "not met", reason["text"],
            reason["cite"], reason["confidence"],
            Markup(" rows: {}").format(Markup(", ").join(map(race_link, reason["rows"]))) if reason["rows"] else "",
        )
        for reason in verdict["reasons"]
    ]  # fmt: skip
    return Markup("<p>{} {}.</p><ul>{}</ul>").format(
        driver_link(verdict["driver_id"], verdict["driver"]), head, Markup("").join(lines)
    )


def show_races(document: dict[str, Any]) -> None:
    """Every race of the season with its winner."""
    columns = (
        Column("number", "no.", narrow=False), Column("date", "date", left=True, cell=lambda row: day(row["date"])),
        Column("name", "race", left=True, cell=lambda row: race_link(row["key"], row["name"])),
        Column("track", "track", left=True, narrow=False),
        Column("winner", "winner", left=True, cell=lambda row: driver_link(row["winner_id"], row["winner"])),
    )  # fmt: skip
    with panel("Races", "Every race of the season.", "the record", kind="across"):
        html(table(document["races"], columns, "Races of the season"))
