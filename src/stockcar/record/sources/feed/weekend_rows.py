"""Rows of a weekend from the payloads of the feed: the race, its cautions and stages, sessions, timetable, entries."""

from typing import Any

from stockcar.errors import BadFile
from stockcar.record.sources.feed import weekend_models as models
from stockcar.record.sources.feed.decode import Origin
from stockcar.record.sources.feed.race_rows import Frames, above, known_race, rows
from stockcar.record.sources.feed.season_models import ResultLine
from stockcar.record.sources.feed.season_rows import blank, day, race_list, results
from stockcar.record.sources.place import SERIES, plain_name
from stockcar.record.sources.race_day import cars_named, place_named
from stockcar.record.topics import CAUTIONS, LAP_LEADERS, PRACTICE, QUALIFYING, STAGE_RESULTS
from stockcar.record.topics_season import ENTRY_LIST, SESSIONS


def weekend(payload: models.Weekend, name: str, origin: Origin) -> Frames:
    """The race, its result, cautions, leaders, stages and timetable, and the sessions before it."""
    frames = race_list(list(payload.weekend_race), name)
    parts: list[Frames] = []
    for race in payload.weekend_race:
        race_id = known_race(race.race_id, origin)
        date = day(race.race_date, name, "race_date")
        about = {"date": date, "race": race.race_name.strip(), "track": race.track_name}
        parts.append(results(race.results, name, about))
        parts.append(_weekend_parts(race, race_id, name))
    sessions = [run for run in payload.weekend_runs if run.run_type in (1, 2)]
    parts.append(_sessions(sessions, name))
    for part in parts:
        for table, frame in part.items():
            frames[table] = frames[table].vstack(frame) if table in frames else frame
    return frames


def _weekend_parts(race: models.WeekendRace, race_id: int | None, name: str) -> Frames:
    driver_of = {str(line.car_number): line for line in race.results}
    cautions = [
        {
            "race_id": race_id, "number": i, "from_lap": c.start_lap, "to_lap": c.end_lap,
            "reason": ": ".join(part for part in (c.reason, c.comment) if part) or None,
            "cars": cars_named(c.comment), "place": place_named(c.comment),
            "free_pass_car": None if c.beneficiary_car_number is None else blank(str(c.beneficiary_car_number)),
        }
        for i, c in enumerate(race.caution_segments, 1)
    ]  # fmt: skip
    led = [stint for stint in race.race_leaders if stint.end_lap >= 1]
    leaders = [
        {"race_id": race_id, "number": i, "from_lap": max(stint.start_lap, 1), "to_lap": stint.end_lap,
         **_driver(driver_of.get(str(stint.car_number))), "car": str(stint.car_number)}
        for i, stint in enumerate(led, 1)
    ]  # fmt: skip
    stages = [
        {"race_id": race_id, "stage": stage.stage_number, "car": str(line.car_number),
         "finish": line.finishing_position, "driver": plain_name(line.driver_fullname),
         "official_driver_id": above(line.driver_id), "stage_pts": line.stage_points}
        for stage in race.stage_results for line in stage.results
    ]  # fmt: skip
    events = [
        {"race_id": race_id, "series": SERIES.get(race.series_id), "track": race.track_name, "event": event.event_name,
         "date": day(event.start_time_utc, name, "start_time_utc"), "starts": event.start_time_utc, "zone": "UTC",
         "kind": None if event.run_type is None else str(event.run_type)}
        for event in race.schedule
    ]  # fmt: skip
    for caution in cautions + leaders:
        if caution["to_lap"] < caution["from_lap"]:
            raise BadFile(f"{name}: lap {caution['to_lap']} ends what began on lap {caution['from_lap']}", "")
    return {
        "cautions": rows(cautions, CAUTIONS, name), "lap_leaders": rows(leaders, LAP_LEADERS, name),
        "stage_results": rows(stages, STAGE_RESULTS, name), "sessions": rows(events, SESSIONS, name),
    }  # fmt: skip


def _driver(line: ResultLine | None) -> dict[str, Any]:
    if line is None:
        return {}
    return {"driver": plain_name(line.driver_fullname or "") or None, "official_driver_id": above(line.driver_id)}


def _sessions(runs: list[models.WeekendRun], name: str) -> Frames:
    practice, qualifying = [], []
    for run in runs:
        for line in run.results:
            one = {
                "race_id": above(run.race_id), "car": str(line.car_number), "driver": plain_name(line.driver_name),
                "official_driver_id": above(line.driver_id), "make": line.manufacturer,
                "rank": above(line.finishing_position), "time_s": above(line.best_lap_time),
                "speed_mph": above(line.best_lap_speed), "best_lap": above(line.best_lap_number),
            }  # fmt: skip
            if run.run_type == 1:
                practice.append({**one, "session": run.run_name, "laps": above(line.laps_completed, -1)})
            else:
                qualifying.append(one)
    return {"practice": rows(practice, PRACTICE, name), "qualifying": rows(qualifying, QUALIFYING, name)}


def timetable(payload: list[models.ScheduledEvent], name: str, _origin: Origin) -> Frames:
    """``sessions`` of ``schedule-feed.json``."""
    events = [
        {"race_id": above(e.race_id), "series": SERIES.get(e.series_id), "track": e.track_name, "event": e.event_name,
         "date": day(e.start_time_utc, name, "start_time_utc"), "starts": e.start_time_utc, "ends": e.end_time_utc,
         "zone": "UTC", "kind": None if e.run_type is None else str(e.run_type)}
        for e in payload
    ]  # fmt: skip
    return {"sessions": rows(events, SESSIONS, name)}


def live_qualifying(payload: list[models.QualifyingLine], name: str, origin: Origin) -> Frames:
    """``qualifying`` by round."""
    lines = [
        {"race_id": known_race(None, origin), "car": str(q.vehicle_number), "driver": plain_name(q.full_name),
         "official_driver_id": above(q.driver_id), "round": above(q.qualifying_round), "rank": above(q.position),
         "time_s": above(q.best_lap_time), "speed_mph": above(q.best_lap_speed), "best_lap": above(q.best_lap)}
        for q in payload
    ]  # fmt: skip
    return {"qualifying": rows(lines, QUALIFYING, name)}


def qualifying_2014(payload: models.Qualifying2014, name: str, origin: Origin) -> Frames:
    """The 2014 form, which names the race."""
    return live_qualifying(payload.qualifying_results, name, origin._replace(race_id=payload.race_id))


def qualifying_results(payload: list[models.RunLine], name: str, origin: Origin) -> Frames:
    """``qualifying-results.json``: the result of the session."""
    run = models.WeekendRun(2, "", origin.race_id or -1, payload)
    return {"qualifying": _sessions([run], name)["qualifying"]}


def entry_list(payload: list[models.EntryLine], name: str, origin: Origin) -> Frames:
    """``entry_list``."""
    lines = [
        {"race_id": known_race(None, origin), "car": str(e.vehicle_number), "driver": plain_name(e.driver_name),
         "official_driver_id": above(e.driver_id), "team": blank(e.team_name), "owner": blank(e.owner_name),
         "make": blank(e.manufacturer), "sponsor": blank(e.sponsor), "hometown": blank(e.driver_hometown)}
        for e in payload
    ]  # fmt: skip
    return {"entry_list": rows(lines, ENTRY_LIST, name)}
