"""Every recorded row against the rules: what share is exact or explained, and that a wrong row is seen."""

import dataclasses
import random
import time

import pytest

from stockcar.rulebook import Rulebook
from stockcar.rulebook.verify import Recorded, Verification, verify
from tests.history.season_rows import needs_book
from tests.rulebook.recorded_rows import recorded

pytestmark = [pytest.mark.full_book, needs_book]


@pytest.fixture(scope="module")
def rows() -> list[Recorded]:
    return list(recorded())


@pytest.fixture(scope="module")
def verified(rows: list[Recorded]) -> Verification:
    return verify(Rulebook.load(), rows)


def test_the_whole_record_is_recomputed_in_under_3_s(rows: list[Recorded]) -> None:
    took_s = []
    for _ in range(2):
        start = time.process_time()
        assert verify(Rulebook.load(), rows).rows > 179_000
        took_s.append(time.process_time() - start)
    assert min(took_s) < 3


@pytest.mark.parametrize("series", ["cup", "xfinity", "truck"])
def test_exact_or_explained_of_1975_to_2024(verified: Verification, series: str) -> None:
    of = verified.total(series=series)
    assert 1 - verified.total("unexplained", series=series) / of >= 0.999


def test_unexplained_of_all_series(verified: Verification) -> None:
    assert verified.total("unexplained") / verified.total() <= 0.0005


def test_no_season_has_half_a_percent_unexplained(verified: Verification) -> None:
    for each in verified.to_json()["series"]:
        if 1975 <= each["season"] <= 2024:
            assert each["unexplained"] / each["scoring_rows"] < 0.005, (each["series"], each["season"])


def test_2025_is_exact_or_one_inferred_lap_from_it(verified: Verification) -> None:
    for series in ("cup", "xfinity", "truck"):
        span = {"first": 2025, "last": 2025, "series": series}
        assert 1 - verified.total("unexplained", **span) / verified.total(**span) >= 0.99


def test_places_before_1975(verified: Verification) -> None:
    eras = [(1955, 1955), (1961, 1973)]
    tested = sum(verified.total("exact", "unexplained", first=a, last=b) for a, b in eras)
    exact = sum(verified.total("exact", first=a, last=b) for a, b in eras)
    assert exact / tested >= 0.97
    assert verified.total("exact", first=1971, last=1971) / verified.total(first=1971, last=1971) >= 0.90


@pytest.mark.parametrize("seed", [1, 2])
def test_wrong_points_are_seen(rows: list[Recorded], verified: Verification, seed: int) -> None:
    """500 rows of 1975-2024 made wrong by 1 to 20."""
    draw = random.Random(seed)
    modern = [i for i, row in enumerate(rows) if 1975 <= row.race.key.season <= 2024]
    spoiled = list(rows)
    planted = 0
    while planted < 500:
        i = draw.choice(modern)
        finishes = list(spoiled[i].finishes)
        at = draw.randrange(len(finishes))
        points = finishes[at].points
        by = draw.choice([-1, 1]) * draw.randint(1, 20)
        if points and points + by > 0 and points == rows[i].finishes[at].points:
            finishes[at] = dataclasses.replace(finishes[at], points=points + by)
            spoiled[i] = spoiled[i]._replace(finishes=tuple(finishes))
            planted += 1
    after = verify(Rulebook.load(), spoiled)
    assert after.total("unexplained") - verified.total("unexplained") >= 475
