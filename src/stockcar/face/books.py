"""Which book is open, and how one is made.

``None`` is the default book (``$STOCKCAR_BOOK``, else the full book in the user's data folder, else the starter book);
``"starter"`` is the one in the package; anything else is a folder or a book already open.
"""

import os
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Any

from stockcar.errors import NotFound, UsageError
from stockcar.racing import RaceKey, Series
from stockcar.record import RecordBook, lookup

Book = RecordBook | str | PathLike[str] | None


def open_book(book: Book = None) -> RecordBook:
    """The book meant.

    Raises:
        NotInBook: there is no book in that folder.
        BadFile: what is there is not whole.
    """
    if isinstance(book, RecordBook):
        return book
    return RecordBook.open(Path(book) if isinstance(book, PathLike) else book)


def race_in(book: RecordBook, series: Series, season: int, name: str) -> RaceKey:
    """The race meant by a key or a name, where series and season are said already: ``mid-ohio`` is enough.

    A day means the last race that was run by the end of it.

    Raises:
        NotFound, Ambiguous: no race or several go by that name, or none was run by that day.
    """
    if (day := lookup.only_a_day(name)) is not None:
        return lookup.last_until(series, season, day, book.races)
    try:
        return book.key(name)
    except NotFound:
        return book.key(f"{series.value} {season} {name}")


def build_book(source: Path, target: str | Path | None, say: Callable[[str], None]) -> dict[str, Any]:
    """Build the full book of ``source`` in ``target`` (None: the user's data folder); the report as a document.

    Raises:
        BadFile: a source file is cut short, empty or of another form; the book in force is untouched.
    """
    from stockcar.record import ingest

    return build_json(ingest.build(Path(source), target_folder(target), say))


def update_book(target: str | Path | None, say: Callable[[str, int, int], None]) -> dict[str, Any]:
    """Fetch what is new from the public sources and build the full book in ``target``; the report as a document.

    Raises:
        UpstreamError: a result file cannot be had and there is no older copy; the book in force is untouched.
    """
    from stockcar.record import update

    report = update.update(target_folder(target), say)
    return {**build_json(report.build), "asked": report.asked, "kept": report.kept, "stale": dict(report.stale),
            "missing": dict(report.missing)}  # fmt: skip


def build_json(report: Any) -> dict[str, Any]:
    """The report of a build as a document."""
    return {
        "path": str(report.folder),
        "digest": report.digest,
        "series": [{"series": name, "races": races, "results": rows} for name, races, rows in report.series],
        "topics": dict(report.topics),
        "left_out": dict(report.left_out),
        "findings": [finding_json(finding) for finding in report.findings],
        "seconds": report.seconds,
    }


def target_folder(book: str | Path | None = None) -> Path:
    """Where ``book build`` and ``book update`` write: the folder named, else ``$STOCKCAR_BOOK``, else the user's data.

    Raises:
        UsageError: the starter book is part of the package and is not written to.
    """
    from stockcar.record.book import data_folder

    named = book or os.environ.get("STOCKCAR_BOOK")
    if str(named) == "starter":
        raise UsageError(
            "the starter book is part of the package", "it is read, not written", "--book DIR names another"
        )
    return Path(named) if named else data_folder()


def finding_json(finding: Any) -> dict[str, Any]:
    """A finding as a document."""
    rows = list(finding.rows)
    return {
        "check": finding.check,
        "severity": finding.severity,
        "rows": rows,
        "count": len(rows),
        "done": finding.done,
    }


def write_starter(full: Book, target: Path) -> dict[str, Any]:
    """Cut the starter book out of a full one and freeze the forecast inputs of its two races in every mode.

    Raises:
        UsageError: the book given is not a full one.
    """
    from stockcar.forecast.forecast import fitted_inputs
    from stockcar.forecast.season import rest_of
    from stockcar.forecast.season_frozen import REST, frozen_rest
    from stockcar.forecast.season_known import known_after
    from stockcar.forecast.strength import MODES
    from stockcar.record import starter_book

    book = open_book(full)
    if book.kind != "full":
        raise UsageError("the starter book is cut from a full one", f"{book.path} is a {book.kind} book", "--book DIR")
    frozen = {
        f"{key}.{mode}": fitted_inputs(book, key, mode).to_bytes() for key in starter_book.SEED_RACES for mode in MODES
    }
    for key in starter_book.SEED_RACES:
        named = book.key(key)
        known = known_after(book, named.series, named.season, str(key))
        frozen[f"{key}.{REST}"] = frozen_rest(rest_of(known))  # what `playoffs` after this race needs
    digest = starter_book.write_starter(book, target)
    (target / "frozen").mkdir(exist_ok=True)
    for name, content in frozen.items():
        (target / "frozen" / name).write_bytes(content)
    size = sum(file.stat().st_size for file in target.rglob("*") if file.is_file())
    return {"path": str(target), "digest": digest, "bytes": size, "frozen": sorted(frozen)}


def audit_book(book: Book = None) -> dict[str, Any]:
    """The document of ``book audit``."""
    from stockcar.record import audit

    findings = [finding_json(finding) for finding in audit.check_book(open_book(book))]
    return {"findings": findings, "counts": {finding["check"]: finding["count"] for finding in findings}}
