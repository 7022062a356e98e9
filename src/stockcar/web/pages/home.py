"""Home: the latest race in a sentence, what was expected of it, who stands where, and the ways in."""

import re
from typing import Any

from markupsafe import Markup
from nicegui import ui

from stockcar import face
from stockcar.face.simulation import DEMO
from stockcar.racing import Race
from stockcar.rulebook import Rulebook
from stockcar.web.bars import bars, car_label
from stockcar.web.forecasts import FORECAST_MEANING, forecast_or_none
from stockcar.web.frame import PATIENCE_S, open_page, shown
from stockcar.web.later import later
from stockcar.web.panel import html, panel
from stockcar.web.serving import Serving, one_at_a_time
from stockcar.web.standing import bubble, grid
from stockcar.web.table import Column, table
from stockcar.web.words import address, day, driver_link, joined, link, paragraph, race_link, season_name

SHOWN = 10
SENTENCE = re.compile(r"(?<=[a-z]\.) (?=[A-Z])(?<!No\. )")


def add_to(serving: Serving) -> None:
    """Put the page at ``/``."""

    @ui.page("/", response_timeout=PATIENCE_S)
    @shown(serving, "/")
    async def home() -> None:
        open_page(serving, "The record book, the rulebook and the race", "/")
        races = await serving.work(("latest",), lambda: latest_races(serving))
        latest = races[0]["key"] if races else DEMO
        foreseen = latest if serving.book.kind == "full" else DEMO
        html(ways())
        with ui.element("div").classes("grid") as whole:
            main, side = ui.element("div").classes("stack"), ui.element("div").classes("stack")
        with main:
            with panel("Last race", "The latest race whose result the open book holds, told from its rows.",
                       "the record, written by the report"):  # fmt: skip
                later(serving, ("lead", latest), one_at_a_time(lambda: lead_of(serving, latest)), html, "reading")
                html(first_five(serving, latest))
            with panel("The bubble", "The last place on points before the race that sets the playoff field.",
                       "the rulebook, from the results in the record"):  # fmt: skip
                later(serving, ("bubble",), lambda: bubble_line(serving), html, "scoring the season")
        with side:
            with panel("What was expected", FORECAST_MEANING, f"simulation of {foreseen} from the evening before"):
                later(serving, ("forecast", foreseen), lambda: forecast_or_none(serving, foreseen),
                      draw_expected(serving, foreseen), "simulating 2,000 races")  # fmt: skip
            with panel("Seasons in this book", "Seasons whose results the open book holds whole.", "the record"):
                html(seasons(serving))
        latest_meaning = "The last races that the open book holds, in any series."
        with whole, panel("Latest races", latest_meaning, "the record", kind="across"):
            html(races_table(races))


def latest_races(serving: Serving) -> list[dict[str, Any]]:
    """The last races with a held result, newest first."""
    _, rows = serving.book.sql(
        "select r.key, r.series, r.date, r.name, r.track, r.winner, r.winner_id from races r "
        "where r.key in (select distinct key from results) and r.date is not null order by r.date desc limit 12"
    )
    names = ("key", "series", "date", "name", "track", "winner", "winner_id")
    return [dict(zip(names, map(face.plain, row), strict=True)) for row in rows]


def lead_of(serving: Serving, key: str) -> Markup:
    """The latest race in a sentence or two."""
    story = face.report(key, serving.book, forecast=False)
    first = " ".join(SENTENCE.split(story.lead)[:2])
    return Markup('<p class="lead">{}</p><p>{}</p>').format(
        first, link(f"/race/{key}", "The whole race: result, points, notes")
    )


def first_five(serving: Serving, key: str) -> Markup:
    """The first five of a race."""
    names = ("finish", "car", "driver", "driver_id", "team", "led")
    _, rows = serving.book.sql(
        f"select {', '.join(names)} from results where key = '{key}' and finish <= 5 order by finish"
    )
    columns = (
        Column("finish", "fin"), Column("car", "car", cell=lambda row: car_label(row["car"])),
        Column("driver", "driver", left=True, cell=lambda row: driver_link(row["driver_id"], row["driver"])),
        Column("team", "team", left=True, narrow=False), Column("led", "led", "laps led"),
    )  # fmt: skip
    return table([dict(zip(names, map(face.plain, row), strict=True)) for row in rows], columns, "The first five")


def draw_expected(serving: Serving, key: str) -> Any:
    """Draw a forecast as bars, the winner marked."""

    def draw(document: dict[str, Any] | None) -> None:
        if document is None:
            html(paragraph("The open book cannot forecast this race.", "quiet"))
            return
        winner = serving.book.finishes(key)
        won = winner[0].car if winner else None
        html(Markup("<p>{}, before the start:</p>").format(race_link(key, serving.book.race(key).name)))
        html(bars(document["entries"], won, SHOWN))

    return draw


def ways() -> Markup:
    """The short paths of a newcomer, a card each."""
    lines = (
        (f"/replay/{DEMO}", "Watch the demo race", "a simulated Daytona finish, lap by lap, as if it were live"),
        (f"/fork/{DEMO}", "Fork the demo race", "leave it at any lap, change one thing, see what follows"),
        ("/race/truck-2022-15", "Mid-Ohio 2022", "what the points are made of, and why the winner is not in"),
        ("/desk", "Check a report", "every claim of a race report, held to the record"),
        ("/driver/parker-kligerman", "A career", "splits, rows, and head to head with anyone"),
    )
    rows = joined(
        Markup('<a class="card" href="{}"><b>{}</b><span>{}</span></a>').format(to, name, why)
        for to, name, why in lines
    )
    return Markup('<nav class="cards" aria-label="Ways in">{}</nav>').format(rows)


def races_table(rows: list[dict[str, Any]]) -> Markup:
    """The latest races with their winners."""
    columns = (
        Column("date", "date", left=True, cell=lambda row: day(row["date"])),
        Column("name", "race", left=True, cell=lambda row: race_link(row["key"], row["name"])),
        Column("track", "track", left=True, narrow=False),
        Column("winner", "winner", left=True, cell=lambda row: driver_link(row["winner_id"], row["winner"])),
    )
    return table(rows, columns, "Latest races")


def bubble_line(serving: Serving) -> Markup:
    """The bubble of the latest Cup season that the book holds, on the eve of the race that sets the field."""
    _, rows = serving.book.sql(
        "select r.season, max(r.number) from races r where r.series = 'cup' "
        "and r.key in (select distinct key from results) group by 1 order by 1 desc limit 1"
    )
    season, last = rows[0]
    rule = serving.book.race(f"cup-{season}-01")
    eve = min(last, regular_races(rule) - 1)
    after = f"cup-{season}-{eve:02d}"
    made = grid(serving.book, "cup", season, after)
    line = bubble(made) or "Everything is decided"
    return Markup("<p>{}, {} after {} of {} regular races: {}.</p><p>{}</p>").format(
        season_name("cup", season), "as it stood", eve, regular_races(rule), line,
        link(address(f"/season/cup/{season}", after=after), "The whole grid"))  # fmt: skip


def regular_races(race: Race) -> int:
    """How many races a season has before its playoffs; all where it has none."""
    regular = Rulebook.load().on(race).rule("championship").given.get("regular")
    return int(regular) if regular else 36


def seasons(serving: Serving) -> Markup:
    """The seasons held, as links."""
    _, rows = serving.book.sql(
        "select series, season, count(distinct key) from results join races using (key) "
        "group by 1, 2 order by 2 desc, 1"
    )
    held = [
        Markup("<li>{} <span class=quiet>{} races</span></li>").format(
            link(f"/season/{series}/{year}", season_name(series, year)), n
        )
        for series, year, n in rows
    ]
    return Markup('<ul class="ways">{}</ul>').format(joined(held))
