"""Who can still win the title in the last race of a season?

By the standings before the race and the rules of its year: in a final of rounds those who are in it; else everyone who
would be champion if he won with every bonus while those before him in points finished last of the line-up.

Known limits: the points are those of the record, without penalties that no source here tells of; seasons whose points
cannot be computed (before 1968, and 1974) have no such note. That one of the line-up does not start is not reckoned
with. Of a season without rounds or a Chase, which race is the last is known once its champion is.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any, cast

from stockcar.errors import NotInBook, RuleMissing
from stockcar.racing import Entry, Finish, FinishStatus, Race
from stockcar.report.facts import Note
from stockcar.report.ledger import Ledger
from stockcar.report.prose import cardinal, listed, stop
from stockcar.report.question import RaceRow
from stockcar.rulebook import Rulebook
from stockcar.rulebook.championship import Championship, championship
from stockcar.rulebook.season import SeasonScores, driver_lines
from stockcar.rulebook.whatif import CHASE_RACES

SHOWN = 8  # of those who can still win it
BESIDE = 100.0  # what is at stake for the title stands before all else


def title_stakes(ledger: Ledger, race: RaceRow, lineup: Sequence[Entry]) -> Note | None:
    """What the last race of a season is for the title; None before any other race, and where the points are unknown."""
    season = [r for r in ledger.season_of(race) if r.number < race.number]
    book = cast(Any, ledger.book)
    if not season or not hasattr(book, "season_results"):
        return None
    try:
        scores = SeasonScores.of(Rulebook.load(), book.season_results(book.key(season[-1].key)), recorded=True)
        rule = scores.rules(scores.races[0].key.number).rule("championship").given
        if not _is_last(ledger, race, rule, scores.races[0]):
            return None
        made = championship(scores, race.number)
        able = finalists(made) or contenders(scores, made, book.race(book.key(race.key)), lineup)
    except (RuleMissing, NotInBook):
        return None
    names = [ledger.names.get(driver, driver) for driver in able]
    text = _final(race, names) if finalists(made) else _points(ledger, race, made, able)
    return Note(text, "title", names[0], len(able), None, tuple(r.key for r in season), "", BESIDE)


def _is_last(ledger: Ledger, race: RaceRow, rule: dict[str, Any], first: Race) -> bool:
    if "regular" in rule:
        after = sum(rule["rounds"]) if "rounds" in rule else CHASE_RACES[first.key.series]
        return race.number == int(rule["regular"]) + after
    return (race.series, race.season) in ledger.champions and ledger.is_finale(race)


def finalists(made: Championship) -> tuple[str, ...]:
    """Those who are in the final of a championship of rounds, as they entered it; nobody elsewhere."""
    last = made.rounds[-1] if made.rounds else None
    return tuple(last.start) if last is not None and last.name == "final" else ()


def contenders(scores: SeasonScores, made: Championship, race: Race, lineup: Sequence[Entry]) -> tuple[str, ...]:
    """Who can still be champion on points, the leader first."""
    before = {place.driver_id: place.points for place in made.table}
    able: list[str] = []
    for place in made.table:
        ended = _with(scores, race, _best_for(place.driver_id, scores, before, race, lineup))
        if championship(ended, race.key.number).champion != place.driver_id:
            break
        able.append(place.driver_id)
    return tuple(able)


def _best_for(
    driver: str, scores: SeasonScores, before: dict[str, float], race: Race, lineup: Sequence[Entry]
) -> list[Finish]:
    """The best result for a driver: he wins with every bonus; the more points another has, the later he ends."""
    order = sorted(lineup, key=lambda e: (e.driver.id != driver, before.get(e.driver.id, 0.0)))
    finishes = []
    for place, entry in enumerate(order, 1):
        mine, lines = entry.driver.id == driver, scores.lines.get(entry.driver.id, ())
        laps = (race.laps_scheduled or 0) if mine else 0
        stages = (1, 1, 1) if mine else (None, None, None)
        may = any(line.eligible for line in lines) if lines else None
        status = FinishStatus.RUNNING
        finishes.append(
            Finish(entry.car, entry.driver.id, place, None, laps, laps, status, stages, None, None, None, mine, may)
        )
    return finishes


def _with(scores: SeasonScores, race: Race, finishes: Sequence[Finish]) -> SeasonScores:
    """The season with one more race. What is dated to that race from outside, as a penalty, is not known before it."""
    lines = dict(scores.lines)
    for driver, line in driver_lines(scores.book, race, finishes):
        lines[driver] = (*lines.get(driver, ()), line._replace(points=line.race_points))
    return dataclasses.replace(scores, races=(*scores.races, race), lines=lines)


def _final(race: RaceRow, names: Sequence[str]) -> str:
    best = f"by the rules of {race.season} the best finisher of the {cardinal(len(names))} is champion"
    return f"The title is among {listed(names)}: {best}."


def _points(ledger: Ledger, race: RaceRow, made: Championship, able: Sequence[str]) -> str:
    by = f"By the recorded points and the rules of {race.season}"
    table = {place.driver_id: place.points for place in made.table}
    named = [f"{ledger.names.get(driver, driver)} ({table[driver]:,g})" for driver in able[:SHOWN]]
    if len(able) > 1:
        among = "among them " if len(able) > SHOWN else ""
        return stop(f"{by} {cardinal(len(able))} drivers can still win the title: {among}{listed(named)}")
    second = made.table[1]
    ahead = table[able[0]] - second.points
    rival = ledger.names.get(second.driver_id, second.driver_id)
    return stop(f"{by} the title is decided: {named[0]} leads by {ahead:,g} points, too many for {rival}")
