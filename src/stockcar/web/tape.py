"""A race lap by lap as a tape that many visitors read while it is still being written.

One thread writes the documents of ``replay`` as lines; whoever asks reads from the first line on, at his own pace, and
sees the same bytes. A tape that nobody reads any more is not written on.
"""

import asyncio
import json
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from typing import Any

from stockcar.errors import StockcarError, UsageError

log = logging.getLogger("stockcar.web")
FAULT = {
    "error": "Fault", "what": "something went wrong here", "why": "",
    "next": "the terminal that serves this page says what", "candidates": [],
}  # fmt: skip
IDLE_S = 10.0  # written on for so long without a reader
KEPT, WRITERS = 6, 3
POLL_S = 0.05


class Tape:
    """One replay, as lines of JSON."""

    def __init__(self, rows: Callable[[], Iterator[dict[str, Any]]]) -> None:
        self.rows = rows
        self.lines: list[bytes] = []
        self.done = False
        self.cut = False  # given up before its end
        self.wanted = time.monotonic()
        self.thread = threading.Thread(target=self._write, name="stockcar-tape", daemon=True)

    def start(self) -> "Tape":
        """Begin to write."""
        self.thread.start()
        return self

    def _write(self) -> None:
        try:
            for row in self.rows():
                self.lines.append(json.dumps(row, ensure_ascii=False, allow_nan=False).encode() + b"\n")
                if time.monotonic() - self.wanted > IDLE_S:
                    self.cut = True
                    break
        except StockcarError as error:
            self.cut = True
            self.lines.append(json.dumps(error.to_json(), ensure_ascii=False).encode() + b"\n")
        except Exception:
            log.exception("a replay could not be told")
            self.cut = True
            self.lines.append(json.dumps(FAULT).encode() + b"\n")
        finally:
            self.done = True

    def want(self) -> None:
        """Somebody still waits for it."""
        self.wanted = time.monotonic()

    async def read(self, first: int = 0) -> AsyncIterator[bytes]:
        """The lines from number ``first`` on, as they are written."""
        at = first
        while True:
            self.want()
            held = len(self.lines)
            if at < held:
                yield b"".join(self.lines[at:held])
                at = held
            elif self.done:
                return
            else:
                await asyncio.sleep(POLL_S)


class Tapes:
    """The tapes that are kept, the last used last."""

    def __init__(self, kept: int = KEPT, writers: int = WRITERS) -> None:
        self.kept, self.writers = kept, writers
        self.held: OrderedDict[Hashable, Tape] = OrderedDict()

    def tape(self, what: Hashable, rows: Callable[[], Iterator[dict[str, Any]]]) -> Tape:
        """The tape of that name, begun if it is new or was given up.

        Raises:
            UsageError: as many tapes are being written as the machine can bear.
        """
        held = self.held.get(what)
        if held is None or held.cut:
            if sum(not tape.done for tape in self.held.values()) >= self.writers:
                raise UsageError("the page is busy", "other replays are being worked out", "try again in a minute")
            held = self.held[what] = Tape(rows).start()
        self.held.move_to_end(what)
        for name in [name for name, tape in self.held.items() if tape.done][: max(0, len(self.held) - self.kept)]:
            del self.held[name]
        return held
