"""What would the timing line have seen of a simulated run? One run, told by the plain twin, as timing events.

The clock of a simulated race counts a typical green lap for each lap: the simulator times gaps, not cautions.

Known limits: how many tyres a stop brought is not in the log, so tyres are of unknown age after a stop under yellow;
a green stop brings four.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stockcar.racing.timing import Caution, Distance, Flag, Lap, Out, PitStop, TimingEvent
from stockcar.sim import RaceInputs, replay
from stockcar.sim.log import Event

REASONS = {"crash": "crash", "failure": "mechanical"}


def from_run(inputs: RaceInputs, cars: Sequence[str], race_key: int, run: int) -> Iterator[TimingEvent]:
    """The events of run number ``run`` of the race with this key; ``cars`` are the numbers by slot.

    Raises:
        UsageError: no such run.
    """
    _, log = replay(inputs, race_key, run)
    yield TimingEvent(0.0, 0, Distance(inputs.track.laps, True, tuple(inputs.procedure.stage_end_laps.tolist())))
    grid = sorted(range(len(cars)), key=lambda slot: int(inputs.cars.grid[slot]))
    for place, slot in enumerate(grid, start=1):
        yield TimingEvent(0.0, 0, Lap(cars[slot], 0, None, place))
    laps, under = _by_lap(log), _Yellow()
    for number in sorted(laps):
        if number > 0:
            yield from _lap(inputs, cars, laps[number], under, number == max(laps))


@dataclass(slots=True)
class _Yellow:
    """The caution in force."""

    since: int | None = None
    free_pass: str | None = None


def _by_lap(log: Sequence[Event]) -> dict[int, list[Event]]:
    laps: dict[int, list[Event]] = {}
    for event in log:
        laps.setdefault(event.lap, []).append(event)
    return laps


def _lap(
    inputs: RaceInputs, cars: Sequence[str], events: list[Event], under: _Yellow, last: bool
) -> Iterator[TimingEvent]:
    """One lap: flag, crossings, then what happened, at last a caution that ended."""
    lap, lap_s = events[0].lap, inputs.track.lap_s
    if under.since is None and any(event.kind == "caution" for event in events):
        under.since = lap
    flag = Flag.CHECKERED if last else Flag.GREEN if under.since is None else Flag.YELLOW
    yield TimingEvent(lap * lap_s, lap, flag)
    for place, event in enumerate((event for event in events if event.kind == "lap"), start=1):
        down = int(event.value / lap_s)
        gap_s = round(event.value - down * lap_s, 3)
        yield TimingEvent(lap * lap_s + gap_s, lap, Lap(cars[event.slot], lap - down, None, place, gap_s, down))
    for event in events:
        if event.kind == "stop":
            tires = 4 if flag is Flag.GREEN else None
            yield TimingEvent(lap * lap_s, lap, PitStop(cars[event.slot], lap, flag, tires, round(event.value, 3)))
        elif event.kind in REASONS:
            yield TimingEvent(lap * lap_s, lap, Out(cars[event.slot], REASONS[event.kind]))
        elif event.kind == "free-pass":
            under.free_pass = cars[event.slot]
        elif event.kind == "green" and under.since is not None:
            yield TimingEvent(lap * lap_s, lap, Caution(under.since, lap, "", (), under.free_pass))
            under.since = under.free_pass = None
