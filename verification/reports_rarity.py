"""Count how often each kind of note occurs in the races of 1995-2025: the table behind every note's rarity.

    python verification/reports_rarity.py BOOK > src/stockcar/report/data/rarity.toml

For each kind: at each of up to 12 strengths, the share of races with at least one note of that kind and strength.
"""

import sys
from collections import defaultdict

from stockcar.record import RecordBook
from stockcar.report.ledger import ledger_of
from stockcar.report.notes import DETECTORS, race_facts

STEPS = 12


def count(book: object) -> tuple[int, dict[str, list[float]]]:
    """The races counted, and by kind the strongest note of each race that has one."""
    strongest: dict[str, list[float]] = defaultdict(list)
    races = [race for race in ledger_of(book).races if 1995 <= race.season <= 2025]
    for race in races:
        facts = race_facts(book, race.key)
        best: dict[str, float] = {}
        for detector in DETECTORS:
            for note in detector(facts):
                best[note.kind] = max(best.get(note.kind, note.strength), note.strength)
        for kind, strength in best.items():
            strongest[kind].append(strength)
    return len(races), strongest


def render(races: int, strongest: dict[str, list[float]]) -> str:
    """The table as TOML."""
    lines = [
        "# How often a race has a note of a kind at least so strong: strength = share of races.",
        f"# Counted over the {races} races of 1995-2025 in the full book by verification/reports_rarity.py.",
        "[kinds]",
    ]
    for kind, strengths in sorted(strongest.items()):
        ordered = sorted(strengths)
        places = sorted({round(k * (len(ordered) - 1) / (STEPS - 1)) for k in range(STEPS)})
        rare = sorted({round(s, 2) for s in ordered[-len(ordered) // 5 :]})[:: max(1, len(set(ordered)) // 60)]
        marks = sorted({ordered[place] for place in places} | set(rare))
        shares = {f"{at:g}": sum(s >= at - 1e-9 for s in ordered) / races for at in marks}
        listed = ", ".join(f'"{at}" = {share:.4f}' for at, share in shares.items())
        lines.append(f"{kind} = {{ {listed} }}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(render(*count(RecordBook.open(sys.argv[1]))), end="")
