"""From the bytes that came to a typed payload, or a refusal that names the file and the field.

Sloppiness that loses nothing is forgiven: a byte-order mark, a first line with the address, an empty body (nothing is
on track), numbers as text. Anything that would have to be guessed is refused: a cut body, text after the end, comments,
a field that is missing, of another type, or out of range.
"""

import re
from typing import Any, NamedTuple, TypeVar

import msgspec

from stockcar.errors import BadFile
from stockcar.record.sources.place import SERIES

T = TypeVar("T")
_ADDRESS = re.compile(r"[^\n]*(https?://\S+)[^\n]*(?:\n\s*|$)")
_RACE = re.compile(r"/(\d{4})/([123])/(\d+)[./]|/series_([123])/(\d+)/")
_FOLDER = re.compile(r"(\d{4})_(cup|xfinity|truck)_(\d{4,6})_")


class Origin(NamedTuple):
    """Which race a payload is of, where the payload itself does not say."""

    race_id: int | None = None
    series: int | None = None
    season: int | None = None

    @classmethod
    def of(cls, address: str) -> "Origin":
        """What an address of the feed (``.../cacher/2023/2/5314/lap-times.json``) or a folder's name says."""
        found = _RACE.search(address)
        if found is None:
            folder = _FOLDER.search(address)
            if folder is None:
                return cls()
            return cls(int(folder[3]), next(n for n, name in SERIES.items() if name == folder[2]), int(folder[1]))
        season, series, race, live_series, live_race = found.groups()
        return cls(int(race or live_race), int(series or live_series), int(season) if season else None)


def body(payload: bytes, name: str) -> tuple[str, Origin]:
    """The JSON text and what its first line says of its origin; the empty text when nothing is on track.

    Raises:
        BadFile: the payload is not text, or neither JSON nor an address above JSON.
    """
    try:
        text = payload.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise BadFile(f"{name}: not text", f"byte {error.start} is not UTF-8", "fetch it again") from None
    if not text or text[0] in "{[":
        return text, Origin()
    found = _ADDRESS.match(text)
    if found is None:
        raise BadFile(f"{name}: not JSON", f"it begins with {text[:30]!r}", "fetch it again")
    return text[found.end() :], Origin.of(found[1])


def decode(text: str, model: type[T], name: str) -> T:
    """The payload as ``model``.

    Raises:
        BadFile: cut short, followed by something else, or a field that cannot be meant; names file and field path.
    """
    try:
        return msgspec.json.decode(text, type=model, strict=False)
    except msgspec.ValidationError as error:
        raise BadFile(*_refused(text, model, name, str(error)), "the feed changed its form or was damaged") from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadFile(f"{name}: damaged JSON", str(error), "fetch it again") from None


def _refused(text: str, model: Any, name: str, message: str) -> tuple[str, str]:
    """What and why, with the index of the list item that msgspec leaves out of its path."""
    why, _, path = message.partition(" - at ")
    path = path.strip("`") or "$"
    try:
        document = msgspec.json.decode(text)
        while "[...]" in path:
            head, _, tail = path.partition("[...]")
            path = f"{head}[{_culprit(document, model, head, message)}]{tail}"
    except (msgspec.MsgspecError, LookupError, TypeError, RecursionError):
        pass  # the path without an index still names the field
    return f"{name}: {path}: {why}", "a row made from it would be a guess"


def _culprit(document: Any, model: Any, head: str, message: str) -> str:
    """Index or key of the item below ``head`` that alone gives the same refusal."""
    found = re.findall(r"\.([^.\[]+)|\[([^\]]+)\]", head)
    steps = [name or (int(index) if index.isdigit() else index) for name, index in found]
    parent = document
    for step in steps:
        parent = parent[step] if not isinstance(parent, dict) else parent[str(step)]
    for item in list(parent) if isinstance(parent, dict) else range(len(parent)):
        alone = {item: parent[item]} if isinstance(parent, dict) else [parent[item]]
        try:
            msgspec.convert(_grafted(document, steps, alone), model, strict=False)
        except msgspec.ValidationError as error:
            if str(error) == message:
                return str(item)
    raise LookupError(head)


def _grafted(document: Any, steps: list[str | int], leaf: Any) -> Any:
    if not steps:
        return leaf
    step = steps[0]
    if isinstance(document, dict):
        return {**document, str(step): _grafted(document[str(step)], steps[1:], leaf)}
    return [_grafted(document[int(step)], steps[1:], leaf)]
