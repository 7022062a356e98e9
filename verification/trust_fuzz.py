"""Can anything from outside make stockcar fall over, hang, or answer without an error what cannot be meant?

``python -m verification trust_fuzz [--full]``: 20,000 damaged inputs (100,000 with ``--full``) over every file and text
that comes from outside (``docs/inputs.md`` lists them). Each must be taken, or refused with one of our errors that says
what is wrong; anything else (another exception, a panic, more than ten seconds of work, an answer that is not JSON
where JSON was asked for) is a finding. The luck is keyed by the number of the case: ``one(name, number)`` makes it
again.

Known limits: it is not known of a damaged input that is taken whether it should have been; the tests of each reader
hold that. Kernels run on whatever the readers let through, a few races a case.
"""

import contextlib
import io
import json
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from stockcar.errors import StockcarError
from verification import trust_inputs, trust_mutations

LIMIT_S = 10  # of the processor's time
WALL_S = 120  # for what waits instead of working


class Input(NamedTuple):
    """Something from outside: its share of the cases, how a damaged one is made, and how it is taken."""

    name: str
    share: float
    make: Callable[[random.Random], Any]
    take: Callable[[Any], object]


class TooSlow(Exception):
    """More than the limit."""


def inputs(folder: Path, page: bool = True) -> list[Input]:
    """Every kind of input that this version has; ``page`` False leaves the page alone."""
    return [Input(*line) for line in trust_inputs.lines(folder, page)]


def one(what: Input, number: int, seed: int = 11) -> tuple[str, Any]:
    """Case ``number`` of an input: ``taken``, ``refused``, or what went wrong; and the damaged input."""
    luck = random.Random(f"{seed}:{what.name}:{number}")
    made = what.make(luck)
    try:
        with limited(LIMIT_S), contextlib.redirect_stderr(io.StringIO()):
            what.take(made)
    except StockcarError as error:
        if not error.what.strip():
            return "refused without a word", made
        return "refused", made
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a panic of a compiled library is no Exception
        return f"{type(error).__name__}: {str(error)[:200]}", made
    return "taken", made


@contextlib.contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Stop what takes longer."""

    def stop(*_: object) -> None:
        raise TooSlow(f"more than {seconds} s")

    before = {name: signal.signal(name, stop) for name in (signal.SIGALRM, signal.SIGVTALRM)}
    signal.alarm(WALL_S)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        for name, handler in before.items():
            signal.signal(name, handler)


def run(cases: int, seed: int = 11, only: str = "", page: bool = True) -> tuple[Counter[tuple[str, str]], list[str]]:
    """How each input was taken, and every case that was taken wrongly."""
    taken: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        os.environ.update(STOCKCAR_BOOK="starter", NO_COLOR="1")
        known = [what for what in inputs(Path(folder), page) if only in what.name]
        whole = sum(what.share for what in known)
        for what in known:
            for number in range(max(1, round(cases * what.share / whole))):
                verdict, made = one(what, number, seed)
                taken[what.name, verdict if verdict in ("taken", "refused") else "WRONG"] += 1
                if verdict not in ("taken", "refused"):
                    wrong.append(f"{what.name} {number}: {verdict} <- {shortened(made)}")
            print(f"  {what.name}: {_said(taken, what.name)}", file=sys.stderr, flush=True)
    return taken, wrong


def shortened(made: Any) -> str:
    """The start of a damaged input, for the report."""
    said = (
        made.decode("utf-8", "replace")
        if isinstance(made, bytes)
        else made
        if isinstance(made, str)
        else json.dumps(made)
    )
    return repr(said[:160])


def _said(taken: Counter[tuple[str, str]], name: str) -> str:
    return " | ".join(str(taken[name, answer]) for answer in ("taken", "refused", "WRONG"))


def main(full: bool) -> int:
    """Damage, write ``trust_fuzz.md``, say whether all was taken well."""
    taken, wrong = run(100_000 if full else 20_000)
    names = list(dict.fromkeys(name for name, _ in taken))
    lines = [
        f"# {sum(taken.values()):,} damaged inputs",
        "",
        "| input | taken | refused | wrong |",
        "|---|---|---|---|",
    ]
    lines += [f"| {name} | {_said(taken, name)} |" for name in names]
    lines += ["", f"Wrong: {len(wrong)}.", *(f"- `{line[:300]}`" for line in wrong[:40])]
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 1 if wrong else 0


__all__ = ["Input", "inputs", "main", "one", "run", "trust_mutations"]
