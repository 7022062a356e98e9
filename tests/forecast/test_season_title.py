"""Many seasons scored at once give what the rulebook gives for each of them alone."""

import numpy as np
import pytest

from stockcar.forecast.season_order import places_of, ranked, tie_bytes
from stockcar.forecast.season_pay import paid, pay_of
from stockcar.forecast.season_plan import past_lines, terms_of
from stockcar.forecast.season_title import Lines, table_order, titles
from stockcar.racing import Finish, Race
from stockcar.rulebook import Rulebook
from stockcar.rulebook.championship import championship, scoring_lines
from stockcar.rulebook.eligibility import eligibility_of
from stockcar.rulebook.season import SeasonScores
from stockcar.rulebook.standings import rank
from stockcar.sim import RunRows
from tests.rulebook.race_values import finish, race

BOOK = Rulebook.load()
LENGTH = {"cup": 36, "xfinity": 33, "truck": 23}


class Season:
    """A season of chance: some drivers miss races, some may not score, a few are so close that ties are common."""

    def __init__(self, series: str, year: int, seed: int, drivers: int = 24) -> None:
        self.rng = np.random.Generator(np.random.Philox(seed))
        self.length = 25 if (series, year) in {("truck", 2025), ("truck", 2026)} else LENGTH[series]
        names = [f"d{place:02d}" for place in range(drivers)]
        if (series, year) == ("cup", 2013):
            names[drivers // 2] = "jeff-gordon"  # whom a ruling added
        if (series, year) == ("xfinity", 2025):
            names[3] = "austin-hill"  # whose waiver costs him his playoff points
        part_time = set(names[3::7])
        elsewhere = set(names[5::9])
        self.results: list[tuple[Race, list[Finish]]] = []
        skill = np.linspace(1.5, -0.5, drivers)
        for number in range(1, self.length + 1):
            here = [d for d in range(drivers) if names[d] not in part_time or self.rng.random() < 0.6]
            order = sorted(here, key=lambda d: -(skill[d] + self.rng.normal()))
            self.results.append((race(f"{series}-{year}-{number:02d}"), self._race(order, names, elsewhere)))
        self.scores = SeasonScores.of(BOOK, self.results)

    def _race(self, order: list[int], names: list[str], elsewhere: set[str]) -> list[Finish]:
        stages = [self.rng.permutation(len(order))[:10].tolist() for _ in range(2)]
        leaders = set(self.rng.permutation(len(order))[:3].tolist())
        found = []
        for place, driver in enumerate(order, start=1):
            at = tuple(stage.index(place - 1) + 1 if place - 1 in stage else None for stage in stages)
            led = int(self.rng.integers(1, 60)) if place - 1 in leaders else 0
            name = names[driver]
            found.append(finish(place, driver_id=name, car=name, stages=at, led=led, eligible=name not in elsewhere))
        return found


class _State:
    """What ``terms_of`` asks of a known season."""

    def __init__(self, season: Season) -> None:
        self.rulebook, self.series, self.season = BOOK, season.scores.series, season.scores.season
        self.schedule, self.after = season.scores.races, season.length
        self.title_rule = season.scores.rules(1).rule("championship").given


def arrays(season: Season):
    drivers = tuple(season.scores.lines)
    terms, _ = terms_of(_State(season), season.scores.lines, drivers, ())
    return drivers, past_lines(season.scores.lines, drivers, season.length), terms


FORMATS = [
    ("cup", 2003), ("cup", 2005), ("cup", 2009), ("cup", 2012), ("cup", 2013), ("cup", 2015), ("cup", 2018),
    ("cup", 2023), ("cup", 2025), ("cup", 2026), ("xfinity", 2012), ("xfinity", 2016), ("xfinity", 2021),
    ("xfinity", 2025), ("truck", 2016), ("truck", 2019), ("truck", 2022), ("truck", 2025), ("truck", 2026),
]  # fmt: skip


@pytest.mark.parametrize(("series", "year"), FORMATS)
def test_every_format_is_played_as_the_rulebook_plays_it(series, year):
    for seed in range(12):
        season = Season(series, year, seed, drivers=12 if seed % 3 == 0 else 24)
        drivers, lines, terms = arrays(season)
        ours = titles(lines, terms)
        theirs = championship(season.scores, season.length)
        assert drivers[ours.champion[0]] == theirs.champion
        assert {d for d, made in zip(drivers, ours.made[0], strict=True) if made} == set(theirs.entered)
        for number, part in enumerate(theirs.rounds):
            inside = {d for d, there in zip(drivers, ours.reached[0, number], strict=True) if there}
            assert inside == set(part.start), f"seed {seed}, {part.name}"
        if theirs.regular:
            order = [drivers[d] for d in np.argsort(ours.place[0]) if terms.listed[d]]
            assert order == list(theirs.regular)


def test_seasons_together_are_the_seasons_alone():
    seasons = [Season("cup", 2021, seed) for seed in range(5)]
    made = [arrays(season) for season in seasons]
    order = sorted({driver for drivers, _, _ in made for driver in drivers})
    assert all(sorted(drivers) == order for drivers, _, _ in made)
    by_name = [Lines(*(part[:, :, np.argsort(drivers)] for part in lines)) for drivers, lines, _ in made]
    together = titles(Lines(*(np.concatenate(parts) for parts in zip(*by_name, strict=True))), _by_name(made[0]))
    for at, lines in enumerate(by_name):
        alone = titles(lines, _by_name(made[at]))
        assert (together.champion[at], together.made[at].tolist()) == (alone.champion[0], alone.made[0].tolist())


def _by_name(made):
    drivers, _, terms = made
    order = np.argsort(drivers)
    return terms._replace(**{name: getattr(terms, name)[order] for name in ("listed", "may", "keeps", "added")})


@pytest.mark.parametrize("year", [1980, 2003, 2013])
def test_a_table_with_ties_is_the_rulebooks(year):
    for seed in range(20):
        season = Season("cup", year, seed, drivers=6)
        few = season.scores.through(3)
        drivers = tuple(few.lines)
        lines = past_lines(few.lines, drivers, 3)
        listed = np.array([driver in scoring_lines(few) for driver in drivers])
        order = [drivers[d] for d in table_order(lines, listed)[0] if listed[d]]
        assert order == [standing.id for standing in rank(scoring_lines(few))]


def test_the_shorter_list_of_places_is_ahead_and_the_earlier_result_breaks_the_rest():
    place = np.array([[[1, 2, 1], [2, 1, 0]]]).transpose(0, 1, 2)  # (1 run, 2 races, 3 drivers)
    order = ranked(np.concatenate([np.ones((1, 3, 1), np.uint8), tie_bytes(place)], axis=2))
    assert order[0].tolist() == [2, 0, 1]
    assert places_of(order)[0].tolist() == [1, 2, 0]


@pytest.mark.parametrize(("key", "stages"), [
    ("cup-1990-05", 0), ("cup-2006-05", 0), ("cup-2012-05", 0), ("cup-2016-05", 0), ("truck-2016-05", 0),
    ("cup-2019-05", 2), ("truck-2020-05", 2), ("cup-2026-05", 2), ("xfinity-2025-05", 2),
])  # fmt: skip
def test_a_simulated_race_pays_what_the_rulebook_pays(key, stages):
    rng = np.random.Generator(np.random.Philox(3))
    runs, n = 40, 34
    order = np.stack([rng.permutation(n) + 1 for _ in range(runs)])
    led = np.where(rng.random((runs, n)) < 0.2, rng.integers(1, 4, (runs, n)), 0)
    at = np.stack([np.stack([rng.permutation(n) + 1 for _ in range(runs)]) for _ in range(max(stages, 1))])
    stage_points = sum(np.maximum(11 - at[s], 0) for s in range(stages)) if stages else np.zeros((runs, n), np.int64)
    winner = np.full((runs, 4), -1)
    for s in range(stages):
        winner[:, s] = np.argmin(at[s], axis=1)
    rows = RunRows(order, led, order * 0, order * 0, stage_points, winner, np.zeros((runs, 16), np.int64))
    may = np.arange(n) % 5 != 2
    of = race(key)
    fastest = rng.random(runs)
    lines = paid(pay_of(BOOK.on(of)), rows, may, fastest)
    for run in range(runs):
        quickest = 1 + int(fastest[run] * n)
        finishes = [
            finish(int(order[run, c]), driver_id=f"d{c}", car=f"{c}", led=int(led[run, c]), eligible=bool(may[c]),
                   fastest_lap=bool(order[run, c] == quickest),
                   stages=tuple(int(at[s, run, c]) if at[s, run, c] <= 10 else None for s in range(stages)))
            for c in range(n)
        ]  # fmt: skip
        scores = SeasonScores.of(BOOK, [(of, finishes)])
        for c in range(n):
            (line,) = scores.lines[f"d{c}"]
            ours = (lines.points[run, 0, c], lines.place[run, 0, c], lines.won[run, 0, c], lines.bonus[run, 0, c])
            theirs = (line.points, line.place, line.won, line.playoff_points) if may[c] else (0, 0, False, 0)
            assert tuple(map(int, ours)) == tuple(map(int, theirs)), f"run {run}, car {c}"


def test_a_place_in_points_that_is_asked_for_is_asked_of_every_run():
    season = Season("truck", 2022, 1)
    drivers, lines, terms = arrays(season)
    made = titles(lines, terms._replace(top=3)).made[0]
    order = list(championship(season.scores, season.length).regular[:3])
    verdicts = {d: eligibility_of(season.scores.through(16), d, 1).eligible for d in order}
    assert {d for d, there in zip(drivers, made, strict=True) if there} == {d for d in order if verdicts[d]}
