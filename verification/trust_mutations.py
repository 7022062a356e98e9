"""Damage for the fuzzing: a text, a payload or a table with one or more changes, chosen by a keyed luck."""

import io
import json
import random
from typing import Any

# What people, programs and attackers put where something else is meant.
WORDS = (
    "",
    " ",
    "0",
    "-1",
    "1",
    "7",
    "1e999",
    "-1e308",
    "NaN",
    "inf",
    "²",
    "９",
    "½",
    "0x10",
    "1_000",
    "9" * 40,
    "9" * 400,
    "\x00",
    "\ufeff",
    "\u202e",
    "\r",
    "\n",
    "\t",
    "'",
    '"',
    "''",
    ";",
    "--",
    "-",
    "--help",
    "/*",
    "%s",
    "%n",
    "{}",
    "{{7*7}}",
    "../x",
    "a/b",
    ".",
    "..",
    "~",
    "null",
    "None",
    "true",
    "false",
    "[",
    "]",
    "{",
    "[[",
    "=",
    ",",
    ",,,",
    "a" * 3000,
    "Kenkō",
    "Kligerman",
    "kyle busch",
    "Jr.",
    "xfinity-2025-24",
    "cup-2025-01",
    "cup-9999-99",
    "truck-2022-15",
    "bristol",
    "daytona 2025",
    "0001-01-01",
    "2025-02-30",
    "9999-12-31",
    "<script>alert(1)</script>",
    "[bold]",
    "[/bold]",
    "select 1",
    "drop table races",
    "日本",
    "😀",
    "\ud800".encode("utf-8", "replace").decode(),
)
DEEP = 3_000


def text(seed: str, luck: random.Random) -> str:
    """The text with one to three changes."""
    for _ in range(luck.choice((1, 1, 2, 3))):
        seed = _text_once(seed, luck)
    return seed


def _text_once(seed: str, luck: random.Random) -> str:
    at = luck.randrange(len(seed) + 1)
    to = min(len(seed), at + luck.randrange(1, 30))
    kind = luck.randrange(9)
    if kind == 0:
        return seed[:at]
    if kind == 1:
        return seed[:at] + luck.choice(WORDS) + seed[at:]
    if kind == 2:
        return seed[:at] + luck.choice(WORDS) + seed[to:]
    if kind == 3:
        return seed[:at] + seed[to:]
    if kind == 4:
        return seed[:at] + seed[at:to] * luck.choice((2, 3, 50)) + seed[to:]
    if kind == 5:
        return seed[:at] + chr(luck.choice((luck.randrange(32, 127), luck.randrange(128, 0x2FFF)))) + seed[at + 1 :]
    if kind == 6:
        return _another_word(seed, luck)
    if kind == 7:
        return luck.choice(WORDS)
    lines = seed.split("\n")
    luck.shuffle(lines)
    return "\n".join(lines)


def _another_word(seed: str, luck: random.Random) -> str:
    """A word or number of the text replaced."""
    places = [i for i, sign in enumerate(seed) if sign.isalnum() and (i == 0 or not seed[i - 1].isalnum())]
    if not places:
        return luck.choice(WORDS)
    at = to = luck.choice(places)
    while to < len(seed) and seed[to].isalnum():
        to += 1
    return seed[:at] + luck.choice(WORDS) + seed[to:]


def payload(seed: bytes, luck: random.Random) -> bytes:
    """Bytes with a few bits, slices or ends gone wrong."""
    for _ in range(luck.choice((1, 1, 2, 8))):
        at = luck.randrange(len(seed) + 1)
        to = min(len(seed), at + luck.randrange(1, 200))
        seed = luck.choice(
            (
                seed[:at],
                seed[:at] + bytes([luck.randrange(256)]) + seed[at + 1 :],
                seed[:at] + seed[to:],
                seed[:at] + b"\xff\xfe" + seed[at:],
                seed[:at] + seed[at:to] * 2 + seed[to:],
                seed[:at] + bytes(to - at) + seed[to:],
            )
        )
    return seed


def document(seed: Any, luck: random.Random) -> bytes:
    """A JSON document with one node changed, or its text damaged."""
    if luck.random() < 0.25:
        return text(json.dumps(seed), luck).encode("utf-8", "replace")
    if luck.random() < 0.02:
        return luck.choice((b"[" * DEEP, b'{"a":' * DEEP, b"[" * DEEP + b"]" * DEEP))
    changed = json.loads(json.dumps(seed))
    for _ in range(luck.choice((1, 1, 2, 4))):
        places = list(_places(changed))
        if places:
            parent, key = luck.choice(places)
            if luck.random() < 0.2 and isinstance(parent, dict):
                parent.pop(key)
            else:
                parent[key] = luck.choice(
                    (None, True, 0, -1, 1.5, 1e300, 10**30, [], {}, [[]], "", luck.choice(WORDS), [parent[key]], 2**63)
                )
    return json.dumps(changed).encode()


def _places(node: Any) -> Any:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in items:
        yield node, key
        yield from _places(child)


def table(frame: Any, luck: random.Random) -> bytes:
    """A Parquet file of the frame with a column gone, of another kind, or with cells that cannot be meant."""
    import polars as pl

    frame = frame.sample(min(len(frame), 60), seed=luck.randrange(1000), shuffle=True)
    column = luck.choice(frame.columns)
    kind = luck.randrange(9)
    if kind == 0:
        frame = frame.drop(column)
    elif kind == 1:
        frame = frame.with_columns(pl.col(column).cast(luck.choice((pl.String, pl.Float64, pl.Int8)), strict=False))
    elif kind == 2:
        frame = frame.with_columns(pl.lit(luck.choice((None, luck.choice(WORDS), -1, 10**12, 1.5, True))).alias(column))
    elif kind == 3:
        frame = frame.head(luck.choice((0, 1)))
    elif kind == 4:
        frame = frame.rename({column: luck.choice(WORDS) or "x"})
    elif kind in (5, 6):
        frame = _cell(frame, column, luck)
    elif kind == 7:
        frame = pl.concat([frame, frame.sample(1, seed=1)])
    else:
        frame = frame.with_columns(pl.lit([1]).alias(column))
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    whole = buffer.getvalue()
    return payload(whole, luck) if luck.random() < 0.2 else whole


def _cell(frame: Any, column: str, luck: random.Random) -> Any:
    """One cell changed to something its column can hold."""
    import polars as pl

    kind = frame.schema[column]
    value: Any = None
    if kind == pl.String:
        value = luck.choice((None, *WORDS))
    elif kind.is_float():
        value = luck.choice((None, float("nan"), float("inf"), -1.0, 0.5, 1e300))
    elif kind.is_integer():
        value = luck.choice((None, -1, 0, 99, 2**31 - 1))
    at = luck.randrange(len(frame)) if len(frame) else 0
    cells = frame.get_column(column).to_list()
    if cells:
        cells[at] = value
    return frame.with_columns(pl.Series(column, cells, dtype=kind))
