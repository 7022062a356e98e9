"""What happened between two looks at the timing feed? Its payloads as timing events.

The live feed shows the whole field at a moment; the events are what changed since the payload before. It is read
strictly where a wrong value would put a car in the wrong place (laps, places, clock, flag: refused by field path) and
tolerantly where the feed is known to be sloppy: padded stops of zeros, laps led as ranges, counters that stay zero,
cars that vanish, a clock or a lap counter that goes back (both stand still then), practice and qualifying (no race, no
events). The visits of ``live-pit-data`` add tyres.

Known limits: what happens and is undone between two looks is not seen; the feed's words for why a car is out are codes,
told as such.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from stockcar.errors import BadFile
from stockcar.racing.timing import Distance, Flag, Lap, Out, PitStop, Session, TimingEvent
from stockcar.record.sources.feed import kind_of
from stockcar.record.sources.feed.decode import body, decode
from stockcar.record.sources.feed.models import Id, LapNumber, LiveFeed, PitVisit, Vehicle
from stockcar.record.sources.place import plain_name

RACE: Final = 3  # run_type; 1 practice, 2 qualifying
FLAGS: Final = {
    1: Flag.GREEN, 2: Flag.YELLOW, 3: Flag.RED, 4: Flag.CHECKERED, 5: Flag.WHITE, 6: Flag.CHECKERED, 9: Flag.CHECKERED,
}  # fmt: skip
RUNNING: Final = 1  # status
MOST_OVERTIME: Final = 60  # laps beyond the posted distance that are believed
TIRES: Final = ("left_front", "left_rear", "right_front", "right_rear")
_PASS: Final = "leave this snapshot out; the next one tells the race again"


class StageNow(Struct):
    """The stage under way."""

    finish_at_lap: LapNumber


class Snapshot(LiveFeed, kw_only=True):
    """The live feed with what only a race under way needs."""

    series_id: Id | None = None
    stage: StageNow | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the feed has shown so far, as far as the next payload is compared with it."""

    race_id: int | None = None
    series_id: int | None = None
    lap: int = 0
    elapsed_s: float = 0.0
    flag: Flag | None = None
    distance: int | None = None
    stage_ends: tuple[int, ...] = ()
    cars: Mapping[str, tuple[int, int, float | None]] = field(default_factory=dict)  # laps, place, delta
    out: frozenset[str] = frozenset()
    stops: frozenset[tuple[str, int]] = frozenset()  # car, leader's lap
    visits: frozenset[tuple[str, int]] = frozenset()

    @property
    def finished(self) -> bool:
        """The chequered flag was shown."""
        return self.flag is Flag.CHECKERED


def events_of(payload: bytes, name: str, seen: Seen) -> tuple[list[TimingEvent], Seen]:
    """What one payload adds, and what has been seen then. An empty body, practice or another race add nothing.

    Raises:
        BadFile: not a payload of the live feed, damaged, or a field that cannot be meant; names the field's path.
    """
    text, _ = body(payload, name)
    kind = kind_of(name)
    if not text or seen.finished:
        return [], seen
    if kind.as_object is LiveFeed:
        shot = decode(text, Snapshot, name)
        if shot.run_type != RACE or (seen.race_id is not None and shot.race_id != seen.race_id):
            return [], seen
        _require_sense(shot, name)
        return _shot(shot, seen)
    if kind.as_list == list[PitVisit]:
        visits: list[PitVisit] = decode(text, list[PitVisit], name)
        return _visits(visits, seen)
    return [], seen


def _require_sense(shot: Snapshot, name: str) -> None:
    """What each field may say, but not together with the others."""
    why = "one of the two is wrong, and there is no telling which"
    if shot.flag_state not in FLAGS and shot.flag_state not in (0, 8):
        raise BadFile(f"{name}: $.flag_state: {shot.flag_state} is no flag", "known are 0 to 6, 8, 9", _PASS)
    if shot.laps_in_race > 0 and shot.lap_number > shot.laps_in_race + MOST_OVERTIME:
        raise BadFile(f"{name}: $.lap_number: {shot.lap_number} of {shot.laps_in_race} laps", why, _PASS)
    numbers = [str(vehicle.vehicle_number) for vehicle in shot.vehicles]
    for at, vehicle in enumerate(shot.vehicles):
        if vehicle.laps_completed > shot.lap_number + 1:
            path = f"$.vehicles[{at}].laps_completed"
            raise BadFile(
                f"{name}: {path}: {vehicle.laps_completed} laps when the leader has {shot.lap_number}", why, _PASS
            )
        if numbers[at] in numbers[:at]:
            raise BadFile(f"{name}: $.vehicles[{at}].vehicle_number: {numbers[at]} twice", why, _PASS)


def _shot(shot: Snapshot, seen: Seen) -> tuple[list[TimingEvent], Seen]:
    lap, clock = max(seen.lap, shot.lap_number), max(seen.elapsed_s, float(shot.elapsed_time))
    whats: list[Flag | Lap | PitStop | Distance | Out | Session] = []
    if seen.race_id is None:
        whats.append(Session(shot.race_id, shot.run_name, tuple(
            (str(v.vehicle_number), plain_name(v.driver.full_name)) for v in shot.vehicles)))  # fmt: skip
    flag = FLAGS.get(shot.flag_state, seen.flag)
    distance = shot.laps_in_race if shot.laps_in_race > 0 else seen.distance
    ends = _stage_ends(shot, seen)
    if distance is not None and (distance, ends) != (seen.distance, seen.stage_ends):
        whats.append(Distance(distance, stops_timed=True, stage_ends=ends))
    if flag is not None and flag is not seen.flag:
        whats.append(flag)
    cars, out, stops = dict(seen.cars), set(seen.out), set(seen.stops)
    for vehicle in sorted(shot.vehicles, key=lambda v: (v.running_position, str(v.vehicle_number))):
        car = str(vehicle.vehicle_number)
        now = vehicle.laps_completed, vehicle.running_position, vehicle.delta
        if now != cars.get(car) and vehicle.laps_completed >= 0:
            whats.append(_lap(vehicle, lap))
            cars[car] = now
        gone = vehicle.status is not None and vehicle.status != RUNNING and vehicle.is_on_track is not True
        if gone != (car in out):
            whats.append(Out(car, f"retired (status {vehicle.status} of the feed)" if gone else None))
            out ^= {car}
        for stop in vehicle.pit_stops:
            at = car, stop.pit_in_leader_lap
            if stop.pit_in_leader_lap > 0 and stop.pit_in_leader_lap <= lap and at not in stops:
                whats.append(PitStop(car, stop.pit_in_leader_lap, flag or Flag.GREEN, None, None))
                stops.add(at)
    after = replace(
        seen, race_id=shot.race_id, series_id=shot.series_id, lap=lap, elapsed_s=clock, flag=flag, distance=distance,
        stage_ends=ends, cars=MappingProxyType(cars), out=frozenset(out), stops=frozenset(stops),
    )  # fmt: skip
    return [TimingEvent(clock, lap, what) for what in whats], after


def _stage_ends(shot: Snapshot, seen: Seen) -> tuple[int, ...]:
    """The ends of stages before the last, as the feed has named them so far."""
    end = 0 if shot.stage is None else shot.stage.finish_at_lap
    if end <= 0 or end in seen.stage_ends or end >= shot.laps_in_race:
        return seen.stage_ends
    return tuple(sorted((*seen.stage_ends, end)))


def _lap(vehicle: Vehicle, lap: int) -> Lap:
    """A car as the feed shows it: ``delta`` is seconds behind, or minus the laps down."""
    delta = vehicle.delta
    down = None if delta is None else max(0, round(-delta)) if delta < 0 else 0
    led = sum(r.end_lap - r.start_lap + 1 for r in vehicle.laps_led if 0 < r.start_lap <= r.end_lap <= lap)
    time = vehicle.last_lap_time
    return Lap(
        str(vehicle.vehicle_number), vehicle.laps_completed, time if time is not None and time > 0 else None,
        vehicle.running_position if vehicle.running_position > 0 else None,
        None if delta is None or delta < 0 else round(delta, 3), down, min(led, lap) or None,
    )  # fmt: skip


def _visits(visits: list[PitVisit], seen: Seen) -> tuple[list[TimingEvent], Seen]:
    """Tyres of stops; visits before the green flag are none."""
    events, told = [], set(seen.visits)
    for visit in visits:
        at = str(visit.vehicle_number), visit.leader_lap
        if visit.leader_lap <= 0 or visit.leader_lap > seen.lap or at in told:
            continue
        told.add(at)
        tires = sum(bool(getattr(visit, f"{corner}_tire_changed")) for corner in TIRES)
        stop_s = visit.pit_stop_duration if visit.pit_stop_duration > 0 else None
        flag = FLAGS.get(visit.pit_in_flag_status, Flag.GREEN)
        events.append(TimingEvent(seen.elapsed_s, seen.lap, PitStop(at[0], at[1], flag, tires, stop_s)))
    return events, replace(seen, visits=frozenset(told))
