"""Cars in place of drivers: their points are the owners', and their season is played by the same rules."""

import pytest

from stockcar.errors import RuleMissing
from stockcar.face import playoffs
from stockcar.forecast.season_known import known_after, known_earlier
from stockcar.forecast.season_owners import owner_id, owners_known
from stockcar.racing import Series
from stockcar.record import RecordBook
from stockcar.rulebook.championship import championship
from stockcar.rulebook.standings import driver_standings, owner_standings


@pytest.fixture(scope="module")
def book():
    return RecordBook.open("starter")


@pytest.mark.parametrize(("series", "season"), [("cup", 2025), ("xfinity", 2025), ("truck", 2022)])
def test_points_of_cars_are_the_owners_points(book, series, season):
    whole = known_after(book, Series(series), season)
    known = known_earlier(whole, whole.length - 1)  # in the finale finalists among the drivers score less
    ours = {standing.id: standing.points for standing in driver_standings(owners_known(known).scores())}
    theirs = {owner_id(s.id): s.points for s in owner_standings(known.rulebook, known.results)}
    assert ours == theirs


def test_a_car_is_in_where_its_driver_is_not(book):
    known = known_after(book, Series.TRUCK, 2022, "truck-2022-15")
    standing = championship(owners_known(known).scores(), known.length)
    assert owner_id("51") in standing.entered  # Corey Heim and others
    drivers = championship(known.scores(), known.length)
    assert "corey-heim" not in drivers.entered


def test_numbers_are_as_painted():
    assert owner_id("1") != owner_id("01")


def test_owners_of_a_season_that_is_over():
    document = playoffs("truck", 2022, None, 20, book="starter", owners=True).to_json()
    champion = next(row for row in document["owners"] if row["title"] == 1.0)
    assert (champion["car"], champion["confirmed"]) == ("38", False)


def test_owners_before_2011_are_refused(book):
    known = known_after(book, Series.CUP, 2025, "start")
    with pytest.raises(RuleMissing):
        owners_known(known.__class__(**{**known.__dict__, "season": 2005}))
