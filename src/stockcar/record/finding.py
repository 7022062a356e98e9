"""What a check found: its name, how bad it is, the rows, and what was done about them."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import polars as pl


class Finding(NamedTuple):
    """The answer of one check; ``rows`` name races (``cup-1964-35``) or lines (``cup-1964-35 33 #41 Roy Tyner``)."""

    check: str
    severity: str  # error | odd | gap
    rows: tuple[str, ...]
    done: str

    @classmethod
    def of_lines(cls, check: str, severity: str, lines: "pl.DataFrame", done: str) -> "Finding":
        """A finding of result lines: key, finish, car, driver."""
        shown = lines.select("key", "finish", "car", "driver").iter_rows()
        rows = (f"{key} {'-' if at is None else at} #{car or '?'} {driver}" for key, at, car, driver in shown)
        return cls(check, severity, tuple(rows), done)

    @classmethod
    def of_races(cls, check: str, severity: str, races: "pl.DataFrame", done: str) -> "Finding":
        """A finding of whole races, in order."""
        return cls(check, severity, tuple(races.get_column("key").unique().sort()), done)
