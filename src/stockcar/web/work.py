"""Long work off the event loop: a few places, a short queue, a time limit, and a memory of answers.

An answer depends only on the book and the question, so visitors share it. A thread cannot be ended from outside: who
stops waiting gives up the answer at once, and the place is free when the work ends. Limits on runs keep that short.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from stockcar.errors import UsageError

PLACES, QUEUE, REMEMBERED = 2, 24, 48


class Bench:
    """Where long work is done."""

    def __init__(self, places: int = PLACES, queue: int = QUEUE) -> None:
        self.threads = ThreadPoolExecutor(places, thread_name_prefix="stockcar-work")
        self.queue = queue
        self.waiting: dict[Hashable, asyncio.Future[Any]] = {}
        self.answers: OrderedDict[Hashable, Any] = OrderedDict()

    def forget(self, what: Hashable) -> None:
        """An answer that nobody else may ask for."""
        self.answers.pop(what, None)

    async def work(self, what: Hashable, make: Callable[[], Any], seconds: float) -> Any:
        """The answer; the same question asked twice at once is worked on once.

        Raises:
            UsageError: too much is being asked at the moment, or the work took longer than allowed.
        """
        if what in self.answers:
            self.answers.move_to_end(what)
            return self.answers[what]
        if what not in self.waiting:
            if len(self.waiting) >= self.queue:
                raise UsageError("the page is busy", "other answers are being worked out", "try again in a minute")
            self.waiting[what] = asyncio.get_running_loop().run_in_executor(self.threads, make)
            self.waiting[what].add_done_callback(lambda done: self._keep(what, done))
        try:
            return await asyncio.wait_for(asyncio.shield(self.waiting[what]), seconds)
        except TimeoutError:
            raise UsageError(f"no answer within {seconds:g} s", "", "ask for fewer runs") from None

    def _keep(self, what: Hashable, done: "asyncio.Future[Any]") -> None:
        self.waiting.pop(what, None)
        if done.cancelled() or done.exception() is not None:
            return
        self.answers[what] = done.result()
        while len(self.answers) > REMEMBERED:
            self.answers.popitem(last=False)
