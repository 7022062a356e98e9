"""Run a verb twice in this process and print what the second time cost, in figures that no busy machine changes.

``python counting.py driver "Parker Kligerman"`` prints a JSON object: ``packages`` (of ``HEAVY``, loaded by the verb),
``modules`` (all that are loaded), ``queries`` (statements given to the database), ``calls`` (Python functions entered),
``peak_bytes`` (the most that Python held at once; what compiled code holds does not count).
"""

import contextlib
import io
import json
import sys
import tracemalloc
from typing import Any

HEAVY = {"duckdb", "jinja2", "lark", "matplotlib", "msgspec", "nicegui", "numba", "numpy", "pandas", "polars",
         "rapidfuzz", "requests"}  # fmt: skip


def run(words: list[str]) -> None:
    """One run with nothing printed; a verb that fails is said."""
    from stockcar import cli

    with contextlib.redirect_stdout(io.StringIO()):
        code = cli.run(words)
    if code:
        raise SystemExit(f"{' '.join(words)}: exit code {code}")


def counted(words: list[str]) -> dict[str, Any]:
    """What the verb loads, and what it costs once everything is loaded."""
    run(words)
    loaded = {"packages": sorted(HEAVY & set(sys.modules)), "modules": len(sys.modules)}
    calls = queries = 0

    def count(frame: object, event: str, called: Any) -> None:  # noqa: ARG001 - as Python calls it
        nonlocal calls, queries
        calls += event == "call"
        queries += event == "c_call" and called.__name__ in {"execute", "executemany"}

    tracemalloc.start()
    sys.setprofile(count)
    run(words)
    sys.setprofile(None)
    return {**loaded, "queries": queries, "calls": calls, "peak_bytes": tracemalloc.get_traced_memory()[1]}


if __name__ == "__main__":
    print(json.dumps(counted(sys.argv[1:])))
