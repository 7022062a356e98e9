"""Frames of results, of any library, as the values that the rulebook scores."""

from typing import Any

from stockcar.errors import UsageError
from stockcar.racing import Finish, FinishStatus

NEEDED = {"car", "driver_id", "finish"}


def finishes_of(results: Any) -> list[Finish]:
    """A frame with the record's columns (polars, pandas, ...) as values; entries that did not race are left out.

    Raises:
        UsageError: a column that scoring needs is missing, or a status is unknown.
    """
    import narwhals as nw

    frame = nw.from_native(results, eager_only=True)
    missing = NEEDED - set(frame.columns)
    if missing:
        raise UsageError(f"results lack {', '.join(sorted(missing))}", "they are needed to score", "pass race.results")
    return [_finish(row) for row in frame.iter_rows(named=True) if row["finish"] is not None]


def _finish(row: dict[str, Any]) -> Finish:
    status = row.get("status_class") or FinishStatus.OTHER.value
    try:
        ended = FinishStatus(status)
    except ValueError:
        known = tuple(s.value for s in FinishStatus)
        raise UsageError(f'status_class "{status}"', "it is one of the five below", "", known) from None
    stages = (row.get("stage_1"), row.get("stage_2"), row.get("stage_3"))
    return Finish(
        car=str(row["car"] or ""), driver_id=row["driver_id"], finish=int(row["finish"]), start=row.get("start"),
        laps=row.get("laps"), led=row.get("led"), status=ended, stages=stages, team_id=row.get("team_id"),
        make=row.get("make"), points=row.get("points"), fastest_lap=row.get("fastest_lap"),
        eligible=row.get("eligible"),
    )  # fmt: skip
