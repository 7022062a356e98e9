"""How far was the race to go, and where did its stages end?

Order of sources: the official race lists, the official loop data, a cited row of ``data/distances.csv``, a weekend
timetable; else inferred
from what fits the laps run: the distance of the nearest year's race of that series over the same layout, the number in
the race's name as laps or miles (kilometres at Phoenix and on road courses), what most races there went; for a race cut
short a distance that like races of these years went, or 400 miles and more by its name; else the laps run. A listed
distance that the race did not reach gives way to the one in its name, if the race went that far: lists are made before
a race is shortened. Stages: the official race lists, a cited row, else the nearest year's over the same distance, else
shares like those of the nearest distance over the layout, else a quarter, a quarter and a half. Every value carries its
source and whether it was inferred.

Left out one by one, 512 of the 528 distances that an official source gives are inferred right, and 147 of 232 pairs of
stage ends; the other ends are 2.9 to 7.4 % of the race off on average, by source.

Known limits: a race that was shortened and has no like is taken as run to its distance.
"""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from stockcar.racing.race import FIRST_STAGE_SEASON
from stockcar.record.files import load_parquet
from stockcar.record.identity import load_rows
from stockcar.record.timetable import TIMETABLE, Planned

if TYPE_CHECKING:
    import polars as pl

KM_MI: Final = 0.621371
KILOMETRES: Final = ("phoenix-raceway",)  # ovals whose race names give kilometres; road courses do now and then
MOST_LAPS: Final = 600
OVERRUN: Final = 1.08  # overtime adds laps; more than this is another distance
LONGEST_OVERRUN: Final = 1.2  # no race has gone further over its distance
FIT: Final = 0.03  # a distance fits the laps run within this share
SHORTEST: Final = 0.4  # a race that was called before this share of its distance is not recognised
NEAR_YEARS: Final = 5
ROUND_FROM: Final = 90
LONG_MI: Final = 400  # a race named for this much is named for miles, also where it was the first of its kind

RACE_LIST: Final = "official race list"
LOOP: Final = "official loop data"


class Distance(NamedTuple):
    """Scheduled laps and stage ends of one race, each with its source."""

    laps: int | None
    laps_source: str | None
    laps_inferred: bool
    stage_ends: tuple[int | None, int | None, int | None]
    stages_source: str | None
    stages_inferred: bool


class Known(NamedTuple):
    """What a source says of a race: scheduled laps and stage lengths (None where it does not say)."""

    laps: int
    source: str
    stage_laps: tuple[int, ...] | None


def load_known(
    source: Path, keys: dict[int, str], planned: Mapping[str, Planned] = MappingProxyType({})
) -> dict[str, Known]:
    """Scheduled laps and stages by key, from official files, cited rows and timetables.

    ``keys``: official number to key. ``planned``: key to what a timetable has of the race.
    """
    known = {key: Known(race.laps, TIMETABLE, race.stage_laps) for key, race in planned.items()}
    for row in load_rows("distances.csv"):
        stages = tuple(int(row[name]) for name in ("stage_1_laps", "stage_2_laps", "stage_3_laps") if row[name])
        known[row["key"]] = Known(int(row["laps"]), row["cite"], stages or None)
    loop = source / "loop" / "loop_official_2022_2025.parquet"
    if loop.is_file():
        frame = load_parquet(loop, {"race_id": "number", "scheduled_laps": "number"})
        for race_id, laps in frame.unique("race_id", keep="first", maintain_order=True).iter_rows():
            if race_id in keys and laps:
                known[keys[race_id]] = Known(laps, LOOP, None)
    lists = source / "schedule" / "official_race_lists_2015_2020_2023.parquet"
    if lists.is_file():
        names = ("race_id", "scheduled_laps", "stage_1_laps", "stage_2_laps", "stage_3_laps")
        frame = load_parquet(lists, dict.fromkeys(names, "number"))
        for race_id, laps, *lengths_given in frame.iter_rows():
            if race_id in keys and laps:
                lengths = tuple(int(n) for n in lengths_given if n)
                known[keys[race_id]] = Known(laps, RACE_LIST, lengths if len(lengths) == 3 else None)
    return known


class _Race(NamedTuple):
    key: str
    series: str
    season: int
    name: str
    shape: tuple[str, str, float | None]  # series, track id, length
    length_mi: float | None
    track_id: str
    track_type: str
    laps_run: int | None


def distances(races: "pl.DataFrame", known: dict[str, Known]) -> dict[str, Distance]:
    """The distance of every race, by key."""
    columns = ("key", "series", "season", "name", "track_id", "track_type", "length_mi", "laps_run")
    rows = [
        _Race(key, series, season, name, (series, track_id, length), length, track_id, track_type, run)
        for key, series, season, name, track_id, track_type, length, run in races.select(columns).iter_rows()
    ]
    like: dict[tuple[str, str, float | None], list[_Race]] = {}
    for race in rows:
        like.setdefault(race.shape, []).append(race)
    laps = {race.key: _laps(race, like[race.shape], known) for race in rows}
    return {race.key: _distance(race, like[race.shape], known, laps) for race in rows}


def _laps(race: _Race, like: list[_Race], known: dict[str, Known]) -> tuple[int | None, str | None, bool]:
    run = race.laps_run
    if race.key in known:
        listed = known[race.key]
        shorter = [laps for laps in _named(race) if run and laps <= run < listed.laps and _fits(run, laps)]
        return (shorter[0], f"distance in the race's name ({listed.source}: {listed.laps})", False) if shorter else (
            listed.laps, listed.source, False
        )  # fmt: skip
    if not run:
        return None, None, True
    official = sorted((abs(o.season - race.season), known[o.key].laps) for o in like if o.key in known)
    near = [o.laps_run for o in like if o.laps_run and o.key != race.key and abs(o.season - race.season) <= NEAR_YEARS]
    named = sorted(_named(race), key=lambda laps: abs(laps - run))
    usual, times = Counter(near).most_common(1)[0] if near else (0, 0)
    offers = [
        *((laps, "nearest year over the same layout") for _, laps in official),
        *((laps, "distance in the race's name") for laps in named),
        *([(usual, "laps of most races there")] if times > 1 else []),
    ]
    fitting = [(laps, why) for laps, why in offers if _fits(run, laps)]
    exact = [(laps, why) for laps, why in fitting if laps == run]  # most races go their distance and no further
    if fitting:
        return *(exact or fitting)[0], True
    # cut short: the distance in its name, else that of an official list of these years, if like races went as far
    cut = [
        *((laps, "distance in the race's name") for laps in named),
        *((laps, "nearest year over the same layout") for years, laps in official if years <= NEAR_YEARS),
    ]
    for laps, why in cut:
        if SHORTEST * laps <= run < laps and any(_fits(other, laps) for other in near):
            return laps, why, True
    long = _long(race)
    if long is not None and SHORTEST * long <= run < long:
        return long, "distance in the race's name", True
    for laps in named:  # a long overtime
        if laps < run <= LONGEST_OVERRUN * laps:
            return laps, "distance in the race's name", True
    return run, "laps run", True


def _fits(run: int, laps: int) -> bool:
    return (1 - FIT) * laps <= run <= OVERRUN * laps


def _named(race: _Race) -> list[int]:
    """The number in the race's name as laps, as miles and as kilometres."""
    found = re.findall(r"(?<![\d/])(\d{2,3})(?:\.\d+)?(?!\d)", race.name)
    if not found:
        return []
    number = int(found[-1])
    laps = [number]
    if race.length_mi:
        laps.append(-int(-number // race.length_mi))
        if race.track_id in KILOMETRES or race.track_type == "road":
            laps.append(-int(-number * KM_MI // race.length_mi))
    return [n for n in laps if 0 < n <= MOST_LAPS]


def _long(race: _Race) -> int | None:
    """The laps of a race that its name makes 400 miles or more; None where it is no such race."""
    miles = [int(number) for number in re.findall(r"(?<![\d/])(\d{3})(?![\dK])", race.name)]
    if not miles or miles[-1] < LONG_MI or not race.length_mi:
        return None
    return -int(-miles[-1] // race.length_mi)


def _distance(
    race: _Race, like: list[_Race], known: dict[str, Known], laps: dict[str, tuple[int | None, str | None, bool]]
) -> Distance:
    total, source, inferred = laps[race.key]
    if race.season < FIRST_STAGE_SEASON or total is None:
        return Distance(total, source, inferred, (None, None, None), None, False)
    own = known.get(race.key)
    if own is not None and own.stage_laps is not None:
        return Distance(total, source, inferred, _ends(own.stage_laps, total), own.source, False)
    years = sorted(
        (abs(other.season - race.season), other.season, known[other.key].stage_laps or ())
        for other in like
        if other.key in known and known[other.key].stage_laps and laps[other.key][0] == total
    )
    if years:
        return Distance(total, source, inferred, _ends(years[0][2], total), "nearest year over the same distance", True)
    scaled = sorted(
        (abs(theirs / total - 1), abs(other.season - race.season), other.key)
        for other in like
        if other.key in known and known[other.key].stage_laps and (theirs := laps[other.key][0])
    )
    if scaled:
        nearest = known[scaled[0][2]]
        shares = [end / nearest.laps for end in _ends(nearest.stage_laps or (), nearest.laps)[:2] if end]
        first, second = (_rounded(share * total, total) for share in shares)
        return Distance(
            total, source, inferred, (first, second, None), "like the nearest distance over the layout", True
        )
    quarter = round(total / 4)
    return Distance(total, source, inferred, (quarter, 2 * quarter, None), "a quarter, a quarter and a half", True)


def _rounded(laps: float, total: int) -> int:
    """To the nearest five laps, as stages of ovals are given; to the nearest lap in short races."""
    return round(laps) if total < ROUND_FROM else 5 * round(laps / 5)


def _ends(stage_laps: tuple[int, ...], total: int) -> tuple[int | None, int | None, int | None]:
    """The laps on which the scored stages end; the last stage ends with the race and is not scored by itself."""
    first, second = stage_laps[0], stage_laps[0] + stage_laps[1]
    third = second + stage_laps[2] if len(stage_laps) > 2 else total
    return first, second, third if third < total else None
