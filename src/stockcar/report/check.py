"""Does the record bear a report out?

``check`` finds the race, reads the claims and decides each: supported, contradicted (with the record's value), a near
miss, a plan, not checkable (with the reason) or not parsed, each with the races and the query behind it.

Known limits: the record is the judge. What no phrase covers is listed as not parsed, sentence by sentence.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from stockcar.errors import UsageError
from stockcar.report.anchor import MARGIN, Candidate
from stockcar.report.claims import COUNT_MEASURES, Claim, Subject
from stockcar.report.decide import Verdict, decide
from stockcar.report.elsewhere import borne_out_elsewhere
from stockcar.report.ledger import Ledger, ledger_of
from stockcar.report.lifted import lifted
from stockcar.report.marked import as_html, as_text
from stockcar.report.names import Slip
from stockcar.report.nearly import nearly
from stockcar.report.neighbours import held_back
from stockcar.report.of_the_text import doubt_of_text
from stockcar.report.question import RaceRow
from stockcar.report.read import Reading, read_report
from stockcar.report.sentences import fold
from stockcar.report.true_otherwise import true_otherwise

VERDICTS = ("supported", "contradicted", "near_miss", "plan", "not_checkable", "not_parsed")
CAREER_MEASURES = {*COUNT_MEASURES, "winless", "last", "debut", "streak"}
RESULTS = ("finish", "start", "led", "stage_1", "stage_2")
_TELLING = 4  # results borne out: fewer do not tell two races apart
_SHARED = 0.5  # of them, that another race bears out as well
_OTHERS = 3  # races that a text may be about beside the likeliest
_SURE = 2 * MARGIN  # ahead of the next likely race: a text that is placed by less is not contradicted
LONGEST = 400_000  # characters; a season's worth of reports, not one


class Checked(NamedTuple):
    """A report that was checked. ``race`` is None where the text does not settle it; ``reason`` says why."""

    text: str
    race: str | None
    candidates: tuple[Candidate, ...]
    verdicts: tuple[Verdict, ...]
    slips: tuple[Slip, ...]
    reason: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How many claims got each verdict."""
        found = Counter(verdict.verdict for verdict in self.verdicts)
        return {name: found.get(name, 0) for name in VERDICTS}

    @property
    def contradicted(self) -> bool:
        """Is any claim contradicted? (``--strict`` ends with exit code 6.)"""
        return self.counts["contradicted"] > 0

    def render(self, form: str = "text") -> str:
        """The text with each claim marked, as "text" (for a terminal) or "html"."""
        if form not in ("text", "html"):
            what = f'a checked report cannot be written as "{form}"'
            raise UsageError(what, "the forms are text and html", "ask for one of them")
        return (as_html if form == "html" else as_text)(self.text, self.verdicts)

    def to_json(self) -> dict[str, Any]:
        """The document of ``stockcar check``."""
        return {
            "race": self.race,
            "race_candidates": [{"key": c.race.key, "score": c.score} for c in self.candidates],
            "reason": self.reason,
            "claims": [verdict.to_json() for verdict in self.verdicts],
            "slips": [{"written": s.written, "driver_id": s.driver_id, "start": s.start} for s in self.slips],
            "counts": self.counts,
        }


def check(
    text: str, book: Any, race: str | None = None, quotes: bool = False, proposed: Sequence[Claim] = ()
) -> Checked:
    """Hold a report to the record.

    ``race`` is the key of the race, where the text does not settle it; ``quotes`` checks what is said in speech too;
    ``proposed`` are further claims of the language (``stockcar.report.model``), decided like our own.

    Raises:
        UsageError: the text is empty or longer than ``LONGEST`` characters, or holds no text at all.
        NotInBook: there is no such race.
    """
    _require_text(text)
    ledger = ledger_of(book)
    if race is not None:
        ledger.require_race(race)
    reading = read_report(ledger, text, race, quotes)
    candidates = tuple(reading.candidates)
    if reading.race is None:
        return Checked(text, None, candidates, (), (), _why_unplaced(candidates))
    if not ledger.race(reading.race.key):
        reason = (
            f"the open book has no result of {reading.race.key}; the full book does (stockcar book build --from DIR)"
        )
        return Checked(text, reading.race.key, candidates, (), tuple(reading.slips), reason)
    said = {(c.measure, c.subject.id, c.value) for c in reading.claims}
    claims = [*reading.claims, *(c for c in proposed if (c.measure, c.subject.id, c.value) not in said)]
    ledger.read_careers(c.subject.id for c in claims if c.subject.kind == "driver" and "+" not in c.subject.id)
    verdicts = [decide(ledger, claim) for claim in claims]
    near = _borne_out(ledger, reading.near, verdicts)
    settled = {_what(v.claim) for v in near}
    verdicts = [v for v in verdicts if v.verdict != "not_checkable" or _what(v.claim) not in settled] + near
    folded = fold(text)
    verdicts = lifted(ledger, verdicts, folded)
    others = [c.race.key for c in candidates if c.race.key != reading.race.key] if race is None else []
    others = [key for key in others[:_OTHERS] if _fits(ledger, key, verdicts)]
    verdicts = [_of_this_race(ledger, verdict, others) for verdict in verdicts]
    verdicts = held_back(ledger, verdicts, reading.places, text, given=race is not None)
    told = nearly(ledger, reading.race.key, reading.told, verdicts, folded)
    if race is not None or not (doubt_of_text(verdicts, text) or doubt_of_text(told, text)):
        verdicts = told
    rival = _rival(candidates) if race is None else ""
    verdicts = true_otherwise(ledger, reading.race, verdicts, reading.places, folded, rival)
    verdicts = borne_out_elsewhere(ledger, verdicts, reading.places, folded)
    verdicts += _unread(reading, reading.race, verdicts, text)
    ordered = sorted(verdicts, key=lambda v: v.claim.span)
    return Checked(text, reading.race.key, candidates, tuple(ordered), tuple(reading.slips))


def _unread(reading: Reading, race: RaceRow, verdicts: Sequence[Verdict], text: str) -> list[Verdict]:
    """The sentences that no phrase covers."""
    found = []
    for sentence in reading.unread:
        if any(sentence.start <= v.claim.span[0] < sentence.end for v in verdicts):
            continue
        claim = Claim(
            measure="unread", subject=Subject("race", race.key, race.name), race=race.key,
            span=(sentence.start, sentence.end), text=text[sentence.start : sentence.end], value=None,
        )  # fmt: skip
        found.append(Verdict(claim, "not_parsed", None, "no phrase of the grammar covers it", (), ""))
    return found


def _borne_out(ledger: Ledger, near: Sequence[Sequence[Claim]], verdicts: Sequence[Verdict]) -> list[Verdict]:
    """What nearness suggests and the record bears out, where no phrase has said it already."""
    said = {_what(v.claim) for v in verdicts if v.verdict != "not_checkable"}
    wrong = {(v.claim.measure, v.claim.subject.id) for v in verdicts if v.verdict == "contradicted"}
    found: list[Verdict] = []
    for claims in near:
        taken: set[tuple[str, tuple[int, int]]] = {
            (v.claim.measure, v.claim.span) for v in verdicts if v.verdict != "not_checkable"
        }
        ledger.read_careers(c.subject.id for c in claims if c.measure in CAREER_MEASURES)
        for claim in claims:
            place = (claim.measure, claim.span)
            if claim.measure == "champion" and not _finale(ledger, claim):
                continue
            if (
                (claim.measure, claim.subject.id) in wrong
                or _what(claim) in said
                or (place in taken and claim.measure != "teammates")
            ):
                continue
            verdict = decide(ledger, claim)
            if verdict.verdict == "supported":
                reason = f"read by nearness; {verdict.reason}" if verdict.reason else "read by nearness"
                found.append(verdict._replace(reason=reason))
                said.add(_what(claim))
                taken.add(place)
    return found


def _fits(ledger: Ledger, key: str, verdicts: Sequence[Verdict]) -> bool:
    """Would another race bear out as much of what the text tells of results? (Where it tells little, it may.)"""
    told = [
        v.claim for v in verdicts if v.verdict == "supported" and v.claim.measure in RESULTS and not v.claim.scope.race
    ]
    there = sum(decide(ledger, replace(claim, race=key)).verdict == "supported" for claim in told)
    return len(told) < _TELLING or there >= _SHARED * len(told)


def _rival(candidates: Sequence[Candidate]) -> str:
    """The race that the text fits nearly as well as the likeliest; empty where none does."""
    close = len(candidates) > 1 and candidates[0].score - candidates[1].score < _SURE
    return candidates[1].race.key if close else ""


def _of_this_race(ledger: Ledger, verdict: Verdict, others: Sequence[str]) -> Verdict:
    """A contradiction that would be none, were the text about the next likely race, is left undecided."""
    if verdict.verdict != "contradicted":
        return verdict
    for key in others:
        if decide(ledger, replace(verdict.claim, race=key)).verdict in ("supported", "near_miss"):
            reason = f"it is true of {key}, which the text may be about; the record has {verdict.record}"
            return verdict._replace(verdict="not_checkable", record=None, reason=reason)
    return verdict


def _finale(ledger: Ledger, claim: Claim) -> bool:
    """A title of the season under way is won at its last race."""
    race = ledger.by_key[claim.race]
    return claim.value != race.season or ledger.is_finale(race)


def _what(claim: Claim) -> tuple[str, str, str]:
    """What a claim says, whatever its scope: two such are one to a reader."""
    if claim.measure in ("teammates", "ahead_of"):
        pair = sorted((claim.subject.id, str(claim.value)))
        return claim.measure, pair[0], pair[1]
    value = str(claim.value).split("|")[0]
    return (
        claim.measure,
        claim.subject.id,
        "" if claim.measure in ("team", "make", "status", "debut") else f"{value} {claim.scope.race or ''}",
    )


def _require_text(text: str) -> None:
    if not text.strip():
        raise UsageError("there is nothing to check", "the text is empty", "give a report as text")
    if "\x00" in text or sum(not (c.isprintable() or c.isspace()) for c in text[:4000]) > 40:
        raise UsageError("this is no text", "it holds control characters", "give a report as plain text in UTF-8")
    if len(text) > LONGEST:
        what = f"{len(text):,} characters are more than one report"
        raise UsageError(what, f"at most {LONGEST:,} are read", "split the file into its reports")


def _why_unplaced(candidates: tuple[Candidate, ...]) -> str:
    if not candidates:
        return "the text names no track or race of the record: it may not be about one of the three national series"
    if len(candidates) > 1 and candidates[0].score - candidates[1].score < MARGIN:
        keys = ", ".join(c.race.key for c in candidates[:3])
        return f"several races fit ({keys}): name one with --race KEY"
    return f"no race fits well enough (best {candidates[0].race.key}): name it with --race KEY"
