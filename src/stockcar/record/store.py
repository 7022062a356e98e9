"""The book on disk: a folder a version, and a pointer to the one in force.

``DIR/CURRENT`` holds the name of a version folder; the folder holds ``manifest.json`` and one zstd Parquet a table. A
build writes a folder of its own, checks it, renames it and then replaces ``CURRENT`` in one step, so that a build that
is killed at any moment leaves the old book as it was; what it left behind is cleared by the next build. A folder with a
``manifest.json`` of its own (the starter book) is read as it is. The version in force and the one before it are kept.
"""

import contextlib
import fcntl
import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stockcar.errors import BadFile, NotInBook, UsageError
from stockcar.record.whole import flush

if TYPE_CHECKING:
    import polars as pl

FORMAT: Final = 1
HALF_BUILT: Final = ".building-"
VERSION: Final = re.compile(r"book-[\w-]{1,60}")
FIELDS: Final = {"kind": str, "digest": str, "built": str, "lists": dict, "topics": dict, "files": dict}


def current_folder(path: Path) -> Path:
    """The folder whose tables are in force under ``path``.

    Raises:
        NotInBook: there is no book there.
        BadFile: the pointer names a version that is not there.
    """
    if (path / "manifest.json").is_file():
        return path
    pointer = path / "CURRENT"
    if not pointer.is_file():
        raise NotInBook(f"no record book in {path}", "the folder has no CURRENT", "stockcar book build --from DIR")
    name = pointer.read_text(encoding="utf-8", errors="replace").strip()
    if not VERSION.fullmatch(name) or not (path / name / "manifest.json").is_file():
        raise BadFile(f"{pointer}: names {name[:80]!r}, which is not there", "", "stockcar book build --from DIR")
    return path / name


def load_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a version folder.

    Raises:
        BadFile: not JSON, of a format that this version does not read, or without a field that is read.
    """
    file = folder / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadFile(f"{file}: not a manifest (row 1)", str(error), "stockcar book build --from DIR") from None
    if not isinstance(manifest, dict):
        raise BadFile(f"{file}: not a manifest (row 1)", "no JSON object", "stockcar book build --from DIR")
    if manifest.get("format") != FORMAT:
        found = manifest.get("format")
        raise BadFile(f"{file}: format {found!r} is not {FORMAT}", "an older book", "stockcar book build --from DIR")
    for field, kind in FIELDS.items():
        if not isinstance(manifest.get(field), kind):
            said = f"{file}: field {field!r} is missing or no {kind.__name__}"
            raise BadFile(said, "the book is damaged", "stockcar book build --from DIR")
    for name, values in manifest["lists"].items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            said = f"{file}: field 'lists.{name}' is no list of text"
            raise BadFile(said, "the book is damaged", "stockcar book build --from DIR")
    return manifest


@contextlib.contextmanager
def building(target: Path) -> Iterator[Path]:
    """A folder to build in, beside the version in force; what earlier builds left half done is cleared first.

    Raises:
        UsageError: another build is at work in ``target``, or no folder can be made or written there.
    """
    with alone(target, "build"):
        for left in target.glob(f"{HALF_BUILT}*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = target / f"{HALF_BUILT}{secrets.token_hex(4)}"
        with writing(target):
            folder.mkdir(mode=0o755)  # less the umask, as any folder
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def alone(target: Path, work: str) -> Iterator[None]:
    """Only one process at a time does this work (``build``, ``update``) in ``target``, which is made if need be.

    The lock goes with the process, however it ends.

    Raises:
        UsageError: another one is at it, or no folder can be made or written there.
    """
    with writing(target):
        target.mkdir(parents=True, exist_ok=True)
        lock_file = (target / (".lock" if work == "build" else f".lock-{work}")).open("w")
    with lock_file as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"another {work} is at work in {target}", "", "wait for it to end") from None
        yield


@contextlib.contextmanager
def writing(target: Path) -> Iterator[None]:
    """Whatever the disk refuses is said of ``target``.

    Raises:
        UsageError: no folder there, not allowed, no space left.
    """
    import sqlite3

    import polars as pl

    try:
        yield
    except (OSError, pl.exceptions.PolarsError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or str(error).split("\n")[0]
        said = "give a folder that can be written, with room for the book; a book in force there is as it was"
        raise UsageError(f"the book cannot be written in {target}", why, said) from None


def write_tables(folder: Path, tables: "Mapping[str, pl.DataFrame]", blobs: Mapping[str, bytes] | None = None) -> None:
    """Every table as zstd Parquet, every blob as a file of its name, each flushed to the disk."""
    for name, frame in tables.items():
        frame.write_parquet(folder / f"{name}.parquet", compression="zstd", compression_level=9, statistics=True)
    for name, content in (blobs or {}).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    for file in folder.rglob("*"):
        if file.is_file():
            flush(file)


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> str:
    """The manifest with the digest of what the book holds (not of when it was built); gives the digest."""
    files = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != "manifest.json"
    }
    content = {"files": files, "kind": manifest["kind"], "lists": manifest["lists"]}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    whole = {"format": FORMAT, "digest": digest, **manifest, "files": files}
    file = folder / "manifest.json"
    file.write_text(json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    flush(file)
    return digest


def put_in_force(target: Path, folder: Path, digest: str) -> Path:
    """Rename the built folder and point ``CURRENT`` to it, in one step; older versions but the last are removed."""
    before = (target / "CURRENT").read_text(encoding="utf-8").strip() if (target / "CURRENT").is_file() else ""
    version, n = target / f"book-{digest[:16]}", 1
    while version.exists():
        n += 1
        version = target / f"book-{digest[:16]}-{n}"
    folder.rename(version)
    flush(target)
    pointer = target / ".CURRENT.new"
    pointer.write_text(version.name + "\n", encoding="utf-8")
    flush(pointer)
    pointer.replace(target / "CURRENT")
    flush(target)
    for old in target.glob("book-*"):
        if old.name not in (version.name, before):
            shutil.rmtree(old, ignore_errors=True)
    return version


def check_files(folder: Path) -> list[str]:
    """The files of a book that are missing or not as they were written, by name; empty for a whole book."""
    files: dict[str, str] = load_manifest(folder)["files"]
    return [
        name
        for name, digest in files.items()
        if not (folder / name).is_file() or hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest
    ]
