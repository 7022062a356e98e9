"""Career lines and answers against plain loops over the rows of the same book, number by number."""

import statistics
from functools import cache
from itertools import groupby

import pytest

from stockcar.errors import UsageError
from stockcar.record import RecordBook
from stockcar.record.question import Event, Make, Of, Scope

DRIVERS = ("parker-kligerman", "connor-zilisch", "zane-smith", "corey-heim", "justin-allgaier", "matt-crafton")
SCOPES = ({}, {"series": "truck"}, {"track_type": "road"}, {"series": "xfinity", "season": 2025}, {"season": 1975})
ENDS = ("crash", "mechanical", "disqualified", "other")
# An event as a plain condition on a row.
HAPPENS = {
    Event.START: bool, Event.WIN: lambda r: r["finish"] == 1, Event.SECOND: lambda r: r["finish"] == 2,
    Event.TOP5: lambda r: r["finish"] <= 5, Event.TOP10: lambda r: r["finish"] <= 10,
    Event.POLE: lambda r: r["start"] == 1, Event.LED: lambda r: r["led"] > 0,
    Event.STAGE_1: lambda r: r["stage_1"] == 1,
    Event.STAGE_2: lambda r: r["stage_2"] == 1, Event.RUNNING: lambda r: r["status_class"] == "running",
    Event.DNF: lambda r: r["status_class"] != "running", Event.CRASH: lambda r: r["status_class"] == "crash",
}  # fmt: skip


@pytest.fixture(scope="module")
def book() -> RecordBook:
    return RecordBook.open("starter")


@cache
def all_rows() -> dict[str, list[dict[str, object]]]:
    """The starts of these drivers, in order, straight from the tables."""
    columns, found = RecordBook.open("starter").sql(
        f"""select s.*, r.series, r.season, r.track_type, r.race_index from starts s join races r using (key)
            where driver_id in {DRIVERS} order by r.race_index"""
    )
    told: dict[str, list[dict[str, object]]] = {driver: [] for driver in DRIVERS}
    for row in found:
        line = dict(zip(columns, row, strict=True))
        told[str(line["driver_id"])].append(line)
    return told


def rows(driver: str, scope: dict[str, object]) -> list[dict[str, object]]:
    """The starts of a driver in a scope, in order."""
    return [line for line in all_rows()[driver] if all(line[name] == value for name, value in scope.items())]


def mean(values: list[float]) -> float | None:
    return statistics.fmean(values) if values else None


@pytest.mark.parametrize("scope", SCOPES, ids=str)
@pytest.mark.parametrize("driver", DRIVERS)
def test_a_line_is_what_a_loop_over_the_rows_gives(book, driver, scope):
    line, told = book.driver(driver).splits(**scope), rows(driver, scope)
    if line.starts is None:
        assert line.coverage == "partial"
        assert line.reason
        return
    assert line.rows == tuple(r["key"] for r in told)
    assert line.starts == len(told)
    assert (line.wins, line.top5, line.top10) == tuple(sum(r["finish"] <= n for r in told) for n in (1, 5, 10))
    assert line.best_finish == min((r["finish"] for r in told), default=None)
    for name in ("laps", "led"):
        values = [r[name] for r in told]
        assert getattr(line, name) == (None if None in values else sum(values))
    for name in ("start", "finish", "rating"):
        expected = mean([r[name] for r in told if r[name] is not None])
        found = getattr(line, f"avg_{name}")
        assert found == (None if expected is None else pytest.approx(expected, abs=0.0006))
    ends = [r["status_class"] for r in told]
    assert line.dnf == sum(end != "running" for end in ends)
    assert (line.dnf_crash, line.dnf_mechanical, line.dnf_disqualified, line.dnf_other) == tuple(map(ends.count, ENDS))
    assert line.poles == sum(r["start"] == 1 for r in told)
    if line.stage_wins is not None:
        assert line.stage_wins >= sum((r["stage_1"] == 1) + (r["stage_2"] == 1) for r in told)
    assert (line.coverage == "full") == (line.reason is None)


def run_of(told: list[dict[str, object]], happens) -> list[list[str]]:
    """The runs of starts in a row that are the event."""
    return [[r["key"] for r in run] for is_so, run in groupby(told, happens) if is_so]


@pytest.mark.parametrize("event", HAPPENS)
@pytest.mark.parametrize("driver", DRIVERS[:4])
def test_events_are_counted_found_and_strung_together_as_a_loop_does(book, driver, event):
    him, told, happens = book.driver(driver), rows(driver, {}), HAPPENS[event]
    count = him.ask(Make.COUNT, event)
    if count.value is None:
        assert count.coverage == "partial"
        assert "not recorded" in count.reason
        return
    keys = [r["key"] for r in told if happens(r)]
    assert (count.value, list(count.rows), count.coverage) == (len(keys), keys, "full")
    for n in (1, 2, -1, -2, len(keys), -len(keys)):
        if n:
            expected = keys[n - 1 if n > 0 else n] if abs(n) <= len(keys) else None
            assert him.ask(Make.NTH, event, n=n).value == expected
    beyond = him.ask(Make.NTH, event, n=len(keys) + 1)
    assert (beyond.value, beyond.rows, beyond.reason) == (None, (), "never")
    assert him.ask(Make.NTH, event, n=-len(keys) - 1).value is None
    runs = run_of(told, happens)
    longest = max(runs, key=len, default=[])
    assert (him.ask(Make.LONGEST, event).value, list(him.ask(Make.LONGEST, event).rows)) == (len(longest), longest)
    current = runs[-1] if runs and runs[-1][-1] == told[-1]["key"] else []
    assert (him.ask(Make.CURRENT, event).value, list(him.ask(Make.CURRENT, event).rows)) == (len(current), current)
    since = [r["key"] for r in told]
    since = since[since.index(keys[-1]) + 1 :] if keys else since
    assert (him.ask(Make.DROUGHT, event).value, list(him.ask(Make.DROUGHT, event).rows)) == (len(since), since)


@pytest.mark.parametrize("of", [Of.LAPS, Of.LED, Of.START, Of.FINISH, Of.RATING])
@pytest.mark.parametrize("driver", DRIVERS[:4])
def test_numbers_are_summed_averaged_and_ranked_as_a_loop_does(book, driver, of):
    him, told = book.driver(driver), rows(driver, {})
    known = [(r[of.value], r["key"]) for r in told if r[of.value] is not None]
    values = [float(value) for value, _ in known]
    missing = len(told) - len(known)
    total = him.ask(Make.SUM, of)
    assert total.value == (None if missing else pytest.approx(sum(values), abs=0.06))
    assert total.coverage == ("partial" if missing else "full")
    assert isinstance(total.value, float) == (of is Of.RATING and not missing)
    assert him.ask(Make.MEAN, of).value == pytest.approx(mean(values), abs=0.0006)
    lowest_is_best = of in (Of.START, Of.FINISH)
    for make, low in ((Make.BEST, lowest_is_best), (Make.WORST, not lowest_is_best)):
        found = him.ask(make, of)
        expected = min(values) if low else max(values)
        assert found.value == pytest.approx(expected)
        assert list(found.rows) == [key for value, key in known if float(value) == pytest.approx(expected)]
        assert (f"{missing} of {len(told)}" in (found.reason or "")) == bool(missing)


def test_a_scope_without_a_start_has_no_average_and_no_best(book):
    line = book.driver("parker-kligerman").splits(season=1975)
    assert (line.starts, line.wins, line.laps, line.stage_wins) == (0, 0, 0, 0)
    assert (line.avg_finish, line.best_finish, line.coverage, line.reason) == (None, None, "full", None)
    none = book.driver("parker-kligerman").ask(Make.BEST, Of.FINISH, Scope.of(season=1975))
    assert (none.value, none.rows, none.coverage, none.reason) == (None, (), "full", "no starts")
    assert book.driver("parker-kligerman").ask(Make.LONGEST, Event.WIN, Scope.of(season=1975)).value == 0


def test_there_is_no_0th(book):
    with pytest.raises(UsageError, match="0th"):
        book.driver("parker-kligerman").ask(Make.NTH, Event.WIN, n=0)


def test_what_the_starter_cannot_count_is_none_but_wins_are_decided(book):
    winners = book.sql("select winner_id, count(*) from races group by 1 having count(*) > 20")[1]
    petty = book.driver("richard-petty")
    wins = dict(winners)["richard-petty"]
    line = petty.record()
    assert (line.starts, line.wins, line.coverage) == (None, wins, "partial")
    assert len(line.rows) == wins
    assert petty.ask(Make.COUNT, Event.WIN).value == wins
    assert petty.ask(Make.NTH, Event.WIN, n=-1).value == line.rows[-1]
    assert petty.ask(Make.COUNT, Event.TOP5).value is None
    assert petty.ask(Make.SUM, Of.LAPS).coverage == "partial"
    assert petty.ask(Make.LONGEST, Event.WIN).reason


def test_the_document_of_a_line_says_its_scope(book):
    him = book.driver("parker-kligerman")
    said = him.to_json(Scope.of(series="truck"))
    assert (said["driver"], said["driver_id"], said["scope"]) == (him.name, him.id, {"series": "truck"})
    assert said["rows"] == list(him.splits(series="truck").rows)
    assert him.to_json()["scope"] == {}
    assert repr(him) == "Driver('Parker Kligerman', 'parker-kligerman')"


def test_a_team_counts_cars(book):
    team = book.team("JR Motorsports").splits(series="xfinity", season=2025)
    query = "select count(*), count(distinct key) from results where key like 'xfinity-2025%'"
    ((cars, races),) = book.sql(f"{query} and team_id = 'jr-motorsports'")[1]
    assert team.starts == cars > races == len(set(team.rows))
    assert set(book.team("Henderson Motorsports").to_json()) >= {"team", "team_id"}
