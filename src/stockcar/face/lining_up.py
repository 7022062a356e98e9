"""What line-up do the rules of a race make of a session: times by round, Duels, heats, or ranks where none was run?

The session comes as a CSV file, one row a car, in the order of owner points: it decides what nothing else does. Only
the columns that the format of the day asks for are read.

======================================================  ===============================================================
column                                                  holds
======================================================  ===============================================================
``car``                                                 number as painted; once
``round_1`` ``round_2`` ``round_3``                     best time in seconds; ``-``: was in the round, set none;
                                                        empty: was not in it. An empty column is a cancelled round
``group``                                               A or B, where the rows of the grid go by group
``duel`` ``duel_finish``                                which qualifying race, and the place in it
``heat_start`` ``heat_finish``                          places in a heat
``driver_finish`` ``owner_finish`` ``owner_points``     ranks for the line-up metric, 1 is best
``fastest_lap``
``playoff`` ``rear``                                    yes: is in the playoffs; was sent to the rear
======================================================  ===============================================================

Known limits: who holds a provisional or a charter is not asked, so every car of the file is lined up; an order that
was drawn, or set by practice, is not made here.
"""

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stockcar.errors import BadFile, RuleMissing, UsageError
from stockcar.face.books import Book
from stockcar.face.races import race

if TYPE_CHECKING:
    from stockcar.rulebook import Rules

ROUNDS: Final = ("round_1", "round_2", "round_3")
NUMBERS: Final = (*ROUNDS, "duel", "duel_finish", "heat_start", "heat_finish", "driver_finish", "owner_finish",
                  "owner_points", "fastest_lap")  # fmt: skip
COLUMNS: Final = ("car", *NUMBERS, "group", "playoff", "rear")
NO_TIME: Final = math.nan
Row = dict[str, Any]


def line_up_of(name: str, file: Path, book: Book = None) -> dict[str, Any]:
    """The document of ``stockcar rules line-up KEY FILE``: the line-up, and the field at the green flag.

    Raises:
        NotFound, Ambiguous: no race or several go by that name. BadFile: no such file, or not of this form.
        UsageError: the file lacks what the format of the day asks for. RuleMissing: the rules do not set the order.
    """
    from stockcar.rulebook.explain import explain_qualifying
    from stockcar.rulebook.qualifying import to_the_rear

    found = race(name, book)
    rows = read_session(file)
    how, order = _lined_up(found.rules, rows)
    green = to_the_rear(order, [row["car"] for row in rows if row["rear"]])
    starts = {car: start for start, car in enumerate(green, start=1)}
    return {
        "key": str(found.key), "by": how, "steps": explain_qualifying(found.rules)["steps"][:3],
        "line_up": [{"start": start, "car": car, "at_green": starts[car]} for start, car in enumerate(order, start=1)],
    }  # fmt: skip


def read_session(file: Path) -> list[Row]:
    """The rows of a session file; None where a cell is empty, and rounds only that the file names (BadFile)."""
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            reader = csv.DictReader(lines)
            names, rows = tuple(reader.fieldnames or ()), list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise BadFile(f"{file}: cannot be read", why, "name a CSV file with one row a car") from None
    unknown = [name for name in names if name not in COLUMNS]
    if "car" not in names or unknown:
        what = f"has no column {unknown[0]!r} to read" if unknown else "has no column car"
        raise BadFile(f"{file}: {what}", "a session is one row a car", f"columns are {', '.join(COLUMNS)}")
    read = [_row(file, number, row) for number, row in enumerate(rows, start=2)]
    cars = [row["car"] for row in read]
    for number, car in enumerate(cars, start=2):
        if car in cars[: number - 2]:
            raise BadFile(
                f"{file}, line {number}: car {car} stands twice", "a session is one row a car", "keep one of the rows"
            )
    if not read:
        raise BadFile(f"{file}: no car", "a session is one row a car", f"columns are {', '.join(COLUMNS)}")
    return read


def _row(file: Path, number: int, cells: dict[str, Any]) -> Row:
    named = [name for name in COLUMNS if name in cells or name not in ROUNDS]
    row: Row = {name: (cells.get(name) or "").strip() or None for name in named}
    if row["car"] is None or None in cells:
        raise BadFile(
            f"{file}, line {number}: no car, or more cells than columns", "a session is one row a car", "mend the line"
        )
    for name in NUMBERS:
        said = row.get(name)
        if said is None:
            continue
        try:
            row[name] = NO_TIME if said == "-" and name in ROUNDS else float(said)
        except ValueError:
            row[name] = 0.0
        known = row[name] is NO_TIME or (0 < row[name] < math.inf and (name in ROUNDS or row[name].is_integer()))
        if not known:
            wanted = "a time" if name in ROUNDS else "a whole number"
            what = f"{file}, line {number}: {name} {said!r}"
            raise BadFile(what, f"it is {wanted} above zero, or empty", "mend the cell")
    return {**row, "playoff": row["playoff"] == "yes", "rear": row["rear"] == "yes"}


def _lined_up(rules: "Rules", rows: Sequence[Row]) -> tuple[str, tuple[str, ...]]:
    """By what, and the cars in order."""
    how = rules.rule("qualifying").given["format"]
    timed = any(row.get(name) for row in rows for name in ROUNDS)
    if how == "duels" and timed:
        return "duels", _by_duels(rules, rows)
    if how == "heats" and any(row["heat_finish"] for row in rows):
        return "heats", _by_heats(rules, rows)
    if how not in ("duels", "heats") and timed:
        return "times", _by_times(rules, rows)
    return _unqualified(rules, rows)


def _by_times(rules: "Rules", rows: Sequence[Row]) -> tuple[str, ...]:
    from stockcar.rulebook.qualifying import by_rows, line_up

    value = rules.rule("qualifying").given
    times = [
        {row["car"]: None if row[name] is NO_TIME else row[name] for row in rows if row[name] is not None} or None
        for name in ROUNDS
        if name in rows[0]
    ]
    order = line_up(rules, times, [row["car"] for row in rows])
    if value.get("rows"):
        groups = {row["car"]: _needed(row, "group") for row in rows}
        order = by_rows(order, groups, value["advance"][0] + 1)
    return order


def _by_duels(rules: "Rules", rows: Sequence[Row]) -> tuple[str, ...]:
    from stockcar.rulebook.qualifying import duels_line_up

    times = {row["car"]: None if row.get("round_1") is NO_TIME else row.get("round_1") for row in rows}
    raced = sorted(rows, key=lambda row: _needed(row, "duel_finish"))
    duels = [[row["car"] for row in raced if _needed(row, "duel") == number] for number in (1, 2)]
    return duels_line_up(times, duels, rules.rule("qualifying").given.get("front_row", 2))


def _by_heats(rules: "Rules", rows: Sequence[Row]) -> tuple[str, ...]:
    from stockcar.rulebook.qualifying import heat_points

    if not rules.rule("qualifying").given["table"]:
        raise RuleMissing(
            f"what the heats of {rules.race.key} paid is not known",
            "no source here tells",
            "give times by round for a race that had them",
        )
    paid = {
        row["car"]: heat_points(rules, int(_needed(row, "heat_start")), int(_needed(row, "heat_finish")))
        for row in rows
    }
    return tuple(sorted(paid, key=lambda car: -paid[car]))  # level cars as the file has them: by owner points


def _unqualified(rules: "Rules", rows: Sequence[Row]) -> tuple[str, tuple[str, ...]]:
    from stockcar.rulebook.qualifying import Ranks, by_metric

    rule = rules.rule("lineup_unqualified")
    by = rule.given["by"]
    if by == "metric":
        first = "finish" in rule.given  # the first form did not tell driver from owner
        asked = [name for name in Ranks._fields if name in rule.given or (first and name == "owner_finish")]
        ranks = {row["car"]: Ranks(**{name: _needed(row, name) for name in asked}) for row in rows}
        return by, by_metric(rules, ranks, [row["car"] for row in rows if row["playoff"]])
    if by == "owner_points":
        return by, tuple(row["car"] for row in sorted(rows, key=lambda row: _needed(row, "owner_points")))
    raise RuleMissing(
        f"{rules.race.key}: without a session the line-up went by {by}", f"source: {rule.cite}", "give times by round"
    )


def _needed(row: Row, name: str) -> Any:
    if row[name] is None:
        raise UsageError(f"car {row['car']} has no {name}", "the format of that day asks for it", f"a column {name}")
    return row[name]
