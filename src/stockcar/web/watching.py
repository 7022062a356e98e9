"""The race on track, followed once for all visitors and only while somebody watches.

What is followed is set when the page is served: the official feed, another address, or a recording of it. A visitor
cannot name an address or a path. Who comes later is given the laps that were seen so far, then the next as they come.

Known limits: laps that were run before anybody watched were not seen. A race that is over stays for a quarter of an
hour; who comes later begins a new watch.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stockcar import face
from stockcar.record import RecordBook
from stockcar.web.tape import IDLE_S, Tape

NOTHING_ON = (
    "No lap has been seen: no race is on, or its first lap is not over. The feed is asked again, every few seconds at "
    "first, then every half minute; this page goes on by itself."
)
OVER = "The race is over."
KEPT_S = 900.0  # after the chequered flag
STEP_S = 0.5


class Unwatched(Exception):
    """Nobody watches any more."""


class Watch(Tape):
    """A tape of the live feed: documents of ``live`` and, between them, what there is to be said of the feed."""

    def __init__(self, book: RecordBook, feed: str | None, runs: int) -> None:
        super().__init__(self._follow)
        self.book, self.feed, self.runs = book, feed, runs
        self.said = ""
        self.laps = 0
        self.ended: float | None = None

    def _follow(self) -> Iterator[dict[str, Any]]:
        try:
            for row in face.live(runs=self.runs, book=self.book, feed=self.feed, say=self.say, sleep=self.wait):
                self.laps += 1
                yield row
        except Unwatched:
            self.cut = True
            return
        self.say(OVER)
        self.ended = time.monotonic()

    def say(self, text: str) -> None:
        """Tell all visitors, once while it holds."""
        if text != self.said:
            self.said = text
            self.lines.append(json.dumps({"said": text}, ensure_ascii=False).encode() + b"\n")

    def wait(self, seconds: float) -> None:
        """Wait until the feed may be asked again.

        Raises:
            Unwatched: nobody watches any more.
        """
        if not self.laps and not self.said:
            self.say(NOTHING_ON)
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            if now - self.wanted > IDLE_S:
                raise Unwatched
            time.sleep(min(STEP_S, until - now))

    @property
    def stale(self) -> bool:
        """Given up, or over for long: who comes now begins anew."""
        return self.cut or (self.ended is not None and time.monotonic() - self.ended > KEPT_S)


class OnTrack:
    """What the page follows: None the official feed, else an address, a recording, or nothing ("")."""

    def __init__(self, feed: str | None = None) -> None:
        self.off = feed == ""
        self.recording = Path(feed) if feed and "://" not in feed else None
        self.feed = feed if feed and "://" in feed else None
        self.watch: Watch | None = None

    def tape(self, book: RecordBook, runs: int) -> Tape:
        """The one watch of all visitors, or the recording read once."""
        if self.watch is None or self.watch.stale:
            self.watch = Watch(book, self.feed, runs)
            self.watch.start()
        self.watch.want()
        return self.watch

    def recorded(self, book: RecordBook, runs: int) -> Iterator[dict[str, Any]]:
        """The laps of the recording."""
        return face.replay(source="feed", recording=self.recording, runs=runs, book=book)
