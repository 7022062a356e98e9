"""The pictures of a race for a report that is one file: what was expected, and the laps if the open book has them."""

from typing import TYPE_CHECKING

from stockcar.errors import StockcarError
from stockcar.face.races import Race

if TYPE_CHECKING:
    from stockcar.forecast.forecast import Forecast
    from stockcar.report.race_pictures import Figure


def figures_of(race: Race, forecast: "Forecast | None") -> "tuple[Figure, ...]":
    """The figures that the open book can draw; none where it holds neither laps nor history."""
    from stockcar.report.race_pictures import chances

    found: list[Figure] = []
    if forecast is not None:
        winner = next((row["car"] for row in race.rows if row["finish"] == 1), None)
        found.append(chances(forecast.to_json()["entries"], winner))
    return (*found, *_laps(race))


def _laps(race: Race) -> "tuple[Figure, ...]":
    """Places and gaps lap by lap from the recorded laps; empty where the open book has none."""
    from stockcar.face.timing import replay
    from stockcar.report.race_pictures import Trail, gaps, places

    try:
        rows = list(replay(race.key, "laps", runs=0, book=race.book))
    except StockcarError:
        return ()
    if not rows:
        return ()
    by_lap = [{entry["car"]: entry for entry in row["entries"] if not entry["out"]} for row in rows]
    last = rows[-1]["entries"]
    laps, flags = [row["lap"] for row in rows], [row["flag"] or "" for row in rows]

    def trails(field: str) -> list[Trail]:
        return [
            Trail(entry["car"], entry["driver"] or "", [cars.get(entry["car"], {}).get(field) for cars in by_lap])
            for entry in last
        ]

    note = "From the recorded laps."
    return places(laps, flags, trails("position"), note), gaps(laps, flags, trails("gap_s"), note)
