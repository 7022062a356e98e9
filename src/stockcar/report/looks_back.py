"""What does the record say to claims that compare or look back: who beat whom, since when, how many in a row, whose
debut, who was champion, which team swept, who relieved whom, what comes next?

Known limits: relief drivers are known for the races that a source names; elsewhere nothing is decided.
"""

from collections.abc import Callable
from typing import Any

from stockcar.report.claims import Claim
from stockcar.report.ledger import Answer, Ledger
from stockcar.report.points import points_gap, points_rank
from stockcar.report.question import Is, Question, RaceRow, Row
from stockcar.report.sentences import fold

Decided = tuple[str, Any, str, Answer]
_NONE = Answer(None, (), "")
_EVENTS: dict[str, tuple[Is, ...]] = {
    "win": (Is("finish", "=", 1),),
    "pole": (Is("start", "=", 1),),
    "start": (Is("finish", ">=", 1),),
    "second": (Is("finish", "=", 2),),
}


def _event(name: str) -> tuple[Is, ...]:
    if name.startswith("top"):
        return (Is("finish", "<=", int(name[3:] or 5)),)
    return _EVENTS.get(name, _EVENTS["win"])


def _mine(claim: Claim, race: RaceRow) -> list[Is]:
    where = [Is("driver_id", "=", claim.subject.id)]
    series = claim.scope.series or race.series
    if series != "all":
        where.append(Is("series", "=", series))
    if claim.scope.track_id:
        where.append(Is("track_id", "=", claim.scope.track_id))
    return where


def _yes(fits: bool, record: Any, answer: Answer, reason: str = "") -> Decided:
    return ("supported" if fits else "contradicted"), record, reason, answer


def ahead_of(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """One driver finished before another."""
    key = claim.scope.race or race.key
    if key == "unknown":
        return "not_checkable", None, "about another race that the text does not tie to one", _NONE
    both = [ledger.row_of(key, claim.subject.id), ledger.row_of(key, str(claim.value))]
    query = f"select driver, finish from results where key = '{key}' order by finish"
    if any(row is None or row.finish is None for row in both):
        return "not_checkable", None, "the record has no row of one of them", Answer(None, (), query)
    a, b = (row.finish or 0 for row in both if row is not None)
    return _yes(a < b, f"{a} and {b}", Answer(a < b, (key,), query))


def last(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """The last time before this race that something happened."""
    where = (*_mine(claim, race), *_event(claim.scope.event), Is("race_index", "<", race.race_index))
    question = Question("max", "race_index", where)
    if claim.scope.event == "win":
        renamed = tuple(
            Is("winner_id" if c.column == "driver_id" else c.column, c.op, c.value)
            for c in where
            if c.column != "finish"
        )
        question = Question("max", "race_index", renamed, table="races")
    answer = ledger.ask(question)
    if answer.value is None:
        return "not_checkable", None, answer.reason or "the record has none before", answer
    found = ledger.races[_place(ledger, int(answer.value))]
    said = str(claim.value).split("|")
    year, tracks, month = [*said, "", ""][:3]
    fits = not year or int(year) == found.season
    fits = fits and (not tracks or found.track_id in tracks.split("/"))
    if month and found.date is not None:
        fits = fits and int(month) == found.date.month
    return _yes(fits, found.key, answer._replace(rows=(found.key,)), f"{found.track}, {found.date or found.season}")


def _place(ledger: Ledger, race_index: int) -> int:
    return next(n for n, race in enumerate(ledger.races) if race.race_index == race_index)


def winless(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """How many starts, or races of the series, lie between the last win and this race."""
    won = Question(
        "max", "race_index",
        (
            Is("winner_id", "=", claim.subject.id), Is("series", "=", race.series),
            Is("race_index", "<", race.race_index),
        ),
        table="races",
    )  # fmt: skip
    previous = ledger.ask(won)
    since = previous.value if previous.value is not None else -1
    starts = ledger.ask(
        Question(
            "count", "*",
            (
                *_mine(claim, race), Is("finish", ">=", 1), Is("race_index", ">", since),
                Is("race_index", "<=", race.race_index),
            ),
        )
    )  # fmt: skip
    races = sum(r.series == race.series and since < r.race_index <= race.race_index for r in ledger.races)
    if starts.value is None:
        return "not_checkable", None, starts.reason, starts
    winner = ledger.row_of(race.key, claim.subject.id)
    inside = starts.value - 1 if winner is not None and winner.finish == 1 else starts.value
    allowed = {inside, starts.value, races, races - 1}
    if claim.value in allowed:
        return "supported", inside, f"{inside} starts without a win before this race", starts
    near = min(abs(int(claim.value or 0) - n) for n in allowed) <= 1
    return ("near_miss" if near else "contradicted"), inside, f"{races - 1} races of the series", starts


def streak(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """How many starts in a row, up to this race, the event has happened."""
    event = _event(claim.scope.event)
    rows = [
        r
        for r in ledger.ask_rows(Question("count", "*", (*_mine(claim, race), Is("race_index", "<=", race.race_index))))
        if r.finish is not None
    ]  # fmt: skip
    question = Question("count", "*", (*_mine(claim, race), *event, Is("race_index", "<=", race.race_index)))
    reason = ledger.undecided(question)
    if reason or not rows:
        return "not_checkable", None, reason or "the record has no rows", Answer(None, (), question.sql())
    run = 0
    for row in sorted(rows, key=lambda r: -r.race_index):
        if not all(c.met(row) for c in event):
            break
        run += 1
    answer = Answer(run, tuple(r.key for r in rows[-run:]) if run else (), question.sql())
    if run == claim.value:
        return "supported", run, "", answer
    if run > int(claim.value or 0):
        return "near_miss", run, "the run is longer", answer
    return "not_checkable", run, "the run may be of another kind than the sentence says", answer


def debut(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """A first row in the series, or in any."""
    where = (*_mine(claim, race), Is("finish", ">=", 1), Is("race_index", "<=", race.race_index))
    answer = ledger.ask(Question("count", "*", where))
    if answer.value is None:
        return "not_checkable", None, answer.reason, answer
    return _yes(answer.value == 1, answer.value, answer, f"start number {answer.value}")


def champion(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """Who was champion of a season; without a series, of the race's, else of any."""
    season, series = int(claim.value or 0), claim.scope.series
    names = [series] if series and series != "all" else [race.series, "cup", "xfinity", "truck"]
    query = f"select driver_id, driver from champions where series = '{names[0]}' and season = {season}"
    found = {name: ledger.champions[name, season] for name in names if (name, season) in ledger.champions}
    if names[0] not in found:
        return "not_checkable", None, "the record has no champion of that season", Answer(None, (), query)
    for name, (driver_id, driver) in found.items():
        if driver_id == claim.subject.id:
            return "supported", driver, f"of the {name} series", Answer(driver, (), query)
    return "contradicted", found[names[0]][1], "", Answer(found[names[0]][1], (), query)


def titles(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """How many championships before this race (or with it, at the season's last), in the series or in any."""
    series = claim.scope.series
    names = [series] if series and series != "all" else [race.series, "cup", "xfinity", "truck"]
    last = ledger.is_finale(race)
    query = f"select count(*) from champions where driver_id = '{claim.subject.id}' and series = '{names[0]}'"
    counts = {}
    for name in dict.fromkeys(names):
        seasons = [s for (of, s), (who, _) in ledger.champions.items() if of == name and who == claim.subject.id]
        counts[name] = {sum(s < race.season for s in seasons), sum(s < race.season + last for s in seasons)}
    if any(claim.value in allowed for allowed in counts.values()):
        return "supported", claim.value, "", Answer(claim.value, (), query)
    n = max(counts[names[0]])
    if len(counts) > 1:
        return "not_checkable", n, "the text does not say in which series", Answer(n, (), query)
    return "contradicted", n, "", Answer(n, (), query)


def sweep(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """One team in the first places."""
    n = int(claim.value or 0)
    column = "make" if claim.subject.kind == "make" else "team_id"
    answer = ledger.ask(
        Question("count", "*", (Is("key", "=", race.key), Is(column, "=", claim.subject.id), Is("finish", "<=", n)))
    )
    if answer.value is None:
        return "not_checkable", None, answer.reason, answer
    return _yes(answer.value == n, answer.value, answer)


def led_most(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """Nobody led more laps."""
    answer = ledger.ask(Question("max", "led", (Is("key", "=", race.key),)))
    row = ledger.row_of(race.key, claim.subject.id)
    if answer.value is None or row is None or row.led is None:
        return "not_checkable", None, answer.reason or "laps led are not recorded", answer
    leader = next(r for r in ledger.race(race.key) if r.led == answer.value)
    return _yes(row.led == answer.value, f"{leader.driver}, {answer.value}", answer)


def relief(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """Who took over whose car; the starter is credited."""
    lookup = getattr(ledger.book, "relief", None)
    starter = ledger.row_of(race.key, str(claim.value))
    by_car = dict(lookup(race.key)) if lookup else {}
    for change in by_car.get(starter.car if starter else None, ()):
        name = claim.subject.name
        if change.driver == name:
            reason = f"{starter.driver if starter else ''} started and is credited; {name} relieved him ({change.cite})"
            return "supported", name, reason, Answer(name, (race.key,), "")
    return "not_checkable", None, "the record credits the starter; no source on relief in this race", _NONE


def teammates(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """Two drivers of one team in this race."""
    rows = [ledger.row_of(race.key, claim.subject.id), ledger.row_of(race.key, str(claim.value))]
    teams = [row.team_id for row in rows if row is not None]
    query = f"select driver, team from results where key = '{race.key}'"
    if len(teams) < 2 or None in teams:
        return "not_checkable", None, "the record has no team of one of them", Answer(None, (), query)
    names = " and ".join(str(row.team) for row in rows if row is not None)
    if teams[0] == teams[1]:
        return "supported", names, "", Answer(True, (race.key,), query)
    return "not_checkable", names, "teams may work together under two names", Answer(False, (race.key,), query)


def next_start(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """Where the series, or the driver, raced next: always a plan when it is told."""
    tracks = str(claim.value).split("|")[0].split("/")
    if claim.subject.kind == "driver":
        where = (
            Is("driver_id", "=", claim.subject.id),
            Is("series", "=", race.series),
            Is("race_index", ">", race.race_index),
        )
        answer = ledger.ask(Question("min", "race_index", where))
    else:
        where = (Is("series", "=", race.series), Is("season", "=", race.season), Is("number", ">", race.number))
        answer = ledger.ask(Question("min", "race_index", where, table="races"))
    if answer.value is None:
        return "not_checkable", None, answer.reason or "no later race in the book", answer
    found = ledger.races[_place(ledger, int(answer.value))]
    fits = found.track_id in tracks
    return _yes(fits, f"{found.track}, {found.date}", answer._replace(rows=(found.key,)))


def eligible(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """Does the win count for the playoffs? The recorded mark of eligibility, and the starts of the season."""
    rows = ledger.select(f"select eligible from results where key = '{race.key}' and driver_id = '{claim.subject.id}'")
    query = f"select eligible from results where key = '{race.key}' and driver_id = '{claim.subject.id}'"
    if rows and rows[0][0] is not None:
        fits = bool(rows[0][0]) == (claim.value == "yes")
        if fits:
            return "supported", rows[0][0], "", Answer(rows[0][0], (race.key,), query)
    season = (Is("series", "=", race.series), Is("season", "=", race.season))
    total = ledger.ask(Question("max", "number", season, table="races"))
    starts = ledger.ask(
        Question("count", "*", (Is("driver_id", "=", claim.subject.id), *season, Is("finish", ">=", 1)))
    )
    if starts.value is None or total.value is None:
        return "not_checkable", None, starts.reason, starts
    if claim.value == "no" and starts.value < total.value - 3:
        reason = (
            f"a playoff place needs an attempt at every race or a waiver; he started {starts.value} of {total.value}"
        )
        return "supported", starts.value, reason, starts
    return "not_checkable", starts.value, "needs the rules and the waivers of the season", starts


def years_of_wins(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """The seasons of the wins before this race at a track."""
    where = (
        Is("winner_id", "=", claim.subject.id),
        Is("series", "=", claim.scope.series or race.series),
        Is("track_id", "=", claim.scope.track_id or race.track_id),
        Is("race_index", "<", race.race_index),
    )
    answer = ledger.ask(Question("count", "*", where, table="races"))
    seasons = ",".join(str(ledger.by_key[key].season) for key in answer.rows)
    return _yes(seasons == claim.value, seasons, answer)


def _with_team(ledger: Ledger, driver_id: str, teams: list[str], race: RaceRow) -> list[Row]:
    rows = [r for r in ledger.career(driver_id) if r.race_index < race.race_index]
    return [r for r in rows if r.team_id in teams]


def drove_for(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """Did someone drive for a team at least so many years ago? Teams keep one id across their names."""
    teams = str(claim.scope.team_id).split("|")
    question = Question(
        "min", "season",
        (Is("driver_id", "=", claim.subject.id), Is("team_id", "=", teams[0]), Is("race_index", "<", race.race_index)),
    )  # fmt: skip
    reason = ledger.undecided(question)
    rows = _with_team(ledger, claim.subject.id, teams, race)
    if reason or not rows:
        return (
            "not_checkable",
            None,
            reason or "the record has no row of him with that team",
            Answer(None, (), question.sql()),
        )
    first = min(r.season for r in rows)
    years = race.season - first
    fits = years > int(claim.value or 0) if claim.comparator == ">" else years >= int(claim.value or 0)
    answer = Answer(first, tuple(r.key for r in rows if r.season == first), question.sql())
    return _yes(fits, f"first in {first}, {years} years before", answer)


def began_with(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """Was a team the one somebody's first national season was driven for?"""
    known = (Is("driver_id", "=", claim.subject.id), Is("finish", ">=", 1), Is("race_index", "<=", race.race_index))
    question = Question("min", "season", known)
    answer = ledger.ask(question)
    if answer.value is None:
        return "not_checkable", None, answer.reason, answer
    first = [r for r in ledger.career(claim.subject.id) if r.season == answer.value]
    fits = any(r.team_id in str(claim.value).split("|") for r in first)
    if not fits:
        return "not_checkable", answer.value, "his first season was for another team", answer
    return "supported", f"{first[0].key}, {first[0].team}", "", answer._replace(rows=(first[0].key,))


def last_full_season(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """Did somebody race a full season then, and not since?"""
    season = int(claim.value or 0)
    series = claim.scope.series or race.series
    mine = (Is("driver_id", "=", claim.subject.id), Is("series", "=", series), Is("finish", ">=", 1))
    then = ledger.ask(Question("count", "*", (*mine, Is("season", "=", season))))
    since = ledger.ask(
        Question("count", "*", (*mine, Is("season", ">", season), Is("race_index", "<=", race.race_index)))
    )
    if then.value is None or since.value is None:
        return "not_checkable", None, then.reason or since.reason, then
    total = max((r.number for r in ledger.races if r.series == series and r.season == season), default=0)
    fits = then.value >= 0.9 * total and since.value <= 0.25 * total
    text = f"{then.value} of {total} in {season}, {since.value} since"
    return ("supported" if fits else "not_checkable"), text, "", then


def event_wins(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """How many races of one name somebody has won, this one with it; qualifying races are none of it."""
    name = str(claim.scope.name)
    won = [
        r
        for r in ledger.races[: race.race_index + 1]
        if r.winner_id == claim.subject.id and r.series == race.series and r.race_index <= race.race_index
        and name in fold(r.name) and "qualif" not in fold(r.name)
    ]  # fmt: skip
    query = (
        f"select count(*) from races where winner_id = '{claim.subject.id}' and series = '{race.series}'"
        f" and contains(lower(name), '{name.replace(chr(39), chr(39) * 2)}') and not contains(lower(name), 'qualif')"
        f" and race_index <= {race.race_index}"
    )
    return _yes(len(won) == claim.value, len(won), Answer(len(won), tuple(r.key for r in won), query))


def rank_wins(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """The place on the list of all wins of the series, shared places counted once."""
    counts: dict[str, int] = {}
    for past in ledger.races[: race.race_index + 1]:
        if past.series == race.series and past.race_index <= race.race_index:
            counts[past.winner_id] = counts.get(past.winner_id, 0) + 1
    mine = counts.get(claim.subject.id, 0)
    query = (
        f"select winner_id, count(*) from races where series = '{race.series}' and race_index <= {race.race_index}"
        " group by winner_id order by 2 desc"
    )
    rank = 1 + sum(n > mine for n in counts.values())
    if mine and rank == claim.value:
        return "supported", rank, f"{mine} wins", Answer(rank, (), query)
    return (
        "not_checkable",
        rank,
        f"{rank} by {mine} wins of the series; another list may be meant",
        Answer(rank, (), query),
    )


BACK: dict[str, Callable[[Ledger, Claim, RaceRow], Decided]] = {
    "ahead_of": ahead_of, "last": last, "winless": winless, "streak": streak, "debut": debut, "champion": champion,
    "titles": titles, "sweep": sweep, "led_most": led_most, "relief": relief, "teammates": teammates,
    "next_start": next_start, "eligible": eligible, "years_of_wins": years_of_wins, "drove_for": drove_for,
    "began_with": began_with, "last_full_season": last_full_season,
    "event_wins": event_wins, "points_rank": points_rank, "points_gap": points_gap, "rank_wins": rank_wins,
}  # fmt: skip
