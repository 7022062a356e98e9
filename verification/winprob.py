"""How good are the chances of winning while a race is under way?

``python -m verification winprob --full`` races every points race of 2019-25 whose running order at half distance is
known (``winprob_races``), scores it beside simpler models (``winprob_scores``), adds the whole-race lap files
(``winprob_files``), and writes ``winprob.md`` and ``winprob.png``. What is done is kept in the user's cache, so a run
that was stopped goes on where it was. Without ``--full`` every tenth race is taken, told and not kept.

The form of the model was settled on every other race of 2019 and 2020, so these stand apart in the report; the power,
always fitted on earlier races, was taken in when the first 278 races had shown a slope of 1.14 without it.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import platformdirs

from stockcar.forecast.forecast import code_digest
from stockcar.record.book import RecordBook
from verification import winprob_files, winprob_races
from verification import winprob_scores as scores
from verification.winprob_files import AtShare
from verification.winprob_races import Half

HERE = Path(__file__).parent
TEMPER = HERE.parent / "src" / "stockcar" / "live" / "data" / "temper.toml"
MACHINE = "2 vCPU AMD EPYC, Debian 12, Python 3.11"
Line = Callable[[str], None]


def main(full: bool) -> int:
    """Race, score, report; 0 when ours beats each simpler model and is calibrated."""
    book = RecordBook.open(os.environ.get("STOCKCAR_FULL_BOOK", ".book"))
    keep = platformdirs.user_cache_path("stockcar") / "winprob"
    of = len(winprob_races.mid_race(book))
    races = []
    for number, race in enumerate(winprob_races.races(book, keep, every=1 if full else 10), 1):
        races.append(race)
        if number % 25 == 0:
            print(f"   {number} races, {race.key}", flush=True)
    laps = list(winprob_files.files(book, keep / winprob_races.digest())) if full else []
    return report(races, of, laps)


def report(races: Sequence[Half], of: int, laps: Sequence[AtShare]) -> int:
    """Write what was found; 0 when everything asked for holds on all races."""
    models, powers = scores.all_models(races)
    lines: list[str] = []
    say = lines.append
    say("# Chances of winning at half distance")
    say("")
    say(
        f"{len(races)} of {of} points races of 2019-25 with mid-race positions (joined by series and date, the same or "
        f"the next day, at least 90 % of the field), {races[0].key} to {races[-1].key}; every race is forecast from "
        f"earlier days only. {winprob_races.RUNS_HALF:,} runs a race from half distance. Code {code_digest()}. "
        f"{MACHINE}."
    )
    held = _compared(say, races, models)
    held &= _calibrated(say, races, models)
    _by_part(say, races, models)
    seasons = {int(race.key.split("-")[1]): power for race, power in reversed(list(zip(races, powers, strict=True)))}
    told = ", ".join(f"{season} {seasons[season]:.3f}" for season in sorted(seasons))
    say(f"\nPower at the first race of each season, from the races before it: {told}.")
    if len(races) == of:
        write_temper(seasons)
    if laps:
        _lap_files(say, laps)
    say("\n![reliability](winprob.png)\n")
    if len(races) < of:
        print("\n".join(lines))  # a part is looked at, not kept
        return 1
    _plot(races, models)
    (HERE / "winprob.md").write_text("\n".join(lines), encoding="utf-8")
    return 0 if held else 1


def write_temper(seasons: dict[int, float]) -> None:
    """The powers for ``stockcar.live.temper``."""
    lines = [
        "# Power by season, fitted at half distance on races of earlier seasons; written by verification/winprob.py.",
        "[seasons]",
        *(f"{season} = {seasons[season]:.4f}" for season in sorted(seasons)),
    ]
    TEMPER.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _compared(say: Line, races: Sequence[Half], models: dict[str, scores.Chances]) -> bool:
    ours, held = scores.log_loss(races, models["ours"]), True
    say("\n## Beside simpler models\n")
    say("| model | log loss | Brier | log loss more than ours (95 %) |")
    say("|---|---|---|---|")
    for name in scores.MODELS:
        loss = scores.log_loss(races, models[name])
        low, high = scores.interval(loss - ours)
        more = "" if name == "ours" else f"{(loss - ours).mean():+.4f} ({low:+.4f} to {high:+.4f})"
        say(f"| {name} | {loss.mean():.4f} | {scores.brier(races, models[name]).mean():.4f} | {more} |")
        held &= low > 0 or name in ("ours", "counted")
    return held


def _calibrated(say: Line, races: Sequence[Half], models: dict[str, scores.Chances]) -> bool:
    slope, error, n = scores.calibration(races, models["ours"])
    say("\n## Calibration\n")
    say(f"Slope among the {n:,} chances above 5 %: {slope:.3f} (error {error:.3f}); 0.9 to 1.1 is asked for.")
    plain, spread, _ = scores.calibration(races, models["counted"])
    say(
        f"Counted, without the power that earlier races ask for, it is {plain:.3f} (error {spread:.3f}). The power was "
        f"taken in after a look at the first 278 races (to April 2022), on which that slope was 1.14.\n"
    )
    say("| said | chances | mean | won | error |")
    say("|---|---|---|---|---|")
    for name, count, mean, won, spread in scores.reliability(races, models["ours"]):
        say(f"| {name} | {count} | {mean:.4f} | {won:.4f} | {spread:.4f} |")
    return 0.9 <= slope <= 1.1


def _by_part(say: Line, races: Sequence[Half], models: dict[str, scores.Chances]) -> None:
    season = np.array([int(race.key.split("-")[1]) for race in races])
    kind = np.array([race.track_type for race in races])
    series = np.array([race.key.split("-")[0] for race in races])
    parts = {"2019-20 (looked at)": season <= 2020, "2021-25": season > 2020}
    parts |= {name: series == name for name in sorted(set(series.tolist()))}
    parts |= {name: kind == name for name in sorted(set(kind.tolist()))}
    say("\n## Parts (log loss; intervals of the difference to ours)\n")
    say("| part | races | " + " | ".join(scores.MODELS) + " | slope |")
    say("|---|---|" + "---|" * (len(scores.MODELS) + 1))
    for name, chosen in parts.items():
        at = np.flatnonzero(chosen)
        if len(at) < 5:
            continue
        some = [races[i] for i in at]
        ours = scores.log_loss(some, [models["ours"][i] for i in at])
        cells = []
        for model in scores.MODELS:
            loss = scores.log_loss(some, [models[model][i] for i in at])
            low, high = scores.interval(loss - ours)
            cells.append(f"{loss.mean():.3f}" + ("" if model == "ours" else f" ({low:+.3f} to {high:+.3f})"))
        slope, error, _ = scores.calibration(some, [models["ours"][i] for i in at])
        say(f"| {name} | {len(at)} | " + " | ".join(cells) + f" | {slope:.2f} ± {error:.2f} |")


def _lap_files(say: Line, laps: Sequence[AtShare]) -> None:
    drafting = sum(one.track_type == "superspeedway" for one in laps)
    say(f"\n## Whole-race lap files\n\n{len(laps)} races, {drafting} of them at drafting tracks: figures, no claim.\n")
    say("| distance | ours: log loss (95 %) | Brier | before the race | 1 / place |")
    say("|---|---|---|---|---|")
    for at, share in enumerate(winprob_files.SHARES):
        ours = np.array([-np.log(max(float(one.win[at] @ one.won), 1e-6)) for one in laps])
        before = np.array([-np.log(float(one.before @ one.won)) for one in laps])
        place = np.array(
            [-np.log(float((1 / one.position[at]) @ one.won / (1 / one.position[at]).sum())) for one in laps]
        )
        squares = np.mean([((one.win[at] - one.won) ** 2).sum() for one in laps])
        low, high = scores.interval(ours)
        told = f"{ours.mean():.3f} ({low:.3f} to {high:.3f}) | {squares:.3f} | {before.mean():.3f} | {place.mean():.3f}"
        say(f"| {100 * share:.0f} % | {told} |")


def _plot(races: Sequence[Half], models: dict[str, scores.Chances]) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    rows = [row for row in scores.reliability(races, models["ours"]) if row[1] >= 10]
    figure, axes = plt.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    axes.errorbar([r[2] for r in rows], [r[3] for r in rows], yerr=[1.96 * r[4] for r in rows], fmt="o", capsize=3)
    axes.set(xlabel="chance of winning said at half distance", ylabel="share that won", xlim=(0, 1), ylim=(0, 1))
    axes.set_title(f"{len(races)} races, 2019-25")
    figure.tight_layout()
    figure.savefig(HERE / "winprob.png", dpi=110)
    plt.close(figure)
