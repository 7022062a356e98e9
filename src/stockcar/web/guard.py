"""Who may ask, and how much: the outermost layer of the page.

Loopback only unless a token is set; the token is compared in constant time and kept in a cookie that scripts cannot
read. Requests that other sites cause a browser to make are refused by ``Host`` and ``Origin``. Bodies and addresses
have a longest length; nothing but reading is allowed. Every answer carries headers that keep the page on this machine.
"""

import asyncio
import hashlib
import hmac
import ipaddress
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from stockcar.web.serving import Limits

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

log = logging.getLogger("stockcar.web")
COOKIE = "stockcar"
SOCKET = "/_nicegui_ws/"
# Templates of the page are compiled in the browser, hence 'unsafe-eval'; nothing may come from or go to another place.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
WORDS = {
    400: "This address cannot be meant.",
    401: "This page needs its token: open the address that the terminal printed.",
    403: "This page answers only to its own address.",
    405: "This page can only be read.",
    413: "That is too much at once.",
    414: "That address is too long.",
    500: "Something went wrong here. The terminal that serves this page says what.",
}
PAUSE_S = 0.3  # after a wrong token


def is_loopback(host: str) -> bool:
    """Is it this machine and no other? Names other than localhost are not taken for it."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


class Guard:
    """An ASGI layer around the page."""

    def __init__(self, app: App, limits: Limits, token: str | None = None) -> None:
        self.app = app
        self.limits = limits
        self.token = token
        self.pass_word = hashlib.sha256(token.encode()).hexdigest() if token else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        status = self.refusal(scope)
        if status == 401:
            where = self.token_given(scope)
            if where is not None:
                await _answer(send, 303, [(b"location", where.encode()), (b"set-cookie", self._cookie(scope))])
                return
            await asyncio.sleep(PAUSE_S)
        if status and scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif status:
            await _answer(send, status)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self._pass(scope, receive, send)

    def refusal(self, scope: Scope) -> int:
        """The status a request is refused with; 0 for none."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host, origin = headers.get("host", ""), headers.get("origin")
        try:
            asked, come_from = urlsplit(f"//{host}").hostname or "", urlsplit(origin or "").netloc
        except ValueError:  # brackets that are no address
            return 400
        if (not self.token and not is_loopback(asked)) or (origin is not None and come_from != host):
            return 403
        if self.token and not self._known(headers.get("cookie", "")):
            return 401
        if any(sign < " " for sign in scope["path"]):  # a line break is nobody's name, and no route takes it
            return 400
        if len(scope.get("query_string", b"")) + len(scope.get("raw_path") or b"") > self.limits.query:
            return 414
        reading = scope["type"] == "websocket" or scope["method"] in ("GET", "HEAD")
        if not reading and not (scope["method"] == "POST" and scope["path"].startswith(SOCKET)):
            return 405
        length = headers.get("content-length", "0")
        return 0 if length.isdecimal() and len(length) < 12 and int(length) <= self.limits.body else 413

    def _known(self, cookies: str) -> bool:
        held = SimpleCookie(cookies).get(COOKIE) if "=" in cookies else None
        return held is not None and hmac.compare_digest(held.value.encode(), self.pass_word.encode())

    def token_given(self, scope: Scope) -> str | None:
        """Where to go on without the token in the address; None where it is not given or wrong."""
        asked = parse_qsl(scope.get("query_string", b"").decode("latin-1"))
        given = next((value for name, value in asked if name == "token"), "")
        if scope["type"] != "http" or not hmac.compare_digest(given.encode(), str(self.token).encode()):
            return None
        rest = urlencode([pair for pair in asked if pair[0] != "token"])
        path = "/" + scope["path"].lstrip("/\\")
        return f"{path}?{rest}" if rest else path

    def _cookie(self, scope: Scope) -> bytes:
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        return f"{COOKIE}={self.pass_word}; Path=/; HttpOnly; SameSite=Strict{secure}".encode()

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        taken, begun = 0, False

        async def take() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.limits.body:
                raise _TooMuch
            return message

        async def give(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [*message.get("headers", []), *HEADERS]
            await send(message)

        try:
            await self.app(scope, take, give)
        except _TooMuch:
            if not begun:
                await _answer(send, 413)
        except Exception:
            log.exception("an answer could not be given")
            if not begun:
                await _answer(send, 500)


class _TooMuch(Exception):
    """A body that is longer than it said, or than is allowed."""


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    body = WORDS.get(status, "").encode()
    given = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*given, *(headers or ()), *HEADERS]})
    await send({"type": "http.response.body", "body": body})
