"""The verbs about races that could be: sim, demo."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from stockcar.cli.output import Answer, Common, console, emit, percent, show_assumed, show_rows
from stockcar.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from stockcar.face import Qualifying

PLAIN = Common()
TEAMS = 6  # shown under the counts; the document has all
Flag = Parameter(negative="")


def add_to(app: App) -> None:
    """Put these verbs on the command line."""
    app.command(sim, group="Predict")
    app.command(demo, group="Predict")


def sim(
    *name: str,
    runs: Annotated[int | None, Parameter(help="races simulated: 10,000, or 2,000 sessions")] = None,
    seed: Annotated[int, Parameter(help="same seed, same counts")] = 7,
    workers: Annotated[int, Parameter(help="threads; the counts do not depend on it")] = 2,
    run: Annotated[int | None, Parameter(help="tell one run of the batch, by its number from 0, below --runs")] = None,
    scenario: Annotated[Path | None, Parameter(help="what is different: a TOML file")] = None,
    log: Annotated[bool, Flag, Parameter(help="with --run, of a race: everything that happened in it")] = False,
    qualifying: Annotated[bool, Flag, Parameter(help="the qualifying session instead of the race")] = False,
    common: Common = PLAIN,
) -> None:
    """Simulate a race many times: who finishes where, and what the races look like. Or its qualifying session.

    Example: stockcar sim truck-2022-15 --runs 10000 --seed 7
    """
    from stockcar import face

    which = " ".join(name)
    _require_meant(runs, run, log, qualifying)
    if qualifying:
        session = face.simulate_qualifying(which, common.book, 2_000 if runs is None else runs, seed, scenario)
        _emit_session(session, run, common)
        return
    made = face.simulate(which, common.book, 10_000 if runs is None else runs, seed, workers, scenario)
    if run is not None:
        document = made.tell(run)
        emit(Answer(document, document["events"], lambda to: show_story(to, document, whole=log)), common.format)
        return
    document = made.to_json()
    emit(Answer(document, document["entries"], lambda to: _show_sim(to, document)), common.format)


def _require_meant(runs: int | None, run: int | None, log: bool, qualifying: bool) -> None:
    """Refuse what no batch has, and a log of what is not told lap by lap."""
    if log and (run is None or qualifying):
        what = "--log goes with --run" if run is None else "--log is of a race"
        why = "it tells one run of a race whole" if run is None else "a session is always told whole"
        raise UsageError(what, why, "add --run 0" if run is None else "leave --log out")
    if run is not None and runs is not None and run >= runs > 0:
        raise UsageError(
            f"run {run} of {runs}", f"the batch has runs 0 to {runs - 1}", "leave --runs out, or take more"
        )


def _emit_session(session: "Qualifying", run: int | None, common: Common) -> None:
    document = session.to_json() if run is None else session.tell(run)
    rows, show = document["entries" if run is None else "line_up"], _show_session if run is None else _show_one_session
    emit(Answer(document, rows, lambda to: show(to, document)), common.format)


def _show_session(to: "Console", document: Mapping[str, Any]) -> None:
    runs = document["runs"]
    to.print(f"[bold]{document['key']}[/bold]  {runs:,} simulated qualifying sessions, seed {document['seed']}")
    show_rows(to, document["rounds"])
    to.print()
    rows = [
        {
            "car": entry["car"], "driver": entry["driver"], "pole": entry["start_counts"][0],
            "front row": sum(entry["start_counts"][:2]), "top 10": sum(entry["start_counts"][:10]),
            "mean start": f"{entry['mean_start']:.1f}", "spins": entry["spins"],
        }
        for entry in document["entries"]
    ]  # fmt: skip
    show_rows(to, sorted(rows, key=lambda row: (-row["pole"], float(row["mean start"]))))
    _show_steps(to, document)


def _show_one_session(to: "Console", document: Mapping[str, Any]) -> None:
    run = f"seed {document['seed']}, run {document['run']}"
    to.print(f"[bold]SIMULATED[/bold]  qualifying of {document['name']} ({document['key']}), {run}")
    for part in document["rounds"]:
        if not part["run"]:
            to.print(f"round {part['round']}: cancelled")
            continue
        spun = sum(time["spins"] for time in part["times"])
        best = next((time for time in part["times"] if time["time_s"] is not None), None)
        first = f"{best['driver']} (No. {best['car']}) {best['time_s']:.3f} s" if best else "nobody has a time"
        to.print(f"round {part['round']}: {len(part['times'])} cars, {spun} spins, {first}")
    to.print("\nSimulated line-up")
    show_rows(to, [
        {"start": row["start"], "car": row["car"], "driver": row["driver"], "spins": row["spins"]}
        | {f"round {n}": None if s is None else f"{s:.3f}" for n, s in enumerate(row["times_s"], start=1)}
        for row in document["line_up"]
    ])  # fmt: skip
    _show_steps(to, document)


def _show_steps(to: "Console", document: Mapping[str, Any]) -> None:
    to.print()
    for step in document["steps"]:
        to.print(f"  - {step['text']} [{step['cite']}]", markup=False)


def _show_sim(to: "Console", document: Mapping[str, Any]) -> None:
    runs = document["runs"]
    to.print(f"[bold]{document['key']}[/bold]  {runs:,} simulated races, seed {document['seed']}")
    show_assumed(to, document)
    rows = []
    for entry in document["entries"]:
        counts = entry["finish_counts"]
        mean = sum(place * n for place, n in enumerate(counts, start=1)) / runs
        rows.append({
            "car": entry["car"], "driver": entry["driver"], "wins": counts[0], "top 5": sum(counts[:5]),
            "top 10": sum(counts[:10]), "mean finish": f"{mean:.1f}", "laps led": entry["led_laps"],
            "stage 1": entry["stage_1_wins"], "crashed": entry["dnf_crash"], "failed": entry["dnf_mechanical"],
        })  # fmt: skip
    rows.sort(key=lambda row: (-row["wins"], -row["top 5"]))
    show_rows(to, rows, spare=("failed", "crashed", "stage 1"))
    to.print()
    show_rows(to, [document["race"]])
    to.print()
    show_rows(to, [
        {"team": team["team"], "win": percent(team["win"]), "1-2": percent(team["one_two"]),
         "1-2-3": percent(team["one_two_three"])}
        for team in document["teams"][:TEAMS] if team["win"] > 0
    ])  # fmt: skip


def show_story(to: "Console", document: Mapping[str, Any], whole: bool = True) -> None:
    """One simulated run in words, marked as simulated."""
    run = f"seed {document['seed']}, run {document['run']}"
    to.print(f"[bold]SIMULATED[/bold]  {document['name']} ({document['key']}), {run}")
    show_assumed(to, document)
    for event in document["events"]:
        if whole or event["weight"] > 0:
            to.print(f"  lap {event['lap']:>3}  {event['text']}")
    to.print("\nSimulated result")
    show_rows(to, document["result"][: None if whole else 10])


def demo(
    *,
    seed: Annotated[int, Parameter(help="another simulated race")] = 75,
    runs: Annotated[int, Parameter(help="futures simulated from every lap; 0: no chances")] = 200,
    pause: Annotated[float, Parameter(help="seconds between laps on a terminal")] = 0.05,
    page: Annotated[bool, Flag, Parameter(help="watch it on the page instead")] = False,
    common: Common = PLAIN,
) -> None:
    """One simulated run of Daytona, August 2025, told lap by lap with the chances of winning. It never happened.

    Example: stockcar demo
    """
    from stockcar import face

    if page:
        from stockcar.cli.serve import open_page
        from stockcar.face.simulation import DEMO

        open_page(Common(book="starter"), show=f"/replay/{DEMO}?source=run&run=0&seed={seed}")
        return

    document = face.demo(seed=seed, runs=runs)
    if common.format != "table":
        emit(Answer(document, document["laps"]), common.format)
        return
    _run_demo(console(), document, pause)


def _run_demo(to: "Console", document: Mapping[str, Any], pause: float) -> None:
    import time

    to.print(
        f"[bold]SIMULATED[/bold]  {document['name']}, seed {document['seed']}: one of the races that could have been"
    )
    events: dict[int, list[str]] = {}
    for event in document["events"]:
        if event["weight"]:
            events.setdefault(event["lap"], []).append(event["text"])
    for lap in document["laps"]:
        leaders = "  ".join(f"{place}. {car}" for place, car in enumerate(lap["order"][:5], start=1))
        to.print(f"lap {lap['lap']:>3} {lap['flag']:<9} {leaders:<40}{_favourites(lap)}".rstrip())
        for text in (*events.get(lap["lap"], ()), *filter(None, [lap.get("moved_by")])):
            to.print(f"              {text}", style="bold")
        if to.is_terminal:
            time.sleep(pause)
    to.print("\nSimulated result")
    show_rows(to, document["result"][:10])
    if document.get("fork"):
        to.print(f"\nWhat if? {document['fork']['sentence']}\n")
    to.print("Nothing above happened; the race that did: stockcar race xfinity-2025-24", style="dim")


def _favourites(lap: Mapping[str, Any]) -> str:
    """Who is likeliest to win from there: car numbers with their chances."""
    best = sorted(lap.get("win", {}).items(), key=lambda pair: -(pair[1] or 0.0))[:3]
    return "  win: " + ", ".join(f"No. {car} {percent(win)}" for car, win in best) if best else ""
