"""What every room's tests share: the full book, where it was built."""

import os
from pathlib import Path

import pytest

from stockcar.record import RecordBook

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def full() -> RecordBook:
    """The full book, of $STOCKCAR_FULL_BOOK or .book in the repository; without one the test is skipped by name."""
    path = Path(os.environ.get("STOCKCAR_FULL_BOOK", ROOT / ".book"))
    if not (path / "CURRENT").is_file():
        pytest.skip(f"no full book in {path}: make full-book")
    return RecordBook.open(path)
