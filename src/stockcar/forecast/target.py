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
Nothing else in the laws of the lap is touched. On superspeedways laps are lost, and the lead changes, by the draft, by
wrecks and by stops, not by pace: there the race is left as it comes.

The first stage goes more by the grid than the race does: ``first_run`` moves every car's pace until its first stop.

Known limits: what a day's luck does beyond pace follows from the laws of the simulator, so a back-marker's top ten by
the wrecks of others stays likelier than odds of one draw a car say; the pairs assume that luck is normal and
independent between cars. The last rounds hardly move the lead lap. Wins of later stages are not settled: they follow
from pace and passing.
"""

from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast.first_run import first_run, told_of
from stockcar.forecast.normal import Floats, normal_quantile
from stockcar.sim import Outcomes, RaceInputs, simulate
from stockcar.sim.inputs import LANE_KERNEL, Hazards

RUNS: Final = 1600  # the last rounds
PACK_RUNS: Final = 800  # where a lap is run in segments, which costs several times as much
SHARE: Final = (0.25, 0.25, 0.5, 0.5, 0.5, 1.0, 1.0)  # of the runs, by round: the first only find the pattern
FIRST_RUN: Final = 10_000_000  # forecasts count their runs from 0
GAIN: Final = (1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 0.6)
PACK_GAIN: Final = (1.0, 0.9, 0.8, 0.6, 0.5, 0.4, 0.3)  # few runs, nothing else to keep up with
MU_LIMIT: Final = 0.06  # of a lap: no car is further from the field's mean
OWN_SHARE: Final = 0.5  # of a car's own miss beyond the field's pattern
WIN_SHARE: Final = 0.8  # of a favourite's miss that counts in wins, the rest in places
TOP10_SHARE: Final = 0.3  # of what is left that counts in top tens, the rest in places
SHARPER_LIMIT: Final = 0.5  # of the logarithm, a round
LEAST_PACE: Final = 0.6  # of a sharper order that pace takes, however small the luck it turns against
SHARPEST: Final = 0.8  # of the variance of the field's scores explained: beyond it, places hardly answer
SCALE_GAIN: Final = 0.6  # log of the scale per log odds of ending laps down
KEEP_SHARE: Final = (0.0, 1.0, 1.0, 0.6, 0.4, 0.2, 0.1)  # of both, by round; the first says what is kept
SCALE_LIMITS: Final = (0.2, 5.0)
ANEW_GAIN: Final = 8.0  # variance drawn at every stop, in that of the day, per log of the top leader's share of laps
ANEW_LIMITS: Final = (0.0, 3.0)
LAPPED_LIMITS: Final = (0.02, 0.98)  # share of the field, where log odds are taken
SPREAD_GAIN: Final = 1.5  # of the spread that seems wanted; pace is only a part of the day's luck
SPREAD_LIMITS: Final = (0.2, 6.0)  # of the spread of pace that settling begins with
SPREAD_RIDGE: Final = 0.3
TOP10_LOGIT_PER_SCORE: Final = 2.6
LOGIT_PER_SCORE: Final = 2.2  # log odds of a win per unit of a favourite's score
_TOP10_LIMITS: Final = (0.01, 0.99)
_FLATTEST: Final = -1 / 0.06  # score per lap-share of pace: quicker is better, however flat the first try looks


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
    wanted, grid = _score(want.places, n), _score(inputs.cars.grid.astype(float), n)
    start, days = inputs, _Days(inputs.cars.mu_s, np.zeros(n))
    unsure = start.cars.weekend_sd_s
    runs, gains = (PACK_RUNS, PACK_GAIN) if lanes else (RUNS, GAIN)
    first_s = inputs.cars.first_s
    slope, kept = 0.0, _Kind(0.0, 0.0)
    for turn, (share, gain) in enumerate(zip(SHARE, gains, strict=True)):
        outcomes = simulate(inputs, race_key, int(runs * share), FIRST_RUN + turn * runs)
        if turn == 0:
            slope, kept = _slope(days.mu, _score(mean_places(outcomes), n), lap_s), _kind(outcomes)
        missed = _missed(outcomes, want, wanted)
        pace = _smooth(missed.pace, wanted, grid)
        along = 0.0 if lanes else float(wanted @ pace) / max(float(wanted @ wanted), 1e-9)
        days = days.sharper(gain * _sharper(along, wanted), unsure)
        moved = days.mu + gain * (pace - along * wanted) / slope
        days = days._replace(mu=np.clip(moved - moved.mean(), -MU_LIMIT * lap_s, MU_LIMIT * lap_s))
        if turn > 0:  # the first round is only about pace
            step = _spread(missed.top10 - TOP10_LOGIT_PER_SCORE * pace, want.top10, wanted)
            days = days._replace(wider=np.clip(days.wider + SPREAD_GAIN * gain * step, *np.log(SPREAD_LIMITS)))
        if not lanes:
            days = days.keeping(kept, _kind(outcomes), KEEP_SHARE[turn])
        if turn > 0 and not lanes and want.stage_1 is not None:
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


def _missed(outcomes: Outcomes, want: Wanted, wanted: Floats) -> _Miss:
    n = len(wanted)
    share = WIN_SHARE * np.minimum(1.0, want.win * n / 2)
    won = (outcomes.finish[:, 0] + 1.0) / (outcomes.runs + n)
    tenth = (outcomes.finish[:, :10].sum(axis=1) + 1.0) / (outcomes.runs + 2.0)
    top10 = _logit(np.clip(want.top10, *_TOP10_LIMITS)) - _logit(np.clip(tenth, *_TOP10_LIMITS))
    by_win = (_logit(want.win) - _logit(won)) / LOGIT_PER_SCORE
    by_place = wanted - _score(mean_places(outcomes), n)
    field = (1 - TOP10_SHARE) * by_place + TOP10_SHARE * top10 / TOP10_LOGIT_PER_SCORE
    return _Miss((1 - share) * field + share * by_win, top10)


def _spread(left: Floats, top10: Floats, wanted: Floats) -> Floats:
    """How much wider each car's day should be (log), as a smooth function of where it should finish.

    A wider day brings a likely top ten nearer to one half and an unlikely one too, by the distance in log odds.
    """
    chance = np.clip(top10, *_TOP10_LIMITS)
    lever, weight = -_logit(chance), chance * (1 - chance) * 10
    basis = np.column_stack([lever, lever * wanted, lever * wanted**2])
    weighed = basis * weight[:, None]
    pull = np.linalg.solve(weighed.T @ basis + SPREAD_RIDGE * np.eye(3), weighed.T @ left)
    return np.asarray(np.column_stack([np.ones_like(wanted), wanted, wanted**2]) @ pull, float)


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
