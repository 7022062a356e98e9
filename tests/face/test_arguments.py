"""An argument of a wrong kind is refused by its name, before a book is opened."""

from pathlib import Path

import numpy as np
import pytest

import stockcar as sc
from stockcar import face
from stockcar.errors import UsageError
from stockcar.face.arguments import checked

KEY = "xfinity-2025-24"
WRONG = [
    (lambda: sc.simulate(KEY, book="starter", runs=1.5), "runs: 1.5", "a whole number, not float"),
    (lambda: sc.simulate(KEY, book="starter", runs="20"), "runs: '20'", "a whole number, not str"),
    (lambda: sc.simulate(KEY, book="starter", runs=True), "runs: True", "a whole number, not bool"),
    (lambda: sc.simulate(KEY, book=7), "book: 7", "an open book or text or a folder or None, not int"),
    (lambda: sc.simulate(None), "name: None", "text or a race key, not NoneType"),
    (lambda: sc.simulate(KEY, scenario=3), "scenario: 3", "a file or None, not int"),
    (lambda: sc.simulate_qualifying(KEY, "starter", 10, "x"), "seed: 'x'", "a whole number"),
    (lambda: sc.fork(KEY, "x", "caution", run=0), "lap: 'x'", "a whole number"),
    (lambda: sc.fork(KEY, 5, None, run=0), "change: None", "text"),
    (lambda: sc.replay(KEY, run=0.0), "run: 0.0", "a whole number or None"),
    (lambda: sc.forecast(KEY, seed=None), "seed: None", "a whole number"),
    (lambda: sc.whatif("cup", "2025", "2003"), "season: '2025'", "a whole number"),
    (lambda: sc.whatif("cup", 2025, 2003.0), "rules: 2003.0", "a whole number or text or a file"),
    (lambda: sc.playoffs("cup", 2025.0), "season: 2025.0", "a whole number"),
    (lambda: sc.chart(KEY, run="0"), "run: '0'", "a whole number or None"),
    (lambda: sc.report(7), "name: 7", "text or a race key"),
    (lambda: face.season("cup", "2025"), "year: '2025'", "a whole number"),
]


@pytest.mark.parametrize(("call", "what", "why"), WRONG, ids=[what for _, what, _ in WRONG])
def test_an_argument_of_another_kind_is_refused_by_its_name(call, what, why):
    with pytest.raises(UsageError) as refusal:
        call()
    assert refusal.value.what == what
    assert why in refusal.value.why


def test_what_stands_for_a_kind_is_taken():
    @checked
    def asked(runs: int, file: Path | None = None, *, other: "int" = 0) -> tuple[object, ...]:
        return runs, file, other

    assert asked(np.int64(3), "x.toml", other="unread") == (3, "x.toml", "unread")
    with pytest.raises(TypeError, match="asked"):
        asked()


def test_rules_may_be_named_as_on_the_command_line():
    by_year = sc.whatif("cup", 2025, 2003, book="starter")
    assert sc.whatif("cup", 2025, "2003", book="starter") == by_year
    with pytest.raises(UsageError, match="no rules are called"):
        sc.whatif("cup", 2025, "the old ones", book="starter")


def test_a_run_is_told_by_its_number():
    with pytest.raises(UsageError, match=r"run: 1\.5"):
        sc.simulate("truck-2022-15", book="starter").tell(1.5)


def test_a_scenario_may_be_named_by_its_path_as_text(tmp_path):
    (tmp_path / "s.toml").write_text("trust = false")
    assert not sc.simulate(KEY, "starter", scenario=str(tmp_path / "s.toml")).scenario["trust"]
