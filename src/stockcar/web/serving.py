"""What is being served: one open book, the limits, and the bench on which long work is done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from stockcar import __version__
from stockcar.record import RecordBook
from stockcar.web.tape import Tapes
from stockcar.web.watching import OnTrack
from stockcar.web.work import Bench

SIMULATED = frozenset({"forecast", "forked", "fork", "playoffs", "laps", "story"})
LEDGER = Lock()


@dataclass(frozen=True)
class Limits:
    """What one visitor may ask for."""

    runs: int = 10_000  # simulated races a request
    text: int = 100_000  # characters of a report to check
    body: int = 512 * 1024  # bytes of a request, or of one message
    query: int = 4_096  # bytes of an address
    seconds: float = 60.0  # a request


@dataclass(frozen=True)
class Serving:
    """An open book, read only, and how it is served."""

    book: RecordBook
    limits: Limits = Limits()
    bench: Bench = field(default_factory=Bench)  # for what is simulated
    reading: Bench = field(default_factory=Bench)  # for what is read: no page waits behind a simulation
    tapes: Tapes = field(default_factory=Tapes)
    version: str = __version__
    on_track: OnTrack = field(default_factory=OnTrack)

    def can_simulate(self, key: str) -> bool:
        """Can the open book fit the race, or does it hold it fitted?"""
        return self.book.kind == "full" or self.book.frozen_inputs(key, "grid") is not None

    async def work(self, what: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """The answer to a question of that name: remembered, or made off the event loop within the limits."""
        bench = self.bench if what[0] in SIMULATED else self.reading
        return await bench.work((self.book.digest, *what), make, self.limits.seconds)

    def forget(self, what: tuple[Any, ...]) -> None:
        """An answer that nobody else may ask for."""
        self.reading.forget((self.book.digest, *what))

    def close(self) -> None:
        """End the work that has not begun."""
        for bench in (self.bench, self.reading):
            bench.threads.shutdown(wait=False, cancel_futures=True)


def one_at_a_time(make: Callable[[], Any]) -> Callable[[], Any]:
    """For what reads the ledger of the report, which is one connection: two threads must not be in it at once."""

    def alone() -> Any:
        with LEDGER:
            return make()

    return alone
