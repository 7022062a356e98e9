"""A local feed server that misbehaves on demand: dead, slow, lying, cut, empty; loopback only."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FAULTS = ("503", "cut", "html", "slow", "empty", "other race", "nonsense")


class FeedServer:
    """Answers the n-th request for the live feed with ``script[n]``: a payload, or the name of a fault."""

    def __init__(self, script: list[bytes | str], pit: bytes = b"[]", port: int = 0) -> None:
        self.script, self.pit = script, pit
        self.asked: list[str] = []
        self.agents: set[str | None] = set()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.agents.add(self.headers["User-Agent"])
                server._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        live = handler.path.endswith("live-feed.json")
        said = self.script[min(len([p for p in self.asked if p.endswith("live-feed.json")]), len(self.script) - 1)]
        self.asked.append(handler.path)
        body, fault = (said, "") if isinstance(said, bytes) else (b"{}", said)
        if not live:
            body, fault = self.pit, ""
        body = {"html": b"<html>try later</html>", "empty": b"", "nonsense": b'{"lap_number": -7}'}.get(fault, body)
        handler.send_response(503 if fault == "503" else 200)
        handler.send_header("Content-Length", str(len(body) + (50 if fault == "cut" else 0)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        for at in range(0, len(body), max(1, len(body) // 4)) if fault == "slow" else ():
            handler.wfile.write(body[at : at + 1])
            handler.wfile.flush()
            time.sleep(0.5)
        if fault != "slow":
            handler.wfile.write(body)

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
