"""Do the two commands of the README work for somebody who has nothing but Python and git?

``python -m verification newcomer [--full]``: a fresh clone, an empty home, no uv on the path, packages from the index
by pip alone. ``make race`` is run to its end and timed, and once more; of ``make test`` the set-up and a few tests, all
of them with ``--full``. Then what a new user would try next: ``newcomer.md`` keeps what was printed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SHOWN = 14  # lines of each output
TOOLS = "/usr/local/bin:/usr/bin:/bin"
TRIED = (
    ("stockcar", "--version"), ("stockcar", "doctor"), ("stockcar", "race", "bristol night"), ("stockcar", "race"),
    ("stockcar", "driver", "Parker Kilgerman"), ("stockcar", "standings", "cup", "1979"),
)  # fmt: skip


class Ran(NamedTuple):
    """One command: what it printed, how it left, how long it took by the clock and of the processor."""

    words: str
    code: int
    printed: str
    clock_s: float
    processor_s: float


def ran(words: list[str], folder: Path, env: dict[str, str]) -> Ran:
    """Run a command in the clone, with nothing of this machine's user."""
    before, clock = os.times(), time.monotonic()
    done = subprocess.run(
        words, cwd=folder, env=env, text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Ran(" ".join(words), done.returncode, done.stdout, time.monotonic() - clock, spent)


def tools(folder: Path) -> str:
    """A path with this Python and the system's tools, and no uv."""
    (folder / "bin").mkdir()
    (folder / "bin" / "python3").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    path = f"{folder / 'bin'}:{TOOLS}"
    if shutil.which("uv", path=path):
        raise SystemExit("uv lies beside the system's tools: this is no machine without it")
    return path


def main(full: bool) -> int:
    """Clone, set up, run; write ``newcomer.md``."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "home").mkdir()
        env = {"HOME": str(folder / "home"), "PATH": tools(folder), "LANG": "C.UTF-8"}
        clone = folder / "stockcar"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        done = [ran(["make", "race"], clone, env), ran(["make", "race"], clone, env)]
        tests = ["make", "test"] if full else ["make", "test", "TESTS=tests/racing"]
        done.append(ran(tests, clone, env))
        bare = {**env, "PATH": f"{clone / '.venv' / 'bin'}:{env['PATH']}"}
        tried = [ran(list(words), clone, bare) for words in TRIED]
    lines = [
        "# A newcomer: fresh clone, empty home, Python and git only",
        "",
        "| command | exit | clock s | processor s |",
    ]
    lines += ["|---|---|---|---|"]
    lines += [f"| `{each.words}` | {each.code} | {each.clock_s:.0f} | {each.processor_s:.0f} |" for each in done]
    for each in [done[0], *tried]:
        shown = [line.rstrip() for line in each.printed.replace(str(folder), "...").splitlines()[:SHOWN]]
        lines += ["", f"`{each.words}` (exit {each.code})", "", "```text", *shown, "```"]
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    wrong = [each.words for each in done if each.code] + [each.words for each in tried if "Traceback" in each.printed]
    return 1 if wrong else 0
