"""The payloads of the official feed about a weekend: its race, runs, timetable, qualifying and entries.

As in ``models``: only fields that a row is made from are named, and a field without a default must be there.
"""

from typing import Annotated

from msgspec import Meta, Struct, field

from stockcar.record.sources.feed.models import CarNumber, FlagCode, Id, LapNumber, Name, PlaceNumber, Real, Words
from stockcar.record.sources.feed.season_models import ListedRace, Moment, ResultLine, SeriesId


class CautionSegment(Struct):
    """A caution in the weekend feed; the reason is a word, the comment says more."""

    start_lap: LapNumber
    end_lap: LapNumber
    reason: Words | None = None
    comment: Words | None = None
    beneficiary_car_number: CarNumber | None = None
    flag_state: FlagCode | None = None


class LeaderSegment(Struct):
    """A run of laps led in the weekend feed."""

    start_lap: LapNumber
    end_lap: LapNumber
    car_number: CarNumber


class StageResultLine(Struct):
    """A car at a stage end in the weekend feed: the top ten."""

    driver_fullname: Name
    driver_id: Id
    car_number: CarNumber
    finishing_position: Annotated[int, Meta(ge=1, le=120)]
    stage_points: Annotated[int, Meta(ge=0, le=20)]


class StageResult(Struct):
    """A stage in the weekend feed."""

    stage_number: Annotated[int, Meta(ge=1, le=4)]
    results: list[StageResultLine]


class WeekendEvent(Struct):
    """An item of the timetable."""

    event_name: Words
    start_time_utc: Moment
    notes: Words | None = None
    run_type: Annotated[int, Meta(ge=0, le=99)] | None = None


class WeekendRace(ListedRace, kw_only=True):
    """The race of the weekend feed."""

    results: list[ResultLine]
    caution_segments: list[CautionSegment] = field(default_factory=list)
    race_leaders: list[LeaderSegment] = field(default_factory=list)
    stage_results: list[StageResult] = field(default_factory=list)
    schedule: list[WeekendEvent] = field(default_factory=list)


class RunLine(Struct):
    """A car in a practice or qualifying run of the weekend."""

    car_number: CarNumber
    driver_id: Id
    driver_name: Name
    finishing_position: PlaceNumber
    best_lap_time: Real
    best_lap_speed: Real
    best_lap_number: LapNumber | None = None
    laps_completed: LapNumber | None = None
    manufacturer: Name | None = None


class WeekendRun(Struct):
    """A practice, qualifying round or race run; ``run_type`` 1 practice, 2 qualifying, 3 race."""

    run_type: Annotated[int, Meta(ge=0, le=20)]
    run_name: Words
    race_id: Id
    results: list[RunLine] = []


class Weekend(Struct):
    """``weekend-feed.json``."""

    weekend_race: list[WeekendRace]
    weekend_runs: list[WeekendRun] = []


class ScheduledEvent(Struct):
    """An item of ``schedule-feed.json``."""

    event_name: Words
    race_id: Id
    series_id: SeriesId
    track_name: Name
    start_time_utc: Moment
    end_time_utc: Moment | None = None
    run_type: Annotated[int, Meta(ge=0, le=99)] | None = None


class QualifyingLine(Struct):
    """A car in ``live-qualifying-data.json``."""

    position: PlaceNumber
    vehicle_number: CarNumber
    driver_id: Id
    full_name: Name
    qualifying_round: Annotated[int, Meta(ge=0, le=5)]
    best_lap_time: Real
    best_lap_speed: Real
    best_lap: LapNumber | None = None


class Qualifying2014(Struct):
    """The 2014 form, which says which race."""

    race_id: Id
    qualifying_results: list[QualifyingLine]


class EntryLine(Struct):
    """A car on ``entry-list.json``."""

    driver_id: Id
    vehicle_number: CarNumber
    driver_name: Name
    team_name: Name | None = None
    owner_name: Name | None = None
    manufacturer: Name | None = None
    sponsor: Words | None = None
    driver_hometown: Name | None = None
