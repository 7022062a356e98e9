"""Reports of random races: nothing in them is contradicted, every query gives its number, none is slow."""

import random
import time

import pytest

from stockcar.errors import NotInBook, UsageError
from stockcar.report.check import check
from stockcar.report.ledger import ledger_of
from stockcar.report.notes import TRIVIAL
from stockcar.report.preview import preview
from stockcar.report.prose import race_at
from stockcar.report.story import report, simulated_report


@pytest.mark.full_book
@pytest.mark.parametrize("count", [24])
def test_random_reports_hold(full, count):
    """Of two dozen races here, of hundreds in ``verification/reports_hold.py``."""
    ledger = ledger_of(full)
    keys = [race.key for race in ledger.races if 1995 <= race.season <= 2025]
    chosen = random.Random(20).sample(keys, count)
    contradicted, took = [], 0.0
    for key in chosen:
        began = time.process_time()
        story = report(full, key)
        took += time.process_time() - began
        assert all(note.rarity is not None and note.rarity < TRIVIAL for note in story.notes), key
        for note in story.notes:
            assert ledger.select(note.query)[0][0] == note.value, (key, note)
        checked = check(story.text, full)
        assert checked.race == key
        contradicted += [(key, v.claim.text, v.record) for v in checked.verdicts if v.verdict == "contradicted"]
    assert contradicted == []
    assert took / count < 1.0  # s of the processor


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


@pytest.mark.parametrize("key", ["truck-2022-15", "xfinity-2025-24"])
def test_a_preview_is_a_report_without_the_result(starter, key):
    before, after = preview(starter, key).to_json(), report(starter, key).to_json()
    assert set(after) <= set(before)
    assert before["simulated"] is False
    assert before["lead"].endswith("in the line-up.")
    assert {row["car"] for row in before["table"]} == {row["car"] for row in after["table"]}
    assert set(before["table"][0]) == set(after["table"][0])
    assert all(row[of] is None for row in before["table"] for of in ("finish", "laps", "led", "status", "points"))
    assert [row["start"] for row in before["table"]] == sorted(row["start"] for row in before["table"])
    assert all("(" in what for what in before["not_known"])  # each with its reason


def test_a_preview_in_every_form(starter):
    chances = {"entries": [{"driver": "A <b>", "win": 0.25}, {"driver": "B", "win": 0.5}]}
    before = preview(starter, "truck-2022-15", chances)
    text, marked, page = (before.render(form) for form in ("text", "md", "html"))
    assert text == before.text
    assert marked.startswith(f"# {before.title}\n")
    assert "1. B, 50.0 percent\n2. A <b>, 25.0 percent\n" in marked
    assert "<li>A &lt;b&gt;, 25.0 percent</li>" in page
    for told in (marked, page):
        assert ("Line-up" in told, "Result" in told, "<figure>" in told) == (True, False, False)
        assert told.count("\n| ") + told.count("<tr><td>") >= len(before.table)
        assert all(
            told.count(said) for said in ("Not known before the race", "Parker Kligerman", "Zane Smith has five")
        )
    with pytest.raises(UsageError, match='"pdf"'):
        before.render("pdf")


@pytest.mark.full_book
def test_the_standings_of_a_preview_are_those_after_the_race_before(full):
    before, after = preview(full, "truck-2022-15").to_json(), report(full, "truck-2022-14").to_json()
    assert before["standings"] == after["standings"] != []
    first = preview(full, "truck-2022-01").to_json()
    assert first["standings"] == []
    assert any("first of the season" in what for what in first["not_known"])


def test_a_simulated_race_says_so(starter):
    rows = [
        {"finish": 1, "start": 4, "car": "1", "driver": "A", "led": 10, "laps": 50},
        {"finish": 2, "start": 1, "car": "2", "driver": "B", "led": 40, "laps": 50},
    ]
    story = simulated_report(starter, "xfinity-2025-24", rows, seed=7, run=3)
    assert story.simulated
    assert story.title.startswith("Simulated")
    assert "simulated run" in story.lead.split(".")[0]


def test_a_simulated_run_has_notes_and_says_what_it_is(starter):
    line = {"laps": 100, "status": "running", "make": "Chevrolet"}
    rows = [
        {"finish": 1, "start": 30, "car": "1", "driver": "Parker Kligerman", "team": "A", "led": 2, **line},
        {"finish": 2, "start": 2, "car": "2", "driver": "Zane Smith", "team": "A", "led": 98, **line},
        {"finish": 3, "start": 33, "car": "3", "driver": "Corey Heim", "team": "B", "led": 0, **line},
    ]
    events = [
        {"lap": 40, "kind": "stage", "car": "2", "text": "Zane Smith (No. 2) wins stage 1"},
        {"lap": 50, "kind": "caution", "car": None, "text": "CAUTION, 4 laps"},
    ]
    story = simulated_report(starter, "truck-2022-15", rows, seed=3, run=4, events=events)
    assert story.simulated
    assert story.title.startswith("Simulated")
    texts = [note.text for note in story.notes]
    assert "Parker Kligerman led only two laps of 100." in texts
    assert "Zane Smith led the most laps, 98 of 100, and finished second." in texts
    assert "A finished 1-2: Parker Kligerman and Zane Smith." in texts
    assert "Zane Smith (No. 2) wins stage 1." in texts
    assert all(note.query == "" for note in story.notes)


@pytest.mark.parametrize(
    ("name", "track", "written"),
    [
        ("O'Reilly Auto Parts 150 at Mid-Ohio", "Mid-Ohio Sports Car Course",
         "O'Reilly Auto Parts 150 at Mid-Ohio Sports Car Course"),
        ("Daytona 500", "Daytona International Speedway", "Daytona 500 at Daytona International Speedway"),
        ("Brickyard 400 at The Brickyard", "Indianapolis Motor Speedway",
         "Brickyard 400 at The Brickyard at Indianapolis Motor Speedway"),
    ],
)  # fmt: skip
def test_a_place_in_a_races_own_name_is_not_said_twice(name, track, written):
    assert race_at(name, track) == written
