"""Is the field of a race small enough to be simulated?

Seven Cup races of 1950-60 had more cars than a simulated race has room for. What happened in them is told as of any
other race; what was to be expected is not.
"""

from typing import TYPE_CHECKING

from stockcar.errors import UsageError

if TYPE_CHECKING:
    from stockcar.racing import RaceKey
    from stockcar.record import RecordBook


def too_many(book: "RecordBook", key: "RaceKey") -> str:
    """Why the field of a race cannot be simulated; empty where it can.

    Raises:
        NotFound: no such race.
    """
    from stockcar.sim.sheet import MOST

    cars = int(book.races.columns["n_cars"][book.races.at(key)])
    if cars <= MOST:
        return ""
    return f"its field of {cars} cars is larger than the {MOST} that a simulated race has room for"


def require_room(book: "RecordBook", key: "RaceKey") -> None:
    """Refuse, before anything is fitted, a race whose field cannot be simulated.

    Raises:
        UsageError: its field is too large. NotFound: no such race.
    """
    why = too_many(book, key)
    if why:
        raise UsageError(
            f"{key} can be neither forecast nor simulated", why, f"what happened in it: stockcar race {key}"
        )
