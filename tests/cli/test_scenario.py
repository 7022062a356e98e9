"""A scenario file changes the simulated race and stands in its document; what cannot be raced is refused by field."""

import pytest

FEW = ("--runs", "300", "--format", "json")


@pytest.fixture
def scenario(tmp_path):
    def write(text: str) -> str:
        file = tmp_path / "scenario.toml"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return write


def test_the_documented_scenario_runs_and_is_recorded(stockcar, scenario):
    text = """
        pact = [{ cars = ["88", "7"] }]
        relief = [{ car = "88", lap = 13 }]
        order = [{ car = "88", say = "take-lead", from_lap = 98 }]
    """
    made = stockcar("sim", "xfinity-2025-24", "--scenario", scenario(text), *FEW).document
    plain = stockcar("sim", "xfinity-2025-24", *FEW).document
    assert made["scenario"]["pact"] == [{"cars": ["88", "7"]}]
    assert plain["scenario"] is None
    assert made["entries"] != plain["entries"]


def test_a_forced_caution_comes_out(stockcar, scenario):
    told = stockcar(
        "sim", "truck-2022-15", "--run", "3", "--scenario", scenario("[[caution]]\nlap = 30\n"), "--format", "json"
    )
    laps = {lap["lap"]: lap["flag"] for lap in told.document["laps"]}
    assert laps[31] == "yellow"


REFUSED = [
    ('[[pact]]\ncars = ["88", "999"]\n', "pact[0].cars[1]"),
    ('[[relief]]\ncar = "88"\nlap = -4\n', "relief[0].lap"),
    ("[[caution]]\nlap = 5000\n", "caution[0].lap"),
    ('[[strategy]]\ncar = "88"\nstop_every = 0\n', "strategy[0].stop_every"),
    ('[[order]]\ncar = "88"\nsay = "wave"\n', "order"),
    ("[tyre]\ncompound = 5\n", "tyre"),
    ("not toml [", "the file"),
]


@pytest.mark.parametrize(("text", "path"), REFUSED)
def test_what_cannot_be_raced_is_refused_by_field(stockcar, scenario, text, path):
    left = stockcar("sim", "xfinity-2025-24", "--scenario", scenario(text), *FEW)
    assert left.code == 2
    assert left.error["what"].startswith(path)
