"""Is an argument of the kind that its function asks for? A wrong one is refused by its name before anything is opened.

The kinds are those of the annotations. Whole numbers may come from other libraries (``numpy.int64``), a file may be
named by its path as text, and ``True`` is no number.

Known limits: what an annotation says in quotes, words to choose from and functions are not checked here.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from os import PathLike
from pathlib import Path
from types import UnionType
from typing import Any, Final, ParamSpec, TypeVar, get_args, get_origin

from stockcar.errors import UsageError
from stockcar.racing import RaceKey
from stockcar.record import RecordBook

P = ParamSpec("P")
R = TypeVar("R")
WORDS: Final[dict[type, str]] = {
    int: "a whole number", str: "text", bool: "True or False", Path: "a file", PathLike: "a folder",
    RaceKey: "a race key", RecordBook: "an open book", type(None): "None",
}  # fmt: skip


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """The function, which raises a UsageError that names the argument where one is not of its kind."""
    signature = inspect.signature(function)
    kinds = {name: _kinds(each.annotation) for name, each in signature.parameters.items()}

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            given = signature.bind(*args, **kwargs).arguments
        except TypeError:  # too few or too many: Python says it with the function's name
            return function(*args, **kwargs)
        for name, value in given.items():
            _require_kind(name, value, kinds[name])
        return function(*args, **kwargs)

    return asked


def _kinds(annotation: Any) -> tuple[type, ...]:
    """The classes that an annotation names; none where it is not made of those of ``WORDS`` alone."""
    parts = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    kinds = tuple(get_origin(part) or part for part in parts)
    return kinds if all(isinstance(kind, type) and kind in WORDS for kind in kinds) else ()


def _require_kind(name: str, value: Any, kinds: tuple[type, ...]) -> None:
    if not kinds or (isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))):
        return
    if int in kinds and hasattr(value, "__index__") and not isinstance(value, bool):
        return
    if Path in kinds and isinstance(value, str | PathLike):
        return
    wanted = " or ".join(WORDS[kind] for kind in kinds)
    raise UsageError(f"{name}: {value!r}", f"it is {wanted}, not {type(value).__name__}", f"give {name} as that")
