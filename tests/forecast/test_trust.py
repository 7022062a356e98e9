from stockcar.forecast.fitted import Line
from stockcar.forecast.trust import SAME_MAKE, TEAMMATE, trust_between


def line(car: str, team: str | None, make: str | None) -> Line:
    return Line(car, car, f"driver-{car}", team, team, make, None, 0.0, 0.0, 0.1, (), 0.1, 1.0)


def test_team_mates_then_make_then_what_happened() -> None:
    lines = [line("1", "a", "Ford"), line("2", "a", "Ford"), line("3", "b", "Ford"), line("4", None, None)]
    relations = {frozenset(("driver-1", "driver-3")): -0.4}
    trust = trust_between(lines, relations).trust
    assert trust[0, 1] == TEAMMATE
    assert trust[1, 2] == SAME_MAKE
    assert trust[0, 2] == SAME_MAKE - 0.4
    assert trust[3].tolist() == [0, 0, 0, 0]
    assert (trust.diagonal() == 0).all()
