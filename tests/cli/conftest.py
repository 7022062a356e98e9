"""Verbs run in this process on the starter book; what they print and how they leave."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from stockcar.cli import run


class Left(NamedTuple):
    """Exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        return json.loads(self.err)


@pytest.fixture
def stockcar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Left]:
    """Run a verb on the starter book: ``stockcar("race", "truck-2022-15")``."""
    monkeypatch.setenv("STOCKCAR_BOOK", "starter")

    def go(*words: str) -> Left:
        code = run(words)
        printed = capsys.readouterr()
        return Left(code, printed.out, printed.err)

    return go
