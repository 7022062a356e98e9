"""What is installed, which book is open, what is missing, and what to do next?

Nothing is fetched and nothing heavy is imported: versions come from the packages' own records. A check is ``ok``,
``note`` (something optional is not there) or ``wrong``; only ``wrong`` makes ``healthy`` false.
"""

import importlib.metadata as metadata
import os
import platform
import shutil
from pathlib import Path
from typing import Any, Final, NamedTuple

from stockcar import __version__
from stockcar.errors import StockcarError
from stockcar.face.books import Book, open_book

NEEDED: Final = (
    "cyclopts", "duckdb", "jinja2", "lark", "msgspec", "narwhals", "numba", "numpy", "platformdirs",
    "polars", "pyahocorasick", "rapidfuzz", "requests-cache", "requests-ratelimiter", "rich",
)  # fmt: skip
EXTRAS: Final = {
    "plot": ("matplotlib", "charts"),
    "pandas": ("pandas", "frames as pandas"),
    "web": ("nicegui", "stockcar serve"),
    "cluster": ("distributed", "simulating on several machines"),
    "cuda": ("numba-cuda", "simulating on a graphics card"),
}
ROOM_MB: Final = 500  # what a full book, its sources and the compiled kernels may take


class Check(NamedTuple):
    """One thing looked at: ``ok``, ``note`` or ``wrong``, what was found, and the next step where there is one."""

    name: str
    state: str
    found: str
    next: str = ""


def doctor(book: Book = None) -> dict[str, Any]:
    """The document of ``stockcar doctor``. It does not raise for what it finds."""
    checks = [_python(), *_packages(), *_extras(), *_book(book), _data_folder(), _kernels()]
    steps = [check.next for check in checks if check.next and check.state == "wrong"]
    steps += [check.next for check in checks if check.next and check.state == "note"]
    return {
        "version": __version__,
        "healthy": all(check.state != "wrong" for check in checks),
        "checks": [check._asdict() for check in checks],
        "next": list(dict.fromkeys(steps)),
    }


def _python() -> Check:
    found = f"{platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()}"
    return Check("python", "ok", found)


def version_of(package: str) -> str | None:
    """The installed version of a package, None where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _packages() -> list[Check]:
    found = {name: version_of(name) for name in NEEDED}
    missing = [name for name, version in found.items() if version is None]
    if missing:
        return [Check("packages", "wrong", f"not installed: {', '.join(missing)}", "pip install stockcar")]
    said = ", ".join(f"{name} {version}" for name, version in found.items())
    duckdb = str(found["duckdb"])
    if int(duckdb.split(".")[0]) >= 2:
        return [Check("packages", "wrong", f"duckdb {duckdb}", 'pip install "duckdb<2"')]
    return [Check("packages", "ok", said)]


def _extras() -> list[Check]:
    checks = []
    for extra, (package, what) in EXTRAS.items():
        version = version_of(package)
        if version is None:
            checks.append(Check(f"extra {extra}", "note", f"not installed: {what}", f'pip install "stockcar[{extra}]"'))
        else:
            checks.append(Check(f"extra {extra}", "ok", f"{package} {version}"))
    return checks


def _book(book: Book) -> list[Check]:
    from stockcar.record import store

    try:
        opened = open_book(book)
        damaged = store.check_files(opened.path)
    except StockcarError as error:
        return [Check("book", "wrong", str(error).replace("\n", " "), error.next_step)]
    except OSError as error:
        return [Check("book", "wrong", f"{error.filename}: {error.strerror}", "name another folder with --book")]
    said = f"{opened.kind} book {opened.digest[:16]}, {len(opened.races):,} races to {opened.races.season.max()}: "
    if damaged:
        return [Check("book", "wrong", f"damaged: {', '.join(damaged)}", "stockcar book update, or book build again")]
    if opened.kind == "starter":
        found = said + "answers for three seasons and their drivers; the rest is null with a reason"
        return [Check("book", "note", found, "stockcar book update (or: stockcar book build --from DIR)")]
    return [Check("book", "ok", said + str(opened.path)), *_starter_too()]


def _starter_too() -> list[Check]:
    """The starter book is part of the package; damage there is damage of the installation."""
    from stockcar.record import store
    from stockcar.record.book import STARTER

    damaged = store.check_files(STARTER)
    if damaged:
        return [Check("starter book", "wrong", f"damaged: {', '.join(damaged)}", "install stockcar again")]
    return []


def _data_folder() -> Check:
    from stockcar.record.book import data_folder

    named = os.environ.get("STOCKCAR_BOOK")
    folder = Path(named) if named and named != "starter" else data_folder()
    there = next((p for p in (folder, *folder.parents) if p.is_dir()), Path("/"))
    if not os.access(there, os.W_OK):
        return Check(
            "data folder", "note", f"{folder}: {there} cannot be written", "set STOCKCAR_BOOK to a folder of yours"
        )
    free_mb = shutil.disk_usage(there).free // 2**20
    if free_mb < ROOM_MB:
        return Check(
            "data folder", "note", f"{folder}: {free_mb} MB free", f"make room: a full book may take {ROOM_MB} MB"
        )
    return Check("data folder", "ok", f"{folder}: {free_mb:,} MB free")


def _kernels() -> Check:
    """Compiled races of this and earlier versions; looked at without importing numba."""
    import platformdirs

    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or platformdirs.user_cache_path("stockcar"))
    versions = list(folder.glob("kernels-*")) if folder.is_dir() else []
    size_mb = sum(f.stat().st_size for v in versions for f in v.rglob("*") if f.is_file()) / 2**20
    if not versions:
        return Check(
            "compiled race", "note", f"none yet in {folder}: the first forecast compiles it, about half a minute"
        )
    return Check("compiled race", "ok", f"{len(versions)} versions, {size_mb:.0f} MB, in {folder}")
