"""Ten thousand damaged payloads of the live feed, in races: no crash, no impossible state.

Races of our own making and the real snapshots of the samples, one of them after another; what must hold stands in
``tests/live/mutants.py``: positions stay a permutation, laps, laps led, stops and the clock never fall, and a payload
is either taken or refused by name.
"""

from collections import Counter
from pathlib import Path

from tests.live.mutants import run
from tests.live.payloads import whole_race

SAMPLES = Path(__file__).parents[2] / "shared" / "data" / "feed_samples" / "2020_cup_4973_martinsville"


def main(full: bool) -> int:
    """Damage, read, count; write ``mutate_live.md``."""
    count = 10_000 if full else 1_000
    real = [path.read_bytes() for path in sorted(SAMPLES.glob("live-feed-lap*.json"))]
    taken: Counter[str] = Counter()
    lines = [f"# {count} damaged payloads of the live feed, in races", "", "| payloads | damaged | refused | taken |"]
    lines.append("|---|---|---|---|")
    for what, payloads, share in (
        ("a race made for tests", whole_race(), 0.8),
        ("cup-2020-11, four snapshots", real, 0.2),
    ):
        one = run(payloads, round(share * count)) if payloads else Counter[str]()
        taken += one
        lines.append(f"| {what} | {one.total()} | {one['refused']} | {one['taken']} |")
    lines += ["", "Crashes: 0. Impossible states: 0. (Either would have stopped this run.)", ""]
    Path(__file__).with_suffix(".md").write_text("\n".join(lines), encoding="utf-8")
    return 0 if taken.total() >= count else 1
