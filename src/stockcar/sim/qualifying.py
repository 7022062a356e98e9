"""What could a qualifying session have been? Times of every car in every round, with spins, cuts and weather.

``qualify`` runs a session many times and gives the rows: times, spins, who reached a round, which rounds were run. How
many rounds there are and who goes on is given; what order the times make is a rule, and not decided here. Draws are
keyed as in a race, so session 17 alone is session 17 of the batch, and a wet session shares its luck with a dry one.

A lap is the track's, plus the car's pace, what it found that day, and the lap's own luck; the quick cars are closer
together than the slow ones. In the wet it is longer and
its luck wider, and a car spins more often; a spin costs the lap, sometimes the round, sometimes the car its day.

Known limits: cars do not meet on the track; a drying track is given round by round; tyres and order of going out do
not matter; a car that is damaged still starts.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stockcar.errors import UsageError
from stockcar.sim import draws
from stockcar.sim.inputs import Floats, Ints


class Spread(NamedTuple):
    """How far apart cars qualify, as shares of a lap time."""

    known: float  # per standard deviation of what is expected of a car
    day: float
    lap: float
    skew: float  # of the logarithm: how much closer the quick cars are together than the slow ones

    @property
    def whole(self) -> float:
        """Standard deviation of a field's times."""
        return math.sqrt(self.known**2 + self.day**2 + self.lap**2)


# Superspeedway, intermediate, short: one time a car of 54 Cup sessions of 2021-23, on form before the race. The whole
# is 0.81, 0.99 and 0.93 % of a lap; form knows 0.45, 0.66 and 0.51 of it by rank; the skew is that of the gap from the
# pole to the tenth (verification/qualifying.py). Road, dirt and the split of the rest into day and lap are assumed. So
# are the numbers of the wet: no session with a lap by lap record of its spins is at hand.
SPREAD = {
    "superspeedway": Spread(0.0036, 0.0064, 0.0035, 0.28),
    "intermediate": Spread(0.0065, 0.0066, 0.0035, 0.35),
    "short": Spread(0.0047, 0.0072, 0.0035, 0.45),
    "road": Spread(0.0060, 0.0062, 0.0035, 0.35),
    "dirt": Spread(0.0060, 0.0062, 0.0050, 0.35),
}
WET_LAP, WET_SPREAD, SPIN, WET_SPIN, STUCK, DAMAGE = 0.09, 1.0, 0.004, 9.0, 0.5, 0.1
Words = NDArray[np.uint64]
DAY, TIMED_LAP, RAIN = 1, 2, 3  # purposes of this module's draws, under a key of their own
_SALT = 0x5155414C  # sessions do not share the luck of the race
_MEND = "mend that field; stockcar.sim.qualifying.Session says what each is"


class Session(NamedTuple):
    """A session to be run."""

    key: Ints  # (cars,) draws.car_key
    pace_s: Floats  # (cars,) expected s against the field's mean on a qualifying lap
    group: Ints  # (cars,) group of round one, 0..
    lap_s: float  # a typical dry lap
    day_sd_s: float  # what a car finds or misses in all its laps of the day
    lap_sd_s: float  # from lap to lap
    whole_sd_s: float  # of pace, day and lap together
    skew: float  # how much closer the quick cars are together than the slow ones; 0 = alike
    laps: Ints  # (rounds,) timed laps of a car in a round
    advance: Ints  # (rounds - 1,) cars that go on from each round
    each: int  # cars of every group that go on from round one; 0 = the quickest of all
    wet: Floats  # (rounds,) 0 dry to 1 wet
    cancelled: Ints  # (rounds,) 1 = weather takes the round
    rain_prob: float  # chance at each round that rain ends the session before it
    wet_s: float  # s a lap is longer when it is wet
    wet_spread: float  # luck of a wet lap is 1 + this times as wide
    spin_prob: float  # chance of a spin on a dry lap
    wet_spin: float  # a spin in the wet is 1 + this times as likely
    stuck_prob: float  # chance that a spin ends the car's round
    damage_prob: float  # chance that it ends its day


class SessionRows(NamedTuple):
    """One row a session."""

    time_s: Floats  # (runs, rounds, cars) best lap of the round, NaN = no time
    spins: Ints  # (runs, rounds, cars)
    reached: NDArray[np.bool_]  # (runs, rounds, cars) was the car to run in this round
    ran: NDArray[np.bool_]  # (runs, rounds) was the round run


def qualify(session: Session, race_key: int, runs: int, first_run: int = 0) -> SessionRows:
    """Sessions ``first_run`` to ``first_run + runs - 1`` under this key.

    Raises:
        UsageError: a session that cannot be run, by the name of the field.
    """
    require_session(session)
    if runs < 1 or first_run < 0:
        raise UsageError(f"runs: {runs} from {first_run}", "at least one run is needed, numbered from 0", _MEND)
    rounds, cars = len(session.laps), len(session.key)
    key = _run_keys(race_key, runs, first_run)
    shape = (runs, rounds, cars)
    rows = SessionRows(np.full(shape, np.nan), np.zeros(shape, np.int64), np.zeros(shape, bool), _ran(session, key))
    day = _noise(*_block(key, DAY, 0, session.key)[:2]) * session.day_sd_s
    able, through = np.ones((runs, cars), bool), np.ones((runs, cars), bool)
    for number in range(rounds):
        rows.reached[:, number] = through
        runners = through & able & rows.ran[:, number, None]
        able &= ~_run_round(session, key, day, runners, number, rows)
        if number + 1 < rounds:
            on = _who_goes_on(session, rows.time_s[:, number], number)
            through = np.where(rows.ran[:, number, None], on, through)
    return rows


def _run_round(
    session: Session, key: Words, day: Floats, runners: NDArray[np.bool_], number: int, rows: SessionRows
) -> NDArray[np.bool_]:
    """Write the round's times and spins; returns the cars (runs, cars) whose day is over."""
    wet = float(session.wet[number])
    slip = min(0.95, session.spin_prob * (1.0 + session.wet_spin * wet))
    soaked_s, wider = session.lap_s + session.wet_s * wet, 1.0 + session.wet_spread * wet
    going, broken = runners.copy(), np.zeros_like(runners)
    for lap in range(int(session.laps[number])):
        w0, w1, w2, w3 = _block(key, TIMED_LAP, number * 64 + lap, session.key)
        off_s = session.pace_s + (day + _noise(w0, w1) * session.lap_sd_s) * wider
        time_s = soaked_s + _stretched(session, off_s)
        spun = going & (_uniform(w2) < slip)
        best = rows.time_s[:, number]
        rows.time_s[:, number] = np.where(going & ~spun, np.fmin(best, time_s), best)
        rows.spins[:, number] += spun
        fate = _uniform(w3)
        broken |= spun & (fate < session.damage_prob)
        going &= ~(spun & (fate < session.damage_prob + session.stuck_prob))
    return broken


def _stretched(session: Session, off_s: Floats) -> Floats:
    """Seconds off the field's mean, the slow side drawn out: as a lognormal of the same mean and spread."""
    if session.skew == 0.0 or session.whole_sd_s == 0.0:
        return off_s
    k, sd_s = session.skew, session.whole_sd_s
    drawn = np.exp(k * off_s / sd_s - k * k / 2.0) - 1.0
    return np.asarray(sd_s / math.sqrt(math.expm1(k * k)) * drawn, np.float64)


def _who_goes_on(session: Session, time_s: Floats, number: int) -> NDArray[np.bool_]:
    """The cars (runs, cars) of the next round: the quickest of all, or of each group; never one without a time."""
    on = np.zeros(time_s.shape, bool)
    if number == 0 and session.each > 0:
        for group in np.unique(session.group):
            on |= _quickest(np.where(session.group == group, time_s, np.nan), session.each)
        return on
    return _quickest(time_s, int(session.advance[number]))


def _quickest(time_s: Floats, count: int) -> NDArray[np.bool_]:
    rank = np.argsort(np.argsort(time_s, axis=1, kind="stable"), axis=1, kind="stable")  # NaN sorts last
    return (rank < count) & ~np.isnan(time_s)


def _ran(session: Session, key: Words) -> NDArray[np.bool_]:
    """Which rounds are run: not those that are cancelled, and none after rain has ended the session."""
    rounds = len(session.laps)
    luck = [_uniform(_block(key, RAIN, number, np.zeros(1, np.int64))[0]) for number in range(rounds)]
    goes_on = np.concatenate(luck, axis=1) >= session.rain_prob
    return np.asarray(np.logical_and.accumulate(goes_on, axis=1) & (session.cancelled == 0), bool)


def _run_keys(race_key: int, runs: int, first_run: int) -> Words:
    keys = [draws.run_key(race_key ^ _SALT, run) for run in range(first_run, first_run + runs)]
    return np.array(keys, np.uint64)[:, None]


def _block(key: Words, purpose: int, lap: int, cars: Ints) -> tuple[Words, Words, Words, Words]:
    """``draws.block`` of every run and car at once: four words (runs, cars)."""
    wide = np.asarray(cars, np.uint64)[None, :]
    zero = np.zeros_like(wide)
    counter = (wide, zero + np.uint64(lap), zero + np.uint64(purpose), zero)
    halves = (key & np.uint64(draws.MASK), key >> np.uint64(32))
    return draws.philox4x32(counter, halves)  # type: ignore[arg-type,return-value]


def _uniform(words: Words) -> Floats:
    return np.asarray(draws.uniform(words), np.float64)  # type: ignore[arg-type]  # arithmetic alone: arrays will do


def _noise(w0: Words, w1: Words) -> Floats:
    return np.asarray(draws.noise(w0.astype(np.int64), w1.astype(np.int64)), np.float64)  # type: ignore[arg-type]


def session(key: Ints, mu_s: Floats, lap_s: float, track_class: str, advance: Sequence[int] = ()) -> Session:
    """A dry session of one timed lap a round, with the numbers of its class of track.

    ``mu_s``: pace as in ``Cars``; only its standing within the field is used. ``advance``: cars that go on from each
    round but the last.
    """
    spread, rounds = SPREAD[track_class], len(advance) + 1
    wide = float(np.std(mu_s)) or 1.0
    return Session(
        key=np.asarray(key, np.int64), pace_s=(mu_s - mu_s.mean()) / wide * spread.known * lap_s,
        group=np.zeros(len(key), np.int64), lap_s=lap_s, day_sd_s=spread.day * lap_s, lap_sd_s=spread.lap * lap_s,
        whole_sd_s=spread.whole * lap_s, skew=spread.skew,
        laps=np.ones(rounds, np.int64), advance=np.asarray(advance, np.int64).reshape(-1), each=0,
        wet=np.zeros(rounds), cancelled=np.zeros(rounds, np.int64), rain_prob=0.0, wet_s=WET_LAP * lap_s,
        wet_spread=WET_SPREAD, spin_prob=SPIN, wet_spin=WET_SPIN, stuck_prob=STUCK, damage_prob=DAMAGE,
    )  # fmt: skip


def require_session(session: Session) -> None:
    """Refuse a session that cannot be run, by the name of the field."""
    cars, rounds = len(session.key), len(session.laps)
    wanted = {"pace_s": cars, "group": cars, "advance": max(rounds - 1, 0), "wet": rounds, "cancelled": rounds}
    for name, size in wanted.items():
        if len(getattr(session, name)) != size:
            raise UsageError(f"{name}: {len(getattr(session, name))} values", f"{size} are needed", _MEND)
    checks = (
        ("laps", rounds > 0 and bool(np.all((session.laps >= 1) & (session.laps <= 64))), "a round has 1 to 64 laps"),
        ("advance", bool(np.all(session.advance >= 1)), "at least one car goes on"),
        ("advance", bool(np.all(np.diff(session.advance) <= 0)), "no more cars go on from a later round"),
        ("wet", bool(np.all((session.wet >= 0) & (session.wet <= 1))), "0 is dry, 1 is wet"),
        ("lap_s", session.lap_s > 0, "a lap takes time"),
        ("rain_prob", 0 <= session.rain_prob <= 1, "a chance is 0 to 1"),
        ("spin_prob", 0 <= session.spin_prob <= 1, "a chance is 0 to 1"),
    )
    for name, holds, why in checks:
        if not holds:
            raise UsageError(f"{name}: {getattr(session, name)}", why, _MEND)
