"""The verbs about what is expected, and how good it has been: forecast, forecast score, backtest."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from stockcar.cli.output import Answer, Common, emit, percent, show_rows, with_progress
from stockcar.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

PLAIN = Common()
Mode = Literal["grid", "before-qualifying", "entry-list"]
SCORES = ("races", "rho", "rho_se", "h2h_accuracy", "h2h_brier", "win_logloss", "win_brier", "top10_brier")


@Parameter(name="*")
@dataclass(frozen=True)
class Files:
    """Files that come in and go out beside a forecast."""

    entries: Annotated[Path | None, Parameter(help="a race to come or imagined: CSV of car, driver, team, ...")] = None
    odds: Annotated[Path | None, Parameter(help="given prices, to set beside ours: CSV of car, price[, market]")] = None
    samples: Annotated[Path | None, Parameter(help="write every simulated race, a row a car (Parquet)")] = None
    scoring: Annotated[Path | None, Parameter(help="with --samples: what a fantasy game pays (TOML)")] = None
    save: Annotated[Path | None, Parameter(help="put the forecast on record, dated and hashed")] = None


NO_FILES = Files()


def add_to(app: App) -> None:
    """Put these verbs on the command line."""
    odds = App(name="forecast", group="Predict", help="The chances of every entry; score a saved forecast later.")
    odds.default(forecast)
    odds.command(score)
    app.command(odds)
    app.command(backtest, group="Predict")


def forecast(
    *name: str,
    mode: Annotated[
        Mode, Parameter(help="what is known: the grid, the field before qualifying, the entry list")
    ] = "grid",
    runs: Annotated[int, Parameter(help="races simulated")] = 10_000,
    seed: Annotated[int, Parameter(help="same seed, same chances")] = 7,
    files: Files = NO_FILES,
    common: Common = PLAIN,
) -> None:
    """The chances of every entry, from what was known before the day of the race.

    Example: stockcar forecast xfinity-2025-24 --mode before-qualifying
    """
    from stockcar import face

    if bool(name) == bool(files.entries):
        raise UsageError("which race?", "give a race or --entries FILE, and not both", "stockcar forecast KEY")
    book = face.open_book(common.book)
    if files.entries is not None:
        made = face.forecast_entries(files.entries, book=book, runs=runs, seed=seed, mode=mode)
    else:
        made = face.forecast(" ".join(name), book=book, runs=runs, seed=seed, mode=mode)
    document = {**made.to_json(), **_beside(made, files, runs, seed)}
    if files.save is not None:
        from stockcar.forecast.saved import save_forecast

        document["saved"] = save_forecast(book, made, files.save, dt.datetime.now(dt.UTC).date())
    emit(Answer(document, document["entries"], lambda to: show_forecast(to, document)), common.format)


def _beside(made: Any, files: Files, runs: int, seed: int) -> dict[str, Any]:
    """What the files add to the document; the forecast's own numbers stay as they are."""
    found: dict[str, Any] = {}
    if files.odds is not None:
        from stockcar.forecast import market

        found["market"] = market.compare(made.entries, market.load_odds(files.odds))
    if files.scoring is not None and files.samples is None:
        raise UsageError("--scoring goes with --samples", "points are paid by simulated race", "add --samples FILE")
    if files.samples is not None:
        from stockcar.forecast import samples

        game = samples.load_scoring(files.scoring) if files.scoring is not None else None
        found["game_points"] = samples.write_samples(made.fitted, files.samples, runs, seed, game)
        found["samples"] = str(files.samples)
    return found


def odds_row(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The chances of one entry as a person reads them, each with its Monte-Carlo error."""
    return {
        "rank": entry["rank"], "car": entry["car"], "driver": entry["driver"], "win": _give_or_take(entry, "win"),
        "top 5": _give_or_take(entry, "top5"), "top 10": _give_or_take(entry, "top10"),
        "stage 1": _give_or_take(entry, "stage_1_win"),
        "expected": f"{entry['expected_finish']:.1f} ±{entry['expected_finish_se']:.1f}",
        "out": _give_or_take(entry, "dnf"),
    }  # fmt: skip


def _give_or_take(row: Mapping[str, Any], name: str) -> str:
    """``9.5% ±0.3``: the error in percentage points too."""
    return "-" if row[name] is None else f"{percent(row[name])} ±{100 * row[f'{name}_se']:.1f}"


def show_forecast(to: "Console", document: Mapping[str, Any]) -> None:
    """Every entry's chances with their Monte-Carlo error, then the teams."""
    to.print(
        f"[bold]{document['key']}[/bold]  {document['mode']}, nothing dated {document['cutoff']} or later, "
        f"{document['runs']:,} simulated races, seed {document['seed']}"
    )
    rows = [
        {
            **odds_row(entry), "rating": f"{entry['rating']:+.2f}",
            "made of": ", ".join(f"{part['what']} {part['value']:+.2f}" for part in entry["rating_parts"][:3]),
        }
        for entry in document["entries"]
    ]  # fmt: skip
    show_rows(to, rows, spare=("made of", "rating", "expected", "out", "stage 1"))
    teams = [t for t in document["teams"] if t["win"] >= 0.01][:10]
    if teams:
        to.print()
        show_rows(to, [
            {"team": t["team"], "win": _give_or_take(t, "win"), "1-2": _give_or_take(t, "one_two"),
             "1-2-3": _give_or_take(t, "one_two_three")}
            for t in teams
        ])  # fmt: skip
    for table in ("market", "game_points"):
        if document.get(table):
            to.print(f"\n[bold]{table.replace('_', ' ')}[/bold]")
            show_rows(to, document[table])
    for reason in document["thin"]:
        to.print(f"thin: {reason}")


def score(file: Path, *, common: Common = PLAIN) -> None:
    """Score a saved forecast against the result in the record.

    Example: stockcar forecast score daytona.json
    """
    from stockcar import face
    from stockcar.forecast.saved import score_saved

    document = score_saved(face.open_book(common.book), file)
    emit(Answer(document, [{k: v for k, v in document.items() if not isinstance(v, list | dict)}]), common.format)


def backtest(
    *,
    series: Annotated[Literal["cup", "xfinity", "truck", "all"], Parameter(help="whose races")] = "all",
    first: Annotated[int, Parameter(name="--from", help="first season")] = 2022,
    last: Annotated[int | None, Parameter(name="--to", help="last season; without it the book's last")] = None,
    mode: Mode = "grid",
    model: Annotated[Literal["sim", "ratings"], Parameter(help="the simulator, or its yardstick without laps")] = "sim",
    rows: Annotated[Path | None, Parameter(help="write one line a car and race (CSV)")] = None,
    runs: Annotated[int, Parameter(help="races simulated for each race")] = 2_000,
    common: Common = PLAIN,
) -> None:
    """Forecast past races from their eves and score every one, beside named baselines. Resumes where it was stopped.

    Example: stockcar backtest --series truck --from 2024 --to 2025 --model ratings
    """
    from stockcar import face

    document = with_progress(
        lambda say: face.backtest(series, (first, last), mode, model, runs=runs, rows=rows, book=common.book, say=say)
    )
    emit(Answer(document, [document], lambda to: _show_backtest(to, document)), common.format)


def _show_backtest(to: "Console", document: Mapping[str, Any]) -> None:
    to.print(f"[bold]{document['series']}[/bold]  {document['mode']}, model {document['model']}")
    rows = [{"": "ours", **_scores(document)}]
    rows += [{"": f"ours, {name}", **_scores(part)} for name, part in document["by_series"].items()]
    rows += [{"": f"ours, {name}", **_scores(part)} for name, part in document["by_type"].items()]
    rows += [{"": name, **_scores(part)} for name, part in document["baselines"].items()]
    show_rows(to, rows)
    to.print()
    show_rows(to, [
        {"": name, "paired difference": part["paired_difference"], "95% interval": part["ci"]}
        for name, part in document["baselines"].items()
    ])  # fmt: skip


def _scores(part: Mapping[str, Any]) -> dict[str, Any]:
    return {name: part.get(name) for name in SCORES}
