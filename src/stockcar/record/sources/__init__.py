"""Where does each table of the record come from, and what was not loaded?

``TOPICS`` lists every table beside the core, with the files it is read from; ``NOT_LOADED`` names the files of a source
folder that no table is read from, and why. Each source is a plain function from a payload or a folder to rows.
"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stockcar.record import topics, topics_season
from stockcar.record.schema import Keys, Table, Topic
from stockcar.record.sources import cited, loop, payloads, race_day, season, sessions, timing, tracks
from stockcar.record.sources.files import FileSource, load_files
from stockcar.record.sources.place import shaped

if TYPE_CHECKING:
    import polars as pl

NOT_LOADED: Final = {
    "results/driver_name_pairs.parquet": "evidence for the alias table, decided there pair by pair",
    "rules/observed_points_by_finish.parquet": "what points were, not what a race was: the rulebook's evidence",
    "rules/points_table_2017_2020.parquet": "what points were, not what a race was: the rulebook's evidence",
    "tracks/cup_track_id_crosswalk.parquet": "names of tracks by season: decided in the track table",
    "tracks/cup_track_sources.parquet": "citations of the track configurations; no facts",
    "tracks/track_name_pairs.parquet": "evidence for the track table",
}

FILES: Final[dict[str, tuple[str, ...]]] = {}  # the files that each table is read from, where they are there


# Tables that the feed's payloads fill too: they are built whether or not their files are there.
_FED = {
    "cautions", "lap_averages", "lap_flags", "lap_leaders", "laps", "official_results", "official_standings",
    "official_tracks", "pit_stops", "practice", "qualifying", "race_list", "sessions",
}  # fmt: skip


def _topic(table: Table, files: tuple[FileSource, ...] = ()) -> Topic:
    paths = tuple(file.path for file in files)
    FILES[table.name] = paths
    return Topic(table, () if table.name in _FED else paths, partial(_load, table=table, files=files))


def _load(folder: Path, keys: Keys, table: Table, files: tuple[FileSource, ...]) -> "pl.DataFrame":
    import polars as pl

    read = sessions.load_by_race if table.name in ("qualifying", "practice") else load_files
    rows = read(folder, keys, files) if files else shaped(pl.DataFrame(), table, "")
    return payloads.with_payloads(rows, table.name, folder, keys)


def _load_stages(folder: Path, keys: Keys) -> "pl.DataFrame":
    rows = race_day.load_stages(folder, keys)
    return payloads.with_payloads(rows, topics.STAGE_RESULTS.name, folder, keys)


def _load_loop(folder: Path, keys: Keys) -> "pl.DataFrame":
    import polars as pl

    there = (folder / loop.LAPRAPTOR).is_file()
    rows = loop.load_loop(folder, keys) if there else shaped(pl.DataFrame(), topics.LOOP, "")
    return payloads.with_payloads(rows, topics.LOOP.name, folder, keys)


_STAGE_PATHS = (*(file.path for file in race_day.STAGE_FILES), race_day.LOOP_WITH_STAGES)
FILES["stage_results"] = _STAGE_PATHS
FILES["loop"] = (loop.LAPRAPTOR, loop.OFFICIAL)
FILES["track_facts"] = (tracks.FACTS,)
TOPICS: Final = (
    _topic(topics.LAPS, timing.LAP_FILES),
    _topic(topics.LAP_FLAGS, timing.LAP_FLAG_FILES),
    _topic(topics.GREEN_PACE, timing.PACE_FILES),
    _topic(topics.PIT_STOPS, timing.STOP_FILES),
    _topic(topics.CAUTIONS, race_day.CAUTION_FILES),
    _topic(topics.LAP_LEADERS, race_day.LEADER_FILES),
    Topic(topics.STAGE_RESULTS, (), _load_stages),
    Topic(topics.LOOP, (), _load_loop),
    _topic(topics.QUALIFYING, sessions.QUALIFYING_FILES),
    _topic(topics.PRACTICE, sessions.PRACTICE_FILES),
    _topic(topics.LAP_AVERAGES, sessions.AVERAGE_FILES),
    _topic(topics_season.SESSIONS, sessions.SESSION_FILES),
    _topic(topics_season.OFFICIAL_RESULTS, season.RESULT_FILES),
    _topic(topics_season.RACE_PLAYOFF_POINTS, race_day.PLAYOFF_POINT_FILES),
    _topic(topics_season.RACE_LIST, season.RACE_LIST_FILES),
    _topic(topics_season.DID_NOT_START, race_day.ABSENT_FILES),
    _topic(topics_season.TO_THE_BACK, race_day.BACK_FILES),
    _topic(topics_season.RACE_META, race_day.META_FILES),
    _topic(topics_season.STANDINGS, season.STANDING_FILES),
    _topic(topics_season.PLAYOFF_GRID, season.GRID_FILES),
    _topic(topics_season.OFFICIAL_STANDINGS, season.OFFICIAL_STANDING_FILES),
    _topic(topics_season.OFFICIAL_TRACKS, season.TRACK_FILES),
    _topic(topics_season.TRACK_CONFIGURATIONS, season.CONFIGURATION_FILES),
    Topic(topics_season.TRACK_FACTS, (tracks.FACTS,), tracks.load_track_facts),
    _topic(topics.FLAGS),
    _topic(topics.LAP_NOTES),
    _topic(topics.RUNNING),
    _topic(topics_season.ENTRY_LIST),
    _topic(topics_season.OFFICIAL_DRIVERS),
    Topic(topics_season.RELIEF, (), cited.load_relief),
    Topic(topics_season.RELATIONS, (), cited.load_relations),
    Topic(topics_season.PEOPLE, (), cited.load_people),
    Topic(topics_season.PLANS, (), cited.load_plans),
)
