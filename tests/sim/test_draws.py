"""The generator against its published vectors, and the keys against what they promise."""

import math
import statistics

import numpy as np
import pytest

from stockcar.sim import draws

# Known-answer vectors of Philox4x32-10 as published with Random123: counter, key, output.
VECTORS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def words(text):
    return tuple(int(word, 16) for word in text.split())


@pytest.mark.parametrize(("counter", "key", "output"), VECTORS)
def test_philox_gives_the_published_words(counter, key, output):
    from stockcar.sim import keyed

    assert draws.philox4x32(words(counter), words(key)) == words(output)
    given = [np.uint64(word) for word in words(counter) + words(key)]
    assert tuple(int(word) for word in keyed.philox4x32(*given)) == words(output)


def test_compiled_draws_are_the_plain_ones():
    from stockcar.sim import keyed

    for race, run, lap, car in [(0, 0, 1, 1), (2**64 - 1, 17_341, 400, draws.car_key("88")), (12345, 2**40, 67, 7)]:
        key = draws.run_key(race, run)
        assert int(keyed.run_key(np.uint64(race), run)) == key
        w = draws.block(key, draws.LAP, lap, car)
        assert tuple(int(v) for v in keyed.block(np.uint64(key), keyed.LAP, lap, car, 0)) == w
        assert keyed.noise(np.uint64(w[0]), np.uint64(w[1])) == draws.noise(w[0], w[1])
        assert keyed.logit_of(np.uint64(w[2])) == draws.logit_of(w[2])
        for u in (draws.uniform(w[3]), 1e-9, 0.001, 0.5, 0.98, 1 - 1e-9):
            assert keyed.normal(u) == draws.normal(u)


def test_purposes_have_the_same_numbers_on_both_sides():
    from stockcar.sim import keyed

    names = [
        "START",
        "RACE",
        "LAP",
        "EVENT",
        "EVENT_FLAG",
        "VICTIM",
        "STOP",
        "CHOICE",
        "RESTART",
        "PLAN",
        "PACK",
        "WEATHER",
        "COMPONENT",
    ]
    assert [int(getattr(keyed, name)) for name in names] == [getattr(draws, name) for name in names]
    assert len({getattr(draws, name) for name in names}) == len(names)


def test_a_key_depends_on_seed_and_text_and_on_nothing_else():
    assert draws.race_key(7, "truck-2022-15") == draws.race_key(7, "truck-2022-15")
    keys = {draws.race_key(s, t) for s in range(20) for t in ("truck-2022-15", "xfinity-2025-24")}
    assert len(keys) == 40
    assert draws.car_key("7") != draws.car_key("07")


def test_normal_inverts_the_error_function():
    for z in (-6.0, -3.0, -1.0, 0.0, 0.5, 2.0, 5.0):
        assert draws.normal(0.5 * math.erfc(-z / math.sqrt(2.0))) == pytest.approx(z, abs=1e-6)


def test_noise_and_uniforms_have_their_moments_and_no_memory():
    blocks = [draws.block(99, draws.LAP, lap, 5) for lap in range(1, 20_001)]
    z = [draws.noise(w[0], w[1]) for w in blocks]
    u = [draws.uniform(w[2]) for w in blocks]
    assert statistics.fmean(z) == pytest.approx(0.0, abs=0.03)
    assert statistics.pstdev(z) == pytest.approx(1.0, abs=0.02)
    assert statistics.fmean(u) == pytest.approx(0.5, abs=0.01)
    assert statistics.correlation(z[:-1], z[1:]) == pytest.approx(0.0, abs=0.03)
    assert statistics.correlation(z, u) == pytest.approx(0.0, abs=0.03)
    other = [draws.noise(*draws.block(99, draws.LAP, lap, 6)[:2]) for lap in range(1, 20_001)]
    assert statistics.correlation(z, other) == pytest.approx(0.0, abs=0.03)
