"""Checks of races: how many a season, in which order, on which day, over what distance.

Those of ``RACE_CHECKS`` take the races, those of ``RACE_AND_LINE_CHECKS`` the result lines beside them.
"""

from typing import TYPE_CHECKING, Final

from stockcar.record.finding import Finding

if TYPE_CHECKING:
    import polars as pl

SHORT_OR_LONG: Final = 0.08  # of the scheduled laps; less is overtime or rounding


def check_season_lengths(races: "pl.DataFrame", allowed: dict[tuple[str, int], int]) -> Finding:
    """Seasons that do not have the races they had, or whose numbers are not 1 to n."""
    import polars as pl

    held = races.group_by("series", "season").agg(
        pl.len(), pl.col("number").n_unique().alias("unique"), pl.col("number").max().alias("last")
    )
    counted = {(series, season): (n, unique, last) for series, season, n, unique, last in held.iter_rows()}
    wrong = [
        f"{series}-{season} {counted[series, season][0]} races, {allowed.get((series, season), '?')} were run"
        for series, season in sorted(counted)
        if {*counted[series, season]} != {allowed.get((series, season))}
    ]
    return Finding("season length", "error", tuple(wrong), "look at the source before trusting it")


def check_undated(races: "pl.DataFrame") -> Finding:
    """Races that no source dates."""
    import polars as pl

    return Finding.of_races(
        "date missing", "gap", races.filter(pl.col("date").is_null()), "takes the date of the race before it"
    )


def check_order(races: "pl.DataFrame") -> Finding:
    """Races dated before a race with a lower number: postponed, or numbers swapped."""
    import polars as pl

    ordered = races.drop_nulls("date").sort("series", "season", "number")
    late = ordered.filter(pl.col("date") < pl.col("date").cum_max().over("series", "season"))
    return Finding.of_races("number against the date", "odd", late, "the number stays; order in time goes by the date")


def check_same_day(races: "pl.DataFrame") -> Finding:
    """Races of one series on the day of another: series and date are no key."""
    import polars as pl

    dated = races.drop_nulls("date").sort("series", "season", "number")
    second = dated.filter(pl.int_range(pl.len()).over("series", "date") > 0)
    return Finding.of_races("second race of a day", "odd", second, "told apart by number")


def check_length(races: "pl.DataFrame") -> Finding:
    """Races without the track's length."""
    import polars as pl

    return Finding.of_races("track length missing", "gap", races.filter(pl.col("length_mi").is_null()), "not known")


def check_distance(races: "pl.DataFrame") -> Finding:
    """Races whose scheduled distance is inferred or unknown."""
    import polars as pl

    unsure = races.filter(pl.col("laps_scheduled").is_null() | pl.col("laps_scheduled_inferred"))
    return Finding.of_races("scheduled laps inferred", "gap", unsure, "marked as inferred")


def check_cut_short(races: "pl.DataFrame") -> Finding:
    """Races that ended short of their scheduled laps: rain, darkness, or a wrong distance."""
    import polars as pl

    short = races.filter(pl.col("laps_run") < (1 - SHORT_OR_LONG) * pl.col("laps_scheduled"))
    return Finding.of_races("shorter than scheduled", "odd", short, "kept: most were cut short")


def check_extended(races: "pl.DataFrame") -> Finding:
    """Races that went on for more than overtime can explain: their scheduled laps may be wrong."""
    import polars as pl

    long = races.filter(pl.col("laps_run") > (1 + SHORT_OR_LONG) * pl.col("laps_scheduled"))
    return Finding.of_races("longer than scheduled", "odd", long, "kept: long overtimes, or a wrong distance")


def check_over_distance(races: "pl.DataFrame", lines: "pl.DataFrame") -> Finding:
    """Cars with more laps than the race."""
    import polars as pl

    known = races.select("key", "laps_run")
    over = lines.join(known, on="key").filter(pl.col("laps") > pl.col("laps_run"))
    return Finding.of_lines("more laps than the race", "error", over, "kept as recorded")


def check_winner(races: "pl.DataFrame", lines: "pl.DataFrame") -> Finding:
    """Races whose winner in the index is not who finished first."""
    import polars as pl

    first = lines.filter(pl.col("finish") == 1).select("key", "driver_id")
    named = races.select("key", "winner_id").join(first, on="key", how="left")
    return Finding.of_races(
        "winner is not first", "error", named.filter(pl.col("winner_id").ne_missing(pl.col("driver_id"))), "kept"
    )


def check_numbers_swapped(lines: "pl.DataFrame", reference: "pl.DataFrame") -> Finding:
    """Pairs of races of a season whose winners another source has the other way round.

    ``reference``: racing-reference's lines (``series``, ``season``, ``race_number``, ``finish_pos``, ``car_number``,
    ``laps_completed``): a race is recognised by its first three cars and their laps, since names are spelled apart.
    """
    import polars as pl

    top = lines.filter(pl.col("finish") <= 3).sort("key", "finish")
    ours = top.group_by("series", "season", "number", maintain_order=True).agg(pl.col("car").alias("mark"))
    theirs = reference.filter(pl.col("finish_pos") <= 3).sort("series", "season", "race_number", "finish_pos").group_by(
        "series", "season", pl.col("race_number").alias("number"), maintain_order=True
    ).agg(pl.col("car_number").alias("mark"))  # fmt: skip
    mark = {(s, y, n): tuple(m) for s, y, n, m in ours.iter_rows()}
    other = {(s, y, n): tuple(m) for s, y, n, m in theirs.iter_rows()}
    races = sorted(race for race in mark if race in other and None not in other[race] and mark[race] != other[race])
    pairs = [
        f"{series}-{season}-{a:02d} {b}"
        for i, (series, season, a) in enumerate(races) for series_b, season_b, b in races[i + 1 :]
        if (series, season) == (series_b, season_b)
        and mark[series, season, a] == other[series, season, b] and mark[series, season, b] == other[series, season, a]
    ]  # fmt: skip
    return Finding("race numbers swapped", "error", tuple(pairs), "numbered as racing-reference does")


RACE_CHECKS: Final = (
    check_undated, check_order, check_same_day, check_length, check_distance, check_cut_short, check_extended,
)  # fmt: skip
RACE_AND_LINE_CHECKS: Final = (check_over_distance, check_winner)
