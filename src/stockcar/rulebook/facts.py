"""Which single facts do the rules lean on: who was penalised, who was a title finalist, who declared for what?

A fact is a row of a table in ``data/<series>/*.toml``, each with its own source::

    [penalties]
    columns = ["race", "driver", "points", "cite", "confidence", "note"]
    rows = [
      ["cup-2022-05", "Brad Keselowski", -100, "source-id", "sourced", "modified part"],
    ]

Drivers are written by name; ``driver_id`` turns a name into the id that results carry. Known limit: a table holds
what a public source was found for; it never claims to be complete, and a race without a row is not known to be
without one.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from stockcar.rulebook.dated import Cite, Confidence
from stockcar.rulebook.toml import RuleFile

ALWAYS = ("cite", "confidence")
_NO_MARKS = str.maketrans("", "", ".'’`‘,")


@cache
def driver_id(name: str) -> str:
    """The id of a driver of that name: ``Kenkō Miura`` is ``kenko-miura``. Suffixes stay: father and son are two."""
    plain = unicodedata.normalize("NFKD", name.translate(_NO_MARKS))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


@dataclass(frozen=True, slots=True)
class Fact:
    """One cited row. ``values`` are its columns but for citation, confidence and note."""

    values: Mapping[str, Any]
    cite: Cite
    confidence: Confidence
    note: str = ""

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    @property
    def drivers(self) -> tuple[str, ...]:
        """Ids of the ``drivers`` column, in its order."""
        return tuple(driver_id(name) for name in self.values["drivers"])

    @property
    def driver(self) -> str:
        """Id of the ``driver`` column."""
        return driver_id(self.values["driver"])


def read_facts(file: RuleFile, sources: Mapping[str, Cite]) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """Every table of facts of a file, by name.

    Raises:
        BadFile: a row has another number of cells than there are columns, or no known source or confidence.
    """
    for name, table in file.tables.items():
        if isinstance(table, dict):
            columns = tuple(table.get("columns", ()))
            for always in ALWAYS:
                if always not in columns:
                    raise file.wrong(name, 0, "columns", f"has no {always}", f"every row needs {' and '.join(ALWAYS)}")
            rows = table.get("rows", [])
            yield name, tuple(_fact(file, name, columns, row, sources) for row in rows)


def _fact(file: RuleFile, name: str, columns: tuple[str, ...], row: list[Any], sources: Mapping[str, Cite]) -> Fact:
    if len(row) != len(columns):
        what = f"the row {row!r} has {len(row)} cells for {len(columns)} columns"
        raise file.wrong(name, 0, "rows", what, f"give {', '.join(columns)}")
    cells = dict(zip(columns, row, strict=True))
    said = cells.pop("confidence")
    if said not in Confidence.__members__.values():
        raise file.wrong(name, 0, "rows", f"{said!r} in {row!r} is no confidence", f"use {', '.join(Confidence)}")
    cite = file.cite(name, 0, cells.pop("cite"), sources)
    return Fact(cells, cite, Confidence(said), cells.pop("note", ""))
