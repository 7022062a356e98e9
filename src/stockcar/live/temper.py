"""How far is the simulator to be believed? Chances of winning, as sharp as they have turned out to be right.

``p`` becomes proportional to ``p ** power``: above 1 sharpens, below 1 blunts. The power was fitted to races at half
distance, season by season on earlier races only (``verification/winprob.py`` writes ``data/temper.toml``). It holds up
to half distance and fades to 1 at the flag, where the order speaks for itself.

Known limits: one number for all series and tracks; top fives, top tens and stages are as counted.
"""

import tomllib
from functools import cache
from importlib.resources import files

import numpy as np

from stockcar.forecast.normal import Floats


@cache
def power_of(season: int) -> float:
    """The power for the races of a season, fitted on the seasons before it; 1 where there is none."""
    seasons = tomllib.loads(files("stockcar.live").joinpath("data/temper.toml").read_text("utf-8"))["seasons"]
    known = [int(year) for year in seasons if int(year) <= season]
    return float(seasons[str(max(known))]) if known else 1.0


def power_at(key: str, share: float) -> float:
    """The power for a race by its key, at a share of its distance."""
    return 1.0 + min(1.0, max(0.0, 2.0 * (1.0 - share))) * (power_of(int(key.split("-")[1])) - 1.0)


def tempered(win: Floats, power: float) -> Floats:
    """Chances (cars,) with the power applied; what is 0 stays 0, and they add to what they added to."""
    weight = np.where(win > 0.0, np.maximum(win, 1e-300) ** power, 0.0)
    return np.asarray(weight * (win.sum() / weight.sum()), float)


def slopes(win: Floats, sharp: Floats, power: float, won: Floats) -> Floats:
    """What each run (runs, cars) adds to the tempered chances, to first order: their errors come from its spread."""
    odds = np.divide(sharp, win, out=np.zeros_like(win), where=win > 0.0)
    return np.asarray(power * (won * odds - sharp * (won @ odds)[:, None]), float)
