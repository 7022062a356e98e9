"""How is the page put together and served: pages, assets, documents, guard, server."""

import hashlib
import socket
import sys
import webbrowser
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from nicegui import core, ui
from starlette.staticfiles import StaticFiles

from stockcar import __version__
from stockcar.errors import UsageError
from stockcar.record import RecordBook
from stockcar.web import documents, streams
from stockcar.web.guard import Guard, is_loopback
from stockcar.web.pages import desk, driver, find, fork, home, live, race, replay, season
from stockcar.web.serving import Serving
from stockcar.web.watching import OnTrack

ASSETS = Path(__file__).parent / "assets"
PORT = 8717
MARK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M2 2h6v6H2zM8 8h6v6H8z"/></svg>'
PAGES = (home, find, race, driver, season, desk, replay, live, fork)
SWITCH_S = 0.0005  # the page is answered between two steps of long work, not after them
GONE_S = 20.0  # a visitor who does not come back is forgotten


def build(serving: Serving, token: str | None = None) -> Guard:
    """The page as one ASGI application. One a process: NiceGUI keeps its pages in a module."""

    @asynccontextmanager
    async def life(_: FastAPI) -> Any:
        yield
        serving.close()

    app = FastAPI(title="stockcar", docs_url=None, redoc_url=None, openapi_url=None, lifespan=life)
    app.mount("/assets", StaticFiles(directory=ASSETS))
    streams.add_to(app, serving)
    documents.add_to(app, serving)
    for page in PAGES:
        page.add_to(serving)
    ui.run_with(
        app, root=find.missing(serving), title="stockcar", dark=None, tailwind=False, language="en-US", favicon=MARK,
        show_welcome_message=False, reconnect_timeout=GONE_S, binding_refresh_interval=None, message_history_length=200,
    )  # fmt: skip
    core.sio.eio.max_http_buffer_size = serving.limits.body
    return Guard(app, serving.limits, token)


def asset_version() -> str:
    """Changes with the assets, so that a browser never keeps old ones."""
    content = b"".join(file.read_bytes() for file in sorted(ASSETS.rglob("*.*")) if file.is_file())
    return f"{__version__}-{hashlib.sha256(content).hexdigest()[:10]}"


def serve(
    book: RecordBook,
    host: str = "127.0.0.1",
    port: int = PORT,
    token: str | None = None,
    show: str | None = None,
    feed: str | None = None,
) -> None:
    """Serve the page until it is stopped. ``show`` is the page that a browser opens with, ``feed`` what *Live* follows:
    an address or the folder of a recording; None is the official feed.

    Raises:
        UsageError: an address other than this machine's without a token, or a port that is taken.
    """
    import uvicorn

    if not is_loopback(host) and not token:
        raise UsageError(
            f"{host} can be reached by others", "the page is shown to this machine only", "--token WORD lets others in"
        )
    if token is not None and len(token) < 12:
        raise UsageError("the token is too short", "it is all that stands before the page", "12 characters or more")
    _require_free(host, port)
    serving = Serving(book, version=asset_version(), on_track=OnTrack(feed))
    sys.setswitchinterval(SWITCH_S)
    config = uvicorn.Config(
        build(serving, token), host=host, port=port, log_level="warning", server_header=False,
        ws_max_size=serving.limits.body, limit_concurrency=400, timeout_keep_alive=15, timeout_graceful_shutdown=2,
    )  # fmt: skip
    at = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    entrance = f"?{urlencode({'token': token})}" if token else ""

    class Open(uvicorn.Server):
        """Says where it is once it is there."""

        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            if self.started:
                sys.stderr.write(f"stockcar is at {at}/{entrance} ({book.kind} book); Ctrl-C ends it\n")
                sys.stderr.flush()
                if show is not None:
                    webbrowser.open(
                        at + (f"{show}{entrance}" if "?" not in show else show + entrance.replace("?", "&"))
                    )

    Open(config).run()


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise UsageError(f"port {port} of {host} cannot be used", str(error.strerror), "--port N") from None
