"""What are the chances of each driver to make the playoffs, each of their rounds, and to win the title?

The rest of the season is simulated race by race with the expected field, rated as of today, and every simulated season
is scored with the rules of its year: points, eligibility with its waivers, resets, eliminations, the final. Chances are
counts over the same seasons.

=========================  ==========================  ===============================================================
what                       seasons                     state
=========================  ==========================  ===============================================================
drivers' title             cup 1975-, xfinity 1982-,   implemented
                           truck 1995-
owners' title              all                         implemented, UNCONFIRMED (``season_owners``)
penalties to come          all                         not: none is foreseen
=========================  ==========================  ===============================================================
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from stockcar.forecast.fitted import FittedInputs
from stockcar.forecast.season_cuts import NOTHING, OPEN, TITLE, Decision, next_decision
from stockcar.forecast.season_exact import Statement
from stockcar.forecast.season_field import expected_entries
from stockcar.forecast.season_fit import Progress, fitted_rest, require_history
from stockcar.forecast.season_frozen import REST, thawed
from stockcar.forecast.season_known import Known, known_after
from stockcar.forecast.season_owners import owners_known, owners_planned
from stockcar.forecast.season_plan import Planned, planned
from stockcar.forecast.season_ranges import Luck, SeasonCounts, SeasonPlan, Work, count_season
from stockcar.racing import Series
from stockcar.record.book import RecordBook

WORK: Final = Work()


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverOdds:
    """The chances of one driver, 0-1; ``rounds`` are those of being in each round of the playoffs at its start."""

    driver_id: str
    make_playoffs: float | None  # None: the season has no playoffs
    make_playoffs_se: float | None
    rounds: tuple[float, ...]
    title: float
    title_se: float
    expected_place: float  # in points, at the end of the regular season


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonOdds:
    """The odds of a season after one of its races."""

    known: Known
    planned: Planned
    runs: int
    seed: int
    digest: str  # of what was fitted
    counts: SeasonCounts
    odds: dict[str, DriverOdds]
    decision: Decision | None  # what is certain already; None before the first race
    fitted: tuple[FittedInputs, ...]  # the races to come


def season_odds(
    book: RecordBook,
    series: Series,
    season: int,
    after: str | None = None,
    work: Work = WORK,
    schedule: Path | None = None,
) -> SeasonOdds:
    """The odds after a race; the same book, race, runs and seed give the same odds.

    ``schedule`` is a file with the races that the book does not hold yet.

    Raises:
        NotFound: no such season or race. UsageError: a race of another season, no runs.
        NotInBook: the open book can neither fit the races to come nor holds them fitted, or lacks races of the season
            and no schedule was given. BadFile: no schedule of the rest of it.
        RuleMissing: the season's format or points cannot be simulated.
    """
    known = known_after(book, series, season, after, schedule)
    return odds_of(known, rest_of(known, work.say), work)


def rest_of(known: Known, say: Progress | None = None) -> tuple[FittedInputs, ...]:
    """The inputs of the races to come: fitted on the full book, thawed from the starter book."""
    if not known.to_come:
        return ()
    frozen = known.book.frozen_inputs(known.schedule[known.after - 1].key, REST) if known.after else None
    if known.book.kind != "full" and frozen is not None:
        return thawed(frozen)
    require_history(known)
    return fitted_rest(known, expected_entries(known), say)


def odds_of(
    known: Known, fitted: tuple[FittedInputs, ...], work: Work = WORK, luck: Luck | None = None, sure: int = 0
) -> SeasonOdds:
    """The odds from the state of a season and its fitted races to come; with the luck of another plan where given.

    Of the next ``sure`` races the field is known.
    """
    made = planned(known, fitted, work.seed, luck, sure)
    counts = _counted(made.plan, work)
    decision = next_decision(known) if known.after else None
    return SeasonOdds(
        known=known,
        planned=made,
        runs=work.runs,
        seed=work.seed,
        digest=_digest(known, made, fitted),
        counts=counts,
        odds=_odds(made, counts, decision),
        decision=decision,
        fitted=fitted,
    )


def owners_odds(drivers: SeasonOdds, work: Work = WORK) -> SeasonOdds:
    """The odds of the cars for the owners' title, over the same simulated races (see ``season_owners``).

    Raises:
        RuleMissing: before 2011.
    """
    known = owners_known(drivers.known)
    made = owners_planned(drivers.known, drivers.fitted, work.seed)
    counts = _counted(made.plan, work)
    decision = next_decision(known) if known.after else None
    return replace(
        drivers,
        known=known,
        planned=made,
        counts=counts,
        odds=_odds(made, counts, decision),
        decision=decision,
    )


def _counted(plan: SeasonPlan, work: Work) -> SeasonCounts:
    if work.cluster is None:
        return count_season(plan, work)
    from stockcar.forecast.season_cluster import count_on_cluster

    return count_on_cluster(plan, work)


def _odds(made: Planned, counts: SeasonCounts, decision: Decision | None) -> dict[str, DriverOdds]:
    """The chances: 1 or 0 where it is certain; else the share of runs with half a hit for everyone who still may."""
    drivers, errors = made.driver_ids, standard_errors(counts)
    sure = [_certain(made, place, decision) for place in range(len(drivers))]
    still = sum(not state.eliminated for state in sure)
    decided = len(decision.standing.rounds) if decision is not None else 0
    found = {}
    for place, driver in enumerate(drivers):
        state, hits = sure[place], counts.hits[:, place]
        reached = [_chance(int(n), counts.runs, state, number - decided) for number, n in enumerate(hits[:-1])]
        last = decision is not None and decision.step == TITLE and state.clinched
        title = 0.0 if state.eliminated else 1.0 if last else float((hits[-1] + 0.5) / (counts.runs + still / 2))
        found[driver] = DriverOdds(
            driver_id=driver,
            make_playoffs=reached[0] if reached else None,
            make_playoffs_se=float(errors[0, place]) if reached else None,
            rounds=tuple(reached),
            title=title,
            title_se=float(errors[-1, place]),
            expected_place=float(counts.place[place] / counts.runs),
        )
    return found


def _certain(made: Planned, place: int, decision: Decision | None) -> Statement:
    """What is certain of a driver. Out: no line to be ranked by, or ruled out."""
    if not made.plan.terms.listed[place]:
        return NOTHING
    return OPEN if decision is None else decision.statements.get(made.driver_ids[place], OPEN)


def _chance(hits: int, runs: int, state: Statement, ahead: int) -> float:
    """Of being in a round that is ``ahead`` decisions away; below 0 it is decided, and so in all runs or in none."""
    if ahead < 0:
        return hits / runs
    if state.eliminated or (ahead == 0 and state.clinched):
        return float(not state.eliminated)
    return (hits + 0.5) / (runs + 1)


def standard_errors(counts: SeasonCounts) -> Any:
    """Of the shares (events, drivers): the greater of a coin's and what the blocks of one drift show."""
    share = counts.hits / counts.runs
    coin = share * (1 - share) / counts.runs
    blocks = counts.blocks
    if blocks < 10:
        return np.sqrt(coin)
    spread = counts.squares - counts.hits**2 / blocks
    return np.sqrt(np.maximum(coin, spread * blocks / max(1, blocks - 1) / counts.runs**2))


def _digest(known: Known, made: Planned, fitted: tuple[FittedInputs, ...]) -> str:
    import hashlib

    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"{known.series} {known.season} {known.after}".encode())
    for part in made.plan.past:
        digest.update(part.tobytes())
    for each in fitted:
        digest.update(each.digest.encode())
    return digest.hexdigest()
