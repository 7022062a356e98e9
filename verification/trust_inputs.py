"""Every input from outside, whole examples of it, and the function that takes it. Used by ``trust_fuzz``."""

import contextlib
import io
import json
import random
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from stockcar.record import RecordBook
from verification import trust_mutations as damage
from verification import trust_sources

SCENARIO = """trust = false
[[relief]]
car = "8"
lap = 40
driver = "Parker Kligerman"
pace_s = 0.1
trusts = ["1", "7"]
[[order]]
issuer = "team"
car = "8"
say = "take-lead"
whom = "7"
from_lap = 98
flag = "green"
[[pact]]
cars = ["8", "7"]
[[caution]]
lap = 50
[[strategy]]
car = "7"
stop_every = 30
[weather]
wet = true
[tyre]
fall_off = 1.5
"""
OWN_RULES = """name = "Wins are worth more"
based_on = 2025
[championship]
mechanism = "rounds"
field = 16
rounds = [3, 3, 3]
keep = [12, 8, 4]
resets = [2000, 3000, 4000]
[finish_points]
table = [60, 45, 40]
step = 1
floor = 1
[bonuses]
win_bonus = 5
stage_points = [10, 9]
[playoff_points]
win = 5
season = [15, 10]
"""
ENTRIES = """car,driver,team,make,start,status,series,track,date,laps,name
5,Kyle Larson,Hendrick Motorsports,Chevrolet,1,,cup,Daytona International Speedway,2026-02-15,200,A race
12,Ryan Blaney,Team Penske,Ford,2
22,Joey Logano,Team Penske,Ford,3,withdrawn
24,Somebody New,New Team,,4
"""
ODDS = "car,price,market\n5,+450,win\n12,-120,top5\n22,5.5,win\n24,9/2,top10\n"
SCORING = "finish = [45, 42, 41.5]\nled = 0.25\ngained = 1\nstage = 0.5\n"
ARTICLE = """Parker Kligerman won the Truck Series race at Mid-Ohio Sports Car Course on July 9, 2022. He led
56 of the 67 laps, beat Zane Smith and took the second stage. It was his third career win and his first since 2017
at Talladega. "We had a fast truck," he said. Todd Bodine started 22nd and finished 25th, two laps down. Corey Heim won
the first stage.
"""
NAMES = (
    "Parker Kligerman",
    "kyle busch",
    "Darrell Wallace, Jr.",
    "Kenko",
    "truck 2022 mid-ohio",
    "cup-2025-01",
    "bristol night 2024",
    "daytona august 2025",
    "Hendrick Motorsports",
    "Watkins Glen",
)
QUERIES = (
    "select winner, count(*) as wins from races group by winner order by wins desc limit 3",
    "select * from results where key = 'truck-2022-15' and led > 0 order by finish",
    "select * from book_columns where \"table\" = 'results'",
    "show tables",
    "with a as (select driver, sum(points) p from results group by 1) select * from a order by p desc limit 5",
)
NASTY_QUERIES = (
    "copy races to 'x.csv'",
    "attach 'x.db'",
    "install httpfs",
    "select * from read_csv('/etc/passwd')",
    "pragma version",
    "select * from read_text('/etc/passwd')",
    "set enable_external_access = true",
    "drop table races",
    "select 1; select 2",
    "select * from 'x.parquet'",
    "select getenv('HOME')",
    "load 'x.so'",
    "export database 'x'",
    "call pragma_version()",
)
COMMANDS = (
    "race truck-2022-15 --no-forecast --format json",
    "driver Kligerman --series truck --track-type road --format json",
    "driver Larson --vs Blaney --format csv",
    "driver Heim --since 2022-01-01 --until cup-2025-01 --last 5 --rows --format json",
    "track daytona --format md",
    "season truck 2022 --format json",
    "standings xfinity 2025 --after xfinity-2025-10 --format json",
    "rules points truck-2022-15 75 --format json",
    "rules eligibility truck 2022 Kligerman --format json",
    "rules qualifying truck-2022-15 --format json",
    "rules procedure cup-2025-01 --format json",
    "rules championship cup 2016 --format json",
    "rules diff 2016 2017 --series cup --format json",
    "report truck-2022-15 --format md --no-forecast",
    "check article.txt --race truck-2022-15 --format json --strict",
    "chart truck-2022-15 --kind points --format json",
    "chart truck-2022-15 --kind led --out x.svg",
    "book status --format json",
    "book build --from source --book built --format json",
    "doctor --format json",
    "sim xfinity-2025-24 --runs 2 --seed 1 --format json",
    "sim xfinity-2025-24 --runs 2 --run 1 --scenario s.toml --format json",
    "forecast score saved.json --format json",
    "forecast xfinity-2025-24 --runs 5 --samples s.parquet --scoring g.toml --format json",
    "forecast --entries e.csv --runs 5",
    "backtest --series truck --from 2025 --to 2025",
    "book audit --format json",
    "query",
    "--version",
    "--help",
    "playoffs truck 2022",
    "whatif truck 2022 --rules 2016 --format json",
    "replay xfinity-2025-24 --run 0 --runs 0 --format json",
)
EXITS = (0, 1, 2, 3, 4, 5, 6)  # 1: doctor, where something is wrong


def lines(folder: Path, page: bool = True) -> Iterator[tuple[str, float, Any, Any]]:
    """Name, share, maker of damaged inputs, taker. ``page`` False leaves the page alone: it can be built only once."""
    book = _starter()
    yield "result file (Parquet)", 10, lambda luck: damage.table(_published(luck), luck), _read_results
    yield "source folder", 3, lambda luck: _table_of_folder(luck), lambda made: _build(folder, made)
    yield "feed payload (JSON)", 20, lambda luck: _feed(luck), _read_feed
    yield from _live()
    yield "scenario (TOML)", 10, lambda luck: damage.text(SCENARIO, luck), _scenario
    yield "own rules (TOML)", 8, lambda luck: damage.text(OWN_RULES, luck), lambda made: _own_rules(folder, made)
    yield "entry file (CSV)", 10, lambda luck: damage.text(ENTRIES, luck), lambda made: _entries(book, folder, made)
    yield "prices (CSV)", 8, lambda luck: damage.text(ODDS, luck), lambda made: _odds(folder, made)
    yield "game scoring (TOML)", 4, lambda luck: damage.text(SCORING, luck), lambda made: _scoring(folder, made)
    yield (
        "saved forecast (JSON)",
        4,
        lambda luck: damage.document(_saved(), luck),
        lambda made: _load_saved(folder, made),
    )
    yield "names and keys", 10, lambda luck: damage.text(luck.choice(NAMES), luck), lambda made: _names(book, made)
    yield "article", 3, lambda luck: damage.text(ARTICLE, luck), lambda made: _check(book, made)
    yield "SQL", 4, lambda luck: _query(luck), lambda made: book.sql(made)
    yield "book folder", 3, lambda luck: _book_damage(luck), lambda made: _open(folder, made)
    yield "command line", 8, lambda luck: _command(luck), lambda made: _run(folder, made)
    if page:
        yield from _page(book)


@cache
def _starter() -> RecordBook:
    return RecordBook.open("starter")


@cache
def _tables() -> dict[str, Any]:
    import polars as pl

    found = {series: pl.read_parquet(io.BytesIO(trust_sources.published(series))) for series in ("cup", "truck")}
    return {name: frame.head(80) for name, frame in found.items()}


def _published(luck: random.Random) -> Any:
    return _tables()[luck.choice(("cup", "truck"))]


def _read_results(made: bytes) -> object:
    from stockcar.record.sources import nascar_data

    return nascar_data.read_results(made, "cup", "cup_series.parquet")


@cache
def _folder_tables() -> dict[str, Any]:
    import tempfile

    import polars as pl

    with tempfile.TemporaryDirectory() as name:
        folder = trust_sources.source_folder(Path(name) / "s")
        return {
            path.relative_to(folder).as_posix(): _small(pl.read_parquet(path))
            for path in sorted(folder.rglob("*.parquet"))
        }


def _small(frame: Any) -> Any:
    """The rows of a few races."""
    import polars as pl

    if "race_number" in frame.columns and "season" in frame.columns:
        return frame.filter((pl.col("race_number") <= 2) & (pl.col("season") >= 2022))
    return frame


def _table_of_folder(luck: random.Random) -> tuple[str, str]:
    name = luck.choice(list(_folder_tables()))
    return name, damage.table(_folder_tables()[name], luck).hex()


def _build(folder: Path, made: tuple[str, str]) -> object:
    from stockcar.record import ingest

    source = folder / "fuzzed"
    for name, frame in _folder_tables().items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        frame.write_parquet(source / name)
    (source / made[0]).write_bytes(bytes.fromhex(made[1]))
    return ingest.build(source, folder / "fuzzed-book")


@cache
def _payloads() -> tuple[tuple[str, Any], ...]:
    served = trust_sources.served()
    found = [(name, json.loads(body)) for name, body in served.items() if name.endswith(".json")]
    notes = {"laps": {"1": [{"FlagState": 1, "Note": "Green", "NoteID": 1, "DriverIDs": []}]}}
    pits = [
        {
            "vehicle_number": "5",
            "driver_name": "Kyle Larson",
            "leader_lap": 30,
            "lap_count": 30,
            "pit_in_flag_status": 1,
            "pit_out_flag_status": 1,
            "pit_in_race_time": 1500.0,
            "pit_out_race_time": 1530.0,
            "total_duration": 30.0,
            "box_stop_race_time": 1508.0,
            "box_leave_race_time": 1520.0,
            "pit_stop_duration": 12.0,
            "in_travel_duration": 8.0,
            "out_travel_duration": 10.0,
            "pit_stop_type": "FOUR_WHEEL_CHANGE",
            "left_front_tire_changed": True,
            "left_rear_tire_changed": True,
            "right_front_tire_changed": True,
            "right_rear_tire_changed": True,
            "pit_in_rank": 3,
            "pit_out_rank": 5,
            "positions_gained_lost": -2,
        }
    ]
    flags = [
        {
            "lap_number": 3,
            "flag_state": 2,
            "elapsed_time": 150.0,
            "comment": "Debris",
            "beneficiary": "5",
            "time_of_day": 1.0,
        }
    ]
    more = (
        ("/cacher/2025/1/5546/lap-notes.json", notes),
        ("/cacher/live/series_1/5546/live-pit-data.json", pits),
        ("/cacher/live/series_1/5546/live-flag-data.json", flags),
    )
    return (*found[:6], *more)


def _feed(luck: random.Random) -> tuple[str, str]:
    name, body = luck.choice(_payloads())
    return name, damage.document(body, luck).decode("latin-1")


def _read_feed(made: tuple[str, str]) -> object:
    from stockcar.record.sources.feed import read_feed

    return read_feed(made[1].encode("latin-1"), made[0].lstrip("/"))


def _live() -> Iterator[tuple[str, float, Any, Any]]:
    try:
        from tests.live.payloads import payload

        from stockcar.live.snapshots import Seen, events_of
    except ImportError:
        return

    def take(made: bytes) -> object:
        found, seen = events_of(json.dumps(payload(3)).encode(), "live-feed.json", Seen())
        return found + events_of(made, "live-feed.json", seen)[0]

    yield "live payload (JSON)", 6, lambda luck: damage.document(payload(4), luck), take


@cache
def _example() -> Any:
    from stockcar.sim.example import example_inputs

    return example_inputs("superspeedway", laps=120)


def _scenario(made: str) -> object:
    from stockcar.sim.scenario import apply, load_scenario

    return apply(load_scenario(made), _example(), [str(number) for number in range(1, 39)])


def _own_rules(folder: Path, made: str) -> object:
    from stockcar.racing import Series
    from stockcar.rulebook import Rulebook
    from stockcar.rulebook.ownrules import load_own_rules

    return load_own_rules(_file(folder, "rules.toml", made), _rulebook(Rulebook), Series.CUP)


@cache
def _rulebook(kind: Any) -> Any:
    return kind.load()


def _entries(book: RecordBook, folder: Path, made: str) -> object:
    from stockcar.forecast.entry_file import load_entries

    return load_entries(book, _file(folder, "e.csv", made))


def _odds(folder: Path, made: str) -> object:
    from types import SimpleNamespace

    from stockcar.forecast import market

    chances = {"win": 0.25, "top5": 0.9, "top10": 0.99, "win_se": 0.01, "top5_se": 0.01, "top10_se": 0.01}
    cars = [SimpleNamespace(line=SimpleNamespace(car=c, driver=c), **chances) for c in ("5", "12", "22", "24")]
    for row in market.compare(cars, market.load_odds(_file(folder, "o.csv", made))):  # type: ignore[arg-type]
        if not all(0 <= row[name] <= 1 for name in ("ours", "market_chance", "blend")):
            raise ValueError(f"a chance that is none: {row}")
    return None


def _scoring(folder: Path, made: str) -> object:
    from stockcar.forecast.samples import load_scoring

    return load_scoring(_file(folder, "g.toml", made))


@cache
def _saved() -> Any:
    entries = [
        {
            "car": "5",
            "driver": "Kyle Larson",
            "driver_id": "kyle-larson",
            "win": 0.2,
            "top5": 0.5,
            "top10": 0.7,
            "rank": 1,
        }
    ]
    return {"saved": "2026-01-01", "digest": "0", "forecast": {"key": "cup-2026-01", "entries": entries}}


def _load_saved(folder: Path, made: bytes) -> object:
    from stockcar.forecast.saved import load_saved

    (folder / "saved.json").write_bytes(made)
    return load_saved(folder / "saved.json")


def _names(book: RecordBook, made: str) -> None:
    from stockcar.errors import StockcarError
    from stockcar.racing import RaceKey, Series

    for look in (book.key, book.driver, book.team, book.track, RaceKey.parse, Series.named):
        with contextlib.suppress(StockcarError):
            look(made)


def _check(book: RecordBook, made: str) -> object:
    from stockcar import face

    return json.dumps(face.check(made, book=book, quotes=True).to_json())


def _query(luck: random.Random) -> str:
    if luck.random() < 0.2:
        return damage.text(luck.choice(NASTY_QUERIES), luck) if luck.random() < 0.5 else luck.choice(NASTY_QUERIES)
    return damage.text(luck.choice(QUERIES), luck)


def _book_damage(luck: random.Random) -> tuple[str, str]:
    from stockcar.record.book import STARTER

    name = luck.choice(
        ("manifest.json", "CURRENT", "races.parquet", "results.parquet", "drivers.parquet", "aliases.parquet")
    )
    if name == "CURRENT":
        return name, damage.text("book-0123456789abcdef", luck).encode("utf-8", "replace").hex()
    whole = (STARTER / name).read_bytes()
    if name == "manifest.json" and luck.random() < 0.6:
        return name, damage.document(json.loads(whole), luck).hex()
    return name, damage.payload(whole, luck).hex()


def _open(folder: Path, made: tuple[str, str]) -> None:
    import shutil

    from stockcar.record.book import STARTER

    where = folder / "damaged"
    shutil.rmtree(where, ignore_errors=True)
    shutil.copytree(STARTER, where, ignore=shutil.ignore_patterns("frozen", "demo"))
    if made[0] == "CURRENT":
        (where / "manifest.json").unlink()
    (where / made[0]).write_bytes(bytes.fromhex(made[1]))
    book = RecordBook.open(where)
    book.status()
    book.driver("Parker Kligerman").record()
    book.results("truck-2022-15")
    book.sql("select count(*) from results")


def _command(luck: random.Random) -> list[str]:
    words = luck.choice(COMMANDS).split()
    if words == ["query"]:
        return ["query", _query(luck), "--format", luck.choice(("json", "csv", "md"))]
    for _ in range(luck.choice((0, 1, 1, 2))):
        at = luck.randrange(len(words))
        word = words[at]
        change = luck.randrange(4)
        if change == 0:
            words[at] = luck.choice(damage.WORDS)
        elif change == 1:
            words[at] = damage.text(word, luck)
        elif change == 2:
            words.insert(at, luck.choice(damage.WORDS))
        elif len(words) > 1:
            words.pop(at)
    # Nothing here may reach the network, stay for ever, or write outside the folder.
    barred = {"update", "serve", "live", "--cluster", "demo"}
    return [word.replace("\x00", "?") for word in words if word not in barred and not word.startswith("/")] or [
        "--help"
    ]


def _run(folder: Path, made: list[str]) -> None:
    from stockcar.cli import run

    _files(folder)
    _warm()
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline=""), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(made)
        out.flush()
    printed = out.buffer.getvalue()  # type: ignore[attr-defined]
    if code not in EXITS or "Traceback" in err.getvalue():
        raise ValueError(f"exit {code}: {err.getvalue()[-200:]}")
    if code == 0 and made[-2:] == ["--format", "json"] and made[0] != "--help" and b"Usage" not in printed[:200]:
        for line in printed.splitlines() if made[0] == "replay" else (printed,):
            json.loads(line)
    elif code >= 2 and code != 6 and made[-2:] == ["--format", "json"]:
        json.loads(err.getvalue().strip().splitlines()[-1])


@cache
def _warm() -> None:
    """Compile the race, which is no fault of the first command that needs it."""
    import signal

    from stockcar.cli import run

    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.alarm(0)
    for words in ("sim xfinity-2025-24 --runs 2", "replay xfinity-2025-24 --run 0 --runs 2"):
        with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())), contextlib.redirect_stderr(io.StringIO()):
            run([*words.split(), "--format", "json", "--book", "starter"])


@cache
def _files(folder: Path) -> None:
    for name, text in (("article.txt", ARTICLE), ("s.toml", SCENARIO), ("g.toml", SCORING), ("e.csv", ENTRIES)):
        _file(folder, name, text)
    (folder / "saved.json").write_text(json.dumps(_saved()))
    trust_sources.source_folder(folder / "source")


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


@cache
def _client(book: RecordBook) -> Any:
    """One page a process: the library behind it keeps its pages in a module."""
    import warnings

    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

    from stockcar.web.app import build
    from stockcar.web.serving import Serving

    page: Any = build(Serving(book))
    client = TestClient(page, base_url="http://127.0.0.1:8717", raise_server_exceptions=False)
    client.__enter__()  # the page needs its start-up; it goes with the process
    return client


def _page(book: RecordBook) -> Iterator[tuple[str, float, Any, Any]]:
    """Requests to the page, where it is installed."""
    try:
        client = _client(book)
    except ImportError:
        return
    addresses = (
        "/data/race/truck-2022-15",
        "/data/season/truck/2022",
        "/data/standings/truck/2022?after=truck-2022-10",
        "/data/driver/parker-kligerman",
        "/",
        "/find?q=bristol",
        "/race/truck-2022-15",
        "/driver/parker-kligerman",
        "/season/truck/2022",
        "/desk",
        "/assets/page.css",
        "/data/nothing",
    )

    def make(luck: random.Random) -> dict[str, Any]:
        address = luck.choice(addresses)
        made = address if luck.random() < 0.1 else "/" + damage.text(address[1:], luck)
        asked: dict[str, Any] = {
            "method": luck.choice(("GET", "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS")),
            "url": made[:5000],
        }
        if luck.random() < 0.2:
            asked["headers"] = {
                luck.choice(("host", "origin", "cookie", "accept", "content-length")): _latin(luck.choice(damage.WORDS))
            }
        return asked

    def take(made: dict[str, Any]) -> None:
        import httpx

        try:
            answer = client.request(**made)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError, UnicodeError):
            return  # the client would not even send it
        if answer.status_code >= 500:
            raise ValueError(f"{answer.status_code}: {answer.text[:100]}")
        if answer.url.path.startswith("/data/") and answer.content and "json" in answer.headers.get("content-type", ""):
            answer.json()

    yield "HTTP request", 6, make, take


def _latin(word: str) -> str:
    return word.encode("latin-1", "replace").decode("latin-1")[:3000]


if __name__ == "__main__":
    sys.exit("python -m verification trust_fuzz")
