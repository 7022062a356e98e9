"""report and check on the starter book: a report that checks clean, and a planted error that is found."""

import pytest

TRUE = (
    "Parker Kligerman won the Truck race at Mid-Ohio on Saturday, July 9, 2022. He led 56 of 67 laps and won Stage 1. "
    "It was his third career Truck win. Zane Smith finished second."
)


@pytest.fixture
def story(tmp_path):
    def write(text: str) -> str:
        file = tmp_path / "story.txt"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return write


def test_a_true_story_is_supported(stockcar, story):
    checked = stockcar("check", story(TRUE), "--strict", "--format", "json")
    assert checked.code == 0
    document = checked.document
    assert document["race"] == "truck-2022-15"
    assert document["counts"]["supported"] >= 5
    assert document["counts"]["contradicted"] == 0
    for claim in document["claims"]:
        start, end = claim["span"]
        assert TRUE[start:end] == claim["text"]


ERRORS = [
    ("led 56 of 67", "led 46 of 67", 56),
    ("third career Truck win", "fifth career Truck win", 3),
    ("Zane Smith finished second", "Zane Smith finished fourth", 2),
]


@pytest.mark.parametrize(("right", "wrong", "record"), ERRORS)
def test_a_planted_error_is_contradicted_with_the_right_value(stockcar, story, right, wrong, record):
    checked = stockcar("check", story(TRUE.replace(right, wrong)), "--strict", "--format", "json")
    assert checked.code == 6
    found = [claim for claim in checked.document["claims"] if claim["verdict"] == "contradicted"]
    assert record in [claim["record"] for claim in found]


def test_a_report_bears_its_own_check(stockcar, story):
    for key in ("truck-2022-15", "xfinity-2025-24"):
        text = stockcar("report", key, "--no-forecast").out
        checked = stockcar("check", story(text), "--race", key, "--format", "json").document
        assert checked["counts"]["contradicted"] == 0
        assert checked["counts"]["supported"] > 3


def test_a_preview_in_every_form(stockcar, tmp_path):
    page = tmp_path / "before.html"
    words = ("report", "truck-2022-15", "--preview", "--no-forecast")
    assert stockcar(*words, "--html", str(page), "--format", "md").out.startswith("# Before the 2022 ")
    assert page.read_text().startswith("<!doctype html>")
    assert stockcar(*words, "--run", "3").code == 2


def test_a_report_in_every_form(stockcar, tmp_path):
    page = tmp_path / "race.html"
    document = stockcar("report", "truck-2022-15", "--no-forecast", "--html", str(page), "--format", "json").document
    assert {"key", "title", "lead", "notes", "table", "not_known", "text"} <= set(document)
    assert "Kligerman" in page.read_text(encoding="utf-8")
    assert stockcar("report", "truck-2022-15", "--no-forecast", "--format", "md").out.startswith("# ")


def test_the_marked_page_keeps_the_text_and_escapes_it(stockcar, story, tmp_path):
    page = tmp_path / "marked.html"
    text = TRUE + " <script>alert(1)</script>"
    assert stockcar("check", story(text), "--html", str(page)).code == 0
    written = page.read_text(encoding="utf-8")
    assert '<mark class="supported"' in written
    assert "<script>" not in written


REFUSED = [("", 2), ("no-such-file.txt", 2)]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_nothing_to_check_is_refused(stockcar, story, text, code):
    file = text or story("")
    assert stockcar("check", file, "--format", "json").code == code
