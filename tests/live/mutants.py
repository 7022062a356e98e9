"""Damaged payloads of a race under way, and what must hold whatever they say."""

import copy
import json
import random
from collections import Counter
from typing import Any

from stockcar.errors import BadFile
from stockcar.live.snapshots import Seen, events_of
from stockcar.live.state import RaceState, apply, before_the_start

CHANGES = ("drop", "null", "type", "negate", "huge", "other", "words", "double", "remove", "shuffle", "cut", "flip",
           "empty", "text")  # fmt: skip


def mutated(payload: bytes, luck: random.Random) -> bytes:
    """The payload with one to three changes."""
    for _ in range(luck.randint(1, 3)):
        payload = _changed(payload, luck.choice(CHANGES), luck)
    return payload


def _changed(payload: bytes, how: str, luck: random.Random) -> bytes:
    at = luck.randrange(max(1, len(payload)))
    if how == "cut":
        return payload[:at]
    if how == "flip":
        return payload[:at] + bytes([luck.randrange(256)]) + payload[at + 1 :]
    if how == "empty":
        return luck.choice([b"", b" \n", b"[]", b"{}", b"null"])
    try:
        document = json.loads(payload)
    except ValueError:
        return payload
    parent, key = _somewhere(document, luck)
    if parent is None:
        return payload
    _put(parent, key, how, luck)
    return json.dumps(document).encode()


def _somewhere(node: Any, luck: random.Random) -> tuple[Any, Any]:
    """A container and a key in it, anywhere in the document."""
    places: list[tuple[Any, Any]] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else []
        places += [(one, key) for key in keys]
        waiting += [one[key] for key in keys]
    return luck.choice(places) if places else (None, None)


def _put(parent: Any, key: Any, how: str, luck: random.Random) -> None:
    old = parent[key]
    number = isinstance(old, int | float) and not isinstance(old, bool)
    if how == "drop" and isinstance(parent, dict):
        del parent[key]
    elif how in ("double", "remove", "shuffle") and isinstance(old, list) and old:
        place = luck.randrange(len(old))
        if how == "double":
            old.insert(place, copy.deepcopy(old[place]))
        elif how == "remove":
            old.pop(place)
        else:
            luck.shuffle(old)
    elif how in ("negate", "other", "huge") and number:
        near = old + luck.choice([-40, -2, -1, 1, 2, 7, 40])
        parent[key] = {"negate": -old, "other": near, "huge": 10 ** luck.randint(3, 20)}[how]
    elif how == "text" and number:
        parent[key] = str(old)
    elif how == "words":
        parent[key] = luck.choice(["", "x" * 300, "1e9", "07"])
    elif how == "type":
        parent[key] = luck.choice([[], {}, True, None, 3, 2.5, "no"])
    elif how == "null":
        parent[key] = None


def run(payloads: list[bytes], count: int, seed: int = 7) -> Counter[str]:
    """Races in which every payload but the first may be damaged; how ``count`` damaged ones were taken.

    Raises:
        AssertionError: an impossible state.
    """
    luck, taken = random.Random(seed), Counter[str]()
    while taken.total() < count:
        seen, state = Seen(), before_the_start(())
        for payload in payloads:
            damaged = luck.random() < 0.8
            said = mutated(payload, luck) if damaged else payload
            try:
                events, seen = events_of(said, "live-feed.json", seen)
            except BadFile as error:
                taken["refused"] += damaged
                require_named(error, damaged)
                continue
            taken["taken"] += damaged
            for event in events:
                after = apply(state, event)
                require_possible(state, after)
                state = after
    return taken


def require_named(refusal: BadFile, damaged: bool) -> None:
    """Only damaged payloads are refused, and by name."""
    assert damaged, refusal.what
    assert "live-feed.json" in refusal.what


def require_possible(before: RaceState, after: RaceState) -> None:
    """Positions are a permutation; laps, laps led and the clock never fall."""
    assert sorted(after.order) == sorted(after.cars)
    assert after.lap >= before.lap
    assert after.elapsed_s >= before.elapsed_s
    for name, car in before.cars.items():
        assert after.cars[name].laps >= car.laps
        assert after.cars[name].led >= car.led
        assert after.cars[name].stops >= car.stops
