"""A race: what happened, what it counted for, what was expected, and what is worth saying, with receipts."""

from typing import Any

from markupsafe import Markup
from nicegui import ui

from stockcar import face
from stockcar.face.simulation import DEMO
from stockcar.web.bars import car_label
from stockcar.web.forecasts import FORECAST_MEANING, draw_forecast, forecast_or_none
from stockcar.web.frame import PATIENCE_S, open_page, shown
from stockcar.web.later import later
from stockcar.web.pages import race_laps
from stockcar.web.panel import html, panel
from stockcar.web.serving import Serving, one_at_a_time
from stockcar.web.table import Column, Row, meanings, table
from stockcar.web.words import driver_link, joined, link, paragraph, said

RESULT = (
    Column("finish", "fin", "place in the official result"),
    Column("start", "start", "place on the starting grid", narrow=False),
    Column("car", "car", "number as painted: 1 and 01 are two cars", cell=lambda row: car_label(row["car"])),
    Column("driver", "driver", left=True, cell=lambda row: who(row)),
    Column("team", "team", left=True, narrow=False),
    Column("make", "make", left=True, narrow=False),
    Column("laps", "laps", "laps completed"),
    Column("led", "led", "laps led", narrow=False),
    Column("stage_1", "S1", "place in stage 1, where it scored", narrow=False),
    Column("stage_2", "S2", "place in stage 2, where it scored", narrow=False),
    Column("points", "points", "points as recorded; open one to see what it is made of", cell=lambda row: points(row)),
    Column("status", "status", left=True, narrow=False),
)


def add_to(serving: Serving) -> None:
    """Put the page at ``/race/KEY``; ``/race`` alone is the demo's race."""

    @ui.page("/race", response_timeout=PATIENCE_S)
    @shown(serving, "/race")
    def any_race() -> None:
        ui.navigate.to(f"/race/{DEMO}")

    @ui.page("/race/{name}", response_timeout=PATIENCE_S)
    @shown(serving, "/race")
    async def race(name: str) -> None:
        found = face.race(name[:120], serving.book)
        key = str(found.key)
        document = await serving.work(("race", key), one_at_a_time(lambda: found.to_json(forecast=False)))
        open_page(serving, document["name"] or key, "/race")
        html(facts(document, serving.can_simulate(key)), kind="facts")
        with ui.element("div").classes("grid"):
            show_result(document)
            with ui.element("div").classes("stack"):
                show_notes(document)
            with ui.element("div").classes("stack"):
                show_worth(document)
                show_forecast(serving, document)
            race_laps.show(serving, document)
            race_laps.show_loop(serving, key)


def facts(document: dict[str, Any], simulable: bool) -> Markup:
    """Track, day, distance and stages on a line, and the ways on that the open book has."""
    length = f" ({document['length_mi']:g} mi, {document['track_type']})" if document.get("length_mi") else ""
    run, scheduled = document["laps_run"], document["laps_scheduled"]
    stages = [str(stage["end_lap"]) for stage in document["stages"] if stage["end_lap"] != scheduled]
    inferred = " (inferred)" if any(stage["inferred"] for stage in document["stages"]) else ""
    parts = [
        link(f"/season/{document['series']}/{document['season']}",
             f"{document['series'].title()} {document['season']}, race {document['number']}"),
        f"{document['track']}{length}", document["date"] or "day not recorded",
        f"{said(run)} of {said(scheduled)} laps",
        f"stages end after {' and '.join(stages)}{inferred}" if stages else "",
        Markup("<code>{}</code>").format(document["key"]),
    ]  # fmt: skip
    if simulable:
        parts += [link(f"/replay/{document['key']}", "replay"), link(f"/fork/{document['key']}", "fork")]
    if document["results"]:
        after = f"/season/{document['series']}/{document['season']}?after={document['key']}"
        parts += [link(f"/desk?race={document['key']}", "report"), link(after, "standings after it")]
    return joined([part for part in parts if part], " · ")


def who(row: Row) -> Markup:
    """The credited driver, and who relieved him."""
    relief = [f" (relief: {each['driver']})" for each in row["relief"]]
    return joined([driver_link(row["driver_id"], row["driver"]), *relief])


def points(row: Row) -> Markup:
    """The points; opened, what they are made of and by which source."""
    parts = row["points_parts"]
    if not parts and not row["points_note"]:
        return Markup("{}").format(said(row["points"]))
    lines = joined(Markup("<div>{} <b>{:g}</b></div>").format(part["what"], float(part["points"])) for part in parts)
    total = row["points_recomputed"]
    agrees = "as recorded" if total == row["points"] else f"the record has {said(row['points'])}"
    cites = joined(dict.fromkeys(part["cite"] for part in parts), "; ")
    hover = " + ".join(f"{part['what']} {part['points']:g}" for part in parts)
    return Markup(
        '<details><summary title="{} = {}">{}</summary>{}<div>= <b>{}</b>, {}</div><div class="quiet">{}</div>'
        '<div class="receipt">{}</div></details>'
    ).format(
        hover or "nothing", said(total), said(row["points"]), lines, said(total), agrees, row["points_note"], cites
    )


def show_result(document: dict[str, Any]) -> None:
    """The official result."""
    meaning = "The official result. Points are recomputed under the rules of that day and compared with the record."
    with panel("Result", meaning, "the record; rules with their citation in each row", meanings(RESULT), "across"):
        if not document["results"]:
            won = (document["winner"] or {}).get("driver")
            known = f"{won} won; the" if won else "The"
            html(paragraph(f"{known} open book does not hold the rest of this result.", "bad"))
            html(paragraph("A full book does: stockcar book update.", "quiet"))
            return
        stages = any(row["stage_1"] for row in document["results"])
        columns = RESULT if stages else [c for c in RESULT if not c.name.startswith("stage")]
        html(table(document["results"], columns, f"Result of {document['name']}"))


def show_notes(document: dict[str, Any]) -> None:
    """What is worth saying, the rarest first, each with the query that proves it."""
    meaning = "Facts ranked by how rarely the record has the like. Open a receipt for the rows and the query."
    with panel("Notes", meaning, "the record; each note names its rows"):
        if not document["notes"]:
            html(paragraph("Nothing in the open book.", "quiet"))
        html(Markup('<ol class="notes">{}</ol>').format(joined(note_line(note) for note in document["notes"][:14])))


def note_line(note: dict[str, Any]) -> Markup:
    """A note with its receipt."""
    share = note.get("rarity")
    rare = f"1 race in {round(1 / share)}" if share and share < 0.4 else ""
    receipt = Markup("<code>{}</code><br>rows: {}").format(note.get("query") or "–", said(note.get("rows") or None))
    return Markup(
        '<li>{} <small>{}</small><details class="receipt"><summary>receipt</summary>{}</details></li>'
    ).format(note["text"], rare, receipt)


def show_worth(document: dict[str, Any]) -> None:
    """What the race was worth to its winner, step by step."""
    meaning = "What the win paid, and whether it put the winner into the playoffs, by the rules of that day."
    with panel("What it was worth", meaning, "the rulebook; each step names its source"):
        if not document["worth"]:
            html(paragraph("The rules or the rows that would say it are not in the open book.", "quiet"))
        for step in document["worth"]:
            cite = Markup('<div class="receipt">{} ({})</div>').format(step["cite"], step["confidence"])
            html(Markup('<p class="{}">{}</p>{}').format(tone(step), step["text"], cite if step["cite"] else ""))


def tone(step: dict[str, Any]) -> str:
    """How a step reads."""
    if step["text"].startswith("not met"):
        return "bad"
    return "good" if step["text"].startswith("met") else ""


def show_forecast(serving: Serving, document: dict[str, Any]) -> None:
    """The evening before, beside what happened."""
    key = document["key"]
    results = {row["car"]: row for row in document["results"]}
    with panel(
        "The evening before", FORECAST_MEANING, f"simulation of {key}; nothing dated {document['date']} or later"
    ):

        def draw(forecast: dict[str, Any] | None) -> None:
            if forecast is None:
                html(paragraph("The open book cannot forecast this race: it does not hold the history.", "quiet"))
                html(paragraph("A full book does: stockcar book update.", "quiet"))
                return
            draw_forecast(forecast, results)

        later(serving, ("forecast", key), lambda: forecast_or_none(serving, key), draw, "simulating 2,000 races")
