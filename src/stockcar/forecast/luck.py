"""What kind of luck decides races these days? Weighed between three kinds, on earlier days.

A car that runs to the end may still have had a day that went wrong (a spin, a penalty, repairs). If many do, the rest
of the field is decided by strength all the more: favourites win more, back-markers never. Three answers stand side by
side, with no such days, with 6 % and with 12 %; each has its own slope, and each is weighed by how well it foresaw the
winners of its series, races fading with a half-life of one season. Their slopes are sharpened by one factor, learned
from how well they foresaw top tens (half-life one season; the races of a series speak for all its kinds of track).

Winning is more than finishing well: ``win_of`` raises the chance that the pairs give to a power, and multiplies by
how well the driver has gone at this very track, both learned from all earlier winners with a half-life of four
seasons; then by one more power for the kind of track, from winners there of all series, with a half-life of one.
Everything learned is pulled to what would be said without it.

Known limits: what happened on a wrong day is not in the record, so the three are told apart by winners alone.
"""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast.history import SERIES, TRACK_TYPES, History, races_by_day
from stockcar.forecast.normal import Floats, softmax
from stockcar.forecast.odds import ahead_chances, expected_places, sharpened, top_chances, win_chances
from stockcar.forecast.spread import slopes_of

TROUBLE: Final = (0.0, 0.06, 0.12)  # shares of running cars whose day goes wrong
PRIOR_WEIGHT: Final = (0.6, 0.3, 0.1)
HALF_LIFE_DAYS: Final = 365.0
WARM_UP_SEASONS: Final = 5  # strengths before that are young, and faded by now
SHARPNESS: Final = 1.05  # of the slopes, before anything is learned
SHARPNESS_SD: Final = 0.15  # of its logarithm
SHARPNESS_STEP: Final = 0.2
SHARPNESS_LENT: Final = (0.2, 1.0, 0.2)  # weight of: same kind in other series, same series elsewhere, the rest
SHARPNESS_LIMITS: Final = (0.75, 1.5)
POWER_SD: Final = 0.15
POWER_LENT: Final = (1.0, 0.1, 0.1)
POWER_LIMITS: Final = (0.7, 1.6)
HEAD_HALF_LIFE_DAYS: Final = 1461.0
HEAD_PRIOR: Final = (1.0, 0.0)  # of the log chance and of the form at the track
HEAD_RIDGE: Final = (5.0, 2.0)


class Luck(NamedTuple):
    """The kinds of luck of every race, from earlier days."""

    slope: Floats  # (races, kinds) log odds of a pair per unit of strength
    weight: Floats  # (races, kinds) adds to 1
    head: Floats  # (races, 2) weights of the log chance to win and of the form at the track
    power: Floats  # (races,)


@dataclass(slots=True)
class _Evidence:
    """What the likelihood of past races says of one number (slope, curvature), by series and kind of track."""

    lent: tuple[float, float, float]  # of the same kind in other series, of the same series elsewhere, of the rest
    sd: float  # of the number before anything is learned
    pull: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.pull = np.zeros((2, len(SERIES), len(TRACK_TYPES)))

    def step(self, series: int, kind: int) -> float:
        """How far from its prior the number lies here."""
        own = self.pull[:, series, kind]
        same_kind, same_series = self.pull[:, :, kind].sum(axis=1) - own, self.pull[:, series].sum(axis=1) - own
        rest = self.pull.sum(axis=(1, 2)) - own - same_kind - same_series
        slope, curve = own + self.lent[0] * same_kind + self.lent[1] * same_series + self.lent[2] * rest
        return float(slope / (max(curve, 0.0) + 1 / self.sd**2))


@dataclass(slots=True)
class _Head:
    """Weights of a conditional logit of winners, by fading normal equations: each race adds one Newton step."""

    curve: Floats = field(default_factory=lambda: np.zeros((2, 2)))
    moment: Floats = field(default_factory=lambda: np.zeros(2))

    def weights(self) -> Floats:
        ridge = np.diag(HEAD_RIDGE)
        return np.asarray(np.linalg.solve(self.curve + ridge, self.moment + ridge @ HEAD_PRIOR), float)

    def learn(self, told: Floats, win: Floats, won: int, weights: Floats) -> None:
        mean = win @ told
        curve = (told * win[:, None]).T @ told - np.outer(mean, mean)
        self.curve += curve
        self.moment += curve @ weights + told[won] - mean

    def fade(self, share: float) -> None:
        self.curve *= share
        self.moment *= share


def luck_of(history: History, strength: Floats, out: Floats, at_track: Floats) -> Luck:
    """The luck of every race. All by row: ``out`` is the chance to drop out, ``at_track`` the form at the track."""
    first = int(history.season[0]) + WARM_UP_SEASONS if history.races else 0
    plain = slopes_of(history, strength, TROUBLE, first)
    luck = Luck(
        slope=plain * SHARPNESS,
        weight=np.tile(PRIOR_WEIGHT, (history.races, 1)),
        head=np.tile(HEAD_PRIOR, (history.races, 1)),
        power=np.ones(history.races),
    )
    said = np.zeros((len(SERIES), len(TROUBLE)))  # fading log likelihood of winners
    sharp, power, head = _Evidence(SHARPNESS_LENT, SHARPNESS_SD), _Evidence(POWER_LENT, POWER_SD), _Head()
    last = int(history.date[0]) if history.races else 0
    for day in races_by_day(history):
        age = int(history.date[day[0]]) - last
        last += age
        for fading in (said, sharp.pull, power.pull):
            fading *= 0.5 ** (age / HALF_LIFE_DAYS)
        head.fade(0.5 ** (age / HEAD_HALF_LIFE_DAYS))
        for race in day:
            series, kind = int(history.series[race]), int(history.track_type[race])
            sharpness = SHARPNESS * np.exp(sharp.step(series, kind))
            luck.slope[race] = plain[race] * np.clip(sharpness, *SHARPNESS_LIMITS)
            luck.weight[race] = _weights(said[series])
            luck.head[race] = head.weights()
            luck.power[race] = np.clip(1 + power.step(series, kind), *POWER_LIMITS)
        for race in day:
            rows, series, kind = history.rows(race), int(history.series[race]), int(history.track_type[race])
            won = np.flatnonzero(history.finish[rows] == 1)
            if history.season[race] < first or not len(won):
                continue
            each = kinds_of_win(strength[rows], luck.slope[race], out[rows])
            said[series] += np.log(each[:, won[0]])
            told = _told(luck.weight[race] @ each, at_track[rows])
            win = softmax(told @ luck.head[race])
            head.learn(told, win, int(won[0]), luck.head[race])
            power.pull[:, series, kind] += _power_pull(win, int(won[0]))
            first_ten = np.asarray(history.finish[rows] <= 10, float)
            sharp.pull[:, series, kind] += _sharp_pull(
                strength[rows], plain[race], luck.weight[race], out[rows], first_ten
            )
    return luck


def win_of(luck: Luck, race: int, strength: Floats, out: Floats, at_track: Floats) -> Floats:
    """The chance (cars,) of every car of one race to win it."""
    each = kinds_of_win(strength, luck.slope[race], out)
    told = _told(luck.weight[race] @ each, at_track)
    return sharpened(softmax(told @ luck.head[race]), float(luck.power[race]))


def kinds_of_win(strength: Floats, slope: Floats, out: Floats) -> Floats:
    """The chance (kinds, cars) to win under each kind of luck."""
    return win_chances(strength, slope, _stranded(out))


def top_of(luck: Luck, race: int, strength: Floats, out: Floats, places: int) -> Floats:
    """The chance (cars,) of every car of one race to finish in the first ``places``."""
    return _tops(strength, luck.slope[race], luck.weight[race], out, places)


def ahead_of(luck: Luck, race: int, strength: Floats, out: Floats) -> Floats:
    """The chance (cars, cars) of one race that the row's car finishes ahead of the column's."""
    kinds = zip(luck.slope[race], luck.weight[race], TROUBLE, strict=True)
    return np.asarray(sum(w * ahead_chances(strength, float(s), stranded(out, t)) for s, w, t in kinds), float)


def places_of(luck: Luck, race: int, strength: Floats, out: Floats) -> Floats:
    """The mean finishing place (cars,) of every car of one race; what a forecast ranks by."""
    return expected_places(ahead_of(luck, race, strength, out))


def stranded(out: Floats, trouble: float) -> Floats:
    """The chance to drop out or to have a day that goes wrong."""
    return np.asarray(1 - (1 - out) * (1 - trouble), float)


def _stranded(out: Floats) -> Floats:
    return np.stack([stranded(out, trouble) for trouble in TROUBLE])


def _tops(strength: Floats, slope: Floats, weight: Floats, out: Floats, places: int) -> Floats:
    return np.asarray(weight @ top_chances(strength, slope, _stranded(out), places), float)


def _told(win: Floats, at_track: Floats) -> Floats:
    return np.column_stack([np.log(np.maximum(win, 1e-9)), at_track - at_track.mean()])


def _weights(said: Floats) -> Floats:
    worth = np.array(PRIOR_WEIGHT) * np.exp(said - said.max())
    return np.asarray(worth / worth.sum(), float)


def _power_pull(win: Floats, won: int) -> Floats:
    log_win = np.log(np.maximum(win, 1e-12))
    mean = win @ log_win
    return np.array([log_win[won] - mean, win @ (log_win - mean) ** 2])


def _sharp_pull(strength: Floats, slope: Floats, weight: Floats, out: Floats, top10: Floats) -> Floats:
    """Slope and curvature of the likelihood of a race's top ten in the log of the sharpness, at its prior."""
    steps = SHARPNESS * np.exp([-SHARPNESS_STEP, 0.0, SHARPNESS_STEP])
    # Three small calls: their tables stay in the processor's cache, those of one large call do not.
    chance = np.clip([_tops(strength, slope * step, weight, out, 10) for step in steps], 1e-4, 1 - 1e-4)
    less, same, more = np.log(np.where(top10 > 0, chance, 1 - chance)).sum(axis=1)
    return np.array([(more - less) / (2 * SHARPNESS_STEP), (2 * same - less - more) / SHARPNESS_STEP**2])
