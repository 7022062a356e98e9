"""A race as it is read by the player: its documents one a line, and the story of a simulated run."""

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple

from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse, Response, StreamingResponse

from stockcar import face
from stockcar.errors import NotInBook, StockcarError, UsageError
from stockcar.face.simulation import DEMO, DEMO_SEED
from stockcar.web.documents import refused, whole
from stockcar.web.serving import Serving
from stockcar.web.tape import Tape
from stockcar.web.words import address

CHANCES = 200  # races simulated from every lap
MOST_RUNS = 2_000
SEEDS = 2**31 - 1


class Told(NamedTuple):
    """Which telling of a race: the recorded laps, or one simulated run."""

    key: str
    source: str  # "laps" | "run"
    run: int | None
    seed: int

    def parts(self) -> dict[str, Any]:
        """As parts of an address."""
        return {"source": self.source, "run": self.run, "seed": self.seed}


def told(serving: Serving, name: str, source: str = "", run: str = "", seed: str = "") -> Told:
    """The telling meant: the recorded laps where the book holds them, else a simulated run of that race.

    Raises:
        NotFound, Ambiguous: no race or several.
        UsageError: a run or a seed that is no number.
    """
    key = str(face.race(name[:120], serving.book).key)
    first_seed = DEMO_SEED if key == DEMO else 0
    if source not in ("", "laps", "run"):
        raise UsageError(f"a race is not told from {source[:40]}", "it is told from laps or from a run", "source=run")
    if not source:
        source = "run" if run or not has_laps(serving, key) else "laps"
    if source == "laps":
        return Told(key, "laps", None, whole(seed, "seed", 0, SEEDS, 0))
    return Told(key, "run", whole(run, "run", 0, 10_000_000, 0), whole(seed, "seed", 0, SEEDS, first_seed))


def has_laps(serving: Serving, key: str) -> bool:
    """Does the open book hold the laps of a race, one by one?"""
    try:
        _, rows = serving.book.sql(f"select 1 from laps where key = '{key}' limit 1")
    except StockcarError:
        return False
    return bool(rows)


def rows_of(serving: Serving, meant: Told, runs: int) -> Iterator[dict[str, Any]]:
    """The documents of ``replay``."""
    source: Any = meant.source
    return face.replay(meant.key, source, meant.run, meant.seed, runs, serving.book)


def story_of(serving: Serving, meant: Told) -> dict[str, Any]:
    """The story of a simulated run: its laps with the lanes, and its events in words."""
    made = face.simulate(meant.key, serving.book, runs=1, seed=meant.seed).tell(meant.run or 0)
    return {"laps": made["laps"], "events": made["events"]}


def add_to(app: FastAPI, serving: Serving) -> None:
    """Put the streams on the page."""

    @app.get("/data/replay/{name}")
    async def replay(
        name: str,
        source: str = "",
        run: str = "",
        seed: str = "",
        runs: str = "",
        first: Annotated[str, Query(alias="from")] = "",
    ) -> Response:
        try:
            meant = told(serving, name, source, run, seed)
            number = whole(runs, "runs", 0, MOST_RUNS, CHANCES)
            begin = whole(first, "from", 0, 100_000, 0)
            if meant.source == "laps":
                _require_laps(serving, meant.key)
            what = (serving.book.digest, meant, number)
            tape = serving.tapes.tape(what, lambda: rows_of(serving, meant, number))
        except StockcarError as error:
            return refused(error)
        return StreamingResponse(tape.read(begin), media_type="application/x-ndjson")

    @app.get("/data/live")
    async def live(runs: str = "", first: Annotated[str, Query(alias="from")] = "") -> Response:
        try:
            begin = whole(first, "from", 0, 100_000, 0)
            tape = live_tape(serving, whole(runs, "runs", 0, CHANCES, CHANCES))
        except StockcarError as error:
            return refused(error)
        return StreamingResponse(tape.read(begin), media_type="application/x-ndjson")

    @app.get("/data/story/{name}")
    async def story(name: str, run: str = "", seed: str = "") -> Response:
        try:
            meant = told(serving, name, "run", run, seed)
            return JSONResponse(await serving.work(("story", meant), lambda: story_of(serving, meant)))
        except StockcarError as error:
            return refused(error)

    _add_fork(app, serving)


def _add_fork(app: FastAPI, serving: Serving) -> None:
    @app.get("/data/fork/{name}")
    async def fork(
        name: str, lap: str = "", change: str = "", run: str = "", seed: str = "", runs: str = "", source: str = ""
    ) -> Response:
        try:
            if not lap or not change:
                raise UsageError("which lap, and which change?", "a fork needs both", "lap=60&change=caution")
            meant = told(serving, name, source, run, seed)
            number = whole(runs, "runs", 1, serving.limits.runs, 2_000)
            at = whole(lap, "lap", 1, 2_000, 1)
            return JSONResponse(await serving.work(("fork", meant, at, change, number),
                                                   lambda: fork_of(serving, meant, at, change, number)))  # fmt: skip
        except StockcarError as error:
            return refused(error)


def live_tape(serving: Serving, runs: int) -> Tape:
    """The race on track, one watch for all; or a recording of the feed, read like any race.

    Raises:
        UsageError: this page is served without the network.
    """
    on_track = serving.on_track
    if on_track.off:
        raise UsageError("this page is served offline", "the live feed needs the network", "stockcar serve")
    if on_track.recording is None:
        return on_track.tape(serving.book, CHANCES)
    return serving.tapes.tape((serving.book.digest, "recording", runs), lambda: on_track.recorded(serving.book, runs))


def fork_of(serving: Serving, meant: Told, lap: int, change: str, runs: int) -> dict[str, Any]:
    """The document of ``fork``."""
    made = face.fork(meant.key, lap, change[:80], meant.run, meant.seed, runs, serving.book)
    document: dict[str, Any] = made.to_json()
    return document


def replay_address(meant: Told, lap: int | None = None) -> str:
    """The page of a telling."""
    return address(f"/replay/{meant.key}", **meant.parts(), lap=lap)


def require_told(serving: Serving, name: str, source: str, run: str, seed: str) -> Told:
    """The telling meant, if the open book can tell it.

    Raises:
        NotInBook: it holds neither the laps nor what a simulated run needs. Errors of ``told``.
    """
    meant = told(serving, name, source, run, seed)
    if meant.source == "laps":
        _require_laps(serving, meant.key)
    if serving.book.kind != "full":  # a full book can fit every race, which takes a while: the player waits for it
        face.simulate(meant.key, serving.book, runs=1, seed=meant.seed)
    return meant


def _require_laps(serving: Serving, key: str) -> None:
    if not has_laps(serving, key):
        raise NotInBook(f"the open book does not hold the laps of {key}", "", "stockcar book status")
