"""Every error a user can meet, and the exit code each one ends the command line with.

::

    StockcarError                    1  (never raised bare)
    ├── UsageError                   2  a value that cannot be meant: a negative lap, an unknown tyre
    │   ├── ScenarioError               ... in a scenario file, with the path of the field
    │   └── InputsError                 ... in the numbers given to the simulator, with the path of the field
    ├── NotFound                     3  no such race, driver, track
    │   └── Ambiguous                   several fit; the candidates are listed, none is guessed
    ├── NotInBook                    4  the open book cannot decide it; says which command could
    ├── UpstreamError                5  a public source did not answer, or answered nonsense
    ├── BadFile                      2  a file that cannot be read: where, what was expected, what stood there
    └── RuleMissing                  3  no rule in force for that race: topic, series, date

An error carries *what* happened, *why*, and the *next* step, so that the terminal, JSON and a page can each
show it in their own way. A kind whose next step is always the same has it as ``usual_step``.
"""

from collections.abc import Sequence
from typing import Any


class StockcarError(Exception):
    """What, why, and what to do next. ``candidates`` are keys that can be copied into the next call."""

    exit_code = 1
    usual_step = ""  # said where none is given

    def __init__(self, what: str, why: str = "", next_step: str = "", candidates: Sequence[str] = ()) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.next_step = next_step or self.usual_step
        self.candidates = tuple(candidates)

    def __str__(self) -> str:
        parts = [self.what]
        if self.why:
            parts.append(f"  why:  {self.why}")
        parts.extend(f"  - {candidate}" for candidate in self.candidates)
        if self.next_step:
            parts.append(f"  next: {self.next_step}")
        return "\n".join(parts)

    def to_json(self) -> dict[str, Any]:
        """The error document of ``--format json``."""
        return {
            "error": type(self).__name__,
            "what": self.what,
            "why": self.why,
            "next": self.next_step,
            "candidates": list(self.candidates),
        }


class UsageError(StockcarError):
    """A value that cannot be meant."""

    exit_code = 2


class ScenarioError(UsageError):
    """A scenario that cannot be run; ``what`` starts with the path of the field."""

    usual_step = "mend that field and run the scenario again; docs/cli.md lists the fields"


class InputsError(UsageError):
    """Numbers that the simulator cannot race on; ``what`` starts with the path of the field."""

    usual_step = "mend that field; stockcar.sim.inputs gives the shape and the unit of each"


class BadFile(StockcarError):
    """A file that cannot be read; names the file and, where it can, row and column."""

    exit_code = 2


class NotFound(StockcarError):
    """Nothing of that name; close names are suggested, never taken."""

    exit_code = 3


class Ambiguous(NotFound):
    """Several fit; ``candidates`` lists them."""


class RuleMissing(StockcarError):
    """No rule in force for that race."""

    exit_code = 3


class NotInBook(StockcarError):
    """The open book does not hold what would decide it."""

    exit_code = 4


class UpstreamError(StockcarError):
    """A public source failed."""

    exit_code = 5
