"""The process that the fault campaign kills. Run by ``verification.trust_kills`` only.

``python -m verification.trust_child OPERATION FOLDER stockcar ARGUMENTS...`` runs a command line;
``... OPERATION FOLDER update|live ADDRESS TARGET`` an update or a watch of a local upstream. OPERATION is the number of
the file operation below FOLDER (opening to write, making, renaming, removing) at which the process kills itself with
SIGKILL, and 0 for none; the count stands on the last line of stderr when it was not killed.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

WATCHED = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "open"}


class Watch:
    """Counts the file operations below a folder and ends the process at the chosen one."""

    def __init__(self, at: int, folder: str) -> None:
        self.at, self.folder, self.count = at, folder, 0

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """One event of Python's audit hook."""
        if event not in WATCHED or not str(arguments[0]).startswith(self.folder):
            return
        if event == "open" and not int(arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR):
            return
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def child(words: list[str]) -> int:
    """Do the work under watch."""
    watch = Watch(int(words[0]), words[1])
    sys.addaudithook(watch)
    works = {"update": _update, "live": _live}
    code = works[words[2]](*words[3:]) if words[2] in works else _stockcar(words[3:])
    print(watch.count, file=sys.stderr)
    return code


def _stockcar(words: list[str]) -> int:
    from stockcar.cli import run

    return run(words)


def _update(address: str, target: str) -> int:
    from stockcar.record.fetch import Manners
    from stockcar.record.update import Sources, update
    from verification.trust_sources import SEASON

    manners = Manners(per_second=1000, attempts=1, wait_s=0, timeout_s=5, fresh_s=0)
    report = update(Path(target), None, Sources(address, address, (SEASON,), manners))
    print(report.build.digest)
    return 0


def _live(address: str, target: str) -> int:
    from stockcar.live.follow import Manners, follow

    for event in follow(address, Path(target), Manners(shortest_s=0.01, longest_s=0.02, timeout_s=5)):
        print(type(event).__name__)
    return 0


if __name__ == "__main__":
    sys.exit(child(sys.argv[1:]))
