"""Which push decided a simulated race? One without which, all luck being the same, another car wins.

The run is told again with the pushes of one car on one lap left out, the latest on the winner first, over the closing
laps. The first that changes the winner decided the race; where none does, no single push did.

Known limits: only pushes on the winner in the last laps are tried, so a push that wrecked a rival is not found; the
earlier a push, the more of the race that follows it runs another way.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stockcar.sim.inputs import RaceInputs
    from stockcar.sim.log import Event
    from stockcar.sim.outcomes import RunRows

CLOSING_LAPS = 3  # pushes of the last laps are tried
TRIED = 8  # at most so many


def deciding_push(inputs: "RaceInputs", race_key: int, run: int, log: "Sequence[Event]") -> dict[str, Any] | None:
    """The push that decided this run, by slots; None where none did.

    ``lap, slot, other``: who pushed whom, ``pushes`` times on that lap, handing over ``mph`` in all; ``before`` and
    ``after``: the winner's places at the line; ``winner`` and ``finish``: who wins without it, and where the winner
    then ends.
    """
    from stockcar.sim.simulate import replay

    end = next((event for event in reversed(log) if event.kind == "finish"), None)
    if end is None:
        return None
    pushes = [e for e in log if e.kind == "push" and e.other == end.slot and e.lap > end.lap - CLOSING_LAPS]
    tried = sorted({(e.lap, e.slot) for e in pushes}, reverse=True)[:TRIED]
    for lap, slot in tried:
        rows, _ = replay(inputs, race_key, run, without=frozenset({(lap, slot)}))
        winner = _winner(rows)
        if winner == end.slot:
            continue
        there = [e for e in pushes if (e.lap, e.slot) == (lap, slot)]
        places = _places(log, end.slot)
        return {
            "lap": lap, "slot": slot, "other": end.slot, "pushes": len(there),
            "mph": sum(e.value for e in there) * inputs.pack.push_share,
            "before": places.get(lap - 1), "after": places.get(lap),
            "winner": winner, "finish": int(rows.finish[0, end.slot]),
        }  # fmt: skip
    return None


def in_words(found: Mapping[str, Any], names: Mapping[int, str], mates: bool) -> str:
    """The deciding push as a sentence; ``names`` by slot."""
    moved = ""
    if found["before"] is not None and found["before"] != found["after"]:
        moved = f", from {ordinal(found['before'])} to {ordinal(found['after'])}"
    who, whom, other = (names[found[part]] for part in ("slot", "other", "winner"))
    times = "a push" if found["pushes"] == 1 else f"{found['pushes']} pushes"
    kind = f"{times} of a team-mate" if mates else times
    return (
        f"decided by {kind}: {who} on {whom} on lap {found['lap']}, +{found['mph']:.1f} mph{moved}; "
        f"without it {other} wins, and {whom} is {ordinal(found['finish'])}"
    )


def ordinal(place: int) -> str:
    """1st, 2nd, 3rd, 11th ..."""
    tail = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{tail}"


def _winner(rows: "RunRows") -> int:
    return int(rows.finish[0].argmin())


def _places(log: "Sequence[Event]", slot: int) -> dict[int, int]:
    """Place of a car at the line by lap."""
    seen: dict[int, int] = {}
    places: dict[int, int] = {}
    for event in log:
        if event.kind == "lap":
            seen[event.lap] = seen.get(event.lap, 0) + 1
            if event.slot == slot:
                places[event.lap] = seen[event.lap]
    return places
