"""Damage 10,000 payloads of the timing feed: does any crash, store what was never said, or fail for a harmless change?

Run with ``python -m verification mutate_feed [--full]``; the short form does 1,000. Every sample of ``../shared/data``
that is not damaged to begin with is used, the large ones cut to the first items of each list so that a change reaches
every field. For each mutation the reader must either refuse with ``BadFile`` that names the file, or give frames that
satisfy their tables and in which every changed cell is empty or holds a value that the changed payload holds. A change
that loses nothing (order of keys, an unknown key, spaces, numbers as text, an address line) must load equal rows.

Known limits: a value replaced by another that can be meant (lap 17 for lap 18) is believed, and an item that is gone
from a list is not missed; no reader can know better.
"""

import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

from stockcar.errors import BadFile
from stockcar.record.sources import feed
from stockcar.record.sources.place import SERIES, plain_name
from stockcar.record.sources.timing import FLAG_NAMES

SAMPLES = Path(__file__).parents[2] / "shared" / "data" / "feed_samples"
DAMAGED = {"2018_endpoints/drive.json", "2023_cup_5272_atlanta/live-feed_lap233.json.txt"}
HARMLESS = ("reorder", "unknown_key", "spaces", "number_as_text", "whole_with_point", "address", "mark")
STRUCTURE = ("drop_key", "null", "retype", "negate", "huge", "words", "swap", "double", "drop_item", "empty", "other")
BYTES = ("cut", "flip", "insert", "delete", "repeat", "not_utf8", "trailing", "nothing")
# Counted or put together from several fields, or of this run: not compared.
DERIVED = {"number", "led", "led_ranges", "stops", "tires", "unplaced", "source", "cars", "place", "race_time_s",
           "behind_s", "official_driver_ids"}  # fmt: skip
KEEP_ITEMS = 12


class Sample:
    """A payload of the feed: its name, its document, and the frames it gives undamaged."""

    def __init__(self, path: Path) -> None:
        self.name = str(path.relative_to(SAMPLES))
        text = path.read_bytes().decode("utf-8-sig")
        start = min(i for i in (text.find("{"), text.find("[")) if i >= 0)
        self.head = text[:start]
        self.document = shortened(json.loads(text[start:]))
        self.frames = self.read(json.dumps(self.document).encode())
        self.read_fields = _fields_read(self)

    def read(self, payload: bytes) -> dict[str, Any]:
        """The frames of a payload under this sample's name, below the address line that the sample has."""
        mark = b"\xef\xbb\xbf" if payload.startswith(b"\xef\xbb\xbf") else b""
        return feed.read_feed(mark + self.head.encode() + payload.removeprefix(mark), self.name)


def shortened(node: Any) -> Any:
    """The document with at most twelve items in each list of things."""
    if isinstance(node, dict):
        return {key: shortened(value) for key, value in list(node.items())[:200]}
    return [shortened(item) for item in node[:KEEP_ITEMS]] if isinstance(node, list) else node


def samples() -> list[Sample]:
    """Every sample that is whole."""
    paths = sorted(path for path in SAMPLES.rglob("*.json*") if str(path.relative_to(SAMPLES)) not in DAMAGED)
    return [Sample(path) for path in paths]


def _fields_read(sample: Sample) -> set[str]:
    """Names of the fields that the reader's models know."""
    import msgspec

    kind = feed.kind_of(sample.name)
    found: set[str] = set()
    waiting = [msgspec.inspect.type_info(model) for model in (kind.as_list, kind.as_object) if model is not None]
    while waiting:
        node = waiting.pop()
        waiting.extend(getattr(node, part) for part in ("item_type", "value_type", "key_type") if hasattr(node, part))
        waiting.extend(getattr(node, "types", ()))
        for field in getattr(node, "fields", ()):
            found.add(field.encode_name)
            waiting.append(field.type)
    return found


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every node below the top."""
    found = []
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        found.append((*path, key))
        found.extend(places(child, (*path, key)))
    return found


def mutated(sample: Sample, kind: str, luck: random.Random) -> bytes | None:
    """The payload with one change of that kind; None where this sample has nothing to change so."""
    if kind in BYTES:
        return _byte_change(json.dumps(sample.document).encode(), kind, luck)
    document = json.loads(json.dumps(sample.document))
    if kind == "address" and sample.head:
        return None
    if kind in ("spaces", "address", "mark"):
        return {
            "spaces": json.dumps(document, indent=3).encode() + b"\n\n",
            "address": b"Source: https://example.org/feed.json\n\n" + json.dumps(document).encode(),
            "mark": b"\xef\xbb\xbf" + json.dumps(document).encode(),
        }[kind]
    everywhere = places(document)
    luck.shuffle(everywhere)
    for path in everywhere:
        parent = document
        for step in path[:-1]:
            parent = parent[step]
        if _change(parent, path[-1], kind, luck, sample.read_fields):
            return json.dumps(document).encode()
    return None


def _change(parent: Any, key: Any, kind: str, luck: random.Random, known: set[str]) -> bool:
    """Change one node in place; False where this kind does not apply to it."""
    old = parent[key]
    number = isinstance(old, int | float) and not isinstance(old, bool)
    if kind == "reorder":
        return isinstance(old, dict) and len(old) > 1 and "laps" not in known and bool(_reordered(parent, key, luck))
    if kind == "unknown_key":
        return isinstance(old, dict) and key != "laps" and not old.update({"never_seen_before": {"deep": [1, None]}})
    if kind == "number_as_text":
        return number and key in known and _put(parent, key, json.dumps(old))
    if kind == "whole_with_point":
        return isinstance(old, int) and number and key in known and _put(parent, key, float(old))
    if kind == "drop_key":
        return isinstance(parent, dict) and (parent.pop(key), True)[1]
    if kind == "negate":
        return number and bool(old) and _put(parent, key, -old)
    if kind in ("double", "drop_item", "swap"):
        return isinstance(parent, list) and isinstance(old, dict | list) and _rearranged(parent, key, kind, luck)
    if kind == "empty":
        return bool(isinstance(old, list | dict | str) and old) and _put(parent, key, type(old)())
    if kind == "other":
        return number and _put(parent, key, old + luck.choice([1, -1, 2, 7]))
    new = {"null": None, "huge": 10 ** luck.choice([6, 12, 30]), "words": "¿qué? \u0000 " + "x" * luck.choice([1, 500])}
    if kind == "retype":
        return _put(
            parent, key, luck.choice([v for v in ({}, [], "abc", 5, 1.5, True, None) if type(v) is not type(old)])
        )
    return old != new[kind] and _put(parent, key, new[kind])


def _put(parent: Any, key: Any, value: Any) -> bool:
    parent[key] = value
    return True


def _reordered(parent: Any, key: Any, luck: random.Random) -> dict[str, Any]:
    items = list(parent[key].items())
    luck.shuffle(items)
    parent[key] = dict(items)
    return parent[key]


def _rearranged(parent: list[Any], index: int, kind: str, luck: random.Random) -> bool:
    if kind == "double":
        parent.insert(index, json.loads(json.dumps(parent[index])))
    elif kind == "drop_item":
        parent.pop(index)
    else:
        other = luck.randrange(len(parent))
        parent[index], parent[other] = parent[other], parent[index]
    return True


def _byte_change(payload: bytes, kind: str, luck: random.Random) -> bytes:
    at = luck.randrange(len(payload))
    return {
        "cut": payload[:at],
        "flip": payload[:at] + bytes([payload[at] ^ (1 << luck.randrange(7))]) + payload[at + 1 :],
        "insert": payload[:at] + bytes([luck.randrange(128)]) + payload[at:],
        "delete": payload[:at] + payload[at + luck.randrange(1, 40) :],
        "repeat": payload[:at] + payload[max(0, at - luck.randrange(1, 40)) : at] + payload[at:],
        "not_utf8": payload[:at] + b"\xff\xfe" + payload[at:],
        "trailing": payload + luck.choice([b"]", b"{}", b"\nSource: https://example.org", b"<html>"]),
        "nothing": luck.choice([b"", b"  \n"]),
    }[kind]


def verdict(sample: Sample, kind: str, payload: bytes) -> str:
    """``refused``, ``loaded``, or what is wrong with how the reader took it."""
    try:
        frames = sample.read(payload)
    except BadFile as error:
        if kind in HARMLESS:
            return f"harmless change refused: {error.what}"
        return "refused" if sample.name in error.what else f"refused without naming the file: {error.what}"
    except Exception as error:
        return f"crashed: {type(error).__name__}: {error}"
    if kind in HARMLESS:
        same = frames.keys() == sample.frames.keys() and all(frames[t].equals(sample.frames[t]) for t in frames)
        return "loaded" if same else "harmless change gave other rows"
    if kind == "nothing":
        return "loaded" if not frames else "an empty body gave rows"
    return _believable(sample, frames, payload)


def _believable(sample: Sample, frames: dict[str, Any], payload: bytes) -> str:
    from stockcar.record.schema import require_frame

    said = None
    for table, frame in frames.items():
        require_frame(frame, feed.TABLES[table], sample.name)
        compared = [c for c in frame.columns if c not in DERIVED]
        old_rows = sample.frames[table].select(compared).rows() if table in sample.frames else []
        fresh = Counter(frame.select(compared).rows()) - Counter(old_rows)
        if not fresh:
            continue
        said = said if said is not None else _leaves(payload)
        for row in fresh:
            fewest = min((sum(not _explained(a, b, said) for a, b in zip(row, old, strict=True)) for old in old_rows),
                         default=sum(not _explained(a, None, said) for a in row))  # fmt: skip
            if fewest:
                return f"a {table} row holds what was never said: {row}"
    return "loaded"


def _explained(new: Any, old: Any, said: set[str]) -> bool:
    """Unchanged, empty, or told by the payload: a number or a text of it, or a text put together from its words."""
    if new == old or new is None or _word(new) in said:
        return True
    return isinstance(new, str) and all(word.strip(":,") in said for word in new.split())


def _word(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else " ".join(str(value).split())


def _leaves(payload: bytes) -> set[str]:
    """What the payload says, as words: its values, the words of its texts, and the names of its codes and days."""
    found: set[str] = {"1", "UTC", "drivers", "owners", "makes", "live"}  # lap 1 for the grid; kinds of a table
    waiting = [json.loads(payload)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            waiting.extend(node.values())
            found.update(node)
        elif isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, bool) or node is None:
            found.update((str(node), _word(int(bool(node)))))
        else:
            found.update(_told(node))
    return found


def _told(leaf: Any) -> set[str]:
    found = {_word(leaf)}
    if isinstance(leaf, str):
        found |= {word.strip(":,") for word in leaf.split()} | {leaf[:10], plain_name(leaf)}
        found |= set(plain_name(leaf).split())
        if re.fullmatch(r"-?\d{1,30}(\.\d+)?", leaf.strip()):
            leaf = float(leaf)
            found.add(_word(leaf))
    if isinstance(leaf, int | float):
        found |= {FLAG_NAMES.get(int(leaf), ""), SERIES.get(int(leaf), "")}
    return found


def run(count: int, seed: int = 7) -> tuple[Counter[tuple[str, str]], list[str]]:
    """How ``count`` mutations were taken, by kind, and each that was taken wrongly."""
    whole = samples()
    kinds = (*HARMLESS, *STRUCTURE, *BYTES)
    taken: Counter[tuple[str, str]] = Counter()
    wrong = []
    for number in range(count):
        luck = random.Random(f"{seed}:{number}")
        kind = kinds[number % len(kinds)]
        order = luck.sample(whole, len(whole))
        sample, payload = next((s, p) for s in order if (p := mutated(s, kind, luck)) is not None)
        answer = verdict(sample, kind, payload)
        taken[kind, answer if answer in ("refused", "loaded") else "WRONG"] += 1
        if answer not in ("refused", "loaded"):
            wrong.append(f"{number} {kind} {sample.name}: {answer}")
    return taken, wrong


def main(full: bool) -> int:
    """Mutate, write ``mutate_feed.md``, say whether all were taken well."""
    count = 10_000 if full else 1_000
    taken, wrong = run(count)
    lines = [f"# {count} damaged payloads of the timing feed", "", "| change | refused | loaded | wrong |"]
    lines.append("|---|---|---|---|")
    answers = ("refused", "loaded", "WRONG")
    kinds = (*HARMLESS, *STRUCTURE, *BYTES)
    lines += [f"| {kind} | {' | '.join(str(taken[kind, answer]) for answer in answers)} |" for kind in kinds]
    lines += ["", f"Wrongly taken: {len(wrong)}.", *(f"- {line[:300]}" for line in wrong[:20]), ""]
    Path(__file__).with_suffix(".md").write_text("\n".join(lines), encoding="utf-8")
    return 1 if wrong else 0
