"""Forecasts and simulations of a race of the book, under names."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from stockcar.face.arguments import checked
from stockcar.face.books import Book, open_book
from stockcar.face.fields import require_room
from stockcar.racing import RaceKey, Series

if TYPE_CHECKING:
    from stockcar.face.simulation import Simulation
    from stockcar.forecast.backtest import Model, Progress
    from stockcar.forecast.forecast import Forecast
    from stockcar.forecast.strength import Mode

RUNS = 10_000
SEED = 7  # of every simulated race that is not asked for by another


@checked
def forecast(
    name: str | RaceKey, book: Book = None, runs: int = RUNS, seed: int = SEED, mode: "Mode" = "grid"
) -> "Forecast":
    """Chances of each entry from what was known before the day of the race.

    ``mode``: ``grid`` uses the recorded starting order, ``before-qualifying`` and ``entry-list`` do not. The same seed
    gives the same chances, whatever the number of workers.

    Raises:
        NotInBook: the open book does not hold the history that the fit needs.
        UsageError: a field too large to be simulated.
    """
    from stockcar.forecast.forecast import forecast as made

    opened = open_book(book)
    key = name if isinstance(name, RaceKey) else opened.key(name)
    require_room(opened, key)
    return made(opened, key, runs=runs, seed=seed, mode=mode)


@checked
def forecast_entries(
    file: Path, book: Book = None, runs: int = RUNS, seed: int = SEED, mode: "Mode" = "grid"
) -> "Forecast":
    """Chances for a race to come, or an imagined one, from a file of entries.

    Raises:
        BadFile: not an entry file; row and column are named.
        NotInBook: the open book does not hold the history that the fit needs.
    """
    from stockcar.forecast.forecast import forecast_entries as made

    return made(open_book(book), Path(file), runs=runs, seed=seed, mode=mode)


@checked
def backtest(
    series: str,
    seasons: tuple[int, int | None],
    mode: "Mode" = "grid",
    model: "Model" = "sim",
    *,
    runs: int = 2_000,
    rows: Path | None = None,
    book: Book = None,
    say: "Progress | None" = None,
) -> dict[str, Any]:
    """The document of ``stockcar backtest``: past races forecast from their eves, all of them scored.

    ``series`` is one of the three or ``all``; the second of ``seasons`` may be None: the book's last. What was done is
    kept, and a stopped backtest goes on where it was.

    Raises:
        NotInBook: a full book is needed.
    """
    import platformdirs

    from stockcar.forecast.backtest import Trial, run_trial, write_rows
    from stockcar.forecast.backtest_report import document

    chosen = tuple(Series) if series == "all" else (Series.named(series),)
    opened = open_book(book)
    last = int(opened.races.season.max()) if seasons[1] is None else seasons[1]
    trial = Trial(series=chosen, first=seasons[0], last=last, mode=mode, model=model, runs=runs)
    tried = run_trial(opened, trial, platformdirs.user_cache_path("stockcar") / "backtest", say)
    if rows is not None:
        write_rows(Path(rows), tried)
    return document(opened, trial, tried)


@checked
def simulate(
    name: str | RaceKey,
    book: Book = None,
    runs: int = RUNS,
    seed: int = SEED,
    workers: int = 2,
    scenario: Path | None = None,
) -> "Simulation":
    """Simulated races from the recorded line-up: counts of every finish, and what the races looked like.

    ``scenario`` is a TOML file that says what is different (``stockcar.sim.scenario``).

    Raises:
        ScenarioError: a scenario that cannot be run, by the path of the field.
        NotInBook: the open book does not hold the history that the fit needs.
    """
    from stockcar.face.simulation import simulation

    opened = open_book(book)
    key = name if isinstance(name, RaceKey) else opened.key(name)
    return simulation(opened, key, runs=runs, seed=seed, workers=workers, scenario=scenario)
