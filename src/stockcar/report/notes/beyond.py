"""What is remarkable beyond the result: the last lead, the margin, makes in a row, whom a career passed on its lists.

Known limits: who led when is recorded for some races of 2021-2025, the margin for few; their rarity is counted among
the races that have them.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from stockcar.report.facts import Note, RaceFacts, note
from stockcar.report.ledger import Answer, Ledger
from stockcar.report.notes.wins import wins_list
from stockcar.report.prose import count_of, listed, ordinal, stop
from stockcar.report.question import Is, Question, RaceRow


def last_lead(facts: RaceFacts) -> Iterator[Note]:
    """When the winner took the lead for the last time, where the record has who led when."""
    race, laps = facts.race, facts.race.laps_run
    stints = stints_of(facts.ledger).get(race.key, ())
    if not stints or not laps or stints[-1][0] != facts.winner.driver_id:
        return
    who, from_lap = stints[-1]
    led = laps - from_lap + 1
    before = next((facts.ledger.names.get(d, d) for d, _ in reversed(stints[:-1]) if d != who), None)
    query = f"select max(from_lap) from lap_leaders where key = '{race.key}' and driver_id = '{who}'"
    answer = Answer(from_lap, (race.key,), query)
    if before is None or led > 0.25 * laps:
        return
    text = f"{facts.winner.driver} took the lead for good on lap {from_lap} of {laps}, from {before}, and led the last"
    text += " lap." if led == 1 else f" {count_of(led, 'lap')}."
    yield note("last_lead", facts.winner.driver, text, answer, round(1 - led / laps, 3))


@lru_cache(maxsize=4)
def stints_of(ledger: Ledger) -> dict[str, tuple[tuple[str, int], ...]]:
    """By race: (driver id, first lap) of every run of laps led, in order; only races whose every run has a driver."""
    shelf = getattr(ledger.book, "shelf", None)
    if shelf is None or "lap_leaders" not in shelf.names:
        return {}
    found: dict[str, list[tuple[str, int]]] = {}
    query = "select key, driver_id, from_lap from lap_leaders where key is not null order by key, from_lap"
    for key, driver_id, from_lap in ledger.book.sql(query)[1]:
        found.setdefault(key, []).append((driver_id, from_lap))
    return {key: tuple(of) for key, of in found.items() if all(who for who, _ in of)}


def margin(facts: RaceFacts) -> Iterator[Note]:
    """A close finish, where the margin is recorded."""
    seconds = seconds_of(facts.race)
    if seconds is None or seconds > 1:
        return
    answer = facts.ledger.ask(Question("value", "margin", (Is("key", "=", facts.race.key),), table="races"))
    second = next((row.driver for row in facts.rows if row.finish == 2), None)
    if second is not None:
        text = stop(f"{facts.winner.driver} won by {seconds:.3f} seconds over {second}")
        yield note("margin", facts.winner.driver, text, answer, round(1 - seconds, 3))


def seconds_of(race: RaceRow) -> float | None:
    """The margin in seconds; None where it is not recorded as a time."""
    found = re.fullmatch(r"(\d*\.\d+) sec.*", race.margin or "")
    return float(found[1]) if found else None


def make_run(facts: RaceFacts) -> Iterator[Note]:
    """A make that has won five races of the series in a row or more, or had not won in 20."""
    race, make = facts.race, facts.race.winner_make
    if not make:
        return
    in_series = Is("series", "=", race.series)
    other = facts.ask("max", "race_index", in_series, Is("winner_make", "!=", make), table="races")
    since = other.value if other.value is not None else -1
    run = facts.ask("count", "*", in_series, Is("winner_make", "=", make), Is("race_index", ">", since), table="races")
    if run.value and run.value >= 5:
        text = f"It is the {ordinal(run.value)} {facts.series} win in a row for {make}."
        yield note("make_streak", make, text, run, run.value)
        return
    earlier = facts.ledger.ask(
        Question(
            "max", "race_index",
            (in_series, Is("winner_make", "=", make), Is("race_index", "<", race.race_index)), table="races",
        )
    )  # fmt: skip
    if run.value == 1 and earlier.value is not None:
        between = facts.ask("count", "*", in_series, Is("race_index", ">", earlier.value), table="races")
        if between.value and between.value > 20:
            last = facts.ledger.races[earlier.value]
            text = f"{make} had not won in {between.value - 1} {facts.series} races, since {last.season}."
            yield note("make_drought", make, text, _less_one(between), between.value)


def _less_one(answer: Answer) -> Answer:
    """The count without this race itself."""
    query = answer.query.replace("select count(*)", "select count(*) - 1", 1)
    return answer._replace(value=answer.value - 1, query=query)


def passed(facts: RaceFacts) -> Iterator[Note]:
    """Whom the winner left behind on the list of all wins of the series, where he is now alone at his number."""
    row, found = facts.winner, wins_list(facts, at_least=10)
    if found is None or found.rank.value > 30 or found.others_with(found.wins, row.driver_id):
        return
    behind = found.others_with(found.wins - 1, row.driver_id)
    if not behind:
        return
    so_many = f"With {found.wins} {facts.series} wins {row.driver}"
    text = f"{so_many} passed {listed(behind)} and is {ordinal(found.rank.value)} of all time."
    yield note("passed_in_wins", row.driver, text, found.rank, 31 - found.rank.value)


def top_tens(facts: RaceFacts) -> Iterator[Note]:
    """Who of the first ten drew level with somebody, or passed him, among the 25 with the most top tens."""
    race = facts.race
    if not facts.ledger.whole and getattr(facts.ledger.book, "starts", None) is None:
        return
    tens = top_tens_of(facts.ledger, race.series)
    counts = {who: _upto(of, race.race_index) for who, of in tens.items() if len(of) >= 100}
    best: tuple[int, str, int] | None = None
    for row in facts.rows:
        n = counts.get(row.driver_id, 0)
        if row.finish is None or row.finish > 10 or n < 100:
            continue
        rank = 1 + sum(other > n for other in counts.values())
        level = [d for d, m in counts.items() if m == n - 1 and d != row.driver_id]
        if level and rank <= 25 and (best is None or rank < best[0]):
            best = (rank, row.driver_id, n)
    if best is None:
        return
    rank, who, n = best
    behind = sorted(facts.ledger.names[d] for d, m in counts.items() if m == n - 1 and d != who)
    query = (
        "select 1 + count(*) from (select driver_id from starts join races using (key) where finish <= 10"
        f" and series = '{race.series}' and race_index <= {race.race_index} group by driver_id having count(*) > {n})"
    )
    name = facts.ledger.names[who]
    so_many = f"With {n} {facts.series} top-10 finishes {name}"
    text = f"{so_many} passed {listed(behind)} and is {ordinal(rank)} of all time."
    yield note("passed_in_top_tens", name, text, Answer(rank, (race.key,), query), 26 - rank)


@lru_cache(maxsize=8)
def top_tens_of(ledger: Ledger, series: str) -> dict[str, tuple[int, ...]]:
    """By driver: the places in the index of the races he finished in the first ten, oldest first."""
    found: dict[str, list[int]] = {}
    for driver_id, race_index in ledger.select(
        "select driver_id, race_index from starts join races using (key)"
        f" where finish <= 10 and series = '{series}' order by race_index"
    ):
        found.setdefault(driver_id, []).append(race_index)
    return {who: tuple(of) for who, of in found.items()}


def _upto(indexes: tuple[int, ...], race_index: int) -> int:
    from bisect import bisect_right

    return bisect_right(indexes, race_index)


DETECTORS = (last_lead, margin, make_run, passed, top_tens)
