"""Who stands ahead of whom, in many simulated seasons at once?

The order of ``rulebook.standings.rank`` and of the ties inside playoff rounds, written as one row of bytes a driver
that sorts like the rulebook's tuples: points, then how often first, second ... with the shorter list ahead, then when
first.

Known limits: at most 250 races a season, 120 of one place by one driver; points between -8 and 8 million.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
_MIDDLE = 1 << 23


def ranked(rows: Bytes) -> Ints:
    """The drivers of each run, best first (runs, drivers), from rows of bytes (runs, drivers, width) without zeros."""
    width = rows.shape[2]
    texts: NDArray[Any] = np.ascontiguousarray(rows).view(f"S{width}")[:, :, 0]
    return np.argsort(texts, axis=1, kind="stable").astype(np.int64)


def places_of(order: Ints) -> Ints:
    """Where each driver stands (runs, drivers), 0 the best."""
    where = np.empty_like(order)
    np.put_along_axis(where, order, np.broadcast_to(np.arange(order.shape[1]), order.shape), axis=1)
    return where


def number_bytes(values: NDArray[Any]) -> Bytes:
    """Whole numbers as four bytes that sort like them and hold no zero (runs, drivers, 4)."""
    shifted = np.asarray(values, np.int64) + _MIDDLE
    digits = [(shifted // 250**power) % 250 + 1 for power in (3, 2, 1, 0)]
    return np.stack(digits, axis=2).astype(np.uint8)


def tie_bytes(place: NDArray[Any]) -> Bytes:
    """What breaks a tie over these races: ``rulebook.standings.tie_key`` as bytes.

    ``place`` (runs, races, drivers) is the finishing place, 0 where the driver did not race.
    """
    runs, races, drivers = place.shape
    worst = int(place.max(initial=0))
    count = np.zeros((runs, drivers, worst + 1), np.uint8)
    first = np.zeros((runs, drivers, worst + 1), np.uint8)
    run, driver = np.arange(runs)[:, None], np.arange(drivers)[None, :]
    for race in range(races - 1, -1, -1):
        at = place[:, race, :]
        count[run, driver, at] += 1
        first[run, driver, at] = race + 1
    count[:, :, 0] = first[:, :, 0] = 0
    reached = np.cumsum(count[:, :, ::-1], axis=2, dtype=np.int64)[:, :, ::-1] > 0  # this place or a worse one
    often = np.where(reached, 125 - count, 1).astype(np.uint8)
    when = np.where(count > 0, first + 1, 1).astype(np.uint8)
    return np.concatenate([often[:, :, 1:], when[:, :, 1:]], axis=2)


def sorted_places(place: NDArray[Any]) -> Bytes:
    """The places of a round, best first, the shorter list ahead; as bytes (runs, drivers, races)."""
    known = np.where(place > 0, place, 255)
    best = np.sort(known, axis=1)
    return np.where(best < 255, best + 1, 1).astype(np.uint8).transpose(0, 2, 1)
