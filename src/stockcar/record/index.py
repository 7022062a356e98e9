"""Every race since 1949 as columns, in the order of dates: what a scope selects from.

This index is complete in both books: key, name, date, track, winner, the winner's team and make.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from stockcar.errors import NotFound
from stockcar.racing import RaceKey
from stockcar.record.shelf import Shelf

SERIES: Final = ("cup", "xfinity", "truck")
COLUMNS: Final = (
    "key", "series", "season", "number", "race_index", "name", "name_then", "date", "date_taken", "date_latest",
    "track_id", "track", "track_then", "track_type", "surface", "n_cars", "winner", "winner_id", "winner_team_id",
    "winner_team", "winner_make",
)  # fmt: skip


class RaceIndex:
    """Columns over all races; place ``i`` is the race with ``race_index`` i."""

    def __init__(self, shelf: Shelf) -> None:
        raw = shelf.columns("races", *COLUMNS)
        order = np.argsort(raw["race_index"], kind="stable")
        self.columns: dict[str, NDArray[Any]] = {name: values[order] for name, values in raw.items()}
        self.keys: NDArray[Any] = self.columns["key"]
        self.place: dict[str, int] = {key: i for i, key in enumerate(self.keys)}
        self.season: NDArray[np.int32] = self.columns["season"].astype(np.int32)
        self.number: NDArray[np.int32] = self.columns["number"].astype(np.int32)
        self.series: NDArray[np.int8] = np.array([SERIES.index(s) for s in self.columns["series"]], dtype=np.int8)
        self.taken: NDArray[np.int64] = _ordinals(self.columns["date_taken"])
        self.latest: NDArray[np.int64] = _ordinals(self.columns["date_latest"])
        self.day: NDArray[np.int64] = _ordinals(self.columns["date"])  # 0: no source dates the race
        self.month: NDArray[np.int8] = np.array(
            [dt.date.fromordinal(day).month if day else 0 for day in self.day.tolist()], dtype=np.int8
        )

    def __len__(self) -> int:
        return len(self.keys)

    def at(self, key: RaceKey | str) -> int:
        """The place of a race.

        Raises:
            NotFound: no such race in the record.
        """
        found = self.place.get(str(key))
        if found is None:
            parsed = key if isinstance(key, RaceKey) else RaceKey.parse(key)
            found = self.place.get(str(parsed))
        if found is None:
            raise self._missing(parsed)
        return found

    def _missing(self, key: RaceKey) -> NotFound:
        of_season = self.number[(self.series == SERIES.index(key.series.value)) & (self.season == key.season)]
        if len(of_season):
            why = f"the {key.series.value} season {key.season} has races 1 to {int(of_season.max())} in this book"
            return NotFound(f"no race {key}", why, f"what there is: stockcar season {key.series.value} {key.season}")
        seasons = self.season[self.series == SERIES.index(key.series.value)]
        first, last = int(seasons.min()), int(seasons.max())
        why = f"this book holds {key.series.value} from {first} to {last}"
        lists = f"what there is: stockcar season {key.series.value} {first}"
        return NotFound(f"no race {key}", why, "later ones: stockcar book update" if key.season > last else lists)

    def date(self, place: int) -> dt.date | None:
        """The date of a race; None where no source dates it."""
        day = int(self.day[place])
        return dt.date.fromordinal(day) if day else None

    def label(self, place: int) -> str:
        """``cup-2025-01  Daytona 500, Daytona International Speedway, 2025-02-16``: to list and to copy."""
        day = self.date(place)
        when = day.isoformat() if day else str(int(self.season[place]))
        return f"{self.keys[place]}  {self.columns['name'][place]}, {self.columns['track'][place]}, {when}"

    def labels(self, places: Sequence[int]) -> tuple[str, ...]:
        """The labels of several races, in the order of dates."""
        return tuple(self.label(place) for place in sorted(places))


def _ordinals(days: NDArray[Any]) -> NDArray[np.int64]:
    """Days as date ordinals (1 is 0001-01-01); 0 where there is none."""
    if days.dtype == object:
        return np.array([0 if day is None else day.toordinal() for day in days], dtype=np.int64)
    since_epoch = days.astype("datetime64[D]").astype(np.int64)
    return np.asarray(since_epoch + dt.date(1970, 1, 1).toordinal(), dtype=np.int64)
