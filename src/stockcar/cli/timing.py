"""The verbs about a race under way: live, replay, fork."""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from stockcar.cli.output import Answer, Common, console, emit, percent, show_rows, with_progress
from stockcar.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

PLAIN = Common()
SEEDS = "same seed, same chances; without it 7 for a simulated run, as in sim, and 0 for a recorded race"


def add_to(app: App) -> None:
    """Put these verbs on the command line."""
    app.command(live, group="Live")
    app.command(replay, group="Live")
    app.command(fork, group="Live")


def replay(
    *name: str,
    source: Annotated[
        Literal["laps", "feed", "run"], Parameter(name="--from", help="recorded laps, or a run")
    ] = "laps",
    run: Annotated[int | None, Parameter(help="with --from run: its number from 0")] = None,
    recording: Annotated[Path | None, Parameter(help="with --from feed: what live or replay --record kept")] = None,
    record: Annotated[Path | None, Parameter(help="write the events to this file, NAME.jsonl")] = None,
    finishes: Annotated[bool, Parameter(negative="", help="the best finishes among the recorded races")] = False,
    seed: Annotated[int | None, Parameter(help=SEEDS)] = None,
    runs: Annotated[int, Parameter(help="races simulated from each lap; 0: no chances")] = 400,
    common: Common = PLAIN,
) -> None:
    """Tell a race lap by lap with everyone's chances; as JSON, one document a line.

    Example: stockcar replay cup-2025-10 --from laps
    """
    from stockcar import face

    if finishes:
        if name:
            raise UsageError("--finishes is of all recorded races", "a race is named too", "leave one of them out")
        document = with_progress(lambda say: face.finishes(runs=runs, seed=seed or 0, book=common.book, say=say))
        emit(Answer(document, document["finishes"]), common.format)
        return
    rows = face.replay(
        " ".join(name), source=source, run=run, seed=seed, runs=runs, book=common.book, recording=recording,
        record=record,
        say=lambda text: console(stderr=True).print(text, markup=False),
    )  # fmt: skip
    print_rows(rows, common.format)


def live(
    *,
    record: Annotated[Path | None, Parameter(help="keep every payload in this folder")] = None,
    entries: Annotated[Path | None, Parameter(help="who races, where the book does not say: an entry file")] = None,
    seed: Annotated[int, Parameter(help="same seed, same chances")] = 0,
    runs: Annotated[int, Parameter(help="races simulated from each lap; 0: no chances")] = 2_000,
    feed: Annotated[str | None, Parameter(help="another address than the official feed")] = None,
    common: Common = PLAIN,
) -> None:
    """Watch the race on track: everyone's chances, lap by lap, until the chequered flag.

    Example: stockcar live --record tonight
    """
    from stockcar import face

    if common.offline:
        raise UsageError("live needs the network", "--offline forbids it", "stockcar replay KEY, or --from feed")
    talk = console(stderr=True)
    rows = face.live(
        entries=entries, record=record, runs=runs, seed=seed, book=common.book, feed=feed,
        say=lambda text: talk.print(text, markup=False),
    )  # fmt: skip
    print_rows(rows, common.format)


def print_rows(rows: Iterable[Mapping[str, Any]], form: str) -> None:
    """Rows as they come: documents, or lines for people."""
    if form == "json":
        for row in rows:
            sys.stdout.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")
            sys.stdout.flush()
    elif form == "table":
        to = console()
        for row in rows:
            to.print(lap_line(row))
    else:
        flat = [{"lap": row["lap"], "flag": row["flag"], **entry} for row in rows for entry in row["entries"]]
        emit(Answer({}, flat), form)  # type: ignore[arg-type]


def lap_line(row: Mapping[str, Any]) -> str:
    """A lap in one line: the leader, the favourites, and what moved the chances."""
    entries = row["entries"]
    best = sorted((e for e in entries if e["win"] is not None), key=lambda e: -e["win"])[:3]
    said = "  ".join(f"{e['driver']} {percent(e['win'])}" for e in best)
    moved = f"  [bold]{row['moved_by']}[/bold]" if row["moved_by"] else ""
    leader = f"No. {entries[0]['car']}" if entries else "-"
    return f"lap {row['lap']:>3} {row['flag'] or '-':<9} {leader:<7} {said}{moved}"


def fork(
    *name: str,
    lap: Annotated[int, Parameter(help="the last lap that is as it was")],
    change: Annotated[str, Parameter(help='"caution", "pit 24", "orders 88 push 7", "relief 88", "rain" ...')],
    run: Annotated[int | None, Parameter(help="fork this run of stockcar sim instead of the recorded race")] = None,
    seed: Annotated[int | None, Parameter(help=SEEDS)] = None,
    runs: Annotated[int, Parameter(help="futures simulated, with and without the change")] = 2_000,
    common: Common = PLAIN,
) -> None:
    """Leave a race at a lap, change one thing, and compare the futures.

    Example: stockcar fork cup-2025-10 --lap 170 --change caution
    """
    from stockcar import face

    made = face.fork(" ".join(name), lap=lap, change=change, run=run, seed=seed, runs=runs, book=common.book)
    document = made.to_json()
    emit(Answer(document, document["entries"], lambda to: show_fork(to, document)), common.format)


def show_fork(to: "Console", document: Mapping[str, Any]) -> None:
    """The sentence, and those whose chances are largest."""
    kind = "SIMULATED race, " if document["simulated"] else ""
    to.print(f"[bold]{kind}{document['key']}, lap {document['lap']}: {document['change']}[/bold]")
    to.print(document["sentence"] + "\n")
    show_rows(to, [
        {
            "car": entry["car"], "driver": entry["driver"], "before": percent(entry["win_before"]),
            "after": percent(entry["win_after"]), "difference": f"{100 * entry['difference']:+.1f}",
            "error": f"{100 * entry['difference_se']:.1f}",
        }
        for entry in document["entries"][:12]
    ])  # fmt: skip
