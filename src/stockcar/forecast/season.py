"""What are the chances of each driver to make the playoffs, each of their rounds, and to win the title?

The rest of the season is simulated race by race with the expected field, rated as of today, and every simulated season
is scored with the rules of its year: points, eligibility with its waivers, resets, eliminations, the final. Chances are
counts over the same seasons.

=========================  ==========================  ===============================================================
what                       seasons                     state
=========================  ==========================  ===============================================================
drivers' title             cup 1975-, xfinity 1982-,   implemented
                           truck 1995-
owners' title              all                         not: owners' playoff fields and resets are not sourced
penalties to come          all                         not: none is foreseen
=========================  ==========================  ===============================================================
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from stockcar.forecast.fitted import FittedInputs
from stockcar.forecast.season_field import expected_entries
from stockcar.forecast.season_fit import Progress, fitted_rest, require_history
from stockcar.forecast.season_known import Known, known_after
from stockcar.forecast.season_plan import Planned, planned
from stockcar.forecast.season_ranges import SeasonCounts, Work, count_season
from stockcar.racing import Series
from stockcar.record.book import RecordBook

WORK: Final = Work()


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverOdds:
    """The chances of one driver, 0-1; ``rounds`` are those of being in each round of the playoffs at its start."""

    driver_id: str
    make_playoffs: float
    make_playoffs_se: float
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


def season_odds(
    book: RecordBook, series: Series, season: int, after: str | None = None, work: Work = WORK
) -> SeasonOdds:
    """The odds after a race; the same book, race, runs and seed give the same odds.

    Raises:
        NotFound: no such season or race. UsageError: a race of another season, no runs.
        NotInBook: the open book can neither fit the races to come nor holds them fitted.
        RuleMissing: the season's format or points cannot be simulated.
    """
    known = known_after(book, series, season, after)
    return odds_of(known, rest_of(known, work.say), work)


def rest_of(known: Known, say: Progress | None = None) -> tuple[FittedInputs, ...]:
    """The inputs of the races to come: fitted on the full book, thawed from the starter book."""
    if not known.to_come:
        return ()
    require_history(known)
    return fitted_rest(known, expected_entries(known), say)


def odds_of(known: Known, fitted: tuple[FittedInputs, ...], work: Work = WORK) -> SeasonOdds:
    """The odds from the state of a season and its fitted races to come."""
    made = planned(known, fitted, work.seed)
    counts = count_season(made.plan, work)
    return SeasonOdds(
        known=known,
        planned=made,
        runs=work.runs,
        seed=work.seed,
        digest=_digest(known, fitted),
        counts=counts,
        odds={driver: _odds(made, counts, place) for place, driver in enumerate(made.driver_ids)},
    )


def _odds(made: Planned, counts: SeasonCounts, place: int) -> DriverOdds:
    share = counts.hits[:, place] / counts.runs
    error = standard_errors(counts)[:, place]
    playoffs = len(share) > 1
    return DriverOdds(
        driver_id=made.driver_ids[place],
        make_playoffs=float(share[0]) if playoffs else 0.0,
        make_playoffs_se=float(error[0]) if playoffs else 0.0,
        rounds=tuple(share[:-1].tolist()),
        title=float(share[-1]),
        title_se=float(error[-1]),
        expected_place=float(counts.place[place] / counts.runs),
    )


def standard_errors(counts: SeasonCounts) -> Any:
    """Of the shares (events, drivers): the greater of a coin's and what the blocks of one drift show."""
    share = counts.hits / counts.runs
    coin = share * (1 - share) / counts.runs
    blocks = counts.blocks
    if blocks < 10:
        return np.sqrt(coin)
    spread = counts.squares - counts.hits**2 / blocks
    return np.sqrt(np.maximum(coin, spread * blocks / max(1, blocks - 1) / counts.runs**2))


def _digest(known: Known, fitted: tuple[FittedInputs, ...]) -> str:
    import hashlib

    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"{known.book.digest} {known.series} {known.season} {known.after}".encode())
    for each in fitted:
        digest.update(each.digest.encode())
    return digest.hexdigest()
