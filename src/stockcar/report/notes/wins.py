"""Where does the winner stand on the list of all wins of his series, as it is after the race?

Known limits: a race without a recorded winner counts for nobody.
"""

from typing import NamedTuple

from stockcar.report.facts import RaceFacts
from stockcar.report.ledger import Answer
from stockcar.report.question import Is


class WinsList(NamedTuple):
    """The list of wins of a series after a race: the winner's number, his rank with its query, and everybody else's."""

    wins: int
    rank: Answer
    counts: dict[str, int]
    names: dict[str, str]

    def others_with(self, wins: int, winner_id: str) -> list[str]:
        """The names of the other drivers with so many wins, in order."""
        return sorted(self.names[d] for d, n in self.counts.items() if n == wins and d != winner_id)


def wins_list(facts: RaceFacts, at_least: int) -> WinsList | None:
    """The list after the race; None where the winner has fewer wins than ``at_least``, or their number is not known."""
    race = facts.race
    mine = facts.wins(Is("series", "=", race.series))
    if not mine.value or mine.value < at_least:
        return None
    counts: dict[str, int] = {}
    names: dict[str, str] = {}
    for other in facts.ledger.races[: race.race_index + 1]:
        if other.series == race.series:
            counts[other.winner_id] = counts.get(other.winner_id, 0) + 1
            names[other.winner_id] = other.winner
    rank = 1 + sum(n > mine.value for n in counts.values())
    query = (
        "select 1 + count(*) from (select winner_id from races where"
        f" series = '{race.series}' and race_index <= {race.race_index} group by winner_id"
        f" having count(*) > {mine.value})"
    )
    return WinsList(mine.value, Answer(rank, mine.rows, query), counts, names)
