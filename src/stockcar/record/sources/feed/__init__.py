"""What does a payload of the official timing feed say, as rows of the record's tables?

``read_feed`` takes the bytes as they came and the name they came under (an address or a file name), finds which of the
feed's payloads it is, decodes it strictly and gives checked frames. An empty body means that nothing is on track and
gives nothing. Rows carry the feed's ``race_id``; ``tie`` finds the race of the record.

Known limits: the feed is public but undocumented; the forms here are those of samples from 2014 to 2026. A payload of
another form is refused by name, never half read.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from stockcar.errors import BadFile
from stockcar.record import topics, topics_season
from stockcar.record.schema import Keys, require_frame
from stockcar.record.sources.feed import models, race_rows, season_rows, weekend_rows
from stockcar.record.sources.feed import season_models as season
from stockcar.record.sources.feed import weekend_models as weekend
from stockcar.record.sources.feed.decode import Origin, body, decode
from stockcar.record.sources.place import name_drivers, tie_official

if TYPE_CHECKING:
    import polars as pl


class Kind(NamedTuple):
    """One of the feed's payloads: how its name looks, its models (by first character of the text), its reader."""

    pattern: str
    as_list: Any  # the model when the payload is a list, None when it never is
    as_object: Any
    read: "Callable[[Any, str, Origin], race_rows.Frames]"


def _flag_changes(payload: Any, name: str, origin: Origin) -> race_rows.Frames:
    changes = payload.changes if isinstance(payload, models.FlagChanges) else payload
    return race_rows.flag_changes(changes, name, origin)


def _tracks(payload: Any, name: str, origin: Origin) -> race_rows.Frames:
    return season_rows.tracks(payload.items if isinstance(payload, season.FeedTracks) else payload, name, origin)


def _qualifying(payload: Any, name: str, origin: Origin) -> race_rows.Frames:
    read = weekend_rows.qualifying_2014 if isinstance(payload, weekend.Qualifying2014) else weekend_rows.live_qualifying
    return read(payload, name, origin)


KINDS = (
    Kind(r"lap-times", None, models.LapTimes, race_rows.lap_times),
    Kind(r"lap-notes", None, models.LapNotes, race_rows.lap_notes),
    Kind(r"lap-averages", list[models.SessionAverages], None, race_rows.lap_averages),
    Kind(r"lap-average", None, models.TenLapRuns, race_rows.ten_lap_runs),
    Kind(r"live-pit", list[models.PitVisit], None, race_rows.pit_visits),
    Kind(r"live-flag", list[models.FlagChange], models.FlagChanges, _flag_changes),
    Kind(r"live-stage-points", list[models.StagePoints], None, race_rows.stage_points),
    Kind(r"live-points", list[season.LivePoints], None, season_rows.standings),
    Kind(r"live-qualifying", list[weekend.QualifyingLine], weekend.Qualifying2014, _qualifying),
    Kind(r"live-feed|stage-feed", None, models.LiveFeed, race_rows.live_feed),
    Kind(r"loopstats", list[models.LoopStats], None, race_rows.loop_stats),
    Kind(r"weekend-feed", None, weekend.Weekend, weekend_rows.weekend),
    Kind(r"race_list_basic", None, season.RaceLists, season_rows.race_lists),
    Kind(r"schedule-feed", list[weekend.ScheduledEvent], None, weekend_rows.timetable),
    Kind(r"schedule-combined", None, season.Combined, season_rows.combined),
    Kind(r"schedule_\d{4}_\d", list[season.ListedRace], None, season_rows.one_race_list),
    Kind(r"race-results", list[season.ResultLine], None, season_rows.race_results),
    Kind(r"qualifying-results", list[weekend.RunLine], None, weekend_rows.qualifying_results),
    Kind(r"entry-list", list[weekend.EntryLine], None, weekend_rows.entry_list),
    Kind(r"point-standings|points-drivers", list[season.DriverPoints], None, season_rows.standings),
    Kind(r"points-owners", list[season.OwnerPoints], None, season_rows.standings),
    Kind(r"points-manufacturer", list[season.MakePoints], None, season_rows.standings),
    Kind(r"tracks-feed|tracks", list[season.FeedTrack], season.FeedTracks, _tracks),
    Kind(r"drivers", None, season.FeedDrivers, season_rows.drivers),
)
# What one payload cannot say twice. Flags and notes can: the feed repeats them.
SAID_ONCE = {
    "cautions": ("race_id", "from_lap"),
    "entry_list": ("car",),
    "lap_averages": ("session", "car"),
    "lap_leaders": ("race_id", "from_lap"),
    "lap_notes": ("lap", "note"),
    "loop": ("race_id", "official_driver_id"),
    "official_drivers": ("official_driver_id", "name"),
    "official_results": ("race_id", "car"),
    "official_standings": ("kind", "name", "official_driver_id", "car", "points", "starts"),
    "official_tracks": ("track_number",),
    "pit_stops": ("race_id", "car", "lap", "in_s", "out_s", "total_s"),
    "practice": ("race_id", "session", "car"),
    "qualifying": ("race_id", "round", "car"),
    "race_list": ("race_id",),
    "sessions": ("race_id", "event", "starts"),
    "stage_results": ("race_id", "stage", "finish"),
}
TABLES = {table.name: table for table in (*topics.RACE_TIMING, *topics_season.SEASON)}


def kind_of(name: str) -> Kind:
    """Which payload goes by that name.

    Raises:
        BadFile: none that the record reads.
    """
    last = "/".join(name.split("/")[-5:])
    for kind in KINDS:
        if re.search(kind.pattern, last):
            return kind
    raise BadFile(
        f"{name}: not a payload of the timing feed that is read here",
        "known are " + ", ".join(kind.pattern.replace("|", ", ") for kind in KINDS),
        "give the file the name that the feed gives it",
    )


def read_feed(payload: bytes, name: str, origin: Origin | None = None) -> "dict[str, pl.DataFrame]":
    """Checked frames by table name; none at all for an empty body.

    ``origin`` says which race it is of where neither the payload nor its first line does.

    Raises:
        BadFile: not of a known form, damaged, or a field that cannot be meant; names the file and the field.
    """
    kind = kind_of(name)
    text, said = body(payload, name)
    if not text:
        return {}
    model = kind.as_list if text[0] == "[" else kind.as_object
    if model is None:
        wanted = "an object" if text[0] == "[" else "a list"
        raise BadFile(f"{name}: $: expected {wanted}", "the payload has another form", "the feed changed its form")
    known = Origin.of(name)
    merged = Origin(*(a if a is not None else b if b is not None else c for a, b, c in zip(
        origin or Origin(), said, known, strict=True)))  # fmt: skip
    frames = kind.read(decode(text, model, name), name, merged)
    return {table: _required(frame, table, name) for table, frame in frames.items() if len(frame)}


def _required(frame: "pl.DataFrame", table: str, name: str) -> "pl.DataFrame":
    checked = require_frame(frame, TABLES[table], name)
    once = SAID_ONCE.get(table)
    if once is not None:
        doubled = checked.select(once).is_duplicated().arg_true()
        if len(doubled):
            row = int(doubled[0])
            told = checked.select(once).row(row)
            raise BadFile(f"{name}: {table} row {row + 1}: told twice: {told}", "one payload says each once")
    return checked


def tie(frames: "dict[str, pl.DataFrame]", keys: Keys) -> "dict[str, pl.DataFrame]":
    """The frames with ``key`` and ``driver_id`` from the record."""
    import polars as pl

    tied = {}
    for table, frame in frames.items():
        if "race_id" in frame.columns:
            frame = tie_official(frame.with_columns(pl.lit(None, dtype=pl.String).alias("unplaced")), keys)
        if "driver_id" in frame.columns:
            column = "driver" if "driver" in frame.columns else "name"
            frame = name_drivers(frame, keys, column)
        tied[table] = require_frame(frame, TABLES[table], table)
    return tied
