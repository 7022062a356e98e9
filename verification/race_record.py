"""What the recorded races of a series and class were like: the numbers that simulated races are held against.

Reads the result tables of a local folder (``../shared/data`` by default) and keeps one line a race, with the field as
it lined up: form before the race, grid, team. Seasons are chosen by the caller: calibration sees none after 2023.

Distance, stages and rules of the day are those of the full book (``race_day``).

Known limits: form is the mean normal score of earlier finishes, shrunk; a race that was cut short counts as one of the
distance it ran.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from stockcar.sim.draws import normal
from stockcar.sim.inputs import Procedure
from stockcar.sim.parameters import SMALL_MI
from verification.race_day import Day, days

FOLDER = Path(__file__).parents[1] / ".." / "shared" / "data"
MPH = {"superspeedway": 190.0, "intermediate": 172.0, "short": 118.0, "road": 88.0, "dirt": 80.0}
DIRT = ("Bristol Motor Speedway Dirt Track", "Eldora Speedway", "Knoxville Raceway")
ROAD = ("Road", "Course", "Circuit", "Street", "Sonoma", "Watkins", "Portland", "Lime Rock", "Canadian", "Autodromo")
MISSING_MI = {"EchoPark Speedway": 1.54, "Rockingham Speedway": 0.94, "Lime Rock Park": 1.478,
              "Autodromo Hermanos Rodriguez": 2.42}  # fmt: skip
STATS = ("dnf", "crash", "mech", "leaders", "topshare", "leadlap", "rho_sf", "rho_form", "overtime", "won_most_led",
         "row1_wins", "one_two", "laps")  # fmt: skip


class RecordedRace(NamedTuple):
    """One recorded race: the field by slot, and what came of it."""

    series: str
    season: int
    number: int
    track: str
    track_class: str
    length_mi: float
    laps: int  # scheduled; fewer where rain ended it
    car: list[str]
    grid: np.ndarray  # (cars,) 1..n
    form: np.ndarray  # (cars,) normal score of past finishes, higher better
    finish: np.ndarray  # (cars,) 1..n
    team: np.ndarray  # (cars,) code, -1 single
    stats: dict[str, float]
    procedure: Procedure


def track_class(track: str, length_mi: float, season: int) -> str:
    """The five classes of the race model."""
    if track in DIRT:
        return "dirt"
    if any(word in track for word in ROAD):
        return "road"
    if track.startswith(("Daytona", "Talladega", "EchoPark")) or (track.startswith("Atlanta") and season >= 2022):
        return "superspeedway"
    return "short" if length_mi < 1.2 else "intermediate"


def load_races(first: int, last: int, folder: Path = FOLDER) -> list[RecordedRace]:
    """Points races of the three series in these seasons, in order of time within a series."""
    races: list[RecordedRace] = []
    for series in ("cup", "xfinity", "truck"):
        rows = pl.read_parquet(folder / "results" / f"{series}.parquet").filter(pl.col("season") >= first - 3)
        lengths = rows.drop_nulls("track_length_mi").group_by("track").agg(pl.col("track_length_mi").last())
        mile = dict(lengths.iter_rows()) | MISSING_MI
        past: dict[str, list[float]] = {}
        for race in rows.sort("season", "race_number", "finish").partition_by("season", "race_number"):
            if first <= race["season"][0] <= last and race["track"][0] in mile:
                day = days(first, last)[series, race["season"][0], race["race_number"][0]]
                races.append(_race(series, race, past, mile[race["track"][0]], day))
            n = race.height
            for place, driver in enumerate(race["driver"]):
                past.setdefault(driver, []).append(-normal((place + 0.5) / n))
    return races


def _race(series: str, rows: pl.DataFrame, past: dict[str, list[float]], length_mi: float, day: Day) -> RecordedRace:
    n, season, track = rows.height, rows["season"][0], rows["track"][0]
    laps, led = rows["laps"].to_numpy(), rows["laps_led"].fill_null(0).to_numpy()
    start = rows["start"].fill_null(n).to_numpy()
    grid = np.empty(n, np.int64)
    grid[np.argsort(start, kind="stable")] = np.arange(n) + 1
    form = np.array([_form(past.get(driver, [])) for driver in rows["driver"]])
    names = rows["team"].fill_null("").to_list()
    several = {t for t in names if t and names.count(t) > 1}
    codes = {t: i for i, t in enumerate(sorted(several))}
    team = np.array([codes.get(t, -1) for t in names], np.int64)
    status = rows["status"].fill_null("running").str.to_lowercase().to_list()
    crash = sum(s in ("accident", "dvp") for s in status)
    out = sum(s not in ("running", "disqualified") for s in status)
    ahead = int(laps.max())
    finish = np.arange(1, n + 1)
    stats = {
        "dnf": out, "crash": crash, "mech": out - crash, "leaders": int((led > 0).sum()), "laps": ahead,
        "topshare": led.max() / max(1, ahead), "leadlap": int((laps >= ahead).sum()),
        "rho_sf": float(np.corrcoef(grid, finish)[0, 1]), "rho_form": float(-np.corrcoef(_ranks(form), finish)[0, 1]),
        "overtime": float(ahead > day.scheduled), "won_most_led": float(np.argmax(led) == 0),
        "row1_wins": float(grid[0] <= 2), "one_two": float(team[0] >= 0 and team[0] == team[1]),
        "won_stage_2": float(rows["stage2_finish"][0] == 1) if 1 in rows["stage2_finish"] else float("nan"),
    }  # fmt: skip
    return RecordedRace(series, season, rows["race_number"][0], track, track_class(track, length_mi, season), length_mi,
                        day.laps, [str(c) for c in rows["car_number"]], grid, form, finish, team, stats,
                        day.procedure)  # fmt: skip


def _form(scores: list[float]) -> float:
    recent = scores[-36:]
    return sum(recent) / (len(recent) + 6.0) if recent else -0.4


def _ranks(values: np.ndarray) -> np.ndarray:
    ranks = np.empty(len(values))
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    return ranks


def era_of(race: RecordedRace) -> str:
    """``old`` to 2021, ``new`` from 2022, ``small`` for the drafting track of a mile and a half since then."""
    if race.season < 2022:
        return "old"
    return "small" if race.track_class == "superspeedway" and race.length_mi < SMALL_MI else "new"


def cells(races: list[RecordedRace]) -> dict[tuple[str, str, str], list[RecordedRace]]:
    """Races by series, class and era."""
    found: dict[tuple[str, str, str], list[RecordedRace]] = {}
    for race in races:
        era = era_of(race)
        found.setdefault((race.series, race.track_class, era), []).append(race)
    return found


def means(races: list[RecordedRace]) -> dict[str, tuple[float, float]]:
    """Mean and standard error of each statistic over races."""
    table = {name: np.array([race.stats[name] for race in races], float) for name in STATS}
    return {
        k: (float(v.mean()), float(v.std(ddof=1) / np.sqrt(len(v))) if len(v) > 1 else 9.9) for k, v in table.items()
    }


def cautions(folder: Path = FOLDER, last: int = 2023) -> dict[tuple[str, str], float]:
    """Mean cautions of a Cup race by class and era, those of stage ends apart: 2017 to 2019, and 2021 to ``last``."""
    rows = pl.read_parquet(folder / "cautions" / "cup_cautions_2021_2023.parquet").filter(pl.col("season") <= last)
    count = {(s, r): n for s, r, n in rows.group_by("season", "race_number").len().iter_rows()}
    counts: dict[tuple[str, str], list[int]] = {}
    for race in load_races(2021, last, folder):
        if race.series == "cup":
            own = count.get((race.season, race.number), 0) - stage_cautions(race)
            counts.setdefault((race.track_class, "new"), []).append(own)
    lists = pl.read_parquet(folder / "schedule" / "official_race_lists_2015_2020_2023.parquet").filter(
        pl.col("race_season").is_between(2017, 2019), race_type_id=1, series_id=1
    )
    for track, season, miles, laps, n in lists.select(
        "track_name", "race_season", "scheduled_distance", "scheduled_laps", "number_of_cautions"
    ).iter_rows():
        cls = track_class(str(track).replace("DAYTONA", "Daytona"), round(miles / laps, 2), season)
        counts.setdefault((cls, "old"), []).append(n - 2)
    return {k: float(np.mean(v)) for k, v in counts.items()}


def stage_cautions(race: RecordedRace) -> int:
    """Cautions that the end of a stage brings."""
    return len(race.procedure.stage_end_laps) if race.procedure.stage_caution else 0


def passes(folder: Path = FOLDER, last: int = 2023, first: int = 2019) -> dict[tuple[str, str, str], float]:
    """Green-flag passes per car and 100 laps by series, class and era, loop data of ``first`` to ``last``."""
    rows = pl.read_parquet(folder / "loop" / "loop_lapraptor_2019_2025.parquet")
    rows = rows.filter(pl.col("race_date").dt.year().is_between(first, last)).drop_nulls(["green_flag_passes", "laps"])
    table: dict[tuple[str, str, str], list[float]] = {}
    mile = {"Bowman": 0.25, "Los Angeles": 0.25, "Martinsville": 0.5, "Bristol": 0.5, "Richmond": 0.75, "Phoenix": 1.0,
            "ISM": 1.0, "Dover": 1.0, "New Hampshire": 1.06, "Iowa": 0.9, "Milwaukee": 1.0, "The Milwaukee": 1.0,
            "Lucas": 0.7, "North Wilkes": 0.6, "Rockingham": 0.9}  # fmt: skip
    for (series, track, date), race in rows.group_by("series", "track_name", "race_date"):
        name = str(track).replace("Dirt", "Dirt Track").replace("DAYTONA Road", "Daytona Road")
        length = next((v for k, v in mile.items() if name.startswith(k)), 1.5)
        cls = track_class(name, length, date.year)
        era = "old" if date.year < 2022 else "new"
        if era == "new" and cls == "superspeedway" and name.startswith(("Atlanta", "EchoPark")):
            era = "small"
        laps = float(race["laps"].sum())
        if laps > 0 and length > 0.3:
            table.setdefault((str(series), cls, era), []).append(100.0 * float(race["green_flag_passes"].sum()) / laps)
    return {k: float(np.mean(v)) for k, v in table.items()}
