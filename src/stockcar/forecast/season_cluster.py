"""The same ranges of simulated seasons on the workers of a dask scheduler, with the same counts.

A range whose worker dies is run again by another; where the plan itself was lost with the workers it is sent again. The
workers must run this version of the forecast and of the simulator, else nothing is run.

Known limits: a scheduler without any worker is waited for, half a minute; ranges still to be run are cancelled when the
caller is interrupted, the one under way is finished.
"""

from typing import Any, Final

from stockcar.errors import UpstreamError, UsageError
from stockcar.forecast.forecast import code_digest
from stockcar.forecast.season_ranges import SeasonCounts, SeasonPlan, Work, count_range, ranges

WAIT_S: Final = 30
ROUNDS: Final = 4  # how often the ranges left are sent anew


def count_on_cluster(plan: SeasonPlan, work: Work) -> SeasonCounts:
    """Counts over all runs, from the scheduler at ``work.cluster``.

    Raises:
        UsageError: ``distributed`` is not installed, no runs, or the workers run another version.
        UpstreamError: no scheduler or no worker answers there, or ranges fail on every worker.
    """
    client = _connected(str(work.cluster))
    try:
        _require_same_code(client)
        return _all_ranges(client, plan, work)
    finally:
        client.close()


def _connected(address: str) -> Any:
    try:
        import distributed
    except ImportError:
        raise UsageError(
            "--cluster needs the package distributed", "it is not installed", 'pip install "stockcar[cluster]"'
        ) from None
    try:
        connect: Any = distributed.Client
        return connect(address, timeout=WAIT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as reason:
        raise UpstreamError(
            f"no dask scheduler answers at {address}",
            str(reason),
            "start one: dask scheduler; then dask worker ADDRESS",
        ) from reason


def _require_same_code(client: Any) -> None:
    try:
        client.wait_for_workers(1, timeout=WAIT_S)
    except TimeoutError as reason:
        raise UpstreamError("the scheduler has no worker", "", "start one: dask worker ADDRESS") from reason
    mine = code_digest()
    others = {worker: its for worker, its in client.run(code_digest, on_error="ignore").items() if its != mine}
    if others:
        raise UsageError(
            f"{len(others)} of the workers run another version", "their numbers would differ", "install the same one"
        )


def _all_ranges(client: Any, plan: SeasonPlan, work: Work) -> SeasonCounts:
    left = dict.fromkeys(ranges(work.runs))
    whole = len(left)
    total: SeasonCounts | None = None
    for _ in range(ROUNDS):
        for span, part in _some(client, plan, list(left)):
            total = part if total is None else total + part
            del left[span]
            if work.say is not None:
                work.say("seasons", whole - len(left), whole)
        if not left and total is not None:
            return total
    raise UpstreamError(
        f"{len(left)} of {whole} ranges failed on every worker", "see the workers' logs", "run without --cluster"
    )


def _some(client: Any, plan: SeasonPlan, spans: list[tuple[int, int]]) -> Any:
    """Ranges as they are done; those that are lost are left out."""
    import distributed

    done: Any = distributed.as_completed

    sent = client.scatter(plan, broadcast=True, hash=False)
    jobs = {client.submit(count_range, sent, *span, pure=False, retries=2): span for span in spans}
    try:
        for job in done(jobs, loop=client.loop):
            if job.status == "finished":
                yield jobs[job], job.result()
    except BaseException:
        client.cancel(list(jobs))
        raise
