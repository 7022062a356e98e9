"""Run the slow checks: every module here that has a ``main``, or those named. ``python -m verification rules``.

Each module ``<name>.py`` has ``main(full: bool) -> int``, writes its report ``<name>.md`` beside it and returns 0 when
what it claims holds. ``--full`` runs the long form. At the end stands how long each took, by the clock and of the
processor, and the sum; a check that falls over counts as missed and the others go on. A run of everything keeps that
table in ``whole.md``.
"""

import importlib
import os
import sys
import time
import traceback
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent


class Took(NamedTuple):
    """One check: its answer, and its seconds by the clock and of the processor, children included."""

    name: str
    code: int
    clock_s: float
    processor_s: float


def processor_s() -> float:
    """Seconds of the processor so far, of this process and of those it has waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def took(name: str, full: bool) -> Took:
    """Run one check."""
    clock, processor = time.monotonic(), processor_s()
    print(f"-- {name}", file=sys.stderr, flush=True)
    try:
        code = int(importlib.import_module(f"verification.{name}").main(full=full))
    except Exception:
        traceback.print_exc()
        code = 1
    done = Took(name, code, time.monotonic() - clock, processor_s() - processor)
    print(f"-- {name}: {'held' if code == 0 else 'MISSED'} in {done.clock_s:.0f} s", file=sys.stderr, flush=True)
    return done


def table(done: list[Took]) -> str:
    """How long everything took, and the sum."""
    whole = Took("sum", max(each.code for each in done), sum(d.clock_s for d in done), sum(d.processor_s for d in done))
    rows = [f"{'check':16} {'clock s':>9} {'processor s':>12}"]
    rows += [
        f"{each.name:16} {each.clock_s:9.0f} {each.processor_s:12.0f}  {'' if each.code == 0 else 'MISSED'}".rstrip()
        for each in [*done, whole]
    ]
    return "\n".join(rows)


def kept(done: list[Took], full: bool) -> str:
    """The report of a run of everything."""
    minutes = sum(each.clock_s for each in done) / 60
    command = "make verify-full" if full else "make verify"
    missed = sum(each.code != 0 for each in done)
    said = f"{len(done)} checks in {minutes:.0f} minutes; {missed} miss a goal, and their own reports say which."
    return f"# `{command}`, whole\n\n{said}\n\n```text\n{table(done)}\n```\n"


def main(arguments: list[str]) -> int:
    """Verify what is named, or everything; the worst answer is the exit code."""
    wanted = [a for a in arguments if not a.startswith("-")]
    names = [
        path.stem
        for path in sorted(HERE.glob("*.py"))
        if not path.stem.startswith("_") and "def main(" in path.read_text(encoding="utf-8")
    ]
    unknown = [a for a in arguments if a not in {*names, "--full"}]
    if unknown:
        print(f"unknown: {' '.join(unknown)}; there are --full and {' '.join(names)}", file=sys.stderr)
        return 2
    done = [took(name, "--full" in arguments) for name in names if not wanted or name in wanted]
    print(table(done))
    if not wanted:
        (HERE / "whole.md").write_text(kept(done, "--full" in arguments), encoding="utf-8")
    return max(each.code for each in done)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
