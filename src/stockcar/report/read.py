"""What does a report claim?

Text becomes sentences, names and numbers are marked, phrases are recognised over the marks, and each becomes a claim
of the language. Speech is left alone unless asked for; what is hoped, planned or denied is no result.

Known limits: English race reports; what no phrase covers is said to be unread, not guessed.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from stockcar.report.anchor import Candidate, find_race, settled
from stockcar.report.around import Around, around
from stockcar.report.certain import doubt
from stockcar.report.claims import LOOSE, Claim, Scope
from stockcar.report.gazetteer import gazetteer_of
from stockcar.report.ledger import Ledger
from stockcar.report.names import Slip, find_surnames
from stockcar.report.phrases import Context, Said, main_subject
from stockcar.report.question import RaceRow
from stockcar.report.read_counts import read_counts
from stockcar.report.read_entry import read_entry
from stockcar.report.read_facts import read_facts
from stockcar.report.read_finish import read_finish
from stockcar.report.read_grid import read_stages, read_start
from stockcar.report.read_history import read_history
from stockcar.report.read_labels import read_labels
from stockcar.report.read_led import read_led
from stockcar.report.read_near import read_near
from stockcar.report.read_near_finish import read_near_finish
from stockcar.report.read_near_order import read_near_order
from stockcar.report.read_near_past import read_near_past
from stockcar.report.read_race import read_race
from stockcar.report.read_table import read_table
from stockcar.report.read_told import Told, read_told
from stockcar.report.sentences import Sentence, find_speech, fold, split_sentences, unwrap, within
from stockcar.report.tokens import Token, find_marks, mask_sentence, resolve_overlaps
from stockcar.report.words import cue

READERS: tuple[Callable[[Said], list[Claim]], ...] = (
    read_led, read_finish, read_start, read_stages, read_entry, read_counts, read_history, read_race,
)  # fmt: skip
_PLANNED = cue("read_planned")
_DENIED = cue("read_denied")
_CUES = cue("read_cues")


class Reading(NamedTuple):
    """What was read: the race (None where it is not settled), claims, slips of the pen, sentences left unread."""

    race: RaceRow | None
    candidates: list[Candidate]
    claims: list[Claim]
    slips: list[Slip]
    unread: list[Sentence]
    near: list[list[Claim]]  # by sentence: what nearness suggests, kept only where the record bears it out
    places: list[Around]  # by sentence: what it names
    told: list[Told]  # numbers that say by themselves what they count


def read_report(ledger: Ledger, text: str, key: str | None = None, quotes: bool = False) -> Reading:
    """The claims of a report. ``key`` names the race where the text does not settle it; ``quotes`` reads speech too."""
    folded = unwrap(fold(text), text)
    full = resolve_overlaps([*gazetteer_of(ledger).find(folded), *find_marks(text, folded)])
    candidates = find_race(ledger, folded, full)
    race = ledger.by_key.get(key) if key else candidates[0].race if settled(candidates) else None
    if race is None:
        return Reading(None, candidates, [], [], [], [], [], [])
    context, marks, slips = _context(ledger, text, folded, full, race)
    claims: list[Claim] = []
    unread: list[Sentence] = []
    before = next((d for d, row in context.rows.items() if row.finish == 1), race.winner_id)
    sure, stage, last = True, (), ""
    near: list[list[Claim]] = []
    places: list[Around] = []
    numbers: list[Told] = []
    for sentence in split_sentences(text):
        said = Said(mask_sentence(folded, sentence.start, sentence.end, marks), context, before, sure, last)
        found = _claims(said, quotes)
        spoken = within(context.speech, sentence.start, sentence.end)
        told = _CUES.search(folded, sentence.start, sentence.end) and re.search(r"<[NOF]\d", said.masked.mask)
        suggested = [*read_near(said, stage), *read_near_finish(said), *read_near_past(said), *read_near_order(said)]
        if spoken:  # beside speech only what stands outside it
            suggested = [claim for claim in suggested if not within(context.speech, *claim.span)]
        if told and not found and not spoken:
            unread.append(sentence)
        claims.extend(found)
        near.append(suggested)
        numbers.extend(read_told(said))
        places.append(around(sentence.start, sentence.end, said.masked.tokens, folded))
        stage = next((t.value for t in reversed(said.masked.tokens) if t.kind == "G"), stage)
        before = main_subject(said) or before
        here = {t.value for t in said.masked.tokens if t.kind == "D"}
        sure = sure if not here else len(here) == 1
        last = next((t.value[0] for t in reversed(said.masked.tokens) if t.kind == "D" and len(t.value) == 1), last)
    table = read_table(context, marks)
    claims += [claim for claim in table if claim.doubt != LOOSE]
    near.append([claim for claim in table if claim.doubt == LOOSE])
    near.append(read_facts(context, marks))
    near.append(read_labels(context, marks))
    return Reading(race, candidates, _unique(claims), slips, unread, near, places, numbers)


def _context(
    ledger: Ledger, text: str, folded: str, full: list[Token], race: RaceRow
) -> tuple[Context, list[Token], list[Slip]]:
    rows = {row.driver_id: row for row in ledger.race(race.key)}
    entrants = {row.driver_id: row.driver for row in rows.values()} or {race.winner_id: race.winner}
    full = [_narrowed(_placed(token, folded, race), entrants) for token in full]
    named_in_full = {t.value[0]: ledger.names[t.value[0]] for t in full if t.kind == "D" and len(t.value) == 1}
    surnames, slips = find_surnames(folded, text, {**named_in_full, **entrants}, full, race.winner_id)
    marks = resolve_overlaps([*full, *surnames])
    names = dict(entrants)
    names |= {id_: ledger.names[id_] for t in marks if t.kind == "D" for id_ in t.value}
    speech = find_speech(text)

    def other_race(tracks: tuple[str, ...] | None, season: int | None, series: str, before: int) -> RaceRow | None:
        fitting = [
            r
            for r in ledger.races[: race.race_index]
            if r.series == series and r.race_index < before
            and (tracks is None or r.track_id in tracks) and (season is None or r.season == season)
        ]  # fmt: skip
        return fitting[-1] if fitting else None

    named = Counter(one for t in marks if t.kind == "D" and len(t.value) == 1 for one in t.value)
    return Context(text, folded, race, rows, names, speech, other_race, dict(named)), marks, slips


def _placed(token: Token, folded: str, race: RaceRow) -> Token:
    """A short name of the report's own track ("Nashville") means that track, whatever else it can mean."""
    if token.kind != "T" or race.track_id in token.value:
        return token
    names = [fold(name) for name in (race.track, race.track_then) if name]
    here = any(name.startswith(folded[token.start : token.end]) for name in names)
    return token._replace(value=(*token.value, race.track_id)) if here else token


def _narrowed(token: Token, entrants: dict[str, str]) -> Token:
    if token.kind != "D" or (len(token.value) == 1 and token.value[0] in entrants):
        return token
    if len(token.value) == 1:
        # "Ron Hornaday" in a race of the son's is the son, whose name the record writes with Jr.
        sons = [id_ for id_ in entrants if re.fullmatch(re.escape(token.value[0]) + r"-(?:jr|sr|ii|iii)", id_)]
        return token._replace(value=(sons[0],)) if len(sons) == 1 else token
    here = tuple(id_ for id_ in token.value if id_ in entrants)
    return token._replace(value=here or token.value)


def _claims(said: Said, quotes: bool) -> list[Claim]:
    found: list[Claim] = []
    for reader in READERS:
        for claim in reader(said):
            kept = _checked(said, claim, quotes)
            if kept is not None:
                found.append(kept)
    return found


def _checked(said: Said, claim: Claim, quotes: bool) -> Claim | None:
    """The claim as said: a plan, a quotation, a fact, or nothing where it is denied or of another time."""
    start = claim.span[0]
    head = said.context.folded[max(said.masked.start, start - 60) : start].split(",")[-1]
    if within(said.context.speech, *claim.span):
        if not quotes:
            return None
        return _with(claim, modality="quote", speaker=said.context.names.get(said.before))
    meant = claim.measure in ("weekday", "date") or (claim.measure == "led" and claim.value == 0)
    if _DENIED.search(head) and not meant:
        return None
    if (
        re.search(r"\bwill\b", said.context.folded[max(said.masked.start, start - 80) : start])
        and claim.modality == "fact"
    ):
        return None
    if (
        re.search(r"\b(?:clinch|lock up)\b", said.context.folded[said.masked.start : said.masked.end])
        and claim.measure == "finish"
    ):
        return None
    if _PLANNED.search(head) and claim.modality == "fact":
        return _with(claim, modality="plan") if claim.measure in ("starts", "wins", "next_start") else None
    if claim.modality == "fact" and (why := doubt(said, claim)):
        claim = _with(claim, modality="implied", doubt=why)
    if claim.measure in ("finish", "led", "start") and claim.scope == Scope(span="race") and _elsewhen(said, claim):
        return _with(claim, scope=Scope(span="race", race="unknown"))
    return claim


def _elsewhen(said: Said, claim: Claim) -> bool:
    """Is a result told of another time than the race's?"""
    near = said.masked.mask
    season = said.context.race.season
    years = [t for t in said.masked.tokens if t.kind == "Y" and t.value != season and abs(t.start - claim.span[0]) < 70]
    return bool(years) or (
        bool(
            re.search(
                r"last (?:year|season|fall|spring)|a year ago|earlier this (?:year|season)",
                said.context.folded[max(said.masked.start, claim.span[0] - 40) : claim.span[1] + 40],
            )
        )
        and "<" in near
    )


def _with(claim: Claim, **changed: object) -> Claim:
    fields = {name: getattr(claim, name) for name in claim.__struct_fields__}
    return Claim(**{**fields, **changed})


def _unique(claims: list[Claim]) -> list[Claim]:
    kept: dict[tuple[str, str, str, str, str], Claim] = {}
    for claim in claims:
        said = claim.modality in ("fact", "implied")
        how = "fact" if said else claim.modality
        kept.setdefault((claim.measure, claim.subject.id, str(claim.value), repr(claim.scope), how), claim)
    return list(kept.values())
