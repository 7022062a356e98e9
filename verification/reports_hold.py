"""Do reports of random races hold against the record, and are planted errors found, in more races than the tests take?

``python -m verification reports_hold [--full]``: 200 reports and 500 planted errors (1,000 and 2,000 with ``--full``),
by the very checks of ``tests/report/test_story.py`` and ``test_planted.py``. Needs the full book.
"""

import os
import sys
from pathlib import Path

from tests.report.test_planted import test_planted_errors_and_their_true_twins as planted_errors
from tests.report.test_story import test_random_reports_hold as random_reports

from stockcar.record import RecordBook

ROOT = Path(__file__).parents[1]


def main(full: bool) -> int:
    """Run both; an assertion that fails says which race."""
    path = Path(os.environ.get("STOCKCAR_FULL_BOOK", ROOT / ".book"))
    if not (path / "CURRENT").is_file():
        print("needs the full book: make full-book", file=sys.stderr)
        return 1
    book = RecordBook.open(path)
    try:
        random_reports(book, 1000 if full else 200)
        planted_errors(book, 2000 if full else 500)
    except AssertionError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
