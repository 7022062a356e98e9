"""The draws of ``draws``, compiled. Same purposes, same words, same bits; the tests compare the two."""

# Types here are the compiler's, inferred from RaceInputs and Field.
# mypy: ignore-errors

import numpy as np

from stockcar.sim import draws
from stockcar.sim.compiled import kernel, part

U = np.uint64
ZERO, ONE, MASK, HALF_MASK = U(0), U(1), U(0xFFFFFFFF), U(0xFFFF)
S16, S22, S30, S32 = U(16), U(22), U(30), U(32)
_M0, _M1, _W0, _W1 = U(0xD2511F53), U(0xCD9E8D57), U(0x9E3779B9), U(0xBB67AE85)
LOGIT = np.array(draws.LOGIT)
NOISE_SCALE = draws.NOISE_SCALE
WORD = draws.WORD

(START, RACE, LAP, EVENT, EVENT_FLAG, VICTIM, STOP, CHOICE, RESTART, PLAN, PACK, WEATHER, COMPONENT) = (
    U(p) for p in range(1, 14)
)  # the table of draws.py


@part
def philox4x32(a, b, c, d, k0, k1):
    """Philox4x32-10: four 32-bit words."""
    for _ in range(10):
        p = _M0 * a
        q = _M1 * c
        a, b, c, d = (q >> S32) ^ b ^ k0, q & MASK, (p >> S32) ^ d ^ k1, p & MASK
        k0 = (k0 + _W0) & MASK
        k1 = (k1 + _W1) & MASK
    return a, b, c, d


@part
def woven_block(key, purpose, lap, car, part):
    """``block`` woven into a loop over cars."""
    return philox4x32(U(car), U(lap), purpose, U(part), key & MASK, key >> S32)


@kernel
def block(key, purpose, lap, car, part):
    """Four words for one purpose, lap, car and part."""
    return philox4x32(U(car), U(lap), purpose, U(part), key & MASK, key >> S32)


@kernel
def run_key(race, run):
    """The 64-bit key of one run of a race."""
    r = U(run)
    a, b, _, _ = philox4x32(r & MASK, r >> S32, U(0x72756E), ZERO, race & MASK, race >> S32)
    return a | (b << S32)


@part
def uniform(word):
    """A word as a number in the open interval (0, 1)."""
    return (np.float64(np.int64(word)) + 0.5) / WORD  # a signed number is turned into a float in one step


@part
def noise(w0, w1):
    """Two words as near-normal noise."""
    total = np.int64((w0 & HALF_MASK) + (w0 >> S16) + (w1 & HALF_MASK) + (w1 >> S16)) - 131070
    return total * NOISE_SCALE


@part
def logit_of(word):
    """The logit of a word, in 1024 steps."""
    return LOGIT[word >> S22]


_normal_tail = kernel(draws._normal_tail)


@kernel
def normal(u):
    """The inverse normal."""
    if u < 0.02425:
        return _normal_tail(np.sqrt(-2.0 * np.log(u)))
    if u > 0.97575:
        return -_normal_tail(np.sqrt(-2.0 * np.log(1.0 - u)))
    q = u - 0.5
    r = q * q
    upper = -3.969683028665376e01 * r + 2.209460984245205e02
    upper = (upper * r - 2.759285104469687e02) * r + 1.383577518672690e02
    upper = (upper * r - 3.066479806614716e01) * r + 2.506628277459239e00
    lower = -5.447609879822406e01 * r + 1.615858368580409e02
    lower = (lower * r - 1.556989798598866e02) * r + 6.680131188771972e01
    lower = (lower * r - 1.328068155288572e01) * r + 1.0
    return upper * q / lower


@kernel
def lap_noise(f, lap):
    """Every car's noise of one superspeedway lap, in standard deviations."""
    key = f.key
    for slot in range(f.n):
        a, b, _, _ = woven_block(key, LAP, lap, f.car_key[slot], ZERO)
        f.seconds[slot] = noise(a, b)


@kernel
def segment_draws(f, n, step, lap):
    """Every car's block of one segment of a superspeedway lap, by place."""
    key, at = f.key, f.at
    for i in range(n):
        a, b, c, d = woven_block(key, PACK, lap, at.key[i], step)
        at.p0[i] = a
        at.p1[i] = b
        at.p2[i] = c
        at.p3[i] = d
