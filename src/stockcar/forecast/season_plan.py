"""A season so far as arrays: the lines of the races run, who may make the playoffs, what the races to come pay."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from stockcar.forecast.fitted import FittedInputs
from stockcar.forecast.season_field import may_score
from stockcar.forecast.season_fit import race_to_come
from stockcar.forecast.season_known import Known
from stockcar.forecast.season_pay import pay_of
from stockcar.forecast.season_ranges import SeasonPlan
from stockcar.forecast.season_title import Lines, Terms
from stockcar.racing import Race
from stockcar.rulebook.eligibility import Eligibility, eligibility_of
from stockcar.rulebook.season import Line, SeasonScores


class Planned(NamedTuple):
    """A plan with the names beside the numbers."""

    plan: SeasonPlan
    driver_ids: tuple[str, ...]  # of the arrays' last axis
    verdicts: dict[str, Eligibility]  # at the end of the regular season, as far as it can be told today


def planned(known: Known, fitted: Sequence[FittedInputs], seed: int) -> Planned:
    """The plan of a season from its state and the fitted races to come.

    Raises:
        RuleMissing: the points of its races are no table by place, or its format is not known.
    """
    slots = tuple(line.driver_id for line in fitted[0].lines) if fitted else ()
    scores = flags(known, fitted)
    past = known.scores().lines if known.after else {}
    drivers = tuple(dict.fromkeys([*past, *slots]))
    where = {driver: place for place, driver in enumerate(drivers)}
    terms, verdicts = terms_of(known, past, drivers, {d for d, may in zip(slots, scores, strict=True) if may}, slots)
    plan = SeasonPlan(
        season=f"{known.series.value}-{known.season}",
        seed=seed,
        past=past_lines(past, drivers, known.after),
        terms=terms,
        races=tuple(race_to_come(each) for each in fitted),
        pays=tuple(pay_of(known.rulebook.on(race)) for race in known.to_come),
        drivers=np.array([where[driver] for driver in slots], np.int64),
        scores=np.array(scores, bool),
        driver_ids=slots,
    )
    return Planned(plan, drivers, verdicts)


def flags(known: Known, fitted: Sequence[FittedInputs]) -> tuple[bool, ...]:
    """Whether each slot scores for the drivers' title."""
    if not fitted:
        return ()
    return may_score(known, [line.driver_id for line in fitted[0].lines])


def past_lines(past: Mapping[str, tuple[Line, ...]], drivers: Sequence[str], races: int) -> Lines:
    """The lines of the races run (1, races, drivers), those in which a driver may score."""
    shape = (1, races, len(drivers))
    small = np.zeros(shape, np.int16)
    lines = Lines(np.zeros(shape, np.int32), small, np.zeros(shape, bool), small.copy())
    for slot, driver in enumerate(drivers):
        for line in past.get(driver, ()):
            if line.eligible:
                at = (0, line.number - 1, slot)
                lines.points[at] += int(line.points)
                lines.place[at] = line.place or lines.place[at]
                lines.won[at] |= line.won
                lines.bonus[at] += line.playoff_points
    return lines


def terms_of(
    known: Known,
    past: Mapping[str, tuple[Line, ...]],
    drivers: Sequence[str],
    scoring: set[str],
    slots: Sequence[str],
) -> tuple[Terms, dict[str, Eligibility]]:
    """What is fixed: the rule, and who may make the playoffs if the expected field starts every race to come."""
    rules = known.rulebook.on(known.schedule[0])
    value = known.title_rule
    verdicts = _verdicts(known, past, drivers, scoring, slots)
    bonus = rules.rule("playoff_points").value
    added = {fact.driver for fact in known.rulebook.facts.get((known.series, "added"), ())
             if fact["season"] == known.season}  # fmt: skip
    eligible = rules.rule("playoff_eligibility").value or {} if value["mechanism"] == "rounds" else {}
    listed = [any(line.eligible for line in past.get(d, ())) or d in scoring for d in drivers]
    terms = Terms(
        value=value,
        season_bonus=tuple(bonus["season"]) if bonus else (),
        playoff_points=bool(bonus),
        listed=np.array(listed, bool),
        may=np.array([verdicts[d].eligible if d in verdicts else True for d in drivers], bool),
        keeps=np.array([verdicts[d].playoff_points_kept if d in verdicts else True for d in drivers], bool),
        top=eligible.get("top", 0),
        added=np.array([d in added for d in drivers], bool),
    )
    return terms, verdicts


def _verdicts(
    known: Known,
    past: Mapping[str, tuple[Line, ...]],
    drivers: Sequence[str],
    scoring: set[str],
    slots: Sequence[str],
) -> dict[str, Eligibility]:
    """The rulebook's verdict on every driver but for his place in points, with the expected starts to come."""
    value = known.title_rule
    if value["mechanism"] != "rounds":
        return {}
    races = tuple(race for race in known.schedule if race.key.number <= value["regular"])
    to_come = [race for race in races if race.key.number > known.after]
    lines = {
        driver: tuple(line for line in past.get(driver, ()) if line.number <= value["regular"])
        + (tuple(_start(race, driver in scoring) for race in to_come) if driver in slots else ())
        for driver in drivers
    }
    scores = SeasonScores(known.rulebook, known.series, known.season, races, lines)
    return {driver: eligibility_of(scores, driver, None) for driver in drivers}


def _start(race: Race, scores: bool) -> Line:
    """A start to come, of which only that it is one is known."""
    return Line(race.key.number, 40, 0, 0, False, 0, 0, scores)
