"""Reports in varied prose: what is true in them is left in peace, an error is named with the record's value."""

import random

import pytest
from verification.planted_in_reports import counts, wrong
from verification.prose import write

from stockcar.report.ledger import ledger_of


@pytest.mark.full_book
def test_true_reports_have_no_contradiction_and_errors_are_found(full):
    """Three here; ``python -m verification.planted_in_reports`` takes as many as are asked for."""
    ledger = ledger_of(full)
    rng = random.Random(5)
    races = [race for race in ledger.races if 1995 <= race.season <= 2025]
    flagged = 0
    for n in range(3):
        found, false, supported = counts(full, write(ledger, rng.choice(races), n), rng)
        assert not false
        assert supported
        flagged += sum(c.outcome == "flagged" for c in found)
    assert flagged


@pytest.mark.full_book
def test_a_report_is_written_with_one_thing_wrong(full):
    ledger = ledger_of(full)
    race = ledger.by_key["cup-2016-12"]
    report = write(ledger, race, 1)
    piece = next(p for p in report.pieces if p.spelled != "name")
    value, right = wrong(ledger, report, piece, random.Random(1))
    assert str(value) != right
    assert report.written(piece.at, value) != report.written()
