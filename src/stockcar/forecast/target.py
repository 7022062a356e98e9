"""Which finishes should the simulator reproduce?

The calibrated odds in closed form: with each car's strength, the slope of the track and each car's chance to drop out,
the chance that one car finishes ahead of another is known, and their sum is the expected place. ``settle`` then moves
every car's pace until the simulator gives the same expected places and wins, how unsure that pace is until it gives
the same top tens, and luck with wrecks until the same cars drop out as often. The runs it uses are keyed apart from
those of any forecast.

A race must stay the kind of race it was calibrated to be. Places only tell how large the differences in pace are beside
the luck of the day, not how large both are: so both are scaled together until as many cars end on the lead lap as in
the race that settling begins with, the calibrated one. Where the field should be told apart more or less sharply, pace
and luck turn against each other with their sum of squares left as it is: the smaller of the two moves the most. And
where one car leads more of the laps than it did there, part of the luck is drawn anew at every stop, not once a day.
Nothing else in the laws of the lap is touched. That is done in the first rounds; the last go by the odds alone, since
keeping the lead lap to the end leaves the field too even. On superspeedways laps are lost, and the lead changes, by
the draft, by wrecks and by stops, not by pace: there the race is left as it comes. Wins out of the pack hardly answer
to pace before places do, so there each car's day is made as wide as its wins and top tens together ask.

The first stage goes more by the grid than the race does: ``first_run`` moves every car's pace until its first stop.

Known limits: what a day's luck does beyond pace follows from the laws of the simulator, so a back-marker's top ten by
the wrecks of others stays likelier than odds of one draw a car say; the pairs assume that luck is normal and
independent between cars. The last rounds let one or two cars drift off the lead lap. In the pack pairs stay told
apart too clearly (slope .88) for the wins asked. Wins of later stages are not settled: they follow from pace and
passing.
"""

from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast.first_run import first_run, told_of
from stockcar.forecast.normal import Floats, normal_quantile
from stockcar.sim import Outcomes, RaceInputs, simulate
from stockcar.sim.inputs import LANE_KERNEL, Hazards, Ints

FIRST_RUN: Final = 10_000_000  # forecasts count their runs from 0
MU_LIMIT: Final = 0.06  # of a lap: no car is further from the field's mean
OWN_SHARE: Final = 0.7  # of a car's own miss beyond the field's pattern
TOP10_SHARE: Final = 0.3  # of what is left that counts in top tens, the rest in places
SHARPER_LIMIT: Final = 0.5  # of the logarithm, a round
LEAST_PACE: Final = 0.6  # of a sharper order that pace takes, however small the luck it turns against
SHARPEST: Final = 0.8  # of the variance of the field's scores explained: beyond it, places hardly answer
SCALE_GAIN: Final = 0.6  # log of the scale per log odds of ending laps down
SCALE_LIMITS: Final = (0.2, 5.0)
ANEW_GAIN: Final = 8.0  # variance drawn at every stop, in that of the day, per log of the top leader's share of laps
ANEW_LIMITS: Final = (0.0, 3.0)
LAPPED_LIMITS: Final = (0.02, 0.98)  # share of the field, where log odds are taken
SPREAD_GAIN: Final = 1.5  # of the spread that seems wanted; pace is only a part of the day's luck
SPREAD_LIMITS: Final = (0.1, 6.0)  # of the spread of pace that settling begins with
SPREAD_RIDGE: Final = 0.3  # of the field's pattern
OWN_RIDGE: Final = 1.0  # of what a car has beyond it
TOP10_LOGIT_PER_SCORE: Final = 2.6
LOGIT_PER_SCORE: Final = 2.2  # log odds of a win per unit of a favourite's score
_CHANCES: Final = (0.002, 0.998)  # beyond which a chance is not told apart
_FLATTEST: Final = -1 / 0.06  # score per lap-share of pace: quicker is better, however flat the first try looks


class _Way(NamedTuple):
    """The rounds in which a race is settled, and what counts in them."""

    runs: int  # of the last rounds
    share: tuple[float, ...]  # of them: the first rounds only find the pattern
    gain: tuple[float, ...]  # of what a round missed
    keep: tuple[float, ...]  # of the kind of race: the first round says what is kept, the last are the odds' alone
    win_share: float  # of a favourite's miss that counts in wins, the rest in places
    wide_win: float  # what wins weigh beside top tens, in how wide a day is
    wide_own: float  # share of a car's own miss in that, beyond the field's pattern


LAPS: Final = _Way(
    runs=1600,
    share=(0.25, 0.25, 0.5, 0.5, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
    gain=(1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 0.6, 0.5, 0.4, 0.35, 0.3),
    keep=(0.0, 1.0, 1.0, 0.8, 0.6, 0.4, 0.2, 0.05, 0.0, 0.0, 0.0),
    win_share=0.65,
    wide_win=0.0,
    wide_own=0.0,
)
PACKS: Final = _Way(  # pace hardly tells who wins out of the pack: a wider day does
    runs=440,  # a run takes ten times as long as on an oval, and four times as many settle little better
    share=(0.25, 0.25, 0.5, 0.5, 0.5, 1.0, 1.0, 1.0, 1.0),
    gain=(1.0, 1.0, 1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4),
    keep=(0.0,) * 9,
    win_share=0.5,
    wide_win=2.0,
    wide_own=0.7,
)


class Wanted(NamedTuple):
    """What the simulator is settled on; all ``(cars,)``."""

    places: Floats  # expected finishing place
    win: Floats  # chance
    top10: Floats  # chance
    crash: Floats  # chance
    stage_1: Floats | None = None  # chance to win the first stage; None: not settled


class _Kind(NamedTuple):
    """What kind of race it is."""

    lapped: float  # log odds that a car does not end on the lead lap
    led: float  # log of the share of laps that the top leader leads


class _Days(NamedTuple):
    """The differences in pace that are being settled."""

    mu: Floats  # (cars,) s a lap, before the scale
    wider: Floats  # (cars,) log of the spread beside that which settling began with
    scale: float = 1.0  # of both
    anew: float = 0.0  # variance of luck drawn at every stop, in that of the day

    def sharper(self, log_times: float, unsure: Floats) -> "_Days":
        """Pace so many times as large beside its spread, the sum of squares as before while luck gives way."""
        pace, luck = float(np.mean(self.mu**2)), float(np.mean((unsure * np.exp(self.wider)) ** 2))
        share = max(LEAST_PACE, luck / max(pace + luck, 1e-12))
        return self._replace(mu=self.mu * np.exp(log_times * share), wider=self.wider - log_times * (1 - share))

    def keeping(self, kept: _Kind, came: _Kind, share: float) -> "_Days":
        """Scaled, and with luck drawn anew, towards the kind of race that is kept."""
        scale = self.scale * np.exp(SCALE_GAIN * share * (kept.lapped - came.lapped))
        anew = self.anew + ANEW_GAIN * share * (came.led - kept.led)
        return self._replace(scale=float(np.clip(scale, *SCALE_LIMITS)), anew=float(np.clip(anew, *ANEW_LIMITS)))

    def of(self, start: RaceInputs) -> RaceInputs:
        """The race that settling began with, on these days."""
        luck_s = self.scale * start.cars.weekend_sd_s * np.exp(self.wider)
        run_sd_s = float(np.sqrt(start.pace.run_sd_s**2 + self.anew * np.mean(luck_s**2)))
        return start._replace(
            cars=start.cars._replace(mu_s=self.scale * self.mu, weekend_sd_s=luck_s),
            pace=start.pace._replace(run_sd_s=run_sd_s),
        )


def settle(inputs: RaceInputs, want: Wanted, race_key: int) -> RaceInputs:
    """The inputs with pace, its spread and wreck luck moved until places, wins, top tens and wrecks are met.

    ``inputs`` is a race with calibrated differences in pace: it says how many cars stay on the lead lap, and how many
    of the laps one car leads.
    """
    lap_s, n, lanes = inputs.track.lap_s, len(want.places), inputs.track.kernel == LANE_KERNEL
    way = PACKS if lanes else LAPS
    wanted, grid = _score(want.places, n), _score(inputs.cars.grid.astype(float), n)
    start, days, first_s = inputs, _Days(inputs.cars.mu_s, np.zeros(n)), inputs.cars.first_s
    unsure = start.cars.weekend_sd_s
    slope, kept = 0.0, _Kind(0.0, 0.0)
    for turn, (share, gain) in enumerate(zip(way.share, way.gain, strict=True)):
        outcomes = simulate(inputs, race_key, int(way.runs * share), FIRST_RUN + turn * way.runs)
        if turn == 0:
            slope, kept = _slope(days.mu, _score(mean_places(outcomes), n), lap_s), _kind(outcomes)
        missed = _missed(outcomes, want, wanted, way.win_share)
        pace = _smooth(missed.pace, wanted, grid)
        along = 0.0 if lanes else float(wanted @ pace) / max(float(wanted @ wanted), 1e-9)
        days = days.sharper(gain * _sharper(along, wanted), unsure)
        moved = days.mu + gain * (pace - along * wanted) / slope
        days = days._replace(mu=np.clip(moved - moved.mean(), -MU_LIMIT * lap_s, MU_LIMIT * lap_s))
        if turn > 0:  # the first round is only about pace
            step = _spread(missed.beyond(pace), want, wanted, way)
            days = days._replace(wider=np.clip(days.wider + SPREAD_GAIN * gain * step, *np.log(SPREAD_LIMITS)))
            days = days.keeping(kept, _kind(outcomes), way.keep[turn])
        if turn > 0 and want.stage_1 is not None:
            pace_s = gain / slope, float(np.std(days.scale * days.mu))
            first_s = first_run(first_s, outcomes, want.stage_1, told_of(grid, wanted, want.stage_1), pace_s)
        inputs = _moved(days.of(start), inputs, outcomes, want.crash, first_s)
    return inputs


def _moved(settled: RaceInputs, inputs: RaceInputs, outcomes: Outcomes, crash: Floats, first_s: Floats) -> RaceInputs:
    """With the pace of the first run, and the luck with wrecks of ``inputs``, moved on by what came of it."""
    line_up = settled.cars._replace(first_s=first_s, incident_weight=_weights(inputs, outcomes, crash))
    return settled._replace(cars=line_up, hazards=_hazards(inputs, outcomes, crash))


def _kind(outcomes: Outcomes) -> _Kind:
    n = outcomes.finish.shape[1]
    share = float(np.clip(1 - outcomes.mean("lead_lap") / n, *LAPPED_LIMITS))
    return _Kind(float(np.log(share / (1 - share))), float(np.log(max(outcomes.mean("top_share_ppm"), 1.0))))


def _sharper(along: float, wanted: Floats) -> float:
    """How much sharper (log) pace must tell the cars apart for mean places to differ so much more.

    The clearer the order, the less places answer: of a field with scores of variance v, only 1 - v of it.
    """
    left = 1 - min(SHARPEST, float(np.mean(wanted**2)))
    return float(np.clip(along / left, -SHARPER_LIMIT, SHARPER_LIMIT))


class _Miss(NamedTuple):
    """What a round missed, wanted less got."""

    pace: Floats  # (cars,) in scores of places
    top10: Floats  # (cars,) in log odds of a top ten
    win: Floats  # (cars,) in log odds of a win

    def beyond(self, pace: Floats) -> tuple[Floats, Floats]:
        """The log odds of a top ten and of a win that are left when pace has moved a car by so many scores."""
        return self.top10 - TOP10_LOGIT_PER_SCORE * pace, self.win - LOGIT_PER_SCORE * pace


def _missed(outcomes: Outcomes, want: Wanted, wanted: Floats, win_share: float) -> _Miss:
    n, finish = len(wanted), outcomes.finish
    share = win_share * np.minimum(1.0, want.win * n / 2)
    win = _missed_odds(want.win, finish[:, 0], outcomes.runs, n)
    top10 = _missed_odds(want.top10, finish[:, :10].sum(axis=1), outcomes.runs, 2)
    by_place = wanted - _score(mean_places(outcomes), n)
    field = (1 - TOP10_SHARE) * by_place + TOP10_SHARE * top10 / TOP10_LOGIT_PER_SCORE
    return _Miss((1 - share) * field + share * win / LOGIT_PER_SCORE, top10, win)


def _missed_odds(chance: Floats, came: Ints, runs: int, trust: int) -> Floats:
    """Log odds wanted less got; before any run, ``trust`` runs have come as wanted."""
    got = (came + trust * chance) / (runs + trust)
    return _logit(np.clip(chance, *_CHANCES)) - _logit(np.clip(got, *_CHANCES))


def _spread(left: tuple[Floats, Floats], want: Wanted, wanted: Floats, way: _Way) -> Floats:
    """How much wider each car's day should be (log): a smooth function of where it should finish, and its own share.

    ``left``: log odds of a top ten and of a win that pace leaves. A wider day brings likely and unlikely top tens
    nearer to one half, by the distance in log odds; and wins so.
    """
    basis = np.column_stack([np.ones_like(wanted), wanted, wanted**2])
    pull, curve = np.zeros(len(wanted)), np.zeros(len(wanted))
    for missed, chance, worth in zip(left, (want.top10, want.win), (1.0, way.wide_win), strict=True):
        known = np.clip(chance, *_CHANCES)
        lever, weight = -_logit(known), 5 * worth * np.sqrt(known * (1 - known))
        pull += weight * lever * missed
        curve += weight * lever**2
    ridge = SPREAD_RIDGE * np.eye(3)
    pattern = basis @ np.linalg.solve((basis * curve[:, None]).T @ basis + ridge, basis.T @ pull)
    return np.asarray(pattern + way.wide_own * (pull - curve * pattern) / (curve + OWN_RIDGE), float)


def mean_places(outcomes: Outcomes) -> Floats:
    """Mean finishing place of each car, 1-based."""
    n = outcomes.finish.shape[1]
    return np.asarray(outcomes.finish @ np.arange(1.0, n + 1) / outcomes.runs, float)


def _logit(p: Floats) -> Floats:
    return np.asarray(np.log(p / (1 - p)), float)


def _score(places: Floats, n: int) -> Floats:
    return -normal_quantile(np.clip((places - 0.5) / n, 0.01, 0.99))


def _smooth(missed: Floats, wanted: Floats, grid: Floats) -> Floats:
    """What is missed, mostly as a smooth function of where a car should finish and where it starts.

    A single car's miss over a few hundred runs is half luck; the field's pattern is not.
    """
    basis = np.column_stack([np.ones_like(wanted), wanted, wanted**2, wanted**3, grid, grid * wanted])
    pattern = basis @ np.linalg.lstsq(basis, missed, rcond=None)[0]
    return np.asarray(pattern + OWN_SHARE * (missed - pattern), float)


def _slope(mu: Floats, score: Floats, lap_s: float) -> float:
    spread = float(mu @ mu)
    slope = float(mu @ score) / spread if spread > 0 else -np.inf
    return min(slope, _FLATTEST / lap_s) if np.isfinite(slope) else 10 * _FLATTEST / lap_s


def _weights(inputs: RaceInputs, outcomes: Outcomes, crash: Floats) -> Floats:
    share = (outcomes.crash + 2.0) / (outcomes.runs + 20.0)
    wanted = crash * share.mean() / crash.mean()
    weight = inputs.cars.incident_weight * np.sqrt(wanted / share)
    return np.asarray(np.clip(weight / weight.mean(), 0.2, 5.0), float)


def _hazards(inputs: RaceInputs, outcomes: Outcomes, crash: Floats) -> Hazards:
    more = np.sqrt(crash.sum() * outcomes.runs / max(1, int(outcomes.crash.sum())))
    hazards = inputs.hazards
    return hazards._replace(
        out_prob=float(np.clip(hazards.out_prob * more, 0.01, 0.9)),
        out_alone_prob=float(np.clip(hazards.out_alone_prob * more, 0.01, 0.9)),
    )
