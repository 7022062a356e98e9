"""Which results of a race does a text show, whoever won it?

Several races of one track have the same winner; what tells them apart is who came second to fifth, who led how many
laps, and how many wins the winner then had. Each such trace speaks for a race; one that is missing, or stands
otherwise in the text, never speaks against it, so that a report with a mistake is placed like one without.

Known limits: a surname shared by two drivers of a race counts for both.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

from stockcar.report.ledger import Ledger
from stockcar.report.names import surname
from stockcar.report.numbers import NUMBER, find_quantities
from stockcar.report.question import RaceRow, Row
from stockcar.report.tokens import Token
from stockcar.report.words import cue

MOST = 4.0  # for each of: places, laps led
_RUNNER_UP = cue("traces_runner_up")
_WIN = cue("traces_win")
_SEASON = cue("traces_season")
_POLE = cue("traces_pole")
_NUMBERS: "WeakKeyDictionary[Ledger, dict[str, tuple[int, int]]]" = WeakKeyDictionary()


class Shown(NamedTuple):
    """What of a text can be a trace: places of names and words, numbers with their places."""

    folded: str
    drivers: dict[str, list[int]]
    words: dict[str, list[int]]
    ordinals: dict[int, list[int]]
    cardinals: dict[int, list[int]]


def shown(folded: str, tokens: Sequence[Token]) -> Shown:
    """The names, words and numbers of a text."""
    drivers: dict[str, list[int]] = defaultdict(list)
    taken: list[tuple[int, int]] = []
    for token in tokens:
        if token.kind == "D":
            taken.append((token.start, token.end))
            for id_ in token.value:
                drivers[id_].append(token.start)
    words: dict[str, list[int]] = defaultdict(list)
    inside = {place for start, end in taken for place in range(start, end)}
    for match in re.finditer(r"(?<![\w.])[a-z][a-z'-]*[a-z]", folded):
        if match.start() not in inside:
            words[re.sub(r"'s$|'$", "", match[0])].append(match.start())
    ordinals: dict[int, list[int]] = defaultdict(list)
    cardinals: dict[int, list[int]] = defaultdict(list)
    for start, _, quantity in find_quantities(folded) if NUMBER.search(folded) else []:
        (ordinals if quantity.ordinal else cardinals)[quantity.value].append(start)
    for match in _RUNNER_UP.finditer(folded):
        ordinals[2].append(match.start())
    return Shown(folded, dict(drivers), dict(words), dict(ordinals), dict(cardinals))


def traces(rows: Sequence[Row], text: Shown) -> float:
    """How much of a result the text shows: who was among the first five, whose place or laps led stand by his name."""
    places = led = 0.0
    for row in rows:
        named = [*text.drivers.get(row.driver_id, ()), *text.words.get(_surname(row.driver), ())]
        if not named:
            continue
        if row.finish is not None and 2 <= row.finish <= 5:
            places += 0.5
        if row.finish is not None and row.finish > 1 and _beside(text.ordinals.get(row.finish, ()), named, (-30, 60)):
            places += 0.7
        if (row.led or 0) >= 10 and _beside(text.cardinals.get(row.led or 0, ()), named, (-60, 120)):
            led += 1.5
        if row.start == 1 and any(_POLE.search(text.folded, max(0, at - 40), at + 60) for at in named):
            places += 0.5
    return min(places, MOST) + min(led, MOST)


def wins_told(ledger: Ledger, race: RaceRow, text: Shown) -> float:
    """Does the text give the number of the winner's wins, in his career or in the season?"""
    career, season = _win_numbers(ledger).get(race.key, (0, 0))
    score = 0.0
    told = [*text.ordinals.get(career, ()), *text.cardinals.get(career, ())]
    if career > 3 and any(_WIN.search(text.folded, max(0, at - 25), at + 60) for at in told):
        score += 2.5 if career > 9 else 1.2
    if season and any(_SEASON.search(text.folded, at, at + 70) for at in text.ordinals.get(season, ())):
        score += 0.8
    return score


def _beside(numbers: Sequence[int], names: Sequence[int], within: tuple[int, int]) -> bool:
    return any(within[0] <= number - name <= within[1] for number in numbers for name in names)


@lru_cache(maxsize=4096)
def _surname(name: str) -> str:
    return surname(name)


def _win_numbers(ledger: Ledger) -> dict[str, tuple[int, int]]:
    """Of each race, the how-manieth win of its winner it was: in the series, and in its season."""
    known = _NUMBERS.get(ledger)
    if known is None:
        career: Counter[tuple[str, str]] = Counter()
        season: Counter[tuple[str, str, int]] = Counter()
        known = _NUMBERS[ledger] = {}
        for race in ledger.races:
            career[race.winner_id, race.series] += 1
            season[race.winner_id, race.series, race.season] += 1
            known[race.key] = (career[race.winner_id, race.series], season[race.winner_id, race.series, race.season])
    return known
