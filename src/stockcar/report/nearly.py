"""Which numbers are all but right, and so wrong?

A number that counts laps led, wins, starts or the laps of the race, and that comes near what the record has for one of
those its sentence names and near nothing else, is of him: a misread number comes near by chance only seldom, and where
it is some other count (of another driver, season, series, track, team or make, before the race or to this day) that
count explains it. What is near and unexplained is contradicted, whatever the sentence around it looks like.

Known limits: small numbers are near too much, and errors that are far off are left to the phrases; a number by one
apart from the record in laps is a way of counting.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from stockcar.report.claims import Claim, Scope, Subject
from stockcar.report.decide import Verdict, count_question, decide
from stockcar.report.ledger import Ledger
from stockcar.report.neighbours import neighbour
from stockcar.report.question import Is, Question, RaceRow, Row
from stockcar.report.read_told import Told

_SHARE = {
    "winless": 0.25,
    "field": 0.4,
    "leaders": 0.5,
    "number": 0.5,
}  # of the record's number: as far as a number may be off
_SHARE_ELSE = 0.1
_STEPS = 3  # or so many
_FEWEST = {"led": 20, "wins": 8, "starts": 30, "winless": 15}  # the record's: a smaller number is near too much
_LEAST = {
    "led": 2,
    "wins": 1,
    "starts": 3,
    "winless": 3,
    "laps_run": 2,
    "field": 2,
    "leaders": 2,
    "number": 2,
}  # apart: less is a way of counting
_OF_THE_RACE = ("laps_run", "field", "leaders", "number")
_OVERTIME = 15  # laps: as far as races went beyond their schedule
_EXTRA = re.compile(
    r"overtime|green-white-check|extra laps?|laps? (?:beyond|past|more than|extra)|extend|stretch|prolong"
)
REASON = "it is all but that"


def nearly(ledger: Ledger, key: str, told: Sequence[Told], verdicts: Sequence[Verdict], folded: str) -> list[Verdict]:
    """The verdicts, with those numbers contradicted that are all but right."""
    race = ledger.by_key[key]
    kept = list(verdicts)
    for number in told:
        here = [v for v in kept if v.claim.span[0] <= number.span[0] and number.span[1] <= v.claim.span[1] + 1]
        if any(v.verdict in ("supported", "near_miss", "contradicted") and v.claim.value == number.value for v in here):
            continue
        found = next(_wrong(ledger, race, number, folded), None)
        if found is None:
            continue
        kept = [v for v in kept if not (v in here and v.verdict in ("not_checkable", "not_parsed"))]
        kept.append(found)
    return kept


def _wrong(ledger: Ledger, race: RaceRow, number: Told, folded: str) -> Iterator[Verdict]:
    claim = Claim(
        measure=number.measure, subject=Subject("race", race.key, race.name), race=race.key, span=number.span,
        text=folded[number.span[0] : number.span[1]], value=number.value, scope=Scope(span="race"),
    )  # fmt: skip
    if number.measure in _OF_THE_RACE:
        yield from _of_race(ledger, race, claim, folded)
    elif number.measure == "led":
        yield from _led(ledger, race, number, claim)
    elif number.owner == race.winner_id and _said(number.scope) and number.value > 1:
        yield from _of_the_winner(ledger, race, number, claim)
    else:
        yield from (v for v in _counted(ledger, race, number, claim) if not _explained(ledger, race, number))


def _near(said: int, record: int, measure: str) -> bool:
    apart = abs(said - record)
    return _LEAST[measure] <= apart <= max(_STEPS, _SHARE.get(measure, _SHARE_ELSE) * record) and record >= _FEWEST.get(
        measure, 1
    )


def _slip(said: int, record: int) -> bool:
    """Is one digit another, or are two that stand together exchanged?"""
    a, b = str(said), str(record)
    differ = [n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
    if len(a) != len(b) or not 1 <= len(differ) <= 2:
        return False
    if len(differ) == 1:
        return abs(said - record) > 1
    return differ[1] == differ[0] + 1 and a[differ[0]] + a[differ[1]] == b[differ[1]] + b[differ[0]]


def _of_race(ledger: Ledger, race: RaceRow, claim: Claim, folded: str) -> Iterator[Verdict]:
    """The race's length or field: near it, not it, and not that of another race of the weekend."""
    said = int(claim.value or 0)
    mine = _of_record(ledger, race, claim.measure)
    if not mine[0] or any(abs(said - value) < _LEAST[claim.measure] for value in mine):
        return
    here = [r for r in ledger.races if r.track_id == race.track_id and r.key != race.key]
    over = (race.laps_run or 0) - said
    if claim.measure == "laps_run" and 0 < over <= _OVERTIME and _EXTRA.search(folded):
        return  # the schedule that overtime went beyond
    beside = [r for r in here if abs(r.date_taken - race.date_taken).days <= 8]
    if any(said in (r.laps_run, r.laps_scheduled) for r in beside if claim.measure == "laps_run"):
        return
    if _near(said, min(mine, key=lambda value: abs(value - said)), claim.measure):
        yield decide(ledger, claim)._replace(verdict="contradicted", record=mine[0], reason=REASON)


def _of_record(ledger: Ledger, race: RaceRow, measure: str) -> tuple[int, ...]:
    """What the record has of the race: one number, or the two that a length can be."""
    if measure == "laps_run":
        return race.laps_run or 0, race.laps_scheduled or 0
    if measure == "leaders":
        led = [row.led for row in ledger.race(race.key)]
        return (0 if None in led else sum(bool(laps) for laps in led),)
    return (race.n_cars if measure == "field" else race.number,)


def _led(ledger: Ledger, race: RaceRow, number: Told, claim: Claim) -> Iterator[Verdict]:
    """Laps led: a part of the race can be less than all of his, never more."""
    rows = ledger.race(race.key)
    apart = sorted((abs((row.led or 0) - number.value), row.driver_id) for row in rows if row.led)
    if not apart or (len(apart) > 1 and apart[0][0] == apart[1][0]):
        return
    mine = next(row for row in rows if row.driver_id == apart[0][1])
    led = mine.led or 0
    near = _near(number.value, led, "led") or (number.whole and led >= _FEWEST["led"] and _slip(number.value, led))
    if mine.driver_id not in number.drivers or not near:
        return
    if (number.value < led and not number.whole) or number.value in (race.laps_run, race.laps_scheduled):
        return
    if number.value in _other_counts(rows):
        return
    claim = replace(claim, subject=Subject("driver", mine.driver_id, mine.driver))
    verdict = decide(ledger, claim)
    if verdict.verdict == "contradicted" and not neighbour(ledger, verdict, ()):
        yield verdict._replace(reason=REASON)


def _other_counts(rows: Iterable[Row]) -> set[int]:
    """Laps led by teams, and by makes."""
    sums: dict[tuple[str, object], int] = {}
    for row in rows:
        for column in ("team_id", "make"):
            what = (column, getattr(row, column))
            sums[what] = sums.get(what, 0) + (row.led or 0)
    return set(sums.values())


def _said(scope: Scope) -> bool:
    """Do the words say over what?"""
    return scope.span in ("season", "career") or bool(scope.track_id or scope.track_type or scope.series)


def _of_the_winner(ledger: Ledger, race: RaceRow, number: Told, claim: Claim) -> Iterator[Verdict]:
    """The number of the winner's wins, said over what: a small one too, unless another scope explains it."""
    scope = number.scope if number.scope.span == "season" else replace(number.scope, span="career")
    mine = replace(claim, subject=Subject("driver", race.winner_id, race.winner), scope=scope)
    verdict = decide(ledger, mine)
    if verdict.verdict != "contradicted" or (not number.ordinal and abs(verdict.record - number.value) > _STEPS):
        return
    if number.value >= _FEWEST["wins"] and scope.track_id and number.value > verdict.record + _STEPS:
        return  # "his 31st race win at Daytona" counts races of other kinds
    others = [s for s in _scopes(race, number.scope) if _alike(number.scope, s)]
    for other in others:
        for before in (False,) if number.ordinal else (False, True):
            if ledger.ask(count_question(mine, replace(other, before=before), race)).value == number.value:
                return
    if (number.ordinal and not scope.track_id) or number.value not in _of_teams(ledger, race):
        yield verdict._replace(reason=REASON)


def _alike(said: Scope, other: Scope) -> bool:
    """Could words that say the one scope mean the other?"""
    if said.series is not None and other.series != said.series:
        return False
    return said.span != "season" or (other.span == "season" and other.season == said.season)


def _scopes(race: RaceRow, said: Scope) -> Iterator[Scope]:
    """Everything that a count of the text might range over."""
    for series in ("cup", "xfinity", "truck", "all"):
        base = Scope(span="career", series=series)
        yield base
        for season in (race.season, race.season - 1, *([said.season] if said.season else [])):
            yield replace(base, span="season", season=season)
        for narrow in ({"track_id": race.track_id}, {"track_type": race.track_type}, {"track_id": said.track_id}):
            if next(iter(narrow.values())) is not None:
                yield replace(base, **narrow)


def _explained(ledger: Ledger, race: RaceRow, number: Told) -> bool:
    """Is it what the record has of anybody named, over anything, now or before the race or (a sum) to this day?"""
    people = {*number.drivers, race.winner_id}
    wanted = Claim(
        measure=number.measure, subject=Subject("driver", "", ""), race=race.key, span=number.span, text="",
        value=number.value, scope=number.scope,
    )  # fmt: skip
    if number.measure == "winless":
        tried = (
            replace(wanted, scope=replace(number.scope, series=s)) for s in (None, "cup", "xfinity", "truck", "all")
        )
        return any(
            decide(ledger, replace(claim, subject=Subject("driver", who, who))).verdict in ("supported", "near_miss")
            for claim in tried for who in people
        )  # fmt: skip
    for who in people:
        claim = replace(wanted, subject=Subject("driver", who, who))
        for scope in _scopes(race, number.scope):
            for before in (False,) if number.ordinal and who == race.winner_id else (False, True):
                answer = ledger.ask(count_question(claim, replace(scope, before=before), race))
                if answer.value == number.value:
                    return True
    return number.measure == "wins" and number.value in _of_teams(ledger, race)


def _of_teams(ledger: Ledger, race: RaceRow) -> Iterator[int]:
    """Wins of the winner's team and make: in all, of the season, at the track."""
    for column, value in (("winner_team_id", race.winner_team_id), ("winner_make", race.winner_make)):
        if value is None:
            continue
        mine = (Is(column, "=", value), Is("race_index", "<=", race.race_index))
        for series in ((Is("series", "=", race.series),), ()):
            for narrow in ((), (Is("season", "=", race.season),), (Is("track_id", "=", race.track_id),)):
                yield int(ledger.ask(Question("count", "*", (*mine, *series, *narrow), table="races")).value or 0)


def _counted(ledger: Ledger, race: RaceRow, number: Told, claim: Claim) -> Iterator[Verdict]:
    """The count of the one driver to whom the number is near, over what its words say."""
    scope = number.scope
    if scope.span == "open" and not (scope.track_id or scope.track_type or scope.not_track_id or scope.last):
        scope = replace(scope, span="career")
    fits = []
    for who in number.drivers:
        mine = replace(claim, subject=Subject("driver", who, ledger.names.get(who, who)), scope=scope)
        record = decide(ledger, replace(mine, value=-1)).record
        if isinstance(record, int) and _near(number.value, record, number.measure):
            fits.append((mine, record))
    if len(fits) == 1 and (number.measure != "wins" or not number.ordinal or fits[0][0].subject.id == race.winner_id):
        verdict = decide(ledger, fits[0][0])
        if verdict.verdict == "contradicted":
            yield verdict._replace(reason=REASON)
        elif verdict.verdict == "not_checkable":
            yield verdict._replace(verdict="contradicted", record=fits[0][1], reason=REASON)
