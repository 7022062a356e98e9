"""How often would team-mates finish first and second if recorded finishes had nothing to do with each other?

The winner of one recorded superspeedway race is paired with the second of another of the same series: cars and drivers
are as strong as they were, but nobody has helped anybody. Both are held to the teams they drove for in the winner's
race (or, who was not in it, in his own).

Known limits: teams change between seasons, so only seasons at most so far apart are paired; five or six races a season
and series make few winners, which the error (jackknife, a race at a time) tells.
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from verification.race_record import FOLDER, MISSING_MI, track_class


class Crossed(NamedTuple):
    """Team-mates first and second where nobody helped anybody."""

    share: float
    error: float  # jackknife over races
    races: int


class Ends(NamedTuple):
    """The first two of a race, and who drove for whom."""

    series: str
    season: int
    winner: str
    second: str
    team: dict[str, str]  # driver: team


def crossed(first: int, last: int, apart: int) -> Crossed:
    """Winners of one race with seconds of another, seasons at most ``apart``; every winner's race counts once."""
    races = _races(first, last)
    may, mates = paired(races, apart)
    n = len(races)
    left = [_share(may, mates, np.arange(n) != k) for k in range(n)]
    error = float(np.sqrt((n - 1) * np.var(left)))
    return Crossed(_share(may, mates, np.ones(n, bool)), error, n)


def paired(races: list[Ends], apart: int) -> tuple[np.ndarray, np.ndarray]:
    """Which winner (row) may be paired with which second (column), and where the two are team-mates."""
    n = len(races)
    may, mates = np.zeros((n, n)), np.zeros((n, n))
    for i, one in enumerate(races):
        for j, other in enumerate(races):
            near = one.series == other.series and abs(one.season - other.season) <= apart
            if i == j or not near or one.winner == other.second:
                continue
            team = one.team[one.winner]
            may[i, j] = 1.0
            mates[i, j] = team != "" and team == one.team.get(other.second, other.team[other.second])
    return may, mates


def _share(may: np.ndarray, mates: np.ndarray, kept: np.ndarray) -> float:
    pairs, found = may[kept][:, kept].sum(axis=1), mates[kept][:, kept].sum(axis=1)
    return float((found[pairs > 0] / pairs[pairs > 0]).mean())


def _races(first: int, last: int) -> list[Ends]:
    found = []
    for series in ("cup", "xfinity", "truck"):
        rows = pl.read_parquet(FOLDER / "results" / f"{series}.parquet")
        rows = rows.filter(pl.col("season").is_between(first, last)).sort("season", "race_number", "finish")
        for race in rows.partition_by("season", "race_number"):
            season, track = race["season"][0], race["track"][0]
            length = race["track_length_mi"][0] or MISSING_MI.get(track, 2.5)
            if track_class(track, length, season) == "superspeedway":
                drivers = race["driver"].to_list()
                teams = dict(zip(drivers, race["team"].fill_null("").to_list(), strict=True))
                found.append(Ends(series, season, drivers[0], drivers[1], teams))
    return found
