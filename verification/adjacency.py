"""Do team-mates run nose to tail more often than chance, and do simulated ones as much?

The whole-race lap files hold the running order at the line, lap by lap. On each green lap the order is cut into strata
of eight places; within a stratum, labels dealt anew would put ``sum c (c - 1) / m`` pairs of team-mates next to each
other (c cars of a team among m), whatever brought the team into that part of the field. Observed pairs over these are
the excess. The same is counted in simulated runs of the same fields, with trust and without. Nothing was fitted to
these files. Writes ``adjacency.md`` and ``adjacency.png`` beside it.

Known limits: ten of the eighteen races are superspeedways, eight of them Atlanta; other classes are few, so their
intervals come from blocks of laps. The recorded order holds all cars, lapped ones too.
"""

import datetime as dt
import sys
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from stockcar.sim import draws, replay
from verification.race_calibrate import fitted_cells
from verification.race_field import build, weights
from verification.race_record import FOLDER, RecordedRace, load_races

REPORT = Path(__file__).with_suffix(".md")
PLOT = Path(__file__).with_suffix(".png")
MACHINE = "2 vCPU AMD EPYC, Debian 12, Python 3.11"
STRATUM = 8  # places
BLOCK = 20  # laps that are drawn together where a class has few races
FEW = 5  # races of a class from which they are drawn anew themselves
WIDTHS = (6, 8, 12)
CLASSES = ("superspeedway", "intermediate", "short", "road")
CASES = ("recorded", "simulated", "no trust")
Order = list[int]  # team codes in running order, -1 single


class Tally(NamedTuple):
    """Pairs of team-mates next to each other, seen and expected, by block of laps: (blocks, 2)."""

    blocks: np.ndarray

    @property
    def ratio(self) -> float:
        """Seen over expected."""
        seen, expected = self.blocks.sum(axis=0)
        return float(seen / expected) if expected else float("nan")


Found = dict[tuple[str, str, int], list[Tally]]


def pairs_in(order: Order, width: int = STRATUM) -> tuple[int, float]:
    """Adjacent team-mates within strata of the order, and how many labels dealt anew within them would give."""
    seen, expected = 0, 0.0
    for first in range(0, len(order), width):
        part = order[first : first + width]
        if len(part) < 2:
            continue
        seen += sum(a == b >= 0 for a, b in pairwise(part))
        counts = [part.count(team) for team in set(part) if team >= 0]
        expected += sum(c * (c - 1) for c in counts) / len(part)
    return seen, expected


def tally(orders: dict[int, Order], width: int = STRATUM) -> Tally:
    """Green laps by lap number, counted in blocks."""
    blocks: dict[int, np.ndarray] = {}
    for lap, order in orders.items():
        blocks.setdefault(lap // BLOCK, np.zeros(2))
        blocks[lap // BLOCK] += pairs_in(order, width)
    return Tally(np.array(list(blocks.values())).reshape(-1, 2))


def recorded_orders(race: RecordedRace, laps: pl.DataFrame, flags: pl.DataFrame) -> dict[int, Order]:
    """Team codes in running order on every green lap of the file."""
    key = f"{race.series}-{race.season}-{race.number:02d}"
    green = flags.filter((pl.col("race_key") == key) & (pl.col("flag_state") == 1))["laps_completed"].to_list()
    team = dict(zip(race.car, race.team.tolist(), strict=True))
    rows = laps.filter((pl.col("race_key") == key) & pl.col("lap").is_in(green)).drop_nulls("running_pos")
    orders: dict[int, Order] = {}
    for lap, car in rows.sort("lap", "running_pos").select("lap", "car_number").iter_rows():
        orders.setdefault(int(lap), []).append(team.get(car, -1))
    return orders


def simulated_orders(race: RecordedRace, ab: tuple[float, float], trust: float, run: int) -> dict[int, Order]:
    """The same of one simulated run of the same field."""
    inputs = build(race, ab, {}, trust)
    _, log = replay(inputs, draws.race_key(6, f"{race.series}-{race.season}-{race.number}"), run)
    orders: dict[int, Order] = {}
    yellow_until = 0
    for event in log:
        if event.kind == "caution":
            yellow_until = event.lap + int(event.value)
        if event.kind == "lap" and event.lap > yellow_until:
            orders.setdefault(event.lap, []).append(int(inputs.cars.team[event.slot]))
    return orders


def races_of_the_files() -> tuple[list[RecordedRace], pl.DataFrame, pl.DataFrame]:
    """The races that have running positions, with the lap rows and the flags."""
    laps = pl.read_parquet(FOLDER / "laps" / "lap_times.parquet")
    flags = pl.read_parquet(FOLDER / "laps" / "lap_flags.parquet")
    keys = set(laps.drop_nulls("running_pos").drop_nulls("car_number")["race_key"].to_list())
    races = [r for r in load_races(2020, 2025) if f"{r.series}-{r.season}-{r.number:02d}" in keys]
    return races, laps, flags


def interval(tallies: list[Tally]) -> tuple[float, float]:
    """95 per cent of the ratio by drawing races anew, or blocks of laps where there are fewer than five races."""
    if len(tallies) >= FEW:
        table = np.array([t.blocks.sum(axis=0) for t in tallies])
    else:
        table = np.concatenate([t.blocks for t in tallies])
    rng = np.random.default_rng(1)
    drawn = table[rng.integers(0, len(table), (4000, len(table)))].sum(axis=1)
    low, high = np.percentile(drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
    return float(low), float(high)


def apart(found: Found, cls: str, case: str) -> tuple[float, float, float]:
    """Recorded excess less simulated, race by race, with 95 per cent of its mean by drawing races anew."""
    pairs = zip(found[cls, "recorded", STRATUM], found[cls, case, STRATUM], strict=True)
    table, rng = np.array([a.ratio - b.ratio for a, b in pairs]), np.random.default_rng(2)
    drawn = table[rng.integers(0, len(table), (4000, len(table)))].mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(table.mean()), float(low), float(high)


def count(runs: int) -> Found:
    """Tallies by class, case and width of the strata, one a race (simulated: all its runs together)."""
    races, laps, flags = races_of_the_files()
    fitted = fitted_cells()
    found: Found = {}
    for race in races:
        orders = recorded_orders(race, laps, flags)
        if not orders:
            continue
        era = "new" if race.season >= 2022 else "old"
        cell = f"{race.series}.{race.track_class}"
        ab = weights(fitted.get(f"{cell}.{era}") or fitted.get(cell) or races)
        made = {"recorded": [orders]}
        for case, trust in (("simulated", 1.0), ("no trust", 0.0)):
            made[case] = [simulated_orders(race, ab, trust, run) for run in range(runs)]
        for case, seen in made.items():
            for width in WIDTHS:
                blocks = np.concatenate([tally(one, width).blocks for one in seen])
                found.setdefault((race.track_class, case, width), []).append(Tally(blocks))
    return found


def draw_plot(rows: list[tuple[str, str, float, float, float]]) -> None:
    """Excess by class, recorded beside simulated."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7.0, 3.4))
    colours = dict(zip(CASES, ("black", "tab:blue", "tab:grey"), strict=True))
    for cls, case, ratio, low, high in rows:
        x = CLASSES.index(cls) + 0.18 * (CASES.index(case) - 1)
        axes.errorbar(x, ratio, [[ratio - low], [high - ratio]], fmt="o", color=colours[case], capsize=3,
                      label=case if cls == CLASSES[0] else None)  # fmt: skip
    axes.axhline(1.0, color="lightgrey", zorder=0)
    axes.set_xticks(range(len(CLASSES)), CLASSES)
    axes.set_ylabel("adjacent team-mates / chance")
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(PLOT, dpi=110)
    plt.close(figure)


def main(full: bool = False) -> int:
    """Write the report; 0 when record and simulation agree on superspeedways and no trust at all does not."""
    runs = 8 if full else 2
    found = count(runs)
    rows, lines = [], ["| class | races | recorded | simulated | simulated, no trust |", "|---|---|---|---|---|"]
    for cls in CLASSES:
        cells = []
        for case in CASES:
            here = found[cls, case, STRATUM]
            ratio, (low, high) = Tally(np.concatenate([t.blocks for t in here])).ratio, interval(here)
            rows.append((cls, case, ratio, low, high))
            cells.append(f"{ratio:.2f} ({low:.2f} to {high:.2f})")
        lines.append(f"| {cls} | {len(found[cls, 'recorded', STRATUM])} | " + " | ".join(cells) + " |")
    draw_plot(rows)
    at = {(cls, case): (low, high) for cls, case, _, low, high in rows}
    overlap = {cls: _overlap(at[cls, "recorded"], at[cls, "simulated"]) for cls in CLASSES}
    with_trust, without = (apart(found, "superspeedway", case) for case in ("simulated", "no trust"))
    holds = {
        "superspeedways, simulated: agrees with the record (difference within its interval)": with_trust[1]
        <= 0.0
        <= with_trust[2],
        "superspeedways, no trust: does not": not without[1] <= 0.0 <= without[2],
        "record and simulation overlap in every class": all(overlap.values()),
    }
    text = [
        "# Team-mates next to each other on the track", "",
        f"{dt.date.today().isoformat()}, {MACHINE}; {runs} runs a field{'' if full else ' (reduced size)'}.",
        f"Adjacent pairs of team-mates on green laps over what labels shuffled within strata of {STRATUM} places give,",
        f"with 95 % intervals (races drawn anew, or blocks of {BLOCK} laps where a class has fewer than {FEW} races).",
        "Nothing was fitted to the lap files.", "",
        *(f"- {'held' if ok else '**MISSED**'}: {name}" for name, ok in holds.items()), "", *lines, "",
        "Superspeedways, recorded less simulated, race by race: "
        f"{with_trust[0]:+.2f} ({with_trust[1]:+.2f} to {with_trust[2]:+.2f}); without trust "
        f"{without[0]:+.2f} ({without[1]:+.2f} to {without[2]:+.2f}).", "",
        "![Excess by class](adjacency.png)", "", *_widths(found), "",
    ]  # fmt: skip
    REPORT.write_text("\n".join(text), encoding="utf-8")
    print(f"adjacency: {sum(holds.values())} of {len(holds)} conditions hold", file=sys.stderr)
    return 0 if all(holds.values()) else 1


def _widths(found: Found) -> list[str]:
    """Does the width of the strata matter? Superspeedways only."""
    lines = ["| strata of | recorded | simulated | no trust |", "|---|---|---|---|"]
    for width in WIDTHS:
        tallies = [found["superspeedway", case, width] for case in CASES]
        ratios = [Tally(np.concatenate([t.blocks for t in here])).ratio for here in tallies]
        lines.append(f"| {width} places | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |")
    return ["Superspeedways by width of the strata:", "", *lines]


def _overlap(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


if __name__ == "__main__":
    sys.exit(main("--full" in sys.argv))
