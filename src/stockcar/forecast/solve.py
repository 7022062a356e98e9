"""The arithmetic of ``ratings`` as compiled code: conjugate gradients over weighted lines.

It runs before every race of ten seasons, a few steps each, and was half the time of a walk through the past. The
matrix is never written out: a line is a driver in his car at a kind of track with what it weighs, and multiplying by
the matrix is going through the lines. Importing this module imports numba.

Known limits: the answer is as near as ``tolerance`` says, so it depends a little on where the search starts.
"""

# Types here are the compiler's, inferred from Lines and Space.
# mypy: ignore-errors

from typing import NamedTuple

import numpy as np

from stockcar.forecast.history import Ints
from stockcar.forecast.normal import Floats
from stockcar.forecast.ratings import EFFECTS, TARGETS
from stockcar.sim.compiled import kernel

PLACES = len(EFFECTS)  # known to the compiler, which writes the short loops out
ENDS = len(TARGETS)


class Lines(NamedTuple):
    """The system: what every line weighs and sums to, in units of ``today``."""

    codes: Ints  # (lines, effects)
    weight: Floats  # (lines,)
    total: Floats  # (lines, targets)
    penalty: Floats  # (codes,)


class Space(NamedTuple):
    """Room to work in, kept between races; the kernel allocates nothing."""

    active: Ints  # (lines,) places of the lines that weigh enough
    weight: Floats  # (lines,) of those, in races of today
    used: Ints  # (codes,) the codes that occur in them
    seen: Ints  # (codes,) 1 where a code occurs
    residual: Floats  # (codes, targets), as are the next three
    direction: Floats
    image: Floats
    scale: Floats
    size: Floats  # (3, targets) of the residual now and before, and what is small enough


def space_for(lines: int, codes: int) -> Space:
    """Empty room."""
    used, seen = np.zeros(codes, np.int64), np.zeros(codes, np.int64)
    rest = [np.zeros((codes, ENDS)) for _ in range(4)]
    return Space(np.zeros(lines, np.int64), np.zeros(lines), used, seen, *rest, np.zeros((3, ENDS)))


@kernel
def solve(lines: Lines, space: Space, effect: Floats, today: float, faded: float, tolerance: float) -> int:
    """Put the effects (codes, targets) of the ridge's normal equations into ``effect``, started from what is there.

    Lines below a share ``faded`` of today's weight are left out; effects that occur in no line become 0. Returns the
    number of lines.
    """
    n, m = choose(lines, space, effect, faded, today)
    times(lines, space, effect, n, m)
    begin(lines, space, n, m, today, tolerance)
    while not small(space):
        times(lines, space, space.direction, n, m)
        step(space, effect, m)
    return n


@kernel
def choose(lines, space, effect, faded, today):
    """Which lines weigh enough, and which codes occur in them; the rest of the effects is forgotten."""
    n = m = 0
    space.seen[:] = 0
    for line in range(len(lines.weight)):
        if lines.weight[line] > faded * today:
            space.active[n] = line
            space.weight[n] = lines.weight[line] / today
            n += 1
            for place in range(PLACES):
                space.seen[lines.codes[line, place]] = 1
    for code in range(len(space.seen)):
        if space.seen[code]:
            space.used[m] = code
            m += 1
        else:
            effect[code] = 0.0
    return n, m


@kernel
def times(lines, space, effect, n, m):
    """The system's matrix times ``effect``, into ``space.image``; the three targets are written out."""
    for i in range(m):
        code = space.used[i]
        for t in range(ENDS):
            space.image[code, t] = lines.penalty[code] * effect[code, t]
    for i in range(n):
        line = space.active[i]
        weight = space.weight[i]
        a = b = c = 0.0
        for place in range(PLACES):
            code = lines.codes[line, place]
            a += effect[code, 0]
            b += effect[code, 1]
            c += effect[code, 2]
        for place in range(PLACES):
            code = lines.codes[line, place]
            space.image[code, 0] += weight * a
            space.image[code, 1] += weight * b
            space.image[code, 2] += weight * c


@kernel
def begin(lines, space, n, m, today, tolerance):
    """The first residual, scaled by the diagonal, is the first direction; the moment says what is small enough."""
    space.size[0] = 0.0
    space.size[2] = 1e-30
    for i in range(m):
        space.residual[space.used[i]] = 0.0
        space.scale[space.used[i]] = lines.penalty[space.used[i]]
    for i in range(n):
        line = space.active[i]
        for place in range(PLACES):
            code = lines.codes[line, place]
            for t in range(ENDS):
                space.residual[code, t] += lines.total[line, t] / today
                space.scale[code, t] += space.weight[i]
    for i in range(m):
        code = space.used[i]
        for t in range(ENDS):
            space.size[2, t] += space.residual[code, t] ** 2 / space.scale[code, t] * tolerance**2
            space.residual[code, t] -= space.image[code, t]
            space.direction[code, t] = space.residual[code, t] / space.scale[code, t]
            space.size[0, t] += space.residual[code, t] * space.direction[code, t]


@kernel
def small(space):
    """Is the residual of every target small enough?"""
    return (
        space.size[0, 0] <= space.size[2, 0]
        and space.size[0, 1] <= space.size[2, 1]
        and space.size[0, 2] <= space.size[2, 2]
    )


@kernel
def step(space, effect, m):
    """One step along the direction, and the next direction."""
    for t in range(ENDS):
        along = 0.0
        for i in range(m):
            along += space.direction[space.used[i], t] * space.image[space.used[i], t]
        share = space.size[0, t] / max(along, 1e-300)
        space.size[1, t] = space.size[0, t]
        space.size[0, t] = 0.0
        for i in range(m):
            code = space.used[i]
            effect[code, t] += share * space.direction[code, t]
            space.residual[code, t] -= share * space.image[code, t]
            space.size[0, t] += space.residual[code, t] ** 2 / space.scale[code, t]
        back = space.size[0, t] / max(space.size[1, t], 1e-300)
        for i in range(m):
            code = space.used[i]
            scaled = space.residual[code, t] / space.scale[code, t]
            space.direction[code, t] = scaled + back * space.direction[code, t]
