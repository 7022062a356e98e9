"""The verb that opens the page: serve."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from stockcar.cli.output import Common
from stockcar.errors import UsageError

PLAIN = Common()
PORT = 8717


def add_to(app: App) -> None:
    """Put this verb on the command line."""
    app.command(serve, group="App")


def serve(
    *,
    host: Annotated[str, Parameter(help="who may reach it; anything but this machine needs --token")] = "127.0.0.1",
    port: Annotated[int, Parameter(help="port on this machine")] = PORT,
    token: Annotated[str | None, Parameter(help="a word of 12 characters or more that visitors must bring")] = None,
    feed: Annotated[str | None, Parameter(help="what Live follows: an address, or a folder of live --record")] = None,
    open: Annotated[bool, Parameter(help="open a browser on it", negative="")] = False,
    common: Common = PLAIN,
) -> None:
    """Open the page: the record, the race and its replay in a browser, served by this machine alone.

    Example: stockcar serve --open
    """
    open_page(common, host, port, token, "/" if open else None, feed)


def open_page(
    common: Common,
    host: str = "127.0.0.1",
    port: int = PORT,
    token: str | None = None,
    show: str | None = None,
    feed: str | None = None,
) -> None:
    """Serve the page of a book until it is stopped.

    Raises:
        UsageError: the extra ``[web]`` is not installed, or an address, port or feed that cannot be used.
    """
    from stockcar import face

    if feed is not None and "://" not in feed and not Path(feed).exists():
        raise UsageError("there is no such recording", feed, "stockcar live --record DIR makes one")
    if common.offline and (feed is None or "://" in feed):
        feed = ""

    try:
        from stockcar.web import app
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith(("nicegui", "fastapi", "uvicorn", "starlette")):
            raise
        raise UsageError(
            "the page needs NiceGUI", "it comes with the extra [web]", "pip install 'stockcar[web]'"
        ) from None
    app.serve(face.open_book(common.book), host, port, token, show, feed)
