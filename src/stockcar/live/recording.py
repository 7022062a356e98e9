"""Every payload that came, kept as it came, in order; and the same events again from what was kept.

A recording is a folder of files ``000001-live-feed.json`` and so on, numbered in the order in which they came. Each is
written beside and renamed, so what is there is whole. Payloads that could not be read are kept too, and are passed over
again when the recording is replayed.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from stockcar.errors import BadFile, NotFound
from stockcar.live.event_log import read_log
from stockcar.live.snapshots import Seen, events_of
from stockcar.racing.timing import TimingEvent
from stockcar.record.sources.feed import kind_of

Say = Callable[[str], None]


class Recording:
    """A folder that takes payloads; one that holds some is continued."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._count = len(recorded(folder))

    def keep(self, name: str, payload: bytes) -> Path:
        """Write the next payload, whole or not at all.

        Raises:
            UsageError: the disk refuses.
        """
        from stockcar.record.whole import write_whole

        self._count += 1
        path = self.folder / f"{self._count:06d}-{name}"
        write_whole(path, lambda beside: beside.write_bytes(payload))
        return path


def recorded(folder: Path) -> list[Path]:
    """The payloads of a recording, in order."""
    return sorted(path for path in folder.glob("*.json*") if path.is_file() and not path.name.startswith("."))


def replay(path: Path, say: Say = lambda _: None) -> Iterator[TimingEvent]:
    """The events of a recording of the feed, of one payload, or of a log of events (``.jsonl``).

    ``say`` is told of each payload that is passed over.

    Raises:
        NotFound: nothing there.
        BadFile: a single payload that cannot be read; names the field's path.
    """
    if path.is_file() and path.suffix == ".jsonl":
        yield from read_log(path)
        return
    if path.is_file():
        yield from events_of(path.read_bytes(), path.name, Seen())[0]
        return
    files = recorded(path) if path.is_dir() else []
    if not files:
        raise NotFound(f"no recording in {path}", "it holds no payload", "stockcar live --record DIR makes one")
    seen = Seen()
    for file in files:
        try:
            kind_of(file.name)
            events, seen = events_of(file.read_bytes(), file.name, seen)
        except BadFile as error:
            say(f"passed over: {error.what}")
            continue
        yield from events
