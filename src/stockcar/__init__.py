"""The record book, the rulebook and the race: stock-car racing in Python.

>>> import stockcar as sc
>>> race = sc.race("truck-2022-15")          # doctest: +SKIP
>>> race.results                             # doctest: +SKIP

Each function opens the default book (``$STOCKCAR_BOOK``, else the full book in the user's data folder, else the starter
book in the package) unless ``book=`` names another. Nothing heavy is imported before it is needed.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stockcar.face import (
        Race,
        RecordBook,
        chart,
        check,
        doctor,
        driver,
        forecast,
        playoffs,
        race,
        report,
        rules,
        simulate,
        simulate_qualifying,
        whatif,
        worth_of,
    )

__version__ = "0.1.0"
__all__ = [
    "Race",
    "RecordBook",
    "chart",
    "check",
    "doctor",
    "driver",
    "forecast",
    "fork",
    "playoffs",
    "race",
    "replay",
    "report",
    "rules",
    "simulate",
    "simulate_qualifying",
    "whatif",
    "worth_of",
]


def __getattr__(name: str) -> Any:
    """The public names, imported when first used."""
    if name in __all__:
        from stockcar import face

        return getattr(face, name)
    raise AttributeError(f"module 'stockcar' has no attribute {name!r}")


class _Front(ModuleType):
    """Two rooms, ``forecast`` and ``report``, are named like functions; importing a room must not hide its function."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Front


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
