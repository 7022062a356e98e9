from pathlib import Path

import pytest

from stockcar.errors import BadFile
from stockcar.forecast.forecast import forecast_from
from stockcar.forecast.market import blend, compare, fair_chances, implied_chance, load_odds

from .test_forecast import made_up


@pytest.mark.parametrize(
    ("price", "chance"),
    [("+400", 0.2), ("-150", 0.6), ("−150", 0.6), ("5.0", 0.2), ("4/1", 0.2), ("1/2", 2 / 3), ("+100", 0.5)],
)
def test_a_price_is_a_chance(price: str, chance: float) -> None:
    assert implied_chance(price) == pytest.approx(chance)


@pytest.mark.parametrize("price", ["", "evens", "0.5", "-50", "1", "0/0", "0/1", "9/0", "1e999", "nan", "inf"])
def test_what_is_no_price_is_refused(price: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        implied_chance(price)


def test_the_margin_goes_and_unpriced_cars_keep_ours() -> None:
    fair = fair_chances({"1": 0.5, "2": 0.4}, {"1": 0.4, "2": 0.4, "3": 0.2})
    assert sum(fair.values()) == pytest.approx(0.8)
    assert fair["1"] / fair["2"] == pytest.approx(1.25)


def test_the_blend_lies_between() -> None:
    assert 0.2 < blend(0.2, 0.4) < 0.4
    assert blend(0.3, 0.3) == pytest.approx(0.3)


def test_a_file_of_prices_beside_the_forecast(tmp_path: Path) -> None:
    path = tmp_path / "odds.csv"
    path.write_text("car,price,market\n1,+150,win\n2,+300,win\n1,-200,top5\n")
    entries = forecast_from(made_up(), runs=100, seed=1).entries
    rows = compare(entries, load_odds(path))
    assert [(row["market"], row["car"]) for row in rows] == [("win", "1"), ("win", "2"), ("top5", "1")]
    for row in rows:
        assert row["edge"] == pytest.approx(row["ours"] - row["market_chance"])


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("car\n1\n", "row 1"),
        ("car,price\n1,even\n", "row 2"),
        ("car,price,market\n1,+100,podium\n", 'column "market"'),
        ("car,price\n48,5\n1,4\n 48,6\n", "row 4: car 48 has a price to win in row 2 already"),
        (
            "car,price,market\n48,5,top5\n48,6,top5\n",
            "row 3: car 48 has a price to finish in the top 5 in row 2 already",
        ),
    ],
)
def test_a_bad_file_is_named_with_its_row(tmp_path: Path, text: str, where: str) -> None:
    path = tmp_path / "odds.csv"
    path.write_text(text)
    with pytest.raises(BadFile, match=where):
        load_odds(path)


def test_a_price_for_a_car_that_is_not_entered(tmp_path: Path) -> None:
    path = tmp_path / "odds.csv"
    path.write_text("car,price\n777,+150\n")
    with pytest.raises(BadFile, match="777"):
        compare(forecast_from(made_up(), runs=50, seed=1).entries, load_odds(path))
