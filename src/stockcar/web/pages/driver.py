"""A driver: the career, its parts, its rows, and head to head with anyone."""

from typing import Any

from markupsafe import Markup
from nicegui import ui

from stockcar import face
from stockcar.errors import StockcarError
from stockcar.racing import Series, TrackType
from stockcar.record.careers import Driver
from stockcar.record.question import Scope
from stockcar.record.selection import places
from stockcar.web.bars import car_label
from stockcar.web.charts import career
from stockcar.web.frame import PATIENCE_S, error_text, open_page, shown
from stockcar.web.panel import aside, chart, html, panel
from stockcar.web.serving import Serving
from stockcar.web.table import Column, meanings, table
from stockcar.web.words import SERIES_NAMES, day, driver_link, joined, link, paragraph, race_link, said

FIRST = "parker-kligerman"
SHOWN = 25
LINE = (
    Column("part", "", left=True),
    Column("starts", "starts", "races started; a relief driver's race counts for the driver who started"),
    Column("wins", "wins"), Column("top5", "top 5", narrow=False), Column("top10", "top 10"),
    Column("poles", "poles", "starts from first, as recorded", narrow=False),
    Column("led", "led", "laps led", narrow=False),
    Column("avg_start", "avg start", narrow=False), Column("avg_finish", "avg finish"),
    Column("avg_rating", "rating", "mean driver rating, where it was measured", narrow=False),
    Column("dnf", "out", "races not running at the end, for any reason", narrow=False),
    Column("best_finish", "best", "best finish", narrow=False),
)  # fmt: skip


def add_to(serving: Serving) -> None:
    """Put the page at ``/driver/NAME``; ``?vs=NAME`` adds the head to head."""

    @ui.page("/driver", response_timeout=PATIENCE_S)
    @shown(serving, "/driver")
    def any_driver() -> None:
        ui.navigate.to(f"/driver/{FIRST}")

    @ui.page("/driver/{name}", response_timeout=PATIENCE_S)
    @shown(serving, "/driver")
    async def driver(name: str, vs: str = "") -> None:
        found = face.driver(name[:120], serving.book)
        open_page(serving, found.name, "/driver")
        lines = await serving.work(("career", found.id), lambda: career_lines(found))
        rows = await serving.work(("starts", found.id), lambda: starts_of(found))
        html(figures(lines[0]))
        with ui.element("div").classes("grid"):
            show_career(found, lines)
            show_versus(serving, found, vs[:120])
            show_timeline(rows)
            show_starts(rows)


def figures(whole: dict[str, Any]) -> Markup:
    """The career in a few large numbers; a dash where the open book cannot decide."""
    named = (("starts", "starts"), ("wins", "wins"), ("top5", "top fives"), ("top10", "top tens"), ("poles", "poles"),
             ("led", "laps led"))  # fmt: skip
    parts = joined(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, said(whole[at])) for at, name in named)
    return Markup('<dl class="figures">{}</dl>').format(parts)


def career_lines(driver: Driver) -> list[dict[str, Any]]:
    """The whole career, and its parts by series and by type of track; parts without a start are left out."""
    parts: list[tuple[str, Scope]] = [("whole career", Scope())]
    parts += [(f"in {SERIES_NAMES[s.value]}", Scope(series=s)) for s in Series]
    parts += [(f"on {kind.value} tracks", Scope(track_type=kind)) for kind in TrackType]
    lines = [{"part": name, **driver.record(scope)._asdict()} for name, scope in parts]
    return [line for at, line in enumerate(lines) if at == 0 or line["starts"] != 0]


def starts_of(driver: Driver) -> list[dict[str, Any]]:
    """Every start that the open book holds of a driver, newest first; unknown numbers are None."""
    starts, races = driver.book.starts, driver.book.races
    columns = {name: starts.columns[name] for name in ("start", "finish", "car", "team", "led")}
    rows = []
    for place in reversed(places(driver.book, driver.subject, Scope()).tolist()):
        at = int(starts.race[place])
        row = {name: int(values[place]) for name, values in columns.items()}
        rows.append({
            **{name: races.columns[name][at] for name in ("key", "series", "name", "track")},
            "date": face.plain(races.date(at)) or str(races.season[at]),
            **{name: row[name] if row[name] >= 0 else None for name in ("start", "finish", "led")},
            "car": starts.lists.car[row["car"]] if row["car"] >= 0 else None,
            "team": driver.book.team_names.get(starts.lists.team[row["team"]]) if row["team"] >= 0 else None,
        })  # fmt: skip
    return rows


def show_career(driver: Driver, lines: list[dict[str, Any]]) -> None:
    """Counts by part of the career; a dash where the open book cannot decide, with the reason."""
    meaning = "Counts over every start in the three national series. A dash: the open book cannot decide it."
    with panel("Career", meaning, "the record", meanings(LINE), "across"):
        html(table(lines, LINE, f"Career of {driver.name}"))
        for reason in reasons_of(lines):
            html(paragraph(reason, "quiet"))
        html(paragraph(Markup("{} · {}").format(
            Markup("<code>{}</code>").format(driver.id),
            link(f"/data/driver/{driver.id}", "the document", "the JSON of stockcar driver"))), "quiet")  # fmt: skip


def show_versus(serving: Serving, driver: Driver, other: str) -> None:
    """A field for the other name, and the meetings."""
    meaning = "Races that both started, and who finished ahead; by type of track."
    with panel("Head to head", meaning, "the record"):
        form = (
            '<form class="fields"><label>against<input name="vs" value="{}" maxlength="120" '
            'placeholder="Justin Allgaier" autocomplete="off"></label><button>Compare</button></form>'
        )
        html(Markup(form).format(other))
        if not other:
            return
        try:
            against = face.driver(other, serving.book)
            html(meetings_table(driver, against))
        except StockcarError as error:
            html(error_text(error))


def meetings_table(a: Driver, b: Driver) -> Markup:
    """Meetings of two drivers, whole and by type of track."""
    rows = []
    for name, scope in [("all", Scope()), *((kind.value, Scope(track_type=kind)) for kind in TrackType)]:
        met = face.versus(a, b, scope)
        if met["meetings"] or name == "all":
            behind = met["meetings"] - met["a_ahead"] if met["meetings"] is not None else None
            rows.append(
                {"part": name, "meetings": met["meetings"], "a": met["a_ahead"], "b": behind, "why": met["reason"]}
            )
    columns = (
        Column("part", "tracks", left=True), Column("meetings", "met"), Column("a", f"{a.name} ahead"),
        Column("b", f"{b.name} ahead"),
    )  # fmt: skip
    why = next((row["why"] for row in rows if row["why"]), "")
    return Markup("<p>{} and {}</p>{}{}").format(
        driver_link(a.id, a.name), driver_link(b.id, b.name), table(rows, columns, "Meetings"), paragraph(why, "quiet")
    )


def show_timeline(rows: list[dict[str, Any]]) -> None:
    """Every finish in order of time."""
    meaning = "Each mark is a start; higher is better. Colour and shape say the series."
    with panel("Finishes in order of time", meaning, "the record; races whose rows the open book holds"):
        if not rows:
            html(paragraph("The open book holds no rows of this driver.", "quiet"))
            return
        chart(career.finishes(rows), "Finishes in order of time", "low")
        aside(paragraph("The table of starts beside this holds the same finishes."), "as a table")


def show_starts(rows: list[dict[str, Any]]) -> None:
    """The last starts."""
    columns = (
        Column("date", "date", left=True, cell=lambda row: day(row["date"])),
        Column("name", "race", left=True, cell=lambda row: race_link(row["key"], row["name"])),
        Column("track", "track", left=True, narrow=False),
        Column("car", "car", cell=lambda row: car_label(row["car"])),
        Column("start", "start", narrow=False), Column("finish", "finish"), Column("led", "led", narrow=False),
        Column("team", "team", left=True, narrow=False),
    )  # fmt: skip
    meaning = "Every start that the open book holds, newest first."
    with panel("Starts", meaning, "the record", kind="across"):
        if not rows:
            html(paragraph("The open book holds no rows of this driver.", "quiet"))
            return
        html(table(rows[:SHOWN], columns, "Starts"))
        if len(rows) > SHOWN:
            rest = table(rows[SHOWN:], columns, "Earlier starts")
            html(Markup('<details class="same"><summary>{} more</summary>{}</details>').format(len(rows) - SHOWN, rest))


def reasons_of(lines: list[dict[str, Any]]) -> list[str]:
    """Why some counts are not known: that of the whole career, which covers its parts, else each part's own."""
    if lines and lines[0]["starts"] is None and lines[0]["reason"]:
        return [lines[0]["reason"]]
    return list(dict.fromkeys(line["reason"] for line in lines if line["reason"]))
