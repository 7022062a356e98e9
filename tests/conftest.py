"""What every room's tests share: the full book, where it was built; and the order in which files run.

With two processes (``make test``) files that simulate nothing come first, while a third one compiles the race once for
all of them; whoever runs single tests compiles on first use, as a user does.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stockcar.record import RecordBook

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the campaigns of verification/ have short forms here
# In this order; what is not named comes in between.
FIRST = ("tests/report/test_notes", "tests/report", "tests/record", "tests/rulebook", "tests/history", "tests/trust")
LAST = ("tests/trust/test_cost", "tests/test_docs", "tests/sim", "tests/live", "tests/cli", "tests/forecast")
COMPILE = """
import os
os.environ["STOCKCAR_BOOK"] = "starter"
import stockcar
stockcar.forecast("truck-2022-15", runs=20)
for _ in stockcar.replay("truck-2022-15", source="run", runs=2):
    break
"""


def pytest_configure(config: pytest.Config) -> None:
    """Begin to compile where two processes will run all tests."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        quiet = subprocess.DEVNULL
        config._compiling = subprocess.Popen([sys.executable, "-c", COMPILE], stdout=quiet, stderr=quiet)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no process behind."""
    compiling = getattr(config, "_compiling", None)
    if compiling is not None:
        compiling.terminate()
        compiling.wait()


def rank(item: pytest.Item) -> int:
    """Where a file stands in the order."""
    name = item.nodeid
    if name.startswith(LAST):
        return 100 + next(at for at, start in enumerate(LAST) if name.startswith(start))
    return next((at for at, start in enumerate(FIRST) if name.startswith(start)), 50)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The order of files, where all are run by two."""
    if hasattr(config, "workerinput"):
        items.sort(key=rank)


@pytest.fixture(scope="session")
def full() -> RecordBook:
    """The full book, of $STOCKCAR_FULL_BOOK or .book in the repository; without one the test is skipped by name."""
    path = Path(os.environ.get("STOCKCAR_FULL_BOOK", ROOT / ".book"))
    if not (path / "CURRENT").is_file():
        pytest.skip(f"no full book in {path}: make full-book")
    return RecordBook.open(path)
