"""What exactly came from where, and when?

Every payload that is fetched is kept verbatim under its digest, with a line in ``fetched.jsonl`` that says the address,
the time and whether it could be read. Public feeds vanish and change; what was once fetched can be read again, and
every row of the book can be followed to the bytes it was made from.

A payload is stored by writing beside and renaming, so that a kill leaves whole files only; the list is appended to, and
a cut last line is passed over.
"""

import datetime as dt
import hashlib
import json
import os
from pathlib import Path
from typing import NamedTuple

from stockcar.errors import BadFile

READ, REFUSED = "read", "refused"


class Fetched(NamedTuple):
    """One fetch: where from, the digest of what came, when (ISO, UTC), and whether it could be read."""

    address: str
    digest: str
    at: str
    state: str  # read | refused


class RawArchive:
    """The payloads of a folder: ``ab/abcdef...`` by sha256, and the list of fetches."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._list = folder / "fetched.jsonl"
        self._latest: dict[str, Fetched] = {}
        for one in self._listed():
            if one.state == READ:
                self._latest[one.address] = one

    def _listed(self) -> list[Fetched]:
        if not self._list.is_file():
            return []
        found = []
        for line in self._list.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                found.append(Fetched(**json.loads(line)))
            except (ValueError, TypeError, RecursionError):
                continue  # the line that a kill cut
        return found

    def keep(self, address: str, payload: bytes, state: str, at: dt.datetime) -> str:
        """Store a payload and say in the list where it came from; gives its digest."""
        digest = hashlib.sha256(payload).hexdigest()
        path = self._path(digest)
        if not path.is_file() or path.read_bytes() != payload:  # damaged on disk: what came now is whole
            path.parent.mkdir(parents=True, exist_ok=True)
            half = path.with_suffix(f".{os.getpid()}.half")
            half.write_bytes(payload)
            half.replace(path)
        one = Fetched(address, digest, at.astimezone(dt.UTC).isoformat(timespec="seconds"), state)
        line = json.dumps(one._asdict(), ensure_ascii=False) + "\n"
        cut = self._list.is_file() and not self._list.read_bytes().endswith(b"\n")
        with self._list.open("a", encoding="utf-8") as file:
            file.write("\n" + line if cut else line)
        if state == READ:
            self._latest[address] = one
        return digest

    def latest(self, address: str) -> Fetched | None:
        """The last fetch of an address that could be read; None where there is none or its payload is damaged."""
        last = self._latest.get(address)
        return last if last is not None and self._whole(last.digest) else None

    def _whole(self, digest: str) -> bool:
        path = self._path(digest)
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest

    def payload(self, digest: str) -> bytes:
        """The bytes of a digest.

        Raises:
            BadFile: not there, or no longer what it was.
        """
        path = self._path(digest)
        if not path.is_file():
            raise BadFile(f"raw payload {digest[:16]}: not in the archive", "", "stockcar book update")
        payload = path.read_bytes()
        if hashlib.sha256(payload).hexdigest() != digest:
            raise BadFile(f"raw payload {digest[:16]}: damaged on disk", "its digest differs", "delete it and update")
        return payload

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest
