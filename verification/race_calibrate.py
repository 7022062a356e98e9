"""Choose the calibrated numbers of the race so that simulated races match the record to 2023.

``python -m verification.race_calibrate [--write] [series.class ...]`` turns one knob for each statistic, a few rounds,
over the recorded fields of each cell (series, class, era), and with ``--write`` puts the result at the end of
``src/stockcar/sim/data/parameters.toml``. Seasons after 2023 are never read here: they are for ``race_verify``.

The statistics of an era are drawn towards those of the era beside it, as far as eras have differed over all cells
against their sampling error and beyond what the change of era did everywhere (``pooled``): a cell of five races
borrows, one of ninety hardly does. Overtime, a share of few races, borrows from the whole class of track.

Known limits: each knob follows its own statistic, so what no knob follows (for instance wins by row) is whatever comes
out; eras with fewer than three races are left to those of their class; cautions are those of the Cup, 2017-19 and
2021-23, for all series.
"""

import math
import re
import sys
from pathlib import Path

import numpy as np

from stockcar.sim import draws, simulate_rows
from stockcar.sim.inputs import CRASH
from stockcar.sim.outcomes import MEASURES, RunRows
from stockcar.sim.parameters import SPREAD, parameters
from verification.race_field import Knobs, build, weights
from verification.race_record import RecordedRace, cautions, cells, era_of, load_races, means, passes, stage_cautions

LAST = 2023
ENOUGH = 3  # races an era needs to be fitted
FILE = Path(__file__).parents[1] / "src/stockcar/sim/data/parameters.toml"
MARK = "# Calibrated by verification/race_calibrate.py on seasons 2017 to 2023; do not edit below this line.\n"
# knob: statistic, direction, gain, lowest, highest. "+": multiplied by (target / simulated) ** gain; "a": added.
LAP_KNOBS = {
    "hazards.events": ("cautions", "+", 0.8, 0.3, 20.0),
    "hazards.out_prob": ("crash", "+", 0.8, 0.01, 0.8),
    "knobs.mech_rate": ("mech", "+", 0.9, 0.005, 2.0),
    "hazards.late": ("overtime", "+", 0.5, 0.02, 12.0),
    "knobs.spread": ("leadlap", "+", -1.1, 0.05, 3.0),
    "knobs.field_sd_s": ("rho_form", "+", 1.0, 0.01, 4.0),
    "knobs.weekend_sd_s": ("topshare", "+", 0.8, 0.01, 1.5),
    "pace.clean_s": ("leaders", "+", -1.0, 0.1, 2.0),
    "pits.stop_gain": ("leaders", "+", -0.5, 0.15, 2.0),
    "pits.window_laps": ("leaders", "+", 0.7, 2.0, 12.0),
    "pits.crew_sd_s": ("leaders", "+", 0.5, 0.3, 1.55),
    "pace.min_gap_s": ("passes", "+", -0.2, 0.06, 0.12),
    "pace.pass_b": ("passes", "a", 2.0, -1.0, 16.0),
}
# On road courses clean air is small and stops are as the record has them: a leader who is out of turn must not escape.
# One car ahead of the rest leads most laps and wins ("front": the one and half the other); leaders follow how widely
# stops under green are spread, and how rough restarts are.
ROAD_KNOBS = {path: how for path, how in LAP_KNOBS.items() if not path.startswith(("pits.", "pace.clean_s"))} | {
    "knobs.spread": ("leadlap", "+", -1.1, 0.5, 3.5),
    "knobs.weekend_sd_s": ("front", "+", 1.0, 0.01, 1.5),
    "pits.window_laps": ("leaders", "+", 1.0, 1.0, 16.0),
    "pace.restart_sd_s": ("leaders", "+", 0.4, 0.05, 0.3),
}
# Spread and passes can shrink together with little to tell them apart: laps keep at least this much of their noise.
LEAST_SPREAD = {"intermediate": 0.08, "short": 0.05, "road": 0.5}
PACK_KNOBS = {
    "pack.push_hazard": ("cautions", "+", 0.8, 1e-6, 0.05),
    "pack.wreck_cl": ("crash", "+", 1.0, 2.0, 80.0),
    "knobs.mech_rate": ("mech", "+", 0.9, 0.005, 2.0),
    "knobs.field_sd_s": ("rho_form", "+", 0.7, 0.005, 0.6),
    "pits.window_laps": ("leaders", "+", 1.5, 2.0, 16.0),
    "pack.late_hazard": ("overtime", "+", 0.8, 0.05, 40.0),
    "hazards.lost_s": ("leadlap", "+", -1.0, 0.5, 80.0),
    "pack.ease_mph": ("leadlap", "+", 1.0, 0.001, 0.05),
    "pack.look_rate": ("passes", "+", 0.8, 0.005, 0.052),
    "knobs.weekend_sd_s": ("topshare", "+", 1.0, 0.01, 0.15),
}

# On a lap of a mile and a half cars farther apart leave each other's draft for good; who looks for another lane finds
# the bottom one, so that passes follow what the outer lane costs.
SMALL_KNOBS = {path: knob for path, knob in PACK_KNOBS.items() if path != "pack.look_rate"} | {
    "knobs.field_sd_s": ("rho_form", "+", 0.7, 0.005, 0.35),
    "pack.outer_mph": ("passes", "+", -0.5, 0.5, 5.0),
}


def simulated(races: list[RecordedRace], knobs: Knobs, runs: int, trust: float = 1.0) -> dict[str, float]:
    """The statistics of ``race_record`` over simulated runs of these recorded fields."""
    ab, sums = weights(races), dict.fromkeys(SIMULATED, 0.0)
    for race in races:
        inputs = build(race, ab, knobs, trust)
        rows = simulate_rows(inputs, draws.race_key(1, f"{race.series}-{race.season}-{race.number}"), runs)
        for name, value in summaries(race, rows).items():
            sums[name] += float(value.mean()) / len(races)
    sums["front"] = sums["topshare"] + sums["won_most_led"] / 2.0
    return sums


SIMULATED = ("dnf", "crash", "mech", "leaders", "topshare", "leadlap", "rho_sf", "rho_form", "overtime", "won_most_led",
             "row1_wins", "one_two", "laps", "cautions", "passes")  # fmt: skip


def summaries(race: RecordedRace, rows: RunRows) -> dict[str, np.ndarray]:
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


def fit_cell(races: list[RecordedRace], target: dict[str, float], rounds: int = 20, runs: int = 30) -> Knobs:
    """Knobs of one cell, by repeated small corrections; the last rounds are averaged."""
    first = races[-1]
    p = parameters(first.series, first.track_class, first.season, 30.0, first.length_mi)
    spec = ROAD_KNOBS if first.track_class == "road" else LAP_KNOBS
    if first.track_class == "superspeedway" and p.pack.segments:
        spec = SMALL_KNOBS if era_of(first) == "small" else PACK_KNOBS
    knobs = {}
    for path in spec:
        part, name = path.split(".")
        knobs[path] = float(getattr(getattr(p, part), name)) / (p.knobs.spread if name in SPREAD else 1.0)
    some = races[:: max(1, len(races) // 16)]
    kept: list[Knobs] = []
    for turn in range(rounds):
        got = simulated(some, knobs, runs)
        for path, (name, how, gain, low, high) in spec.items():
            wanted, came = max(0.02, target[name]), max(0.02, got[name])
            step = min(0.7, max(-0.7, gain * math.log(wanted / came)))
            value = knobs[path] * math.exp(step) if how == "+" else knobs[path] + step
            if path == "knobs.spread":
                low = LEAST_SPREAD[first.track_class]
            knobs[path] = min(high, max(low, value))
        if turn >= rounds - 4:
            kept.append(dict(knobs))
    return {path: float(np.mean([k[path] for k in kept])) for path in spec}


POOLED = ("crash", "mech", "leaders", "topshare", "leadlap", "rho_form")
CHANGED = ("leaders", "leadlap", "rho_form")


def pooled(found: dict[str, list[RecordedRace]]) -> dict[str, dict[str, tuple[float, float]]]:
    """Mean and standard error of each statistic by cell, drawn towards the era beside it.

    The variance between eras, relative to the level, is what the pairs differ by beyond their sampling error. What the
    present cars are known to have changed is left to the era alone once it has races enough.
    """
    table = {key: means(races) for key, races in found.items()}
    pairs = {key: beside for key in table if (beside := _beside(key)) in table}
    for name in POOLED:
        shift = _shifts(found, {key: table[key][name][0] for key in table}, pairs)
        first = {key: table[key][name] for key in table}
        between = []
        for key, beside in pairs.items():
            (a, sa), (b, sb) = first[key], (first[beside][0] * shift[key], first[beside][1] * shift[key])
            between.append(((a - b) ** 2 - sa * sa - sb * sb) / max(0.05, (abs(a) + abs(b)) / 2.0) ** 2)
        spread = max(0.0, float(np.mean(between)))
        for key, beside in pairs.items():
            if name in CHANGED and len(found[key]) >= 10:
                continue
            (own, error), (other, other_error) = first[key], first[beside]
            other, other_error = other * shift[key], other_error * shift[key]
            # the scatter of few races is not trusted below that of the larger era
            error = max(error, other_error * math.sqrt(len(found[beside]) / len(found[key])), 1e-3)
            prior = spread * other**2 + other_error**2
            keep = prior / (prior + error * error)
            table[key][name] = (keep * own + (1.0 - keep) * other, error * math.sqrt(keep))
    _pool_shares(found, table, "overtime")
    _pool_shares(found, table, "won_most_led")
    return table


def _shifts(found: dict[str, list[RecordedRace]], level: dict[str, float], pairs: dict[str, str]) -> dict[str, float]:
    """What the step between two eras has done to a statistic in all cells together: total against total."""
    sums: dict[str, list[float]] = {}
    for key, beside in pairs.items():
        weight = 1.0 / (1.0 / len(found[key]) + 1.0 / len(found[beside]))
        both = sums.setdefault(key.rpartition(".")[2], [0.0, 0.0])
        both[0] += weight * level[key]
        both[1] += weight * level[beside]
    return {key: sums[era][0] / sums[era][1] for key in pairs if (era := key.rpartition(".")[2])}


def _pool_shares(
    found: dict[str, list[RecordedRace]], table: dict[str, dict[str, tuple[float, float]]], name: str
) -> None:
    """A share counted in few races is drawn towards that of its class of track, all series and eras together."""
    for cls in {key.split(".")[1] for key in found}:
        keys = [key for key in found if key.split(".")[1] == cls]
        n = np.array([len(found[key]) for key in keys], float)
        share = np.array([np.mean([race.stats[name] for race in found[key]]) for key in keys])
        mean = float(n @ share / n.sum())
        chance = mean * (1.0 - mean) / n
        spread = max(0.0, float(n @ ((share - mean) ** 2 - chance) / n.sum()))
        for key, own, error in zip(keys, share.tolist(), chance.tolist(), strict=True):
            keep = spread / (spread + error)
            table[key][name] = (keep * own + (1.0 - keep) * mean, math.sqrt(error * max(keep, 0.1)))


def _beside(key: str) -> str:
    cell, _, era = key.rpartition(".")
    return f"{cell}.{ {'new': 'old', 'old': 'new', 'small': 'new'}[era] }"


def targets(found: dict[str, list[RecordedRace]]) -> dict[str, dict[str, float]]:
    """What each cell's simulated races should be like."""
    by_class, by_series = cautions(), passes()
    wanted = {}
    for key, table in pooled(found).items():
        one = found[key][0]
        era = era_of(one)
        here = {name: value for name, (value, _) in table.items()}
        at_stages = float(np.mean([stage_cautions(race) for race in found[key]]))
        here["front"] = here["topshare"] + here["won_most_led"] / 2.0
        here["cautions"] = by_class[one.track_class, "old" if era == "old" else "new"] + at_stages
        loops = (one.series, one.track_class, era)
        here["passes"] = by_series.get(loops) or by_series[one.series, one.track_class, "new"]
        wanted[key] = here
    return wanted


def as_toml(key: str, knobs: Knobs) -> str:
    """One table a part of the parameters."""
    parts: dict[str, list[str]] = {}
    for path, value in knobs.items():
        part, name = path.split(".")
        parts.setdefault(part, []).append(f"{name} = {value:.4g}")
    return "".join(f'["{key}".{part}]\n' + "\n".join(lines) + "\n" for part, lines in parts.items())


def fitted_cells() -> dict[str, list[RecordedRace]]:
    """The cells to calibrate, by series, class and era."""
    found = sorted(cells(load_races(2017, LAST)).items())
    return {".".join(cell): races for cell, races in found if cell[1] != "dirt" and len(races) >= ENOUGH}


def written() -> dict[str, str]:
    """The calibrated tables that stand in the file, by cell."""
    _, _, text = FILE.read_text(encoding="utf-8").partition(MARK)
    blocks = re.split(r"^# (?=[a-z]+\.)", text, flags=re.M)[1:]
    return {block.partition(":")[0]: "# " + block for block in blocks}


def calibrate(arguments: list[str]) -> int:
    """Calibrate what is named, or every cell."""
    chosen = [a for a in arguments if not a.startswith("-")]
    found = fitted_cells()
    blocks, aims = {key: block for key, block in written().items() if key in found}, targets(found)
    for key, races in found.items():
        if chosen and not any(key.startswith(c) for c in chosen):
            continue
        wanted = aims[key]
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
    sys.exit(calibrate(sys.argv[1:]))
