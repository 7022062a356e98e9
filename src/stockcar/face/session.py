"""Simulated qualifying under names: the rulebook says how the session runs and what its times make of the line-up.

Known limits: Duels and heats are races, and not simulated; groups are dealt by expected pace, as are cars without any
time and a field of which no round was run, since who holds how many owner points is not known here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stockcar.errors import UsageError
from stockcar.face.arguments import checked
from stockcar.face.books import Book, open_book
from stockcar.face.fields import require_room

if TYPE_CHECKING:
    from stockcar.forecast.fitted import FittedInputs
    from stockcar.racing import RaceKey
    from stockcar.rulebook import Rules
    from stockcar.sim.qualifying import Session, SessionRows

RUNS = 2_000
ROAD_LAPS, LATER_ROAD_LAPS = 4, 3  # timed laps in a round of a quarter of an hour, and in a shorter one: assumed
NOT_SIMULATED = {"duels": "two qualifying races set it", "heats": "heat races set it", "none": "none was held"}


@dataclass(frozen=True)
class Qualifying:
    """Many simulated sessions of one line-up, each lined up by the rulebook."""

    name: str
    rules: "Rules"
    fitted: "FittedInputs"
    session: "Session"
    seed: int
    runs: int
    scenario: Mapping[str, Any] | None = None

    @property
    def race_key(self) -> int:
        """What every draw of the batch is keyed by."""
        from stockcar.sim import draws

        return draws.race_key(self.seed, f"{self.fitted.race.key} qualifying")

    @cached_property
    def rows(self) -> "SessionRows":
        """Times, spins, rounds; simulated when first asked for."""
        from stockcar.sim.qualifying import qualify

        return qualify(self.session, self.race_key, self.runs)

    @cached_property
    def expected(self) -> list[int]:
        """Slots in the order of expected pace."""
        return sorted(range(len(self.fitted.lines)), key=lambda slot: (float(self.session.pace_s[slot]), slot))

    def line_up(self, rows: "SessionRows", at: int) -> list[int]:
        """Slots in starting order after session ``at`` of ``rows``."""
        from stockcar.rulebook.qualifying import by_rows, line_up

        rounds: list[dict[str, float | None] | None] = []
        for number in range(rows.ran.shape[1]):
            if not rows.ran[at, number]:
                rounds.append(None)
                continue
            times = rows.time_s[at, number].tolist()
            here = rows.reached[at, number].tolist()
            rounds.append({str(s): t if t == t else None for s, t in enumerate(times) if here[s]})  # NaN: no time
        if not any(rounds):
            return self.expected
        order = line_up(self.rules, rounds, [str(slot) for slot in self.expected])
        value = self.rules.rule("qualifying").given
        if value.get("rows") and self.session.each and rounds[-1] is not None:
            groups = {str(slot): "AB"[int(group)] for slot, group in enumerate(self.session.group)}
            order = by_rows(order, groups, int(self.session.advance[0]) + 1)
        return [int(slot) for slot in order]

    def to_json(self) -> dict[str, Any]:
        """The document of ``stockcar sim KEY --qualifying``."""
        import numpy as np

        rows, n = self.rows, len(self.fitted.lines)
        starts = np.zeros((n, n), np.int64)
        for at in range(self.runs):
            starts[self.line_up(rows, at), np.arange(n)] += 1
        cars = self.fitted.lines
        return {
            "key": self.fitted.race.key, "seed": self.seed, "runs": self.runs, "scenario": self.scenario,
            "steps": self.steps, "rounds": self._rounds(),
            "entries": [
                {"car": cars[slot].car, "driver": cars[slot].driver, "start_counts": starts[slot].tolist(),
                 "mean_start": float(starts[slot] @ np.arange(1, n + 1)) / self.runs,
                 "spins": int(rows.spins[:, :, slot].sum())}
                for slot in range(n)
            ],
        }  # fmt: skip

    @checked
    def tell(self, run: int) -> dict[str, Any]:
        """Session number ``run`` of this seed, alone: every time, every spin, the line-up.

        Raises:
            UsageError: no such run.
        """
        from stockcar.sim.qualifying import qualify

        rows = qualify(self.session, self.race_key, 1, run)
        order, lines = self.line_up(rows, 0), self.fitted.lines
        place = {slot: start for start, slot in enumerate(order, start=1)}
        return {
            "key": self.fitted.race.key, "name": self.name, "seed": self.seed, "run": run, "simulated": True,
            "scenario": self.scenario, "steps": self.steps,
            "rounds": [
                {"round": number + 1, "run": bool(rows.ran[0, number]), "wet": float(self.session.wet[number]),
                 "times": self._times(rows, number) if rows.ran[0, number] else []}
                for number in range(rows.ran.shape[1])
            ],
            "line_up": [
                {"start": place[slot], "car": lines[slot].car, "driver": lines[slot].driver,
                 "times_s": [_known(rows.time_s[0, number, slot]) for number in range(rows.ran.shape[1])],
                 "spins": int(rows.spins[0, :, slot].sum())}
                for slot in order
            ],
        }  # fmt: skip

    @cached_property
    def steps(self) -> list[dict[str, Any]]:
        """The format and what weather makes of it, each with its source."""
        from stockcar.rulebook.explain import explain_qualifying

        return list(explain_qualifying(self.rules)["steps"][:3])

    def _rounds(self) -> list[dict[str, Any]]:
        import numpy as np

        rows, found = self.rows, []
        for number in range(rows.ran.shape[1]):
            ran = rows.ran[:, number]
            best = rows.time_s[ran, number]
            best = best[~np.isnan(best).all(axis=1)] if len(best) else best
            found.append({
                "round": number + 1, "wet": float(self.session.wet[number]), "run_share": float(ran.mean()),
                "cars": float(rows.reached[ran, number].sum(axis=1).mean()) if ran.any() else None,
                "spins": float(rows.spins[ran, number].sum(axis=1).mean()) if ran.any() else None,
                "best_s": float(np.nanmin(best, axis=1).mean()) if len(best) else None,
            })  # fmt: skip
        return found

    def _times(self, rows: "SessionRows", number: int) -> list[dict[str, Any]]:
        here = [slot for slot in range(len(self.fitted.lines)) if rows.reached[0, number, slot]]
        times = {slot: _known(rows.time_s[0, number, slot]) for slot in here}
        return [
            {"car": self.fitted.lines[slot].car, "driver": self.fitted.lines[slot].driver, "time_s": times[slot],
             "spins": int(rows.spins[0, number, slot])}
            for slot in sorted(here, key=lambda slot: (times[slot] is None, times[slot] or 0.0, slot))
        ]  # fmt: skip


@checked
def simulate_qualifying(
    name: "str | RaceKey", book: Book = None, runs: int = RUNS, seed: int = 7, scenario: Path | None = None
) -> Qualifying:
    """Simulated qualifying sessions under the rulebook's format, each lined up by the rulebook.

    ``scenario``: a TOML file; its ``[weather]`` and ``[qualifying]`` hold here.

    Raises:
        UsageError: a race whose line-up came from heats, Duels or no session at all.
        ScenarioError: a scenario that cannot be run, by the path of the field.
        NotInBook: the open book does not hold the history that the fit needs.
    """
    import msgspec

    from stockcar.face.simulation import read_scenario
    from stockcar.forecast.forecast import fitted_inputs
    from stockcar.rulebook import Rulebook
    from stockcar.sim.scenario import apply_session

    opened = open_book(book)
    race = opened.race(opened.key(name) if isinstance(name, str) else name)
    rules = Rulebook.load().on(race)
    _require_laps(rules)
    require_room(opened, race.key)
    fitted = fitted_inputs(opened, race.key, mode="before-qualifying")
    session = _session_of(rules, fitted)
    said = None
    if scenario is not None:
        read = read_scenario(scenario)
        session, said = apply_session(read, session), msgspec.to_builtins(read)
    return Qualifying(race.name, rules, fitted, session, seed, runs, said)


def _require_laps(rules: "Rules") -> None:
    """Refuse a format that is not laps against the clock, before anything is fitted."""
    rule = rules.rule("qualifying")
    why = NOT_SIMULATED.get(rule.given["format"])
    if why:
        raise UsageError(
            f"{rules.race.key}: qualifying is not simulated", f"{why} ({rule.cite})",
            "stockcar sim without --qualifying runs the race from the recorded line-up",
        )  # fmt: skip


def _session_of(rules: "Rules", fitted: "FittedInputs") -> "Session":
    """The session that the rulebook asks for."""
    import numpy as np

    from stockcar.sim.qualifying import session

    value = rules.rule("qualifying").given
    how = value["format"]
    inputs = fitted.inputs
    miles = inputs.track.length_mi
    road = fitted.race.track_type == "road"
    advance = value.get("advance", ())
    if "short_below_mi" in value and miles < value["short_below_mi"]:
        advance = value["short_advance"]
    made = session(inputs.cars.key, inputs.cars.mu_s, inputs.track.lap_s, fitted.race.track_type, advance)
    laps = value.get("laps", 1)
    if "short_to_mi" in value and miles <= value["short_to_mi"]:
        laps = value["short_laps"]
    many = how in ("groups", "knockout") and road
    each = [(ROAD_LAPS if not number else LATER_ROAD_LAPS) if many else laps for number in range(len(advance) + 1)]
    group = np.zeros(len(inputs.cars.key), np.int64)
    if how == "groups":
        group[np.argsort(inputs.cars.mu_s, kind="stable")] = np.arange(len(group)) % value["groups"]
    return made._replace(laps=np.array(each, np.int64), group=group, each=value.get("each", 0) if advance else 0)


def _known(time_s: float) -> float | None:
    return round(float(time_s), 3) if time_s == time_s else None
