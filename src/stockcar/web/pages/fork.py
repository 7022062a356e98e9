"""Fork: leave a race at a lap, change one thing, and see what follows. The address holds all of it."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from nicegui import ui

from stockcar import face
from stockcar.face.simulation import DEMO
from stockcar.web.bars import car_label
from stockcar.web.charts import chances
from stockcar.web.charts.futures import before_the_fork, fork_line, unfolding
from stockcar.web.controls import button, choice, entry
from stockcar.web.documents import whole
from stockcar.web.frame import PATIENCE_S, open_page, shown
from stockcar.web.futures import Future, futures, wins
from stockcar.web.laps import Laps, green_before, laps_of, standing_at
from stockcar.web.later import later, work_in
from stockcar.web.pages.replay import head
from stockcar.web.panel import aside, chart, html, panel
from stockcar.web.serving import Serving
from stockcar.web.streams import Told, replay_address, require_told, rows_of
from stockcar.web.table import Column, table
from stockcar.web.words import address, link, paragraph, percent

CHANGES = {
    "caution": "a caution on the next lap", "pit": "a car pits now", "stay-out": "a car stays out",
    "push": "a car is told to push another", "take-lead": "a car is told to take the lead",
    "relief": "a relief driver takes over a car", "rain": "rain ends the race",
    "no-stage-caution": "no cautions at the stage ends",
}  # fmt: skip
RUNS = {"500": "500", "2000": "2,000", "5000": "5,000"}
PICKED = 3  # cars drawn in colour
MEANING = (
    "The same simulated races are run from this lap with and without the change, each with the same luck, so that the "
    "difference is the change and not the dice. The error is one standard error of the difference."
)


@dataclass(frozen=True)
class Asked:
    """One fork of one telling of a race."""

    meant: Told
    lap: int
    change: str
    runs: int

    def page(self, digest: str) -> str:
        """Its address; it says from which book it was asked."""
        return address(f"/fork/{self.meant.key}", **self.meant.parts(), lap=self.lap, change=self.change,
                       runs=self.runs, book=digest[:16])  # fmt: skip


def add_to(serving: Serving) -> None:
    """Put the page at ``/fork/KEY``; its address holds ``source``, ``run``, ``seed``, ``lap``, ``change``, ``runs``."""

    @ui.page("/fork", response_timeout=PATIENCE_S)
    @shown(serving, "/fork")
    def any_fork() -> None:
        ui.navigate.to(f"/fork/{DEMO}")

    @ui.page("/fork/{name}", response_timeout=PATIENCE_S)
    @shown(serving, "/fork")
    async def fork(
        name: str, source: str = "", run: str = "", seed: str = "", lap: str = "", change: str = "", runs: str = "",
        book: str = "",
    ) -> None:  # fmt: skip
        asked = (name, source, run, seed)
        meant = await serving.work(("told", *asked), lambda: require_told(serving, *asked))
        race = serving.book.race(meant.key)
        number = whole(runs, "runs", 2, serving.limits.runs, 2_000)
        begin = whole(lap, "lap", 1, 2_000, 0)
        open_page(serving, f"Fork: {race.name}", "/fork")
        html(head(meant), kind="facts")
        if book and not serving.book.digest.startswith(book[:16]):
            html(paragraph("This link was made with another book; the numbers may differ.", "bad"))
        stages = [stage.end_lap for stage in race.stages if stage.end_lap != race.laps_scheduled]
        later(
            serving, ("laps", meant), lambda: laps_of(list(rows_of(serving, meant, 0))),
            lambda laps: Desk(serving, meant, laps, stages).build(begin, change[:80], number), "reading the laps",
        )  # fmt: skip


class Desk:
    """The fields of one visitor's fork, and what came of it."""

    def __init__(self, serving: Serving, meant: Told, laps: Laps | None, stages: list[int]) -> None:
        self.serving, self.meant, self.laps, self.stages = serving, meant, laps, stages
        self.picture: Any = None

    def build(self, lap: int, change: str, runs: int) -> None:
        """The fields; asks at once where the address already says what."""
        if self.laps is None:
            html(paragraph("There are no laps to fork.", "bad"))
            return
        last = self.laps.lap[-1]
        # Where the address names no lap: one from which anything can be changed, a caution not being out.
        begin = min(max(1, lap or green_before(self.laps, round(0.8 * last))), last - 1)
        words = change.split()
        with panel("Change one thing", MEANING, "the simulator, from the state of the race at that lap", kind="across"):
            self._fields(begin, last, words, runs)
        self.place = ui.element("div").classes("grid")
        if change:
            ui.timer(0.02, lambda: self.ask(Asked(self.meant, begin, change, runs)), once=True)
        else:
            with self.place:
                self._chart_now(begin)

    def _fields(self, lap: int, last: int, words: list[str], runs: int) -> None:
        assert self.laps is not None
        order = {car.car: f"{car.car} {car.driver}" for car in self.laps.cars}
        kind = (
            "push"
            if words[2:3] == ["push"]
            else "take-lead"
            if words[2:3] == ["take-lead"]
            else (words or ["caution"])[0]
        )
        with ui.element("div").classes("fields"):
            self.lap = entry("after lap", str(lap), "range", min=1, max=last - 1)
            self.lap.box.classes("long")
            self.kind = choice("change", CHANGES, kind if kind in CHANGES else "caution")
            self.car = choice("car", order, words[1] if len(words) > 1 and words[1] in order else self.laps.cars[0].car)
            self.other = choice("whom", order, words[3] if words[3:4] and words[3] in order else self.laps.cars[1].car)
            self.runs = choice("races", RUNS | {str(runs): f"{runs:,}"}, str(runs))
            button("Fork", self.pressed, "main")
        self.where = html("", kind="where")
        self.where.props["role"] = "status"
        self.kind.changed = self._show_needed
        self.lap.changed = self._show_lap
        self._show_lap()
        self._show_needed()

    def _show_lap(self) -> None:
        """What stood at the lap chosen; the line in the picture moves with it."""
        assert self.laps is not None
        lap = self._lap_chosen()
        self.where.set_content(str(Markup("{} {}").format(
            standing_at(self.laps, lap), link(replay_address(self.meant, lap), "Watch it from there"))))  # fmt: skip
        if self.picture is not None and not self.picture.is_deleted:
            self.picture.run_chart_method("setOption", {"series": [fork_line(lap)]})

    def _lap_chosen(self) -> int:
        """The lap in the field; 0 for what is none, which the fork refuses in words."""
        typed = self.lap.value.strip()
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0

    def _show_needed(self) -> None:
        """Only the fields that the change needs."""
        self.car.box.set_visibility(self.kind.value not in ("caution", "rain", "no-stage-caution"))
        self.other.box.set_visibility(self.kind.value == "push")

    async def pressed(self) -> None:
        """Ask for what stands in the fields; the address follows."""
        asked = Asked(self.meant, self._lap_chosen(), self.change(), int(self.runs.value))
        ui.navigate.history.replace(asked.page(self.serving.book.digest))
        await self.ask(asked)

    def change(self) -> str:
        """The change in the words of the verb ``fork``."""
        kind, car = self.kind.value, self.car.value
        if kind == "push":
            return f"orders {car} push {self.other.value}"
        if kind == "take-lead":
            return f"orders {car} take-lead"
        return f"{kind} {car}" if kind in ("pit", "relief", "stay-out") else kind

    async def ask(self, asked: Asked) -> None:
        """Work it out and draw it."""
        await work_in(
            self.place, self.serving, ("forked", asked), lambda: forked(self.serving, asked),
            lambda made: self.draw(asked, *made), f"simulating {2 * asked.runs:,} races",
        )  # fmt: skip

    def draw(self, asked: Asked, document: dict[str, Any], told_of: list[Future], won: str) -> None:
        """The sentence, the futures, the chances before and after."""
        assert self.laps is not None
        where = asked.page(self.serving.book.digest)
        source = f"{asked.runs:,} simulated races, seed {asked.meant.seed}"
        with panel("What follows", MEANING, source, kind="across"):
            html(Markup('<p class="sentence" role="status">{}</p>').format(document["sentence"]))
            html(paragraph(Markup("{} · {}").format(
                link(where, "this fork", "the same numbers from the same book"),
                link(address(f"/data/fork/{asked.meant.key}", **asked.meant.parts(), lap=asked.lap, change=asked.change,
                             runs=asked.runs), "its document")), "quiet"))  # fmt: skip
        cars = [entry["car"] for entry in document["entries"][:PICKED]]
        meaning = (
            "Grey: the race as it was. In colour: the three with the best chances until the lap, and after it in "
            f"each of the first {len(told_of)} futures, as places lap by lap."
        )
        with panel("The futures", meaning, source, kind="across"):
            chart(
                unfolding(self.laps, self.stages, asked.lap, told_of, cars), "Places lap by lap in the futures", "tall"
            )
            html(paragraph(f"Winners of the futures drawn: {won}." if won else "The change ends the race.", "quiet"))
            aside(chances_table(document))
        with panel("Chances before and after", MEANING, source, kind="across"):
            chart(chances.before_and_after(document["entries"]), "Chances before and after the change")
            aside(chances_table(document))

    def _chart_now(self, lap: int) -> None:
        assert self.laps is not None
        with panel(
            "The race as it was",
            "Places lap by lap, the first ten in colour; the line is the lap of the fork.",
            "the laps",
            kind="across",
        ):
            self.picture = chart(before_the_fork(self.laps, self.stages, lap), "Places lap by lap", "tall")
            html(paragraph("Slide to a lap, choose a change and press Fork.", "quiet"))


def forked(serving: Serving, asked: Asked) -> tuple[dict[str, Any], list[Future], str]:
    """The document of a fork, its first futures, and who won them."""
    made = face.fork(
        asked.meant.key, asked.lap, asked.change, asked.meant.run, asked.meant.seed, asked.runs, serving.book
    )
    told_of = futures(made, changed=True)
    return made.to_json(), told_of, wins(told_of, made.fitted.lines)


def chances_table(document: dict[str, Any]) -> Markup:
    """Chances without and with the change."""
    columns = (
        Column("car", "car", cell=lambda row: car_label(row["car"])), Column("driver", "driver", left=True),
        Column("win_before", "without", cell=lambda row: percent(row["win_before"])),
        Column("win_after", "with", cell=lambda row: percent(row["win_after"])),
        Column("difference", "points", cell=lambda row: f"{100 * row['difference']:+.1f}"),
        Column("difference_se", "error", cell=lambda row: f"{100 * row['difference_se']:.1f}"),
    )  # fmt: skip
    return table(document["entries"], columns, "Chances before and after the change")
