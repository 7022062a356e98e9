"""Who was champion, by the rules of that year, and how did it come to that?

=========================  ==========================  ===============================================================
rule                       years                       state
=========================  ==========================  ===============================================================
most points                cup 1949-2003, xfinity      implemented for the years whose points can be computed
                           -2015, truck -2015
Chase, ten races           cup 2004-13                 implemented: all resets, wild cards 2011-13
rounds with eliminations   cup 2014-25, xfinity and    implemented, with playoff points from 2017
                           truck 2016-25
Chase of 2026              all, 2026-                  implemented; no season has ended under it in the record
waivers, declarations      2014-                       implemented from cited facts (``eligibility``)
driver added by ruling     cup 2013                    implemented from a cited fact (``added``)
owners' own playoffs       2004-                       not: fields and resets of owners are not sourced
=========================  ==========================  ===============================================================
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stockcar.errors import RuleMissing
from stockcar.rulebook.dated import Rule
from stockcar.rulebook.eligibility import Eligibility, eligibility_of
from stockcar.rulebook.points import ordinal
from stockcar.rulebook.season import Line, SeasonScores
from stockcar.rulebook.standings import Standing, rank, tie_key, why_ahead


@dataclass(frozen=True)
class Round:
    """One part of a championship: who was in it, from which race to which, with what points they began and ended."""

    name: str
    first_race: int
    last_race: int
    start: Mapping[str, float]  # points at its start, by driver
    end: Mapping[str, float]
    advanced: Mapping[str, str]  # driver -> why
    out: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """One line of the final table."""

    position: int
    driver_id: str
    points: float
    wins: int
    tie: str = ""


@dataclass(frozen=True)
class Championship:
    """A season's championship. ``champion`` is None until its last race is in."""

    rule: Rule[Any]
    table: tuple[Place, ...]
    entered: tuple[str, ...] = ()  # the drivers who were in the playoffs, as seeded
    reasons: Mapping[str, str] = field(default_factory=dict)  # why each of them was in
    rounds: tuple[Round, ...] = ()
    eligibility: Mapping[str, Eligibility] = field(default_factory=dict)
    champion: str | None = None
    regular: tuple[str, ...] = ()  # order at the end of the regular season


def championship(scores: SeasonScores, season_length: int | None = None) -> Championship:
    """Play the championship of a season as far as its races go.

    ``season_length`` is the number of races of the season; without it the last race held is the finale.

    Raises:
        RuleMissing: the season's format is not known.
    """
    rule = scores.rules(scores.races[0].key.number).rule("championship")
    mechanism = MECHANISMS.get(rule.given["mechanism"])
    if mechanism is None:
        raise RuleMissing(
            f'no mechanism "{rule.given["mechanism"]}" for the championship of {scores.series} {scores.season}',
            f"known are {', '.join(MECHANISMS)}",
            "name one of them in the data",
        )
    length = season_length or scores.races[-1].key.number
    return mechanism(scores, rule, length)


def most_points(scores: SeasonScores, rule: Rule[Any], length: int) -> Championship:
    """Every race counts the same; most points wins."""
    table = tuple(Place(s.position, s.id, s.points, s.wins, s.tie) for s in rank(scoring_lines(scores)))
    done = bool(table) and scores.races[-1].key.number >= length
    return Championship(rule, table, champion=table[0].driver_id if done else None)


def chase(scores: SeasonScores, rule: Rule[Any], length: int) -> Championship:
    """The best of the regular season start level but for seed or wins; most points at the end wins, nobody is cut."""
    value = rule.given
    lines = scoring_lines(scores)
    regular = rank(_until(lines, value["regular"]))
    order = tuple(standing.id for standing in regular)
    if scores.races[-1].key.number < value["regular"]:
        table = tuple(Place(s.position, s.id, s.points, s.wins, s.tie) for s in regular)
        return Championship(rule, table, regular=order)
    seeds, reasons = _chase_field(scores, value, regular)
    wins = {driver: sum(line.won for line in of) for driver, of in _until(lines, value["regular"]).items()}
    start = _chase_start(value, seeds, reasons, wins)
    later = _from(lines, value["regular"] + 1)
    total = {driver: points + sum(line.points for line in later.get(driver, ())) for driver, points in start.items()}
    table = _table(total, lines, set(seeds))
    last = scores.races[-1].key.number
    part = Round("Chase", value["regular"] + 1, length, start, total, {}, ())
    champion = table[0].driver_id if last >= length else None
    return Championship(rule, table, tuple(seeds), reasons, (part,), {}, champion, order)


def rounds(scores: SeasonScores, rule: Rule[Any], length: int) -> Championship:
    """Winners and the best on points enter; each round cuts some; the best finisher of the last four is champion."""
    from stockcar.rulebook.playoffs import play_rounds

    return play_rounds(scores, rule, length)


MECHANISMS = {"most_points": most_points, "chase": chase, "rounds": rounds}


def scoring_lines(scores: SeasonScores) -> dict[str, tuple[Line, ...]]:
    """The lines of drivers who may score in at least one race, those races alone."""
    found = {driver: tuple(line for line in of if line.eligible) for driver, of in scores.lines.items()}
    return {driver: of for driver, of in found.items() if of}


def _until(lines: Mapping[str, Sequence[Line]], last: int) -> dict[str, tuple[Line, ...]]:
    cut = {driver: tuple(line for line in of if line.number <= last) for driver, of in lines.items()}
    return {driver: of for driver, of in cut.items() if of}


def _from(lines: Mapping[str, Sequence[Line]], first: int) -> dict[str, tuple[Line, ...]]:
    return {driver: tuple(line for line in of if line.number >= first) for driver, of in lines.items()}


def _chase_field(
    scores: SeasonScores, value: Mapping[str, Any], regular: Sequence[Standing]
) -> tuple[list[str], dict[str, str]]:
    """The drivers of a Chase, best seed first, and why each is in."""
    top = value.get("top", value["field"])
    seeds = [standing.id for standing in regular[:top]]
    reasons = {standing.id: f"{ordinal(standing.position)} in points" for standing in regular[:top]}
    leader = regular[0].points
    for standing in regular[top:]:
        if leader - standing.points <= value.get("within", -1):
            seeds.append(standing.id)
            reasons[standing.id] = f"within {value['within']} points of the leader"
    if value.get("wild_cards"):
        pool = [standing for standing in regular[top : value["wild_card_to"]] if standing.wins]
        pool.sort(key=lambda standing: (-standing.wins, standing.position))
        for standing in pool[: value["wild_cards"]]:
            seeds.append(standing.id)
            won = "a win" if standing.wins == 1 else f"{standing.wins} wins"
            reasons[standing.id] = f"wild card with {won}, {ordinal(standing.position)} in points"
    for fact in scores.facts("added"):
        if fact.driver not in reasons and fact.driver in scores.lines:
            seeds.append(fact.driver)
            reasons[fact.driver] = f"added by ruling: {fact.cite.title}"
    return seeds, reasons


def _chase_start(
    value: Mapping[str, Any], seeds: Sequence[str], reasons: Mapping[str, str], wins: Mapping[str, int]
) -> dict[str, float]:
    if "reset" in value:
        reset: list[float] = list(value["reset"])
        step = reset[-2] - reset[-1] if len(reset) > 1 else 0
        while len(reset) < len(seeds):  # more drivers than the table has seeds, as an 11th of 2004 would have been
            reset.append(max(reset[-1] - step, 0))
        return dict(zip(seeds, reset, strict=False))
    flat = {seed for seed in seeds if "wild card" in reasons[seed] or "ruling" in reasons[seed]}
    return {seed: value["base"] + (0 if seed in flat else value["per_win"] * wins[seed]) for seed in seeds}


def _table(total: Mapping[str, float], lines: Mapping[str, Sequence[Line]], inside: set[str]) -> tuple[Place, ...]:
    """Chase drivers by their Chase points, then everyone else by the season's."""
    season = {driver: sum(line.points for line in of) for driver, of in lines.items()}
    points = season | dict(total)
    order = sorted(points, key=lambda d: (d not in inside, -points[d], *tie_key(lines.get(d, ()))))
    table: list[Place] = []
    for position, driver in enumerate(order, start=1):
        above = order[position - 2] if position > 1 else None
        level = above is not None and points[above] == points[driver] and (above in inside) == (driver in inside)
        tie = why_ahead(lines[above], lines[driver]) if above is not None and level else ""
        table.append(Place(position, driver, points[driver], sum(line.place == 1 for line in lines[driver]), tie))
    return tuple(table)


__all__ = ["Championship", "Eligibility", "Place", "Round", "championship", "eligibility_of"]
