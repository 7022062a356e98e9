"""Is the rulebook right, and would a wrong value be seen?

``python -m verification rules``: changes every points and playoff value of the rulebook, one at a time, and runs the
pins of ``tests/rulebook/pins.py`` against each changed rulebook; with a full book it also recomputes the whole record,
replays every championship and compares standings and line-ups with the tables that others kept. The report is
``rules.md``.
"""

import copy
import datetime as dt
import shutil
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.rulebook import pins  # noqa: E402
from tests.rulebook.recorded_rows import book_folder  # noqa: E402

from stockcar.rulebook import Rulebook  # noqa: E402
from stockcar.rulebook.rules import DATA  # noqa: E402

REPORT = Path(__file__).with_suffix(".md")
HELD_SHARE = 0.95


def main(full: bool = False) -> int:
    """Write the report; 0 when at least 95 % of the changed values are caught."""
    start = time.monotonic()
    caught, missed = mutate()
    lines = ["# The rulebook, checked", "", "Written by `python -m verification rules`.", ""]
    lines += mutation_lines(caught, missed)
    if book_folder() is None:
        lines += ["", "No full book is built: the record was not recomputed."]
    else:
        lines += record_lines() + champion_lines() + standing_lines() + line_up_lines()
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{caught} of {caught + len(missed)} changes caught; {time.monotonic() - start:.0f} s; {REPORT.name}", full)
    return 0 if caught >= HELD_SHARE * (caught + len(missed)) else 1


def mutate() -> tuple[int, list[str]]:
    """How many changed values a pin catches, and those that none does."""
    caught, missed = 0, []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "data"
        shutil.copytree(DATA, root)
        for name in ("points", "championship"):
            for path in sorted(root.glob(f"*/{name}.toml")):
                tables = tomllib.loads(path.read_text(encoding="utf-8"))
                for label, changed in changes(tables):
                    path.write_text(as_toml(changed), encoding="utf-8")
                    if is_caught(root):
                        caught += 1
                    else:
                        missed.append(f"{path.relative_to(root)}: {label}")
                path.write_text(as_toml(tables), encoding="utf-8")
    return caught, missed


def is_caught(root: Path) -> bool:
    """Does any pin fail, or the rulebook not load?"""
    try:
        book = Rulebook.read(root)
        for check in pins.PINS.values():
            check(book)
    except Exception:  # any failure of a pin is a catch: a wrong value may also break the mechanism that reads it
        return True
    return False


def changes(tables: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each value of the pinned topics made one more (a word another word), each span a year longer."""
    for topic, entries in tables.items():
        if topic not in pins.TOPICS:
            continue
        for i, entry in enumerate(entries):
            for where in [*leaves(entry.get("value"), ("value",)), ("until",)]:
                if where == ("until",) and not isinstance(entry.get("until"), int):
                    continue
                changed = copy.deepcopy(tables)
                holder = changed[topic][i]
                for key in where[:-1]:
                    holder = holder[key]
                holder[where[-1]] = other(holder[where[-1]])
                said = ".".join(map(str, where))
                yield f"{topic}[{i}].{said} -> {holder[where[-1]]}", changed


def leaves(value: Any, at: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """The path of every single value; what is only a label of confidence is left out."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key != "top_confidence":
                yield from leaves(each, (*at, key))
    elif isinstance(value, list):
        for i, each in enumerate(value):
            yield from leaves(each, (*at, i))
    elif value is not None:
        yield at


def other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int | float) else "changed"


def as_toml(tables: dict[str, Any]) -> str:
    """The tables as TOML text, enough for the files of the rulebook."""
    parts = []
    for name, entries in tables.items():
        for entry in entries if isinstance(entries, list) else [entries]:
            parts.append(f"[[{name}]]" if isinstance(entries, list) else f"[{name}]")
            parts += [f"{key} = {literal(each)}" for key, each in entry.items()]
    return "\n".join(parts) + "\n"


def literal(value: Any) -> str:
    """One TOML value."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {literal(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(literal(each) for each in value) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return value.isoformat() if isinstance(value, dt.date) else repr(value)


def mutation_lines(caught: int, missed: list[str]) -> list[str]:
    """What became of the changed values."""
    whole = caught + len(missed)
    lines = ["## Changed values", "", f"{caught} of {whole} single changes make a pin fail ({caught / whole:.1%})."]
    return [*lines, *(["", "Not caught:", ""] + [f"- {each}" for each in missed] if missed else [])]


def record_lines() -> list[str]:
    """The record recomputed: counts by class, the seasons that miss, every row that is not explained."""
    from tests.rulebook.recorded_rows import recorded

    from stockcar.rulebook.verify import EXPLAINED, verify

    rows = list(recorded())
    start = time.process_time()
    result = verify(Rulebook.load(), rows)
    took_s = time.process_time() - start
    document = result.to_json()
    lines = ["", "## The record recomputed", "", f"{document['rows']} rows in {took_s:.1f} s of one core.", ""]
    lines += ["| rows with points, 1975-2024 | rows | exact or explained | unexplained |", "|---|---|---|---|"]
    for series in ("cup", "xfinity", "truck", ""):
        of, bad = result.total(series=series), result.total("unexplained", series=series)
        lines.append(f"| {series or 'all'} | {of} | {1 - bad / of:.3%} | {bad} |")
    lines += ["", "| class | rows |", "|---|---|"] + [f"| {k} | {v} |" for k, v in document["classes"].items()]
    strict = result.total("unexplained", "disputed")
    lines += ["", f"Were the rows that two records dispute not explained: {strict} ({strict / result.total():.3%})."]
    for era, classes in document["other"].items():
        lines += ["", f"{era}: " + ", ".join(f"{name} {n}" for name, n in classes.items())]
    for series in ("cup", "xfinity", "truck"):
        span = {"first": 2025, "last": 2025, "series": series}
        of, bare = result.total(**span), result.total("exact", *EXPLAINED, **span)
        with_lap = bare + result.total("inferred_lap", **span)
        lines.append(f"2025 {series}: exact {bare / of:.2%}, with one inferred fastest lap a race {with_lap / of:.2%}")
    early = sum(result.total("exact", first=a, last=b) for a, b in ((1955, 1955), (1961, 1973)))
    tested = sum(result.total("exact", "unexplained", first=a, last=b) for a, b in ((1955, 1955), (1961, 1973)))
    lines.append(
        f"1955 and 1961-73: {early / tested:.2%} of {tested} rows (the rows that gave the scale are not counted)"
    )
    for season in (1969, 1971):
        lines.append(f"{season}: {result.total('exact', first=season, last=season)} of "
                     f"{result.total('exact', 'unexplained', first=season, last=season)}")  # fmt: skip
    lines += ["", "Unexplained, 1975 on (recorded, by the rule):", ""]
    for row in result.mismatches:
        if row.name == "unexplained" and int(row.key.split("-")[1]) >= 1975:
            lines.append(f"- {row.key} No. {row.car} {row.driver_id}, {row.finish}.: {row.recorded}, {row.by_rule:g}")
    return lines


def champion_lines() -> list[str]:
    """Champions by mechanism, the one that is not reproduced, and what waivers decide."""
    from tests.history.season_rows import scores
    from tests.history.test_champions import SPANS, WITHOUT_WAIVERS, recorded_champions

    from stockcar.rulebook.championship import championship

    known, right, wrong = recorded_champions(), Counter(), []
    for series, seasons in SPANS.items():
        for season in seasons:
            result = championship(scores(series, season))
            good = result.champion == known[series, season]
            right[result.rule.given["mechanism"], good] += 1
            if not good:
                first, second = result.table[:2]
                above = f"{first.driver_id} {first.points:g}, {second.driver_id} {second.points:g}"
                wrong.append(f"- {series} {season}: {above}; champion {known[series, season]}")
    lines = ["", "## Champions", ""]
    for mechanism in ("most_points", "chase", "rounds"):
        good, bad = right[mechanism, True], right[mechanism, False]
        lines.append(f"- {mechanism.replace('_', ' ')}: {good} of {good + bad}")
    changed = ", ".join(f"{series} {season}" for series, season in sorted(WITHOUT_WAIVERS))
    return [*lines, "", *wrong, "", f"Without waivers and withdrawals the finalists of {changed} come out wrong."]


def standing_lines() -> list[str]:
    """Differences from the standings that others kept."""
    from tests.history.test_standings import after_each_race, classed, decided_of_2025, final_of_2025

    compared, different = after_each_race()
    share = 1 - len(different) / compared
    equal = f"After each Cup race of 2021-23: {compared - len(different)} of {compared} equal ({share:.2%})."
    lines = ["", "## Standings", "", f"{equal} Every difference (table less ours):", ""]
    spans: dict[tuple[str, float], list[str]] = {}
    for (key, driver), by in different.items():
        spans.setdefault((driver, by), []).append(key)
    lines += [f"- {driver} {by:+g}: {keys[0]} to {keys[-1]} ({len(keys)})" for (driver, by), keys in spans.items()]
    classes = Counter(classed(different).values())
    decided = len(different) - classes["unexplained"]
    lines += [
        "",
        f"A cited deduction that the table lacks decides {classes['penalty']} of the {len(different)}, a page with our "
        f"points within the run of the difference {classes['disputed']} (table `standings` of the facts): "
        f"{compared - len(different) + decided} of {compared} equal or explained "
        f"({1 - classes['unexplained'] / compared:.2%}).",
    ]
    drivers = equal_too = explained = 0
    for series in ("cup", "xfinity", "truck"):
        listed, off = final_of_2025(series)
        drivers, equal_too = drivers + listed, equal_too + listed - len(off)
        explained += len(decided_of_2025(series, off))
        said = ", ".join(f"{who} {by:+g}" if by is not None else f"{who} (not matched)" for who, (_, by) in off.items())
        lines += [
            "",
            f"End of 2025, {series}: {listed - len(off)} of {listed} equal from recorded rows. Others: {said}",
        ]
    whole = equal_too + explained
    return [
        *lines,
        "",
        f"End of 2025, all: {equal_too} of {drivers} equal ({equal_too / drivers:.2%}), {whole} equal or explained by "
        f"a cited row of `disputed` ({whole / drivers:.2%}).",
    ]


def line_up_lines() -> list[str]:
    """Line-ups by times and format that are not the recorded start."""
    from tests.history.test_line_ups import compare

    compared, wrong = compare()
    share = 1 - len(wrong) / compared
    lines = ["", "## Line-ups of 2021-23", "", f"{compared - len(wrong)} of {compared} cars with a time and not sent "
             f"to the rear ({share:.2%}). Who advanced is taken from the record. Others:", ""]  # fmt: skip
    return [*lines, *(f"- {each}" for each in wrong)]


if __name__ == "__main__":
    sys.exit(main())
