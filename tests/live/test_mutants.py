"""Hundreds of damaged payloads: refused by name or taken, and never an impossible state."""

from .mutants import run
from .payloads import whole_race


def test_damaged_payloads_make_no_impossible_race():
    taken = run(whole_race(), 400)
    assert taken["refused"] > 50
    assert taken["taken"] > 50
