"""The inputs of a race as one record of fixed layout, as the kernels read them.

``sheet_of`` writes a ``RaceInputs`` into a numpy record with the same names: ``sheet.pace.tyre_s``,
``sheet.cars.mu_s[car]``. A kernel then takes one pointer instead of some three hundred values, which is what its
compilation time depends on, and the compiler knows that two columns do not overlap.

Arrays have room for MOST cars or laps; lists of laps are filled up with NEVER.
"""

from functools import cache
from typing import Any, get_type_hints

import numpy as np

from stockcar.sim.inputs import COMPONENTS, NEVER, Floats, Ints, RaceInputs

MOST = 64  # cars, and laps in a list
_SHAPES = {"trust": (MOST, MOST), "relief": (MOST, MOST), "components": (len(COMPONENTS),)}
_KINDS = {int: "i8", float: "f8", bool: "?"}


@cache
def sheet_kind() -> np.dtype[Any]:
    """The layout: every part of RaceInputs, then the number of cars."""
    parts: list[Any] = []
    for name, part in get_type_hints(RaceInputs).items():
        fields: list[Any] = []
        for field, kind in get_type_hints(part).items():
            if kind in (Floats, Ints):
                fields.append((field, "f8" if kind == Floats else "i8", _SHAPES.get(field, (MOST,))))
            else:
                fields.append((field, _KINDS[kind]))
        parts.append((name, np.dtype(fields, align=True)))
    return np.dtype([*parts, ("n", "i8")], align=True)


def sheet_of(inputs: RaceInputs) -> np.ndarray:
    """One record, in an array of one; car columns beyond the field are 0."""
    sheet = np.zeros(1, sheet_kind())
    for name, part in inputs._asdict().items():
        for field, value in part._asdict().items():
            room = sheet[0][name]
            if not isinstance(value, np.ndarray):
                room[field] = value
            elif value.ndim == 2:
                room[field][: value.shape[0], : value.shape[1]] = value
            else:
                if name == "procedure":
                    room[field][:] = NEVER
                room[field][: len(value)] = value
    sheet["n"] = len(inputs.cars.key)
    return sheet
