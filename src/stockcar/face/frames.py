"""Frames of results, of any library, as the values that the rulebook scores."""

from typing import Any

from stockcar.errors import UsageError
from stockcar.racing import Finish, FinishStatus
from stockcar.record import pages
from stockcar.record.tables import RESULTS

NEEDED = {"car", "driver_id", "finish"}
COUNTS = ("finish", "start", "laps", "led", "stage_1", "stage_2", "stage_3", "points")


def finishes_of(results: Any, season: int) -> tuple[Finish, ...]:
    """A frame with the record's columns (polars, pandas, ...) as values; entries that did not race are left out.

    A column that scoring does not need may be missing: it counts as not recorded.

    Raises:
        UsageError: a column that scoring needs is missing, a status is unknown, or a place is no number.
    """
    import narwhals as nw

    frame = nw.from_native(results, eager_only=True)
    missing = NEEDED - set(frame.columns)
    if missing:
        raise UsageError(f"results lack {', '.join(sorted(missing))}", "they are needed to score", "pass race.results")
    return pages.finishes_in([_recorded(row) for row in frame.iter_rows(named=True)], season)


def _recorded(row: dict[str, Any]) -> dict[str, Any]:
    """The row with every column of the record: null for what is missing, whole numbers where a frame has floats."""
    full: dict[str, Any] = dict.fromkeys(RESULTS.names)
    full.update((name, value) for name, value in row.items() if value == value)  # NaN is a null
    for name in COUNTS:
        try:
            full[name] = None if full[name] is None else int(full[name])
        except ValueError:
            raise UsageError(f'{name} "{full[name]}"', "it is a whole number or empty", "pass race.results") from None
    full["car"] = str(full["car"] or "")
    full["status_class"] = full["status_class"] or FinishStatus.OTHER.value
    known = tuple(status.value for status in FinishStatus)
    if full["status_class"] not in known:
        raise UsageError(f'status_class "{full["status_class"]}"', "it is one of these five", "use one of them", known)
    return full
