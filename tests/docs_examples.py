"""Examples in the documentation, run as they stand.

A ``python`` block with ``>>>`` runs as a doctest. A ``console`` block holds ``$ stockcar ...`` lines and what they
print; a line of ``...`` stands for any lines. Everything runs on the starter book, offline.
"""

import contextlib
import doctest
import io
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

BLOCK = re.compile(r"^```(python|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(path: Path, kind: str) -> Iterator[tuple[int, str]]:
    """Line number and text of every fenced block of a kind."""
    text = path.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        if found[1] == kind:
            yield text.count("\n", 0, found.start()) + 2, found[2]


def check_python(path: Path) -> list[str]:
    """Doctest failures of a page; the blocks of one page share their names."""
    names: dict[str, object] = {}
    found: list[str] = []
    for line, text in blocks(path, "python"):
        if ">>>" not in text:
            continue
        test = doctest.DocTestParser().get_doctest(text, names, path.name, str(path), line)
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        said: list[str] = []
        runner.run(test, out=said.append, clear_globs=False)
        names = test.globs
        found += said
    return found


def run(command: str) -> str:
    """What a ``stockcar`` command prints, on stdout and stderr, on the starter book."""
    from stockcar import cli

    out, err = io.StringIO(), io.StringIO()
    here = mock.patch.dict(os.environ, {"STOCKCAR_BOOK": "starter", "NO_COLOR": "1"})
    with here, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), contextlib.suppress(SystemExit):
        cli.run(shlex.split(command)[1:])
    return out.getvalue() + err.getvalue()


def check_console(path: Path) -> list[str]:
    """Commands of a page that print something else than the page says."""
    found = []
    for line, text in blocks(path, "console"):
        for command, expected in _sessions(text):
            printed = run(command)
            if not _matches(expected, printed):
                found.append(f"{path.name}:{line}: $ {command}\n-- the page says\n{expected}\n-- printed\n{printed}")
    return found


def _sessions(text: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        if command.startswith("stockcar"):
            yield command, expected.rstrip()


def _matches(expected: str, printed: str) -> bool:
    lines = [line.rstrip() for line in printed.rstrip().splitlines()]
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line.rstrip()) + r"\n" for line in expected.splitlines()
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in lines)) is not None
