"""What does each law of the race do? One is taken away at a time, on recorded fields of seasons to 2023.

Writes ``ablations.md`` beside it: the laws of the pack on superspeedway fields, those of the lap kernel on intermediate
and short tracks. A law that changes nothing when it is taken away explains nothing.

Known limits: the others keep their calibrated numbers, so a row without a law is not the best race without it.
"""

import datetime as dt
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

from stockcar.sim import draws, simulate_rows
from verification.race_calibrate import fitted_cells, summaries
from verification.race_field import build, weights
from verification.race_record import RecordedRace, load_races

REPORT = Path(__file__).with_suffix(".md")
MACHINE = "2 vCPU AMD EPYC, Debian 12, Python 3.11"
SHOWN = {
    "one_two": "team 1-2", "leaders": "leaders", "topshare": "top share", "rho_sf": "start-finish",
    "leadlap": "lead lap", "crash": "crashes", "fano": "their var/mean", "cautions": "cautions",
    "overtime": "overtime", "won_most_led": "most led wins", "passes": "passes",
}  # fmt: skip


class Case(NamedTuple):
    """A law taken away: parameters replaced, trust scaled."""

    knobs: dict[str, float]
    trust: float = 1.0


PACK = {
    "as calibrated": Case({}),
    "trust off": Case({}, 0.0),
    "no pushing": Case({"pack.push_base": -1000.0}),
    "nobody follows": Case({"pack.follow": 0.0}),
    "loyalty 0": Case({"pack.loyal_mph": 0.0}),
    "loyalty 2": Case({"pack.loyal_mph": 2.0}),
    "no draft from behind": Case({"pack.push_mph": 0.0}),
    "wrecks take nobody along": Case({"pack.join": 0.0}),
    "partners push no squarer": Case({"pack.care": 0.0}),
    "nobody dares at the flag": Case({"pack.dare_mph": 0.0}),
    "leaders save no fuel": Case({"pack.ease_mph": 0.0}),
    "overtime like any finish": Case({"pack.again": 1.0}),
}
LAP = {
    "as calibrated": Case({}),
    "dirty air off": Case({"pace.dirty_s": 0.0}),
    "clean air off": Case({"pace.clean_s": 0.0}),
    "a leader never eases": Case({"pace.ease": 0.0}),
    "incidents are coins": Case({"hazards.lone_prob": 1.0, "hazards.overdispersion": 0.0}),
    "everyone makes the same pit call": Case({
        "pits.stop_base": 1000.0, "pits.two_base": -1000.0, "pits.two_late": 0.0, "pits.flip_prob": 0.0,
        "pits.window_laps": 0.0, "pits.mistake_prob": 0.0, "pits.penalty_prob": 0.0,
    }),
    "tyres do not fall off": Case({"pace.tyre_s": 0.0, "pace.tyre_sq_s": 0.0}),
}  # fmt: skip


def raced(races: list[RecordedRace], case: Case, runs: int) -> dict[str, tuple[float, float]]:
    """Mean and standard error over runs of every statistic; ``fano`` is the variance of crashes over their mean."""
    fitted = fitted_cells()
    table: dict[str, list[np.ndarray]] = {}
    for race in races:
        era = "new" if race.season >= 2022 else "old"
        cell = f"{race.series}.{race.track_class}"
        past = fitted.get(f"{cell}.{era}") or fitted.get(cell) or races
        rows = simulate_rows(
            build(race, weights(past), case.knobs, case.trust),
            draws.race_key(7, f"{race.series}-{race.season}-{race.number}"),
            runs,
        )
        for name, values in summaries(race, rows).items():
            table.setdefault(name, []).append(np.asarray(values, float))
    found = {}
    for name, lists in table.items():
        everything = np.concatenate(lists)
        found[name] = (float(everything.mean()), float(everything.std(ddof=1) / np.sqrt(len(everything))))
    fano = [one.var(ddof=1) / one.mean() for one in table["crash"] if one.mean() > 0]
    found["fano"] = (float(np.mean(fano)), float(np.std(fano, ddof=1) / np.sqrt(len(fano))))
    return found


def section(races: list[RecordedRace], cases: dict[str, Case], runs: int) -> tuple[list[str], dict[str, dict]]:
    """A table of cases by statistic."""
    lines = ["| law | " + " | ".join(SHOWN.values()) + " |", "|---" * (1 + len(SHOWN)) + "|"]
    found = {name: raced(races, case, runs) for name, case in cases.items()}
    for name, got in found.items():
        cells = [f"{got[key][0]:.3f}" if got[key][0] < 2 else f"{got[key][0]:.1f}" for key in SHOWN]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines, found


def moved(found: dict[str, dict], name: str, key: str, sign: int) -> bool:
    """Did taking the law away move the statistic that way, by more than two errors?"""
    (before, e1), (after, e2) = found["as calibrated"][key], found[name][key]
    return sign * (after - before) > 2.0 * float(np.hypot(e1, e2))


def main(full: bool = False) -> int:
    """Write the report; 0 when each law moves what it is there for."""
    runs, step = (120, 4) if full else (60, 6)
    everyone = load_races(2017, 2023)
    fields = [r for r in everyone if r.track_class == "superspeedway"][::step]
    others = [r for r in everyone if r.track_class in ("intermediate", "short")][:: step * 3]
    pack_lines, pack = section(fields, PACK, runs)
    lap_lines, lap = section(others, LAP, runs)
    held = {
        "trust brings team-mates home first and second": moved(pack, "trust off", "one_two", -1),
        "pushes make the wrecks": moved(pack, "no pushing", "crash", -1),
        "those who follow help team-mates": moved(pack, "nobody follows", "one_two", -1),
        "without company a wreck costs fewer cars": moved(pack, "wrecks take nobody along", "crash", -1),
        "wrecks in company spread the counts": moved(lap, "incidents are coins", "fano", -1),
        "dirty air makes passing hard": moved(lap, "dirty air off", "passes", 1),
        "clean air keeps the leader in front (fewer leaders)": moved(lap, "clean air off", "leaders", 1),
        "a leader who eases laps fewer cars": moved(lap, "a leader never eases", "leadlap", -1),
        "pushes of partners are squarer": moved(pack, "partners push no squarer", "crash", 1),
        "pit calls make leaders": moved(lap, "everyone makes the same pit call", "leaders", -1),
    }
    text = [
        "# The laws of the race, one at a time", "",
        f"{dt.date.today().isoformat()}, {MACHINE}; {runs} runs of {len(fields)} superspeedway fields and of",
        f"{len(others)} fields of intermediate and short tracks, seasons to 2023. Two errors are asked of a law.", "",
        *(f"- {'held' if ok else '**MISSED**'}: {name}" for name, ok in held.items()), "",
        "## The pack", "", *pack_lines, "", "## The lap kernel", "", *lap_lines, "",
    ]  # fmt: skip
    REPORT.write_text("\n".join(text), encoding="utf-8")
    print(f"ablations: {sum(held.values())} of {len(held)} conditions hold", file=sys.stderr)
    return 0 if all(held.values()) else 1


if __name__ == "__main__":
    sys.exit(main("--full" in sys.argv))
