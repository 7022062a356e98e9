"""Run the benchmarks and print one table; ``--write`` puts it into ``benchmarks/README.md``.

Each ``bench_*.py`` has ``measure() -> Iterable[Figure]``. Run on a quiet machine: the load is printed with the table.
"""

import datetime as dt
import importlib
import os
import sys
from pathlib import Path

from benchmarks.figure import Figure, machine

HERE = Path(__file__).parent
START, END = "<!-- last run -->", "<!-- end of last run -->"


def table(figures: list[Figure], load: float) -> str:
    """The figures as a Markdown table, with day, machine and load."""
    lines = [
        f"Last run {dt.date.today().isoformat()} on {machine()}; load before it {load:.2f}.",
        "",
        "| what | measured | beside it | ratio | goal |",
        "|---|---|---|---|---|",
    ]
    for f in figures:
        beside = "" if f.beside is None else f"{f.beside:,.4g} ({f.beside_name})"
        ratio = "" if not f.beside else f"{f.value / f.beside:.2f}"
        lines.append(f"| {f.name} | {f.value:,.4g} {f.unit} | {beside} | {ratio} | {f.goal} |")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Measure what is named, or everything."""
    write = "--write" in arguments
    wanted = [a for a in arguments if not a.startswith("-")]
    names = sorted(path.stem for path in HERE.glob("bench_*.py"))
    chosen = [n for n in names if not wanted or n.removeprefix("bench_") in wanted]
    if not chosen:
        print(f"no benchmark of that name; there are: {', '.join(n.removeprefix('bench_') for n in names)}")
        return 2
    load = os.getloadavg()[0]
    figures: list[Figure] = []
    for name in chosen:
        print(f"measuring {name.removeprefix('bench_')} ...", file=sys.stderr, flush=True)
        figures += importlib.import_module(f"benchmarks.{name}").measure()
    text = table(figures, load)
    print(text)
    if write:
        readme = HERE / "README.md"
        before, _, rest = readme.read_text(encoding="utf-8").partition(START)
        readme.write_text(f"{before}{START}\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
