"""The desk: a report written from the record, and any report held to it, claim by claim."""

import json
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from nicegui import ui

from stockcar import face
from stockcar.web.controls import button, entry, writing
from stockcar.web.frame import PATIENCE_S, open_page, shown
from stockcar.web.later import later, work_in
from stockcar.web.panel import html, panel
from stockcar.web.serving import Serving, one_at_a_time
from stockcar.web.table import Column, table
from stockcar.web.words import joined, link, paragraph, race_link, said

SIGNS = {
    "supported": "supported by the record", "contradicted": "contradicted by the record", "near_miss": "nearly right",
    "plan": "a plan, not a fact", "not_checkable": "the record cannot decide it", "not_parsed": "not read as a claim",
}  # fmt: skip
CHECK_MEANING = (
    "Every sentence that says something the record can decide is marked. Green: the rows agree. Red: they do not, and "
    "the right value is given. Nothing is sent anywhere; the text is forgotten when the page is closed."
)


# Of our own writing, with two numbers that the record contradicts.
EXAMPLE = (
    "Connor Zilisch is credited with the win in the Xfinity race at Daytona on August 22, 2025, but Parker Kligerman "
    "drove the No. 88 to the flag in relief. It was Zilisch's ninth win of the season. He started from the pole. Sammy "
    "Smith won the first stage and finished second, Justin Allgaier was third. Jesse Love led 34 laps and came home "
    "fourth."
)


def add_to(serving: Serving) -> None:
    """Put the page at ``/desk``; ``?race=NAME`` writes that race's report."""

    @ui.page("/desk", response_timeout=PATIENCE_S)
    @shown(serving, "/desk")
    def desk(race: str = "") -> None:
        open_page(serving, "The desk", "/desk")
        with ui.element("div").classes("grid"):
            check_it = show_check(serving)
            show_report(serving, race[:120], check_it)


def show_check(serving: Serving) -> Any:
    """A place for a text; its claims marked. Gives back what checks another text."""
    limit = serving.limits.text
    with panel("Check a report", CHECK_MEANING, "the record and the rulebook", kind="across"):
        text = writing(f"race report (up to {limit:,} characters)", limit)
        with ui.element("div").classes("fields"):
            race = entry("race, where the text does not say", "", maxlength=120, placeholder="found in the text")
            button("Check it", lambda: run(text.value), "main")
            button("Try an example", lambda: example())
        place = ui.element("div")

    async def example() -> None:
        text.value = EXAMPLE
        ui.run_javascript(f"getHtmlElement({text.element.id}).value = {json.dumps(EXAMPLE)}")
        await run(EXAMPLE)

    async def run(written: str) -> None:
        asked = race.value.strip()
        # What one visitor pastes is nobody else's: it is not remembered under its text but under this very request.
        what = ("check", object())
        cut = written[: limit + 1]

        def judge() -> Any:
            key = str(serving.book.key(asked)) if asked else None
            return face.check(cut, serving.book, race=key)

        await work_in(place, serving, what, one_at_a_time(judge), draw_checked, "reading the claims")
        serving.forget(what)

    return run


def draw_checked(checked: Any) -> None:
    """The text with its marks, and the rows of each claim."""
    document = checked.to_json()
    if document["race"] is None:
        html(paragraph(document["reason"] or "No race of the record is found in this text.", "bad"))
        return
    if document["reason"]:
        html(paragraph(document["reason"], "bad"))
    counts = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in document["counts"].items() if n)
    html(Markup('<p role="status">{}: {}</p>').format(race_link(document["race"]), counts or "no claims"))
    claims = [claim for claim in document["claims"] if claim["verdict"] != "not_parsed"]
    html(Markup('<div class="report" id="checked">{}</div>').format(marked(checked.text, claims)))
    html(claims_table(claims))
    if document["slips"]:
        slips = ", ".join(f"{slip['written']} is read as {slip['driver_id']}" for slip in document["slips"])
        html(paragraph(f"Spelling: {slips}.", "quiet"))


def marked(text: str, claims: Sequence[dict[str, Any]]) -> Markup:
    """The text with each claim marked; a mark leads to its rows. Where two share words, the first one's stands."""
    parts: list[Any] = []
    at = 0
    for number, claim in sorted(enumerate(claims, 1), key=lambda pair: pair[1]["span"]):
        start, end = claim["span"]
        if start < at:
            continue
        parts += [text[at:start], Markup(
            '<a class="claim" href="#claim-{}"><mark class="{}" title="{}">{}<sup>{}</sup></mark></a>'
        ).format(number, claim["verdict"], SIGNS[claim["verdict"]], text[start:end], number)]  # fmt: skip
        at = end
    return joined([*parts, text[at:]])


def claims_table(claims: Sequence[dict[str, Any]]) -> Markup:
    """The claims with what the record says, and the rows."""
    rows = [{"n": number, **claim} for number, claim in enumerate(claims, 1)]

    def evidence(row: Any) -> Markup:
        held = [race_link(key) if "-" in str(key) else key for key in (row["evidence"] or [])[:8]]
        more = f" and {len(row['evidence']) - 8} more" if len(row["evidence"] or []) > 8 else ""
        return Markup("<details><summary>{}</summary>{}{}<br><code>{}</code></details>").format(
            rows_said(len(row["evidence"] or [])), joined(held, ", "), more, row["query"] or ""
        )

    columns = (
        Column("n", "", cell=lambda row: Markup('<span id="claim-{}">{}</span>').format(row["n"], row["n"])),
        Column("text", "claim", left=True, cell=lambda row: f"{row['subject']}: {row['measure'].replace('_', ' ')}"),
        Column("claimed", "claimed", left=True, narrow=False),
        Column("verdict", "verdict", left=True, cell=lambda row: Markup('<mark class="{}">{}</mark>').format(
            row["verdict"], row["verdict"].replace("_", " "))),
        Column("record", "the record", left=True),
        Column("reason", "why", left=True, narrow=False),
        Column("evidence", "rows", left=True, cell=evidence),
    )  # fmt: skip
    return table(rows, columns, "Claims and verdicts")


def rows_said(n: int) -> str:
    """ "3 rows"."""
    return f"{n} row" if n == 1 else f"{n} rows"


def show_report(serving: Serving, race: str, check_it: Any) -> None:
    """A report written from the record."""
    meaning = "Each sentence is built from a fact of the record; the notes are ranked by how rare they are."
    with panel("Write a report", meaning, "the record, the rulebook, the forecast", kind="across"):
        html(Markup(
            '<form class="fields"><label>race<input name="race" value="{}" maxlength="120" autocomplete="off" '
            'placeholder="truck 2022 mid-ohio"></label><button>Write</button></form>').format(race))  # fmt: skip
        if not race:
            return

        def write() -> Any:
            return face.report(race, serving.book, forecast=False)

        def draw(story: Any) -> None:
            html(Markup('<h3>{}</h3><p class="lead">{}</p>').format(story.title, story.lead))
            if story.picture:
                html(Markup(story.picture), kind="picture")
            notes = joined(Markup("<li>{}</li>").format(note.text) for note in story.notes[:12])
            html(Markup('<ul class="notes">{}</ul>').format(notes))
            html(paragraph(f"Not known from the record: {said(list(story.not_known))}.", "quiet"))
            button("Hold this report to the record", lambda: check_it(story.text))
            html(paragraph(link(f"/race/{story.key}", "the race itself")))

        later(serving, ("report", race), one_at_a_time(write), draw, "writing")
