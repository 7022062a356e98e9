"""Timing events as lines of JSON, so that any race can be recorded and replayed: one event a line, in order.

``{"elapsed_s":..., "lap":..., "kind":"Lap", "car":"24", ...}``; a flag is ``{"kind":"Flag","flag":"green"}``. A last
line that was cut off is passed over, for the writer may have been stopped; anything else that cannot be read is refused
by line.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import msgspec

from stockcar.errors import BadFile
from stockcar.racing.timing import Caution, Distance, Flag, Lap, Out, PitStop, Session, TimingEvent

KINDS: Final[dict[str, Any]] = {kind.__name__: kind for kind in (Lap, PitStop, Caution, Distance, Out, Session)}


def line_of(event: TimingEvent) -> bytes:
    """One event as a line."""
    what = event.what
    told = {"flag": what.value} if isinstance(what, Flag) else asdict(what)
    kind = type(what).__name__
    return msgspec.json.encode({"elapsed_s": event.elapsed_s, "lap": event.lap, "kind": kind, **_renamed(told)}) + b"\n"


def _renamed(told: dict[str, Any]) -> dict[str, Any]:
    """A car's own lap stands beside the leader's."""
    return {("car_lap" if name == "lap" else name): value for name, value in told.items()}


def event_of(line: bytes) -> TimingEvent:
    """One line as an event.

    Raises:
        msgspec.MsgspecError, KeyError, TypeError, ValueError: not such a line.
    """
    told = msgspec.json.decode(line, type=dict[str, Any])
    elapsed_s, lap, kind = float(told.pop("elapsed_s")), int(told.pop("lap")), told.pop("kind")
    if kind == "Flag":
        return TimingEvent(elapsed_s, lap, Flag(told["flag"]))
    if "car_lap" in told:
        told["lap"] = told.pop("car_lap")
    return TimingEvent(elapsed_s, lap, msgspec.convert(told, KINDS[kind]))


def recorded(events: Iterable[TimingEvent], path: Path) -> Iterator[TimingEvent]:
    """The same events, each written to ``path`` before it is handed on.

    Raises:
        OSError: the disk refuses.
    """
    with path.open("wb") as file:
        for event in events:
            file.write(line_of(event))
            yield event


def read_log(path: Path) -> Iterator[TimingEvent]:
    """The events of a log.

    Raises:
        BadFile: a line that is no event; names it.
    """
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            event = event_of(line)
        except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
            if number == len(lines):  # no line end: it was being written
                return
            raise BadFile(f"{path}: line {number}: not an event", str(error), "record the race again") from None
        yield event
