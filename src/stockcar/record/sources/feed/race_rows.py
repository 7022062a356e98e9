"""Rows of a race from the payloads of the feed: laps, flags, notes, stops, stages, loop data, the running order.

Each function takes a decoded payload and gives frames in the form of their tables. The feed's "unknown" (-1, 0, 999)
becomes an empty cell here and nowhere else.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from stockcar.errors import BadFile
from stockcar.record.schema import Table
from stockcar.record.sources.feed import models
from stockcar.record.sources.feed.decode import Origin
from stockcar.record.sources.place import SERIES, plain_name, shaped
from stockcar.record.sources.sessions import runs_of_laps
from stockcar.record.sources.timing import FLAG_NAMES, numbered_stops, real_laps, timed_stops
from stockcar.record.topics import (
    FLAGS,
    LAP_AVERAGES,
    LAP_FLAGS,
    LAP_LEADERS,
    LAP_NOTES,
    LAPS,
    LOOP,
    PIT_STOPS,
    RUNNING,
    STAGE_RESULTS,
)

if TYPE_CHECKING:
    import polars as pl

Frames = dict[str, "pl.DataFrame"]
RACE_RUN = 3
LARGEST_GRID = 90
UNTIED = "from the feed; not yet tied to the record"


def rows(records: Sequence[dict[str, Any]], table: Table, source: str) -> "pl.DataFrame":
    """A frame of the table from one mapping per row; text, whole and broken numbers keep their kind."""
    import polars as pl

    kinds = {"text": pl.String, "i32": pl.Int32, "f64": pl.Float64, "bool": pl.Boolean, "date": pl.Date}
    schema = {column.name: kinds[column.dtype] for column in table.columns if column.name != "source"}
    for record in records:
        record.setdefault("unplaced", UNTIED)
    return shaped(pl.DataFrame(list(records), schema=schema, strict=True), table, source)


def above(value: float | None, floor: float = 0) -> Any:
    """The value, if the feed knew it."""
    return value if value is not None and value > floor else None


def known_race(race_id: int | None, origin: Origin) -> int | None:
    """The race's official number from the payload, else from its address; None where neither says it (0 is none)."""
    known: int | None = above(race_id) or above(origin.race_id)
    return known


def flag_name(code: int, name: str) -> str:
    """The flag of a code of the feed.

    Raises:
        BadFile: no flag has that code.
    """
    if code not in FLAG_NAMES:
        raise BadFile(f"{name}: flag_state: {code} is no flag", f"known are {sorted(FLAG_NAMES)}", "fetch it again")
    return FLAG_NAMES[code]


def lap_times(payload: models.LapTimes, name: str, origin: Origin) -> Frames:
    """``laps`` and ``lap_flags`` of a whole race."""
    race = known_race(None, origin)
    laps = [
        {
            "race_id": race, "car": str(car.car), "driver": plain_name(car.driver), "make": car.make,
            "official_driver_id": above(car.driver_id), "lap": lap.lap, "lap_time_s": above(lap.time_s),
            "speed_mph": above(lap.speed_mph), "running": above(lap.running),
        }
        for car in payload.laps for lap in car.laps
    ]  # fmt: skip
    flags = [{"race_id": race, "lap": flag.lap, "flag": flag_name(flag.flag, name)} for flag in payload.flags]
    return {"laps": real_laps(rows(laps, LAPS, name)), "lap_flags": rows(flags, LAP_FLAGS, name)}


def live_feed(payload: models.LiveFeed, name: str, origin: Origin) -> Frames:
    """``running``; of a race also ``lap_leaders`` (from the ranges of laps led) and the stops that are not padding."""
    race = known_race(payload.race_id, origin)
    flag = flag_name(payload.flag_state, name)
    moment = {
        "race_id": race, "session": payload.run_name, "run_type": payload.run_type, "leader_lap": payload.lap_number,
        "laps_in_race": above(payload.laps_in_race), "elapsed_s": payload.elapsed_time, "flag": flag,
    }  # fmt: skip
    _require_one_place_each(payload, name)
    frames = {"running": rows([{**moment, **_running(car)} for car in payload.vehicles], RUNNING, name)}
    if payload.run_type == RACE_RUN:
        frames["lap_leaders"] = _leaders(payload, race, name)
        frames["pit_stops"] = _live_stops(payload, race, name)
    return frames


def _require_one_place_each(payload: models.LiveFeed, name: str) -> None:
    places = [str(car.running_position) for car in payload.vehicles if car.running_position > 0]
    cars = [str(car.vehicle_number) for car in payload.vehicles]
    for what, seen in (("running_position", places), ("vehicle_number", cars)):
        doubled = {value for value in seen if seen.count(value) > 1}
        if doubled:
            raise BadFile(f"{name}: $.vehicles[...].{what}: {min(doubled)} stands twice", "one car each")


def _running(car: models.Vehicle) -> dict[str, Any]:
    led = [(max(stint.start_lap, 1), stint.end_lap) for stint in car.laps_led if stint.end_lap >= 1]
    return {
        **_who(car), "make": car.vehicle_manufacturer, "running": above(car.running_position),
        "start": _grid(car.starting_position), "laps": above(car.laps_completed, -1),
        "led": sum(last - first + 1 for first, last in led),
        "led_ranges": ",".join(f"{first}-{last}" for first, last in led) or None,
        "stops": sum(_real_stop(stop) for stop in car.pit_stops), "last_lap_s": above(car.last_lap_time),
        "best_lap_s": above(car.best_lap_time), "last_lap_mph": above(car.last_lap_speed), "gap": car.delta,
        "passes": above(car.passes_made, -1), "passed": above(car.times_passed, -1),
        "fastest_laps": above(car.fastest_laps_run, -1), "on_track": car.is_on_track,
        "status": None if car.status is None else str(car.status),
    }  # fmt: skip


def _grid(place: int | None) -> int | None:
    """Practice has 98 or 999 where a race has the grid."""
    return place if place is not None and 0 < place <= LARGEST_GRID else None


def _who(car: models.Vehicle) -> dict[str, Any]:
    driver = plain_name(car.driver.full_name)
    return {"car": str(car.vehicle_number), "driver": driver, "official_driver_id": above(car.driver.driver_id)}


def _real_stop(stop: models.LiveStop) -> bool:
    return stop.pit_in_elapsed_time > 0 and stop.pit_in_lap_count > 0


def _leaders(payload: models.LiveFeed, race: int | None, name: str) -> "pl.DataFrame":
    stints = sorted(
        (max(stint.start_lap, 1), stint.end_lap, number)
        for number, car in enumerate(payload.vehicles) for stint in car.laps_led if stint.end_lap >= 1
    )  # fmt: skip
    wrong = [stint for stint in stints if stint[1] < stint[0]]
    if wrong:
        raise BadFile(f"{name}: $.vehicles[{wrong[0][2]}].laps_led: ends on lap {wrong[0][1]} before it begins", "")
    return rows(
        [
            {"race_id": race, **_who(payload.vehicles[car]), "number": i, "from_lap": first, "to_lap": last}
            for i, (first, last, car) in enumerate(stints, 1)
        ],
        LAP_LEADERS,
        name,
    )


def _live_stops(payload: models.LiveFeed, race: int | None, name: str) -> "pl.DataFrame":
    stops = [
        {
            "race_id": race, **_who(car), "make": car.vehicle_manufacturer, "number": number,
            "leader_lap": above(stop.pit_in_leader_lap), "lap": above(stop.pit_in_lap_count),
            "in_s": above(stop.pit_in_elapsed_time), "out_s": above(stop.pit_out_elapsed_time),
            "rank_in": _grid(stop.pit_in_rank), "rank_out": _grid(stop.pit_out_rank),
            "gained": stop.positions_gained_lossed if stop.pit_in_rank else None,
        }
        for car in payload.vehicles
        for number, stop in enumerate((stop for stop in car.pit_stops if _real_stop(stop)), 1)
    ]  # fmt: skip
    return rows(stops, PIT_STOPS, name)


def pit_visits(payload: list[models.PitVisit], name: str, origin: Origin) -> Frames:
    """``pit_stops``."""
    race = known_race(None, origin)
    visits = [
        {
            "race_id": race, "car": str(v.vehicle_number), "driver": plain_name(v.driver_name),
            "make": v.vehicle_manufacturer, "number": 1, "leader_lap": above(v.leader_lap, -1),
            "lap": above(v.lap_count, -1), "flag_in": flag_name(v.pit_in_flag_status, name),
            "flag_out": flag_name(v.pit_out_flag_status, name), "in_s": above(v.pit_in_race_time),
            "out_s": above(v.pit_out_race_time), "stop_s": above(v.pit_stop_duration),
            "total_s": above(v.total_duration), "travel_in_s": above(v.in_travel_duration),
            "travel_out_s": above(v.out_travel_duration),
            "kind": v.pit_stop_type, "rank_in": above(v.pit_in_rank), "rank_out": above(v.pit_out_rank),
            "gained": v.positions_gained_lost,
            "tires": v.left_front_tire_changed + v.left_rear_tire_changed + v.right_front_tire_changed
            + v.right_rear_tire_changed,
        }
        for v in payload
    ]  # fmt: skip
    frame = rows(visits, PIT_STOPS, name)
    tires = frame.get_column("tires")  # counted corner by corner, better than the kind of stop
    return {"pit_stops": numbered_stops(timed_stops(frame), "car").with_columns(tires).select(PIT_STOPS.names)}


def flag_changes(payload: list[models.FlagChange], name: str, origin: Origin) -> Frames:
    """``flags``: each change with the race clock."""
    changes = [
        {
            "race_id": known_race(None, origin), "number": number, "lap": above(change.lap_number, -1),
            "flag": flag_name(change.flag_state, name), "elapsed_s": above(change.elapsed_time, -1),
            "comment": (change.comment or "").strip() or None,
            "beneficiary": (change.beneficiary or "").strip() or None,
        }
        for number, change in enumerate(payload, 1)
    ]  # fmt: skip
    return {"flags": rows(changes, FLAGS, name)}


def lap_notes(payload: models.LapNotes, name: str, origin: Origin) -> Frames:
    """``lap_notes``.

    Raises:
        BadFile: a lap is not a number.
    """
    for lap in payload.laps:
        if not lap.isdecimal() or len(lap) > 4:
            raise BadFile(f"{name}: $.laps[{lap!r}]: not a lap number", "notes are listed by lap", "fetch it again")
    notes = [
        {
            "race_id": known_race(None, origin), "lap": int(lap), "number": number, "note": note.note,
            "flag": None if note.flag is None else flag_name(note.flag, name),
            "official_driver_ids": ",".join(str(i) for i in note.driver_ids if above(i)) or None,
        }
        for lap, notes_of_lap in payload.laps.items() for number, note in enumerate(notes_of_lap, 1)
    ]  # fmt: skip
    return {"lap_notes": rows(notes, LAP_NOTES, name)}


def stage_points(payload: list[models.StagePoints], name: str, origin: Origin) -> Frames:
    """``stage_results``."""
    lines = [
        {
            "race_id": known_race(stage.race_id, origin), "stage": stage.stage_number, "car": str(line.vehicle_number),
            "driver": plain_name(line.full_name), "official_driver_id": above(line.driver_id), "finish": line.position,
            "stage_pts": line.stage_points,
        }
        for stage in payload for line in stage.results
    ]  # fmt: skip
    return {"stage_results": rows(lines, STAGE_RESULTS, name)}


def loop_stats(payload: list[models.LoopStats], name: str, origin: Origin) -> Frames:
    """``loop``."""
    lines = [
        {
            "race_id": known_race(race.race_id, origin), "series": SERIES.get(race.series_id),
            "official_driver_id": above(d.driver_id), "start": above(d.start_ps), "mid_race": above(d.mid_ps),
            "finish": above(d.ps), "closing": above(d.closing_ps), "best": above(d.best_ps), "worst": above(d.worst_ps),
            "avg_running": d.avg_ps if d.avg_ps >= 1 else None, "pass_diff": d.passing_diff,
            "passes": above(d.passes_gf, -1), "passed": above(d.passed_gf, -1),
            "quality_passes": above(d.quality_passes, -1), "fastest_laps": above(d.fast_laps, -1),
            "top15_laps": above(d.top15_laps, -1), "led": above(d.lead_laps, -1), "laps": above(d.laps, -1),
            "rating": d.rating, "laps_scheduled": above(race.sch_laps),
        }
        for race in payload for d in race.drivers
    ]  # fmt: skip
    return {"loop": rows(lines, LOOP, name)}


def lap_averages(payload: list[models.SessionAverages], name: str, origin: Origin) -> Frames:
    """``lap_averages`` of a practice session."""
    lines = [
        {
            "race_id": known_race(None, origin), "session": session.title, "car": str(car.car),
            "driver": plain_name(car.driver), "official_driver_id": above(car.driver_id), "make": car.make,
            "sponsor": car.sponsor, "best_lap_s": car.best_lap, "overall_avg_s": car.overall, "avg_5_s": car.run_5,
            "avg_10_s": car.run_10, "avg_15_s": car.run_15, "avg_20_s": car.run_20, "avg_25_s": car.run_25,
            "avg_30_s": car.run_30,
        }
        for session in payload for car in session.items
    ]  # fmt: skip
    return {"lap_averages": runs_of_laps(rows(lines, LAP_AVERAGES, name))}


def ten_lap_runs(payload: models.TenLapRuns, name: str, origin: Origin) -> Frames:
    """The best ten laps in a row of 2018, told as a speed."""
    lines = [
        {"race_id": known_race(None, origin), "session": f"laps {r.from_lap} to {r.to_lap}",
         "car": str(r.car), "driver": plain_name(r.driver), "avg_10_mph": above(r.speed_mph)}
        for r in payload.runs
    ]  # fmt: skip
    return {"lap_averages": rows(lines, LAP_AVERAGES, name)}
