"""A run under way, as the kernels hold it: one record, one column a car.

The counts of a run stand in ``tally`` under the names below. A worker makes one field and uses it for all its runs.
"""

from functools import cache
from typing import Any

import numpy as np

from stockcar.sim.inputs import Ints
from stockcar.sim.outcomes import STAGES
from stockcar.sim.sheet import MOST

(LAP, END, RUNNERS, CAUTION_LEFT, CAUTION_AGE, RESTART_LAP, PITS_DONE, ATTEMPTS, LEADER, STAGE, NEXT_FAILURE,
 NEXT_STOP, LEAD_CHANGES, CAUTIONS, CAUTION_LAPS, PASSES, CAR_LAPS, PUSHES, BETRAYALS, LINED_UP,
 NEXT_STAGE, NEXT_FORCED, LUCKY, YELLOW_LAP, RAIN_LAP, SLICK_LAP, RED_FLAGS, RAINED, COUNTS) = range(29)  # fmt: skip

# The meaning of each is that of ``reference_field.Car``; first numbers, then counts, then words of the generator.
_FLOATS = (
    "time", "base", "noise", "run", "damage", "slow", "lane", "tyre_at", "fuel_at", "place", "own", "heat",
    "seconds",  # of this lap
    "moved",  # by place: time at the line before the passes
    "x", "v",  # car lengths; mph against the pack's pace
)  # fmt: skip
_WHOLE = (
    "stop", "fail", "down", "out", "laps", "led", "points", "relieved", "wets", "pushed", "cause",
    "hit",  # 1 = in the wreck
    "line", "side", "ahead", "behind",  # of the pack; slots, -1 none
    "order",  # slots in running order, those out at the end
)  # fmt: skip
_WORDS = ("p0", "p1", "p2", "p3", "car_key")  # this lap's or segment's words


@cache
def field_kind() -> np.dtype[Any]:
    """The layout of a field."""
    fields: list[Any] = [(name, "f8", (MOST,)) for name in _FLOATS]
    fields += [(name, "i8", (MOST,)) for name in _WHOLE]
    fields += [(name, "u8", (MOST,)) for name in _WORDS]
    fields += [("trust", "f8", (MOST, MOST)), ("favours", "i8", (MOST, MOST)), ("winners", "i8", (STAGES,))]
    fields += [("tally", "i8", (COUNTS,)), ("key", "u8"), ("n", "i8")]
    fields += [(name, "f8") for name in ("rate", "green", "burned")]
    return np.dtype(fields, align=True)


def new_field(car_key: Ints) -> np.ndarray:
    """Room for a race of so many cars: one record, in an array of one."""
    field = np.zeros(1, field_kind())
    field["n"] = len(car_key)
    field["car_key"][0, : len(car_key)] = np.asarray(car_key).astype(np.uint64)
    return field
