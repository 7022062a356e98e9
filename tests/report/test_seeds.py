"""Both seed reports, claim by claim: the committed page, what must be found, and the same sentences of other races."""

import importlib.util
import os
from pathlib import Path

import pytest

from stockcar.report.check import check

ROOT = Path(__file__).parents[2]
SEEDS = Path(os.environ.get("STOCKCAR_SEEDS", ROOT.parent / "shared" / "seeds"))

here = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed reports are not here: set STOCKCAR_SEEDS")


def walker():
    spec = importlib.util.spec_from_file_location("check_seeds", ROOT / "verification" / "check_seeds.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@here
def test_the_page_is_what_the_checker_says(starter):
    assert (ROOT / "docs" / "seeds.md").read_text(encoding="utf-8") == walker().page(SEEDS, starter)


def seed(number, book, **more):
    return check(next(SEEDS.glob(f"{number}_*.txt")).read_text(encoding="utf-8"), book, **more)


# measure, subject, value of the claims that must be found once and supported
SEED_001 = [
    ("races_at_track", "race", 1), ("finish", "parker-kligerman", 1), ("led", "parker-kligerman", 56),
    ("stage_1", "parker-kligerman", 1), ("wins", "parker-kligerman", 3), ("stage_2", "zane-smith", 1),
    ("finish", "zane-smith", 1), ("years_of_wins", "parker-kligerman", "2012,2017"),
    ("finish", "parker-kligerman", 19), ("finish", "parker-kligerman", 7), ("starts", "parker-kligerman", 7),
    ("top10", "parker-kligerman", 5), ("start", "corey-heim", 1), ("car", "corey-heim", "51"),
    ("finish", "kyle-busch", 1), ("car", "kyle-busch", "51"), ("status", "corey-heim", "transmission"),
    ("laps", "corey-heim", 60), ("status", "connor-mosack", "out"), ("status", "trey-burke-iii", "out"),
    ("status", "mason-filippi", "out"), ("debut", "connor-mosack", "truck"), ("debut", "trey-burke-iii", "truck"),
    ("debut", "mason-filippi", "truck"), ("status", "justin-marks", "out"), ("last", "justin-marks", "2018||"),
    ("debut", "stephen-mallozzi", "all"), ("debut", "kenko-miura", "all"), ("status", "stephen-mallozzi", "running"),
    ("status", "kenko-miura", "running"), ("finish", "stephen-mallozzi", 22), ("finish", "kenko-miura", 33),
    ("weekday", "race", "saturday"), ("eligible", "parker-kligerman", "no"), ("races_in_season", "race", 23),
    ("teammates", "stephen-mallozzi", "kenko-miura"),
]  # fmt: skip
SEED_000 = [
    ("car", "connor-zilisch", "88"), ("make", "connor-zilisch", "Chevrolet"), ("sweep", "jr-motorsports", 3),
    ("finish", "connor-zilisch", 1), ("finish", "sammy-smith", 2), ("finish", "justin-allgaier", 3),
    ("drove_for", "parker-kligerman", 15), ("drove_for", "justin-allgaier", 15),
    ("began_with", "parker-kligerman", "team-penske"), ("champion", "justin-allgaier", 2024),
    ("last_full_season", "parker-kligerman", 2024), ("relief", "parker-kligerman", "connor-zilisch"),
    ("weekday", "race", "friday"),
]  # fmt: skip


@here
@pytest.mark.parametrize(("number", "wanted"), [("001", SEED_001), ("000", SEED_000)])
def test_every_claim_that_the_record_decides_is_found_once_and_supported(starter, number, wanted):
    found = [
        (v.claim.measure, "race" if v.claim.subject.kind == "race" else v.claim.subject.id, v.claim.value, v.verdict)
        for v in seed(number, starter).verdicts
    ]
    for measure, subject, value in wanted:
        matches = [row for row in found if row[:3] == (measure, subject, value)]
        assert matches == [(measure, subject, value, "supported")], (measure, subject, value, matches)


@here
@pytest.mark.parametrize("number", ["001", "000"])
def test_nothing_is_contradicted(starter, number):
    assert seed(number, starter).counts["contradicted"] == 0


@here
def test_the_plan_is_a_plan_and_twelve_happened(starter):
    plans = [v for v in seed("001", starter).verdicts if v.verdict == "plan"]
    assert ("starts", 13, 12) in [(v.claim.measure, v.claim.value, v.record) for v in plans]


@here
def test_slips_of_the_pen_are_survived_and_reported(starter):
    slips = {(slip.written, slip.driver_id) for slip in seed("000", starter).slips}
    assert slips == {("Kilgerman", "parker-kligerman")}


OTHERS = [
    (
        "xfinity-2018-22",
        "Kyle Larson led all but one hundred and ninety-four of the three hundred and ten laps, winning Stage 1.",
        {("led", 116, "contradicted"), ("laps_run", 310, "supported"), ("stage_1", 1, "supported")},
    ),
    (
        "xfinity-2025-25",
        "It was Connor Zilisch's eighth win of the season. Zilisch finished first and Sam Mayer second, respectively.",
        {("wins", 8, "supported")},
    ),
    (
        "truck-2022-16",
        "Chandler Smith led 49 of the 60 laps to score his second win of the season. Pole winner Zane Smith was out.",
        {("led", 49, "supported"), ("wins", 2, "supported"), ("start", 1, "supported")},
    ),
]


@pytest.mark.full_book
@pytest.mark.parametrize(("key", "text", "wanted"), OTHERS)
def test_the_same_phrases_of_other_races(full, key, text, wanted):
    found = {(v.claim.measure, v.claim.value, v.verdict) for v in check(text, full, race=key).verdicts}
    assert wanted <= found, found
