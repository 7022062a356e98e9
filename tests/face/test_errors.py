"""Every error that a room raises says what to do next, or is of a kind that always says it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import stockcar.errors

PACKAGE = Path(stockcar.errors.__file__).parent
ROOMS = ("face", "cli", "web", "rulebook", "record", "sim", "forecast", "live", "report")
PAYLOADS = PACKAGE / "record" / "sources" / "feed"  # what cannot be read there is left out, by name and reason
ERRORS = {
    name
    for name, kind in vars(stockcar.errors).items()
    if isinstance(kind, type) and not getattr(kind, "usual_step", "")
}


def raised(room: str) -> Iterator[tuple[str, ast.Call]]:
    """Every error made in a room, with its place."""
    for path in sorted((PACKAGE / room).rglob("*.py")):
        if PAYLOADS in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node


@pytest.mark.parametrize("room", ROOMS)
def test_every_error_names_a_next_step(room: str) -> None:
    without = []
    for place, call in raised(room):
        given = [word.value for word in call.keywords if word.arg == "next_step"] + call.args[2:3]
        spread = any(isinstance(each, ast.Starred) for each in call.args)
        if not spread and not any(not isinstance(step, ast.Constant) or step.value for step in given):
            without.append(place)
    assert without == []
