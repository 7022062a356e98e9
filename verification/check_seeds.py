"""Walk the two seed reports claim by claim: docs/seeds.md.

    python verification/check_seeds.py SEEDS_DIR [BOOK] > docs/seeds.md

The words of the reports are not repeated: a claim is named by our own words and its measure; what the record cannot
know is listed with the reason. ``tests/report/test_seeds.py`` holds the committed page to what this makes.
"""

import sys
from pathlib import Path
from typing import Any

from stockcar.record.book import RecordBook
from stockcar.report.check import Checked, check
from stockcar.report.decide import Verdict

SEEDS = (
    ("001", "Seed 001: Trucks at Mid-Ohio, 2022", "truck-2022-15"),
    ("000", "Seed 000: the second series at Daytona, August 2025", "xfinity-2025-24"),
)
# What the two reports say and no table of the record decides, in our own words.
UNKNOWN = {
    "001": (
        ("he is an analyst and part-owner of a track", "biography"),
        ("the lead was taken on the final restart with three laps left", "no lap log of this race"),
        (
            "second stock-car road win after one of 2016 in another series",
            "that series is not in the record before 2024",
        ),
        ("a full-time season may follow", "an opinion about the future"),
        ("the biggest win of his life; a couple more to win", "quoted speech; with --quotes it is read, never a fact"),
        ("a wet qualifying with spins, its third round cancelled", "no qualifying log of this race"),
    ),
    "000": (
        ("the winning push", "no lap log of this race"),
        (
            "a collision at Texas in September 2023 while racing for the lead",
            "the race is in the record, the collision is not",
        ),
        ("the age of the credited winner, a broken collarbone", "birth dates and injuries are not in the record"),
        ("second late in the third stage, the radio, the yellow after it", "no lap log and no radio"),
        ("who co-owns the team", "owners of shares are not in the record"),
        (
            "both tried the Cup series without success and came back",
            "success is an opinion; the starts are in the record",
        ),
        ("now an analyst on television", "biography"),
        ("respect, talent, difficult years", "quoted speech and opinion"),
    ),
}


def verdict_line(verdict: Verdict) -> str:
    """One row of the walk."""
    claim = verdict.claim
    scope = claim.scope
    over = [scope.series, scope.season and str(scope.season), scope.track_id, scope.track_type]
    over += [f"not at {scope.not_track_id}" if scope.not_track_id else None, scope.race]
    where = ", ".join(part for part in over if part)
    rows = ", ".join(verdict.evidence[-3:]) + (
        f" and {len(verdict.evidence) - 3} more" if len(verdict.evidence) > 3 else ""
    )
    record = "" if verdict.record is None else str(verdict.record)
    cells = [claim.measure, claim.subject.name, str(claim.value), where, verdict.verdict, record, verdict.reason, rows]
    return "| " + " | ".join(cell.replace("|", " / ") for cell in cells) + " |"


def walk(number: str, title: str, checked: Checked) -> list[str]:
    """The walk of one report."""
    counts = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in checked.counts.items() if n)
    lines = [
        f"## {title}", "",
        f"Race found: `{checked.race}` (next: `{checked.candidates[1].race.key}`). Claims: {counts}.", "",
        "| measure | subject | said | over | verdict | record | why | races |",
        "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    lines += [verdict_line(verdict) for verdict in checked.verdicts]
    if checked.slips:
        lines += ["", f"Names written otherwise: {', '.join(sorted({s.written for s in checked.slips}))}."]
    lines += ["", "Not in the record:", ""]
    lines += [f"* {what}: {why}" for what, why in UNKNOWN[number]]
    return [*lines, ""]


def page(seeds: Path, book: Any) -> str:
    """The whole page."""
    lines = [
        "# The two seed reports, claim by claim", "",
        "Made by `verification/check_seeds.py`; a test holds this page to what the checker says today. Each verdict",
        "can be had with `stockcar check FILE`; its query and rows stand in `--format json`. The reports themselves",
        "are not part of the project.", "",
    ]  # fmt: skip
    for number, title, _ in SEEDS:
        file = next(seeds.glob(f"{number}_*.txt"))
        lines += walk(number, title, check(file.read_text(encoding="utf-8"), book))
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    print(page(Path(sys.argv[1]), RecordBook.open(sys.argv[2] if len(sys.argv) > 2 else "starter")), end="")
