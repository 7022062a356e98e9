"""The messages that the inventory of inputs (docs/inputs.md) quotes are the messages that are given."""

from pathlib import Path

import pytest

import stockcar
from stockcar.errors import StockcarError
from stockcar.racing import Series
from stockcar.record import RecordBook

PAGE = (Path(stockcar.__file__).parents[2] / "docs" / "inputs.md").read_text(encoding="utf-8")


def feed(_: Path) -> object:
    from stockcar.record.sources.feed import read_feed

    car = '{"Number":"5","FullName":"x","NASCARDriverID":1,"Manufacturer":"c","Laps":[{"Lap":"x"}]}'
    return read_feed(f'{{"laps":[{car}],"flags":[]}}'.encode(), "cacher/2025/1/1/lap-times.json")


def scenario(_: Path) -> object:
    from stockcar.sim.example import example_inputs
    from stockcar.sim.scenario import apply, load_scenario

    return apply(load_scenario('[[order]]\ncar="88x"\nsay="push"\n'), example_inputs("road"), ["1"] * 38)


def prices(folder: Path) -> object:
    from stockcar.forecast.market import load_odds

    (folder / "prices.csv").write_text("car,price\n5,0/0\n")
    return load_odds(folder / "prices.csv")


def entries(folder: Path) -> object:
    from stockcar.forecast.entry_file import load_entries

    rows = (
        "car,driver,start,series,track,date\n5,Kyle Larson,1,cup,daytona,2026-02-15\n12,Ryan Blaney,2\n9,Corey Heim,²\n"
    )
    (folder / "entries.csv").write_text(rows)
    return load_entries(RecordBook.open("starter"), folder / "entries.csv")


def query(_: Path) -> object:
    return RecordBook.open("starter").sql("select 1; select 2")


def own_rules(folder: Path) -> object:
    from stockcar.rulebook import Rulebook
    from stockcar.rulebook.ownrules import load_own_rules

    (folder / "rules.toml").write_text('[championship]\nmechanism = "x"\n')
    return load_own_rules(folder / "rules.toml", Rulebook.load(), Series.CUP)


def session(folder: Path) -> object:
    from stockcar import face

    (folder / "session.csv").write_text("car,round_1\n1,30.5\n1,30.6\n")
    return face.line_up_of("truck-2022-15", folder / "session.csv", "starter")


GIVEN = {
    feed: "$.laps[0].Laps[0].Lap: Expected",
    scenario: "order[0].car: car '88x' is not entered",
    prices: 'prices.csv, row 2, column "price": "0/0"',
    entries: 'entries.csv, row 4, column "start": "²"',
    query: "only one select at a time",
    session: "session.csv, line 3: car 1 stands twice",
    own_rules: "rules.toml: championship.mechanism: ",
}


@pytest.mark.parametrize("take", GIVEN, ids=lambda take: take.__name__)
def test_the_page_quotes_what_is_said(take, tmp_path):
    with pytest.raises(StockcarError) as error:
        take(tmp_path)
    assert GIVEN[take] in str(error.value)
    assert GIVEN[take].rstrip() in PAGE
