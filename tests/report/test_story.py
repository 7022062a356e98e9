"""Reports of random races: nothing in them is contradicted, every query gives its number, none is slow."""

import random
import time

import pytest

from stockcar.errors import NotInBook, UsageError
from stockcar.report.check import check
from stockcar.report.ledger import ledger_of
from stockcar.report.notes import TRIVIAL
from stockcar.report.preview import preview
from stockcar.report.story import report, simulated_report


@pytest.mark.full_book
def test_two_hundred_random_reports_hold(full):
    ledger = ledger_of(full)
    keys = [race.key for race in ledger.races if 1995 <= race.season <= 2025]
    chosen = random.Random(20).sample(keys, 200)
    contradicted, took = [], 0.0
    for key in chosen:
        began = time.perf_counter()
        story = report(full, key)
        took += time.perf_counter() - began
        assert all(note.rarity is not None and note.rarity < TRIVIAL for note in story.notes), key
        for note in story.notes:
            assert ledger.select(note.query)[0][0] == note.value, (key, note)
        checked = check(story.text, full)
        assert checked.race == key
        contradicted += [(key, v.claim.text, v.record) for v in checked.verdicts if v.verdict == "contradicted"]
    assert contradicted == []
    assert took / 200 < 1.0


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_forms(starter, form):
    written = report(starter, "truck-2022-15").render(form)
    assert "Parker Kligerman" in written
    assert ("<svg" in written) == (form == "html")


def test_other_forms_are_refused(starter):
    with pytest.raises(UsageError):
        report(starter, "truck-2022-15").render("pdf")


def test_a_race_without_rows_says_how_to_get_them(starter):
    with pytest.raises(NotInBook):
        report(starter, "cup-1979-01")


def test_the_document(starter):
    document = report(starter, "xfinity-2025-24").to_json()
    assert {"key", "title", "lead", "notes", "table", "not_known", "text"} <= set(document)
    assert document["table"][0]["driver"] == "Connor Zilisch"


def test_a_preview_does_not_know_the_result(starter):
    text = preview(starter, "truck-2022-15").text
    assert "Parker Kligerman has not won in 37 Truck starts." in text
    assert "third career" not in text


def test_a_simulated_race_says_so(starter):
    rows = [
        {"finish": 1, "start": 4, "car": "1", "driver": "A", "led": 10, "laps": 50},
        {"finish": 2, "start": 1, "car": "2", "driver": "B", "led": 40, "laps": 50},
    ]
    story = simulated_report(starter, "xfinity-2025-24", rows, seed=7, run=3)
    assert story.simulated
    assert story.title.startswith("Simulated")
    assert "simulated run" in story.lead.split(".")[0]
