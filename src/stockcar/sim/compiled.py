"""How the kernels are compiled: without the interpreter's lock, and kept on disk between sessions.

numba's own cache does not notice that a function in another file has changed, so the folder it keeps is named after
the version and a digest of the source that the kernels are made from. It lies in the user's cache folder, or under
``NUMBA_CACHE_DIR`` when that is set. Importing this module imports numba (half a second); nothing else does.
"""

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from platformdirs import user_cache_path

import stockcar

SOURCES = ("cautions", "compiled", "draws", "field", "incidents", "inputs", "keyed", "lanes", "lap", "outcomes", "pack",
           "pits", "reference_pack", "reference_pits", "segment", "sheet", "weather")  # fmt: skip


def cache_folder() -> Path:
    """The folder of compiled kernels for this very source."""
    source = hashlib.blake2b(digest_size=6)
    for name in SOURCES:
        source.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    root = os.environ.get("NUMBA_CACHE_DIR")
    parent = Path(root) if root else user_cache_path("stockcar")
    return parent / f"kernels-{stockcar.__version__}-{source.hexdigest()}"


CACHE = cache_folder()

import numba  # noqa: E402  the folder is settled first

numba.config.CACHE_DIR = str(CACHE)  # type: ignore[attr-defined]

Function = TypeVar("Function", bound=Callable[..., object])


def kernel(function: Function) -> Function:
    """Compile on first call; release the interpreter's lock; keep the result on disk.

    Kernels allocate nothing, so reference counts are left out (``_nrt``): measured, a green lap takes a quarter of the
    time without them.
    """
    options: dict[str, Any] = {"nogil": True, "cache": True, "error_model": "numpy", "_nrt": False}
    compiled: Function = numba.njit(**options)(function)
    return compiled


def part(function: Function) -> Function:
    """A small kernel, always woven into its caller: handing over a whole field would cost more than its work."""
    options: dict[str, Any] = {"nogil": True, "cache": True, "error_model": "numpy", "_nrt": False}
    compiled: Function = numba.njit(forceinline=True, **options)(function)
    return compiled


@part
def eights(n: int) -> int:
    """``n`` filled up to full eights: a straight loop over columns, which all have the room, then leaves no rest over.

    The rest is done car by car, and with 38 cars those six cost as much as the other 32.
    """
    return (n + 7) & -8


_told: set[str] = set()


def tell_once(function: Any) -> None:
    """Say that the first call will take a while, when this source has not been compiled on this machine yet."""
    name = function.py_func.__name__ if hasattr(function, "py_func") else ""
    if not name or name in _told:
        return
    _told.add(name)
    if not any(CACHE.rglob(f"*.{name}-*.nbc")):
        print("compiling the race for this machine, once per version ...", file=sys.stderr)
