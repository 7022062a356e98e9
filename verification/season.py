"""Would the odds of past seasons have been right? Calibration, baselines, and what was called certain.

Cup, Xfinity and Truck 2017-2024, after a quarter, a half and three quarters of each season, 500 simulated seasons each.
The physics of the simulator were calibrated to races of 2023, so seasons before 2024 are in-sample for them; ratings,
fields and facts are always those of the day. The baselines know the current place in the table, or the gap in points to
the last place in (for the title: to the first), and are fitted on the other seasons of all series.

Statements (clinched, out, must win, magic points) are checked after every race of these seasons, and of the Cup from
2004 on. Points done are kept, so a run that was cut off goes on; the report says how many there are.
"""

import datetime as dt
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from stockcar.errors import StockcarError
from stockcar.forecast import season_checked
from stockcar.forecast.forecast import code_digest
from stockcar.forecast.season import odds_of, rest_of
from stockcar.forecast.season_known import known_after, known_earlier
from stockcar.forecast.season_ranges import Work
from stockcar.racing import Series
from stockcar.record import RecordBook
from stockcar.rulebook.championship import Championship, championship
from verification.season_scores import report_lines

HERE = Path(__file__).parent
SEASONS = range(2017, 2025)
SHARES = (0.25, 0.5, 0.75)
RUNS = 500
FIRST_LOOK = (
    "A first replay of these seasons was a little too sure (11 of 14 bins). Absences of drivers, and for each series a "
    "drift of form of its own, were taken in after it; their numbers were measured on seasons before 2017 "
    "(`season_absent`, `season_drift`), none on the seasons judged here.",
)


def main(full: bool = False) -> int:
    """Replay what is missing (a quarter of it unless ``full``), check every statement, write the report."""
    book = RecordBook.open(".book")
    wrong, said = check_statements(book, full)
    for series, season, share in points(full):
        point_of(book, series, season, share)
    kept = [json.loads(path.read_text()) for path in sorted(folder().glob("*.json"))]
    lines, held = report_lines(kept)
    head = [
        "# Seasons replayed",
        "",
        f"2 vCPU AMD EPYC, Debian 12, Python 3.11; {dt.date.today().isoformat()}; code {code_digest()}; "
        f"{len(kept)} of {len(SEASONS) * 3 * len(SHARES)} points of seasons, {RUNS} simulated seasons each.",
        "",
        *FIRST_LOOK,
        "",
        *statement_lines(said, wrong),
        *lines,
    ]
    (HERE / "season.md").write_text("\n".join(head) + "\n", encoding="utf-8")
    return 0 if held and not wrong else 1


def points(full: bool) -> list[tuple[Series, int, float]]:
    """What is replayed, spread so that a part of it is fair to all."""
    every = [(series, season, share) for share in SHARES for season in SEASONS for series in Series]
    every.sort(key=lambda point: ((point[1] + list(Series).index(point[0])) % 4, point[1], point[0], point[2]))
    return every if full else every[: len(every) // 4]


def folder() -> Path:
    """Where the points done are kept, for this version of the forecast and the simulator."""
    import platformdirs

    path = Path(platformdirs.user_cache_dir("stockcar")) / "seasons" / code_digest()
    path.mkdir(parents=True, exist_ok=True)
    return path


def point_of(book: RecordBook, series: Series, season: int, share: float) -> None:
    """Replay one point of one season and keep what was said and what came."""
    file = folder() / f"{series.value}-{season}-{share}.json"
    if file.exists():
        return
    whole = known_after(book, series, season)
    after = round(whole.length * share)
    known = known_earlier(whole, after)
    final = championship(whole.scores(), whole.length)
    odds = odds_of(known, rest_of(known), Work(RUNS, 0, 2))
    rows = [row_of(driver, odds.odds[driver], odds.decision, final) for driver in odds.odds]
    champion = odds.odds.get(str(final.champion))
    document = {
        "series": series.value, "season": season, "share": share, "after": after, "length": whole.length,
        "regular": known.title_rule["regular"], "field": known.title_rule["field"],
        "champion": final.champion, "champion_known": champion is not None,
        "drivers": [row for row in rows if row["rank"] is not None],
    }  # fmt: skip
    file.write_text(json.dumps(document))
    print(file.stem, f"champion {final.champion}: {champion.title if champion else 0:.3f}", file=sys.stderr, flush=True)


def row_of(driver: str, odds: Any, decision: Any, final: Championship) -> dict[str, Any]:
    """One driver: where he stood, what was said of him, what came."""
    place = next((place for place in decision.standing.table if place.driver_id == driver), None)
    state = decision.statements.get(driver)
    return {
        "driver": driver,
        "rank": place.position if place else None,
        "points": place.points if place else None,
        "wins": place.wins if place else 0,
        "make": odds.make_playoffs,
        "title": odds.title,
        "clinched": bool(state and state.clinched),
        "eliminated": bool(state and state.eliminated),
        "in_now": driver in decision.standing.entered,
        "made": driver in final.entered,
        "champion": driver == final.champion,
    }


def check_statements(book: RecordBook, full: bool) -> tuple[list[str], Counter[str]]:
    """Every statement after every race against what happened; (those that were wrong, how many were made)."""
    wrong: list[str] = []
    said: Counter[str] = Counter()
    for series in Series:
        first = 2004 if series is Series.CUP else 2016
        for season in range(first if full else 2022, 2026):
            try:
                whole = known_after(book, series, season)
            except StockcarError:
                continue
            final = championship(whole.scores(), whole.length)
            for number in range(1, whole.length):
                false, made = season_checked.check_statements(known_earlier(whole, number), whole, final)
                wrong += false
                said += made
    return wrong, said


def statement_lines(said: Counter[str], wrong: list[str]) -> list[str]:
    """The section of the report on what was called certain."""
    made = ", ".join(f"{what} {count:,}" for what, count in said.items() if what != season_checked.VOID)
    text = (
        f"Made: {made}. Wrong: {len(wrong)}. Void because the driver then missed a race: {said[season_checked.VOID]}."
    )
    return ["## What was called certain", "", text, "", *[f"- {line}" for line in wrong], *([""] if wrong else [])]


if __name__ == "__main__":
    sys.exit(main("--full" in sys.argv))
