"""What would the timing line have seen of a simulated run? One run, told by the plain twin, as timing events.

The clock of a simulated race counts a typical green lap for each lap: the simulator times gaps, not cautions.

Known limits: how many tyres a stop brought is not in the log, so tyres are of unknown age after a stop under yellow;
a green stop brings four.
"""

from collections.abc import Generator, Iterator, Sequence

from stockcar.racing.timing import Distance, Flag, Lap, Out, PitStop, TimingEvent
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
    yellow_until, laps = 0, _by_lap(log)
    for number in sorted(laps):
        if number == 0:
            continue
        yellow_until = yield from _lap(inputs, cars, laps[number], yellow_until, number == max(laps))


def _by_lap(log: Sequence[Event]) -> dict[int, list[Event]]:
    laps: dict[int, list[Event]] = {}
    for event in log:
        laps.setdefault(event.lap, []).append(event)
    return laps


def _lap(
    inputs: RaceInputs, cars: Sequence[str], events: list[Event], yellow_until: int, last: bool
) -> Generator[TimingEvent, None, int]:
    """One lap: flag, crossings, then what happened; the last lap of yellow now known is handed on."""
    lap, lap_s = events[0].lap, inputs.track.lap_s
    new = [lap + int(event.value) for event in events if event.kind == "caution"]
    flag = Flag.CHECKERED if last else Flag.YELLOW if new or lap <= yellow_until else Flag.GREEN
    yield TimingEvent(lap * lap_s, lap, flag)
    place = 0
    for event in events:
        if event.kind == "lap":
            place += 1
            down = int(event.value / lap_s)
            gap_s = round(event.value - down * lap_s, 3)
            yield TimingEvent(lap * lap_s + gap_s, lap, Lap(cars[event.slot], lap - down, None, place, gap_s, down))
    for event in events:
        if event.kind == "stop":
            tires = None if flag is Flag.YELLOW else 4
            yield TimingEvent(lap * lap_s, lap, PitStop(cars[event.slot], lap, flag, tires, round(event.value, 3)))
        elif event.kind in REASONS:
            yield TimingEvent(lap * lap_s, lap, Out(cars[event.slot], REASONS[event.kind]))
    return max([yellow_until, *new])
