"""Who makes the playoffs, who wins the title, and who would have won it under other rules?"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stockcar.face.arguments import checked
from stockcar.face.books import Book, open_book, race_in
from stockcar.racing import Series
from stockcar.record import RecordBook

if TYPE_CHECKING:
    from stockcar.forecast.season import SeasonOdds
    from stockcar.forecast.season_fit import Progress
    from stockcar.rulebook.championship import Championship

RUNS = 2000
SEED = 0


@dataclass(frozen=True)
class Playoffs:
    """A season after one of its races: where everybody stands, and the chances of the rest."""

    season_odds: "SeasonOdds"
    names: dict[str, str]  # driver id -> name
    owners: "Playoffs | None" = None  # the same of the cars

    @cached_property
    def standing(self) -> "Championship | None":
        """The championship as it stands; None before the first race."""
        decision = self.season_odds.decision
        return decision.standing if decision is not None else None

    @cached_property
    def entered(self) -> dict[str, str]:
        """Who is in the playoffs as things stand, best seed first, and why; empty where a season has none."""
        from stockcar.forecast.season_standing import entered_today

        return entered_today(self.season_odds.known, self.standing)

    @cached_property
    def inside(self) -> set[str]:
        """Who would get through the next decision today."""
        from stockcar.face.titles_document import inside_now

        return inside_now(self)

    @cached_property
    def playoff_points(self) -> dict[str, int]:
        """Playoff points by driver, with those of the regular season's places once it is over; empty without any."""
        from stockcar.forecast.season_standing import playoff_points

        return playoff_points(self.season_odds.known, self.standing)

    def to_json(self) -> dict[str, Any]:
        """The document of ``stockcar playoffs``."""
        from stockcar.face.titles_document import playoffs_document

        return playoffs_document(self)


@checked
def playoffs(
    series: str,
    season: int,
    after: str | None = None,
    runs: int = RUNS,
    seed: int = SEED,
    book: Book = None,
    workers: int = 2,
    cluster: str | None = None,
    say: "Progress | None" = None,
    owners: bool = False,
    schedule: str | Path | None = None,
) -> Playoffs:
    """The playoff grid of a season after a race, with the chances of every driver.

    ``after`` is a race of the season (a key or a name; ``start``: before the first; None: the last one held).
    ``cluster`` is the address of a dask scheduler; the numbers are the same without it. ``owners`` adds the cars' own
    title, which is unconfirmed where there are playoffs. ``schedule`` is a CSV file with the races that the book does
    not hold yet, one a line: ``number, track, date, laps``.

    Raises:
        NotFound: no such season or race. UsageError: a race of another season, or no runs.
        NotInBook: the open book can neither fit the races to come nor holds them fitted, or lacks races of the season
            and no schedule was given. BadFile: no schedule of the rest of it.
        RuleMissing: the points or the format of that season cannot be simulated.
    """
    from stockcar.forecast.season import owners_odds, season_odds
    from stockcar.forecast.season_ranges import Work

    opened, work = open_book(book), Work(runs, seed, workers, cluster, say)
    of = Series.named(series)
    odds = season_odds(opened, of, season, upto(opened, of, season, after), work, Path(schedule) if schedule else None)
    if not owners:
        return Playoffs(odds, opened.driver_names)
    cars = owners_odds(odds, work)
    numbers = {f"{owner}": owner.removeprefix("no-") for owner in cars.odds}
    return Playoffs(odds, opened.driver_names, Playoffs(cars, numbers))


def upto(book: RecordBook, series: Series, season: int, after: str | None) -> str | None:
    """``after`` as a key; what means the start of the season, or its last race, is left as it is."""
    from stockcar.forecast.season_known import START

    if after is None or after.strip().lower() in (START, "0"):
        return after
    return str(race_in(book, series, season, after))
