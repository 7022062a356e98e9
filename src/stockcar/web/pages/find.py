"""The search that never guesses: one meaning leads there, several are listed, near names are offered."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from nicegui import ui

from stockcar.errors import Ambiguous, NotFound, StockcarError
from stockcar.racing import Series
from stockcar.record import RecordBook
from stockcar.web.frame import PATIENCE_S, candidates_list, open_page, shown
from stockcar.web.panel import html
from stockcar.web.serving import Serving
from stockcar.web.words import driver_link, joined, paragraph, race_link, season_name

LONGEST = 120


def add_to(serving: Serving) -> None:
    """Put the page at ``/find``."""

    @ui.page("/find", response_timeout=PATIENCE_S)
    @shown(serving)
    def find(q: str = "") -> None:
        text = " ".join(q.split())[:LONGEST]
        meanings = meanings_of(serving.book, text) if text else []
        if len(meanings) == 1 and not isinstance(meanings[0], StockcarError):
            ui.navigate.to(meanings[0][0])
            return
        open_page(serving, f"Find: {text}" if text else "Find")
        draw(text, meanings)


def meanings_of(book: RecordBook, text: str) -> list[Any]:
    """What a text can mean: (address, link) for each certain meaning, else the errors with their candidates."""
    found: list[Any] = []
    missed: list[StockcarError] = []
    asked: list[tuple[Callable[[str], Any], Callable[[Any], tuple[str, Markup]]]] = [
        (book.key, lambda key: (f"/race/{key}", race_link(str(key), f"{key}  {book.race(key).name}"))),
        (book.driver_id, lambda who: (f"/driver/{quote(who)}", driver_link(who, book.driver_names[who]))),
        (season_meant, lambda season: (f"/season/{season[0]}/{season[1]}", season_link(*season))),
    ]
    for lookup, said in asked:
        try:
            found.append(said(lookup(text)))
        except StockcarError as error:
            missed.append(error)
    if found:
        return found
    doubtful = [error for error in missed if isinstance(error, Ambiguous)]
    return doubtful or [error for error in missed if error.candidates]


def season_meant(text: str) -> tuple[str, int]:
    """A series and a year, in either order.

    Raises:
        NotFound: it is not that.
    """
    words = text.lower().split()
    years = [word for word in words if word.isdigit() and len(word) == 4]
    names = [word for word in words if word not in years]
    if len(years) != 1 or len(names) != 1:
        raise NotFound(f"{text} is no season", "a season is a series and a year", "for example cup 2025")
    return Series.named(names[0]).value, int(years[0])


def season_link(series: str, year: int) -> Markup:
    """A link to the page of a season."""
    return Markup('<a href="/season/{}/{}">{}</a>').format(series, year, season_name(series, year))


def draw(text: str, meanings: list[Any]) -> None:
    """The meanings as a list; what to try where there is none."""
    if not text:
        html(
            paragraph("A race (mid-ohio 2022, truck-2022-15, bristol night 2024), a driver, or a season (truck 2022).")
        )
        return
    if not meanings:
        html(paragraph(f"Nothing in the record goes by “{text}”.", "bad"))
        html(paragraph("Add the series and the year to a race, or write a driver's name in full.", "quiet"))
        return
    for meaning in meanings:
        if isinstance(meaning, StockcarError):
            html(paragraph(meaning.what))
            html(paragraph(joined([part for part in (meaning.why, meaning.next_step) if part], "; "), "quiet"))
            html(candidates_list(meaning.candidates))
        else:
            html(Markup('<ul class="candidates"><li>{}</li></ul>').format(meaning[1]))


def missing(serving: Serving) -> Callable[..., Any]:
    """The page of an address that leads nowhere."""

    @shown(serving)
    def nothing_there() -> None:
        ui.context.client.status_code = 404
        open_page(serving, "No such page")
        html(paragraph("There is nothing at this address. The search above finds races, drivers and seasons."))

    return nothing_there
