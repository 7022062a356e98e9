"""All starts before a moment, as columns of one length: what a fit reads.

Known limits: the 49 lines of cars that did not start are in it, as they were in what every forecast here was scored on.
"""

from typing import TYPE_CHECKING

import numpy as np

from stockcar.racing import Series
from stockcar.record.question import Scope
from stockcar.record.shelf import Columns
from stockcar.record.starts import Lists

if TYPE_CHECKING:
    from stockcar.record.book import RecordBook


def history_columns(view: "RecordBook", series: Series | None, since_season: int | None) -> Columns:
    """The columns of ``RecordBook.history`` for a view whose rows are all held."""
    starts, races = view.starts, view.races
    lines = starts.lines
    mask = starts.race_mask(Scope(series=series), None, view.visible)
    if since_season is not None:
        mask = (races.season >= since_season) & (mask if mask is not None else True)
    places = np.arange(len(lines["race"])) if mask is None else np.flatnonzero(mask[lines["race"]])
    places = places[np.lexsort((lines["finish"][places], lines["race"][places]))]
    of = lines["race"][places]
    raw = {name: values[places] for name, values in lines.items()}
    lists = {
        name: np.array([*getattr(starts.lists, name), None], dtype=object)  # code -1 reads the None at the end
        for name in Lists._fields
    }
    return {
        "race_index": of,
        "date": races.taken[of],
        "series": races.series[of],
        "season": races.season[of],
        "number": races.number[of],
        "track_type": races.columns["track_type"][of],
        "track_id": races.columns["track_id"][of],
        "driver_id": lists["driver"][raw["driver"]],
        "car": lists["car"][raw["car"]],
        "team_id": lists["team"][raw["team"]],
        "make": lists["make"][raw["make"]],
        "start": raw["start"],
        "finish": raw["finish"],
        "n_cars": races.columns["n_cars"][of].astype(np.int32),
        "laps": raw["laps"],
        "led": raw["led"],
        "status_class": raw["status"],
        "rating": np.where(raw["rating"] < 0, np.nan, raw["rating"] / 10.0),
        "stage_1": raw["stage_1"],
        "stage_2": raw["stage_2"],
        "points": raw["points"],
    }
