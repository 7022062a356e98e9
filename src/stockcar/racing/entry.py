"""Who is entered: driver, car, team, make; and who took over in the race.

Car numbers are text: "1" and "01" are different cars. The driver who takes the green flag is credited with the
result; a relief driver is a fact beside it, never a replacement of it.
"""

from dataclasses import dataclass, field
from typing import NewType

CarNumber = NewType("CarNumber", str)


@dataclass(frozen=True, slots=True)
class Driver:
    """One person across series and spellings. Fathers and sons are two."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Team:
    """One team across its names over time."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Relief:
    """A driver who took over a car. Unknown parts are None."""

    driver: str
    from_lap: int | None
    flag: str | None
    cite: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One car in the line-up. ``start`` is the grid place after drops to the rear, 1-based; None before qualifying."""

    car: CarNumber
    driver: Driver
    team: Team | None
    make: str | None
    start: int | None = None


@dataclass(frozen=True, slots=True)
class EntryList:
    """Who starts a race. ``source`` says where the list is from: a past race's list is its starters."""

    entries: tuple[Entry, ...]
    source: str = field(default="starters")

    def __len__(self) -> int:
        return len(self.entries)
