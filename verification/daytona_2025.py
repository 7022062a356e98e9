"""The night of xfinity-2025-24 in numbers: what trust, a pact and an order are worth to one team.

Every case is raced with the same luck, so differences are paired run by run. The runs are those of
``stockcar sim xfinity-2025-24 --seed 7``.
"""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from stockcar import face
from stockcar.face.deciding import deciding_push
from stockcar.face.relief import with_relief_rows
from stockcar.face.simulation import read_scenario
from stockcar.forecast.fitted import FittedInputs
from stockcar.record import RecordBook
from stockcar.sim import draws, replay, simulate_rows
from stockcar.sim.inputs import RaceInputs
from stockcar.sim.outcomes import RunRows
from stockcar.sim.scenario import Scenario, apply

KEY, TEAM, SEED = "xfinity-2025-24", "JR Motorsports", 7
ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "daytona-2025.toml"


def open_book() -> RecordBook:
    """The full book beside the sources if it is there, else the starter."""
    return RecordBook.open(ROOT / ".book" if (ROOT / ".book").is_dir() else "starter")


def cases(said: Scenario) -> dict[str, Scenario]:
    """The scenario, and what is left of it when parts are taken away."""
    without = msgspec.structs.replace
    return {
        "the scenario": said,
        "without the order": without(said, order=[]),
        "without the pact": without(said, pact=[]),
        "without pact and order": without(said, pact=[], order=[]),
        "without relief driver, pact and order": without(said, relief=[], pact=[], order=[]),
        "the same, and no trust in anyone": without(said, relief=[], pact=[], order=[], trust=False),
    }


def shares_of(rows: RunRows, mine: np.ndarray) -> np.ndarray:
    """(runs, 3): did the team win, finish 1-2, 1-2-3."""
    order = np.argsort(rows.finish, axis=1)[:, :3]
    return np.logical_and.accumulate(np.isin(order, mine), axis=1).astype(float)


def tables(runs: int, told: int) -> tuple[list[str], dict[str, bool]]:
    """The team's shares case by case, the pushes of the 88, and the run that is told."""
    book = open_book()
    plain = face.simulate(KEY, book, runs=1, seed=SEED).fitted
    said = read_scenario(EXAMPLE)
    fields = {name: _inputs(book, plain, case) for name, case in cases(said).items()}
    key = draws.race_key(SEED, KEY)
    mine = np.array([slot for slot, line in enumerate(plain.lines) if line.team == TEAM])
    rows = {name: simulate_rows(inputs, key, runs) for name, inputs in fields.items()}
    base = shares_of(rows["the scenario"], mine)
    lines = [
        f"{TEAM} ({len(mine)} cars), {runs:,} runs, the same luck in every case; differences are against the scenario.",
        "",
        "| case | win | 1-2 | 1-2-3 | difference of win | of 1-2 | of 1-2-3 |",
        "|---" * 7 + "|",
    ]
    for name, raced in rows.items():
        got = shares_of(raced, mine)
        alone = [_said(got[:, k]) for k in range(3)]
        apart = ["" if name == "the scenario" else _said(got[:, k] - base[:, k], sign=True) for k in range(3)]
        lines.append(f"| {name} | " + " | ".join(alone + apart) + " |")
    pushes, condition = _reciprocity(fields["the scenario"], plain, key, runs)
    story, decided = _story(fields["the scenario"], plain, key, rows["the scenario"], told, mine)
    return [*lines, "", *pushes, "", *story], condition | decided


def _inputs(book: RecordBook, plain: FittedInputs, said: Scenario) -> RaceInputs:
    fitted = with_relief_rows(book, plain, said)
    return apply(said, fitted.inputs, [line.car for line in plain.lines])


def _said(values: np.ndarray, sign: bool = False) -> str:
    error = values.std(ddof=1) / np.sqrt(len(values))
    return f"{values.mean():{'+' if sign else ''}.4f} ± {error:.4f}"


def _reciprocity(inputs: RaceInputs, plain: FittedInputs, key: int, runs: int) -> tuple[list[str], dict[str, bool]]:
    """Pushes that the 88 receives when drivers remember what was done for them today, and when they do not."""
    slot = [line.car for line in plain.lines].index("88")
    forgetful = inputs._replace(trust=inputs.trust._replace(received=0.0, hanging=0.0))
    with_it, without = (simulate_rows(case, key, runs).pushed[:, slot] for case in (inputs, forgetful))
    apart = (without - with_it).astype(float)
    text = (
        f"The 88 is pushed {with_it.mean():.1f} times a race; without reciprocity (no trust won by a push received, "
        f"none lost by being left) {without.mean():.1f}: {_said(apart, sign=True)}."
    )
    error = apart.std(ddof=1) / np.sqrt(len(apart))
    return [text], {"reciprocity moves the 88's pushes received (two errors)": abs(apart.mean()) > 2.0 * error}


def _story(
    inputs: RaceInputs, plain: FittedInputs, key: int, rows: RunRows, told: int, mine: np.ndarray
) -> tuple[list[str], dict[str, bool]]:
    """How many of the team's wins a push of a team-mate decided, and the runs in which the 7 pushed the 88."""
    cars = [line.car for line in plain.lines]
    won = np.flatnonzero(np.isin(np.argmin(rows.finish[:told], axis=1), mine))
    found: list[tuple[int, dict[str, Any]]] = []
    for run in won.tolist():
        _, log = replay(inputs, key, run)
        push = deciding_push(inputs, key, run, log)
        if push is not None:
            found.append((run, push))
    mates = [(run, push) for run, push in found if push["slot"] in mine]
    seven = [(run, push) for run, push in mates if (cars[push["slot"]], cars[push["other"]]) == ("7", "88")]
    text = [
        f"Of {len(won)} wins of the team in the first {told:,} runs, {len(found)} were decided by one push on the",
        f"winner in the last laps (without it another car wins, all luck the same), {len(mates)} of them by that of a",
        "team-mate.",
    ]
    if seven:
        listed = ", ".join(str(run) for run, _ in seven[:8])
        text += [
            f"The 7 pushed the 88 to the win in runs {listed}. The first of them:",
            "",
            "```",
            f"$ stockcar sim {KEY} --scenario examples/daytona-2025.toml --run {seven[0][0]} --log",
            *_told(seven[0][0]),
            "```",
        ]
    return text, {"a team-mate's push decides some of the team's wins": bool(mates)}


def _told(run: int) -> list[str]:
    """The last laps of a run in words, from the restart on."""
    document = face.simulate(KEY, open_book(), runs=1, seed=SEED, scenario=EXAMPLE).tell(run)
    last = document["decided_by"]["lap"] - 1
    kinds = {"lead", "relief", "decided", "finish", "overtime", "caution", "green", "wreck"}
    closing = [e for e in document["events"] if e["lap"] >= last or e["kind"] == "relief"]
    near = {document["decided_by"]["car"], document["decided_by"]["other"]}
    return [
        f"  lap {event['lap']:>3}  {event['text']}"
        for event in closing
        if event["kind"] in kinds or (event["kind"] == "push" and {event["car"], event["other"]} <= near)
    ]
