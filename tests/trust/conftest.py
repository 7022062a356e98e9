"""The full book for the few trust tests that need one."""

import os
import sys
from pathlib import Path

import pytest

from stockcar.record import RecordBook

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # the campaigns in verification/ have a short form here


@pytest.fixture(scope="session")
def full() -> RecordBook:
    """The full book, of $STOCKCAR_FULL_BOOK or .book in the repository."""
    path = Path(os.environ.get("STOCKCAR_FULL_BOOK", ROOT / ".book"))
    if not (path / "CURRENT").is_file():
        pytest.skip(f"no full book in {path}: make full-book")
    return RecordBook.open(path)
