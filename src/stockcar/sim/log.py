"""What happened in one simulated run, event by event.

The plain-Python twin writes it; since the kernels equal the twin bit for bit, it is the story of that very run.
Known limits: a car that is passed back within a lap leaves no trace; only changes at the line are told.
"""

from typing import NamedTuple


class Event(NamedTuple):
    """One thing that happened."""

    lap: int
    # lap (one a car still running, in running order), green lead stop caution wreck spin crash failure free-pass
    # wave-around relief stage overtime finish ...
    kind: str
    slot: int  # the car it is about, -1 none
    other: int  # the second car, -1 none; lap: the lane of the car on superspeedways, 0 at the bottom
    value: float  # lap: s behind the leader; stop: s in the box; caution: laps; wreck: cars; stage and overtime: which


Log = list[Event]
