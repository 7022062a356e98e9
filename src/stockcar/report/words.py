"""Lists of words and long patterns, kept as text beside the code (``data/words.toml``, ``data/cues.toml``)."""

import re
import tomllib
from functools import cache
from importlib import resources


@cache
def _lists() -> dict[str, str]:
    text = resources.files("stockcar.report").joinpath("data", "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def words(name: str) -> tuple[str, ...]:
    """The words of a list, in order."""
    return tuple(_lists()[name].split())


def lines_of(name: str) -> tuple[str, ...]:
    """The lines of a list, in order."""
    return tuple(line for line in _lists()[name].strip().splitlines() if line)


@cache
def _cues() -> dict[str, str]:
    text = resources.files("stockcar.report").joinpath("data", "cues.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def cue(name: str) -> re.Pattern[str]:
    """The pattern of a cue."""
    return re.compile(_cues()[name])
