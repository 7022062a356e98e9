"""A local cluster of two workers: the same counts, also with one of them killed halfway."""

import os
import signal

import numpy as np
import pytest

from stockcar.errors import UpstreamError
from stockcar.forecast import season_cluster
from stockcar.forecast.season_cluster import count_on_cluster
from stockcar.forecast.season_ranges import Work, count_season
from tests.forecast.season_plan import small_plan

distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
RUNS = 1600  # eight ranges


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made


@pytest.fixture(scope="module")
def here():
    return count_season(small_plan(), Work(RUNS, workers=2))


def same(one, other) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_two_workers_give_the_counts_of_threads_here(cluster, here):
    said = []
    counts = count_on_cluster(
        small_plan(), Work(RUNS, cluster=cluster.scheduler_address, say=lambda *s: said.append(s))
    )
    assert same(counts, here)
    assert said[-1] == ("seasons", 8, 8)


def test_a_worker_killed_halfway_changes_nothing(cluster, here):
    killed = []

    def kill_one(_what: str, done: int, _of: int) -> None:
        if done == 2 and not killed:
            pids = cluster.scheduler_info["workers"]
            worker = next(iter(cluster.workers.values()))
            killed.append(worker.process.pid)
            os.kill(worker.process.pid, signal.SIGKILL)
            assert pids

    counts = count_on_cluster(small_plan(), Work(RUNS, cluster=cluster.scheduler_address, say=kill_one))
    assert killed
    assert same(counts, here)


def test_an_address_where_nobody_answers_is_said(monkeypatch):
    monkeypatch.setattr(season_cluster, "WAIT_S", 1)
    with pytest.raises(UpstreamError, match="no dask scheduler answers"):
        count_on_cluster(small_plan(), Work(200, cluster="tcp://127.0.0.1:9"))
