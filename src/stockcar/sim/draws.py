"""Which number does the luck of run 17,341 hold for car 88 on lap 40?

Draws are keyed, not streamed: ``block(run_key, purpose, lap, car)`` is a pure function, so a run can be replayed
alone, any split over workers gives the same counts, and two what-ifs share their luck. The generator is
Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"), checked in the tests
against the known-answer vectors published with Random123. One block holds four 32-bit words; each purpose says
what its words are for.

This is the plain-Python side; ``keyed`` compiles the same generator for the kernels.

Known limits: ``noise`` is a sum of four 16-bit uniforms, so it never leaves 3.47 standard deviations; ``normal`` is
Acklam's rational approximation of the inverse normal (relative error below 1.2e-9).
"""

import hashlib
import math

# Append only: a number that has been used never changes its meaning, else old seeds tell other races.
START = 1  # w0 weekend speed, w1 first failure, w2 first lap noise, w3 setup of the first run
RACE = 2  # lap 0, car 0: w0-w3 the race's own incident rate (part 0), failure rate (part 1)
LAP = 3  # a car's green lap: w0-w1 pace, w2 passing, w3 whether its failure brings out the caution
EVENT = 4  # car 0: w0 is there an incident, w1 alone or not, w2 where in the order, w3 how many
EVENT_FLAG = 5  # car 0: w0 caution for a lone spin, w1 length of the caution, w2 red flag, w3 how hard it hits
VICTIM = 6  # w0 out or not, w1 damage, w2 time lost
STOP = 7  # a pit stop: w0-w1 crew, w2 mistake (high half) and penalty (low half), w3 setup of the next run
CHOICE = 8  # under caution: w0 stop or stay, w1 two tyres or four
RESTART = 9  # w0 lane choice, w1 lane's luck
PLAN = 10  # w0 when to stop within the window, w1 pit before the stage end or not, w2 how long before
PACK = 11  # a car's segment of a superspeedway lap: w0 push, w1 lane, w2 unrest, w3 instability
WEATHER = 12  # lap 0, car 0: w0 when rain comes
COMPONENT = 13  # w0 what broke

WORD = 4294967296.0
MASK = 0xFFFFFFFF
_MULTIPLIER_0, _MULTIPLIER_1 = 0xD2511F53, 0xCD9E8D57
_WEYL_0, _WEYL_1 = 0x9E3779B9, 0xBB67AE85

NOISE_SCALE = 1.0 / math.sqrt(4.0 * (65536.0 * 65536.0 - 1.0) / 12.0)

# logit(u) at the middle of 1024 equal bins: a chance is compared on its logit, so no exponential is needed per pass.
LOGIT = tuple(math.log((b + 0.5) / 1024.0) - math.log(1.0 - (b + 0.5) / 1024.0) for b in range(1024))


def philox4x32(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Philox4x32-10: four 32-bit words from a counter of four and a key of two."""
    a, b, c, d = counter
    k0, k1 = key
    for _ in range(10):
        p, q = _MULTIPLIER_0 * a, _MULTIPLIER_1 * c
        a, b, c, d = (q >> 32) ^ b ^ k0, q & MASK, (p >> 32) ^ d ^ k1, p & MASK
        k0, k1 = (k0 + _WEYL_0) & MASK, (k1 + _WEYL_1) & MASK
    return a, b, c, d


def race_key(seed: int, text: str) -> int:
    """The 64-bit key of a race from one seed and its name, by blake2b; the same on every machine."""
    digest = hashlib.blake2b(f"{seed}\n{text}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def car_key(car_number: str) -> int:
    """A stable 32-bit number for a car from its number as painted; ``07`` and ``7`` differ.

    A car keeps its luck when another entry withdraws, because this is not its place in the list.
    """
    digest = hashlib.blake2b(b"car " + car_number.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "little") or 1  # 0 is the race itself


def run_key(race: int, run: int) -> int:
    """The 64-bit key of one run of a race."""
    words = philox4x32((run & MASK, (run >> 32) & MASK, 0x72756E, 0), (race & MASK, (race >> 32) & MASK))
    return words[0] | words[1] << 32


def block(key: int, purpose: int, lap: int, car: int, part: int = 0) -> tuple[int, int, int, int]:
    """Four 32-bit words for one purpose, lap and car (0 is the race itself); ``part`` numbers segments of a lap."""
    return philox4x32((car, lap, purpose, part), (key & MASK, key >> 32))


def uniform(word: int) -> float:
    """A word as a number in the open interval (0, 1)."""
    return (word + 0.5) / WORD


def noise(w0: int, w1: int) -> float:
    """Two words as near-normal noise of mean 0 and standard deviation 1, within 3.47."""
    return ((w0 & 0xFFFF) + (w0 >> 16) + (w1 & 0xFFFF) + (w1 >> 16) - 131070) * NOISE_SCALE


def normal(u: float) -> float:
    """The standard normal value below which a share ``u`` lies, 0 < u < 1 (Acklam's approximation)."""
    if u < 0.02425:
        return _normal_tail(math.sqrt(-2.0 * math.log(u)))
    if u > 0.97575:
        return -_normal_tail(math.sqrt(-2.0 * math.log(1.0 - u)))
    return _normal_middle(u - 0.5)


def _normal_middle(q: float) -> float:
    r = q * q
    upper = -3.969683028665376e01 * r + 2.209460984245205e02
    upper = (upper * r - 2.759285104469687e02) * r + 1.383577518672690e02
    upper = (upper * r - 3.066479806614716e01) * r + 2.506628277459239e00
    lower = -5.447609879822406e01 * r + 1.615858368580409e02
    lower = (lower * r - 1.556989798598866e02) * r + 6.680131188771972e01
    lower = (lower * r - 1.328068155288572e01) * r + 1.0
    return upper * q / lower


def _normal_tail(q: float) -> float:
    upper = -7.784894002430293e-03 * q - 3.223964580411365e-01
    upper = (upper * q - 2.400758277161838e00) * q - 2.549732539343734e00
    upper = (upper * q + 4.374664141464968e00) * q + 2.938163982698783e00
    lower = 7.784695709041462e-03 * q + 3.224671290700398e-01
    lower = (lower * q + 2.445134137142996e00) * q + 3.754408661907416e00
    return upper / (lower * q + 1.0)


def logit_of(word: int) -> float:
    """The logit of a word's uniform, in 1024 steps: ``logit_of(w) < x`` happens with chance sigmoid(x)."""
    return LOGIT[word >> 22]
