"""Books for the report room: the one in the package, and the full one where it is."""

import os

import pytest

from stockcar.record.book import RecordBook


@pytest.fixture(scope="session")
def starter() -> RecordBook:
    """The starter book in the package."""
    return RecordBook.open("starter")


@pytest.fixture(scope="session")
def full() -> RecordBook:
    """The full book named by $STOCKCAR_FULL_BOOK."""
    path = os.environ.get("STOCKCAR_FULL_BOOK")
    if not path:
        pytest.skip("the full book is not here: set STOCKCAR_FULL_BOOK to its folder")
    return RecordBook.open(path)
