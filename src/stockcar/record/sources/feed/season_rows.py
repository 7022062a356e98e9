"""Rows of a season from the payloads of the feed: race lists, results, points, people, tracks."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from stockcar.errors import BadFile
from stockcar.record.sources.feed import season_models as season
from stockcar.record.sources.feed.decode import Origin
from stockcar.record.sources.feed.race_rows import Frames, above, known_race, rows
from stockcar.record.sources.place import SERIES, plain_name
from stockcar.record.topics_season import (
    OFFICIAL_DRIVERS,
    OFFICIAL_RESULTS,
    OFFICIAL_STANDINGS,
    OFFICIAL_TRACKS,
    RACE_LIST,
)

_CLOCK = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})(?:\.\d+)?")
_COUNTED = ("wins", "top_5", "top_10", "poles", "starts", "dnf")
_NEVER = 1901  # the feed writes 0001 or 1900 where it knows no date


def day(text: str | None, name: str, where: str) -> dt.date | None:
    """The day of a moment of the feed; None where it knows none, which years before 1901 mean too.

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


def blank(text: str | None) -> str | None:
    """The text without the spaces around it; None where nothing is left."""
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
            "race_time_s": _clock_s(race.total_race_time), "margin": blank(race.margin_of_victory),
            "comments": blank(race.race_comments), "playoff_round": race.playoff_round,
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
            "team": blank(line.team_name), "owner": blank(line.owner_fullname), "make": blank(line.car_make),
            "sponsor": blank(line.sponsor), "crew_chief": blank(line.crew_chief_fullname),
            "finish": above(line.finishing_position), "start": above(line.starting_position),
            "laps": above(line.laps_completed, -1), "led": above(line.laps_led, -1),
            "times_led": above(line.times_led, -1), "status": blank(line.finishing_status),
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
            "playoff_points": line.playoff_points, "led": above(line.laps_led, -1), "make": blank(line.manufacturer),
            "car": None if line.car_no is None else blank(str(line.car_no)),
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
        "car": blank(str(line.car_number or "")), "eligible": line.is_points_eligible,
    }  # fmt: skip


def drivers(payload: season.FeedDrivers, name: str, _origin: Origin) -> Frames:
    """``official_drivers``."""
    lines = [
        {"official_driver_id": above(d.driver_id), "name": plain_name(d.name), "born": day(d.born, name, "DOB"),
         "badge": blank(d.badge), "team": blank(d.team), "hometown": blank(d.city)}
        for d in payload.response
    ]  # fmt: skip
    return {"official_drivers": rows(lines, OFFICIAL_DRIVERS, name)}


def tracks(payload: list[season.FeedTrack], name: str, _origin: Origin) -> Frames:
    """``official_tracks``."""
    lines = [
        {"track_number": t.track_id, "name": t.track_name, "surface": blank(t.track_surface),
         "kind": blank(t.track_type), "banking": blank(t.track_banking), "length_mi": above(t.length),
         "frontstretch_ft": above(t.frontstretch_length), "backstretch_ft": above(t.backstretch_length),
         "city": blank(t.city), "state": blank(t.state), "year_built": above(t.year_built),
         "pace_car_mph": above(t.caution_car_speed)}
        for t in payload
    ]  # fmt: skip
    return {"official_tracks": rows(lines, OFFICIAL_TRACKS, name)}
