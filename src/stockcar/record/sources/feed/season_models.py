"""The payloads of the official feed about a season: race lists, results, points, people, tracks.

As in ``models``: only fields that a row is made from are named, and a field without a default must be there.
"""

from typing import Annotated

from msgspec import Meta, Struct, field

from stockcar.record.sources.feed.models import (
    CarNumber,
    Count,
    Id,
    LapNumber,
    Name,
    PlaceNumber,
    Points,
    Real,
    Words,
)

SeriesId = Annotated[int, Meta(ge=1, le=999)]
Season = Annotated[int, Meta(ge=1949, le=2100)]
StageLaps = Annotated[int, Meta(ge=-1200, le=1200)]  # below zero before a race's stages are set
Moment = Annotated[str, Meta(max_length=40)]


class ListedRace(Struct):
    """A race of ``race_list_basic.json``, ``schedule_<year>_<series>.json`` and the weekend feed."""

    race_id: Id
    series_id: SeriesId
    race_season: Season
    race_name: Words
    race_date: Moment
    race_type_id: Annotated[int, Meta(ge=0, le=99)]
    track_id: Id
    track_name: Name
    scheduled_distance: Real | None = None
    scheduled_laps: LapNumber | None = None
    actual_laps: LapNumber | None = None
    stage_1_laps: StageLaps | None = None
    stage_2_laps: StageLaps | None = None
    stage_3_laps: StageLaps | None = None
    stage_4_laps: StageLaps | None = None
    number_of_cars_in_field: Count | None = None
    number_of_cautions: Count | None = None
    number_of_caution_laps: Count | None = None
    number_of_lead_changes: Count | None = None
    number_of_leaders: Count | None = None
    average_speed: Real | None = None
    pole_winner_speed: Real | None = None
    total_race_time: Moment | None = None
    margin_of_victory: Name | None = None
    race_comments: Words | None = None
    playoff_round: Annotated[int, Meta(ge=0, le=10)] | None = None


class RaceLists(Struct):
    """``race_list_basic.json``: the three series of a season."""

    series_1: list[ListedRace] = []
    series_2: list[ListedRace] = []
    series_3: list[ListedRace] = []


class CombinedRace(Struct):
    """A race of ``schedule-combined.json``."""

    race_id: Id = field(name="Race_Id")
    series_id: SeriesId = field(name="Series_Id")
    race_season: Season = field(name="Race_Season")
    race_name: Words = field(name="Race_Name")
    race_date: Moment = field(name="Race_Date")
    track_id: Id = field(name="Track_Id")
    track_name: Name = field(name="Track_Name")
    scheduled_laps: LapNumber | None = field(name="Scheduled_Laps", default=None)
    actual_laps: LapNumber | None = field(name="Actual_Laps", default=None)
    average_speed: Real | None = field(name="Average_Speed", default=None)


class Combined(Struct):
    """``schedule-combined.json``."""

    response: list[CombinedRace]


class ResultLine(Struct):
    """A car in ``race-results.json`` and the weekend feed."""

    race_id: Id
    series_id: SeriesId
    car_number: CarNumber
    driver_id: Id
    driver_fullname: Name | None
    finishing_position: PlaceNumber
    starting_position: PlaceNumber
    laps_completed: LapNumber
    laps_led: LapNumber
    points_earned: Points
    finishing_status: Name | None = None
    team_name: Name | None = None
    owner_fullname: Name | None = None
    car_make: Name | None = None
    sponsor: Words | None = None
    crew_chief_fullname: Name | None = None
    times_led: Count | None = None
    playoff_points_earned: Points | None = None
    points_position: PlaceNumber | None = None
    qualifying_position: PlaceNumber | None = None
    qualifying_speed: Real | None = None
    disqualified: bool | None = None
    diff_laps: Annotated[int, Meta(ge=-1200, le=1200)] | None = None
    diff_time: Real | None = None  # milliseconds


class Tally(Struct, kw_only=True):
    """What a line of any table of points adds up; None: that table does not."""

    points: Points
    wins: Count | None = None
    top_5: Count | None = None
    top_10: Count | None = None
    poles: Count | None = None
    starts: Count | None = None
    dnf: Count | None = None


class DriverPoints(Tally, kw_only=True):
    """A line of ``points-drivers.json`` and ``point-standings.json``."""

    position: PlaceNumber
    driver_name: Name
    driver_id: Id
    stage_points: Points | None = None
    playoff_points: Points | None = None
    laps_led: Annotated[int, Meta(ge=-1, le=20_000)] | None = None
    car_no: CarNumber | None = None
    manufacturer: Name | None = None


class OwnerPoints(Tally, kw_only=True):
    """A line of ``points-owners.json``."""

    position: PlaceNumber
    owner_name: Name
    vehicle_number: CarNumber


class MakePoints(Tally, kw_only=True):
    """A line of ``points-manufacturer.json``."""

    position: PlaceNumber
    manufacturer: Name


class LivePoints(Tally, kw_only=True):
    """A line of ``live-points.json``."""

    car_number: CarNumber | None
    first_name: Name
    last_name: Name
    driver_id: Id
    points_position: PlaceNumber
    race_id: Id | None = None
    is_points_eligible: bool | None = None


PointsLine = DriverPoints | OwnerPoints | MakePoints | LivePoints


class FeedDriver(Struct):
    """A person of ``drivers.json``."""

    driver_id: Id = field(name="Nascar_Driver_ID")
    name: Name = field(name="Full_Name")
    born: Moment | None = field(name="DOB", default=None)
    badge: Name | None = field(name="Badge", default=None)
    team: Name | None = field(name="Team", default=None)
    city: Name | None = field(name="Hometown_City", default=None)


class FeedDrivers(Struct):
    """``drivers.json``."""

    response: list[FeedDriver]


class FeedTrack(Struct):
    """A track of ``tracks.json`` and ``tracks-feed.json``."""

    track_id: Id
    track_name: Name
    length: Annotated[float, Meta(ge=0, le=7)]
    track_surface: Name | None = None
    track_type: Name | None = None
    track_banking: Words | None = None
    frontstretch_length: Count | None = None
    backstretch_length: Count | None = None
    city: Name | None = None
    state: Name | None = None
    year_built: Annotated[int, Meta(ge=-1, le=2100)] | None = None
    caution_car_speed: Real | None = None


class FeedTracks(Struct):
    """``tracks.json``: the list in an object."""

    items: list[FeedTrack]
