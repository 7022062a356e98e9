"""Looks into the plain-Python pack while it races: pushes one by one, and the second car in line lap by lap.

The laws are wrapped for the time of a ``with`` block and run as they are; nothing is changed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from stockcar.sim import reference, reference_pack, replay
from stockcar.sim.inputs import RaceInputs


class Push(NamedTuple):
    """One push: what the two speeds came to before and after, mph."""

    before_mph: float
    after_mph: float
    gained_mph: float  # by the car ahead


class Second(NamedTuple):
    """A green lap of a car that starts it right behind the leader in the leader's line."""

    to_go: int  # laps, 1 on the last one
    mate: bool  # of the leader
    pushed: bool  # is one of its own mates tucked in behind it?
    pulled: bool


@contextmanager
def wrapped(module: Any, name: str, around: Any) -> Iterator[None]:
    """A function of a module replaced by ``around(original)`` for a while."""
    original = getattr(module, name)
    setattr(module, name, around(original))
    try:
        yield
    finally:
        setattr(module, name, original)


def pushes_of(inputs: RaceInputs, key: int, runs: int) -> list[Push]:
    """Every push of some runs."""
    seen: list[Push] = []

    def around(law: Any) -> Any:
        def watched(race: Any, car: Any, *rest: Any) -> bool:
            ahead, count = car.ahead, race.pushes
            before = (car.v_mph, ahead.v_mph) if ahead is not None else (0.0, 0.0)
            turned = bool(law(race, car, *rest))
            if race.pushes > count:
                seen.append(Push(sum(before), car.v_mph + ahead.v_mph, ahead.v_mph - before[1]))
            return turned

        return watched

    with wrapped(reference_pack, "push_or_lift", around):
        for run in range(runs):
            replay(inputs, key, run)
    return seen


def seconds_of(inputs: RaceInputs, key: int, runs: int) -> list[Second]:
    """Every green lap of the second car in the leader's line, and whether it left the leader on that lap."""
    seen: list[Second] = []
    team = inputs.cars.team

    def around(law: Any) -> Any:
        def watched(race: Any) -> None:
            pair = _second(race)
            at = len(race.log)
            law(race)
            if pair is not None:
                leader, second, pusher = pair
                pulled = any(e.kind == "pull-out" and (e.slot, e.other) == (second, leader) for e in race.log[at:])
                mate = bool(team[second] >= 0 and team[leader] == team[second])
                pushed = bool(pusher >= 0 and team[second] >= 0 and team[pusher] == team[second])
                seen.append(Second(race.end - race.lap + 1, mate, pushed, pulled))

        return watched

    with wrapped(reference, "pack_lap", around):
        for run in range(runs):
            replay(inputs, key, run)
    return seen


def _second(race: Any) -> tuple[int, int, int] | None:
    """Leader, second car in his line and who is tucked in behind it (-1 nobody) as the lap begins.

    None right after a restart, or with nobody close to the leader.
    """
    if not race.lined_up or len(race.running) < 2:
        return None
    leader = race.running[0]
    line = [car for car in race.running[:12] if car.line == leader.line]
    if len(line) < 2 or leader.x - line[1].x > reference_pack.PARTNER_CL:
        return None
    tucked = len(line) > 2 and line[1].x - line[2].x < reference_pack.TUCKED_CL
    return leader.slot, line[1].slot, line[2].slot if tucked else -1
