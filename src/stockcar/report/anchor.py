"""Which race is a report about?

From cheap anchors only: the tracks, the year and the day, the series, the name of the race, the distance, and whether
its winner is named beside a word of winning. Races that look alike then are told apart by what results show of them
(``traces``). Never from how many claims would come out true: that hides errors. The best candidate needs a margin over
the next, else the reader is asked.

Where neither a track nor a race is named in full, "at" and the one word that is a track's own will do, with its year
or day.

Known limits: a report that names neither track nor race name is not placed; two races at one track in one season are
told apart by date, name, distance and winner.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from stockcar.report.gazetteer import track_words
from stockcar.report.ledger import Ledger
from stockcar.report.names import surname
from stockcar.report.question import RaceRow
from stockcar.report.sentences import fold
from stockcar.report.tokens import Token
from stockcar.report.traces import Shown, shown, traces, wins_told
from stockcar.report.words import cue, lines_of

MARGIN = 1.0
SHORTLIST = 12  # races whose results are looked at
LEAST = 6.0
_WON = cue("anchor_won")
_WINS = cue("anchor_wins")
_BEHIND = cue("anchor_behind")
_KEY = re.compile(r"\b(?:cup|xfinity|truck)-\d{4}-\d{2}\b")
_AT = re.compile(r"\bat ([a-z]+)\b")
_HEADER = re.compile(r"\bdate (\d{4})-(\d\d)-(\d\d)")


class Candidate(NamedTuple):
    """A race and how well the anchors fit it."""

    race: RaceRow
    score: float


class _Anchors(NamedTuple):
    tracks: dict[str, float]
    years: Counter[int]
    days: list[tuple[int | None, int, int]]
    published: dt.date | None
    series: Counter[str]
    winners: dict[str, float]
    folded: str
    laps: set[int]
    since: dict[str, int]  # driver id -> first season, of everyone named in full
    era: tuple[int, int]  # the seasons in which what the text names existed


def find_race(ledger: Ledger, folded: str, tokens: list[Token]) -> list[Candidate]:
    """The candidates, best first; ``settled`` says whether the first one stands."""
    key = _KEY.search(folded)
    if key and key[0] in ledger.by_key:
        return [Candidate(ledger.by_key[key[0]], 99.0)]
    anchors = _anchors(folded, tokens, ledger.first_seasons)
    possible = list(_possible(ledger, anchors))
    if not possible:
        anchors = anchors._replace(tracks=_by_one_word(ledger, folded))
        possible = [race for race in _possible(ledger, anchors) if _dated_so(race, anchors)]
    scored = [Candidate(race, _score(race, anchors)) for race in possible]
    best = sorted(scored, key=lambda c: (-c.score, -c.race.race_index))[:SHORTLIST]
    seen = shown(folded, tokens)
    best = [Candidate(c.race, round(c.score + _entrants(ledger, c.race, anchors, seen), 2)) for c in best]
    best.sort(key=lambda c: (-c.score, -c.race.race_index))
    return [candidate for candidate in best if candidate.score > -3]


def settled(candidates: list[Candidate]) -> bool:
    """Does the best candidate fit well enough, and better than the next?"""
    if not candidates or candidates[0].score < LEAST:
        return False
    return len(candidates) == 1 or candidates[0].score - candidates[1].score >= MARGIN


@cache
def _name(name: str) -> str:
    """The name of a race in folded form; there are some thousands, and every report asks for all."""
    return fold(name)


def _anchors(folded: str, tokens: list[Token], first_seasons: dict[str, int]) -> _Anchors:
    tracks: dict[str, float] = {}
    order = [t for t in tokens if t.kind == "T"]
    for n, token in enumerate(order):
        for id_ in token.value:
            weight = (2.0 if n == 0 else 1.0 if n < 3 else 0.5) / (1 if len(token.value) == 1 else 1.2)
            tracks[id_] = tracks.get(id_, 0.0) + weight
    header = _HEADER.search(folded)
    published = None
    if header:
        try:
            published = dt.date(int(header[1]), int(header[2]), int(header[3]))
        except ValueError:
            published = None
    dated = [(t.start, t.value) for t in tokens if t.kind == "Y"]
    dated += [(t.start, t.value[0]) for t in tokens if t.kind == "A" and t.value[0]]
    years = Counter(year for start, year in dated if not _of_another_track(start, order, tracks))
    days = [t.value for t in tokens if t.kind == "A" and t.value[2]]
    series = Counter(t.value for t in tokens if t.kind == "S" and t.value != "all")
    laps = {int(n) for n in re.findall(r"\b(\d{2,3})(?:[ -](?:scheduled )?laps?\b| scheduled)", folded)}
    named = {t.value[0] for t in tokens if t.kind == "D" and len(t.value) == 1}
    since = {driver: season for driver, season in first_seasons.items() if driver in named}
    return _Anchors(tracks, years, days, published, series, _winners(folded, tokens), folded, laps, since, _era(folded))


def _era(folded: str) -> tuple[int, int]:
    """First and last season of what only some seasons had: names of series, stages, forms of the playoffs."""
    low, high = 1949, 9999
    for pattern, (first, last) in _eras():
        if pattern.search(folded):
            low, high = max(low, first), min(high, last)
    return (low, high) if low <= high else (1949, 9999)


@cache
def _eras() -> list[tuple[re.Pattern[str], tuple[int, int]]]:
    """The words of ``data/words.toml`` under "eras": first season, last season, pattern, a line each."""
    lines = [line.split(None, 2) for line in lines_of("eras")]
    return [(re.compile(pattern), (int(first), int(last))) for first, last, pattern in lines]


def _of_another_track(start: int, order: list[Token], tracks: dict[str, float]) -> bool:
    """Does a year stand beside a track that is not the one the text is mostly about?"""
    main = max(tracks, key=lambda id_: tracks[id_], default="")
    return any(main not in t.value and -30 < t.start - start < 45 for t in order)


def _winners(folded: str, tokens: list[Token]) -> dict[str, float]:
    """How strongly each named driver is told of as a winner."""
    found: dict[str, float] = {}
    for n, token in enumerate([t for t in tokens if t.kind == "D"]):
        near = folded[max(0, token.start - 60) : token.end + 90]
        weight = 1.0 if _WON.search(near) and "stage" not in near else 0.3
        if _WINS.match(folded[token.end : token.end + 50]):
            weight = 2.0
        if n == 0:
            weight += 1.5
        if _BEHIND.match(folded[token.end : token.end + 70]):
            weight = -2.0  # who is told of as second did not win
        for id_ in token.value:
            found[id_] = min(3.0, found.get(id_, 0.0) + weight)
    return found


def _possible(ledger: Ledger, anchors: _Anchors) -> Iterable[RaceRow]:
    for race in ledger.races:
        named = _name(race.name) in anchors.folded or (race.name_then and _name(race.name_then) in anchors.folded)
        if race.track_id in anchors.tracks or named:
            yield race


def _by_one_word(ledger: Ledger, folded: str) -> dict[str, float]:
    """The track that a text means which names no track or race in full: "won at Beltsville"."""
    own = track_words(ledger)
    said = (own.get(word) for word in _AT.findall(folded))
    return dict.fromkeys((track_id for track_id in said if track_id is not None), 2.0)


def _dated_so(race: RaceRow, anchors: _Anchors) -> bool:
    """Does the text give a year or a day, and only such as are the race's? One word of a track is little."""
    date = race.date or race.date_taken
    told = any(year in (None, date.year) and _same_day(date, month, day) for year, month, day in anchors.days)
    if not anchors.days and not anchors.years:
        return False
    return (told or not anchors.days) and set(anchors.years) <= {race.season, date.year}


def _score(race: RaceRow, anchors: _Anchors) -> float:
    score = min(4.0, anchors.tracks.get(race.track_id, 0.0))
    if anchors.series:
        total = sum(anchors.series.values())
        score += 3.0 * anchors.series.get(race.series, 0) / total - (1.5 if race.series not in anchors.series else 0.0)
    score += _day(race, anchors)
    score += anchors.winners.get(race.winner_id, -2.0)
    names = {name for name in (race.name, race.name_then) if name and len(name) > 6}
    if any(_name(name) in anchors.folded for name in names):
        score += 2.5
    # Nobody races before his first season.
    score -= min(4.0, 2.0 * sum(season > race.season for season in anchors.since.values()))
    if race.laps_run in anchors.laps or race.laps_scheduled in anchors.laps:
        score += 1.0
    if race.laps_run in anchors.laps and race.laps_run != race.laps_scheduled:
        score += 1.0  # an odd distance is seldom run twice
    if not anchors.era[0] <= race.season <= anchors.era[1]:
        score -= 4.0
    return round(score, 2)


def _entrants(ledger: Ledger, race: RaceRow, anchors: _Anchors, seen: Shown) -> float:
    """Is the winner told of as one by his surname, did the people named in full take part, what results show?"""
    name = re.escape(surname(race.winner))
    score = 2.0 if re.search(rf"\b{name}" + _WINS.pattern, anchors.folded) else 0.0
    rows = ledger.race(race.key)
    if rows and anchors.since:
        started = {row.driver_id for row in rows}
        score += 5.0 * sum(driver in started for driver in anchors.since) / len(anchors.since)
    return score + traces(rows, seen) + wins_told(ledger, race, seen)


def _day(race: RaceRow, anchors: _Anchors) -> float:
    score = 0.0
    date = race.date or race.date_taken
    if anchors.published is not None:
        apart = (anchors.published - date).days
        score += 5.0 if 0 <= apart <= 4 else 1.0 if 0 <= apart <= 10 else -3.0
    if any(year in (None, date.year) and _same_day(date, month, day) for year, month, day in anchors.days):
        score += 3.0
    if anchors.years:
        newest = max(anchors.years)
        if anchors.years.get(race.season):
            score += 2.0 * anchors.years[race.season] / sum(anchors.years.values()) + (
                0.5 if race.season == newest else 0
            )
        if race.season < newest:
            score -= 1.5
    return score


def _same_day(date: dt.date, month: int, day: int) -> bool:
    """Is it that day of the year, or one beside it in the same month?"""
    return date.month == month and abs(date.day - day) <= 1
