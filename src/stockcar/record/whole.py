"""A file that a person asked for is written whole or not at all.

What is written goes beside the target first, under a name of its own, and is renamed when it is complete: a kill, a
full disk or a second process leaves the old file or the new one, never half of either.
"""

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from stockcar.errors import UsageError


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Call ``write`` with a path beside ``path``, then put what it wrote in place.

    The path given ends like ``path``, because some writers look at the ending.

    Raises:
        UsageError: no folder there, not allowed, no space left; nothing is left behind.
    """
    import polars as pl

    beside = path.with_name(f".{secrets.token_hex(4)}.{path.name}")
    try:
        write(beside)
        flush(beside)
        beside.replace(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        why = getattr(error, "strerror", None) or str(error).split("\n")[0]
        raise UsageError(f"{path} cannot be written", why, "name a file in a folder with room for it") from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text, whole or not at all.

    Raises:
        UsageError: as ``write_whole``.
    """
    write_whole(path, lambda beside: beside.write_bytes(text.encode("utf-8")))
