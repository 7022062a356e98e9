"""What every page shares: head, navigation, search, theme, and a calm answer to whatever goes wrong."""

import inspect
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from markupsafe import Markup
from nicegui import ui

from stockcar.errors import Ambiguous, NotFound, NotInBook, StockcarError
from stockcar.web.panel import html
from stockcar.web.serving import Serving
from stockcar.web.words import joined, paragraph

log = logging.getLogger("stockcar.web")
PATIENCE_S = 60.0  # a page may take this long to be built, on a busy machine
PLACES = (
    ("/", "Home"), ("/live", "Live"), ("/race", "Race"), ("/replay", "Replay"), ("/fork", "Fork"),
    ("/season", "Season"), ("/driver", "Driver"), ("/desk", "Desk"),
)  # fmt: skip
HEAD = (
    '<link rel="stylesheet" href="/assets/page.css?{0}">'
    '<script src="/assets/theme.js?{0}"></script><script type="module" src="/assets/page.js?{0}"></script>'
)
HEADER = Markup(
    '<a class="skip" href="#main">Skip to the page</a><header class="top"><a class="mark" href="/">stockcar</a>'
    '<nav aria-label="Pages">{}</nav><form class="find" action="/find" role="search"><label for="q">Find</label>'
    '<input id="q" name="q" type="search" placeholder="mid-ohio 2022, Parker Kligerman" autocomplete="off" '
    'maxlength="120"></form><button type="button" data-act="theme" aria-label="Change between light and dark">'
    '<span aria-hidden="true">◐</span></button></header>'
)
FOOTER = Markup(
    "<footer><p>{} book <code>{}</code>. Nothing on this page leaves this machine. "
    "Keys: <kbd>/</kbd> find, <kbd>Tab</kbd> through the panels.</p></footer>"
)


def open_page(serving: Serving, title: str, where: str = "") -> None:
    """Head, navigation and heading of a page."""
    ui.page_title(f"{title} · stockcar")
    ui.add_head_html(HEAD.format(serving.version))
    here = Markup(' aria-current="page"')
    places = joined(
        Markup('<a href="{}"{}>{}</a>').format(path, here if path == where else "", name) for path, name in PLACES
    )
    ui.add_body_html(str(HEADER.format(places)))
    html(title, tag="h1").props["id"] = "main"


def close_page(serving: Serving) -> None:
    """What stands under every page."""
    html(FOOTER.format(serving.book.kind, serving.book.digest[:16]))


def shown(serving: Serving, where: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Turn what a page raises into a page: what, why, next; never a path or a trace."""

    def around(build: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(build)
        async def page(**asked: Any) -> None:
            try:
                made = build(**asked)
                if inspect.isawaitable(made):
                    await made
            except StockcarError as error:
                refuse(serving, error, where)
            except Exception:
                log.exception("a page could not be built")
                refuse(serving, None, where)
            close_page(serving)

        return page

    return around


def refuse(serving: Serving, error: StockcarError | None, where: str = "") -> None:
    """The page of an error. None: something of ours is wrong; the log of the server has it."""
    client = ui.context.client
    client.content.clear()
    client.status_code = 500 if error is None else 404 if isinstance(error, NotFound | NotInBook) else 400
    if not client._body_html:
        titles = {Ambiguous: "Which one?", NotFound: "Not in the record", NotInBook: "Not in the open book"}
        open_page(serving, next((t for kind, t in titles.items() if isinstance(error, kind)), "That cannot be"), where)
    html(error_text(error))


def error_text(error: StockcarError | None) -> Markup:
    """An error in words: what, why, candidates to follow, the next step."""
    if error is None:
        return paragraph("Something went wrong here. The terminal that serves this page says what.", "bad")
    parts = [paragraph(error.what, "bad"), paragraph(error.why) if error.why else ""]
    if error.candidates:
        parts.append(candidates_list(error.candidates))
    parts.append(paragraph(error.next_step, "quiet") if error.next_step else "")
    return joined(parts)


def candidates_list(candidates: Any) -> Markup:
    """Candidates as links; each is searched for as it stands when it is followed."""
    from urllib.parse import quote

    lines = []
    for candidate in candidates:
        word, _, rest = str(candidate).partition("  ")
        target = word if rest else candidate
        lines.append(Markup('<li><a href="/find?q={}">{}</a> {}</li>').format(quote(target), target, rest))
    return Markup('<ul class="candidates">{}</ul>').format(joined(lines))
