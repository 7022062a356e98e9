"""What is there to tell of the first race of a series, where everybody starts and wins there for the first time?

Known limits: the first race is that of the record; what a series ran before it, under whatever name, is not in it.
"""

from collections.abc import Iterator

from stockcar.report.facts import Note, RaceFacts, note
from stockcar.report.ledger import Answer
from stockcar.report.prose import cardinal
from stockcar.report.question import Is

# What the first race of a series gives to all who are in it, or to whoever wins, and no note.
SO_OF_ALL = frozenset({"debut", "series_debut", "first_race_here", "first_win", "team_first_win"})


def is_inaugural(facts: RaceFacts) -> bool:
    """Is it the first race of its series in the record?"""
    return all(race.series != facts.race.series for race in facts.ledger.races[: facts.race.race_index])


def inaugural(facts: RaceFacts) -> Iterator[Note]:
    """That it is the first race of the series, and how many of its drivers had raced in another one."""
    if not is_inaugural(facts):
        return
    answer = facts.ask("count", "*", Is("series", "=", facts.race.series), table="races")
    text = f"It is the first race of the {facts.series} series in the record."
    yield note("first_of_series", facts.race.name, text, answer)
    facts.ledger.read_careers([row.driver_id for row in facts.rows])
    before = (Is("finish", ">=", 1), Is("race_index", "<", facts.race.race_index))
    starts = [facts.ask("count", "*", Is("driver_id", "=", row.driver_id), *before).value for row in facts.rows]
    known = sum(bool(n) for n in starts)
    if None in starts or not known:
        return
    query = (
        "select count(distinct driver_id) from starts join races using (key) where finish >= 1"
        f" and race_index < {facts.race.race_index}"
        f" and driver_id in (select driver_id from results where key = '{facts.race.key}')"
    )
    text = f"Of the {len(starts)} drivers, {cardinal(known)} had started in another national series before."
    yield note("raced_elsewhere", facts.race.name, text, Answer(known, (facts.race.key,), query))


DETECTORS = (inaugural,)
