"""Would a slip in the code of the rulebook or of the careers make a test fail?

``python -m verification mutate_code [--full]``: 90 single changes (450 with ``--full``), chosen by a fixed key over
``rulebook/*.py`` and ``record/careers.py``: a comparison turned or widened, a sign, a number one up, ``and`` for
``or``, a condition negated, a value not returned, a statement left out. Each is put into a copy of the tree and the
tests of its room run against it; a change that no test notices has survived. The score is the share that did not.

Known limits: some changes alter nothing (a limit that is never reached); they count as survivors all the same. Changes
of values in the rules' data are counted by ``rules``.
"""

import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
GOAL = 0.75
LIMIT_S = 240
ROOMS = {
    "rulebook": ("src/stockcar/rulebook/*.py", ["tests/rulebook"], 60),
    "careers": ("src/stockcar/record/careers.py", ["tests/record/test_careers.py", "tests/record/test_coverage.py",
                                                  "tests/record/test_questions.py", "tests/trust/test_careers.py"], 30),
}  # fmt: skip
COPIED = ("src", "tests", "docs", "verification", "pyproject.toml", "README.md", "examples")
COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COUNTED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Add}


class Mutant(NamedTuple):
    """One change: which file, where, what, and how to make it in a fresh tree of the file."""

    file: Path
    line: int
    what: str
    number: int  # of the change within the file


Change = tuple[int, str, Callable[[], None]]


def changes(tree: ast.Module) -> Iterator[Change]:
    """Line, description and the deed of every single change of a file, in a fixed order."""
    for node in ast.walk(tree):
        yield from _of_expression(node)
        if isinstance(node, ast.FunctionDef):
            yield from _of_body(node)


def _of_expression(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            other = COMPARED.get(type(op))
            if other is not None:
                yield node.lineno, f"{type(op).__name__} -> {other.__name__}", _set(node.ops, at, other())
    elif isinstance(node, ast.BinOp) and type(node.op) in COUNTED:
        other = COUNTED[type(node.op)]
        yield node.lineno, f"{type(node.op).__name__} -> {other.__name__}", _put(node, "op", other())
    elif isinstance(node, ast.BoolOp):
        turned = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield node.lineno, f"-> {type(turned).__name__}", _put(node, "op", turned)
    elif isinstance(node, ast.If | ast.IfExp):
        negated = ast.UnaryOp(ast.Not(), node.test)
        yield node.lineno, "condition negated", _put(node, "test", negated)
    elif isinstance(node, ast.Return) and node.value is not None and not _none(node.value):
        yield node.lineno, "returns nothing", _put(node, "value", ast.Constant(None))
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield node.lineno, f"{node.value} -> {node.value + 1}", _put(node, "value", node.value + 1)
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield node.lineno, f"{node.value} -> {not node.value}", _put(node, "value", not node.value)


def _of_body(node: ast.FunctionDef) -> Iterator[Change]:
    for holder in ast.walk(node):
        body = getattr(holder, "body", None)
        if not isinstance(body, list):
            continue
        for at, statement in enumerate(body):
            call = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
            if call or isinstance(statement, ast.AugAssign | ast.Raise):
                yield statement.lineno, "statement left out", _set(body, at, ast.Pass())


def _none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _put(node: ast.AST, name: str, value: object) -> Callable[[], None]:
    return lambda: setattr(node, name, value)


def _set(values: list[object], at: int, value: object) -> Callable[[], None]:
    def deed() -> None:
        values[at] = value

    return deed


def listed(pattern: str) -> list[Mutant]:
    """Every single change of the files of a pattern."""
    found = []
    for file in sorted(ROOT.glob(pattern)):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        found += [
            Mutant(file.relative_to(ROOT), line, what, number) for number, (line, what, _) in enumerate(changes(tree))
        ]
    return found


def mutated(mutant: Mutant) -> str:
    """The source of the file with the change."""
    tree = ast.parse((ROOT / mutant.file).read_text(encoding="utf-8"))
    deed = next(deed for number, (_, _, deed) in enumerate(changes(tree)) if number == mutant.number)
    deed()
    return ast.unparse(ast.fix_missing_locations(tree))


def passes(folder: Path, tests: list[str]) -> bool:
    """Do the tests of the room pass in the copy?"""
    full = os.environ.get("STOCKCAR_FULL_BOOK", str(ROOT / ".book"))
    env = {**os.environ, "PYTHONPATH": str(folder / "src"), "STOCKCAR_BOOK": "starter", "STOCKCAR_FULL_BOOK": full,
           "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
    there = [name for name in tests if (folder / name).exists()]
    words = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-k", "not thousand", *there]
    try:
        done = subprocess.run(words, cwd=folder, env=env, capture_output=True, timeout=LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def copied(folder: Path) -> None:
    """The tree that is changed."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).exists():
            shutil.copyfile(ROOT / name, folder / name)


def run(shares: dict[str, int], seed: int = 11) -> dict[str, tuple[int, list[Mutant]]]:
    """How many changes were made in each room, and which of them survived."""
    found: dict[str, tuple[int, list[Mutant]]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copied(folder)
        for room, (pattern, tests, _) in ROOMS.items():
            if not passes(folder, tests):
                raise SystemExit(f"{room}: the tests fail without any change")
            everything = listed(pattern)
            chosen = random.Random(f"{seed}:{room}").sample(everything, min(shares[room], len(everything)))
            survivors = []
            for number, mutant in enumerate(chosen, 1):
                target = folder / mutant.file
                target.write_text(mutated(mutant), encoding="utf-8")
                if passes(folder, tests):
                    survivors.append(mutant)
                shutil.copyfile(ROOT / mutant.file, target)
                print(f"  {room} {number}/{len(chosen)}: {len(survivors)} survived", file=sys.stderr, flush=True)
                found[room] = (number, list(survivors))
    return found


def main(full: bool) -> int:
    """Change, test, write ``mutate_code.md``, say whether the score reaches its goal in each room."""
    done = run({room: share * (5 if full else 1) for room, (_, _, share) in ROOMS.items()})
    lines = ["# Changed code", "", "| room | changes | noticed | score |", "|---|---|---|---|"]
    for room, (made, survivors) in done.items():
        lines.append(f"| {room} | {made} | {made - len(survivors)} | {1 - len(survivors) / made:.1%} |")
    lines += ["", f"Goal: {GOAL:.0%} in each. Not noticed:", ""]
    lines += [f"- `{m.file}:{m.line}` {m.what}" for _, survivors in done.values() for m in sorted(survivors)]
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if all(1 - len(survivors) / made >= GOAL for made, survivors in done.values()) else 1
