"""Count how often each kind of note occurs in the races of 1995-2025: the table behind every note's rarity.

    python verification/reports_rarity.py BOOK > src/stockcar/report/data/rarity.toml
    python verification/reports_rarity.py BOOK beyond     # only notes/beyond.py and the playoffs
    python verification/reports_rarity.py BOOK playoffs   # only the playoffs

For each kind: at each of up to 12 strengths, the share of races with at least one note of that kind and strength. A
kind that needs what is recorded for some races only is counted among those (``AMONG``); what the rules make of a win is
counted over every fifth race from 2014 on, when a win began to count for a playoff place.
"""

import sys
from collections import defaultdict

from stockcar.record import RecordBook
from stockcar.report.ledger import ledger_of
from stockcar.report.notes import DETECTORS, race_facts
from stockcar.report.notes.beyond import DETECTORS as BEYOND
from stockcar.report.notes.beyond import seconds_of, stints_of
from stockcar.report.notes.expected import playoff_place
from stockcar.report.question import RaceRow
from stockcar.rulebook import Rulebook

STEPS = 12


# Kinds whose material is recorded for some races only: how to tell such a race.
AMONG = {
    "last_lead": lambda facts: facts.race.key in stints_of(facts.ledger),
    "margin": lambda facts: seconds_of(facts.race) is not None,
    "playoff_place": lambda facts: _counted_by_rules(facts.race),
    "no_playoff_place": lambda facts: _counted_by_rules(facts.race),
}


def _counted_by_rules(race: RaceRow) -> bool:
    """Every fifth race since 2014: the rules need a whole season's results for each."""
    return race.season >= 2014 and race.number % 5 == 0


def count(book: RecordBook, only: tuple[str, ...] = ()) -> tuple[dict[str, int], dict[str, list[float]]]:
    """By kind the races it was counted over, and the strongest note of each race that has one."""
    over: dict[str, int] = defaultdict(int)
    rulebook = Rulebook.load()
    strongest: dict[str, list[float]] = defaultdict(list)
    races = [race for race in ledger_of(book).races if 1995 <= race.season <= 2025]
    if "playoffs" in only:
        races = [race for race in races if _counted_by_rules(race)]
    for race in races:
        facts = race_facts(book, race.key)
        best: dict[str, float] = {}
        wanted = [] if "playoffs" in only else BEYOND if only else DETECTORS
        found = [note for detector in wanted for note in detector(facts)]
        if _counted_by_rules(race):
            found += playoff_place(facts, rulebook.on(book.race(book.key(race.key))))
        for note in found:
            best[note.kind] = max(best.get(note.kind, note.strength), note.strength)
        over[""] += 1
        for kind, among in AMONG.items():
            over[kind] += bool(among(facts))
        for kind, strength in best.items():
            strongest[kind].append(strength)
    return over, strongest


def render(over: dict[str, int], strongest: dict[str, list[float]]) -> str:
    """The table as TOML."""
    lines = [
        "# How often a race has a note of a kind at least so strong: strength = share of races.",
        f"# Counted over the {over['']} races of 1995-2025 in the full book by verification/reports_rarity.py.",
        "# Last leads and margins are counted among the races whose leaders or margin are recorded.",
        "# What the rules make of a win is counted over every fifth race from 2014 to 2025.",
        "[kinds]",
    ]
    for kind, strengths in sorted(strongest.items()):
        ordered = sorted(strengths)
        races = over[kind if kind in AMONG else ""]
        places = sorted({round(k * (len(ordered) - 1) / (STEPS - 1)) for k in range(STEPS)})
        rare = sorted({round(s, 2) for s in ordered[-len(ordered) // 5 :]})[:: max(1, len(set(ordered)) // 60)]
        marks = sorted({ordered[place] for place in places} | set(rare))
        shares = {f"{at:g}": sum(s >= at - 1e-9 for s in ordered) / races for at in marks}
        listed = ", ".join(f'"{at}" = {share:.4f}' for at, share in shares.items())
        lines.append(f"{kind} = {{ {listed} }}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(render(*count(RecordBook.open(sys.argv[1]), tuple(sys.argv[2:]))), end="")
