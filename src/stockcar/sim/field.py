"""A run under way, as the kernels hold it: one array a quantity, one column a car.

The scalars of a run stand in ``tally`` under the names below, because a compiled NamedTuple cannot be changed. A
worker makes one ``Field`` and uses it for all its runs.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stockcar.sim.inputs import Floats, Ints
from stockcar.sim.outcomes import STAGES

(LAP, END, RUNNERS, CAUTION_LEFT, CAUTION_AGE, RESTART_LAP, PITS_DONE, ATTEMPTS, LEADER, STAGE, NEXT_FAILURE,
 NEXT_STOP, LEAD_CHANGES, CAUTIONS, CAUTION_LAPS, PASSES, CAR_LAPS, PUSHES, BETRAYALS, LINED_UP,
 NEXT_STAGE, NEXT_FORCED, LUCKY, COUNTS) = range(24)  # fmt: skip


class Field(NamedTuple):
    """State of one run; the meaning of each is that of ``reference.Car`` and ``reference.Field``."""

    time: Floats  # (cars,) s at the line
    base: Floats  # (cars,) s per lap
    noise: Floats  # (cars,) s
    run: Floats  # (cars,) s
    damage: Floats  # (cars,) s per lap
    lane: Floats  # (cars,) s
    fuel: Floats  # (cars,) laps on this tank
    place: Floats  # (cars,) where it lines up next
    z: Floats  # (cars,) this lap's noise draw
    x: Floats  # (cars,) car lengths
    v: Floats  # (cars,) mph against the pack's pace
    own: Floats  # (cars,) mph
    heat: Floats  # (cars,) laps spent pushing
    trust: Floats  # (cars, cars)
    tyre: Ints  # (cars,) laps
    stop: Ints  # (cars,) lap of the next stop
    fail: Ints  # (cars,) lap of the failure
    down: Ints  # (cars,) laps down, under caution
    out: Ints  # (cars,)
    laps: Ints  # (cars,) completed
    led: Ints  # (cars,)
    points: Ints  # (cars,) stage points
    relieved: Ints  # (cars,) 0 or 1
    hit: Ints  # (cars,) 1 = in the wreck
    line: Ints  # (cars,) lane of the pack
    side: Ints  # (cars,) cars alongside
    ahead: Ints  # (cars,) slot of the next in line, -1 none
    behind: Ints  # (cars,) slot of the one behind in line, -1 none
    order: Ints  # (cars,) slots in running order, those out at the end
    winners: Ints  # (STAGES,) slots
    tally: Ints  # (COUNTS,) scalars, by name
    rate: Floats  # (1,) incident rate of this run
    w2: NDArray[np.uint64]  # (cars,) uint64: this lap's passing words
    w3: NDArray[np.uint64]  # (cars,) uint64: this lap's failure words
    p0: NDArray[np.uint64]  # (cars,) a segment's words
    p1: NDArray[np.uint64]
    p2: NDArray[np.uint64]
    p3: NDArray[np.uint64]
    key: NDArray[np.uint64]  # (1,) uint64: run key
    car_key: NDArray[np.uint64]  # (cars,) uint64


def new_field(car_key: Ints) -> Field:
    """Room for a race of so many cars."""
    n = len(car_key)
    floats = ("time", "base", "noise", "run", "damage", "lane", "fuel", "place", "z", "x", "v", "own", "heat")
    special: dict[str, Any] = {
        "winners": np.zeros(STAGES, np.int64),
        "tally": np.zeros(COUNTS, np.int64),
        "rate": np.zeros(1),
        "trust": np.zeros((n, n)),
        **{name: np.zeros(n, np.uint64) for name in ("p0", "p1", "p2", "p3")},
        "w2": np.zeros(n, np.uint64),
        "w3": np.zeros(n, np.uint64),
        "key": np.zeros(1, np.uint64),
        "car_key": car_key.astype(np.uint64),
    }
    per_car: dict[str, Any] = {name: np.zeros(n, np.float64 if name in floats else np.int64) for name in Field._fields}
    return Field(**(per_car | special))
