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
    """A car completed a lap. ``position`` is its running place at the line, 1-based; None where not timed."""

    car: str
    lap: int
    lap_time_s: float | None
    position: int | None


@dataclass(frozen=True, slots=True)
class PitStop:
    """A car stopped. ``tires`` is how many were changed (0-4); None where not recorded."""

    car: str
    lap: int
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
class TimingEvent:
    """One thing that happened, and when. The only thing a feed yields."""

    elapsed_s: float
    lap: int
    what: Flag | Lap | PitStop | Caution
