"""A season so far as arrays: the lines of the races run, who may make the playoffs, what the races to come pay."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from stockcar.forecast.fitted import FittedInputs
from stockcar.forecast.season_absent import attendance_of
from stockcar.forecast.season_field import may_score
from stockcar.forecast.season_fit import race_to_come
from stockcar.forecast.season_known import Known
from stockcar.forecast.season_pay import pay_of
from stockcar.forecast.season_ranges import Luck, SeasonPlan
from stockcar.forecast.season_title import Lines, Terms
from stockcar.racing import Race
from stockcar.rulebook.eligibility import Eligibility, eligibility_of
from stockcar.rulebook.season import Line, SeasonScores


class Planned(NamedTuple):
    """A plan with the names beside the numbers."""

    plan: SeasonPlan
    driver_ids: tuple[str, ...]  # of the arrays' last axis
    verdicts: dict[str, Eligibility]  # at the end of the regular season, as far as it can be told today


def planned(
    known: Known, fitted: Sequence[FittedInputs], seed: int, luck: Luck | None = None, sure: int = 0
) -> Planned:
    """The plan of a season from its state and the fitted races to come. ``luck``: whose it has, if not its own.

    Of the next ``sure`` races the field is known: nobody in it stays away.

    Raises:
        RuleMissing: the points of its races are no table by place, or its format is not known.
    """
    fields = [_field(known, race, each) for race, each in zip(known.to_come, fitted, strict=True)]
    past = known.scores().lines if known.after else {}
    drivers = tuple(dict.fromkeys([*past, *(driver for field in fields for driver in field.driver_ids)]))
    where = {driver: place for place, driver in enumerate(drivers)}
    terms, verdicts = terms_of(known, past, drivers, fields)
    plan = SeasonPlan(
        luck=luck or Luck(f"{known.series.value}-{known.season}", known.after + 1),
        seed=seed,
        past=past_lines(past, drivers, known.after),
        terms=terms,
        races=tuple(race_to_come(each) for each in fitted),
        pays=tuple(pay_of(known.rulebook.on(race)) for race in known.to_come),
        slots=tuple(np.array([where[driver] for driver in field.driver_ids], np.int64) for field in fields),
        scores=tuple(np.array(field.scores, bool) for field in fields),
        driver_ids=drivers,
        attendance=attendance_of(known, drivers, sure),
    )
    return Planned(plan, drivers, verdicts)


class Field(NamedTuple):
    """Who starts a race to come, by slot, and whether he scores."""

    number: int
    driver_ids: tuple[str, ...]
    scores: tuple[bool, ...]


def _field(known: Known, race: Race, fitted: FittedInputs) -> Field:
    drivers = tuple(line.driver_id for line in fitted.lines)
    return Field(race.key.number, drivers, may_score(known, drivers))


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
    known: Known, past: Mapping[str, tuple[Line, ...]], drivers: Sequence[str], fields: Sequence[Field]
) -> tuple[Terms, dict[str, Eligibility]]:
    """What is fixed: the rule, and who may make the playoffs if the expected fields start the races to come."""
    rules = known.rulebook.on(known.schedule[0])
    value = known.title_rule
    last = value.get("regular", len(known.schedule))
    lines = {
        driver: tuple(line for line in past.get(driver, ()) if line.number <= last)
        + tuple(_start(field, driver) for field in fields if field.number <= last and driver in field.driver_ids)
        for driver in drivers
    }
    verdicts = _verdicts(known, lines, last) if value["mechanism"] == "rounds" else {}
    bonus = rules.rule("playoff_points").value
    added = {fact.driver for fact in known.rulebook.facts.get((known.series, "added"), ())
             if fact["season"] == known.season}  # fmt: skip
    eligible = rules.rule("playoff_eligibility").value or {} if verdicts else {}
    terms = Terms(
        value=value,
        season_bonus=tuple(bonus["season"]) if bonus else (),
        playoff_points=bool(bonus),
        listed=np.array([any(line.eligible for line in lines[d]) for d in drivers], bool),
        may=np.array([verdicts[d].eligible if d in verdicts else True for d in drivers], bool),
        keeps=np.array([verdicts[d].playoff_points_kept if d in verdicts else True for d in drivers], bool),
        top=eligible.get("top", 0),
        added=np.array([d in added for d in drivers], bool),
    )
    return terms, verdicts


def _verdicts(known: Known, lines: dict[str, tuple[Line, ...]], last: int) -> dict[str, Eligibility]:
    """The rulebook's verdict on every driver but for his place in points."""
    races = tuple(race for race in known.schedule if race.key.number <= last)
    scores = SeasonScores(known.rulebook, known.series, known.season, races, lines)
    return {driver: eligibility_of(scores, driver, None) for driver in lines}


def _start(field: Field, driver: str) -> Line:
    """A start to come, of which only that it is one is known."""
    return Line(field.number, 40, 0, 0, False, 0, 0, field.scores[field.driver_ids.index(driver)])
