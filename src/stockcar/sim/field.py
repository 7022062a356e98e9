"""A run under way, as the kernels hold it: one record, one column a car.

The counts of a run stand in ``tally`` under the names below. A worker makes one field and uses it for all its runs.
"""

from functools import cache
from typing import Any

import numpy as np

from stockcar.sim.inputs import Ints
from stockcar.sim.outcomes import STAGES
from stockcar.sim.sheet import MOST

LANES = 4  # a pack has two or three

(LAP, END, RUNNERS, CAUTION_LEFT, CAUTION_AGE, RESTART_LAP, PITS_DONE, ATTEMPTS, LEADER, STAGE, NEXT_FAILURE,
 NEXT_STOP, LEAD_CHANGES, CAUTIONS, CAUTION_LAPS, PASSES, CAR_LAPS, PUSHES, BETRAYALS, LINED_UP,
 NEXT_STAGE, NEXT_FORCED, LUCKY, YELLOW_LAP, RAIN_LAP, SLICK_LAP, RED_FLAGS, RAINED, COUNTS) = range(29)  # fmt: skip

# The meaning of each is that of ``reference_field.Car``; first numbers, then counts, then words of the generator.
_FLOATS = (
    "time", "base", "noise", "run", "damage", "slow", "lane", "tyre_at", "fuel_at", "place",
    "own", "heat", "v",  # of the pack
    "seconds", "luck",  # of this lap; logit of passing
    "fresh",  # setup of the next run, in standard deviations
    "rank",  # by place: what the order is taken by
    "moved", "hard",  # by place: time at the line before the passes; how hard they are
)  # fmt: skip
_WHOLE = (
    "stop", "stops", "fail", "down", "out", "laps", "led", "points", "relieved", "wets", "pushed", "cause",
    "hit",  # 1 = in the wreck
    "line",  # of the pack
    "order",  # slots in running order, those out at the end
)  # fmt: skip
_WORDS = ("car_key", "w0", "w1", "w2", "w3")  # whose luck; every car's words for one purpose

# A lap of the pack is raced by place, not by slot: columns in running order, so that neighbours lie side by side. Two
# places that no car holds stand for "nobody": one out of reach ahead of all, one out of reach behind all. Columns hold
# full eights, else the compiler does two cars at a time instead of eight: it keeps what one column stores from being
# read too soon from the next.
AHEAD_OF_ALL, BEHIND_ALL, PLACES = MOST, MOST + 1, MOST + 8
_AT_FLOATS = (
    "x", "v", "own", "heat",
    "gap", "tail",  # car lengths to the next in line ahead, and behind
    "lead",  # share of the draft ahead that reaches the car
    "trust",  # in the car ahead
)  # fmt: skip
_AT_WHOLE = ("line", "side", "willing", "turned")
_AT_WORDS = (
    "slot",
    "ahead",
    "behind",
    "key",
    "p0",
    "p1",
    "p2",
    "p3",
    "some",
)  # places and slots are words: never below 0


@cache
def at_kind() -> np.dtype[Any]:
    """The layout of the columns by place; ``mask`` has a bit a place for each lane, ``last`` its rearmost car yet."""
    fields: list[Any] = [(name, "f8", (PLACES,)) for name in _AT_FLOATS]
    fields += [(name, "i8", (PLACES,)) for name in _AT_WHOLE]
    fields += [(name, "u8", (PLACES,)) for name in _AT_WORDS]
    fields += [("mask", "u8", (LANES,)), ("last", "u8", (LANES,))]
    return np.dtype(fields, align=True)


@cache
def field_kind() -> np.dtype[Any]:
    """The layout of a field."""
    fields: list[Any] = [(name, "f8", (MOST,)) for name in _FLOATS]
    fields += [(name, "i8", (MOST,)) for name in _WHOLE]
    fields += [(name, "u8", (MOST,)) for name in _WORDS]
    fields += [("trust", "f8", (MOST, MOST)), ("favours", "i8", (MOST, MOST)), ("winners", "i8", (STAGES,))]
    fields += [("tally", "i8", (COUNTS,)), ("key", "u8"), ("n", "i8")]
    fields += [(name, "f8") for name in ("rate", "green", "burned")]
    fields += [("at", at_kind())]
    return np.dtype(fields, align=True)


def new_field(car_key: Ints) -> np.ndarray:
    """Room for a race of so many cars: one record, in an array of one."""
    field = np.zeros(1, field_kind())
    field["n"] = len(car_key)
    field["car_key"][0, : len(car_key)] = np.asarray(car_key).astype(np.uint64)
    return field
