"""Fetching from public sources without being a burden, and without trusting what comes.

One session: a few requests a second for each host, a User-Agent that says who asks, unchanged answers from the cache.
Each payload is kept verbatim (``stockcar.record.raw``) and then read; what cannot be read is never passed on: the last
copy that could be read takes its place and is named as stale. A source that is down twice in a row is not asked again
in the same update.
"""

import contextlib
import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from stockcar.errors import BadFile, UpstreamError
from stockcar.record.raw import READ, REFUSED, RawArchive

LATER = "try again later: stockcar book update"
FEED = "https://cf.nascar.com"
USER_AGENT = "stockcar (record book of stock-car racing; polite client, cached, rate-limited)"


class Manners(NamedTuple):
    """How a public source is asked."""

    per_second: float = 2.0
    attempts: int = 3
    wait_s: float = 2.0  # before the second attempt; doubled for the third
    timeout_s: float = 30.0
    fresh_s: float = 3600.0  # an answer younger than this is not asked for again


class Copy(NamedTuple):
    """A payload that can be read: where it lies, its digest, and why it is an old one, if it is."""

    payload: bytes
    digest: str
    stale: str | None


class Fetcher:
    """Fetches addresses into an archive; what was asked, what failed and why is kept for the report."""

    def __init__(self, folder: Path, manners: Manners) -> None:
        self.archive = RawArchive(folder / "raw")
        self.manners = manners
        self.stale: dict[str, str] = {}
        self.missing: dict[str, str] = {}
        self._session = _session(folder / "http-answers", manners)
        self._down: dict[str, int] = {}

    def fetch(self, address: str, read: Callable[[bytes], Any]) -> Copy:
        """A copy of an address that ``read`` accepts: the new one, else the last one.

        Raises:
            UpstreamError: the source did not answer or answered nonsense, and there is no older copy.
        """
        try:
            payload = self._get(address)
            read(payload)
        except UpstreamError as error:
            return self._last(address, error.why or error.what)
        except BadFile as error:
            self._session.cache.delete(urls=[address])
            self.archive.keep(address, payload, REFUSED, dt.datetime.now(dt.UTC))
            return self._last(address, f"cannot be read: {error.what}")
        if not payload.strip() and self.archive.latest(address) is not None:
            return self._last(address, "an empty answer")
        return Copy(payload, self.archive.keep(address, payload, READ, dt.datetime.now(dt.UTC)), None)

    def known(self, address: str) -> Copy | None:
        """The copy of an earlier update, if there is one."""
        last = self.archive.latest(address)
        return Copy(self.archive.payload(last.digest), last.digest, None) if last else None

    def _last(self, address: str, why: str) -> Copy:
        last = self.archive.latest(address)
        if last is None:
            self.missing[address] = why
            raise UpstreamError(f"{address}: {why}", "there is no older copy", "try again later")
        self.stale[address] = f"{why}; the copy of {last.at} is used"
        return Copy(self.archive.payload(last.digest), last.digest, self.stale[address])

    def _get(self, address: str) -> bytes:
        import requests

        host = urlsplit(address).netloc
        why = ""
        for attempt in range(self.manners.attempts):
            if self._down.get(host, 0) >= DOWN_AFTER:
                raise UpstreamError(f"{address}: {host} is down", "it did not answer before in this update", LATER)
            if attempt:
                time.sleep(self.manners.wait_s * 2 ** (attempt - 1))
            try:
                answer = self._session.get(address, timeout=self.manners.timeout_s)
                # Kept in the future: the clock was set back, and there is no telling how old it is.
                if answer.from_cache and answer.created_at.replace(tzinfo=dt.UTC) > _now():
                    self._session.cache.delete(urls=[address])
                    answer = self._session.get(address, timeout=self.manners.timeout_s)
            except requests.RequestException as error:
                why = f"no answer ({type(error).__name__})"
                continue
            if answer.status_code == OK:
                self._down[host] = 0
                return bytes(answer.content)
            why = f"status {answer.status_code}"
            if answer.status_code in GONE:
                raise UpstreamError(f"{address}: {why}", why, LATER)
        self._down[host] = self._down.get(host, 0) + 1
        raise UpstreamError(f"{address}: {why}", why, LATER)

    def close(self) -> None:
        """End the session."""
        self._session.close()


OK = 200
GONE = (400, 401, 403, 404, 410)
DOWN_AFTER = 2


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _forget_damaged(cache: Path) -> None:
    """Remove a cache that is no longer a database; everything in it can be asked for again."""
    import sqlite3

    if not cache.is_file():
        return
    try:
        with contextlib.closing(sqlite3.connect(cache)) as base:
            whole = base.execute("pragma quick_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        whole = False
    if not whole:
        cache.unlink()


def _session(cache: Path, manners: Manners) -> Any:
    import requests
    import requests_cache
    import requests_ratelimiter

    class Session(requests_cache.CacheMixin, requests_ratelimiter.LimiterMixin, requests.Session):
        """Cached, rate-limited."""

    cache.parent.mkdir(parents=True, exist_ok=True)
    _forget_damaged(cache.with_suffix(".sqlite"))
    session = Session(
        cache_name=str(cache), backend="sqlite", serializer="json", expire_after=manners.fresh_s, allowable_codes=(OK,),
        per_second=manners.per_second, burst=1,
    )  # fmt: skip
    session.headers["User-Agent"] = USER_AGENT
    return session
