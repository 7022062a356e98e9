"""The terminal: one function a verb; parse, call, print.

Exit codes: 0 ok, 2 usage, 3 not found or ambiguous, 4 not in the open book, 5 upstream failed, 6 ``check --strict``
found a contradiction. Errors go to stderr, as JSON when ``--format json`` was asked for.
"""

import contextlib
import json
import os
import sys
from collections.abc import Sequence
from itertools import pairwise

from cyclopts import App, CycloptsError

from stockcar import __version__
from stockcar.cli import book, chart, doctor, foresee, look_up, predict, serve, timing, titles, understand, write
from stockcar.errors import StockcarError, UsageError

app = App(
    name="stockcar",
    help="The record book, the rulebook and the race: NASCAR's three national series since 1949.",
    help_epilogue=(
        'Names work: "truck 2022 mid-ohio", "bristol night"; keys never change: truck-2022-15. '
        "What could mean two races is refused with the keys to choose from."
    ),
    version=__version__,
    version_flags=["--version"],
    help_format="plaintext",
    suppress_keyboard_interrupt=False,  # `run` says what was kept
)
for verbs in (look_up, understand, chart, foresee, predict, titles, timing, write, book, doctor, serve):
    verbs.add_to(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run a command line; its exit code."""
    words = [*arguments, ""]
    as_json = "--format=json" in words or ("--format", "json") in set(pairwise(words))
    try:
        app(arguments, exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except CycloptsError as error:
        verb = " ".join(("stockcar", *(error.command_chain or ())))
        return _complain(UsageError(str(error), "", f"{verb} --help says what it takes"), as_json)
    except StockcarError as error:
        return _complain(error, as_json)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped; nothing half-written is kept\n")
        return 130
    except BrokenPipeError:
        # The reader went away (`| head`); leave quietly and keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _complain(_refused(error), as_json)
    return 0


def _refused(error: OSError) -> UsageError:
    """What the machine refuses (a full disk, a folder that is not ours), said like any other error."""
    if error.filename is None:
        # Most likely the output itself; without this Python would complain once more at exit.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    what = error.filename or "the output or a file"
    return UsageError(
        f"{what} cannot be read or written", error.strerror or str(error), "make room, or name another file"
    )


def _complain(error: StockcarError, as_json: bool) -> int:
    if as_json:
        sys.stderr.write(json.dumps(error.to_json(), ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"error: {error}\n")
    return error.exit_code
