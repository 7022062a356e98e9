"""The live feed, asked politely until the chequered flag: what changes becomes timing events.

One address at a time, with a User-Agent that says who asks. The wait is ``shortest_s`` while the race moves and doubles
to ``longest_s`` while nothing changes, nothing is on track, or the server is dead, slow or lying: a body that cannot be
read counts as no answer. Nothing that fails ends the watch; ``say`` is told what failed, once while it lasts.

Known limits: the feed renews itself about every 36 s, so events are late by up to that; the clock of the race is the
feed's own.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from stockcar.errors import BadFile, UpstreamError
from stockcar.live.recording import Recording, Say
from stockcar.live.snapshots import Seen, events_of
from stockcar.racing.timing import TimingEvent
from stockcar.record.fetch import FEED, USER_AGENT

LARGEST: Final = 8_000_000  # bytes of an answer
LATER: Final = "the next poll asks again; a recording can be replayed with --from feed --recording DIR"


@dataclass(frozen=True, slots=True)
class Manners:
    """How the feed is asked."""

    shortest_s: float = 4.0
    longest_s: float = 36.0
    timeout_s: float = 15.0  # for the whole answer
    visits_every: int = 6  # polls of the live feed between two of the pit data
    polls: int | None = None  # stop after so many; None: at the chequered flag


def follow(
    base: str = FEED, record: Path | None = None, manners: Manners | None = None, say: Say = lambda _: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[TimingEvent]:  # fmt: skip
    """Events as they come; with ``record``, every payload is kept there. Ends with the race.

    Raises:
        UsageError: the recording cannot be written.
    """
    manners = manners or Manners()
    watch = _Watch(base, Recording(record) if record is not None else None, manners, say)
    wait_s, polls = manners.shortest_s, 0
    while not watch.seen.finished and (manners.polls is None or polls < manners.polls):
        if polls:
            sleep(wait_s)
        events = watch.ask("live-feed.json", f"{base}/cacher/live/live-feed.json")
        address = watch.visits_address
        if events and address is not None and polls % manners.visits_every == 0:
            events += watch.ask("live-pit-data.json", address)
        yield from events
        wait_s = manners.shortest_s if events else min(manners.longest_s, 2 * wait_s)
        polls += 1


class _Watch:
    """What is asked, what came, what failed last."""

    def __init__(self, base: str, recording: Recording | None, manners: Manners, say: Say) -> None:
        import requests

        self.base, self.recording, self.manners, self.say = base, recording, manners, say
        self.seen = Seen()
        self.session = requests.Session()
        self.session.headers["User-Agent"] = USER_AGENT
        self.failing: str | None = None

    @property
    def visits_address(self) -> str | None:
        """Where the pit data of this race are; None until the race is known."""
        seen = self.seen
        if seen.race_id is None or seen.series_id is None:
            return None
        return f"{self.base}/cacher/live/series_{seen.series_id}/{seen.race_id}/live-pit-data.json"

    def ask(self, name: str, address: str) -> list[TimingEvent]:
        """One poll; no events when it failed or nothing changed."""
        try:
            payload = fetch(self.session, address, self.manners.timeout_s)
            if self.recording is not None:
                self.recording.keep(name, payload)
            events, self.seen = events_of(payload, name, self.seen)
        except (UpstreamError, BadFile) as error:
            if self.failing != error.what:
                self.say(f"{error.what}: trying again")
            self.failing = error.what
            return []
        if self.failing is not None:
            self.say("the feed answers again")
        self.failing = None
        return events


def fetch(session: Any, address: str, timeout_s: float) -> bytes:
    """One answer, whole, in time and of a size that can be meant.

    Raises:
        UpstreamError: anything else.
    """
    import requests

    ends, held = time.monotonic() + timeout_s, bytearray()
    try:
        with session.get(address, timeout=timeout_s, stream=True) as answer:
            if answer.status_code != requests.codes.ok:
                raise UpstreamError(f"{address}: status {answer.status_code}", "", LATER)
            for part in answer.iter_content(65_536):
                held += part
                if time.monotonic() > ends or len(held) > LARGEST:
                    raise UpstreamError(f"{address}: too slow or too large", f"{len(held)} bytes so far", LATER)
            told = answer.headers.get("Content-Length", "")
            if told.isdecimal() and "Content-Encoding" not in answer.headers and int(told) != len(held):
                raise UpstreamError(f"{address}: cut short", f"{len(held)} of {told} bytes", LATER)
    except requests.RequestException as error:
        raise UpstreamError(f"{address}: no answer ({type(error).__name__})", str(error), LATER) from None
    return bytes(held)
