"""What happened: the record book, its sources, its people, and every question it answers."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stockcar.record.book import RecordBook
    from stockcar.record.question import Answer, Event, Make, Measure, Of, Question, Scope, Subject

__all__ = ["Answer", "Event", "Make", "Measure", "Of", "Question", "RecordBook", "Scope", "Subject"]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for: a look-up must not pay for numpy."""
    from importlib import import_module

    if name in __all__:
        module = "book" if name == "RecordBook" else "question"
        return getattr(import_module(f"stockcar.record.{module}"), name)
    raise AttributeError(f"module 'stockcar.record' has no attribute {name!r}")
