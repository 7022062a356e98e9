"""Run the slow checks: every ``check_*`` module here, or those named. ``python -m verification race rules``.

Each module ``<name>.py`` has ``main(full: bool) -> int``, writes its report ``<name>.md`` beside it and returns 0 when
what it claims holds. ``--full`` runs the long form.
"""

import importlib
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


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
    worst = 0
    for name in [n for n in names if not wanted or n in wanted]:
        start = time.monotonic()
        print(f"-- {name}", file=sys.stderr, flush=True)
        code = int(importlib.import_module(f"verification.{name}").main(full="--full" in arguments))
        print(f"-- {name}: {'held' if code == 0 else 'MISSED'} in {time.monotonic() - start:.0f} s", file=sys.stderr)
        worst = max(worst, code)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
