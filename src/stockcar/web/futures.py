"""A handful of the futures of a fork, one by one: the running order of single simulated races from the lap it is at.

The plain twin tells them, with the luck of the same run numbers with and without the change.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from stockcar.live.fork import Fork

SHOWN = 5


class Future(NamedTuple):
    """One simulated race: places of each car by lap, and who won."""

    run: int
    places: dict[str, list[tuple[int, int]]]  # car -> (lap, place)
    winner: str


def futures(fork: "Fork", changed: bool, runs: int = SHOWN) -> list[Future]:
    """The first futures of a fork, with or without its change."""
    from stockcar.live.start import inputs_at
    from stockcar.sim import draws
    from stockcar.sim.simulate import replay

    inputs = fork.change.inputs if changed else inputs_at(fork.fitted, fork.state)
    key = draws.race_key(fork.seed, fork.fitted.race.key)
    cars = [line.car for line in fork.fitted.lines]
    found = []
    for run in range(runs):
        rows, log = replay(inputs, key, run)
        places: dict[str, list[tuple[int, int]]] = {}
        order: dict[int, int] = {}
        for event in log:
            if event.kind == "lap" and event.lap > fork.state.lap:
                order[event.lap] = order.get(event.lap, 0) + 1
                places.setdefault(cars[event.slot], []).append((event.lap, order[event.lap]))
        winner = cars[int(rows.finish[0].argmin())]
        found.append(Future(run, places, winner))
    return found


def wins(future: list[Future], lines: Any) -> str:
    """Who won the futures shown, in words."""
    names = {line.car: line.driver for line in lines}
    return ", ".join(f"{names[each.winner]} ({each.winner})" for each in future)
