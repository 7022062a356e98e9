"""Which numbers describe racing of this series on this class of track?

The numbers stand in ``data/parameters.toml`` with their confidence; here they are merged from the general to the
particular and scaled to the lap. Keys are text such as ``cup``, ``intermediate``, ``2022``; nothing here knows a race.

Known limits: a track has no numbers of its own beyond its lap time and length; series and class decide the rest.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from stockcar.errors import UsageError
from stockcar.sim.inputs import Hazards, Pace, Pack, Pits

CLASSES = ("superspeedway", "intermediate", "short", "road", "dirt")
ERA = 2022  # first season of the present cars and of Atlanta as a drafting track
_PER_LAP = ("tyre_s", "tyre_sq_s", "fuel_s", "noise_sd_s", "run_sd_s", "dirty_s", "clean_s", "restart_sd_s", "lane_s")
SPREAD = ("noise_sd_s", "run_sd_s", "clean_s", "restart_sd_s", "lane_s", "field_sd_s", "weekend_sd_s")
SMALL_MI = 2.0  # a superspeedway shorter than that has numbers of its own where there are any


class Knobs(NamedTuple):
    """What a builder needs to spread a field of cars, in s per lap at this track."""

    field_sd_s: float  # sd of mu_s over the cars of a race
    weekend_sd_s: float
    crew_sd_s: float
    mech_rate: float  # failures per 1,000 car-miles of an average car
    mech_slope: float  # log failures between the first and the last third of the field
    spread: float  # every difference in pace times this: what decides how many are lapped


class Parameters(NamedTuple):
    """The numbers of a race that do not depend on who is in it."""

    pace: Pace
    pits: Pits
    hazards: Hazards
    pack: Pack
    knobs: Knobs


@cache
def load_tables() -> dict[str, Any]:
    """The parameter file as written."""
    return tomllib.loads(files("stockcar.sim").joinpath("data/parameters.toml").read_text("utf-8"))


def parameters(series: str, track_class: str, season: int, lap_s: float, length_mi: float) -> Parameters:
    """The numbers for one series, class of track and season at a track of this lap time and length.

    Raises:
        UsageError: a class that is none of CLASSES.
    """
    if track_class not in CLASSES:
        raise UsageError(f"track class {track_class!r}", "the model knows these", "choose one", CLASSES)
    era = "new" if season >= ERA else "old"
    merged: dict[str, dict[str, Any]] = {}
    cell = f"{series}.{track_class}"
    keys = ["all", track_class, cell, f"{cell}.{era}"]
    if track_class == "superspeedway" and length_mi < SMALL_MI:
        keys = ["all", track_class, f"{track_class}.small", *keys[2:], f"{cell}.small"]
    for key in keys:
        for part, values in load_tables().get(key, {}).items():
            merged[part] = merged.get(part, {}) | values
    scale = lap_s / 30.0
    for name in _PER_LAP:
        merged["pace"][name] *= scale
    for name in ("field_sd_s", "weekend_sd_s"):
        merged["knobs"][name] *= scale
    merged["hazards"]["damage_s"] *= scale
    tank_laps = max(4.0, merged["pits"].pop("tank_mi") / length_mi)
    components = load_tables()["components"].get(track_class, [])
    p = Parameters(
        Pace(**merged["pace"]),
        Pits(tank_laps=tank_laps, **merged["pits"]),
        Hazards(**merged["hazards"], components=np.array(components, np.float64)),
        Pack(**merged["pack"]),
        Knobs(**merged["knobs"]),
    )
    return spread_out(p, p.knobs.spread)


def spread_out(p: Parameters, times: float) -> Parameters:
    """Every difference in pace but dirty air so many times as large, and as hard to turn into a pass as before."""
    pace = {name: getattr(p.pace, name) * times for name in SPREAD if name in p.pace._fields}
    knobs = {name: getattr(p.knobs, name) * times for name in SPREAD if name in p.knobs._fields}
    return p._replace(pace=p.pace._replace(pass_k=p.pace.pass_k / times, **pace), knobs=p.knobs._replace(**knobs))
