"""What did the timing line see of a recorded race? A whole-race lap file as timing events.

The file says of each car's lap how long it took and in which place the car crossed the line. The running place is what
was scored; the clock is a sum of lap times, and sums drift by a second or two over a race. So each car carries a
correction, moved every lap just as far as the scored order demands (the nearest times in that order, by pooling
neighbours), and gaps are taken from the corrected clock.

Events of a lap come in the order: flag, those who crossed the line (the leader first), stops, and a caution that ended.
Nothing of a later lap is known to them: a caution's cause is told when it is over.

Known limits: where a lap time is missing, that of the leader stands in; a red flag does not show, its laps are long.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stockcar.errors import NotInBook
from stockcar.racing import RaceKey
from stockcar.racing.timing import Caution, Distance, Flag, Lap, PitStop, TimingEvent
from stockcar.record.book import RecordBook

if TYPE_CHECKING:
    import polars as pl

FLAGS = {"yellow": Flag.YELLOW, "red": Flag.RED, "checkered": Flag.CHECKERED, "white": Flag.WHITE}


@dataclass(slots=True)
class _Clock:
    """One car's way through the file."""

    car: str
    times: Sequence[float | None]  # of lap 1, 2, ...
    places: Sequence[int | None]  # at the end of lap 0, 1, ...
    done: int = 0
    at_s: float = 0.0  # corrected clock at its last crossing

    @property
    def more(self) -> bool:
        return self.done < len(self.times)

    def next_s(self, leader_s: float) -> float:
        time = self.times[self.done]
        return self.at_s + (leader_s if time is None else time)


@dataclass(slots=True)
class _Tape:
    """The file under way."""

    clocks: dict[str, _Clock]
    flags: dict[int, Flag]
    stops: dict[int, list[PitStop]]
    cautions: dict[int, list[Caution]]
    lap: int = 0
    lead_s: float = 0.0  # the leader's clock at the end of that lap
    lap_s: float = 0.0  # and how long it took
    at_line: list[_Clock] = field(default_factory=list)


def from_laps(book: RecordBook, key: RaceKey) -> Iterator[TimingEvent]:
    """The events of a race whose laps the book holds.

    Raises:
        NotInBook: no laps with places of that race in the open book.
    """
    race = book.race(key)
    return _told(_tape(book, key), race.laps_scheduled, tuple(stage.end_lap for stage in race.stages))


def _told(tape: _Tape, laps: int | None, stage_ends: tuple[int, ...]) -> Iterator[TimingEvent]:
    if laps:
        yield TimingEvent(0.0, 0, Distance(laps, bool(tape.stops), stage_ends))
    for clock in sorted(tape.clocks.values(), key=lambda clock: clock.places[0] or 999):
        yield TimingEvent(0.0, 0, Lap(clock.car, 0, None, clock.places[0]))
    shown = None
    last = max(len(clock.times) for clock in tape.clocks.values())
    last = min([last, *(lap for lap, flag in tape.flags.items() if flag is Flag.CHECKERED)])  # slow laps may follow
    while tape.lap < last:
        _next_lap(tape)
        flag = tape.flags.get(tape.lap, Flag.GREEN) if tape.lap < last else Flag.CHECKERED
        if flag is not shown:
            yield TimingEvent(tape.lead_s, tape.lap, flag)
            shown = flag
        for clock in tape.at_line:
            yield TimingEvent(max(clock.at_s, tape.lead_s), tape.lap, _crossing(tape, clock))
        for what in (*tape.stops.get(tape.lap, ()), *tape.cautions.get(tape.lap, ())):
            yield TimingEvent(tape.lead_s, tape.lap, what)


def _crossing(tape: _Tape, clock: _Clock) -> Lap:
    down = tape.lap - clock.done
    return Lap(
        clock.car, clock.done, clock.times[clock.done - 1], clock.places[clock.done],
        round(max(0.0, clock.at_s - tape.lead_s), 3), down,
    )  # fmt: skip


def _next_lap(tape: _Tape) -> None:
    """The next lap of the leader: who crossed the line before he did so again, with clocks in the scored order."""
    tape.lap += 1
    on_lead = [c for c in tape.clocks.values() if c.more and c.done == tape.lap - 1]
    on_lead.sort(key=lambda c: (c.places[tape.lap] or 999, c.car))
    times = _pooled([clock.next_s(tape.lap_s) for clock in on_lead])
    tape.lap_s, tape.lead_s = max(0.0, times[0] - tape.lead_s), max(tape.lead_s, times[0])
    horizon_s = _horizon_s(tape, on_lead, times)
    tape.at_line = []
    for clock, time in zip(on_lead, times, strict=True):
        if time < horizon_s or clock is on_lead[0]:
            clock.at_s, clock.done = time, clock.done + 1
            tape.at_line.append(clock)
    for clock in tape.clocks.values():
        before = clock.done
        most = tape.lap - 1 if horizon_s < math.inf else tape.lap
        while clock.more and clock.done < most and clock.next_s(tape.lap_s) < horizon_s:
            clock.at_s, clock.done = clock.next_s(tape.lap_s), clock.done + 1
        if clock.done > before:
            tape.at_line.append(clock)


def _horizon_s(tape: _Tape, on_lead: list[_Clock], times: list[float]) -> float:
    """When the leader of the lap to come crosses the line; never, on the last lap."""
    to_come = [(c, time) for c, time in zip(on_lead, times, strict=True) if len(c.times) > tape.lap]
    if not to_come:
        return math.inf
    leader, time = min(to_come, key=lambda pair: pair[0].places[tape.lap + 1] or 999)
    return max(tape.lead_s, time + (leader.times[tape.lap] or tape.lap_s))


def _pooled(times: list[float]) -> list[float]:
    """The nearest non-decreasing times: neighbours out of order share their mean."""
    pools: list[tuple[float, int]] = []
    for time in times:
        pools.append((time, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, n), (b, m) = pools[-2:]
            pools[-2:] = [((a * n + b * m) / (n + m), n + m)]
    return [mean for mean, count in pools for _ in range(count)]


def recorded_races(book: RecordBook) -> tuple[RaceKey, ...]:
    """The races whose laps the open book holds with places.

    Raises:
        NotInBook: there is none.
    """
    keys = sorted(_placed(book).get_column("key").unique().to_list())
    if not keys:
        why = "whole-race lap files come with the full book"
        raise NotInBook("no laps in this book", why, "stockcar book build --from DIR, or stockcar book update")
    return tuple(RaceKey.parse(key) for key in keys)


def _placed(book: RecordBook) -> "pl.DataFrame":
    """Laps of known cars with their places; none where the book has no laps."""
    import polars as pl

    placed = pl.col("car").is_not_null() & pl.col("running").is_not_null() & pl.col("key").is_not_null()
    try:
        return book.table("laps").filter(placed)
    except NotInBook:
        return pl.DataFrame(schema={"key": pl.String})


def _tape(book: RecordBook, key: RaceKey) -> _Tape:
    import polars as pl

    of_race = pl.col("key") == str(key)
    every = _placed(book)
    laps = every.filter(of_race)
    if not len(laps):
        held = ", ".join(sorted(every.get_column("key").unique().to_list()))
        next_step = f"a simulated run of it: stockcar replay {key} --from run, or stockcar fork {key} --run 0"
        raise NotInBook(f"no laps of {key} in this book", f"it holds the laps of {held or 'no race'}", next_step)
    clocks = {}
    for car, rows in laps.sort("car", "lap").group_by("car", maintain_order=True):
        name = str(car[0])
        places = rows.get_column("running").to_list()
        clocks[name] = _Clock(name, rows.get_column("lap_time_s").to_list()[1:], places)
    flags = book.table("lap_flags").filter(of_race).select("lap", "flag").rows()
    return _Tape(
        clocks,
        {int(lap): FLAGS[flag] for lap, flag in flags if flag in FLAGS},
        _stops(book.table("pit_stops").filter(of_race & (pl.col("leader_lap") > 0))),
        _cautions(book.table("cautions").filter(of_race)),
    )


def _stops(rows: "pl.DataFrame") -> dict[int, list[PitStop]]:
    stops: dict[int, list[PitStop]] = {}
    for row in rows.sort("in_s", "car", nulls_last=True).iter_rows(named=True):
        if row["car"] is not None:
            flag = FLAGS.get(row["flag_in"] or "", Flag.GREEN)
            stop = PitStop(row["car"], row["leader_lap"], flag, row["tires"], row["stop_s"])
            stops.setdefault(row["leader_lap"], []).append(stop)
    return stops


def _cautions(rows: "pl.DataFrame") -> dict[int, list[Caution]]:
    told: dict[int, list[Caution]] = {}
    for row in rows.sort("from_lap").iter_rows(named=True):
        cars = tuple((row["cars"] or "").split(",")) if row["cars"] else ()
        told.setdefault(row["to_lap"], []).append(
            Caution(row["from_lap"], row["to_lap"], row["reason"] or "", cars, row["free_pass_car"])
        )
    return told
