"""Which decision is next in this season, and what is certain of each driver there?

Before the playoffs the decision is the field; in a round who goes on; in the final, and where nobody is cut, the title.

Known limits: wild cards (cup 2011-13) and places for those near the leader (2004-06) are counted as open to everybody
who may still come near enough, so fewer drivers are called out than are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from stockcar.forecast.season_exact import Cut, Statement
from stockcar.forecast.season_known import Known
from stockcar.forecast.season_pay import Pay, pay_of
from stockcar.rulebook.championship import Championship, championship, scoring_lines
from stockcar.rulebook.eligibility import Eligibility
from stockcar.rulebook.season import SeasonScores

NOTHING = Statement(False, True, False, None)
OPEN = Statement(False, False, False, None)
PLAYOFFS, TITLE = "playoffs", "title"


@dataclass(frozen=True)
class Decision:
    """What is decided next, by which race, and what is certain of each driver of the table."""

    step: str  # "playoffs", a round ("round of 12" is who reaches it), "final", "title"
    until: int  # number of the race that decides it
    statements: Mapping[str, Statement]
    standing: Championship


def next_decision(known: Known) -> Decision:
    """The next decision of a season of which at least one race has been run.

    Raises:
        UsageError: no race has been run. RuleMissing: the points of a race left are no table by place.
    """
    standing = championship(known.scores(), known.length)
    drivers = [place.driver_id for place in standing.table]
    step, until, found = _MECHANISMS[known.title_rule["mechanism"]](known, standing)
    return Decision(step, until, {driver: found.get(driver, NOTHING) for driver in drivers}, standing)


Found = tuple[str, int, dict[str, Statement]]


def _most_points(known: Known, standing: Championship) -> Found:
    return _title(known, {place.driver_id: int(place.points) for place in standing.table}, standing)


def _title(known: Known, points: dict[str, int], standing: Championship) -> Found:
    if standing.champion:
        return TITLE, known.length, {standing.champion: Statement(True, False, False, None)}
    cut = Cut(1, points, {}, pays(known, known.length))
    return TITLE, known.length, {driver: cut.state(driver) for driver in points}


def _chase(known: Known, standing: Championship) -> Found:
    value = known.title_rule
    if standing.rounds:
        return _title(known, {driver: int(points) for driver, points in standing.rounds[-1].end.items()}, standing)
    points = {place.driver_id: int(place.points) for place in standing.table}
    races = pays(known, value["regular"])
    sure = Cut(value.get("top", value["field"]), points, {}, races)
    at_best = replace(sure, places=value.get("wild_card_to", sure.places))
    leader, best = max(points.values()), sum(pay.best for pay in races)
    found = {}
    for driver in points:
        near = leader - points[driver] - best <= value.get("within", -1)
        state = sure.state(driver)
        found[driver] = state._replace(eliminated=not (at_best.possible(driver) or near))
    return PLAYOFFS, value["regular"], found


def _rounds(known: Known, standing: Championship) -> Found:
    value, scores = known.title_rule, known.scores()
    if known.after < value["regular"]:
        return PLAYOFFS, value["regular"], _field(known, scores, standing)
    part, number = standing.rounds[-1], len(standing.rounds) - 1
    if standing.champion:
        return TITLE, known.length, {standing.champion: Statement(True, False, False, None)}
    if part.name == "final":
        return TITLE, known.length, dict.fromkeys(part.start, OPEN)
    wins = {
        driver: sum(line.won for line in scores.lines[driver] if part.first_race <= line.number <= part.last_race)
        for driver in part.start
    }
    cut = Cut(
        value["keep"][number],
        {driver: int(points) for driver, points in part.end.items()},
        wins,
        pays(known, part.last_race),
        wins_first=True,
    )
    step = "final" if number == len(value["rounds"]) - 2 else f"round of {value['keep'][number]}"
    return step, part.last_race, {driver: cut.state(driver) for driver in part.start}


def _field(known: Known, scores: SeasonScores, standing: Championship) -> dict[str, Statement]:
    value = known.title_rule
    rule = scores.rules(scores.races[0].key.number).rule("playoff_eligibility").value or {}
    top = rule.get("top", 0)
    points = {place.driver_id: int(place.points) for place in standing.table}
    lines = scoring_lines(scores)
    may = {driver for driver in points if may_still(standing.eligibility[driver])}
    races = pays(known, value["regular"])
    cut = Cut(
        places=value["field"],
        points={driver: points[driver] for driver in points if driver in may},
        wins={driver: sum(line.won for line in lines[driver]) for driver in may},
        races=races,
        wins_first=True,
        leader_in=True,
        wins_rank=True,
    )
    high_enough = Cut(top or len(points), points, {}, races)
    found = {}
    for driver in may:
        state, place = cut.state(driver), high_enough.state(driver)
        found[driver] = Statement(
            clinched=state.clinched and place.clinched,
            eliminated=state.eliminated or place.eliminated,
            must_win=state.must_win and not place.eliminated,
            magic_points=_more(state, place),
        )
    return found


def _more(field: Statement, place: Statement) -> int | None:
    """The greater of two magic numbers; None where one of them cannot be had."""
    wanted = [each.magic_points for each in (field, place) if not each.clinched]
    return None if not wanted or None in wanted else max(n for n in wanted if n is not None)


def may_still(verdict: Eligibility) -> bool:
    """Does nothing but perhaps his place in points speak against him?"""
    return all(reason.holds or "in points; the rule asks" in reason.text for reason in verdict.reasons)


def pays(known: Known, until: int) -> list[Pay]:
    """What the races to come up to one of them pay."""
    return [pay_of(known.rulebook.on(race)) for race in known.to_come if race.key.number <= until]


_MECHANISMS: Mapping[str, Any] = {"most_points": _most_points, "chase": _chase, "rounds": _rounds}
