"""Damaged requests to the page, which must answer each without falling over."""

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from stockcar.record import RecordBook
from verification import trust_mutations as damage

ADDRESSES = (
    "/data/race/truck-2022-15",
    "/data/season/truck/2022",
    "/data/standings/truck/2022?after=truck-2022-10",
    "/data/driver/parker-kligerman",
    "/",
    "/find?q=bristol",
    "/race/truck-2022-15",
    "/driver/parker-kligerman",
    "/season/truck/2022",
    "/desk",
    "/assets/page.css",
    "/data/nothing",
)


@cache
def _client(book: RecordBook) -> Any:
    """One page a process: the library behind it keeps its pages in a module."""
    import warnings

    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

    from stockcar.web.app import build
    from stockcar.web.serving import Serving

    page: Any = build(Serving(book))
    client = TestClient(page, base_url="http://127.0.0.1:8717", raise_server_exceptions=False)
    client.__enter__()  # the page needs its start-up; it goes with the process
    return client


def requests(book: RecordBook) -> Iterator[tuple[str, float, Any, Any]]:
    """Requests to the page, where it is installed."""
    try:
        client = _client(book)
    except ImportError:
        return

    def make(luck: random.Random) -> dict[str, Any]:
        address = luck.choice(ADDRESSES)
        made = address if luck.random() < 0.1 else "/" + damage.text(address[1:], luck)
        asked: dict[str, Any] = {
            "method": luck.choice(("GET", "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS")),
            "url": made[:5000],
        }
        if luck.random() < 0.2:
            asked["headers"] = {
                luck.choice(("host", "origin", "cookie", "accept", "content-length")): _latin(luck.choice(damage.WORDS))
            }
        return asked

    def take(made: dict[str, Any]) -> None:
        import httpx

        try:
            answer = client.request(**made)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError, UnicodeError):
            return  # the client would not even send it
        if answer.status_code >= 500:
            raise ValueError(f"{answer.status_code}: {answer.text[:100]}")
        if answer.url.path.startswith("/data/") and answer.content and "json" in answer.headers.get("content-type", ""):
            answer.json()

    yield "HTTP request", 6, make, take


def _latin(word: str) -> str:
    return word.encode("latin-1", "replace").decode("latin-1")[:3000]
