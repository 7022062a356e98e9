"""What is remarkable about teams, makes and the season: sweeps of the first places, round numbers of wins, how many
winners the season has had, a first race at a track.

Known limits: team wins are counted under the team's id; a team that changed hands is what the record says it is. An
owner is told as one only where a driver of the record has the same name.
"""

from collections import Counter
from collections.abc import Iterator

from stockcar.report.facts import Note, RaceFacts, note
from stockcar.report.prose import cardinal, listed, ordinal, short_track, stop
from stockcar.report.question import Is, Question


def sweep(facts: RaceFacts) -> Iterator[Note]:
    """One team in the first two, three or more places."""
    placed = sorted((row for row in facts.rows if row.finish), key=lambda r: r.finish or 0)
    team = placed[0].team_id
    if not team:
        return
    length = next((n for n, row in enumerate(placed) if row.team_id != team), len(placed))
    if length >= 2:
        answer = facts.in_race("count", "*", Is("team_id", "=", team), Is("finish", "<=", length))
        names = listed([row.driver for row in placed[:length]])
        places = "-".join(str(n) for n in range(1, length + 1))
        text = stop(f"{_of_owner(facts, placed[0].team, 'The cars of ')} finished {places}: {names}")
        yield note("team_sweep", placed[0].team or team, text, answer, length)


def make_sweep(facts: RaceFacts) -> Iterator[Note]:
    """One make in the first five places or more."""
    placed = sorted((row for row in facts.rows if row.finish), key=lambda r: r.finish or 0)
    make = placed[0].make
    makes = {row.make for row in facts.rows if row.make}
    if not make or len(makes) < 2:
        return
    length = next((n for n, row in enumerate(placed) if row.make != make), len(placed))
    if length >= 5:
        answer = facts.in_race("count", "*", Is("make", "=", make), Is("finish", "<=", length))
        text = f"{make} took the first {cardinal(length)} places."
        yield note("make_sweep", make, text, answer, length)


def team_wins(facts: RaceFacts) -> Iterator[Note]:
    """A team's first win in the series, its 25th, 50th and every further 50th, and its first at the track."""
    row, race, series = facts.winner, facts.race, facts.series
    if not row.team_id:
        return
    team = Is("winner_team_id", "=", row.team_id)
    in_series = Is("series", "=", race.series)
    total = facts.ask("count", "*", team, in_series, table="races")
    whose = _of_owner(facts, row.team)
    if total.value == 1:
        yield note("team_first_win", row.team or "", stop(f"It is the first {series} win for {whose}"), total)
    elif total.value and (total.value == 25 or total.value % 50 == 0):
        text = stop(f"It is {series} win No. {total.value} for {whose}")
        yield note("team_milestone", row.team or "", text, total, total.value)
    here = facts.ask("count", "*", team, in_series, Is("track_id", "=", race.track_id), table="races")
    if here.value == 1 and total.value and total.value >= 10:
        elsewhere = f"after {total.value - 1} elsewhere"
        text = f"It is the first {series} win for {whose} at {short_track(race.track)}, {elsewhere}."
        yield note("team_first_at_track", row.team or "", text, here, total.value)


def _of_owner(facts: RaceFacts, team: str | None, before: str = "") -> str:
    """A team as a note names it: "owner Bill Blair" where a driver bears the name, whose own wins are others."""
    named = team or ""
    return f"{before}owner {named}" if named in facts.ledger.drivers_named else named


def season(facts: RaceFacts) -> Iterator[Note]:
    """How many different winners the season has had, where that is many or few; a first race at the track."""
    race, series = facts.race, facts.series
    winners = facts.ledger.ask(Question("distinct", "winner_id", _this_season(facts), table="races"))
    over = (race.series, race.season) in facts.ledger.champions and facts.ledger.is_finale(race)
    so_many = f"{'The' if over else 'The first'} {cardinal(race.number)} {series} races of {race.season}"
    if race.number >= 4 and winners.value == race.number:
        text = f"{so_many} had {cardinal(race.number)} winners."
        yield note("all_different", race.name, text, winners, race.number)
    elif race.number >= 10 and winners.value and winners.value <= 0.45 * race.number:
        text = f"{so_many} had only {cardinal(winners.value)} winners."
        yield note("few_winners", race.name, text, winners, round(race.number / winners.value, 2))
    at_track = facts.ask(
        "count", "*", Is("series", "=", race.series), Is("track_id", "=", race.track_id), table="races"
    )
    if at_track.value == 1:
        text = f"It is the first {series} race at {race.track}."
        yield note("first_race_here", race.track, text, at_track)


def first_time_winners(facts: RaceFacts) -> Iterator[Note]:
    """The third first-time winner of a season or a later one, on the day of that first win."""
    race, winner = facts.race, facts.winner
    if facts.wins(Is("series", "=", race.series)).value != 1:
        return
    new = Counter(r.winner_id for r in facts.ledger.races[: race.race_index + 1] if r.series == race.series)
    firsts = [r for r in _season_so_far(facts) if new[r.winner_id] == _in_season(facts, r.winner_id)]
    names = list(dict.fromkeys(r.winner for r in firsts))
    if len(names) < 3:
        return
    text = f"{winner.driver} is the {ordinal(len(names))} first-time {facts.series} winner of {race.season}"
    query = (
        "select count(*) from (select winner_id from races"
        f" where series = '{race.series}' and race_index <= {race.race_index} group by winner_id"
        f" having min(season) = {race.season})"
    )
    races = facts.ledger.ask(Question("count", "*", _this_season(facts), table="races"))
    answer = races._replace(value=len(names), query=query)
    yield note("first_time_winners", winner.driver, stop(f"{text}: {listed(names)}"), answer, len(names))


def _this_season(facts: RaceFacts) -> tuple[Is, ...]:
    race = facts.race
    return (Is("series", "=", race.series), Is("season", "=", race.season), Is("number", "<=", race.number))


def _season_so_far(facts: RaceFacts) -> list:  # type: ignore[type-arg]
    race = facts.race
    return [
        r
        for r in facts.ledger.races[: race.race_index + 1]
        if r.series == race.series and r.season == race.season
    ]  # fmt: skip


def _in_season(facts: RaceFacts, winner_id: str) -> int:
    return sum(r.winner_id == winner_id for r in _season_so_far(facts))


DETECTORS = (sweep, make_sweep, team_wins, season, first_time_winners)
