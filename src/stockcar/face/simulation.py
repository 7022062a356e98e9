"""Simulated races under names: the counts of a batch, or one run of it told event by event."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stockcar.errors import BadFile, RuleMissing
from stockcar.face.arguments import checked
from stockcar.face.fields import require_room
from stockcar.face.story import HEAVY, Relieved, laps_of, name_of, relieved, say
from stockcar.record import RecordBook

if TYPE_CHECKING:
    from stockcar.forecast.fitted import FittedInputs
    from stockcar.racing import RaceKey
    from stockcar.sim.log import Event
    from stockcar.sim.outcomes import Outcomes, RunRows
    from stockcar.sim.scenario import Scenario

DEMO = "xfinity-2025-24"
DEMO_SEED = 75
DEMO_RUNS = 200
FORK_SHARE = 0.8  # of the laps of the demo: the first green lap from there on is forked


@dataclass(frozen=True)
class Simulation:
    """A batch of simulated races of one line-up. The counts do not depend on the number of workers."""

    name: str
    fitted: "FittedInputs"
    seed: int
    runs: int
    workers: int = 2
    scenario: Mapping[str, Any] | None = None  # what is different, as it was read
    assumed: tuple[str, ...] = ()  # where the record does not know what the scenario says

    @property
    def race_key(self) -> int:
        """What every draw of the batch is keyed by."""
        from stockcar.sim import draws

        return draws.race_key(self.seed, self.fitted.race.key)

    @cached_property
    def outcomes(self) -> "Outcomes":
        """The counts; simulated when first asked for."""
        from stockcar.sim.simulate import simulate as batch

        return batch(self.fitted.inputs, self.race_key, self.runs, workers=self.workers)

    def to_json(self) -> dict[str, Any]:
        """The document of ``stockcar sim``."""
        return {
            "key": self.fitted.race.key, "seed": self.seed, "runs": self.runs, "scenario": self.scenario,
            "assumed": list(self.assumed),
            "entries": _entries(self.fitted, self.outcomes), "race": _race(self.outcomes), "teams": _teams(self),
        }  # fmt: skip

    @checked
    def tell(self, run: int) -> dict[str, Any]:
        """Run number ``run`` of this seed, again and alone, with everything that happened in it.

        Raises:
            UsageError: no such run.
        """
        from stockcar.sim.simulate import replay

        rows, log = replay(self.fitted.inputs, self.race_key, run)
        relief = relieved(self.fitted, log, self.scenario)
        decided = self._decided(run, log, relief)
        return {
            "key": self.fitted.race.key, "name": self.name, "seed": self.seed, "run": run, "simulated": True,
            "scenario": self.scenario, "assumed": list(self.assumed), "decided_by": decided,
            "laps": laps_of(self.fitted, log),
            "events": _events(self.fitted, log, relief, decided),
            "result": _result(self.fitted, rows, relief),
        }  # fmt: skip

    def _decided(self, run: int, log: "list[Event]", relief: Relieved) -> dict[str, Any] | None:
        """The push that decided the run, under names; None where none did."""
        from stockcar.face.deciding import deciding_push, in_words

        found = deciding_push(self.fitted.inputs, self.race_key, run, log)
        if found is None:
            return None
        slots = [found[part] for part in ("slot", "other", "winner")]
        names = {slot: name_of(self.fitted, slot, found["lap"], relief) for slot in slots}
        lines = self.fitted.lines
        by, on = (lines[slot].team_id for slot in slots[:2])
        mates = by is not None and by == on
        return {
            "lap": found["lap"], "car": lines[slots[0]].car, "other": lines[slots[1]].car, "teammates": mates,
            "pushes": found["pushes"], "mph": round(found["mph"], 2),
            "place_before": found["before"], "place_after": found["after"],
            "without": {"winner": lines[slots[2]].car, "finish": found["finish"]},
            "text": in_words(found, names, mates),
        }  # fmt: skip


def simulation(
    book: RecordBook, key: "RaceKey", runs: int, seed: int, workers: int = 2, scenario: Path | None = None
) -> Simulation:
    """Simulate the recorded line-up of a race. See ``face.simulate``."""
    from stockcar.forecast.forecast import fitted_inputs

    require_room(book, key)
    fitted = fitted_inputs(book, key, mode="grid")
    made = Simulation(book.race(key).name, fitted, seed, runs, workers)
    return made if scenario is None else _under(book, made, scenario)


def _under(book: RecordBook, plain: Simulation, file: Path) -> Simulation:
    """The same batch under a scenario file."""
    import msgspec

    from stockcar.face.relief import unknown_reliefs, with_relief_rows
    from stockcar.sim.scenario import apply

    scenario = read_scenario(file)
    fitted = _on_the_tyres_of_the_day(book, with_relief_rows(book, plain.fitted, scenario))
    changed = apply(scenario, fitted.inputs, [line.car for line in fitted.lines])
    said, assumed = msgspec.to_builtins(scenario), unknown_reliefs(book, scenario)
    return replace(plain, fitted=fitted._replace(inputs=changed), scenario=said, assumed=assumed)


def _on_the_tyres_of_the_day(book: RecordBook, fitted: "FittedInputs") -> "FittedInputs":
    """Wet tyres only where the rules of that day have them; unknown counts as allowed."""
    from stockcar.racing import RaceKey
    from stockcar.rulebook import Rulebook

    try:
        allowed = Rulebook.load().on(book.race(RaceKey.parse(fitted.race.key))).procedure.wet_tires
    except RuleMissing:
        return fitted
    weather = fitted.inputs.weather._replace(wet_tyres=allowed)
    return fitted._replace(inputs=fitted.inputs._replace(weather=weather))


def read_scenario(file: Path) -> "Scenario":
    """A scenario file.

    Raises:
        BadFile: no such file, or not text.
        ScenarioError: not a scenario, by the path of the field.
    """
    from stockcar.sim.scenario import load_scenario

    try:
        text = Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"{file} cannot be read", str(error), "name a TOML file; docs/cli.md has one") from None
    return load_scenario(text)


@checked
def demo(seed: int = DEMO_SEED, runs: int = DEMO_RUNS) -> dict[str, Any]:
    """One simulated run of Daytona, August 2025, from the starter book: laps, events, result. It never happened.

    Every lap has everyone's chance of winning from there (``win``, by car; ``runs`` futures) and what moved the chances
    (``moved_by``); ``fork`` is the same run with a late stop of its leader. ``runs`` 0 leaves all that out.
    """
    from stockcar.racing import RaceKey

    book = RecordBook.open("starter")
    document = simulation(book, RaceKey.parse(DEMO), 1, seed).tell(0)
    return _with_chances(document, book, seed, runs) if runs else document


def _with_chances(document: dict[str, Any], book: RecordBook, seed: int, runs: int) -> dict[str, Any]:
    from stockcar.face.timing import fork, replay

    rows = {row["lap"]: row for row in replay(DEMO, "run", 0, seed, runs, book)}
    for lap in document["laps"]:
        row = rows[lap["lap"]]
        lap["win"] = {entry["car"]: entry["win"] for entry in row["entries"]}
        lap["moved_by"] = row["moved_by"]
    late = [lap for lap in document["laps"] if lap["flag"] == "green" and lap["lap"] >= FORK_SHARE * len(rows)]
    document["runs"], document["fork"] = runs, None
    if late:
        change = f"pit {late[0]['order'][0]}"
        document["fork"] = fork(DEMO, late[0]["lap"], change, 0, seed, 2 * runs, book).to_json()
    return document


def _entries(fitted: "FittedInputs", outcomes: "Outcomes") -> list[dict[str, Any]]:
    stages = outcomes.stage_wins
    return [
        {
            "car": line.car, "driver": line.driver, "finish_counts": outcomes.finish[slot].tolist(),
            "led_laps": int(outcomes.led[slot]), "stage_1_wins": int(stages[0, slot]),
            "stage_2_wins": int(stages[1, slot]), "dnf_crash": int(outcomes.crash[slot]),
            "dnf_mechanical": int(outcomes.mechanical[slot]),
        }
        for slot, line in enumerate(fitted.lines)
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
    rows = [
        {
            "team": team, "win": int(outcomes.team_win[number]) / runs,
            "one_two": int(outcomes.team_one_two[number]) / runs,
            "one_two_three": int(outcomes.team_one_two_three[number]) / runs,
        }
        for number, team in enumerate(_team_names(simulation.fitted))
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -row["win"])


def _team_names(fitted: "FittedInputs") -> list[str]:
    """Team names by team number."""
    names = {int(number): line.team for number, line in zip(fitted.inputs.cars.team, fitted.lines, strict=True)}
    return [names[number] or "" for number in sorted(names) if number >= 0]


def _events(
    fitted: "FittedInputs", log: "list[Event]", relief: Relieved, decided: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """What happened, in words. ``weight`` 1 marks what a short telling tells, with the push that decided it."""
    found = []
    for event in log:
        if event.kind == "lap":
            continue
        if event.kind == "finish" and decided is not None:
            found.append({
                "lap": decided["lap"], "kind": "decided", "car": decided["car"], "other": decided["other"],
                "value": decided["mph"], "weight": 1, "text": decided["text"],
            })  # fmt: skip
        found.append({
            "lap": event.lap, "kind": event.kind,
            "car": fitted.lines[event.slot].car if event.slot >= 0 else None,
            "other": fitted.lines[event.other].car if event.other >= 0 else None,
            "value": event.value, "weight": int(event.kind in HEAVY), "text": say(fitted, event, relief),
        })  # fmt: skip
    return found


def _result(fitted: "FittedInputs", rows: "RunRows", relief: Relieved) -> list[dict[str, Any]]:
    status = ("running", "crash", "mechanical")
    order = sorted(range(len(fitted.lines)), key=lambda slot: int(rows.finish[0, slot]))
    return [
        {
            "finish": int(rows.finish[0, slot]), "car": fitted.lines[slot].car, "driver": fitted.lines[slot].driver,
            "laps": int(rows.laps[0, slot]), "led": int(rows.led[0, slot]), "status": status[int(rows.out[0, slot])],
            "relief": {"from_lap": relief[slot][0], "driver": relief[slot][1]} if slot in relief else None,
        }
        for slot in order
    ]  # fmt: skip
