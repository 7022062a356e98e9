"""How much of strangers' reports does the checker read, and how often is it right?

    python verification/check_development.py TEXTS BOOK

``TEXTS`` is a folder with the text of each annotated report of ``tests/report/development/annotated.toml`` as
``NAME.txt`` (the project holds addresses, not texts). Recall is over *all* checkable claims that were annotated;
"verdicts right" is over those found; a flag is a claim marked contradicted, real where the annotation says so too.
"""

import hashlib
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from stockcar.record.book import RecordBook
from stockcar.report.check import check
from stockcar.report.decide import Verdict

ANNOTATED = Path(__file__).parents[1] / "tests" / "report" / "development" / "annotated.toml"


class Score(NamedTuple):
    """Counts of one report, or of several."""

    reports: int = 0
    placed: int = 0  # the race was found without help
    claims: int = 0
    found: int = 0
    right: int = 0
    flags: int = 0
    real: int = 0

    def plus(self, other: "Score") -> "Score":
        """Both together."""
        return Score(*(a + b for a, b in zip(self, other, strict=True)))


def part_of(report: dict[str, Any]) -> str:
    """Which part of the set a report is in: "tune" or "report" by the hash of its address, or a later sample."""
    if "sample" in report:
        return {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth"}[
            report["sample"]
        ]
    return "tune" if hashlib.sha256(report["address"].encode()).digest()[0] % 2 == 0 else "report"


def annotated() -> list[dict[str, Any]]:
    """The annotated reports."""
    found: list[dict[str, Any]] = tomllib.loads(ANNOTATED.read_text(encoding="utf-8"))["report"]
    return found


def same(verdict: Verdict, measure: str, subject: str, value: str) -> bool:
    """Is it the annotated claim?"""
    claim = verdict.claim
    if claim.measure != measure:
        return False
    who = "race" if claim.subject.kind == "race" else claim.subject.id
    if measure == "teammates":
        return {claim.subject.id, str(claim.value)} == {subject, value}
    if measure == "led_sum":
        return str(claim.value) == value
    if who != subject:
        return False
    said = str(claim.value)
    return measure == "status" or said == value or value in said.split("|")


def score(report: dict[str, Any], text: str, book: Any) -> Score:
    """What the checker made of one report."""
    checked = check(text, book)
    placed = checked.race == report["race"]
    if not placed:
        checked = check(text, book, race=report["race"])
    left = list(checked.verdicts)
    flagged = [v for v in left if v.verdict == "contradicted"]
    total, found, right, real = 0, 0, 0, 0
    for line in report["claims"]:
        _, measure, subject, value, wanted = [*(part.strip() for part in line.split("|")), "supported"][:5]
        if wanted == "event":
            continue
        total += 1
        hit = next((v for v in left if same(v, measure, subject, value)), None)
        if hit is not None:
            left.remove(hit)
            found += 1
            right += hit.verdict == wanted
            real += hit.verdict == wanted == "contradicted"
    return Score(1, placed, total, found, right, len(flagged), real)


def table(scores: dict[str, Score]) -> str:
    """The table as Markdown, with denominators."""
    lines = [
        "| part | reports | race found | claims found of all checkable | verdicts right of found | flags real |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, s in scores.items():
        share = f"{s.found} of {s.claims} ({s.found / s.claims:.3f})"
        right = f"{s.right} of {s.found} ({s.right / s.found:.3f})"
        lines.append(f"| {name} | {s.reports} | {s.placed} | {share} | {right} | {s.real} of {s.flags} |")
    return "\n".join(lines)


if __name__ == "__main__":
    scores: dict[str, Score] = {}
    open_book = RecordBook.open(sys.argv[2])
    for one in annotated():
        written = (Path(sys.argv[1]) / f"{one['name']}.txt").read_text(encoding="utf-8")
        part = part_of(one)
        scores[part] = scores.get(part, Score()).plus(score(one, written, open_book))
    print(table(scores))
