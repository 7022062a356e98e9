"""How much of the package do the tests reach, branch by branch?

``python -m verification coverage`` runs every test (those of the page and of the full book where they can run) and
writes ``coverage.md``: a line a room and the files that are reached least. The compiled kernels are left out: their
plain twins stand for them, and the tests hold the two equal.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
GOAL = 0.90
KERNELS = ("lap", "lanes", "segment", "pack", "incidents", "pits", "cautions", "weather", "keyed", "field")
LEAST = 15
# These hold a limit of processor time, which tracing breaks.
TIMED = (
    "tests/rulebook/test_dated.py::test_the_package_loads_in_under_50_ms_and_leaves_no_day_open",
    "tests/history/test_record.py::test_the_whole_record_is_recomputed_in_under_3_s",
)


def kernels() -> list[str]:
    """The files of the compiled race."""
    folder = ROOT / "src" / "stockcar" / "sim"
    return [f"*/sim/{name}.py" for name in KERNELS if (folder / f"{name}.py").is_file()]


def measured(folder: Path) -> tuple[dict[str, Any], list[str]]:
    """The coverage document of a run of all tests, and which of them failed; processes that tests start count too."""
    settings = folder / "coveragerc"
    settings.write_text(
        "[run]\nbranch = True\nsource = stockcar\nparallel = True\npatch = subprocess\nsigterm = True\n"
        "concurrency = thread, greenlet\nomit =\n"
        + "".join(f"    {name}\n" for name in kernels())
        + f"data_file = {folder}/data\n",
        encoding="utf-8",
    )
    words = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--cov", f"--cov-config={settings}", "--cov-report="]
    words += ["-n", "2", "--dist", "loadfile", *(f"--deselect={name}" for name in TIMED)]
    full = os.environ.get("STOCKCAR_FULL_BOOK", str(ROOT / ".book"))
    env = {**os.environ, "STOCKCAR_BOOK": "starter", "STOCKCAR_FULL_BOOK": full, "PYTHONPATH": str(ROOT / "src")}
    tests = subprocess.run(
        [sys.executable, *words, "tests"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    last = tests.stdout.strip().splitlines()[-1] if tests.stdout.strip() else tests.stderr[-200:]
    print(f"  {last}", file=sys.stderr)
    out = folder / "coverage.json"
    subprocess.run(
        [sys.executable, "-m", "coverage", "json", f"--rcfile={settings}", "-o", str(out), "-q"],
        cwd=ROOT, env=env, check=True,
    )  # fmt: skip
    failed = [line for line in tests.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return json.loads(out.read_text(encoding="utf-8")), failed


def share(summary: dict[str, int]) -> float:
    """Statements and branches reached, of all."""
    whole = summary["num_statements"] + summary["num_branches"]
    return (summary["covered_lines"] + summary["covered_branches"]) / whole if whole else 1.0


def by_room(files: dict[str, Any]) -> dict[str, dict[str, int]]:
    """The sums of each room."""
    rooms: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for name, file in files.items():
        parts = Path(name).parts
        room = parts[parts.index("stockcar") + 1].removesuffix(".py")
        for what in ("num_statements", "covered_lines", "num_branches", "covered_branches"):
            rooms[room][what] += file["summary"][what]
    return rooms


def main(full: bool) -> int:
    """Measure, write ``coverage.md``, say whether the goal is reached. ``full`` changes nothing: it is always all."""
    del full
    with tempfile.TemporaryDirectory() as name:
        document, failed = measured(Path(name))
    files = document["files"]
    total = share(document["totals"])
    lines = ["# Branch coverage", "", f"All tests, without the compiled kernels: **{total:.1%}** (goal {GOAL:.0%})."]
    lines += [
        f"{len(failed)} tests failed in this run." if failed else "",
        *(f"- `{line[:160]}`" for line in failed),
        "",
        "| room | statements | branches | reached |",
        "|---|---|---|---|",
    ]
    for room, sums in sorted(by_room(files).items()):
        lines.append(f"| {room} | {sums['num_statements']} | {sums['num_branches']} | {share(sums):.1%} |")
    lines += ["", "The files that are reached least:", "", "| file | reached | lines not reached |", "|---|---|---|"]
    for name, file in sorted(files.items(), key=lambda item: share(item[1]["summary"]))[:LEAST]:
        missing = file["missing_lines"]
        short = "/".join(Path(name).parts[-2:])
        said = ", ".join(map(str, missing[:12])) + (" ..." if len(missing) > 12 else "")
        lines.append(f"| {short} | {share(file['summary']):.1%} | {said} |")
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if total >= GOAL else 1
