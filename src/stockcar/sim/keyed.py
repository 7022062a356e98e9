"""The draws of ``draws``, compiled. Same purposes, same words, same bits; the tests compare the two."""

# Types here are the compiler's, inferred from RaceInputs and Field.
# mypy: ignore-errors

import numpy as np

from stockcar.sim import draws
from stockcar.sim.compiled import eights, kernel, part

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
_normal_middle = part(draws._normal_middle)


@kernel
def normal(u):
    """The inverse normal."""
    if u < 0.02425:
        return _normal_tail(np.sqrt(-2.0 * np.log(u)))
    if u > 0.97575:
        return -_normal_tail(np.sqrt(-2.0 * np.log(1.0 - u)))
    return _normal_middle(u - 0.5)


@kernel
def draw_all(f, purpose, lap):
    """Every car's block for one purpose on this lap, into ``w0`` to ``w3``."""
    key = f.key
    for car in range(eights(f.n)):
        a, b, c, d = woven_block(key, purpose, lap, f.car_key[car], ZERO)
        f.w0[car] = a
        f.w1[car] = b
        f.w2[car] = c
        f.w3[car] = d


@kernel
def normals(words, z, n):
    """The inverse normal of a column of words; the few in the tails come after the straight loop."""
    for car in range(eights(n)):
        z[car] = _normal_middle(uniform(words[car]) - 0.5)
    for car in range(n):
        u = uniform(words[car])
        if (u < 0.02425) | (u > 0.97575):
            z[car] = normal(u)


@kernel
def lap_noise(f, lap):
    """Every car's noise of one superspeedway lap, in standard deviations."""
    key = f.key
    for slot in range(eights(f.n)):
        a, b, _, _ = woven_block(key, LAP, lap, f.car_key[slot], ZERO)
        f.seconds[slot] = noise(a, b)


@kernel
def segment_draws(f, n, step, lap):
    """Every car's block of one segment of a superspeedway lap, by place."""
    key, at = f.key, f.at
    for i in range(eights(n)):
        a, b, c, d = woven_block(key, PACK, lap, at.key[i], step)
        at.p0[i] = a
        at.p1[i] = b
        at.p2[i] = c
        at.p3[i] = d
