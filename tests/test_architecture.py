"""Imports point down only; rooms, files and functions keep their size; what is public is documented."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import stockcar
from tests import architecture

ROOT = Path(stockcar.__file__).parent
RULES = [
    architecture.check_arrows,
    architecture.check_sizes,
    architecture.check_public,
    architecture.check_names,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule):
    assert rule(ROOT) == []


PLANTED = {
    "check_arrows": ("sim/lap.py", '"""."""\nfrom stockcar.record import book\n', "sim imports record"),
    "check_sizes": ("record/book.py", '"""."""\n' + "x = 1\n" * 401, "402 lines"),
    "check_public": ("report/facts.py", '"""."""\ndef nth_win(): ...\n', "nth_win has no docstring"),
    "check_names": ("live/feed.py", '"""."""\nclass FeedManager:\n    """."""\n', "FeedManager is an empty name"),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_planted_fault_is_found(rule, tmp_path):
    name, text, message = PLANTED[rule.__name__]
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert message in "\n".join(rule(tmp_path))


def test_record_and_rulebook_do_not_know_each_other():
    assert "record" not in architecture.ALLOWED["rulebook"]
    assert "rulebook" not in architecture.ALLOWED["record"]
    assert architecture.ALLOWED["sim"] == {"errors"}


def test_importing_stockcar_imports_nothing_heavy():
    heavy = {"numba", "numpy", "polars", "duckdb", "pandas", "matplotlib", "requests", "rich", "cyclopts", "jinja2"}
    code = "import sys, stockcar; print(' '.join(sorted(m for m in sys.modules if '.' not in m)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert heavy.isdisjoint(loaded), heavy & set(loaded)


def test_public_names_are_sorted_and_there():
    assert stockcar.__all__ == sorted(stockcar.__all__)
    for name in stockcar.__all__:
        assert getattr(stockcar, name).__doc__, name


def test_importing_a_room_does_not_hide_the_function_of_its_name():
    from stockcar.forecast.scores import spearman  # noqa: F401
    from stockcar.report.facts import Note  # noqa: F401

    assert callable(stockcar.forecast)
    assert callable(stockcar.report)


def test_nothing_names_a_machine_or_a_registry():
    root = ROOT.parents[1]
    tracked = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False).stdout.split()
    if not tracked:
        pytest.skip("not a git checkout")
    # The lock file must name where packages come from; nothing else may.
    text = re.compile(r"/(?:root|home/\w+|work)/|files\.pythonhosted|registry\.npmjs|deb\.debian")
    own = {"tests/test_architecture.py", "uv.lock"}
    named = []
    for name in tracked:
        path = root / name
        if name in own or path.suffix in {".parquet", ".png", ".npz", ".bin"} or not path.is_file():
            continue
        found = text.search(path.read_text(encoding="utf-8", errors="replace"))
        if found:
            named.append(f"{name}: {found[0]}")
    assert named == []
