"""A derivation as a person reads it: each step with its value in words, the sources once below.

The document of the ``rules`` verbs keeps values as they stand in the rulebook (tables, shares, clocks); here they are
said beside the topic they belong to. What the text says already is not said twice.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from stockcar.cli.output import said

if TYPE_CHECKING:
    from rich.console import Console

LISTED = 4  # numbers of a longer table that are shown, and its last
_TOPIC = re.compile(r"([A-Za-z][^.]*)\.(?: (.*))?", re.DOTALL)  # "finish points." or "overtime. A note."
_UNITS = ("s", "mi", "mph")
_NAMED = ("format", "by", "mechanism")  # fields that name the step; its text is of them


def show_steps(to: "Console", steps: Sequence[Mapping[str, Any]]) -> None:
    """Print the steps, each with the number of its source, then the sources."""
    cites: dict[str, int] = {}
    for step in steps:
        number = cites.setdefault(step["cite"], len(cites) + 1)
        to.print(f"  {step_line(step['text'], step['value'])}  ({number})", markup=False)
    for cite, number in cites.items():
        to.print(f"  ({number}) {cite}", style="dim", markup=False)


def step_line(text: str, value: Any) -> str:
    """The text of a step with its value, where the text does not say it."""
    value_said = value_line(value, text)
    topic = _TOPIC.fullmatch(text)
    if topic is None:
        return f"{text}: {value_said}" if value_said else text
    head, note = topic[1], topic[2] or ""
    line = f"{head}: {value_said}" if value_said else head
    return line + ("" if not note else f" {note}" if note.startswith("(") else f". {note}")


def value_line(value: Any, text: str = "") -> str:
    """A value in words; nothing where there is none or ``text`` says it."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        if all(str(name).isdigit() for name in value):  # what it was in either season
            return "; ".join(f"{name}: {value_line(each) or 'not in force'}" for name, each in value.items())
        told = [(name, each) for name, each in value.items() if name not in _NAMED or not _says(text, each)]
        return ", ".join(_field(str(name), each) for name, each in told)
    if isinstance(value, list | tuple):
        cut = len(value) > LISTED + 2
        return "/".join([*map(said, value[:LISTED]), "...", said(value[-1])] if cut else map(said, value))
    if _says(text, value):
        return ""
    return f"{value:g}" if isinstance(value, float) else said(value).replace("_", " ")


def _field(name: str, value: Any) -> str:
    """``clock_s`` and 420 as ``clock 420 s``."""
    unit = next((unit for unit in _UNITS if name.endswith(f"_{unit}")), "")
    plain = name.removesuffix(f"_{unit}").replace("_", " ")
    return f"{plain} {value_line(value)} {unit}".strip()


def _says(text: str, value: Any) -> bool:
    """Does the text say the value: a name it holds, or the sum it ends in?"""
    folded = text.lower().replace(".", "")
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, int | float):
        return re.search(rf" to {value:g}\b", text) is not None
    words = str(value).replace("_", " ").replace("-", " ").lower()
    return words in folded.replace("-", " ").replace("'", "")
