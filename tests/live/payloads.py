"""Live-feed payloads of a race of our own making: lap by lap, as the official feed would send them."""

import json
from typing import Any

CARS = ("5", "24", "9", "48", "07", "7")


def payload(lap: int, order: tuple[str, ...] = CARS, laps: int = 12, flag: int = 1, **over: Any) -> dict[str, Any]:
    """The field at the end of a lap, a second between cars."""
    vehicles = [
        {
            "vehicle_number": car, "driver": {"driver_id": 100 + int(car), "full_name": f"Driver {car}"},
            "running_position": place, "laps_completed": lap, "laps_led": [], "delta": float(place - 1),
            "last_lap_time": 30.0 + 0.1 * place, "status": 1, "is_on_track": True,
            "pit_stops": [{"pit_in_elapsed_time": 0, "pit_out_elapsed_time": 0, "pit_in_lap_count": 0,
                           "pit_in_leader_lap": 0, "positions_gained_lossed": 0}],
        }
        for place, car in enumerate(order, start=1)
    ]  # fmt: skip
    return {
        "lap_number": lap, "elapsed_time": 30 * lap, "flag_state": flag, "race_id": 5555, "series_id": 1,
        "laps_in_race": laps, "run_name": "A race", "run_type": 3, "vehicles": vehicles,
    } | over  # fmt: skip


def sent(*documents: dict[str, Any]) -> list[bytes]:
    """As bytes."""
    return [json.dumps(document).encode() for document in documents]


def whole_race(laps: int = 12) -> list[bytes]:
    """A race of that many laps, with a caution, a stop under it, and the flag."""
    shots = [payload(0, flag=8)]
    for lap in range(1, laps + 1):
        shot = payload(lap, flag=4 if lap == laps else 2 if lap in (5, 6) else 1)
        if lap >= 6:
            shot["vehicles"][1]["pit_stops"].append(
                {"pit_in_elapsed_time": 151.0, "pit_out_elapsed_time": 165.0, "pit_in_lap_count": 5,
                 "pit_in_leader_lap": 5, "positions_gained_lossed": -1})  # fmt: skip
        shots.append(shot)
    return sent(*shots)
