"""A race lap by lap with its chances, and the futures from any of its laps, under names."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from stockcar.errors import UsageError
from stockcar.face.books import Book, open_book
from stockcar.racing import RaceKey

if TYPE_CHECKING:
    from stockcar.forecast.fitted import FittedInputs
    from stockcar.live.fork import Fork
    from stockcar.racing.timing import TimingEvent
    from stockcar.record import RecordBook

Source = Literal["laps", "feed", "run"]


def replay(
    name: str | RaceKey,
    source: Source = "laps",
    run: int | None = None,
    seed: int = 0,
    runs: int = 400,
    book: Book = None,
    workers: int = 2,
) -> Iterator[dict[str, Any]]:
    """The documents of ``stockcar replay``: one a lap, with the chances from there.

    ``source``: ``laps`` is the recorded race, ``run`` a simulated one (number ``run`` of ``seed``). ``runs`` 0 leaves
    the chances out.

    Raises:
        NotInBook: the open book holds neither the laps nor what the chances need.
        UsageError: no such source or run.
    """
    from stockcar.live.kept import kept_inputs
    from stockcar.live.trace import rows

    opened = open_book(book)
    key = name if isinstance(name, RaceKey) else opened.key(name)
    fitted = kept_inputs(opened, key)
    told = {"simulated": source == "run"} | ({"run": run or 0, "seed": seed} if source == "run" else {})
    for row in rows(fitted, _events(opened, key, fitted, source, run, seed), runs, seed, workers):
        yield {"key": row["key"], **told, **row}


def fork(
    name: str | RaceKey,
    lap: int,
    change: str,
    run: int | None = None,
    seed: int = 0,
    runs: int = 2000,
    book: Book = None,
    workers: int = 2,
) -> "Fork":
    """The race left at the end of ``lap``, raced on with and without one change; ``to_json()`` is the document.

    With ``run`` it is run number ``run`` of ``seed`` that is forked, else the recorded race.

    Raises:
        NotInBook: the open book holds neither the laps nor what the chances need.
        UsageError: a lap that the race does not have, or a change that cannot be made from there.
    """
    from dataclasses import replace

    from stockcar.live.fork import fork as forked
    from stockcar.live.kept import kept_inputs
    from stockcar.live.trace import laps_seen

    opened = open_book(book)
    key = name if isinstance(name, RaceKey) else opened.key(name)
    if lap < 1:
        raise UsageError(f"lap {lap}", "laps are counted from 1", "name a lap that has been run")
    fitted = kept_inputs(opened, key)
    events = _events(opened, key, fitted, "laps" if run is None else "run", run, seed)
    last = 0
    for seen in laps_seen(events, tuple(line.car for line in fitted.lines)):
        last = seen.state.lap
        if last == lap:
            return replace(forked(fitted, seen.state, change, runs, seed, workers), run=run)
    raise UsageError(f"{key} has no lap {lap}", f"it ended after {last} laps", "name an earlier lap")


def _events(
    book: "RecordBook", key: RaceKey, fitted: "FittedInputs", source: str, run: int | None, seed: int
) -> "Iterator[TimingEvent]":
    from stockcar.live import feed
    from stockcar.sim import draws

    if source == "laps":
        if run is not None:
            raise UsageError(f"run {run} of recorded laps", "only simulated races have runs", "--from run")
        return feed.from_laps(book, key)
    if source == "run":
        cars = tuple(line.car for line in fitted.lines)
        return feed.from_run(fitted.inputs, cars, draws.race_key(seed, fitted.race.key), run or 0)
    raise UsageError(f'no source is called "{source}"', "a replay knows these", "choose one", ("laps", "run"))
