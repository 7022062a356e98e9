"""How many wrong numbers are contradicted in texts that others wrote, by kind, and why are the rest not?

    python -m verification.planted_in_texts BOOK learn|measure SEED FOLDER/INDEX.tsv...

Each line of an index gives a text's name, its address and its race. Of every claim that ``check`` bears out and that
stands as a number in the text, of the kinds below, the number is changed and the text checked again: contradicted with
the record's value, flagged otherwise, called supported, a near miss, held back (with the reason), or not read. Texts
are split in two halves by a hash of their name: one to learn from, one to measure on.

Known limits: only what is read when it is right can be changed; the errors are ours, one at a time.
"""

import random
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from num2words import num2words

from stockcar.record.book import RecordBook
from stockcar.report.check import Checked, check
from stockcar.report.decide import Verdict
from stockcar.report.numbers import find_quantities
from stockcar.report.sentences import fold
from verification.planted_in_reports import Count, changed, table

MEASURES = frozenset((
    "led", "wins", "starts", "top5", "top10", "laps_scheduled", "laps_run", "leaders", "lead_changes",
    "cautions", "caution_laps", "field", "number", "races_in_season", "lead_lap_cars",
    "winless", "streak", "season_winners", "event_wins", "titles", "length_mi", "poles", "stage_wins",
))  # fmt: skip
_LENGTHS = ("laps_run", "laps_scheduled")  # one contradicts the other
_RACE = re.compile(r"(?:cup|xfinity|truck)-\d{4}-\d+")


class Planted(NamedTuple):
    """A text with one number changed."""

    text: str
    said: int
    at: tuple[int, int]
    claim: Verdict


def written(value: int, like: str) -> str:
    """A number in the form of another: digits or words, with or without "th"."""
    ordinal = find_quantities(fold(like))[0][2].ordinal
    if not like[0].isdigit():
        word = str(num2words(value, to="ordinal" if ordinal else "cardinal")).replace(" and ", " ")
        return word.capitalize() if like[0].isupper() else word
    return str(num2words(value, to="ordinal_num")) if ordinal else str(value)


def planted(text: str, checked: Checked, rng: random.Random) -> Iterator[Planted]:
    """The text with each number of a claim that is borne out changed, one at a time."""
    done = set()
    for verdict in checked.verdicts:
        claim = verdict.claim
        if verdict.verdict != "supported" or claim.measure not in MEASURES or not isinstance(claim.value, int):
            continue
        start, end = claim.span
        found = [q for q in find_quantities(fold(text[start : end + 1])) if q[2].value == claim.value and not q[2].of]
        found = [
            q
            for q in found
            if re.fullmatch(r"\d+(?:st|nd|rd|th)?|[A-Za-z]+(?:-[a-z]+)?", text[start + q[0] : start + q[1]])
        ]
        if not found or claim.value < 1:
            continue
        at = (start + found[0][0], start + found[0][1])
        if (at, claim.measure) in done or (not text[at[0]].isdigit() and claim.value == 1):
            continue
        done.add((at, claim.measure))
        said = changed(claim.value, claim.measure, rng)
        yield Planted(text[: at[0]] + written(said, text[at[0] : at[1]]) + text[at[1] :], said, at, verdict)


def outcome(error: Planted, checked: Checked, before: set[tuple[str, str, str]]) -> tuple[str, str]:
    """What became of an error, and why."""
    measure, right = error.claim.claim.measure, str(error.claim.record)
    flags = [v for v in checked.verdicts if v.verdict == "contradicted" and _what(v) not in before]
    length = measure in _LENGTHS
    for v in flags:
        if (v.claim.measure in _LENGTHS) if length else (v.claim.measure == measure and str(v.record) == right):
            return "flagged", ""
    if flags:
        return "flagged otherwise", f"{flags[0].claim.measure} {flags[0].claim.text!r} for {flags[0].record}"
    near = [v for v in checked.verdicts if v.claim.span[0] - 8 <= error.at[0] < v.claim.span[1] + 8]
    mine = [v for v in near if v.claim.value == error.said]
    for name in ("supported", "near_miss", "plan", "not_checkable"):
        hit = next((v for v in mine if v.verdict == name), None)
        if hit is not None:
            return {"not_checkable": "held back"}.get(name, name), f"{hit.claim.measure} {hit.reason}"
    return "not read", ""


def _what(verdict: Verdict) -> tuple[str, str, str]:
    return verdict.claim.measure, verdict.claim.subject.id, str(verdict.claim.value)


def texts(indexes: list[str], half: str) -> Iterator[tuple[str, str, str]]:
    """Name, race and text of each entry of the indexes that is in that half ("all": of every one)."""
    for index in indexes:
        for line in Path(index).read_text(encoding="utf-8").splitlines():
            name, _, key = line.split("\t")[:3]
            file = Path(index).parent / f"{name}.txt"
            mine = half in ("all", "learn" if zlib.crc32(name.encode()) % 2 else "measure")
            if mine and file.exists() and _RACE.fullmatch(key.strip()):
                yield name, key.strip(), file.read_text(encoding="utf-8")


def measured(book: Any, entries: Iterator[tuple[str, str, str]], seed: int) -> list[Count]:
    """What became of each error of the texts."""
    found = []
    for name, key, text in entries:
        rng = random.Random(f"{seed} {name}")
        checked = check(text, book)
        given = None if checked.race == key else key
        checked = check(text, book, race=given) if given else checked
        before = {_what(v) for v in checked.verdicts if v.verdict == "contradicted"}
        for error in planted(text, checked, rng):
            what, why = outcome(error, check(error.text, book, race=given), before)
            at = error.at[0]
            where = f"{name} {text[max(0, at - 110) : at]}[[{error.said}]]{text[at : at + 70]}"
            found.append(Count(error.claim.claim.measure, what, why, where))
    return found


if __name__ == "__main__":
    errors = measured(RecordBook.open(sys.argv[1]), texts(sys.argv[4:], sys.argv[2]), int(sys.argv[3]))
    print(table(errors))
    reasons = Counter(
        (c.measure, c.outcome, re.sub(r"; the record has.*|\d+|\"[^\"]*\"|of [A-Z].*", "", c.reason)) for c in errors
    )
    print("\n".join(f"{n:4} {m} {what}: {why}" for (m, what, why), n in reasons.most_common() if what != "flagged"))
    print("\n".join(f"{c.outcome} | {c.measure} | {c.reason} | {c.where!r}" for c in errors if c.outcome != "flagged"))
