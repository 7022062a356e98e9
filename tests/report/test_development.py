"""The development set is what it says: reports, halves by hash, whole claims, none of a race kept for judging."""

import importlib.util
import os
import tomllib
from pathlib import Path

import pytest

from stockcar.report.claims import MEASURES

FOLDER = Path(__file__).parent / "development"
ROOT = Path(__file__).parents[2]
RESERVED = ROOT.parent / "shared" / "design" / "reserved_races.txt"


def measure():
    spec = importlib.util.spec_from_file_location("check_development", ROOT / "verification" / "check_development.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# What reports say, the record could decide and the language has no word for yet: always counted as not found.
BEYOND = {
    "event",
    "edition",
    "lowest_start",
    "season_wins_since",
    "last_race_here",
    "worst_finish",
    "other",
}
ANNOTATED = measure().annotated()
FURTHER = tomllib.loads((FOLDER / "addresses.toml").read_text(encoding="utf-8"))["reports"]


def test_there_are_forty_reports_and_twelve_of_them_annotated():
    addresses = [report["address"] for report in ANNOTATED] + [address for address, _, _ in FURTHER]
    assert len(set(addresses)) == len(addresses) >= 40
    assert len(ANNOTATED) >= 12
    assert sum(len(report["claims"]) for report in ANNOTATED) >= 300


def test_every_claim_has_a_short_locator_and_a_measure_of_the_language():
    for report in ANNOTATED:
        for line in report["claims"]:
            locator, name, subject, value, *rest = (part.strip() for part in line.split("|"))
            assert len(locator.split()) <= 12, line
            assert subject, line
            assert value, line
            assert name in MEASURES or name in BEYOND, line
            assert rest in ([], ["contradicted"], ["near_miss"], ["not_checkable"], ["event"]), line


@pytest.mark.parametrize("key", sorted({r["race"] for r in ANNOTATED} | {race for _, race, _ in FURTHER}))
def test_the_races_are_in_the_record(starter, key):
    assert str(starter.key(key)) == key


@pytest.mark.skipif(not RESERVED.is_file(), reason="the list of races kept for judging is not here")
def test_no_race_is_one_kept_for_judging():
    reserved = {line for line in RESERVED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    assert not reserved & ({report["race"] for report in ANNOTATED} | {race for _, race, _ in FURTHER})


@pytest.mark.full_book
@pytest.mark.parametrize(("part", "recall", "right"), [("tune", 0.70, 0.95), ("report", 0.65, 0.95)])
def test_what_is_read_of_them_does_not_fall_back(full, part, recall, right):
    texts = os.environ.get("STOCKCAR_DEVELOPMENT_TEXTS")
    if not texts:
        pytest.skip("the texts are not part of the project: set STOCKCAR_DEVELOPMENT_TEXTS to their folder")
    tool = measure()
    total = tool.Score()
    for report in ANNOTATED:
        if tool.part_of(report) == part:
            text = (Path(texts) / f"{report['name']}.txt").read_text(encoding="utf-8")
            total = total.plus(tool.score(report, text, full))
    assert total.found / total.claims >= recall
    assert total.right / total.found >= right
