"""The verbs and the front door: a race followed, recorded, replayed, forked."""

import itertools
import json

import pytest

from stockcar import cli, face
from stockcar.cli.timing import print_rows
from stockcar.errors import NotFound, NotInBook, UsageError
from stockcar.live import follow
from stockcar.racing import RaceKey

from .feed_server import FeedServer
from .payloads import CARS, whole_race


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(follow, "Manners", lambda: MANNERS)
    running = FeedServer(list(whole_race()))
    yield running
    running.close()


MANNERS = follow.Manners(shortest_s=0.0, longest_s=0.0, timeout_s=10.0)


def test_live_prints_a_row_a_lap_and_a_recording_of_it_replays_to_the_same_rows(server, tmp_path, capsys):
    told = cli.run(["live", "--feed", server.base, "--record", str(tmp_path), "--book", "starter", "--format", "json"])
    watched = capsys.readouterr()
    assert told == 0
    rows = [json.loads(line) for line in watched.out.splitlines()]
    assert [row["lap"] for row in rows] == list(range(1, 13))
    assert [entry["car"] for entry in rows[-1]["entries"]] == list(CARS)
    assert rows[-1]["entries"][0]["driver"] == "Driver 5"
    assert rows[-1]["flag"] == "checkered"
    assert {entry["win"] for row in rows for entry in row["entries"]} == {None}
    assert "no chances" in watched.err  # the starter book cannot fit this race
    again = list(face.replay(source="feed", recording=tmp_path, book="starter"))
    assert again == rows


def test_live_needs_the_network(capsys):
    assert cli.run(["live", "--offline"]) == 2
    assert "network" in capsys.readouterr().err


def test_a_replay_without_its_recording_says_what_is_missing(tmp_path):
    with pytest.raises(UsageError, match="no recording"):
        next(face.replay(source="feed", book="starter"))
    with pytest.raises(NotFound):
        next(face.replay(source="feed", book="starter", recording=tmp_path))
    (tmp_path / "000001-weekend-feed.json").write_text('{"weekend_race": []}')
    with pytest.raises(NotFound, match="no lap to tell"):
        next(face.replay(source="feed", book="starter", recording=tmp_path))


def test_a_race_without_laps_is_not_in_the_book():
    with pytest.raises(NotInBook) as missing:
        next(face.replay("xfinity-2025-24", book="starter"))
    assert "--from run" in missing.value.next_step


def test_a_simulated_run_is_replayed_lap_by_lap_and_says_that_it_is_simulated():
    rows = list(itertools.islice(face.replay("xfinity-2025-24", source="run", seed=75, runs=0, book="starter"), 5))
    assert [row["lap"] for row in rows] == [1, 2, 3, 4, 5]
    assert all(row["simulated"] for row in rows)
    assert [entry["position"] for entry in rows[0]["entries"]] == list(range(1, 39))
    assert rows[0]["moved_by"] is None


def test_a_run_that_sim_tells_is_the_one_that_is_replayed_and_forked():
    told = face.simulate("truck-2022-15", "starter").tell(3)
    rows = face.replay("truck-2022-15", source="run", run=3, runs=0, book="starter")
    of_sim = [lap["order"] for lap in told["laps"][:12]]
    replayed = [[entry["car"] for entry in row["entries"]] for row in itertools.islice(rows, 12)]
    assert [order[: len(here)] for order, here in zip(replayed, of_sim, strict=True)] == of_sim
    made = face.fork("truck-2022-15", 12, "caution", run=3, runs=2, book="starter")
    assert made.seed == told["seed"] == 7
    assert min(made.state.cars.values(), key=lambda car: car.said_position or 99).car == of_sim[-1][0]


@pytest.mark.parametrize(("lap", "what"), [(0, "lap 0"), (900, "has no lap 900")])
def test_laps_that_are_none_are_refused(lap, what):
    with pytest.raises(UsageError, match=what):
        face.fork("xfinity-2025-24", lap=lap, change="caution", run=0, book="starter")


def test_the_best_finishes_need_recorded_laps():
    with pytest.raises(NotInBook, match="no laps"):
        face.finishes(book="starter")


def test_the_best_finishes_say_how_far_they_are(monkeypatch):
    from stockcar.live import finishes

    ends = {
        key: finishes.Finish(RaceKey.parse(key), 181, 200, excitement, "5", "Kyle Larson", 0.2, 0.9)
        for key, excitement in (("cup-2025-01", 0.5), ("cup-2025-02", 1.5))
    }
    monkeypatch.setattr(finishes, "recorded_races", lambda _: tuple(ends))
    monkeypatch.setattr(finishes, "finish_of", lambda _, key, *__: ends[key])
    said = []
    document = face.finishes(book="starter", say=lambda *step: said.append(step))
    assert said == [("cup-2025-01", 0, 2), ("cup-2025-02", 1, 2)]
    assert [row["key"] for row in document["finishes"]] == ["cup-2025-02", "cup-2025-01"]


def test_the_best_finishes_are_of_no_one_race(capsys):
    assert cli.run(["replay", "cup-2025-10", "--finishes"]) == 2
    assert "all recorded races" in capsys.readouterr().err


def test_a_row_for_people_names_leader_favourites_and_what_moved(capsys):
    row = {"lap": 31, "flag": "yellow", "moved_by": "caution 31: Byron +14", "entries": [
        {"car": "24", "driver": "William Byron", "win": 0.41}, {"car": "5", "driver": "Kyle Larson", "win": 0.052},
        {"car": "0", "driver": None, "win": None},
    ]}  # fmt: skip
    print_rows([row], "table")
    told = capsys.readouterr().out
    assert told == "lap  31 yellow    No. 24  William Byron 41%  Kyle Larson 5.2%  caution 31: Byron +14\n"
    print_rows([row], "csv")
    assert capsys.readouterr().out.splitlines()[1] == "31,yellow,24,William Byron,0.41"
