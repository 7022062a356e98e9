"""Errors planted in true sentences are found with the right value; the true sentences are left in peace.

The sentences are ours, so this measures how verdicts are reached, not how much of a stranger's report is understood:
that is measured on the development set (``tests/report/development``).
"""

from collections import Counter

import pytest
from tests.report.sentences_of_races import planted

from stockcar.report.check import check
from stockcar.report.ledger import ledger_of


def verdicts(text, book, key):
    return check(text, book, race=key).verdicts


def is_right(record, value):
    """Outside the top ten of a stage there is no place to give."""
    return str(record).startswith("outside the top ten") if value is None else str(record) == str(value)


@pytest.mark.full_book
@pytest.mark.parametrize("count", [80])
def test_planted_errors_and_their_true_twins(full, count):
    """Eighty here, more in ``verification/reports_hold.py``."""
    sentences = planted(ledger_of(full), count, seed=7)
    caught, wronged, missed = 0, [], Counter()
    for one in sentences:
        flagged = [v for v in verdicts(one.false, full, one.key) if v.verdict == "contradicted"]
        right = [v for v in flagged if is_right(v.record, one.value)]
        caught += bool(right)
        missed[one.kind] += not right
        if any(v.verdict == "contradicted" for v in verdicts(one.true, full, one.key)):
            wronged.append(one.true)
    print(f"caught {caught} of {count}, twins contradicted {len(wronged)}, missed by kind {dict(missed)}")
    assert caught >= 0.6 * count, missed
    assert len(wronged) < 0.02 * count, wronged
