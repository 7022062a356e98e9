"""What does the record say to a claim?

Each measure has one way to be asked: a value of a row, a count, a look back. What is said in a quotation or as a plan
is never contradicted; a row that is absent contradicts nothing; where the text leaves the scope open, a claim that one
sensible reading supports is supported and says which, and otherwise it is not checkable.

Known limits: the record is the judge, and it can be wrong; counts that are off by one lap are near misses.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from msgspec.structs import replace

from stockcar.report.claims import COUNT_MEASURES, RACE_MEASURES, ROW_MEASURES, Claim, Scope
from stockcar.report.ledger import Answer, Ledger
from stockcar.report.looks_back import BACK
from stockcar.report.question import Is, Question, RaceRow
from stockcar.report.race_measures import decide_race


class Verdict(NamedTuple):
    """A claim and what became of it. ``record`` is the record's value; ``evidence`` are race keys."""

    claim: Claim
    verdict: str  # supported | contradicted | near_miss | plan | not_checkable | not_parsed
    record: Any
    reason: str
    evidence: tuple[str, ...]
    query: str

    def to_json(self) -> dict[str, Any]:
        """The verdict as ``check`` prints it."""
        return {
            "span": list(self.claim.span), "text": self.claim.text, "kind": self.claim.kind,
            "subject": self.claim.subject.name, "measure": self.claim.measure, "verdict": self.verdict,
            "claimed": self.claim.value, "record": self.record, "reason": self.reason,
            "evidence": list(self.evidence), "query": self.query, "modality": self.claim.modality,
            "speaker": self.claim.speaker,
        }  # fmt: skip


_CONDITIONS: dict[str, tuple[Is, ...]] = {
    "wins": (Is("finish", "=", 1),),
    "starts": (Is("finish", ">=", 1),),
    "top5": (Is("finish", "<=", 5),),
    "top10": (Is("finish", "<=", 10),),
    "podiums": (Is("finish", "<=", 3),),
    "seconds": (Is("finish", "=", 2),),
    "poles": (Is("start", "=", 1),),
}
_CARDINAL = re.compile(r"\b(?:wins|victories|starts|poles|finishes|tens|fives)\b", re.IGNORECASE)
UNSAID = "the text does not say over what"
_NO_ROW = "no row of the record decides it; that something is absent contradicts nothing"


def decide(ledger: Ledger, claim: Claim) -> Verdict:
    """The verdict on a claim."""
    race = ledger.by_key[claim.race]
    if claim.measure in BACK:
        verdict = _of(claim, *BACK[claim.measure](ledger, claim, race))
    elif claim.measure in RACE_MEASURES:
        verdict = _of(claim, *decide_race(ledger, claim, race))
    elif claim.measure in ROW_MEASURES:
        verdict = _row(ledger, claim, race)
    elif claim.measure == "led_sum":
        verdict = _led_together(ledger, claim, race)
    elif claim.measure == "best_finish":
        verdict = _best(ledger, claim, race)
    elif claim.measure in COUNT_MEASURES:
        verdict = _count(ledger, claim, race)
    else:
        verdict = _of(claim, "not_checkable", None, f"{claim.measure} is not in the record", Answer(None, (), ""))
    return _by_modality(verdict)


def _best(ledger: Ledger, claim: Claim, race: RaceRow) -> Verdict:
    """The best finish of a driver in the series up to the race; over fewer races another one can be the best."""
    where = [
        Is("driver_id", "=", claim.subject.id),
        Is("series", "=", race.series),
        Is("race_index", "<=", race.race_index),
    ]
    answer = ledger.ask(Question("min", "finish", tuple(where)))
    if answer.value == claim.value:
        return _of(claim, "supported", answer.value, "", answer)
    return _of(claim, "not_checkable", answer.value, "the best of which races is not said", answer)


def _by_modality(verdict: Verdict) -> Verdict:
    modality = verdict.claim.modality
    if modality == "plan":
        record = "" if verdict.record is None else f"; the record has {verdict.record}"
        return verdict._replace(verdict="plan", reason=f"a plan, not a result{record}")
    if modality == "quote" and verdict.verdict == "contradicted":
        return verdict._replace(reason=f"said by {verdict.claim.speaker or 'someone quoted'}; {verdict.reason}")
    if modality == "implied" and verdict.verdict == "contradicted":
        record = "" if verdict.record is None else f"; the record has {verdict.record}"
        doubt = verdict.claim.doubt or "only implied"
        return verdict._replace(verdict="not_checkable", record=None, reason=f"{doubt}{record}")
    return verdict


def _of(claim: Claim, verdict: str, record: Any, reason: str, answer: Answer) -> Verdict:
    return Verdict(claim, verdict, record, answer.reason or reason, answer.rows[-50:], answer.query)


def compare(claim: Claim, value: Any) -> bool:
    """Does the record's value meet the claim's?"""
    said = claim.value
    operations: dict[str, Callable[[Any, Any], bool]] = {
        "=": lambda a, b: a == b,
        ">=": lambda a, b: a >= b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        "<": lambda a, b: a < b,
    }
    return operations[claim.comparator](value, said)


_MECHANICAL = {
    "engine": ("engine", "overheating", "oil"), "transmission": ("transmission", "gear"),
    "brake": ("brake",), "brakes": ("brake",), "rear gear": ("rear", "gear", "differential", "rear end"),
    "suspension": ("suspension",), "battery": ("battery", "electrical"),
    "alternator": ("alternator", "electrical", "battery"),
    "electrical": ("electrical", "ignition", "battery"), "steering": ("steering",), "power steering": ("steering",),
}  # fmt: skip


def _row(ledger: Ledger, claim: Claim, race: RaceRow) -> Verdict:
    """A value of one car's line in the result."""
    key = claim.scope.race or race.key
    if key == "unknown":
        return _of(claim, "not_checkable", None, "about another race that the text does not tie to one", _none())
    column = {"laps_down": "laps"}.get(claim.measure, claim.measure)
    question = Question("value", column, (Is("key", "=", key), Is("driver_id", "=", claim.subject.id)))
    answer = ledger.ask(question)
    if answer.reason or not answer.rows:
        return _of(claim, "not_checkable", None, _NO_ROW, answer)
    value = answer.value
    if claim.measure == "team":
        return _team(ledger, claim, key, answer)
    if claim.measure == "status":
        return _status(ledger, claim, key, answer)
    if value is None:
        if claim.measure.startswith("stage"):
            return _stage_without_row(ledger, claim, key, answer)
        return _of(claim, "not_checkable", None, f"{claim.measure} is not recorded", answer)
    if compare(claim, value):
        return _of(claim, "supported", value, "", answer)
    if claim.measure in ("led", "laps") and abs(int(value) - int(claim.value or 0)) == 1:
        return _of(claim, "near_miss", value, "one lap apart: a way of counting", answer)
    if claim.scope.race and race.key != key:
        return _other_race(ledger, claim, race, value, answer)
    return _of(claim, "contradicted", value, "", answer)


def _other_race(ledger: Ledger, claim: Claim, race: RaceRow, value: Any, answer: Answer) -> Verdict:
    """A track can be raced twice a year: another race there that fits decides for the claim."""
    meant = ledger.by_key[claim.scope.race or race.key]
    before = {
        other.key
        for other in ledger.races
        if (other.track_id, other.series) == (meant.track_id, meant.series)
        and other.race_index < race.race_index
        and race.season - other.season <= 1
    }
    for row in ledger.ask_rows(Question("count", "*", (Is("driver_id", "=", claim.subject.id),))) if before else []:
        if row.key in before and compare(claim, getattr(row, claim.measure, None) or -1):
            return _of(claim, "supported", claim.value, f"in {row.key}", answer._replace(rows=(row.key,)))
    if claim.measure in ("finish", "start"):
        return _of(claim, "not_checkable", value, f"{meant.key} has {value}; another race may be meant", answer)
    return _of(claim, "contradicted", value, "", answer)


def _stage_without_row(ledger: Ledger, claim: Claim, key: str, answer: Answer) -> Verdict:
    """Outside a stage's top ten there is no place; that contradicts only a place in the top ten."""
    known = ledger.ask(Question("count", "*", (Is("key", "=", key), Is(claim.measure, ">=", 1))))
    if not known.value:
        return _of(claim, "not_checkable", None, "the record has no stage places of this race", answer)
    first = ledger.ask(Question("value", "driver", (Is("key", "=", key), Is(claim.measure, "=", claim.value or 1))))
    if not first.value:
        return _of(claim, "not_checkable", None, "the record does not give that place of the stage", answer)
    return _of(claim, "contradicted", f"outside the top ten; {first.value} was that", "", answer)


def _team(ledger: Ledger, claim: Claim, key: str, answer: Answer) -> Verdict:
    row = next(r for r in ledger.race(key) if r.driver_id == claim.subject.id)
    said = str(claim.value).split("|")
    if row.team_id is None:
        return _of(claim, "not_checkable", None, "the record has no team there", answer)
    if row.team_id in said:
        return _of(claim, "supported", row.team, "", answer)
    words = {w for team in said for w in team.split("-")} - _PLAIN_TEAM_WORDS
    if words & (set(row.team_id.split("-")) - _PLAIN_TEAM_WORDS):
        return _of(claim, "near_miss", row.team, "a team of a like name", answer)
    return _of(claim, "contradicted", row.team, "", answer)


_PLAIN_TEAM_WORDS = {"racing", "motorsports", "motorsport", "team", "enterprises", "inc", "brothers", "the", "and"}


def _status(ledger: Ledger, claim: Claim, key: str, answer: Answer) -> Verdict:
    row = next(r for r in ledger.race(key) if r.driver_id == claim.subject.id)
    status, said = (row.status or "").lower(), str(claim.value).lower()
    if said == "running":
        fits = row.status_class == "running"
    elif said == "out":
        fits = row.status_class in ("crash", "mechanical", "other", "disqualified")
    else:
        wanted = _MECHANICAL.get(said, (said,))
        if row.status_class == "running":
            # Trouble with a part is not yet a retirement with it.
            return _of(claim, "not_checkable", row.status, "the car was running at the end", answer)
        fits = any(word in status for word in wanted)
        if not fits and row.status_class in ("other", "crash"):
            return _of(claim, "not_checkable", row.status, "the record gives another kind of reason", answer)
    return _of(claim, "supported" if fits else "contradicted", row.status, "", answer)


def _none() -> Answer:
    return Answer(None, (), "")


def _led_together(ledger: Ledger, claim: Claim, race: RaceRow) -> Verdict:
    """Laps led by a team, or by several drivers together."""
    rows = ledger.race(race.key)
    ids = set(claim.subject.id.split("+"))
    column = "team_id" if claim.subject.kind == "team" else "driver_id"
    kept = [row for row in rows if getattr(row, column) in ids]
    listed = ", ".join("'" + i.replace("'", "''") + "'" for i in sorted(ids))
    query = f"select sum(led) from results where key = '{race.key}' and {column} in ({listed})"
    if not kept or any(row.led is None for row in kept):
        return _of(claim, "not_checkable", None, _NO_ROW, Answer(None, (), query))
    total = sum(row.led or 0 for row in kept)
    answer = Answer(total, (race.key,), query)
    if total == claim.value:
        return _of(claim, "supported", total, "", answer)
    near = abs(total - int(claim.value or 0)) <= len(kept)
    return _of(claim, "near_miss" if near else "contradicted", total, "", answer)


def count_question(claim: Claim, scope: Scope, race: RaceRow) -> Question:
    """The question a count is, under one reading of its scope."""
    where = [Is("driver_id", "=", claim.subject.id)]
    if claim.subject.kind == "team":
        where = [Is("team_id", "=", claim.subject.id)]
    if (scope.series or race.series) != "all":
        where.append(Is("series", "=", scope.series or race.series))
    if scope.season is not None:
        where.append(Is("season", "=", scope.season))
    for column, op, value in (
        ("track_id", "=", scope.track_id),
        ("track_id", "!=", scope.not_track_id),
        ("track_type", "=", scope.track_type),
    ):
        if value is not None:
            where.append(Is(column, op, value))
    if scope.team_id and "|" not in scope.team_id:
        where.append(Is("team_id", "=", scope.team_id))
    if claim.modality != "plan":
        where.append(Is("race_index", "<" if scope.before else "<=", race.race_index))
    return _counted(claim.measure, tuple(where), scope)


def _counted(measure: str, where: tuple[Is, ...], scope: Scope) -> Question:
    if measure == "stage_wins":
        return Question("count", "*", where)  # summed over the stages by _count
    conditions = _CONDITIONS[measure]
    if scope.last is not None:
        return Question("count", "*", (*where, Is("finish", ">=", 1)), scope.last, conditions)
    if measure != "wins":
        return Question("count", "*", (*where, *conditions))
    renamed = {"driver_id": "winner_id", "team_id": "winner_team_id"}
    plain = tuple(Is(renamed.get(c.column, c.column), c.op, c.value) for c in where)
    return Question("count", "*", plain, table="races")


def _count(ledger: Ledger, claim: Claim, race: RaceRow) -> Verdict:
    """A count; where the text leaves the scope open, under the readings it allows."""
    if claim.measure not in _CONDITIONS:
        return _stage_wins(ledger, claim, race)
    if claim.scope.series == "other":
        return _of(claim, "not_checkable", None, "that series is not in the record", _none())
    answers: list[tuple[str, Answer]] = []
    for name, scope in readings(claim.scope, race, bool(_CARDINAL.search(claim.text))):
        answers.append((name, ledger.ask(count_question(claim, scope, race))))
    for name, answer in answers:
        if answer.value is not None and compare(claim, answer.value):
            return _of(claim, "supported", answer.value, "" if len(answers) == 1 else f"read as {name}", answer)
    name, answer = answers[0]
    if answer.reason or answer.value is None:
        return _of(claim, "not_checkable", None, answer.reason, answer)
    if len(answers) > 1:
        values = ", ".join(f"{a.value} {n}" for n, a in answers if a.value is not None)
        return _of(claim, "not_checkable", None, f"{UNSAID}; the record has {values}", answer)
    if answer.value == 0 and claim.measure != "wins":
        return _of(claim, "not_checkable", 0, _NO_ROW, answer)
    if claim.measure == "poles" and abs(answer.value - int(claim.value or 0)) <= 2:
        return _of(claim, "near_miss", answer.value, "first on the grid is not always the qualifying pole", answer)
    return _of(claim, "contradicted", answer.value, "", answer)


def readings(scope: Scope, race: RaceRow, cardinal: bool = False) -> list[tuple[str, Scope]]:
    """The scopes that an open one can mean, the likeliest first; a said one is the only one."""
    narrowed = scope.track_id or scope.not_track_id or scope.track_type or scope.last
    if scope.span == "season" and scope.track_id == race.track_id:
        # "Second win of the season at Bristol" can say where the win was.
        anywhere = replace(scope, track_id=None)
        return [("of the season at the track", scope), ("of the season", anywhere)]
    if scope.span == "season":
        return [("of the season", scope)]
    if scope.span == "career" or (narrowed and scope.series):
        return [("of the career", scope)]
    career = ("of the career", replace(scope, span="career"))
    if narrowed:
        return [career]
    season = ("of the season", replace(scope, span="season", season=race.season))
    every = ("in all three series", replace(scope, span="career", series="all"))
    readings = [career, season, every] if scope.series is None else [career, season]
    # "With six wins" may count those before the race; "sixth win" may not.
    if scope.before or not cardinal:
        return readings
    earlier = [(f"{name}, before the race", replace(reading, before=True)) for name, reading in readings[:2]]
    return [*readings, *earlier]


def _stage_wins(ledger: Ledger, claim: Claim, race: RaceRow) -> Verdict:
    answers: list[tuple[str, int]] = []
    last = _none()
    for name, scope in readings(claim.scope, race):
        parts = []
        for stage in (1, 2, 3):
            question = count_question(claim, scope, race)
            question = question._replace(where=(*question.where, Is(f"stage_{stage}", "=", 1)))
            last = ledger.ask(question)
            parts.append(last.value)
        if any(part is None for part in parts):
            return _of(claim, "not_checkable", None, last.reason, last)
        answers.append((name, sum(parts)))
    if any(n == claim.value for _, n in answers):
        name = next(name for name, n in answers if n == claim.value)
        return _of(claim, "supported", claim.value, f"read as {name}", last)
    values = ", ".join(f"{n} {name}" for name, n in answers)
    return _of(claim, "not_checkable", None, f"the record has {values} (stages 1 and 2 mostly)", last)
