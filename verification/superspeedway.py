"""Does the pack of Daytona and Talladega work together as teams on record do, and for the reasons claimed?

Writes ``superspeedway.md`` beside it: team-mates first and second in simulated runs of all recorded superspeedway
fields, with trust, without it, with shuffled team labels, and on other tracks, each against the share that independent
finishes would give; when the second car in line pulls out; the momentum of pushes; and the night of Daytona 2025 with
and without trust, pact and order, told by one of its runs.

Known limits: a field's pace is form and grid alone (``race_field``), except for Daytona 2025, which has its forecast.
"""

import datetime as dt
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

from stockcar.sim import draws, simulate_rows
from stockcar.sim.example import example_inputs
from stockcar.sim.inputs import Ints
from stockcar.sim.outcomes import RunRows
from verification import daytona_2025
from verification.pack_watch import Second, pushes_of, seconds_of
from verification.race_calibrate import fitted_cells
from verification.race_field import build, weights
from verification.race_record import RecordedRace, load_races
from verification.superspeedway_record import crossed

REPORT = Path(__file__).with_suffix(".md")
MACHINE = "2 vCPU AMD EPYC, Debian 12, Python 3.11"
FIRST, LAST = 2017, 2025
STEPS = ((1, 1), (2, 3), (4, 6), (7, 12), (13, 24))  # laps to go


class Pairs(NamedTuple):
    """Team-mates first and second: how often, and how often independent finishes would have it."""

    share: float
    error: float  # of the share
    null: float
    recorded: int
    races: int
    recorded_null: float  # expected in the recorded races

    @property
    def ratio(self) -> float:
        """Simulated against its own null."""
        return self.share / self.null

    @property
    def ratio_error(self) -> float:
        """Of the ratio, taking the null as known."""
        return self.error / self.null


def by_chance(rows: RunRows, team: Ints) -> float:
    """Chance that the winner of one run and the second of another are team-mates: nothing but speed is shared."""
    order = np.argsort(rows.finish, axis=1)
    n = rows.finish.shape[1]
    both = np.outer(np.bincount(order[:, 0], minlength=n), np.bincount(order[:, 1], minlength=n)).astype(float)
    np.subtract.at(both, (order[:, 0], order[:, 1]), 1.0)  # of the same run
    np.fill_diagonal(both, 0.0)
    mates = (team[:, None] == team[None, :]) & (team[:, None] >= 0)
    return float(both[mates].sum() / both.sum())


def one_two(rows: RunRows, team: Ints) -> np.ndarray:
    """Runs in which team-mates finished first and second."""
    order = np.argsort(rows.finish, axis=1)
    return (team[order[:, 0]] == team[order[:, 1]]) & (team[order[:, 0]] >= 0)


def pairs(races: list[RecordedRace], runs: int, trust: float = 1.0, shuffle: bool = False, **pack: float) -> Pairs:
    """Every field raced ``runs`` times; ``shuffle``: count by labels dealt anew, trust stays with the true team."""
    fitted, shares, nulls = fitted_cells(), [], []
    knobs = {f"pack.{name}": value for name, value in pack.items()}
    for race in races:
        era = "new" if race.season >= 2022 else "old"
        cell = f"{race.series}.{race.track_class}"
        past = fitted.get(f"{cell}.{era}") or fitted.get(cell) or races
        inputs = build(race, weights(past), knobs, trust)
        rows = simulate_rows(inputs, draws.race_key(3, f"{race.series}-{race.season}-{race.number}"), runs)
        team = inputs.cars.team
        if shuffle:
            team = np.random.default_rng(race.number).permutation(team)
        shares.append(one_two(rows, team).mean())
        nulls.append(by_chance(rows, team))
    share = float(np.mean(shares))
    error = float(np.sqrt(share * (1.0 - share) / (runs * len(races))))
    seen = int(sum(race.stats["one_two"] for race in races))
    return Pairs(share, error, float(np.mean(nulls)), seen, len(races), float(np.sum(nulls)))


def interval(count: int, of: int) -> tuple[float, float]:
    """95 per cent interval of a share (Wilson)."""
    p, z = count / of, 1.96
    middle, wide = p + z * z / (2 * of), z * np.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return float((middle - wide) / (1 + z * z / of)), float((middle + wide) / (1 + z * z / of))


def team_tables(runs: int, step: int) -> tuple[list[str], dict[str, bool]]:
    """Team-mates first and second on superspeedways and elsewhere."""
    everyone = load_races(FIRST, LAST)
    fields = [race for race in everyone if race.track_class == "superspeedway"]
    cases = {
        "as fitted": pairs(fields, runs), "trust off": pairs(fields, runs, trust=0.0),
        "labels shuffled": pairs(fields, runs, shuffle=True), "no pushing": pairs(fields, runs, push_base=-1000.0),
        "nobody follows": pairs(fields, runs, follow=0.0), "loyalty 0": pairs(fields, runs, loyal_mph=0.0),
        "loyalty doubled": pairs(fields, runs, loyal_mph=2.0),
    }  # fmt: skip
    lines = ["| superspeedways | team 1-2 | null | ratio |", "|---|---|---|---|"]
    for name, found in cases.items():
        lines.append(f"| {name} | {found.share:.3f} ± {found.error:.3f} | {found.null:.3f} | "
                     f"{found.ratio:.2f} ± {found.ratio_error:.2f} |")  # fmt: skip
    lines += ["", *_record_lines(fields, cases["as fitted"])]
    lines += ["", "| other tracks | races | simulated | null | ratio | recorded | recorded / null |", "|---" * 7 + "|"]
    elsewhere = {}
    for cls in ("intermediate", "short", "road"):
        found = pairs([race for race in everyone if race.track_class == cls][::step], runs)
        elsewhere[cls] = found
        lines.append(f"| {cls} | {found.races} | {found.share:.3f} ± {found.error:.3f} | {found.null:.3f} | "
                     f"{found.ratio:.2f} ± {found.ratio_error:.2f} | {found.recorded} | "
                     f"{found.recorded / found.recorded_null:.2f} |")  # fmt: skip
    on, off, mixed = cases["as fitted"], cases["trust off"], cases["labels shuffled"]
    return lines, {
        "team 1-2 inside 0.09-0.25": 0.09 <= on.share <= 0.25,
        "trust off inside 0.03-0.08": 0.03 <= off.share <= 0.08,
        "shuffled labels: ratio 1 within two errors": abs(mixed.ratio - 1.0) <= 2.0 * mixed.ratio_error,
        "other tracks between 1.0 and 1.4 times the null (two errors)": all(
            1.0 - 2.0 * f.ratio_error <= f.ratio <= 1.4 + 2.0 * f.ratio_error for f in elsewhere.values()
        ),
    }


def _record_lines(fields: list[RecordedRace], found: Pairs) -> list[str]:
    low, high = interval(found.recorded, found.races)
    cup = [race for race in fields if race.series == "cup"]
    won = int(sum(race.stats["one_two"] for race in cup))
    cup_low, cup_high = interval(won, len(cup))
    share, cup_share = found.recorded / found.races, won / len(cup)
    return [
        f"Recorded {FIRST}-{LAST}: {found.recorded} of {found.races} ({share:.3f}, 95 % {low:.3f} to {high:.3f}), Cup",
        f"{won} of {len(cup)} ({cup_share:.3f}, {cup_low:.3f} to {cup_high:.3f}); independent finishes would give "
        f"{found.recorded_null:.1f} of {found.races}.",
        "",
        "What the record gives when nobody can have helped anybody (the winner of one race with the second of another",
        "of the series, jackknife over races), to be held against trust off:",
        "",
        "| seasons apart, at most | team 1-2 | 95 % |",
        "|---|---|---|",
        *_crossed_lines(),
        "",
        "The table of targets counts 15 of 106, four of them Xfinity; the result tables hold eight Xfinity races with",
        "cars of one team first and second, so the count here is higher.",
    ]


def _crossed_lines() -> list[str]:
    """Recorded finishes that had nothing to do with each other."""
    lines = []
    for apart in (0, 1, 2):
        found = crossed(FIRST, LAST, apart)
        low, high = found.share - 1.96 * found.error, found.share + 1.96 * found.error
        lines.append(f"| {apart} | {found.share:.3f} ± {found.error:.3f} | {low:.3f} to {high:.3f} |")
    return lines


def second_car(runs: int) -> tuple[list[str], dict[str, bool]]:
    """When the second car in line leaves the leader, by laps to go and by team.

    Only the last laps are raced, from the grid. A mate tucked in behind makes a car bolder, and mates run in company,
    so rivals and mates of the leader are compared where nobody of the second car's team pushes it.
    """
    races = [r for r in load_races(FIRST, 2023) if r.track_class == "superspeedway"][::4]
    seen: list[Second] = []
    for race in races:
        inputs = build(race, weights(races), {})
        late = inputs._replace(start=inputs.start._replace(lap=race.laps - STEPS[-1][1], green_since=0))
        key = draws.race_key(4, f"{race.series}-{race.season}-{race.number}")
        seen += [one for one in seconds_of(late, key, runs) if not one.pushed]
    lines = ["| laps to go | rivals | laps | team-mates | laps |", "|---|---|---|---|---|"]
    rates: dict[tuple[int, bool], tuple[float, float, int]] = {}
    for low, high in STEPS:
        for mate in (False, True):
            rates[low, mate] = _rate([s.pulled for s in seen if low <= s.to_go <= high and s.mate == mate])
        cells = [f"{rate:.3f} ± {error:.3f} | {n}" for rate, error, n in (rates[low, False], rates[low, True])]
        lines.append(f"| {low if low == high else f'{low}-{high}'} | " + " | ".join(cells) + " |")
    last, early = rates[STEPS[0][0], False], rates[STEPS[-1][0], False]
    weigh = {low: rates[low, True][2] for low, _ in STEPS}
    apart = sum((rates[low, False][0] - rates[low, True][0]) * n for low, n in weigh.items()) / sum(weigh.values())
    error = np.sqrt(sum(n * n * (rates[low, False][1] ** 2 + rates[low, True][1] ** 2) for low, n in weigh.items()))
    error /= sum(weigh.values())
    lines += ["", f"At the same laps to go team-mates leave the leader less often by {apart:.4f} ± {error:.4f} a lap."]
    return lines, {
        "the second car pulls out more often on the last lap than early (two errors)": last[0] - early[0]
        > 2.0 * float(np.hypot(last[1], early[1])),
        "team-mates pull out less often at the same laps to go (two errors)": apart > 2.0 * float(error),
    }


def _rate(pulled: list[bool]) -> tuple[float, float, int]:
    """Share, standard error (of a share with one more on either side), count."""
    n = len(pulled)
    share, smooth = sum(pulled) / max(n, 1), (sum(pulled) + 1) / (n + 2)
    return share, float(np.sqrt(smooth * (1.0 - smooth) / (n + 2))), n


def momentum(runs: int) -> tuple[list[str], dict[str, bool]]:
    """What the speeds of a pair come to before and after a push."""
    seen = pushes_of(example_inputs("superspeedway"), draws.race_key(5, "push"), runs)
    worst = max(abs(push.before_mph - push.after_mph) for push in seen)
    least, mean = min(push.gained_mph for push in seen), float(np.mean([push.gained_mph for push in seen]))
    text = [
        f"{len(seen):,} pushes: the two speeds together change by at most {worst:.1e} mph (the stated loss is none;",
        f"the cars weigh the same), the car ahead gains {mean:.2f} mph on average, never less than {least:.1e}.",
    ]
    return text, {
        "a push conserves momentum (1e-9 mph)": worst < 1e-9,
        "a push never slows the car ahead": least >= 0.0,
    }


def main(full: bool = False) -> int:
    """Write the report; 0 when every condition holds."""
    runs, step = (100, 1) if full else (40, 4)
    held: dict[str, bool] = {}
    parts: list[tuple[str, list[str]]] = []
    for title, (lines, conditions) in (
        ("Team-mates first and second", team_tables(runs, step)),
        ("The second car in line", second_car(50 if full else 40)),
        ("Momentum of a push", momentum(20 if full else 4)),
        ("Daytona 2025", daytona_2025.tables(10_000 if full else 3_000, 400 if full else 100)),
    ):
        parts.append((title, lines))
        held |= conditions
    text = [
        "# Superspeedways: evidence for draft, push and trust", "",
        f"{dt.date.today().isoformat()}, {MACHINE}; {runs} runs a field{'' if full else ' (reduced size)'}. ± is one",
        "standard error. `null`: what independent finishes of the same runs would give.", "",
        *(f"- {'held' if ok else '**MISSED**'}: {name}" for name, ok in held.items()), "",
    ]  # fmt: skip
    for title, lines in parts:
        text += [f"## {title}", "", *lines, ""]
    REPORT.write_text("\n".join(text), encoding="utf-8")
    print(f"superspeedways: {sum(held.values())} of {len(held)} conditions hold", file=sys.stderr)
    return 0 if all(held.values()) else 1


if __name__ == "__main__":
    sys.exit(main("--full" in sys.argv))
