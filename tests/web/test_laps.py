"""Laps as columns, and the pictures made of them: plain functions, no browser."""

import asyncio
import json
import time

import pytest
from tests.web.browser import run

from stockcar.errors import UsageError
from stockcar.web.charts import chances, laps, stints
from stockcar.web.laps import bands, clean_laps, laps_of
from stockcar.web.pages.find import meanings_of
from stockcar.web.tape import Tape, Tapes
from stockcar.web.work import Bench


def entry(car, place, gap, **more):
    plain = {"laps_down": 0, "out": None, "last_lap_s": None, "tire_age_laps": None, "stops": 0, "win": None}
    return {"car": car, "driver": f"Driver {car}", "position": place, "gap_s": gap, **plain, **more}


def row(lap, flag, *entries, elapsed=None):
    return {
        "key": "cup-2025-10", "simulated": False, "lap": lap, "flag": flag, "elapsed_s": elapsed or 50.0 * lap,
        "moved_by": None, "excitement": None, "entries": list(entries),
    }  # fmt: skip


RACE = [
    row(1, "green", entry("1", 1, 0.0), entry("01", 2, 0.5)),
    row(2, "yellow", entry("1", 1, 0.0), entry("01", 2, 1.0)),
    row(3, "yellow", entry("01", 1, 0.0), entry("1", 2, 2.0, stops=1)),
    row(4, "green", entry("01", 1, 0.0), entry("1", 2, None, out="crash")),
]


def test_cars_are_told_apart_by_their_painted_numbers_and_ordered_by_the_last_lap():
    made = laps_of(RACE)
    assert [car.car for car in made.cars] == ["01", "1"]
    assert made.cars[0].place == [2, 2, 1, 1]
    assert made.cars[1].place == [1, 1, 2, None]  # out: no place any more


def test_lap_times_are_differences_of_crossings():
    made = laps_of(RACE)
    assert made.cars[0].lap_s == [None, 50.5, 49.0, 50.0]


def test_stops_and_cautions_are_found():
    made = laps_of(RACE)
    assert made.cars[1].stops == [3]
    assert bands(made, "yellow") == [(2, 3)]
    assert laps_of([]) is None


def test_where_stops_are_not_counted_the_tyres_tell_them():
    ages = [1, 2, 3, 1, 2, 3, 5, 6]  # fitted on lap 2, told a lap off at first
    rows = [row(n, "green", entry("1", 1, 0.0, stops=None, tire_age_laps=age)) for n, age in enumerate(ages, 1)]
    assert laps_of(rows).cars[0].stops == [2]


def test_clean_laps_leave_out_stops_cautions_and_slow_ones():
    rows = [row(n, "yellow" if n == 5 else "green", entry("1", 1, 0.0), elapsed=50.0 * n + (30 if n >= 9 else 0))
            for n in range(1, 12)]  # fmt: skip
    made = laps_of(rows)
    assert (
        clean_laps(made, made.cars[0]) == [50.0] * 7
    )  # of 11: not the first, the yellow and the one after it, the one of 80 s


def test_pictures_hold_what_the_laps_hold():
    made = laps_of(RACE)
    chart = laps.lap_chart(made, [2])
    assert chart["series"][0]["data"] == [[1, 2], [2, 2], [3, 1], [4, 1]]
    assert chart["series"][0]["markArea"]["data"] == [
        [{"xAxis": 1, "itemStyle": {"color": "rgba(224,177,0,0.28)"}}, {"xAxis": 3}]
    ]
    grey = laps.lap_chart(made, [], until=2)
    assert [len(line["data"]) for line in grey["series"]] == [2, 3, 2, 2]
    assert laps.race_trace(made, [])["series"][1]["data"] == [[1, 0.0], [2, 0.0], [3, 2.0]]
    assert stints.stints(made)[1][1] == [3]


def test_a_ribbon_holds_the_favourites_of_any_time():
    rows = [row(1, "green", entry("1", 1, 0.0, win=0.9), entry("01", 2, 0.5, win=0.1)),
            row(2, "green", entry("1", 2, 0.1, win=0.2), entry("01", 1, 0.0, win=0.8))]  # fmt: skip
    made = chances.ribbon(rows)
    assert [line["name"] for line in made["series"]] == ["1 Driver 1", "01 Driver 01"]
    assert made["series"][1]["data"] == [[1, 10.0], [2, 80.0]]


def test_the_bench_answers_one_question_once_and_gives_up_in_time():
    calls = []

    def slow():
        calls.append(1)
        time.sleep(0.2)
        return 7

    async def ask():
        bench = Bench(places=1, queue=1)
        both = await asyncio.gather(bench.work("a", slow, 5), bench.work("a", slow, 5))
        again = await bench.work("a", slow, 5)
        with pytest.raises(UsageError, match="no answer within"):
            await bench.work("b", slow, 0.05)
        with pytest.raises(UsageError, match="busy"):
            await bench.work("c", slow, 5)
        bench.threads.shutdown()
        return both, again

    assert run(ask()) == ([7, 7], 7)
    assert len(calls) == 2


def test_a_tape_is_read_by_many_while_it_is_written_and_from_any_line():
    def rows():
        for n in range(5):
            time.sleep(0.02)
            yield {"lap": n}

    async def read(tape, first):
        return b"".join([part async for part in tape.read(first)])

    async def both():
        tape = Tape(rows).start()
        return await asyncio.gather(read(tape, 0), read(tape, 3))

    whole, rest = run(both())
    assert whole.count(b"\n") == 5
    assert rest == b'{"lap": 3}\n{"lap": 4}\n'


def test_tapes_are_shared_and_their_number_is_limited():
    tapes = Tapes(kept=2, writers=1)

    def waits():
        time.sleep(0.3)
        yield {"lap": 1}

    assert tapes.tape("a", waits) is tapes.tape("a", waits)
    with pytest.raises(UsageError, match="busy"):
        tapes.tape("b", waits)
    tapes.held["a"].thread.join()
    for name in "bcd":
        tapes.tape(name, lambda: iter(())).thread.join()
    assert len(tapes.held) <= 3


def test_a_fault_in_a_replay_is_told_without_its_trace():
    def broken():
        raise RuntimeError("/secret/place")
        yield

    tape = Tape(broken).start()
    tape.thread.join()
    assert [json.loads(line)["what"] for line in tape.lines] == ["something went wrong here"]
    assert b"secret" not in tape.lines[0]


MEANT = [("truck 2022 mid-ohio", "/race/truck-2022-15"), ("Parker Kligerman", "/driver/parker-kligerman"),
         ("cup 2025", "/season/cup/2025")]  # fmt: skip


@pytest.mark.parametrize(("text", "where"), MEANT)
def test_one_meaning_is_an_address(text, where):
    from stockcar import face

    assert [meaning[0] for meaning in meanings_of(face.open_book("starter"), text)] == [where]
