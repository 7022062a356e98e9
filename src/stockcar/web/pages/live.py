"""Live: the race on track with the same tower, pack, ribbon and delay as a replay."""

from typing import Any

from markupsafe import Markup
from nicegui import ui

from stockcar.face.simulation import DEMO
from stockcar.web.frame import PATIENCE_S, open_page, shown
from stockcar.web.pages.replay import show_parts
from stockcar.web.panel import html, panel
from stockcar.web.replaying import Replay
from stockcar.web.serving import Serving
from stockcar.web.streams import CHANCES
from stockcar.web.words import address, link, paragraph

MEANING = (
    "The official timing feed renews itself about every half minute, so that a lap is seen up to that late. A delay "
    "holds back every panel by as much as your picture is behind."
)
ASKS = (
    "This machine then asks the official feed (cf.nascar.com), one small file every 4 to 36 seconds for all visitors "
    "together, and only while this page is open."
)


def add_to(serving: Serving) -> None:
    """Put the page at ``/live``; ``?on=1`` follows the official feed, which is never asked without it."""

    @ui.page("/live", response_timeout=PATIENCE_S)
    @shown(serving, "/live")
    def live(on: str = "", follow: str = "") -> None:
        on_track = serving.on_track
        named = on_track.recording is not None or on_track.feed is not None
        open_page(serving, "Live" if on_track.recording is None else "Live: a recording of the feed", "/live")
        if on_track.off or not (named or on):
            show_door(on_track.off)
            return
        html(paragraph(Markup("Nothing on track? {} as if it were live.").format(
            link(f"/replay/{DEMO}", "Watch the demo race")), "facts"))  # fmt: skip
        recorded = on_track.recording is not None
        show_parts("a recording of the timing feed" if recorded else "the timing feed")
        Replay(options(serving, follow[:4], recorded))


def show_door(off: bool) -> None:
    """What following means, and the way in."""
    with panel("The race on track", MEANING, "the official timing feed", kind="across"):
        if off:
            html(paragraph("This page is served offline: the feed is not asked.", "bad"))
        else:
            html(paragraph("Tower, pack, chances and pit cycle of the race under way, lap by lap.", "lead"))
            html(Markup('<p><a class="go" href="/live?on=1">Follow the race on track</a></p>'))
            html(paragraph(ASKS, "quiet"))
        html(paragraph(Markup("No race today? {}, or {}.").format(
            link(f"/replay/{DEMO}", "watch the demo race as if it were live"), link("/race", "look at a past one")
        )))  # fmt: skip


def options(serving: Serving, follow: str, recorded: bool) -> dict[str, Any]:
    """What the player needs to know."""
    return {
        "version": serving.version,
        "rows": address("/data/live", runs=0 if recorded else CHANCES),
        "chances": address("/data/live", runs=CHANCES) if recorded else None,
        "log": None, "fork": None, "lap": None, "follow": follow or None, "laps": None, "live": not recorded,
    }  # fmt: skip
