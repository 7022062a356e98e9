"""What the timing line sees: flags, laps, stops, cautions, as events with a race clock.

``elapsed_s`` counts from the green flag that starts the race; ``lap`` is the leader's lap, 1-based, 0 before the start.
"""

from dataclasses import dataclass
from enum import StrEnum


class Flag(StrEnum):
    """What the starter shows."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    WHITE = "white"
    CHECKERED = "checkered"


@dataclass(frozen=True, slots=True)
class Lap:
    """A car completed a lap; lap 0 is its place on the grid. None is not timed.

    ``position`` is its running place at the line, 1-based; ``gap_s`` its time behind the leader beyond whole laps;
    ``laps_down`` the whole laps, None where they follow from the leader's lap.
    """

    car: str
    lap: int
    lap_time_s: float | None
    position: int | None
    gap_s: float | None = None
    laps_down: int | None = None
    led: int | None = None  # laps led so far, where the timing stand says it


@dataclass(frozen=True, slots=True)
class PitStop:
    """A car stopped. ``tires`` is how many were changed (0-4); None where not recorded."""

    car: str
    lap: int  # of the leader
    flag: Flag
    tires: int | None
    stop_s: float | None  # standing in the box


@dataclass(frozen=True, slots=True)
class Caution:
    """Yellow from ``from_lap`` to ``to_lap``, both included. ``cars`` are those the reason names."""

    from_lap: int
    to_lap: int
    reason: str
    cars: tuple[str, ...] = ()
    free_pass_car: str | None = None


@dataclass(frozen=True, slots=True)
class Distance:
    """How far the race goes, as posted now; ``stops_timed`` says whether visits to pit road will be reported.

    ``stage_ends`` are the laps that end a stage before the last, as far as they are posted.
    """

    laps: int
    stops_timed: bool
    stage_ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Out:
    """A car left the race, or came back (``reason`` None)."""

    car: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Session:
    """Which race the timing stand says it is, by the official number, and who is in which car as it writes them."""

    race_id: int
    name: str
    drivers: tuple[tuple[str, str], ...]  # car, driver


@dataclass(frozen=True, slots=True)
class TimingEvent:
    """One thing that happened, and when. The only thing a feed yields."""

    elapsed_s: float
    lap: int
    what: Flag | Lap | PitStop | Caution | Distance | Out | Session
