"""How is a file of dated rules read, and what is said when it is wrong?

One file a topic group and series: ``data/cup/points.toml``. A table array is a topic, each table in it an entry::

    [[finish_points]]
    from = 2017                # a year, or a day
    until = 2024               # included; left out: still in force
    kind = "road"              # or races = ["cup-2020-07"]; left out: the whole series
    value = { table = [40, 35], step = 1, floor = 1 }
    cite = "nbcsports-2017-01-23"      # a key of data/sources.toml
    confidence = "checked"
    note = "..."

``absent = true`` or ``unknown = true`` stands in place of ``value``. Files in ``data/national`` hold for all three
series, or for those that ``series = [...]`` names. A file with a ``[table]`` is a table of facts: ``columns``, a
citation per row, rows.

Every complaint names the file, the key and the line.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stockcar.errors import BadFile
from stockcar.racing import Series
from stockcar.rulebook.dated import Cite, Confidence, Rule, State

_KNOWN = {
    "from", "until", "kind", "races", "series", "value", "absent", "unknown", "cite", "confidence", "note",
}  # fmt: skip
_KINDS = {"superspeedway", "intermediate", "short", "road", "dirt"}


class RuleFile:
    """One TOML file, read, with its text at hand to name lines."""

    def __init__(self, path: Path, root: Path) -> None:
        self.name = str(path.relative_to(root))
        self.text = path.read_text(encoding="utf-8")
        try:
            self.tables: dict[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise self._malformed(error) from None

    def entries(self, sources: Mapping[str, Cite]) -> "Iterator[tuple[Series, Rule[Any]]]":
        """Every entry once for each series it holds for."""
        folder = self.name.split("/", 1)[0]
        for topic, tables in self.tables.items():
            if isinstance(tables, dict) and "columns" in tables:
                continue
            if not isinstance(tables, list):
                raise self.wrong(topic, 0, topic, f"[{topic}] must be written [[{topic}]]", "each entry is a table")
            for index, table in enumerate(tables):
                rule = self._rule(topic, index, table, sources)
                for series in self._series(topic, index, table, folder):
                    yield series, rule

    def wrong(self, topic: str, index: int, key: str, what: str, next_step: str) -> BadFile:
        """The error for a key of an entry, with its line."""
        return BadFile(f"{self.name}, line {self.line(topic, index, key)}, {topic}.{key}: {what}", next_step=next_step)

    def line(self, topic: str, index: int, key: str) -> int:
        """The line of a key in the ``index``-th entry of a topic; the entry's own line where the key is not there."""
        seen, here = -1, 0
        for number, line in enumerate(self.text.splitlines(), start=1):
            if re.match(rf"\[\[?{re.escape(topic)}\]|{re.escape(topic)}\s*=", line):
                seen += 1
                here = number if seen == index else here
            elif line.startswith("[") and here:
                break
            elif here and re.match(rf"{re.escape(key)}\s*=", line):
                return number
        return here

    def _malformed(self, error: tomllib.TOMLDecodeError) -> BadFile:
        found = re.search(r"line (\d+)", str(error))
        lines = self.text.splitlines()
        number = int(found[1]) if found else len(lines)
        key = "the end of the file"
        for line in reversed(lines[:number]):
            if match := re.match(r"\s*([\w-]+)\s*=|\[+([\w.-]+)", line):
                key = match[1] or match[2]
                break
        return BadFile(
            f"{self.name}, line {number}, {key}: not TOML", str(error), "mend that line; nothing of the file was read"
        )

    def _rule(self, topic: str, index: int, table: Mapping[str, Any], sources: Mapping[str, Cite]) -> "Rule[Any]":
        for key in table:
            if key not in _KNOWN:
                raise self.wrong(topic, index, key, "no such key", f"an entry has {', '.join(sorted(_KNOWN))}")
        states = [key for key in ("value", "absent", "unknown") if key in table]
        if len(states) != 1:
            stated = " and ".join(states) or "none of them"
            raise self.wrong(topic, index, "value", f"has {stated}", "give one of value, absent = true, unknown = true")
        kind = table.get("kind")
        if kind is not None and kind not in _KINDS:
            raise self.wrong(topic, index, "kind", f"{kind!r} is no kind of track", f"use {', '.join(sorted(_KINDS))}")
        return Rule(
            topic=topic,
            since=self._date(topic, index, table, "from") or dt.date(1949, 1, 1),
            until=self._date(topic, index, table, "until"),
            value=table.get("value"),
            cite=self.cite(topic, index, table.get("cite"), sources),
            confidence=self._confidence(topic, index, table.get("confidence")),
            note=table.get("note", ""),
            state=State.RULE if states[0] == "value" else State(states[0]),
            kind=kind,
            races=frozenset(table.get("races", ())),
        )

    def cite(self, topic: str, index: int, name: object, sources: Mapping[str, Cite]) -> Cite:
        """The source that an entry names."""
        if not isinstance(name, str) or name not in sources:
            said = "is missing" if name is None else f"{name!r} is not in sources.toml"
            raise self.wrong(topic, index, "cite", said, "cite a key of data/sources.toml")
        return sources[name]

    def _date(self, topic: str, index: int, table: Mapping[str, Any], key: str) -> dt.date | None:
        said = table.get(key)
        if said is None:
            if key == "from" and "races" not in table:
                raise self.wrong(topic, index, key, "is missing", "give the first year or day it was in force")
            return None
        if isinstance(said, bool) or not isinstance(said, int | dt.date) or isinstance(said, dt.datetime):
            raise self.wrong(topic, index, key, f"{said!r} is neither a year nor a day", "write 2017 or 2017-02-26")
        if isinstance(said, dt.date):
            return said
        return dt.date(said, 1, 1) if key == "from" else dt.date(said, 12, 31)

    def _confidence(self, topic: str, index: int, said: object) -> Confidence:
        try:
            return Confidence(str(said))
        except ValueError:
            known = ", ".join(each.value for each in Confidence)
            raise self.wrong(topic, index, "confidence", f"{said!r} is not one", f"use {known}") from None

    def _series(self, topic: str, index: int, table: Mapping[str, Any], folder: str) -> Sequence[Series]:
        if folder != "national":
            return (Series(folder),)
        try:
            return tuple(Series(name) for name in table.get("series", tuple(Series)))
        except ValueError as error:
            raise self.wrong(topic, index, "series", str(error), "use cup, xfinity, truck") from None


def read_sources(path: Path, root: Path) -> dict[str, Cite]:
    """The sources that entries may cite, by id: ``id = { title, url, read }``."""
    file = RuleFile(path, root)
    found: dict[str, Cite] = {}
    for name, table in file.tables.items():
        if not isinstance(table, dict) or not table.get("title"):
            raise file.wrong(name, 0, name, "a source needs a title", "write id = { title = ..., url = ... }")
        found[name] = Cite(name, table["title"], table.get("url", ""), table.get("read"))
    return found
