"""What the points and playoffs were, written down a second time: by formula and table, apart from the data.

Each ``test_`` takes a rulebook, so that the same checks run on the package and on a rulebook with one value changed.
"""

from collections.abc import Callable

from stockcar.errors import RuleMissing
from stockcar.rulebook import Rulebook
from tests.rulebook.race_values import finish, race

SEASONS = {"cup": range(1975, 2027), "xfinity": range(1982, 2027), "truck": range(1995, 2027)}
STAGE = {place: 11 - place for place in range(1, 11)}
THE_600 = {2017: 12, 2018: 13, 2019: 13, 2020: 7, 2021: 15, 2022: 14, 2023: 14, 2024: 14, 2025: 13}


def latford(place: int) -> int:
    """175, then 5 less to 6th, 4 less to 11th, 3 less from there."""
    if place <= 6:
        return 180 - 5 * place
    return 150 - 4 * (place - 6) if place <= 11 else 130 - 3 * (place - 11)


def of_place(series: str, season: int, place: int) -> int:
    """Points of a place without laps led, stages or fastest lap, in a field of at most 43."""
    if season <= 2010:
        no_laps = {"cup": 0, "xfinity": 1997, "truck": 1998}[series]
        win = 5 if season <= no_laps or 2004 <= season <= 2006 else 10 if season >= 2007 else 0
        return latford(place) + (win if place == 1 else 0)
    if season <= 2015:
        return 44 - place + (3 if place == 1 else 0)
    if season == 2016:
        return max((33 if series == "truck" else 41) - place, 1) + (3 if place == 1 else 0)
    floor = 5 if (series, season) == ("truck", 2020) else 1
    return (55 if season == 2026 else 40) if place == 1 else max(37 - place, floor)


def led(series: str, season: int) -> int:
    """Points for a lap led, and again for the most."""
    first = {"cup": 1975, "xfinity": 1998, "truck": 1999}[series]
    return 0 if season < first or season >= 2017 else 5 if season <= 2010 else 1


def each(book: Rulebook) -> list[tuple[str, int, Callable]]:
    """Series, season and a way to score finishes under its rules."""
    return [(s, y, book.on(race(f"{s}-{y}-05")).points) for s, years in SEASONS.items() for y in years]


def test_every_place_of_every_season(book: Rulebook) -> None:
    for series, season, points in each(book):
        found = [scored.points for scored in points([finish(place) for place in range(1, 44)])]
        assert found == [of_place(series, season, place) for place in range(1, 44)], (series, season)


def test_laps_led_of_every_season(book: Rulebook) -> None:
    for series, season, points in each(book):
        plain, one, most = (of_place(series, season, place) for place in (3, 4, 5))
        scored = points([finish(3), finish(4, led=2), finish(5, led=9)])
        bonus = led(series, season)
        assert [s.points for s in scored] == [plain, one + bonus, most + 2 * bonus], (series, season)


def test_stages_and_fastest_lap_of_every_season(book: Rulebook) -> None:
    for series, season, points in each(book):
        for place in range(1, 12):
            (scored,) = points([finish(30, stages=(place, place, place))])
            gain = 2 * STAGE.get(place, 0) if season >= 2017 else 0
            assert scored.points == of_place(series, season, 30) + gain, (series, season, place)
        (scored,) = points([finish(30, fastest_lap=True)])
        assert scored.points == of_place(series, season, 30) + (season >= 2025), (series, season)


def test_third_stage_of_the_600(book: Rulebook) -> None:
    for season, number in THE_600.items():
        for near in (number - 1, number, number + 1):
            (scored,) = book.on(race(f"cup-{season}-{near:02d}")).points(
                [finish(30, car="none", stages=(None, None, 1))]
            )
            assert scored.points == 7 + (10 if near == number else 0), (season, near)


def test_before_1975(book: Rulebook) -> None:
    for season in (1952, 1955, 1956, 1958, 1967):
        field = [finish(place) for place in range(1, 31)]
        paid = [s.points for s in book.on(race(f"cup-{season}-05")).points(field, winner_points=1000)]
        assert paid == [1000 - 40 * place for place in range(25)] + [40] * 5, season
    for season in range(1968, 1972):
        for laps, win, step in ((249, 50, 1), (250, 100, 2), (399, 100, 2), (400, 150, 3)):
            scored = book.on(race(f"cup-{season}-05", miles=1.0, laps=laps)).points([finish(p) for p in range(1, 61)])
            assert [s.points for s in scored] == [max(win - step * p, step) for p in range(60)], (season, laps)
    for season, moved in ((1955, False), (1958, True), (1967, True), (1968, True), (1969, False)):
        points = book.on(race(f"cup-{season}-05", miles=1.0, laps=100)).points
        winner = None if season >= 1968 else 50
        field = [finish(1, eligible=False), finish(2)]
        assert (points(field, winner_points=winner)[1].points == 50) is moved, season
    for season, first in ((1972, [100, 98]), (1973, [125, 98])):
        for miles, lap in ((0.9, 0.25), (1.0, 0.5), (1.3, 0.7), (1.5, 0.75), (2.0, 1.0), (2.5, 1.25)):
            points = book.on(race(f"cup-{season}-05", miles=miles)).points
            expected = [*first, *(max(100 - 2 * (p - 1), 2) for p in range(3, 61))]
            assert [s.points for s in points([finish(p, laps=None) for p in range(1, 61)])] == expected
            (scored,) = points([finish(60, laps=8)])
            assert scored.points == 2 + 8 * lap, (season, miles)
    for season in (1949, 1951, 1974):
        try:
            book.on(race(f"cup-{season}-05")).points([finish(1)])
        except RuleMissing:
            continue
        raise AssertionError(season)


def test_duels_and_finalists(book: Rulebook) -> None:
    for series, season, _ in each(book):
        rules = book.on(race(f"{series}-{season}-05"))
        paid = list(range(10, 0, -1)) if series == "cup" and season >= 2017 else None
        assert rules.rule("duel_points").value == paid, (series, season)
        bare = 2014 if series == "cup" else 2016
        assert rules.rule("finalists_score").value == ("finish" if bare <= season <= 2025 else None), (series, season)
        assert rules.rule("one_series").value == (True if season >= 2011 else None), (series, season)


def test_playoff_points_and_eligibility(book: Rulebook) -> None:
    for series, season, _ in each(book):
        rules = book.on(race(f"{series}-{season}-05"))
        paid = {"win": 5, "stage": 1, "season": [15, 10, 8, 7, 6, 5, 4, 3, 2, 1]} if 2017 <= season <= 2025 else None
        assert rules.rule("playoff_points").value == paid, (series, season)
        asked = rules.rule("playoff_eligibility").value
        first = 2014 if series == "cup" else 2016
        assert (asked is not None) == (season >= first), (series, season)
        if asked:
            cup = 30 if season <= 2022 else None
            other = 30 if season == 2016 else 20 if season <= 2025 else None
            assert asked.get("top") == (cup if series == "cup" else other), (series, season)
            assert asked["starts"] == "all"
            assert asked.get("waiver_costs", False) == (season >= 2025), (series, season)


CHASE = {range(2004, 2007): (26, 10, 400, 0, 0, 0), range(2007, 2011): (26, 12, None, 5000, 10, 0)}
SEEDS_2004 = [5050, 5045, 5040, 5035, 5030, 5025, 5020, 5015, 5010, 5005]
SEEDS_2026 = [2100, 2075, *range(2065, 1995, -5)]


def test_championship_of_every_season(book: Rulebook) -> None:
    for series, season, _ in each(book):
        assert book.on(race(f"{series}-{season}-05")).rule("championship").value == championship(series, season), (
            series,
            season,
        )
    for season in (1949, 1960, 1974):
        assert book.on(race(f"cup-{season}-05")).rule("championship").value == {"mechanism": "most_points"}


def championship(series: str, season: int) -> dict:
    """The format of a season, written down apart from the data."""
    if season < (2004 if series == "cup" else 2016):
        return {"mechanism": "most_points"}
    if season == 2026:
        regular, field = {"cup": (26, 16), "xfinity": (24, 12), "truck": (18, 10)}[series]
        return {"mechanism": "chase", "regular": regular, "field": field, "reset": SEEDS_2026[:field]}
    if season <= 2006:
        return {"mechanism": "chase", "regular": 26, "field": 10, "within": 400, "reset": SEEDS_2004}
    if season <= 2010:
        return {"mechanism": "chase", "regular": 26, "field": 12, "base": 5000, "per_win": 10}
    if season <= 2013:
        return {"mechanism": "chase", "regular": 26, "field": 12, "top": 10, "wild_cards": 2, "wild_card_to": 20,
                "base": 2000, "per_win": 3}  # fmt: skip
    return rounds(series, season)


def rounds(series: str, season: int) -> dict:
    """The elimination format of a season."""
    if series == "cup":
        value = {
            "regular": 26,
            "field": 16,
            "rounds": [3, 3, 3, 1],
            "keep": [12, 8, 4],
            "resets": [2000, 3000, 4000, 5000],
        }
    else:
        small = season <= 2019
        field = 12 if series == "xfinity" else 8 if small else 10
        keep = [6, 4] if series == "truck" and small else [8, 4]
        regular = 26 if series == "xfinity" else {2021: 15, 2025: 18}.get(season, 16)
        value = {"regular": regular, "field": field, "rounds": [3, 3, 1], "keep": keep, "resets": [2000, 3000, 4000]}
    return {"mechanism": "rounds", **value, **({"per_win": 3} if season <= 2016 else {})}


def test_makes_of_every_season(book: Rulebook) -> None:
    for series, season, _ in each(book):
        value = book.on(race(f"{series}-{season}-05")).rule("manufacturer_points").value
        if season <= 2013:
            assert value == {"by": "rank", "table": [9, 6, 4, 3, 2, 1]}, (series, season)
        elif season <= 2016:
            assert value == {"by": "best_car"}
        else:
            assert value == {"by": "place", "table": [55 if season == 2026 else 40, 35], "step": 1, "floor": 1}


PINS = {name: check for name, check in list(globals().items()) if name.startswith("test_")}
# what the pins cover: every value of these topics is changed, one at a time, by verification/rules.py
TOPICS = (
    "finish_points", "win_bonus", "led_bonus", "most_led_bonus", "lap_points", "paying_stages", "stage_points",
    "fastest_lap_points", "finalists_score", "one_series", "championship", "playoff_points", "playoff_eligibility",
    "duel_points", "manufacturer_points",
)  # fmt: skip
