"""The night of Daytona 2025 as a scenario: who is at the wheel, whom he trusts, and which push decided it."""

import re
from pathlib import Path

import pytest

from stockcar import face

EXAMPLE = Path(__file__).parents[2] / "examples" / "daytona-2025.toml"
KEY = "xfinity-2025-24"


def test_the_relief_driver_is_named_from_his_lap_on_and_the_starter_credited():
    told = face.simulate(KEY, "starter", scenario=EXAMPLE).tell(0)
    swap = next(event for event in told["events"] if event["kind"] == "relief")
    assert swap["text"] == "Parker Kligerman (No. 88) takes over as the relief driver"
    own = [event for event in told["events"] if event["car"] == "88"]
    about = [event for event in own if event["kind"] in ("push", "pull-out", "lead")]
    before = [event["text"] for event in about if event["lap"] < swap["lap"]]
    after = [event["text"] for event in about if event["lap"] > swap["lap"]]
    assert before
    assert after
    assert all(text.startswith("Connor Zilisch (No. 88)") for text in before)
    assert all(text.startswith("Parker Kligerman (No. 88)") for text in after)
    row = next(row for row in told["result"] if row["car"] == "88")
    assert row["driver"] == "Connor Zilisch"
    assert row["relief"] == {"from_lap": swap["lap"], "driver": "Parker Kligerman"}


def test_the_relief_driver_brings_his_own_trust_and_takes_the_host_teams():
    """He collided with the driver of the 7 two years before; the starter whom he relieves did not."""
    fitted = face.simulate(KEY, "starter", scenario=EXAMPLE).fitted
    plain = face.simulate(KEY, "starter").fitted
    cars = [line.car for line in fitted.lines]
    own, others = cars.index("88"), [cars.index(car) for car in ("7", "8")]
    with_pact = fitted.inputs.trust.relief[own, others]
    assert with_pact[1] == plain.inputs.trust.trust[own, others[1]] == 1.0
    assert 1.6 < with_pact[0] < 2.0  # team-mates and a pact, less what Texas 2023 still weighs


def test_a_misspelt_relief_driver_is_refused(stockcar, tmp_path):
    file = tmp_path / "slip.toml"
    file.write_text('[[relief]]\ncar = "88"\nlap = 13\ndriver = "Parker Kilgerman"\n')
    left = stockcar("sim", KEY, "--runs", "10", "--scenario", str(file), "--format", "json")
    assert left.code == 2
    assert left.error["what"].startswith("relief[0].driver")
    assert "Parker Kligerman" in left.error["candidates"][0]


@pytest.mark.parametrize("name", ["", "Nobody Of The Record Book", "Parker Kligerman"])
def test_a_relief_driver_without_a_record_has_no_history_and_that_is_said(stockcar, tmp_path, name):
    file = tmp_path / "new.toml"
    file.write_text(f'[[relief]]\ncar = "88"\nlap = 13\ndriver = "{name}"\n')
    words = ("sim", KEY, "--runs", "10", "--scenario", str(file))
    assumed = stockcar(*words, "--format", "json").document["assumed"]
    assert [said.partition(" is not")[0] for said in assumed] == (
        ["Nobody Of The Record Book (relief driver of No. 88)"] if "Nobody" in name else []
    )
    assert stockcar(*words, "--run", "0", "--format", "json").document["assumed"] == assumed
    assert ("assumed: Nobody Of The Record Book" in stockcar(*words).out) == bool(assumed)


IN_THE_RACE = [
    ('[[relief]]\ncar = "88"\nlap = 13\ndriver = "Justin Allgaier"', 0, "starts in the 7"),
    ('[[relief]]\ncar = "88"\nlap = 13\ndriver = "Connor Zilisch"', 0, "starts in the 88"),
    (
        '[[relief]]\ncar = "88"\nlap = 13\ndriver = "Parker Kligerman"\n'
        '[[relief]]\ncar = "7"\nlap = 40\ndriver = "parker kligerman"',
        1,
        "takes over the 88",
    ),
    (
        '[[relief]]\ncar = "88"\nlap = 13\ndriver = "Nobody Of The Record Book"\n'
        '[[relief]]\ncar = "7"\nlap = 40\ndriver = "Nobody of the Record Book"',
        1,
        "takes over the 88",
    ),
]


@pytest.mark.parametrize(("text", "at", "why"), IN_THE_RACE)
def test_nobody_takes_over_a_car_who_is_in_the_race_already(stockcar, tmp_path, text, at, why):
    file = tmp_path / "twice.toml"
    file.write_text(text)
    left = stockcar("sim", KEY, "--runs", "10", "--scenario", str(file), "--format", "json")
    assert left.code == 2
    assert left.error["what"].startswith(f"relief[{at}].driver: ")
    assert why in left.error["why"]


def decided_run():
    """The first run of the night in which one push decides."""
    made = face.simulate(KEY, "starter", scenario=EXAMPLE)
    for run in range(60):
        told = made.tell(run)
        if told["decided_by"] is not None:
            return made, told
    raise AssertionError("no run of sixty was decided by a push")


def test_the_push_that_decided_a_run_is_told_in_words_and_without_it_another_car_wins():
    from stockcar.sim import replay

    made, told = decided_run()
    push = told["decided_by"]
    assert push["other"] == told["result"][0]["car"]
    assert push["mph"] > 0
    assert push["without"]["winner"] != push["other"]
    assert push["without"]["finish"] > 1
    said = [event for event in told["events"] if event["kind"] == "decided"]
    assert [event["text"] for event in said] == [push["text"]]
    assert f"on lap {push['lap']}" in push["text"]
    assert "without it" in push["text"]
    seen = [e for e in told["events"] if e["kind"] == "push" and (e["lap"], e["car"]) == (push["lap"], push["car"])]
    assert push["pushes"] == len([event for event in seen if event["other"] == push["other"]])
    cars = [line.car for line in made.fitted.lines]
    muted = frozenset({(push["lap"], cars.index(push["car"]))})
    rows, _ = replay(made.fitted.inputs, made.race_key, told["run"], without=muted)
    assert cars[int(rows.finish[0].argmin())] == push["without"]["winner"]


def test_the_run_that_the_example_names_is_the_night_again():
    """A push of the 7 decides it, the relief driver has the wheel and the starter the win."""
    run = int(re.search(r"--run (\d+)", EXAMPLE.read_text(encoding="utf-8"))[1])
    told = face.simulate(KEY, "starter", scenario=EXAMPLE).tell(run)
    assert (told["decided_by"]["car"], told["decided_by"]["other"]) == ("7", "88")
    first = told["result"][0]
    assert (first["car"], first["driver"], first["relief"]["driver"]) == ("88", "Connor Zilisch", "Parker Kligerman")


def test_a_race_without_a_pack_is_decided_by_no_push():
    assert face.simulate("truck-2022-15", "starter").tell(0)["decided_by"] is None


@pytest.mark.parametrize(
    ("place", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (22, "22nd"), (36, "36th")]
)
def test_places_in_words(place, said):
    from stockcar.face.deciding import ordinal

    assert ordinal(place) == said


def test_everything_a_run_can_tell_has_words():
    import re

    from stockcar.face.story import SAID

    sim = Path(face.__file__).parents[1] / "sim"
    source = "".join(file.read_text(encoding="utf-8") for file in sim.glob("reference*.py"))
    kinds = set(re.findall(r'tell\("([a-z-]+)"', source)) | {"wet-tyres", "slicks"}
    assert kinds - {"lap"} <= set(SAID)


@pytest.mark.parametrize(
    ("number", "said"), [(0.0, "engine"), (-1.0, "mechanical failure"), (99.0, "mechanical failure")]
)
def test_what_broke_in_words(number, said):
    from stockcar.face.story import broken

    assert broken(number) == said
