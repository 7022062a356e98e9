"""Rows of a season and of a weekend from the payloads of the feed: races, results, sessions, points, people, tracks."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from stockcar.errors import BadFile
from stockcar.record.sources.feed import models
from stockcar.record.sources.feed import season_models as season
from stockcar.record.sources.feed.decode import Origin
from stockcar.record.sources.feed.race_rows import Frames, above, known_race, rows
from stockcar.record.sources.place import SERIES, plain_name
from stockcar.record.sources.race_day import cars_named, place_named
from stockcar.record.topics import CAUTIONS, LAP_AVERAGES, LAP_LEADERS, PRACTICE, QUALIFYING, STAGE_RESULTS
from stockcar.record.topics_season import (
    ENTRY_LIST,
    OFFICIAL_DRIVERS,
    OFFICIAL_RESULTS,
    OFFICIAL_STANDINGS,
    OFFICIAL_TRACKS,
    RACE_LIST,
    SESSIONS,
)

_CLOCK = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})(?:\.\d+)?")
_COUNTED = ("wins", "top_5", "top_10", "poles", "starts", "dnf")
_NEVER = 1901  # the feed writes 0001 or 1900 where it knows no date


def day(text: str | None, name: str, where: str) -> dt.date | None:
    """The day of a moment of the feed; years before 1901 mean that it knows none.

    Raises:
        BadFile: not a date.
    """
    if not text:
        return None
    try:
        found = dt.date.fromisoformat(text[:10])
    except ValueError:
        raise BadFile(f"{name}: {where}: {text[:40]!r} is not a date", "expected year-month-day", "") from None
    return found if found.year >= _NEVER else None


def _clock_s(text: str | None) -> float | None:
    found = _CLOCK.fullmatch((text or "").strip())
    return above(int(found[1]) * 3600.0 + int(found[2]) * 60 + int(found[3])) if found else None


def _blank(text: str | None) -> str | None:
    return (text or "").strip() or None


def race_list(races: list[season.ListedRace], name: str) -> Frames:
    """``race_list``. Counts of a race that has not been run are empty."""
    lines = []
    for race in races:
        run = above(race.actual_laps)
        counted = {
            "cautions": race.number_of_cautions, "caution_laps": race.number_of_caution_laps,
            "lead_changes": race.number_of_lead_changes, "leaders": race.number_of_leaders,
        }  # fmt: skip
        stages = {f"stage_{n}_laps": above(getattr(race, f"stage_{n}_laps")) for n in (1, 2, 3, 4)}
        lines.append({
            "race_id": above(race.race_id), "series": SERIES.get(race.series_id, str(race.series_id)),
            "season": race.race_season, "name": race.race_name.strip(), "race_type": race.race_type_id,
            "date": day(race.race_date, name, "race_date"), "track": race.track_name, "track_number": race.track_id,
            "distance_mi": above(race.scheduled_distance), "laps_scheduled": above(race.scheduled_laps),
            "laps_run": run, **stages, "cars": above(race.number_of_cars_in_field),
            **{what: above(value, -1) if run else None for what, value in counted.items()},
            "avg_speed_mph": above(race.average_speed), "pole_mph": above(race.pole_winner_speed),
            "race_time_s": _clock_s(race.total_race_time), "margin": _blank(race.margin_of_victory),
            "comments": _blank(race.race_comments), "playoff_round": race.playoff_round,
        })  # fmt: skip
    return {"race_list": rows(lines, RACE_LIST, name)}


def race_lists(payload: season.RaceLists, name: str, _origin: Origin) -> Frames:
    """The three series of ``race_list_basic.json``."""
    return race_list([*payload.series_1, *payload.series_2, *payload.series_3], name)


def one_race_list(payload: list[season.ListedRace], name: str, _origin: Origin) -> Frames:
    """One series of one season."""
    return race_list(payload, name)


def combined(payload: season.Combined, name: str, _origin: Origin) -> Frames:
    """``schedule-combined.json``; it does not tell exhibitions apart."""
    lines = [
        {
            "race_id": above(race.race_id), "series": SERIES.get(race.series_id, str(race.series_id)),
            "season": race.race_season, "name": race.race_name.strip(), "date": day(race.race_date, name, "Race_Date"),
            "track": race.track_name, "track_number": race.track_id, "laps_scheduled": above(race.scheduled_laps),
            "laps_run": above(race.actual_laps), "avg_speed_mph": above(race.average_speed),
        }
        for race in payload.response
    ]  # fmt: skip
    return {"race_list": rows(lines, RACE_LIST, name)}


def results(lines: list[season.ResultLine], name: str, about: dict[str, Any]) -> Frames:
    """``official_results``."""
    table = [
        {
            "race_id": above(line.race_id), "series": SERIES.get(line.series_id), **about, "car": str(line.car_number),
            "driver": plain_name(line.driver_fullname or "") or None, "official_driver_id": above(line.driver_id),
            "team": _blank(line.team_name), "owner": _blank(line.owner_fullname), "make": _blank(line.car_make),
            "sponsor": _blank(line.sponsor), "crew_chief": _blank(line.crew_chief_fullname),
            "finish": above(line.finishing_position), "start": above(line.starting_position),
            "laps": above(line.laps_completed, -1), "led": above(line.laps_led, -1),
            "times_led": above(line.times_led, -1), "status": _blank(line.finishing_status),
            "points": line.points_earned, "playoff_points": line.playoff_points_earned,
            "points_position": above(line.points_position),
            "laps_down": above(line.diff_laps, -1), "behind_s": _thousandth(above(line.diff_time)),
            "disqualified": line.disqualified, "qualifying_position": above(line.qualifying_position),
            "qualifying_mph": above(line.qualifying_speed),
        }
        for line in lines
    ]  # fmt: skip
    return {"official_results": rows(table, OFFICIAL_RESULTS, name)}


def _thousandth(value: float | None) -> float | None:
    return None if value is None else value / 1000


def race_results(payload: list[season.ResultLine], name: str, _origin: Origin) -> Frames:
    """``race-results.json``."""
    return results(payload, name, {})


def weekend(payload: season.Weekend, name: str, origin: Origin) -> Frames:
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


def _weekend_parts(race: season.WeekendRace, race_id: int | None, name: str) -> Frames:
    driver_of = {str(line.car_number): line for line in race.results}
    cautions = [
        {
            "race_id": race_id, "number": i, "from_lap": c.start_lap, "to_lap": c.end_lap,
            "reason": ": ".join(part for part in (c.reason, c.comment) if part) or None,
            "cars": cars_named(c.comment), "place": place_named(c.comment),
            "free_pass_car": None if c.beneficiary_car_number is None else _blank(str(c.beneficiary_car_number)),
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


def _driver(line: season.ResultLine | None) -> dict[str, Any]:
    if line is None:
        return {}
    return {"driver": plain_name(line.driver_fullname or "") or None, "official_driver_id": above(line.driver_id)}


def _sessions(runs: list[season.WeekendRun], name: str) -> Frames:
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


def timetable(payload: list[season.ScheduledEvent], name: str, _origin: Origin) -> Frames:
    """``sessions`` of ``schedule-feed.json``."""
    events = [
        {"race_id": above(e.race_id), "series": SERIES.get(e.series_id), "track": e.track_name, "event": e.event_name,
         "date": day(e.start_time_utc, name, "start_time_utc"), "starts": e.start_time_utc, "ends": e.end_time_utc,
         "zone": "UTC", "kind": None if e.run_type is None else str(e.run_type)}
        for e in payload
    ]  # fmt: skip
    return {"sessions": rows(events, SESSIONS, name)}


def live_qualifying(payload: list[season.QualifyingLine], name: str, origin: Origin) -> Frames:
    """``qualifying`` by round."""
    lines = [
        {"race_id": known_race(None, origin), "car": str(q.vehicle_number), "driver": plain_name(q.full_name),
         "official_driver_id": above(q.driver_id), "round": above(q.qualifying_round), "rank": above(q.position),
         "time_s": above(q.best_lap_time), "speed_mph": above(q.best_lap_speed), "best_lap": above(q.best_lap)}
        for q in payload
    ]  # fmt: skip
    return {"qualifying": rows(lines, QUALIFYING, name)}


def qualifying_2014(payload: season.Qualifying2014, name: str, origin: Origin) -> Frames:
    """The 2014 form, which names the race."""
    return live_qualifying(payload.qualifying_results, name, origin._replace(race_id=payload.race_id))


def qualifying_results(payload: list[season.RunLine], name: str, origin: Origin) -> Frames:
    """``qualifying-results.json``: the result of the session."""
    run = season.WeekendRun(2, "", origin.race_id or -1, payload)
    return {"qualifying": _sessions([run], name)["qualifying"]}


def entry_list(payload: list[season.EntryLine], name: str, origin: Origin) -> Frames:
    """``entry_list``."""
    lines = [
        {"race_id": known_race(None, origin), "car": str(e.vehicle_number), "driver": plain_name(e.driver_name),
         "official_driver_id": above(e.driver_id), "team": _blank(e.team_name), "owner": _blank(e.owner_name),
         "make": _blank(e.manufacturer), "sponsor": _blank(e.sponsor), "hometown": _blank(e.driver_hometown)}
        for e in payload
    ]  # fmt: skip
    return {"entry_list": rows(lines, ENTRY_LIST, name)}


def ten_lap_runs(payload: models.TenLapRuns, name: str, origin: Origin) -> Frames:
    """The best ten laps in a row of 2018, told as a speed."""
    lines = [
        {"race_id": known_race(None, origin), "session": f"laps {r.from_lap} to {r.to_lap}",
         "car": str(r.car), "driver": plain_name(r.driver), "avg_10_mph": above(r.speed_mph)}
        for r in payload.runs
    ]  # fmt: skip
    return {"lap_averages": rows(lines, LAP_AVERAGES, name)}


def standings(payload: Sequence[season.PointsLine], name: str, origin: Origin) -> Frames:
    """``official_standings`` from any of the four tables of points."""
    return {"official_standings": rows([_standing(line, origin) for line in payload], OFFICIAL_STANDINGS, name)}


def _standing(line: season.PointsLine, origin: Origin) -> dict[str, Any]:
    counted = {what: above(getattr(line, what), -1) for what in _COUNTED}
    common = {"season": origin.season, "points": line.points, **counted}
    if isinstance(line, season.DriverPoints):
        return common | {
            "kind": "drivers", "rank": above(line.position), "name": plain_name(line.driver_name),
            "official_driver_id": above(line.driver_id), "stage_points": line.stage_points,
            "playoff_points": line.playoff_points, "led": above(line.laps_led, -1), "make": _blank(line.manufacturer),
            "car": None if line.car_no is None else _blank(str(line.car_no)),
        }  # fmt: skip
    if isinstance(line, season.OwnerPoints):
        return common | {"kind": "owners", "rank": above(line.position), "name": line.owner_name,
                         "car": str(line.vehicle_number)}  # fmt: skip
    if isinstance(line, season.MakePoints):
        return common | {"kind": "makes", "rank": above(line.position), "name": line.manufacturer,
                         "make": line.manufacturer}  # fmt: skip
    return common | {
        "kind": "live", "rank": above(line.points_position), "race_id": known_race(line.race_id, origin),
        "name": plain_name(f"{line.first_name} {line.last_name}"), "official_driver_id": above(line.driver_id),
        "car": _blank(str(line.car_number or "")), "eligible": line.is_points_eligible,
    }  # fmt: skip


def drivers(payload: season.FeedDrivers, name: str, _origin: Origin) -> Frames:
    """``official_drivers``."""
    lines = [
        {"official_driver_id": above(d.driver_id), "name": plain_name(d.name), "born": day(d.born, name, "DOB"),
         "badge": _blank(d.badge), "team": _blank(d.team), "hometown": _blank(d.city)}
        for d in payload.response
    ]  # fmt: skip
    return {"official_drivers": rows(lines, OFFICIAL_DRIVERS, name)}


def tracks(payload: list[season.FeedTrack], name: str, _origin: Origin) -> Frames:
    """``official_tracks``."""
    lines = [
        {"track_number": t.track_id, "name": t.track_name, "surface": _blank(t.track_surface),
         "kind": _blank(t.track_type), "banking": _blank(t.track_banking), "length_mi": above(t.length),
         "frontstretch_ft": above(t.frontstretch_length), "backstretch_ft": above(t.backstretch_length),
         "city": _blank(t.city), "state": _blank(t.state), "year_built": above(t.year_built),
         "pace_car_mph": above(t.caution_car_speed)}
        for t in payload
    ]  # fmt: skip
    return {"official_tracks": rows(lines, OFFICIAL_TRACKS, name)}
