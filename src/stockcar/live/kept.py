"""A race fitted once is not fitted again: the inputs of a race, from the user's cache or fitted and kept there.

A kept fit is found by the digests of the book, of the code that fits and simulates, the race and the mode, so another
book or another version never meets it; what is damaged is made again.
"""

import contextlib
import os
from pathlib import Path

from stockcar.errors import BadFile
from stockcar.forecast.fitted import FittedInputs
from stockcar.forecast.forecast import code_digest, fitted_inputs
from stockcar.forecast.strength import Mode
from stockcar.racing import RaceKey
from stockcar.record.book import RecordBook


def kept_inputs(book: RecordBook, key: RaceKey, mode: Mode = "grid") -> FittedInputs:
    """``fitted_inputs``, once a book and version of the code.

    Raises:
        NotInBook: the open book can neither fit the race nor holds it fitted.
    """
    if book.kind != "full" or book.cutoff is not None:  # a view may see less than its book
        return fitted_inputs(book, key, mode)
    path = kept_at(book, key, mode)
    fitted = load_kept(path)
    if fitted is None:
        fitted = fitted_inputs(book, key, mode)
        keep(path, fitted)
    return fitted


def load_kept(path: Path) -> FittedInputs | None:
    """What is kept there; None when nothing is, or nothing that can be read."""
    with contextlib.suppress(OSError, BadFile):
        return FittedInputs.of_bytes(path.read_bytes())
    return None


def kept_at(book: RecordBook, key: RaceKey, mode: Mode) -> Path:
    """Where the fit of a race is kept."""
    import platformdirs

    folder = platformdirs.user_cache_path("stockcar") / "fitted" / f"{code_digest()}-{book.digest}"
    return folder / f"{key}.{mode}"


def keep(path: Path, fitted: FittedInputs) -> None:
    """Put a fit there, whole or not at all; a disk that refuses only costs the next call its time."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(fitted.to_bytes())
        part.replace(path)
