"""The verbs about championships: playoffs, worth, whatif."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from stockcar.cli.output import Answer, Common, emit, percent, said, show_assumed, show_rows, with_progress

if TYPE_CHECKING:
    from rich.console import Console

    from stockcar.face import Playoffs
    from stockcar.forecast.season_ranges import Work

PLAIN = Common()


@Parameter(name="*")
@dataclass(frozen=True)
class Seasons:
    """How many seasons are simulated, and by whom."""

    runs: Annotated[int, Parameter(help="seasons simulated")] = 2000
    seed: Annotated[int, Parameter(help="same seed, same chances")] = 0
    workers: Annotated[int, Parameter(help="threads; the chances do not depend on it")] = 2
    cluster: Annotated[str | None, Parameter(help="address of a dask scheduler that does the work")] = None

    def work(self, say: Any) -> "Work":
        """As the forecast takes it."""
        from stockcar.forecast.season_ranges import Work

        return Work(self.runs, self.seed, self.workers, self.cluster, say)


@Parameter(name="*")
@dataclass(frozen=True)
class Picture:
    """A picture beside the table."""

    chart: Annotated[Path | None, Parameter(help="draw it: FILE.png, .svg or .pdf")] = None
    picture: Annotated[
        Literal["grid", "who", "odds"],
        Parameter(help="the grid with its bubble line, who can still, or title odds"),
    ] = "grid"
    every: Annotated[int, Parameter(help="with --picture odds: a point every so many races")] = 3


SEASONS = Seasons()
NO_PICTURE = Picture()
SCHEDULE = Parameter(help="CSV with the races that the book does not hold yet: number, track, date, laps")
AFTER = Parameter(help='a race of the season, or "start"; the last one held without it')


def add_to(app: App) -> None:
    """Put these verbs on the command line."""
    for verb in (playoffs, worth, whatif):
        app.command(verb, group="Predict")


def playoffs(
    series: str,
    season: int,
    *,
    after: Annotated[str | None, AFTER] = None,
    schedule: Annotated[Path | None, SCHEDULE] = None,
    seasons: Seasons = SEASONS,
    owners: Annotated[bool, Parameter(help="the cars' title, too (unconfirmed with playoffs)", negative="")] = False,
    picture: Picture = NO_PICTURE,
    common: Common = PLAIN,
) -> None:
    """Where everybody stands, who has clinched, who can still, and the chances to make the playoffs and win the title.

    Example: stockcar playoffs truck 2022 --after truck-2022-15
    """
    from stockcar import face

    of = seasons
    given: dict[str, Any] = {"workers": of.workers, "cluster": of.cluster, "owners": owners, "schedule": schedule}
    made = with_progress(
        lambda say: face.playoffs(series, season, after, of.runs, of.seed, book=common.book, say=say, **given)
    )
    document = made.to_json()
    if picture.chart is not None:
        given |= {"owners": False, "book": common.book}
        earlier = _earlier(made, picture.every, of, given) if picture.picture == "odds" else []
        face.save_season(picture.picture, [*earlier, document], picture.chart)
    emit(Answer(document, document["drivers"], lambda to: _show_playoffs(to, document)), common.format)


def _earlier(made: "Playoffs", every: int, of: Seasons, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The documents of earlier races of the season, every so many, the first after ``every`` races."""
    from stockcar import face
    from stockcar.errors import UsageError

    if every < 1:
        raise UsageError(f"--every {every}", "it is a number of races", "give 1 or more")
    known = made.season_odds.known
    keys = [str(race.key) for race in known.schedule if race.key.number < known.after]
    series, season = known.series.value, known.season
    made_then = [face.playoffs(series, season, key, of.runs, of.seed, **given) for key in keys[every - 1 :: every]]
    return [each.to_json() for each in made_then]


def _show_playoffs(to: "Console", document: Mapping[str, Any]) -> None:
    when = f"after {document['after']}" if document["after"] else "before the first race"
    left = document["races_left"]
    rest = f"{left} races left, {document['runs']:,} simulated seasons, seed {document['seed']}"
    head = f"[bold]{document['series']} {document['season']}[/bold]  {when}, {document['stage']}"
    to.print(f"{head}, {rest}" if left else head)
    show_assumed(to, document)
    line = document["cut_line"]
    if line:
        to.print(
            f"cut: {line['places']} places; last in on points {line['last_in']} ({line['last_in_points']:g}), "
            f"first out {line['first_out']} ({line['first_out_points']:g})"
        )
    if document["next"] and left:
        to.print(f"next decided: {document['next']['step']}, by {document['next']['race']}")
    less = ("playoff points", "round 3", "round 2", "certain")
    show_rows(to, [playoffs_row(row) for row in document["drivers"]], spare=less)
    if document["owners"]:
        to.print("\n[bold]owners[/bold]  (the drivers' fields and resets stand in for theirs: unconfirmed)")
        show_rows(
            to, [playoffs_row({**row, "driver": f"No. {row['car']}"}) for row in document["owners"][:25]], spare=less
        )


def playoffs_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A driver of the grid as a person reads him."""
    reached = row["rounds"][1:] if len(row["rounds"]) > 1 else []
    return {
        "rank": row["rank"],
        "driver": row["driver"],
        "points": f"{row['points']:g}",
        "wins": row["wins"],
        "playoff points": row["playoff_points"],
        "playoffs": percent(row["make_playoffs"]),
        **{f"round {number}": percent(chance) for number, chance in enumerate(reached, start=2)},
        "title": f"{percent(row['title'])} ±{100 * row['title_se']:.1f}",
        "certain": status(row),
    }


def status(row: Mapping[str, Any]) -> str:
    """What is certain of a driver, in words."""
    against = row["reason"] or ""
    if row["eliminated"]:
        assumed = ", as far as is known" if row["assumed"] else ""
        return f"out{assumed}: {against}" if against else "out"
    if row["clinched_next"]:
        return "clinched"
    found = "must win" if row["must_win"] else "can still"
    if row["magic_points"] is not None:
        found = f"{row['magic_points']} points clinch it"
    return f"{found}; now {against}" if against else found


def worth(
    *name: str,
    schedule: Annotated[Path | None, SCHEDULE] = None,
    seasons: Seasons = SEASONS,
    common: Common = PLAIN,
) -> None:
    """What a race was worth: everybody's chances with its result and without, over the same races to come.

    Example: stockcar worth truck-2022-15
    """
    from stockcar import face

    document = with_progress(lambda say: face.worth_of(" ".join(name), common.book, seasons.work(say), schedule))
    emit(Answer(document, document["drivers"], lambda to: _show_worth(to, document)), common.format)


def _show_worth(to: "Console", document: Mapping[str, Any]) -> None:
    to.print(f"[bold]{document['key']}[/bold]  {document['runs']:,} simulated seasons, seed {document['seed']}")
    show_assumed(to, document)
    to.print(document["sentence"] or "no winner is recorded", markup=False)
    rows = [row for row in document["drivers"] if row["title_change"] or row["make_playoffs_change"]]
    show_rows(to, [
        {
            "driver": row["driver"], "playoffs before": percent(row["make_playoffs_before"]),
            "after": percent(row["make_playoffs_after"]), "title before": percent(row["title_before"]),
            "title after": percent(row["title_after"]),
            "change": f"{100 * row['title_change']:+.1f} ±{100 * row['title_change_se']:.1f}",
        }
        for row in rows[:25]
    ])  # fmt: skip


def whatif(
    series: str,
    season: Annotated[str, Parameter(help='a season, or "all": the champions of every season under every format')],
    *,
    rules: Annotated[str | None, Parameter(help="a year, or a file of rules; without it every format")] = None,
    after: Annotated[str | None, Parameter(help="simulate what follows this race, under both rules")] = None,
    schedule: Annotated[Path | None, SCHEDULE] = None,
    seasons: Seasons = SEASONS,
    common: Common = PLAIN,
) -> None:
    """A season under other rules: who would have been champion? With --after: whose chances would be what?

    Example: stockcar whatif cup 2025 --rules 2003
    """
    from stockcar import face
    from stockcar.errors import UsageError

    if season != "all" and not season.isdecimal():
        raise UsageError(f'season "{season}"', "", 'give a year, or "all"')
    if rules is None:
        document = face.champions(series, None if season == "all" else [int(season)], common.book)
        emit(Answer(document, document["seasons"]), common.format)
        return
    if season == "all":
        raise UsageError("rules for all seasons", "every format is shown there", "leave --rules out, or give a season")
    chosen = face.rules_named(rules)
    if after is not None:
        document = with_progress(
            lambda say: face.whatif_chances(
                series, int(season), chosen, after, common.book, seasons.work(say), schedule
            )
        )
        emit(Answer(document, document["drivers"], lambda to: _show_chances(to, document)), common.format)
        return
    document = face.whatif(series, int(season), chosen, common.book)
    emit(Answer(document, document["order"], lambda to: _show_whatif(to, document)), common.format)


def _show_whatif(to: "Console", document: Mapping[str, Any]) -> None:
    to.print(f"[bold]{document['series']} {document['season']}[/bold]  under the rules of {_rules_said(document)}")
    to.print(f"champion: {said(document['champion'])}; in the record: {said(document['real_champion'])}")
    for text in (document["reason"], *document["left_out"]):
        if text:
            to.print(text, markup=False)
    show_rows(to, document["order"][:20], columns=("position", "driver", "points", "wins", "playoffs"))


def _rules_said(document: Mapping[str, Any]) -> str:
    """A year, or the name and the path of a file."""
    from rich.markup import escape

    name = document["rules_name"]
    return escape(f'"{name}" ({document["rules"]})' if name else str(document["rules"]))


def _show_chances(to: "Console", document: Mapping[str, Any]) -> None:
    to.print(
        f"[bold]{document['series']} {document['season']}[/bold]  after {document['after']}, {document['runs']:,} "
        f"simulated seasons under its own rules and those of {_rules_said(document)}, seed {document['seed']}"
    )
    show_assumed(to, document)
    for text in document["left_out"]:
        to.print(text, markup=False)
    other = "title, other rules" if document["rules_name"] else f"title, {document['rules']}"
    show_rows(to, [
        {
            "driver": row["driver"], "title, own rules": percent(row["title_own"]),
            other: percent(row["title"]), "difference": f"{100 * row['difference']:+.1f}",
        }
        for row in document["drivers"][:25]
    ])  # fmt: skip
