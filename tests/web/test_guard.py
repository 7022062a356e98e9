"""Who may ask, and how much: every refusal of the guard, and what a browser is never told."""

import json
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from tests.web.browser import run, served

from stockcar.errors import UsageError
from stockcar.web.guard import COOKIE, HEADERS, Guard, is_loopback
from stockcar.web.serving import Limits

TOKEN = "a long enough word"
LIMITS = Limits(body=1000, query=200)


async def echo(scope, receive, send):
    """An application that reads its body and says how long it was."""
    taken = 0
    while True:
        message = await receive()
        taken += len(message.get("body", b""))
        if not message.get("more_body"):
            break
    if scope["path"] == "/fault":
        raise RuntimeError("/secret/path/to/a/file")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(taken).encode()})


def ask(guard, method="GET", path="/", headers=(), query="", bodies=(b"",), kind="http"):
    """One request; (status, headers, body)."""
    sent = []
    said = {"host": "127.0.0.1:8717", **dict(headers)}
    parts = [
        {"type": "http.request", "body": body, "more_body": at + 1 < len(bodies)} for at, body in enumerate(bodies)
    ]
    scope = {
        "type": kind, "method": method, "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in said.items()],
    }  # fmt: skip

    async def receive():
        return parts.pop(0)

    async def send(message):
        sent.append(message)

    run(guard(scope, receive, send))
    if kind == "websocket":
        return sent[0]["code"] if sent and sent[0]["type"] == "websocket.close" else 0, {}, b""
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], dict(sent[0]["headers"]), body


OPEN = Guard(echo, LIMITS)
CLOSED = Guard(echo, LIMITS, TOKEN)

SOCKET = "/_nicegui_ws/x"
REFUSED = [
    ("another host name (rebinding)", {"headers": [("host", "evil.example")]}, 403),
    ("another site's script", {"headers": [("origin", "http://evil.example")]}, 403),
    ("another port of this machine", {"headers": [("origin", "http://127.0.0.1:9999")]}, 403),
    ("a write", {"method": "PUT"}, 405),
    ("a post to a page", {"method": "POST"}, 405),
    ("a deletion", {"method": "DELETE"}, 405),
    ("a long address", {"query": "q=" + "a" * 300}, 414),
    ("a body that says it is long", {"method": "POST", "path": SOCKET, "headers": [("content-length", "2000")]}, 413),
    ("a body that lies", {"method": "POST", "path": SOCKET, "bodies": (b"x" * 900, b"x" * 900)}, 413),
    ("a length that is none", {"headers": [("content-length", "-5")]}, 413),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "status"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_request_is_refused(asked, status):
    assert ask(OPEN, **asked)[0] == status


@pytest.mark.parametrize("host", ["127.0.0.1:8717", "localhost:8717", "[::1]:8717"])
def test_this_machine_may_ask(host):
    status, headers, _ = ask(OPEN, headers=[("host", host), ("origin", f"http://{host}")])
    assert status == 200
    assert all(pair in headers.items() for pair in HEADERS)


def test_a_websocket_of_another_site_is_closed():
    assert ask(OPEN, kind="websocket", headers=[("origin", "http://evil.example")])[0] == 1008


def test_a_fault_tells_the_browser_nothing():
    status, _, body = ask(OPEN, path="/fault")
    assert status == 500
    assert b"secret" not in body
    assert b"Traceback" not in body


def test_the_token_opens_once_and_leaves_a_cookie_that_scripts_cannot_read():
    assert ask(CLOSED)[0] == 401
    assert ask(CLOSED, query="token=wrong")[0] == 401
    status, headers, _ = ask(CLOSED, path="/race/x", query=f"token={TOKEN.replace(' ', '+')}&lap=3")
    assert (status, headers[b"location"]) == (303, b"/race/x?lap=3")
    cookie = headers[b"set-cookie"].decode()
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert TOKEN not in cookie
    assert ask(CLOSED, headers=[("cookie", cookie.split(";")[0]), ("host", "box.example:8717")])[0] == 200
    assert ask(CLOSED, headers=[("cookie", f"{COOKIE}=0000")])[0] == 401
    assert ask(CLOSED, kind="websocket")[0] == 1008


def test_the_way_on_after_the_token_stays_on_this_page():
    _, headers, _ = ask(CLOSED, path="//evil.example", query=f"token={TOKEN.replace(' ', '+')}")
    assert headers[b"location"] == b"/evil.example"


LOOPBACK = [("127.0.0.1", True), ("127.5.5.5", True), ("::1", True), ("localhost", True), ("0.0.0.0", False),
            ("192.168.1.4", False), ("example.org", False), ("localhost.example.org", False)]  # fmt: skip


@pytest.mark.parametrize(("host", "local"), LOOPBACK)
def test_what_this_machine_is_called(host, local):
    assert is_loopback(host) is local


def fetch(address, headers=None, method="GET", seconds=40):
    """Status, headers and body of a real answer."""
    request = urllib.request.Request(address, headers=headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


HOSTILE = [
    "/race/'; drop table races; --", "/race/..%2f..%2fetc%2fpasswd", "/driver/<script>alert(1)</script>",
    "/season/truck/99999999999", "/season/nope/2022", "/season/truck/-1", "/find?q=%00",
    "/find?q=" + "%F0%9F%8F%81" * 30,
    "/replay/xfinity-2025-24?run=-5", "/replay/xfinity-2025-24?seed=abc", "/fork/xfinity-2025-24?lap=1e9",
    "/data/race/'%20or%201=1", "/data/replay/truck-2022-15?runs=999999999", "/data/driver/%3Cb%3E", "/data/nope",
    "/data/fork/xfinity-2025-24?lap=80&change=__import__('os')",
    "/season/truck/2022?after=%3Cscript%3E&who=%22%3E%3Cimg%3E",
    "/assets/../app.py", "/assets/%2e%2e/app.py", "/_nicegui/x", "/desk?race=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
]  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE)
def test_a_hostile_address_gets_a_calm_answer(site, path):
    status, headers, body = fetch(site + path.replace(" ", "%20").replace("<", "%3C").replace(">", "%3E"))
    assert status < 500, body
    for leak in ("Traceback", "site-packages", "/src/stockcar", "duckdb", "<script>alert(1)"):
        assert leak not in body
    assert headers["content-security-policy"].startswith("default-src 'self'")


def test_documents_are_those_of_the_verbs(site):
    document = json.loads(fetch(f"{site}/data/race/truck-2022-15")[2])
    assert document["results"][0]["points_recomputed"] == 59
    error = json.loads(fetch(f"{site}/data/race/bristol")[2])
    assert error["error"] == "Ambiguous"


REFUSED_AT_THE_DOOR = [
    ({"host": "192.0.2.1"}, "can be reached by others"),
    ({"host": "0.0.0.0", "token": "short"}, "too short"),
    ({"port": None}, "cannot be used"),
]


@pytest.mark.parametrize(("options", "says"), REFUSED_AT_THE_DOOR, ids=["host", "token", "port"])
def test_a_page_is_not_served_carelessly(site, options, says):
    from stockcar.record import RecordBook
    from stockcar.web.app import serve

    taken = {"port": int(site.rsplit(":", 1)[1])} if "port" in options else {}
    with pytest.raises(UsageError) as refused:
        serve(RecordBook.open("starter"), **options | taken)
    assert says in str(refused.value.to_json())


def test_a_refusal_at_the_door_is_said_in_words():
    done = subprocess.run([sys.executable, "-m", "stockcar", "serve", "--book", "starter", "--host", "192.0.2.1"],
                          capture_output=True, text=True, check=False, timeout=60)  # fmt: skip
    assert done.returncode == 2
    assert "can be reached by others" in done.stderr
    assert "Traceback" not in done.stderr


def test_more_runs_than_allowed_are_refused(site):
    for path in ("/data/replay/xfinity-2025-24?runs=2001", "/data/fork/xfinity-2025-24?lap=50&change=rain&runs=10001"):
        status, _, body = fetch(site + path)
        assert status == 400
        assert "runs cannot be" in json.loads(body)["what"]


def test_a_page_for_others_asks_for_its_token():
    with served("--host", "0.0.0.0", "--token", "thirteen chars") as (address, _):
        assert fetch(address)[0] == 401
        assert fetch(f"{address}/data/race/truck-2022-15", {"Host": "evil.example"})[0] == 401
        assert fetch(f"{address}/data/race/truck-2022-15?token=thirteen+char")[0] == 401


def test_many_ask_at_once_and_all_are_answered(site):
    from concurrent.futures import ThreadPoolExecutor

    # One race that nobody has asked for yet, by three at once; the others are remembered or quick.
    asked = [
        "/race/cup-2025-30",
        "/race/truck-2022-15",
        "/data/race/truck-2022-15",
        "/desk",
        "/",
        "/find?q=bristol",
    ] * 3
    with ThreadPoolExecutor(len(asked)) as visitors:
        answers = list(visitors.map(lambda path: fetch(site + path, seconds=120)[0], asked))
    assert answers == [200] * len(asked)
