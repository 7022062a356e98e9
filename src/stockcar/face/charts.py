"""What can be drawn of a race? Rows first, then a picture of exactly these rows.

=========  ======================================================  ===================================================
kind       what it shows                                           needs
=========  ======================================================  ===================================================
laps       running position by lap                                 recorded laps, or ``run`` for a simulated race
trace      seconds behind the leader by lap                        the same
points     points of the season, race by race, up to this one      the results of the season
gained     from the start to the finish, car by car                the result
led        laps led                                                the result
loop       loop data: average running position, passes, rating     loop data (full book)
chances    chances of a win and a top ten, with their error        what a forecast needs
finishes   how often each car finished where in simulated races    what a forecast needs
=========  ======================================================  ===================================================

Known limits: gaps of a recorded race are sums of lap times, so a car's laps before one that is missing are all it has.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from stockcar.errors import NotInBook, UsageError
from stockcar.face.arguments import checked
from stockcar.face.books import Book
from stockcar.face.races import Race, race
from stockcar.racing import RaceKey

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Kind = Literal["laps", "trace", "points", "gained", "led", "loop", "chances", "finishes"]
ENDINGS: Final = (".png", ".svg", ".pdf")
LOOP: Final = ("avg_running", "best", "worst", "pass_diff", "quality_passes", "fastest_laps", "top15_laps", "rating")
RUNS = 2_000
LEADING = 10  # drivers of a points chart


@dataclass(frozen=True)
class Chart:
    """A picture of a race and the rows it is drawn from. Unknown is None; positions and laps start at 1."""

    key: str
    kind: Kind
    title: str
    rows: list[dict[str, Any]]
    simulated: bool = False

    def to_json(self) -> dict[str, Any]:
        """The document of ``stockcar chart``."""
        return {"key": self.key, "kind": self.kind, "title": self.title, "simulated": self.simulated, "rows": self.rows}

    def figure(self) -> "Figure":
        """The picture as a matplotlib figure.

        Raises:
            UsageError: matplotlib is not installed.
        """
        from stockcar.face import drawing

        return drawing.figure(self.kind, self.title, self.rows)

    def save(self, path: str | Path) -> Path:
        """Write the picture; the ending of ``path`` says how: .png, .svg or .pdf.

        Raises:
            UsageError: another ending, a file that cannot be written, or matplotlib is not installed.
        """
        from stockcar.face import drawing
        from stockcar.record.whole import write_whole

        file = Path(path)
        if file.suffix.lower() not in ENDINGS:
            raise UsageError(f"{file}: what kind of picture?", f"the ending is {file.suffix!r}", "use one of", ENDINGS)
        made = self.figure()
        write_whole(file, lambda beside: drawing.save(made, beside))
        return file


@checked
def chart(
    name: str | RaceKey,
    kind: Kind = "laps",
    run: int | None = None,
    seed: int = 7,
    runs: int = RUNS,
    book: Book = None,
) -> Chart:
    """A chart of a race; ``.save("file.png")`` draws it, ``.rows`` is what is drawn.

    ``run`` takes run number ``run`` of ``seed`` instead of the recorded race (``laps`` and ``trace``); ``runs`` is the
    number of simulated races of ``chances`` and ``finishes``. What is simulated says so.

    Raises:
        NotInBook: the open book does not hold what is drawn.
        UsageError: no such kind.
    """
    if kind not in get_args(Kind):
        raise UsageError(f"no chart is called {kind!r}", "", "use one of these", get_args(Kind))
    found = race(name, book)
    title = f"{found.scheduled.name}, {found.key}"
    if kind in ("laps", "trace"):
        rows = _recorded_laps(found) if run is None else _simulated_laps(found, run, seed)
        said = title if run is None else f"SIMULATED  {title}, seed {seed}, run {run}"
        return Chart(str(found.key), kind, said, rows, run is not None)
    if kind == "finishes":
        said = f"SIMULATED  {title}, {runs:,} races"
        return Chart(str(found.key), kind, said, _finishes(found, runs, seed), True)
    if kind == "chances":
        return Chart(str(found.key), kind, f"{title}: chances", _chances(found, runs, seed))
    plain: dict[str, Callable[[Race], list[dict[str, Any]]]] = {
        "points": _points, "gained": _gained, "led": _led, "loop": _loop,
    }  # fmt: skip
    return Chart(str(found.key), kind, title, plain[kind](found))


def _recorded_laps(found: Race) -> list[dict[str, Any]]:
    held = "laps" in found.book.shelf.names
    rows = found.book.sql(
        f"""select lap, car, driver, running, lap_time_s from laps
            where key = '{found.key}' and running is not null and lap > 0 order by lap, running"""
    )[1] if held else []  # fmt: skip
    if not rows:
        said = "stockcar book update, or --run 0 for a simulated race"
        raise NotInBook(f"no laps of {found.key} in this book", "laps are recorded for a few races", said)
    yellow = set()
    if "cautions" in found.book.shelf.names:
        periods = found.book.sql(f"select from_lap, to_lap from cautions where key = '{found.key}'")[1]
        yellow = {lap for first, last in periods if first and last for lap in range(first, last + 1)}
    clock: dict[str, float | None] = {}
    lines = []
    for lap, car, driver, running, lap_time_s in rows:
        before = clock.get(car, 0.0)
        clock[car] = before + lap_time_s if before is not None and lap_time_s is not None else None
        lines.append((lap, car, driver, running, clock[car]))
    leading = {lap: at for lap, _, _, running, at in lines if running == 1}

    def gap_s(lap: int, at: float | None) -> float | None:
        lead = leading.get(lap)
        return None if at is None or lead is None else round(at - lead, 3)

    return [
        {"lap": lap, "flag": "yellow" if lap in yellow else "green", "car": car, "driver": driver, "running": running,
         "gap_s": gap_s(lap, at)}
        for lap, car, driver, running, at in lines
    ]  # fmt: skip


def _simulated_laps(found: Race, run: int, seed: int) -> list[dict[str, Any]]:
    from stockcar.face.simulation import simulation

    told = simulation(found.book, found.key, max(1, run + 1), seed).tell(run)
    names = {row["car"]: row["driver"] for row in told["result"]}
    return [
        {"lap": lap["lap"], "flag": lap["flag"], "car": car, "driver": names[car], "running": place, "gap_s": gap}
        for lap in told["laps"]
        for place, (car, gap) in enumerate(zip(lap["order"], lap["gap_s"], strict=True), start=1)
    ]


def _points(found: Race) -> list[dict[str, Any]]:
    key = found.key
    rows = found.book.sql(
        f"""select races.number, driver, driver_id, sum(points) from results join races using (key)
            where series = '{key.series.value}' and season = {key.season} and races.number <= {key.number}
              and finish is not null group by all order by 1"""
    )[1]
    if not rows or all(points is None for *_, points in rows):
        raise NotInBook(f"no points of {key.series} {key.season} in this book", "", "stockcar book update")
    total: dict[str, int] = {}
    names: dict[str, str] = {}
    lines: list[dict[str, Any]] = []
    numbers = sorted({number for number, *_ in rows})
    for number in numbers:
        for _, driver, driver_id, points in (row for row in rows if row[0] == number):
            total[driver_id] = total.get(driver_id, 0) + int(points or 0)
            names[driver_id] = driver
        lines += [{"race": number, "driver_id": who, "points": sum_} for who, sum_ in total.items()]
    best = sorted(total, key=lambda who: (-total[who], who))[:LEADING]
    return [
        {"race": row["race"], "driver": names[row["driver_id"]], "rank": best.index(row["driver_id"]) + 1,
         "points": row["points"]}
        for row in lines if row["driver_id"] in best
    ]  # fmt: skip


def _result(found: Race) -> list[dict[str, Any]]:
    rows = [row for row in found.rows if row["finish"] is not None]
    if not rows:
        raise NotInBook(f"no result of {found.key} in this book", "", "stockcar book update")
    return rows


def _gained(found: Race) -> list[dict[str, Any]]:
    return [
        {"finish": row["finish"], "start": row["start"], "car": row["car"], "driver": row["driver"],
         "gained": None if row["start"] is None else row["start"] - row["finish"]}
        for row in _result(found)
    ]  # fmt: skip


def _led(found: Race) -> list[dict[str, Any]]:
    rows = [{"car": r["car"], "driver": r["driver"], "led": r["led"]} for r in _result(found) if r["led"]]
    if not rows:
        raise NotInBook(f"no laps led are recorded for {found.key}", "", "use another kind of chart")
    return sorted(rows, key=lambda row: -int(row["led"]))


def _loop(found: Race) -> list[dict[str, Any]]:
    names = ", ".join(LOOP)
    if "loop" not in found.book.shelf.names:
        raise NotInBook("no loop data in this book", "the starter book has none", "stockcar book update")
    columns, rows = found.book.sql(
        f"select finish, driver, {names} from loop where key = '{found.key}' order by finish nulls last"
    )
    if not rows:
        raise NotInBook(f"no loop data of {found.key} in this book", "", "stockcar book update")
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _chances(found: Race, runs: int, seed: int) -> list[dict[str, Any]]:
    made = found.forecast(mode="grid", runs=runs, seed=seed).to_json()
    names = ("rank", "car", "driver", "win", "win_se", "top5", "top10")
    return [{name: entry[name] for name in names} for entry in made["entries"]]


def _finishes(found: Race, runs: int, seed: int) -> list[dict[str, Any]]:
    from stockcar.face.simulation import simulation

    made = simulation(found.book, found.key, runs, seed).to_json()
    return [
        {"car": entry["car"], "driver": entry["driver"], "finish": place, "share": count / runs}
        for entry in made["entries"]
        for place, count in enumerate(entry["finish_counts"], start=1)
    ]
