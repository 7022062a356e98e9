"""The documents of the verbs over HTTP (``/data/race/KEY`` and so on): the same JSON, for the page and for programs."""

import logging
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from stockcar import face
from stockcar.errors import NotFound, NotInBook, StockcarError, UsageError
from stockcar.web.serving import Serving, one_at_a_time
from stockcar.web.tape import FAULT

log = logging.getLogger("stockcar.web")
SEASONS = 1949, 2100


def add_to(app: FastAPI, serving: Serving) -> None:
    """Put the documents on the page."""

    async def answered(what: tuple[Any, ...], make: Callable[[], Any]) -> Response:
        try:
            return JSONResponse(await serving.work(("document", *what), make))
        except StockcarError as error:
            return refused(error)
        except Exception:
            log.exception("a document could not be made")
            return JSONResponse(FAULT, 500)

    @app.get("/data/race/{key}")
    async def race(key: str) -> Response:
        return await answered(
            ("race", key), one_at_a_time(lambda: face.race(key, serving.book).to_json(forecast=False))
        )

    @app.get("/data/season/{series}/{year}")
    async def season(series: str, year: str) -> Response:
        what = ("season", series, year)
        return await answered(what, lambda: face.season(series, of_year(year), serving.book))

    @app.get("/data/standings/{series}/{year}")
    async def standings(series: str, year: str, after: str | None = None) -> Response:
        what = ("standings", series, year, after)
        return await answered(what, lambda: face.standings(series, of_year(year), after, serving.book))

    @app.get("/data/driver/{name}")
    async def driver(name: str) -> Response:
        return await answered(("driver", name), lambda: face.driver(name, serving.book).to_json())

    @app.get("/data/{_:path}")
    async def nothing(_: Request) -> Response:
        return refused(NotFound("no such document", "", "docs/cli.md names the documents under /data"))


def refused(error: StockcarError) -> Response:
    """The error document of the verbs."""
    status = 404 if isinstance(error, NotFound | NotInBook) else 400
    return JSONResponse(error.to_json(), status)


def of_year(text: str) -> int:
    """A season that was typed into an address.

    Raises:
        UsageError: no year.
    """
    return whole(text, "the year", *SEASONS, SEASONS[0])


def whole(text: str | None, name: str, low: int, high: int, default: int) -> int:
    """A number that was typed into an address.

    Raises:
        UsageError: no number, or outside what is allowed.
    """
    if text is None or text == "":
        return default
    if not text.lstrip("-").isdigit() or not text.isascii() or not low <= int(text[:12]) <= high:
        raise UsageError(
            f"{name} cannot be {text[:40]}", f"it is a number from {low} to {high:,}", "change it in the address"
        )
    return int(text)
