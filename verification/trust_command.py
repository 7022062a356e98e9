"""Damaged command lines, run in this process beside whole files: each ends in an exit code and words of ours."""

import contextlib
import io
import json
import random
from functools import cache
from pathlib import Path

from verification import trust_examples as whole
from verification import trust_mutations as damage
from verification import trust_sources

EXITS = (0, 1, 2, 3, 4, 5, 6)  # 1: doctor, where something is wrong


def query(luck: random.Random) -> str:
    """A damaged query; now and then one that must be refused, damaged or as it is."""
    if luck.random() < 0.2:
        forbidden = whole.FORBIDDEN_QUERIES
        return damage.text(luck.choice(forbidden), luck) if luck.random() < 0.5 else luck.choice(forbidden)
    return damage.text(luck.choice(whole.QUERIES), luck)


def command(luck: random.Random) -> list[str]:
    """The words of a damaged command line."""
    words = luck.choice(whole.COMMANDS).split()
    if words == ["query"]:
        return ["query", query(luck), "--format", luck.choice(("json", "csv", "md"))]
    for _ in range(luck.choice((0, 1, 1, 2))):
        at = luck.randrange(len(words))
        word = words[at]
        change = luck.randrange(4)
        if change == 0:
            words[at] = luck.choice(damage.WORDS)
        elif change == 1:
            words[at] = damage.text(word, luck)
        elif change == 2:
            words.insert(at, luck.choice(damage.WORDS))
        elif len(words) > 1:
            words.pop(at)
    # Nothing here may reach the network, stay for ever, or write outside the folder.
    barred = {"update", "serve", "live", "--cluster", "demo"}
    return [word.replace("\x00", "?") for word in words if word not in barred and not word.startswith("/")] or [
        "--help"
    ]


def run_line(folder: Path, made: list[str]) -> None:
    """Run it.

    Raises:
        ValueError: an exit code that is none of ours, a traceback, or no JSON where JSON was asked for.
    """
    from stockcar.cli import run

    _files(folder)
    _warm()
    raw, err = io.BytesIO(), io.StringIO()
    out = io.TextIOWrapper(raw, encoding="utf-8", newline="")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(made)
        out.flush()
    printed = raw.getvalue()
    if code not in EXITS or "Traceback" in err.getvalue():
        raise ValueError(f"exit {code}: {err.getvalue()[-200:]}")
    if code == 0 and made[-2:] == ["--format", "json"] and made[0] != "--help" and b"Usage" not in printed[:200]:
        for line in printed.splitlines() if made[0] == "replay" else (printed,):
            json.loads(line)
    elif code >= 2 and code != 6 and made[-2:] == ["--format", "json"]:
        json.loads(err.getvalue().strip().splitlines()[-1])


@cache
def _warm() -> None:
    """Compile the race, which is no fault of the first command that needs it."""
    import signal

    from stockcar.cli import run

    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.alarm(0)
    for words in ("sim xfinity-2025-24 --runs 2", "replay xfinity-2025-24 --run 0 --runs 2"):
        with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())), contextlib.redirect_stderr(io.StringIO()):
            run([*words.split(), "--format", "json", "--book", "starter"])


@cache
def _files(folder: Path) -> None:
    texts = {"article.txt": whole.ARTICLE, "s.toml": whole.SCENARIO, "g.toml": whole.SCORING, "e.csv": whole.ENTRIES}
    for name, text in texts.items():
        written(folder, name, text)
    (folder / "saved.json").write_text(json.dumps(whole.SAVED))
    trust_sources.source_folder(folder / "source")


def written(folder: Path, name: str, text: str) -> Path:
    """The file of that text, which need not be one that UTF-8 can hold."""
    path = folder / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path
