"""How many errors of a whole report are contradicted, by kind, and why are the others not?

    python -m verification.planted_in_reports BOOK [REPORTS] [SEED]

Reports of races of 1995-2025 are written in varied prose (``prose.py``); each is checked as it is (the twin: every flag
is false) and with one to three errors, one at a time. What becomes of the error: contradicted with the record's value,
flagged otherwise, called supported, a near miss, held back (with the reason), or not read. Even seeds are for learning,
odd ones for measuring.

Known limits: the prose is ours, and so are the errors; what share of a stranger's report is read, ``check_development``
measures on annotated reports.
"""

import random
import re
import sys
from collections import Counter
from typing import Any, NamedTuple

from stockcar.record.book import RecordBook
from stockcar.report.check import Checked, check
from stockcar.report.ledger import Ledger, ledger_of
from verification.prose import Piece, Report, write

_STEPS = (-10, -5, -3, -2, -1, 1, 2, 3, 5, 10)


class Count(NamedTuple):
    """What became of one error."""

    measure: str
    outcome: str
    reason: str
    where: str


def wrong(ledger: Ledger, report: Report, piece: Piece, rng: random.Random) -> tuple[Any, str] | None:
    """Another value for a piece, and what the record has for what is then said."""
    if piece.spelled == "name":
        told = {row.driver_id for row in report.facts.people.values()}
        rows = [r for r in ledger.race(report.key) if r.finish and r.start and r.driver_id not in told]
        row = rng.choice(rows) if rows else None
        right = getattr(row, piece.measure) if row else None
        return (row.driver, str(right)) if row and right != 1 else None
    if piece.measure == "car":
        return str(rng.choice([n for n in range(1, 99) if str(n) != piece.value])), str(piece.value)
    return changed(int(piece.value), piece.measure, rng), str(piece.value)


def changed(value: int, measure: str, rng: random.Random) -> int:
    """Another number near it; laps by more than one, which is a way of counting."""
    return value + rng.choice([s for s in _STEPS if value + s > 0 and not (abs(s) == 1 and measure in ("led", "laps"))])


def outcome(piece: Piece, said: Any, right: str, checked: Checked) -> tuple[str, str]:
    """What became of an error, and why."""
    flags = [v for v in checked.verdicts if v.verdict == "contradicted"]
    for v in flags:
        outside = str(v.record).startswith("outside the top ten") and piece.measure.startswith("stage")
        if v.claim.measure == piece.measure and (str(v.record) == right or outside):
            return "flagged", ""
    if flags:
        return "flagged otherwise", f"{flags[0].claim.measure} {flags[0].claim.text!r} for {flags[0].record}"
    mine = [v for v in checked.verdicts if v.claim.measure == piece.measure]
    mine = [v for v in mine if str(said) in (str(v.claim.value), v.claim.subject.name)]
    for name in ("supported", "near_miss", "plan", "not_checkable"):
        hit = next((v for v in mine if v.verdict == name), None)
        if hit is not None:
            return {"not_checkable": "held back"}.get(name, name), hit.reason
    return "not read", ""


def counts(book: Any, report: Report, rng: random.Random) -> tuple[list[Count], list[str], int]:
    """The errors of one report, the false flags of its twin, and how many claims of the twin are supported."""
    ledger = ledger_of(book)
    twin = check(report.written(), book)
    given = None if twin.race == report.key else report.key
    twin = check(report.written(), book, race=given) if given else twin
    flags = [f"{report.key} {v.claim.measure} {v.claim.value} for {v.record}: {v.claim.text!r}" for v in twin.verdicts
             if v.verdict == "contradicted"]  # fmt: skip
    found = []
    for piece in rng.sample(report.pieces, min(3, len(report.pieces))):
        error = wrong(ledger, report, piece, rng)
        if error is None:
            continue
        text = report.written(piece.at, error[0])
        what, why = outcome(piece, *error, check(text, book, race=given))
        at = next((n for n, (a, b) in enumerate(zip(text, report.written(), strict=False)) if a != b), 0)
        found.append(Count(piece.measure, what, why, f"{text[max(0, at - 110) : at]}[[]]{text[at : at + 60]}"))
    return found, flags, twin.counts["supported"]


def table(found: list[Count]) -> str:
    """By measure and by what became of them, as Markdown."""
    outcomes = [name for name, _ in Counter(c.outcome for c in found).most_common()]
    lines = ["| error in | all | " + " | ".join(outcomes) + " |", "|---|" + "--:|" * (1 + len(outcomes))]
    for measure, _ in [*Counter(c.measure for c in found).most_common(), ("all", 0)]:
        mine = [c for c in found if measure in (c.measure, "all")]
        cells = [str(sum(c.outcome == name for c in mine)) for name in outcomes]
        lines.append(f"| {measure} | {len(mine)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def measured(book: Any, reports: int, seed: int) -> tuple[list[Count], list[str], int]:
    """Errors, false flags of twins and supported claims of so many reports."""
    ledger = ledger_of(book)
    rng = random.Random(seed)
    races = [race for race in ledger.races if 1995 <= race.season <= 2025]
    found: list[Count] = []
    flags: list[str] = []
    supported = 0
    for n in range(reports):
        here, false, true = counts(book, write(ledger, rng.choice(races), seed + n), rng)
        found += here
        flags += false
        supported += true
    return found, flags, supported


if __name__ == "__main__":
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    errors, false_flags, borne_out = measured(
        RecordBook.open(sys.argv[1]), number, int(sys.argv[3]) if len(sys.argv) > 3 else 1
    )
    print(f"{number} reports, {borne_out} claims of the twins supported, {len(false_flags)} contradicted\n")
    print(table(errors))
    reasons = Counter((c.outcome, re.sub(r"; the record has.*|\d+|\"[^\"]*\"", "", c.reason)) for c in errors)
    print("\n".join(["", *(f"{n:4} {what}: {why}" for (what, why), n in reasons.most_common() if what != "flagged")]))
    print("\n".join(["", "flags of the twins:", *false_flags]))
    if len(sys.argv) > 4:
        print(
            "\n".join(f"{c.outcome} | {c.measure} | {c.reason} | {c.where!r}" for c in errors if c.outcome != "flagged")
        )
