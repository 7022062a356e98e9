"""Would a claim that the record contradicts be true if it were read a little differently?

A sentence has neighbouring readings: the race before or after, the same weekend in another series, the last race at the
track, the grid instead of the finish, somebody else who is named close by, another series, the road courses only. Where
one of them bears the claim out, the reading is the likelier slip, and the claim is left undecided with that reading as
the reason. The same holds for a whole text: where much of it does not fit the race it seems to be about, the race is in
doubt, and nothing of it is contradicted.

Known limits: an error that happens to be true of a neighbour is not found; small numbers have many neighbours.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from stockcar.report.around import ALONE, NEVER, Around
from stockcar.report.certain import LAP_RACE
from stockcar.report.claims import COUNT_MEASURES, RACE_MEASURES, ROW_MEASURES, Claim, Scope, Subject
from stockcar.report.decide import Verdict, count_question, decide
from stockcar.report.ledger import Ledger
from stockcar.report.lifted import of_the_days_win
from stockcar.report.names import surname
from stockcar.report.numbers import find_quantities
from stockcar.report.of_the_text import doubt_of_text, right_elsewhere
from stockcar.report.question import RaceRow, Row
from stockcar.report.sentences import fold
from stockcar.report.words import cue

_SISTERS = {
    "finish": ("start", "stage_1", "stage_2", "stage_3"),
    "start": ("finish",),
    "stage_1": ("stage_2", "stage_3", "finish"),
    "stage_2": ("stage_1", "stage_3", "finish"),
    "stage_3": ("stage_1", "stage_2", "finish"),
    "laps": ("led",),
    "led": ("laps",),
}
_WEEKEND = dt.timedelta(days=8)
A_YEAR = dt.timedelta(days=400)
_QUALIFYING_RACES_COUNTED = 1972  # before this season races without points stand in some lists
_TELLING_DAYS = 14
_REAR = 0.75  # of the field: places behind it are the rear
_LAPS_NEAR = 0.1  # "led 80 of 190 laps" is of the whole race where the record's number is as near as this
_MANY, _FAR = 8, 3  # wins at a track: so many, so far above the record's, are not of one series
_TOLD = 10  # a number of laps above this is seldom somebody else's by chance
_RETIRED = re.compile(r"retir|out of the race|parked|garage|not finish|exit")
_TITLE = cue("neighbours_title")
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)\b|\b\w+(?:th|first|second|third)\b|\b(?:first|second|third|maiden)\b", re.I)
_QUALIFIED = re.compile(r"\bqualif\w+|\bpole\b", re.IGNORECASE)


def held_back(
    ledger: Ledger, verdicts: Sequence[Verdict], places: Sequence[Around], text: str, given: bool
) -> list[Verdict]:
    """The verdicts, each contradiction kept only where no neighbouring reading bears the claim out.

    ``given`` says that the race was named by whoever asks, so that the text as a whole need not prove it.
    """
    whole = "" if given else doubt_of_text(verdicts, text)
    folded = fold(text)
    kept = []
    for verdict in verdicts:
        if verdict.verdict != "contradicted":
            kept.append(verdict)
            continue
        listed = _is_of_a_list(verdict.claim)
        reason = whole or right_elsewhere(verdict, verdicts)
        reason = reason or _doubt_of_sentence(ledger, verdict, verdicts, places, folded)
        reason = reason or (_doubt_of_list(verdict, verdicts, places) if listed else neighbour(ledger, verdict, places))
        if reason:
            record = "" if verdict.record is None else f"; the record has {verdict.record}"
            verdict = verdict._replace(verdict="not_checkable", record=None, reason=f"{reason}{record}")
        kept.append(verdict)
    return kept


def _doubt_of_sentence(
    ledger: Ledger, verdict: Verdict, verdicts: Sequence[Verdict], places: Sequence[Around], folded: str
) -> str:
    """Is everything that the sentence counts read, and borne out but for this claim?"""
    claim = verdict.claim
    place = next((p for p in places if p.start <= claim.span[0] < p.end), None)
    if place is None:
        return ""
    if not place.ends:
        return "the text breaks off there"
    here = [v for v in verdicts if place.start <= v.claim.span[0] < place.end and v is not verdict]
    if any(v.verdict == "contradicted" and v.claim.span == claim.span for v in here):
        return "two things said in these words do not fit: they may be of something else"
    race = ledger.by_key[claim.race]
    known = {claim.value, race.season, race.laps_run, race.laps_scheduled, claim.scope.season, claim.scope.last}
    known |= {v.claim.value for v in here if v.verdict in ("supported", "near_miss")}
    mine = next((r for r in ledger.race(claim.scope.race or race.key) if r.driver_id == claim.subject.id), None)
    if mine is not None:
        known |= {mine.finish, mine.start, mine.led, mine.laps}
    borne = [v.claim.span for v in here if v.verdict in ("supported", "near_miss")]
    numeral = claim.measure in ("led", "wins", "starts") and claim.value != 1
    if of_the_days_win(ledger, claim, folded) and claim.scope.span in ("season", "career"):
        place = place._replace(counted=())
    alone = ALONE.get(claim.measure, NEVER).search(claim.text.casefold()) is not None
    for start, end, value in place.counted:
        if alone or (numeral and start in place.aside):
            continue
        inside = any(a <= start and end <= b for a, b in borne)
        if value not in known and not inside and str(value) != str(claim.value):
            return f'what "{value}" counts there is not read'
    namesakes = {r.driver_id for r in ledger.race(race.key) if surname(r.driver) == surname(claim.subject.name)}
    in_full = frozenset().union(*(p.in_full for p in places))
    other = namesakes - {claim.subject.id} if claim.subject.kind == "driver" else set()
    if other and claim.subject.id not in place.in_full and (claim.subject.id not in in_full or other & in_full):
        return "others in the race have that surname"
    return ""


def _is_of_a_list(claim: Claim) -> bool:
    """Is the place in the text only a name, whose place in a list is the claim?"""
    return claim.measure in ("finish", "start") and claim.text.split()[-1:] == claim.subject.name.split()[-1:]


def _doubt_of_list(verdict: Verdict, verdicts: Sequence[Verdict], places: Sequence[Around]) -> str:
    """A list is one of the race's result only where somebody else in it stands where the record has him."""
    place = next((p for p in places if p.start <= verdict.claim.span[0] < p.end), None)
    fits = [
        v
        for v in verdicts
        if place is not None and place.start <= v.claim.span[0] < place.end
        and v.verdict == "supported" and v.claim.measure == verdict.claim.measure and v.claim.value != 1
    ]  # fmt: skip
    return "" if fits else "nothing else of the list fits: it may be another one"


def neighbour(ledger: Ledger, verdict: Verdict, places: Sequence[Around]) -> str:
    """The neighbouring reading under which a contradicted claim is true or cannot be decided; empty where none is."""
    claim = verdict.claim
    race = ledger.by_key[claim.race]
    here = _near_claim(claim, places)
    if claim.measure in ROW_MEASURES and claim.subject.kind == "driver":
        return next(_of_rows(ledger, claim, race, here), "")
    if claim.measure in COUNT_MEASURES and claim.measure != "led_sum":
        return next(_of_counts(ledger, claim, race, here), "")
    if claim.measure in RACE_MEASURES:
        return _of_race(ledger, claim, verdict, race)
    return _of_history(ledger, claim, race, here)


def _near_claim(claim: Claim, places: Sequence[Around]) -> Around:
    """What is named in the claim's sentence, the one before and the one after."""
    n = next((n for n, p in enumerate(places) if p.start <= claim.span[0] < p.end), None)
    if n is None:
        return Around(*claim.span)
    beside = places[max(0, n - 1) : n + 2]
    return Around(
        places[n].start,
        places[n].end,
        frozenset().union(*(p.drivers for p in beside)),
        frozenset().union(*(p.tracks for p in beside[: 2 if n else 1])),
        frozenset().union(*(p.seasons for p in beside[: 2 if n else 1])),
    )


def is_value(row: Row, measure: str, claim: Claim) -> bool:
    """Has a row the claim's value, in this column?"""
    value = getattr(row, {"laps_down": "laps"}.get(measure, measure), None)
    if measure == "team":
        value = row.team_id
    return value is not None and str(value).casefold() in str(claim.value).casefold().split("|")


def _of_rows(ledger: Ledger, claim: Claim, race: RaceRow, here: Around) -> Iterator[str]:
    """A result: another column, another race of the same driver, another driver of the same race."""
    key = claim.scope.race or race.key
    meant = ledger.by_key.get(key, race)
    if claim.measure == "status":
        yield from _of_status(ledger, claim, meant)
        return
    if claim.measure == "start" and _QUALIFIED.search(claim.text) and "start" not in claim.text.casefold():
        yield "qualifying is not always the grid"
    career = ledger.career(claim.subject.id)
    mine = next((row for row in career if row.key == key), None)
    if claim.measure == "start" and mine is not None and mine.start is not None:
        yield from _of_grid(int(claim.value or 0), mine.start, mine.n_cars)
        ordinals = [q.value for _, _, q in find_quantities(fold(claim.text)) if q.ordinal]
        if len(ordinals) > 1 and ordinals[-1] != mine.finish and "from" in claim.text.casefold():
            yield "it may tell of a rise in the points, or of a part of the race"
    for other in _SISTERS.get(claim.measure, ()):
        if mine is not None and is_value(mine, other, claim):
            yield f"it is true of {other.replace('_', ' ')}"
    for row in career:
        if row.key != key and is_value(row, claim.measure, claim) and _is_beside(row, claim, meant, here):
            yield f"it is true of {row.key}"
    if claim.measure == "led" and mine is not None:
        yield from _nearly(ledger.race(key), int(claim.value or 0), mine, here)
    for row in ledger.race(key):
        if row.driver_id == claim.subject.id or not is_value(row, claim.measure, claim):
            continue
        told = claim.measure == "led" and int(claim.value or 0) > _TOLD
        if told or (row.driver_id in here.drivers and claim.measure not in ("make", "team")):
            yield f"it is true of {row.driver}"


def _nearly(rows: Sequence[Row], said: int, mine: Row, here: Around) -> Iterator[str]:
    """A number of laps led that is near what somebody named close by led, and not what the subject did."""
    apart = abs((mine.led or 0) - said)
    for row in rows:
        off = abs((row.led or 0) - said)
        if row.driver_id in here.drivers - {mine.driver_id} and off < apart and off <= max(3, _LAPS_NEAR * said):
            yield f"it is nearly true of {row.driver}"


def _of_grid(said: int, start: int, field: int) -> Iterator[str]:
    """Cars are sent to the rear after the grid is set, and those behind them move up."""
    if said > start and said > _REAR * field:
        yield "who is sent to the rear starts there, whatever the grid"
    if abs(said - start) == 1:
        yield "those behind a car that is sent to the rear move up"


def _is_beside(row: Row, claim: Claim, race: RaceRow, here: Around) -> bool:
    """Is a race of the driver's one that the sentence could mean?"""
    apart = abs(row.date_taken - race.date_taken)
    if claim.measure in ("car", "make", "team"):
        return bool(apart <= A_YEAR)
    in_season = (row.series, row.season) == (race.series, race.season)
    if apart <= _WEEKEND or (in_season and abs(row.number - race.number) <= 2):
        return True
    if row.track_id == race.track_id and row.series == race.series and apart <= A_YEAR:
        return True
    named = row.track_id in here.tracks - {race.track_id}
    return row.series == race.series and (
        (named and apart <= A_YEAR) or (row.season in here.seasons - {race.season} and (named or not here.tracks))
    )


def _of_status(ledger: Ledger, claim: Claim, race: RaceRow) -> Iterator[str]:
    row = next((r for r in ledger.race(race.key) if r.driver_id == claim.subject.id), None)
    if row is None:
        return
    if str(claim.value) == "out" and not _RETIRED.search(claim.text.casefold()):
        yield "one can drop out of other things than the race"
    if str(claim.value) == "out" and row.status_class == "running" and (row.laps or 0) < (race.laps_run or 0):
        yield "he did not go the distance, though the record has him running"
    if str(claim.value) == "running" and (row.laps or 0) >= (race.laps_run or 0) - 2:
        yield "he all but went the distance"
    if str(claim.value) not in ("out", "running"):
        yield "trouble with a part need not be the recorded reason"


def _of_counts(ledger: Ledger, claim: Claim, race: RaceRow, here: Around) -> Iterator[str]:
    """A count: what the text leaves unsaid of its scope, and what came before the race."""
    for what, scope in _scopes(claim, race, here):
        answer = ledger.ask(count_question(claim, scope, race))
        if answer.value == claim.value:
            yield f"it is true {what}"
    in_the_end = replace(
        claim, modality="plan"
    )  # told in hindsight: "he would win five that year", "his 49-win career"
    to_this_day = ledger.ask(count_question(in_the_end, claim.scope, race)).value
    now = ledger.ask(count_question(claim, claim.scope, race)).value
    cardinal = not _ORDINAL.search(claim.text)
    if None not in (now, to_this_day) and (
        (to_this_day == claim.value and (cardinal or claim.subject.id != race.winner_id))
        or (cardinal and now < int(claim.value or 0) <= to_this_day)
    ):
        yield "it may be counted to a later day"
    if claim.measure == "starts" and isinstance(claim.value, int):
        count = ledger.ask(count_question(claim, claim.scope, race)).value
        if count is not None and abs(count - claim.value) <= 2:
            yield "races entered and races started can differ"
    if claim.scope.track_id and now is not None and _MANY <= int(claim.value or 0) > now + _FAR:
        yield "at a track races of other kinds may be counted"
    if claim.measure in ("poles", "stage_wins"):
        yield "the record does not hold every one of them"
    named = (here.drivers | {race.winner_id}) - {claim.subject.id}
    for driver in sorted(named) if claim.subject.kind == "driver" else ():
        told = replace(claim, subject=Subject("driver", driver, ledger.names.get(driver, driver)))
        if decide(ledger, told).verdict == "supported":
            yield f"it is true of {ledger.names.get(driver, driver)}"


def _scopes(claim: Claim, race: RaceRow, here: Around) -> Iterator[tuple[str, Scope]]:
    said = claim.scope
    if said.series is None:
        for series in ("cup", "xfinity", "truck", "all"):
            if series != race.series:
                yield f"of {series}", replace(said, series=series)
    elif said.series != "all":
        yield "of all three series", replace(said, series="all")
    if said.track_id is None and said.not_track_id is None:
        # "First of the season" says over what; "fifth win" does not, and a track named close by may narrow it.
        for track in sorted(here.tracks | (set() if said.span == "season" else {race.track_id})):
            yield f"at {track}", replace(said, track_id=track)
    if said.track_type is None and said.span != "season":
        yield f"of the {race.track_type} tracks", replace(said, track_type=race.track_type)
    for season in sorted({*here.seasons, race.season - 1} - {race.season}) if said.season is not None else ():
        yield f"of {season}", replace(said, season=season)
    if said.track_id is not None or said.track_type is not None or said.last is not None:
        wider = replace(said, track_id=None, track_type=None, last=None)
        yield "wherever it was", wider
        yield "of the season", replace(wider, span="season", season=race.season)
    if said.season is None and (said.span != "career" or "career" not in claim.text.casefold()):
        yield "of the season", replace(said, span="season", season=race.season)
    if not said.before and claim.subject.id != race.winner_id:
        yield "before the race", replace(said, before=True)


_ROUGH = {"leaders": 2, "lead_lap_cars": 2, "cautions": 2, "caution_laps": 6, "lead_changes": 3, "field": 2}


def _of_race(ledger: Ledger, claim: Claim, verdict: Verdict, race: RaceRow) -> str:
    """A fact of the race: other ways to count it, the same in the races beside it."""
    if claim.measure in _ROUGH:
        apart = abs(int(verdict.record) - int(claim.value or 0))
        return "such counts differ from source to source" if apart <= _ROUGH[claim.measure] else ""
    if claim.measure == "weekday":
        return "the day may be that of something else"
    if claim.measure == "date":
        later = (dt.date.fromisoformat(str(claim.value)) - race.date_taken).days
        return "it may be the day of the telling" if 0 < later <= _TELLING_DAYS else ""
    if claim.measure == "races_at_track":
        names = {r.name for r in ledger.races[: race.race_index] if r.series == race.series and r.key != race.key}
        return "" if race.name in names else "it is the first race of its name"
    if claim.measure in ("laps_run", "laps_scheduled"):
        near = abs(int(claim.value or 0) - int(verdict.record or 0)) <= _LAPS_NEAR * int(verdict.record or 0)
        if not re.search(
            r"laps? (?:[\w\x27]+ ){0,3}(?:race|event|contest|feature)|scheduled|distance", claim.text, re.IGNORECASE
        ) and not (near and re.search(r"\bof (?:the |a )?\d+ (?:\w+ )?(?:laps|circuits)", claim.text, re.IGNORECASE)):
            return "the laps may be those of a part of the race"
        if LAP_RACE.search(claim.text.casefold()):
            return ""  # "the 200-lap race" is this one, though another of the weekend was as long
        beside = [r for r in ledger.races if abs(r.date_taken - race.date_taken) <= _WEEKEND and r.key != race.key]
        twin = next((r.key for r in beside if claim.value in (r.laps_run, r.laps_scheduled)), "")
        return f"it is true of {twin}" if twin else ""
    if claim.measure == "number":
        near = abs(int(verdict.record) - int(claim.value or 0)) == 1
        return "qualifying races may have been counted" if near and race.season < _QUALIFYING_RACES_COUNTED else ""
    return ""


def _of_history(ledger: Ledger, claim: Claim, race: RaceRow, here: Around) -> str:
    """What compares or looks back, under the scopes its words leave open."""
    if claim.measure == "ahead_of":
        told = re.search(r"finish|line|\bw[io]n|victory|checkered|runner-up", claim.text, re.IGNORECASE)
        return "" if told else "one may have been ahead of the other only for a while"
    if claim.measure == "champion":
        if not _TITLE.search(claim.text.casefold()):
            return "it may be the champion of something else"
        for season in (int(claim.value or 0) - 1, int(claim.value or 0) + 1):
            for series in ("cup", "xfinity", "truck"):
                if ledger.champions.get((series, season), ("",))[0] == claim.subject.id:
                    return f"he was champion of {season}"
        return ""
    if claim.measure == "debut":
        rows = [r for r in ledger.career(claim.subject.id) if r.race_index <= race.race_index]
        now = next((r for r in rows if r.key == race.key), None)
        for what in ("track_id", "team_id", "car", "season", "make", "series"):
            value = getattr(now, what, None)
            if value is not None and sum(getattr(r, what) == value for r in rows) == 1:
                return f"it is a first by {what.removesuffix('_id')}"
        return ""
    if claim.measure in ("last", "winless", "years_of_wins", "event_wins", "titles", "led_most", "sweep"):
        return _of_other_subjects(ledger, claim, race, here)
    return "" if claim.measure in ("streak",) else "the record alone does not decide it"


def _of_other_subjects(ledger: Ledger, claim: Claim, race: RaceRow, here: Around) -> str:
    """The same of somebody named close by, or of other series, of this track, of its kind."""
    if claim.subject.kind != "driver":
        return ""
    for driver in sorted(here.drivers - {claim.subject.id}):
        if decide(ledger, replace(claim, subject=Subject("driver", driver, driver))).verdict == "supported":
            return f"it is true of {ledger.names.get(driver, driver)}"
    for changed in ({"series": "all"}, {"track_id": race.track_id}, {"track_type": race.track_type}):
        if decide(ledger, replace(claim, scope=replace(claim.scope, **changed))).verdict in ("supported", "near_miss"):
            return f"it is true with {next(iter(changed))} {next(iter(changed.values()))}"
    if claim.measure == "winless":
        return "such runs are counted from more than one race"
    return ""
