"""Simulated races under names: the counts of a batch, or one run of it told event by event."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from stockcar.face.story import HEAVY, laps_of, say
from stockcar.record import RecordBook

if TYPE_CHECKING:
    from stockcar.forecast import FittedInputs
    from stockcar.racing import RaceKey
    from stockcar.sim.log import Event
    from stockcar.sim.outcomes import Outcomes, RunRows

DEMO = "xfinity-2025-24"


class Simulation:
    """A batch of simulated races of one line-up. The counts do not depend on the number of workers."""

    def __init__(
        self, fitted: "FittedInputs", race_key: int, outcomes: "Outcomes | None", seed: int, runs: int
    ) -> None:
        self.fitted = fitted
        self.race_key = race_key
        self.outcomes = outcomes
        self.seed = seed
        self.runs = runs

    def to_json(self) -> dict[str, Any]:
        """The document of ``stockcar sim``."""
        assert self.outcomes is not None
        return {
            "key": self.fitted.key, "seed": self.seed, "runs": self.runs, "scenario": None,
            "entries": _entries(self.fitted, self.outcomes), "race": _race(self.outcomes), "teams": _teams(self),
        }  # fmt: skip

    def tell(self, run: int) -> dict[str, Any]:
        """Run number ``run`` of this seed, again and alone, with everything that happened in it."""
        from stockcar.sim.simulate import replay

        rows, log = replay(self.fitted.inputs, self.race_key, run)
        return {
            "key": self.fitted.key, "name": self.fitted.name, "seed": self.seed, "run": run, "simulated": True,
            "laps": laps_of(self.fitted, log),
            "events": [_event(self.fitted, event) for event in log if event.kind != "lap"],
            "result": _result(self.fitted, rows),
        }  # fmt: skip


def simulate(
    book: RecordBook, key: "RaceKey", runs: int, seed: int, scenario: Path | str | None = None, workers: int = 2
) -> Simulation:
    """Simulate the recorded line-up of a race. See ``face.simulate``."""
    from stockcar.forecast import fitted_inputs
    from stockcar.sim import draws
    from stockcar.sim.simulate import simulate as batch

    fitted = fitted_inputs(book, key, mode="grid")
    race_key = draws.race_key(seed, str(key))
    return Simulation(fitted, race_key, batch(fitted.inputs, race_key, runs, workers=workers), seed, runs)


def demo(seed: int = 2025) -> dict[str, Any]:
    """One simulated run of Daytona, August 2025, from the starter book: laps, events, result. It never happened."""
    from stockcar.forecast import fitted_inputs
    from stockcar.racing import RaceKey
    from stockcar.sim import draws

    key = RaceKey.parse(DEMO)
    fitted = fitted_inputs(RecordBook.open("starter"), key, mode="grid")
    return Simulation(fitted, draws.race_key(seed, DEMO), None, seed, 1).tell(0)


def _entries(fitted: "FittedInputs", outcomes: "Outcomes") -> list[dict[str, Any]]:
    stages = outcomes.stage_wins
    return [
        {
            "car": car, "driver": driver, "finish_counts": outcomes.finish[slot].tolist(),
            "led_laps": int(outcomes.led[slot]), "stage_1_wins": int(stages[0, slot]),
            "stage_2_wins": int(stages[1, slot]), "dnf_crash": int(outcomes.crash[slot]),
            "dnf_mechanical": int(outcomes.mechanical[slot]),
        }
        for slot, (car, driver) in enumerate(zip(fitted.cars, fitted.drivers, strict=True))
    ]  # fmt: skip


def _race(outcomes: "Outcomes") -> dict[str, float]:
    """What the races looked like, as means a run."""
    n = len(outcomes.finish)
    mean = outcomes.mean
    return {
        "leaders": mean("leaders"), "lead_changes": mean("lead_changes"), "cautions": mean("cautions"),
        "caution_laps": mean("caution_laps"), "dnf": mean("crashes") + mean("mechanicals"),
        "overtime_share": outcomes.overtime / outcomes.runs, "top_leader_share": mean("top_share_ppm") / 1e6,
        "lead_lap_finishers": mean("lead_lap"),
        # Spearman from the summed squared differences of ranks: 1 - 6 d2 / (n (n2 - 1)).
        "start_finish_rho": 1.0 - 6.0 * mean("rank_d2") / (n * (n * n - 1)),
        "passes_per_car_100_laps": 100.0 * mean("passes") / max(mean("car_laps"), 1.0),
        "team_1_2_share": float(outcomes.team_one_two.sum()) / outcomes.runs,
        "team_1_2_3_share": float(outcomes.team_one_two_three.sum()) / outcomes.runs,
    }  # fmt: skip


def _teams(simulation: Simulation) -> list[dict[str, Any]]:
    outcomes, runs = simulation.outcomes, simulation.runs
    assert outcomes is not None
    rows = [
        {
            "team": team, "win": int(outcomes.team_win[number]) / runs,
            "one_two": int(outcomes.team_one_two[number]) / runs,
            "one_two_three": int(outcomes.team_one_two_three[number]) / runs,
        }
        for number, team in enumerate(simulation.fitted.teams)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -row["win"])


def _event(fitted: "FittedInputs", event: "Event") -> dict[str, Any]:
    return {
        "lap": event.lap, "kind": event.kind, "car": fitted.cars[event.slot] if event.slot >= 0 else None,
        "other": fitted.cars[event.other] if event.other >= 0 else None, "value": event.value,
        "weight": int(event.kind in HEAVY), "text": say(fitted, event),
    }  # fmt: skip


def _result(fitted: "FittedInputs", rows: "RunRows") -> list[dict[str, Any]]:
    status = ("running", "crash", "mechanical")
    order = sorted(range(len(fitted.cars)), key=lambda slot: int(rows.finish[0, slot]))
    return [
        {
            "finish": int(rows.finish[0, slot]), "car": fitted.cars[slot], "driver": fitted.drivers[slot],
            "laps": int(rows.laps[0, slot]), "led": int(rows.led[0, slot]), "status": status[int(rows.out[0, slot])],
        }
        for slot in order
    ]  # fmt: skip
