"""Are races still like races once they are settled on the forecast's odds? As ``race_verify`` judges 2024 and 2025.

The same recorded races, statistics and rule as ``race_verify``, but raced from a forecast's inputs, on the grid.

Known limits: two standard errors of the record, which two samples of one process miss 16 % of the time.
"""

from typing import Final

import numpy as np

from stockcar.errors import StockcarError
from stockcar.forecast.fit import race_inputs
from stockcar.forecast.walk import Walk, walk_season
from stockcar.racing import RaceKey, Series
from stockcar.record import RecordBook
from stockcar.rulebook import Rulebook
from stockcar.sim import draws, simulate_rows
from verification.race_calibrate import summaries
from verification.race_record import RecordedRace, load_races, means

SEASONS: Final = (2024, 2025)
JUDGED: Final = ("crash", "mech", "leaders", "topshare", "leadlap", "rho_sf")
RUNS: Final = 80
FEWEST: Final = 3  # races, for a cell to be judged


def rows_of(book: RecordBook) -> list[str]:
    """The table of the report, after a line that says how many means hold."""
    cells: dict[tuple[str, str], list[RecordedRace]] = {}
    for race in load_races(*SEASONS):
        cells.setdefault((race.series, race.track_class), []).append(race)
    walks = {season: walk_season(book, season, "grid") for season in range(SEASONS[0], SEASONS[1] + 1)}
    lines, held, of = [], 0, 0
    for (series, kind), races in sorted(cells.items()):
        if len(races) < FEWEST:
            continue
        ran = [(race, table) for race in races if (table := _ran(book, walks[race.season], race)) is not None]
        recorded = means([race for race, _ in ran])
        texts = []
        for name in JUDGED:
            came = float(np.mean([table[name].mean() for _, table in ran]))
            mean, error = recorded[name]
            holds = abs(came - mean) <= 2 * error
            held, of = held + holds, of + 1
            texts.append(f"{came:.2f} / {mean:.2f}" + ("" if holds else " miss"))
        lines.append(f"| {series} {kind} | {len(ran)} | " + " | ".join(texts) + " |")
    head = ["| cell | races | " + " | ".join(JUDGED) + " |", "|---" * (2 + len(JUDGED)) + "|"]
    said = f"{held} of {of} means lie within two standard errors of the record ({held / of:.0%}), simulated / recorded."
    return [said, "", *head, *lines]


def _ran(book: RecordBook, walk: Walk, recorded: RecordedRace) -> dict[str, np.ndarray] | None:
    key = RaceKey(Series(recorded.series), recorded.season, recorded.number)
    try:
        race = book.race(key)
        fitted = race_inputs(book, race, book.entries(key), Rulebook.load().on(race), "grid", walk.outlook(race))
    except StockcarError:
        return None
    return summaries(recorded, simulate_rows(fitted.inputs, draws.race_key(3, str(key)), RUNS))
