"""True sentences about real races, and the same with one number or name changed.

The phrasings follow the kinds of claim that reports make (finish, laps led, season and career counts, grid, race
facts, streaks, other races, cars, teams, stages). They are our own sentences; the facts come from the book.
"""

import random
from typing import Any, NamedTuple

from stockcar.report.ledger import Ledger
from stockcar.report.prose import ordinal, possessive, series_name
from stockcar.report.question import RaceRow


class Planted(NamedTuple):
    """A race, a true sentence, the same sentence with one thing changed, and the true value of what was changed."""

    key: str
    kind: str
    true: str
    false: str
    value: Any


def _other(rng: random.Random, n: int, low: int = 1, high: int = 40) -> int:
    choices = [n + d for d in (-7, -5, -4, -3, 3, 4, 5, 7) if low <= n + d <= high]
    return rng.choice(choices or [n + 3])


def _kinds(ledger: Ledger, race: RaceRow, rng: random.Random) -> list[Planted]:
    rows = [row for row in ledger.race(race.key) if row.finish]
    winner, series = rows[0], series_name(race.series, race.season)
    made: list[Planted] = []

    def add(kind: str, text: str, true: Any, false: Any, value: Any = None) -> None:
        made.append(Planted(race.key, kind, text.format(true), text.format(false), true if value is None else value))

    row = rng.choice(rows[1:20])
    n = _other(rng, row.finish or 0, 2, len(rows))
    place = (ordinal(row.finish or 0), ordinal(n))
    add("finish", f"{row.driver} finished {{}}.", *place, row.finish)
    add("finish", f"{row.driver} came home {{}} after a quiet day.", *place, row.finish)
    third, other = rows[2], rng.choice(rows[5:])
    made.append(
        Planted(
            race.key,
            "finish",
            f"{rows[1].driver} finished second and {third.driver} was third.",
            f"{rows[1].driver} finished second and {other.driver} was third.",
            other.finish,
        )
    )
    five = rows[2:5]
    wrong = [five[1], five[0], five[2]]
    listing = "{0}, {1} and {2} rounded out the top five."
    made.append(
        Planted(
            race.key,
            "finish",
            listing.format(*(r.driver for r in five)),
            listing.format(*(r.driver for r in wrong)),
            4,
        )
    )
    if winner.led is not None and race.laps_run and 5 < winner.led <= race.laps_run:
        wrong_led = _other(rng, winner.led, 1, race.laps_run)
        add("led", f"{winner.driver} led {{}} of {race.laps_run} laps.", winner.led, wrong_led)
        add("led", f"{winner.driver} won after leading a race-high {{}} laps.", winner.led, wrong_led) if max(
            r.led or 0 for r in rows
        ) == winner.led else None
    upto = [r for r in ledger.races if r.race_index <= race.race_index and r.winner_id == winner.driver_id]
    career = sum(r.series == race.series for r in upto)
    season = sum(r.series == race.series and r.season == race.season for r in upto)
    here = sum(r.series == race.series and r.track_id == race.track_id for r in upto)
    add(
        "wins",
        f"It was {possessive(winner.driver)} {{}} career {series} win.",
        ordinal(career),
        ordinal(career + 2),
        career,
    )
    add("wins", f"{winner.driver} scored his {{}} win of the season.", ordinal(season), ordinal(season + 2), season)
    add(
        "wins",
        f"{winner.driver} claimed his {{}} {series} victory at {race.track}.",
        ordinal(here),
        ordinal(here + 2),
        here,
    )
    starter = rng.choice(rows[:15])
    if starter.start and starter.start > 2:
        add(
            "start",
            f"{starter.driver} started {{}}.",
            ordinal(starter.start),
            ordinal(_other(rng, starter.start, 3, len(rows))),
            starter.start,
        )
    pole = next((r for r in rows if r.start == 1), None)
    not_pole = rng.choice([r for r in rows if r.start and r.start > 4])
    if pole:
        made.append(
            Planted(
                race.key,
                "start",
                f"{pole.driver} started from the pole.",
                f"{not_pole.driver} started from the pole.",
                not_pole.start,
            )
        )
    if race.laps_run and race.laps_run == race.laps_scheduled:
        add("race", f"{winner.driver} won the {{}}-lap race.", race.laps_run, race.laps_run + 20)
    add(
        "race",
        f"It was the {{}} race of the {race.season} season.",
        ordinal(race.number),
        ordinal(race.number + 3),
        race.number,
    ) if race.number > 1 else None
    for stage in (1, 2):
        first = next((r for r in rows if getattr(r, f"stage_{stage}") == 1), None)
        if first:
            loser = rng.choice([r for r in rows if r.driver_id != first.driver_id])
            made.append(
                Planted(
                    race.key,
                    "stage",
                    f"{first.driver} won Stage {stage}.",
                    f"{loser.driver} won Stage {stage}.",
                    getattr(loser, f"stage_{stage}"),
                )
            )
    if row.car and row.make:
        wrong_car = next(c for c in ("77", "96", "65", "82") if c != row.car)
        add("car", f"{row.driver} drove the No. {{}} {row.make}.", row.car, wrong_car)
    starts = [r for r in ledger.career(row.driver_id) if r.series == race.series and r.race_index <= race.race_index]
    if len(starts) > 3:
        add(
            "starts",
            f"{row.driver} was in his {{}} career {series} start.",
            ordinal(len(starts)),
            ordinal(len(starts) + 4),
            len(starts),
        )
    return [planted for planted in made if planted is not None]


def planted(ledger: Ledger, count: int, seed: int) -> list[Planted]:
    """So many sentences, of races of 1995-2025 drawn with a fixed seed."""
    rng = random.Random(seed)
    races = [race for race in ledger.races if 1995 <= race.season <= 2025]
    made: list[Planted] = []
    while len(made) < count:
        race = rng.choice(races)
        kinds = _kinds(ledger, race, rng)
        made += rng.sample(kinds, min(4, len(kinds)))
    return made[:count]
