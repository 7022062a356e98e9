"""What the main verbs cost, in figures that are the same on any machine: imports, queries, calls, memory.

Nothing here looks at a clock; ``make bench`` does.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

COUNTING = Path(__file__).with_name("counting.py")
TEXT = "Parker Kligerman won the 2022 truck race at Mid-Ohio. Zane Smith finished second."
SLACK = 1.5  # what a verb may cost beside what was counted when its line was written


class Cost(NamedTuple):
    """What a verb was counted to cost; of the heavy packages it may load no others."""

    packages: str
    modules: int
    queries: int
    calls: int
    peak_mb: float


COUNTED = {
    ("--help",): Cost("", 240, 0, 35_500, 0.24),
    ("driver", "Parker Kligerman"): Cost("duckdb numpy", 417, 16, 32_400, 7.5),
    ("season", "xfinity", "2025"): Cost("duckdb numpy", 423, 7, 77_100, 6.3),
    ("standings", "xfinity", "2025"): Cost("duckdb numpy", 446, 23, 293_000, 9.6),
    ("query", "select count(*) from starts"): Cost("duckdb numpy", 423, 27, 12_900, 7.4),
    ("rules", "points", "xfinity-2025-24", "88"): Cost("duckdb numpy", 431, 14, 23_100, 6.3),
    ("forecast", "xfinity-2025-24", "--runs", "50"): Cost("duckdb msgspec numba numpy", 852, 6, 150_000, 6.3),
    ("check", "TEXT"): Cost("duckdb lark msgspec numpy", 506, 45, 700_000, 22.1),
    ("race", "truck-2022-15"): Cost("duckdb lark msgspec numba numpy polars", 1114, 63, 750_000, 17.4),
}


def count(words: tuple[str, ...]) -> dict[str, Any]:
    """The figures of ``counting.py``, on the starter book and with an order of sets that is the same each time."""
    environment = {**os.environ, "STOCKCAR_BOOK": "starter", "PYTHONHASHSEED": "0", "COLUMNS": "100"}
    done = subprocess.run([sys.executable, COUNTING, *words], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    counted: dict[str, Any] = json.loads(done.stdout)
    return counted


@pytest.mark.parametrize("words", COUNTED, ids=lambda words: words[0])
def test_a_verb_costs_no_more_than_it_did(words: tuple[str, ...], tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text(TEXT)
    cost, before = count(tuple(str(text) if word == "TEXT" else word for word in words)), COUNTED[words]
    assert set(cost["packages"]) <= set(before.packages.split())
    assert cost["modules"] <= before.modules * SLACK
    assert cost["queries"] <= before.queries * SLACK
    assert cost["calls"] <= before.calls * SLACK
    assert cost["peak_bytes"] <= before.peak_mb * 1e6 * SLACK


def test_the_counts_are_the_same_each_time() -> None:
    words = ("driver", "Parker Kligerman")
    one, other = count(words), count(words)
    assert one.pop("peak_bytes") == pytest.approx(other.pop("peak_bytes"), rel=0.02)
    assert one == other
