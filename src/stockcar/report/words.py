"""Lists of words, kept as text beside the code (``data/words.toml``)."""

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
