"""A race lap by lap with its chances, and the futures from any of its laps, under names."""

import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from stockcar.errors import NotFound, NotInBook, UsageError
from stockcar.face.arguments import checked
from stockcar.face.books import Book, open_book
from stockcar.face.chances import SEED
from stockcar.face.fields import require_room
from stockcar.racing import RaceKey

if TYPE_CHECKING:
    from stockcar.forecast.fitted import FittedInputs
    from stockcar.live.fork import Fork
    from stockcar.live.recording import Say
    from stockcar.racing.timing import TimingEvent
    from stockcar.record import RecordBook

Source = Literal["laps", "feed", "run"]


@checked
def replay(
    name: str | RaceKey = "",
    source: Source = "laps",
    run: int | None = None,
    seed: int | None = None,
    runs: int = 400,
    book: Book = None,
    workers: int = 2,
    recording: Path | None = None,
    record: Path | None = None,
    say: "Say" = lambda _: None,
) -> Iterator[dict[str, Any]]:
    """The documents of ``stockcar replay``: one a lap, with the chances from there.

    ``source``: ``laps`` is the recorded race, ``run`` a simulated one (number ``run`` of ``seed``; without one that of
    ``simulate``), ``feed`` a ``recording``: a folder of ``live --record``, or a log of events (``.jsonl``) that an
    earlier replay wrote to ``record``. The feed's own recordings need no name. ``runs`` 0 leaves the chances out.

    Raises:
        NotInBook: the open book holds neither the laps nor what the chances need.
        NotFound: no lap of a race in the recording.
        UsageError: no such source or run.
    """
    from stockcar.live.event_log import recorded
    from stockcar.live.kept import kept_inputs
    from stockcar.live.trace import rows

    opened, seed = open_book(book), _seed(seed, source == "run")
    told: dict[str, Any] = {"simulated": source == "run"}
    fitted: FittedInputs | None
    key = None if not name else name if isinstance(name, RaceKey) else opened.key(name)
    if source == "feed":
        events = _recorded(recording, say)
        if key is None:
            first = next(events, None)
            fitted = None if first is None else _on_track(opened, first, None, say)
            events = chain([] if first is None else [first], events)
        else:
            fitted = kept_inputs(opened, key)
    else:
        fitted, events = _under_way(opened, key or opened.key(""), source, run, seed)
        told |= {"run": run or 0, "seed": seed} if source == "run" else {}
    row = None
    for row in rows(fitted, events if record is None else recorded(events, Path(record)), runs, seed, workers):
        yield {"key": row["key"], **told, **row}
    if row is None:
        raise NotFound(
            f"no lap to tell in {recording or key}", "nothing in it is a lap of a race",
            "stockcar live --record DIR keeps what can be replayed: live-feed payloads, in order",
        )  # fmt: skip


@checked
def live(
    entries: Path | None = None,
    record: Path | None = None,
    runs: int = 2000,
    seed: int = 0,
    book: Book = None,
    workers: int = 2,
    feed: str | None = None,
    say: "Say" = lambda _: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[dict[str, Any]]:
    """The documents of ``stockcar live``: the race on track, one a lap of its leader, until the chequered flag.

    The chances need to know who races: the book's entries where it holds the race, else an entry file (as of
    ``stockcar forecast --entries``). With neither they are None, and ``say`` is told why. ``record`` keeps every
    payload in that folder. ``feed`` is another address than the official one. ``sleep`` waits between two looks at it;
    what it raises ends the watch.

    Raises:
        UsageError: the recording cannot be written.
    """
    from stockcar.live.follow import follow
    from stockcar.live.trace import rows
    from stockcar.record.fetch import FEED

    opened = open_book(book)
    events = follow(feed or FEED, None if record is None else Path(record), say=say, sleep=sleep)
    first = next(events, None)
    if first is None:
        return
    fitted = _on_track(opened, first, entries, say)
    for row in rows(fitted, chain([first], events), runs, seed, workers):
        yield {"key": row["key"], "simulated": False, **row}


def _on_track(book: "RecordBook", first: "TimingEvent", entries: Path | None, say: "Say") -> "FittedInputs | None":
    """The inputs of the race that the feed shows; None where nobody can tell them."""
    from stockcar.forecast.forecast import forecast_entries
    from stockcar.live.kept import kept_inputs
    from stockcar.racing.timing import Session

    if entries is not None:
        return forecast_entries(book, Path(entries), runs=1).fitted
    told = first.what
    if isinstance(told, Session):
        races = book.table("races")
        held = races.filter(races.get_column("official_race_id") == told.race_id).get_column("key").to_list()
        if len(held) == 1:
            try:
                return kept_inputs(book, RaceKey.parse(held[0]))
            except NotInBook as missing:
                say(f"no chances: {missing.what}")
                return None
        say(f"no chances: race {told.race_id} ({told.name}) is not in the open book; --entries FILE names who races")
    return None


def _recorded(recording: Path | None, say: "Say") -> "Iterator[TimingEvent]":
    from stockcar.live.recording import replay as read

    if recording is None:
        raise UsageError("no recording is named", "--from feed replays what live --record DIR kept", "--recording DIR")
    return read(Path(recording), say)


@checked
def fork(
    name: str | RaceKey,
    lap: int,
    change: str,
    run: int | None = None,
    seed: int | None = None,
    runs: int = 2000,
    book: Book = None,
    workers: int = 2,
) -> "Fork":
    """The race left at the end of ``lap``, raced on with and without one change; ``to_json()`` is the document.

    With ``run`` it is run number ``run`` of ``seed`` that is forked, else the recorded race. Without a ``seed`` it is a
    run of ``simulate``; the luck of a recorded race's futures is of seed 0.

    Raises:
        NotInBook: the open book holds neither the laps nor what the chances need.
        UsageError: a lap that the race does not have, or a change that cannot be made from there.
    """
    from dataclasses import replace

    from stockcar.live.fork import fork as forked
    from stockcar.live.trace import laps_seen

    opened, seed = open_book(book), _seed(seed, run is not None)
    key = name if isinstance(name, RaceKey) else opened.key(name)
    if lap < 1:
        raise UsageError(f"lap {lap}", "laps are counted from 1", "name a lap that has been run")
    fitted, events = _under_way(opened, key, "laps" if run is None else "run", run, seed)
    last = 0
    for seen in laps_seen(events, tuple(line.car for line in fitted.lines)):
        last = seen.state.lap
        if last == lap:
            return replace(forked(fitted, seen.state, change, runs, seed, workers), run=run)
    raise UsageError(f"{key} has no lap {lap}", f"it ended after {last} laps", "name an earlier lap")


@checked
def finishes(
    runs: int = 400,
    seed: int = 0,
    book: Book = None,
    workers: int = 2,
    say: Callable[[str, int, int], None] | None = None,
) -> dict[str, Any]:
    """The document of ``stockcar replay --finishes``: recorded races, the most exciting last tenth first.

    ``say`` is told (race, how many are done, of how many).

    Raises:
        NotInBook: the open book holds no laps.
    """
    from stockcar.live.finishes import best_finishes

    opened = open_book(book)
    found = [
        {
            "key": str(finish.key), "name": opened.race(finish.key).name, "from_lap": finish.from_lap,
            "laps": finish.laps, "excitement": round(finish.excitement, 4), "car": finish.car, "driver": finish.driver,
            "win_then": round(finish.chance_before, 6), "win_a_lap_before": round(finish.chance_last, 6),
        }
        for finish in best_finishes(opened, runs, seed, workers, say)
    ]  # fmt: skip
    return {"runs": runs, "seed": seed, "finishes": found}


def _seed(given: int | None, simulated: bool) -> int:
    """The seed asked for; without one, a simulated run is the one that ``simulate`` has under that number."""
    return given if given is not None else SEED if simulated else 0


def _under_way(
    book: "RecordBook", key: RaceKey, source: str, run: int | None, seed: int
) -> "tuple[FittedInputs, Iterator[TimingEvent]]":
    """The inputs of a race, and what its timing line saw: the recorded race, or a simulated run."""
    from stockcar.live import feed
    from stockcar.live.kept import kept_inputs
    from stockcar.sim import draws

    if source == "laps":
        if run is not None:
            raise UsageError(f"run {run} of recorded laps", "only simulated races have runs", "--from run")
        events = feed.from_laps(book, key)  # first: without laps nothing needs to be fitted
        return kept_inputs(book, key), events
    if source == "run":
        require_room(book, key)
        fitted = kept_inputs(book, key)
        cars = tuple(line.car for line in fitted.lines)
        return fitted, feed.from_run(fitted.inputs, cars, draws.race_key(seed, fitted.race.key), run or 0)
    raise UsageError(f'no source is called "{source}"', "a replay knows these", "choose one", ("laps", "feed", "run"))
