"""What are the chances of each entry in a race, as one coherent set, and where do they come from?

Every chance is a count over the same simulated races: (hits + k / 2) / (runs + entries / 2), where k is how many cars
share the event (1 for the win, 5 for the top five, 10 for the top ten). No chance is zero, and they add to k exactly.
Every number carries the error of the simulation (``..._se``); it says nothing about the model, whose record is in
``backtest``.

Known limits: see ``fit`` and the simulator; a chance below 1 / runs is mostly the half hit that everyone is given.
"""

import hashlib
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from stockcar.errors import NotInBook, UsageError
from stockcar.forecast.fitted import FittedInputs, Line
from stockcar.forecast.history import Ints
from stockcar.forecast.normal import Floats
from stockcar.forecast.strength import MODES, Mode
from stockcar.racing import Race, RaceKey
from stockcar.record.book import RecordBook
from stockcar.sim import Outcomes, draws, simulate

RUNS: Final = 10_000
SEED: Final = 7
FULL_BOOK: Final = "make the full book: stockcar book update, or stockcar book build --from DIR"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryOdds:
    """The chances of one entry, 0-1."""

    line: Line
    rank: int
    win: float
    win_se: float  # Monte-Carlo error, as all that end in _se
    top5: float
    top5_se: float
    top10: float
    top10_se: float
    stage_1_win: float | None  # None: the race has no stages
    stage_1_win_se: float | None
    expected_finish: float
    expected_finish_se: float
    dnf: float
    dnf_se: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamOdds:
    """The chances of one team, 0-1."""

    team: str
    win: float
    win_se: float
    one_two: float  # 0 for a team with too few cars
    one_two_se: float
    one_two_three: float
    one_two_three_se: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The odds of one race, best first, with everything needed to make them again."""

    fitted: FittedInputs
    seed: int
    outcomes: Outcomes
    entries: tuple[EntryOdds, ...]
    teams: tuple[TeamOdds, ...]
    planned: Race | None = None  # the race of an entry file; else the key is that of the book

    @property
    def provenance(self) -> dict[str, str]:
        """Digests: of what was fitted, of the rules of the day, of the code that simulates."""
        return {"data": self.fitted.digest, "rules": self.fitted.rules_digest, "code": code_digest()}

    def to_json(self) -> dict[str, Any]:
        """The document of ``stockcar forecast``."""
        race = self.fitted.race
        return {
            "key": race.key,
            "mode": race.mode,
            "cutoff": race.cutoff,
            "seed": self.seed,
            "runs": self.outcomes.runs,
            "provenance": self.provenance,
            "entries": [_entry_document(odds) for odds in self.entries],
            "teams": [asdict(team) for team in self.teams],
            "thin": list(race.thin),
        }


def forecast(
    book: RecordBook, key: RaceKey | str, runs: int = RUNS, seed: int = SEED, mode: Mode = "grid", workers: int = 2
) -> Forecast:
    """The odds of a race from what was known on its eve (and, in mode ``grid``, its starting order).

    Raises:
        NotFound: no such race. NotInBook: the open book can neither fit it nor holds it fitted.
        UsageError: no runs, or no such mode.
    """
    return forecast_from(fitted_inputs(book, key, mode), runs, seed, workers)


def fitted_inputs(book: RecordBook, key: RaceKey | str, mode: Mode = "grid") -> FittedInputs:
    """The inputs of a race: fitted here on the full book, thawed from the starter book.

    Raises:
        NotFound: no such race. NotInBook: the open book can neither fit it nor holds it fitted.
    """
    if mode not in MODES:
        raise UsageError(f'no mode is called "{mode}"', "a forecast knows these", "choose one", MODES)
    race = book.race(key)
    frozen = book.frozen_inputs(race.key, mode)
    if book.kind != "full":
        if frozen is None:
            why = "a fit needs the results of ten seasons, which the starter book does not hold"
            raise NotInBook(f"this book cannot forecast {race.key} ({mode})", why, FULL_BOOK)
        return FittedInputs.of_bytes(frozen)
    from stockcar.forecast.fit import race_inputs
    from stockcar.rulebook import Rulebook

    return race_inputs(book, race, book.entries(race.key), Rulebook.load().on(race), mode)


def forecast_entries(
    book: RecordBook, path: Path, runs: int = RUNS, seed: int = SEED, mode: Mode = "grid", workers: int = 2
) -> Forecast:
    """The odds of a race to come, or an imagined one, from an entry file; see ``entry_file.load_entries``.

    Raises:
        BadFile: not an entry file. NotFound: its track. NotInBook: the open book does not hold the history of a fit.
    """
    import msgspec

    from stockcar.forecast.entry_file import load_entries
    from stockcar.forecast.fit import race_inputs
    from stockcar.rulebook import Rulebook

    planned = load_entries(book, path)
    fitted = race_inputs(book, planned.race, planned.entries, Rulebook.load().on(planned.race), mode)
    header = msgspec.structs.replace(fitted.race, thin=(*planned.assumed, *fitted.race.thin))
    return replace(forecast_from(fitted._replace(race=header), runs, seed, workers), planned=planned.race)


def forecast_from(fitted: FittedInputs, runs: int = RUNS, seed: int = SEED, workers: int = 2) -> Forecast:
    """The odds from fitted inputs; the same inputs, runs and seed give the same odds."""
    if runs < 1:
        raise UsageError(f"runs: {runs}", "at least one run is needed", "give runs=1 or more")
    outcomes = simulate(fitted.inputs, draws.race_key(seed, fitted.race.key), runs, workers=workers)
    return Forecast(
        fitted=fitted,
        seed=seed,
        outcomes=outcomes,
        entries=_entries(fitted, outcomes),
        teams=_teams(fitted, outcomes),
    )


def chances(hits: Ints, places: int, runs: int) -> Floats:
    """Chances (cars,) of being among the first ``places``; they add to ``places``, or to all cars in a small field."""
    n = len(hits)
    k = min(places, n)
    return np.asarray((hits + k / 2) / (runs + n / 2), float)


def chance_error(chance: float, runs: int) -> float:
    """The standard error of a chance counted over so many runs; never 0, as no count of runs is proof."""
    shown = min(max(chance, 0.5 / (runs + 1)), 1 - 0.5 / (runs + 1))
    return float(np.sqrt(shown * (1 - shown) / runs))


@cache
def code_digest() -> str:
    """Of the source of the simulator and of this room, without the seasons that are made of its forecasts."""
    package = Path(__file__).parent.parent
    digest = hashlib.blake2b(digest_size=8)
    for room in ("forecast", "sim"):
        for path in sorted((package / room).rglob("*")):
            if path.suffix in {".py", ".toml"} and not path.name.startswith("season"):
                digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _entries(fitted: FittedInputs, outcomes: Outcomes) -> tuple[EntryOdds, ...]:
    runs, n = outcomes.runs, len(fitted.lines)
    first = np.cumsum(outcomes.finish, axis=1)
    win, top5, top10 = (chances(first[:, min(k, n) - 1], k, runs).tolist() for k in (1, 5, 10))
    stages = len(fitted.inputs.procedure.stage_end_laps) > 0
    stage = chances(outcomes.stage_wins[0], 1, runs).tolist()
    places = np.arange(1.0, n + 1)
    finish = outcomes.finish @ places / runs
    spread = np.sqrt(np.maximum(outcomes.finish @ places**2 / runs - finish**2, 0.0) / runs)
    out = ((outcomes.crash + outcomes.mechanical) / runs).tolist()
    order = sorted(range(n), key=lambda slot: (fitted.lines[slot].place, fitted.lines[slot].car))
    return tuple(
        EntryOdds(
            line=fitted.lines[slot],
            rank=rank,
            win=win[slot],
            win_se=chance_error(win[slot], runs),
            top5=top5[slot],
            top5_se=chance_error(top5[slot], runs),
            top10=top10[slot],
            top10_se=chance_error(top10[slot], runs),
            stage_1_win=stage[slot] if stages else None,
            stage_1_win_se=chance_error(stage[slot], runs) if stages else None,
            expected_finish=float(finish[slot]),
            expected_finish_se=float(spread[slot]),
            dnf=out[slot],
            dnf_se=chance_error(out[slot], runs),
        )
        for rank, slot in enumerate(order, 1)
    )


def _teams(fitted: FittedInputs, outcomes: Outcomes) -> tuple[TeamOdds, ...]:
    team_of, runs = fitted.inputs.cars.team.tolist(), outcomes.runs
    win = chances(outcomes.finish[:, 0], 1, runs)
    odds = []
    for number in range(len(outcomes.team_win)):
        slots = [slot for slot, team in enumerate(team_of) if team == number]
        of_team = float(win[slots].sum())
        one_two, one_two_se = _together(int(outcomes.team_one_two[number]), runs, len(slots) >= 2)
        three, three_se = _together(int(outcomes.team_one_two_three[number]), runs, len(slots) >= 3)
        odds.append(
            TeamOdds(
                team=fitted.lines[slots[0]].team or "",
                win=of_team,
                win_se=chance_error(of_team, runs),
                one_two=one_two,
                one_two_se=one_two_se,
                one_two_three=three,
                one_two_three_se=three_se,
            )
        )
    return tuple(sorted(odds, key=lambda team: (-team.win, team.team)))


def _together(hits: int, runs: int, can: bool) -> tuple[float, float]:
    """The chance that team-mates share the front and its error; 0 and no doubt where there are too few of them."""
    chance = (hits + 0.5) / (runs + 1)
    return (chance, chance_error(chance, runs)) if can else (0.0, 0.0)


def _entry_document(odds: EntryOdds) -> dict[str, Any]:
    numbers = asdict(odds)
    del numbers["line"]
    return {
        "car": odds.line.car,
        "driver": odds.line.driver,
        "driver_id": odds.line.driver_id,
        "team": odds.line.team,
        "start": odds.line.start,
        **numbers,
        "rating": odds.line.rating,
        "rating_sd": odds.line.rating_sd,
        "rating_parts": [{"what": what, "value": value} for what, value in odds.line.rating_parts],
    }
