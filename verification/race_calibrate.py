"""Choose the calibrated numbers of the race so that simulated races match the record to 2023.

``python -m verification.race_calibrate [--write] [series.class ...]`` turns one knob for each statistic, a few rounds,
over the recorded fields of each cell (series, class, era), and with ``--write`` puts the result at the end of
``src/stockcar/sim/data/parameters.toml``. Seasons after 2023 are never read here: they are for ``race_verify``.

Known limits: each knob follows its own statistic, so what no knob follows (for instance wins by row) is whatever comes
out; eras with fewer than eight races are pooled; cautions by class are those of the Cup, 2021 to 2023.
"""

import math
import re
import sys
from pathlib import Path

import numpy as np

from stockcar.sim import draws, simulate_rows
from stockcar.sim.inputs import CRASH
from stockcar.sim.outcomes import MEASURES
from stockcar.sim.parameters import parameters
from verification.race_field import Knobs, build, weights
from verification.race_record import RecordedRace, cautions, cells, load_races, means, passes

LAST = 2023
ENOUGH = 8  # races an era needs to be fitted alone
FILE = Path(__file__).parents[1] / "src/stockcar/sim/data/parameters.toml"
MARK = "# Calibrated by verification/race_calibrate.py on seasons 2017 to 2023; do not edit below this line.\n"
# knob: statistic, direction, gain, lowest, highest. "+": multiplied by (target / simulated) ** gain; "a": added.
LAP_KNOBS = {
    "hazards.events": ("cautions", "+", 0.8, 0.3, 20.0),
    "hazards.out_prob": ("crash", "+", 0.8, 0.01, 0.8),
    "knobs.mech_rate": ("mech", "+", 0.9, 0.005, 2.0),
    "hazards.late": ("overtime", "+", 0.5, 0.02, 12.0),
    "pits.stop_lapped": ("leadlap", "a", -3.0, -4.0, 4.0),
    "knobs.field_sd_s": ("rho_form", "+", 1.0, 0.01, 0.8),
    "knobs.weekend_sd_s": ("topshare", "+", 0.8, 0.01, 0.4),
    "pace.clean_s": ("leaders", "+", -1.0, 0.01, 0.3),
    "pace.pass_b": ("passes", "a", 1.0, -1.0, 6.0),
}
PACK_KNOBS = {
    "pack.push_hazard": ("cautions", "+", 0.8, 1e-6, 0.05),
    "pack.wreck_cl": ("crash", "+", 1.0, 2.0, 80.0),
    "knobs.mech_rate": ("mech", "+", 0.9, 0.005, 2.0),
    "knobs.field_sd_s": ("rho_form", "+", 0.7, 0.005, 0.6),
    "pack.mood_mph": ("leaders", "+", 1.0, 0.08, 1.6),
    "pack.late_hazard": ("overtime", "+", 0.8, 0.05, 40.0),
    "hazards.lost_s": ("leadlap", "+", -1.0, 2.0, 80.0),
}


def simulated(races: list[RecordedRace], knobs: Knobs, runs: int, trust: float = 1.0) -> dict[str, float]:
    """The statistics of ``race_record`` over simulated runs of these recorded fields."""
    ab, sums = weights(races), dict.fromkeys(SIMULATED, 0.0)
    for race in races:
        inputs = build(race, ab, knobs, trust)
        rows = simulate_rows(inputs, draws.race_key(1, f"{race.series}-{race.season}-{race.number}"), runs)
        for name, value in summaries(race, rows).items():
            sums[name] += float(value.mean()) / len(races)
    return sums


SIMULATED = ("dnf", "crash", "mech", "leaders", "topshare", "leadlap", "rho_sf", "rho_form", "overtime", "won_most_led",
             "row1_wins", "one_two", "laps", "cautions", "passes")  # fmt: skip


def summaries(race: RecordedRace, rows) -> dict[str, np.ndarray]:
    """Statistics of each run, by name."""
    n = len(race.grid)
    measure = {name: rows.race[:, i].astype(float) for i, name in enumerate(MEASURES)}
    place = np.arange(n) - (n - 1) / 2.0
    spread = float(place @ place)
    form_rank = np.argsort(np.argsort(-race.form, kind="stable"), kind="stable") - (n - 1) / 2.0
    top = np.argsort(rows.finish, axis=1)[:, :2]
    runs = np.arange(len(top))
    return {
        "dnf": (rows.out > 0).sum(1), "crash": (rows.out == CRASH).sum(1), "mech": measure["mechanicals"],
        "leaders": measure["leaders"], "topshare": measure["top_share_ppm"] / 1e6, "leadlap": measure["lead_lap"],
        "rho_sf": 1.0 - measure["rank_d2"] / (2.0 * spread), "rho_form": (rows.finish - 1.0) @ form_rank / spread,
        "overtime": measure["overtimes"] > 0, "won_most_led": rows.led[runs, top[:, 0]] == rows.led.max(1),
        "row1_wins": race.grid[top[:, 0]] <= 2, "laps": measure["laps"], "cautions": measure["cautions"],
        "one_two": (race.team[top[:, 0]] >= 0) & (race.team[top[:, 0]] == race.team[top[:, 1]]),
        "passes": 100.0 * measure["passes"] / np.maximum(1.0, rows.laps.sum(1)),
    }  # fmt: skip


def fit_cell(races: list[RecordedRace], target: dict[str, float], rounds: int = 12, runs: int = 24) -> Knobs:
    """Knobs of one cell, by repeated small corrections; the last rounds are averaged."""
    first = races[-1]
    p = parameters(first.series, first.track_class, first.season, 30.0, first.length_mi)
    spec = PACK_KNOBS if first.track_class == "superspeedway" and p.pack.segments else LAP_KNOBS
    knobs = {path: float(getattr(getattr(p, path.split(".")[0]), path.split(".")[1])) for path in spec}
    some = races[:: max(1, len(races) // 16)]
    kept: list[Knobs] = []
    for turn in range(rounds):
        got = simulated(some, knobs, runs)
        for path, (name, how, gain, low, high) in spec.items():
            wanted, came = max(0.02, target[name]), max(0.02, got[name])
            step = min(0.7, max(-0.7, gain * math.log(wanted / came)))
            value = knobs[path] * math.exp(step) if how == "+" else knobs[path] + step
            knobs[path] = min(high, max(low, value))
        if turn >= rounds - 4:
            kept.append(dict(knobs))
    return {path: float(np.mean([k[path] for k in kept])) for path in spec}


def targets(races: list[RecordedRace]) -> dict[str, float]:
    """What the cell's simulated races should be like."""
    one = races[0]
    table = {name: value for name, (value, _) in means(races).items()}
    by_class, by_series = cautions(), passes()
    return table | {"cautions": by_class[one.track_class], "passes": by_series[one.series, one.track_class]}


def as_toml(key: str, knobs: Knobs) -> str:
    """One table a part of the parameters."""
    parts: dict[str, list[str]] = {}
    for path, value in knobs.items():
        part, name = path.split(".")
        parts.setdefault(part, []).append(f"{name} = {value:.4g}")
    return "".join(f'["{key}".{part}]\n' + "\n".join(lines) + "\n" for part, lines in parts.items())


def fitted_cells() -> dict[str, list[RecordedRace]]:
    """The cells to calibrate: by era where both eras have races enough, else pooled."""
    found = cells(load_races(2017, LAST))
    named: dict[str, list[RecordedRace]] = {}
    for (series, cls, era), races in sorted(found.items()):
        if cls == "dirt":
            continue
        other = found.get((series, cls, "old" if era == "new" else "new"), [])
        if min(len(races), len(other)) >= ENOUGH:
            named[f"{series}.{cls}.{era}"] = races
        else:
            named[f"{series}.{cls}"] = other + races
    return named


def written() -> dict[str, str]:
    """The calibrated tables that stand in the file, by cell."""
    _, _, text = FILE.read_text(encoding="utf-8").partition(MARK)
    blocks = re.split(r"^# (?=[a-z]+\.)", text, flags=re.M)[1:]
    return {block.partition(":")[0]: "# " + block for block in blocks}


def main(arguments: list[str]) -> int:
    """Calibrate what is named, or every cell."""
    chosen = [a for a in arguments if not a.startswith("-")]
    blocks = written()
    for key, races in fitted_cells().items():
        if chosen and not any(key.startswith(c) for c in chosen):
            continue
        wanted = targets(races)
        knobs = fit_cell(races, wanted)
        got = simulated(races[:: max(1, len(races) // 16)], knobs, 60)
        names = [n for n in SIMULATED if n != "laps"]
        print(key, len(races), " ".join(f"{n} {got[n]:.2f}/{wanted[n]:.2f}" for n in names), flush=True)
        blocks[key] = f"# {key}: {len(races)} races\n" + as_toml(key, knobs)
    if "--write" in arguments:
        before = FILE.read_text(encoding="utf-8").partition(MARK)[0]
        FILE.write_text(before + MARK + "".join(blocks[key] for key in sorted(blocks)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
