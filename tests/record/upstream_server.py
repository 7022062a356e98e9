"""A local upstream that serves files and misbehaves on demand: 503, cut bodies, empty answers, pages, slowness."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Upstream:
    """Serves ``files`` (path: bytes); ``faults`` (path, or "*"): what goes wrong there; ``asked``: every path asked."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.faults: dict[str, str] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        upstream = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                upstream.asked.append(self.path)
                upstream.agents.add(self.headers["User-Agent"])
                upstream._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = self.files.get(handler.path)
        fault = self.faults.get(handler.path, self.faults.get("*", ""))
        if fault == "once 503":
            self.faults.pop(handler.path)
        if fault == "slow":
            time.sleep(1.0)
        status = 503 if "503" in fault else 404 if body is None else 200
        body = {"empty": b"", "html": b"<html>try later</html>"}.get(fault, body or b"gone")
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2] if fault == "cut" else body)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
