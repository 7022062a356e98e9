"""Every points and playoff value of every season against a second statement of it."""

import pytest

from stockcar.rulebook import Rulebook
from tests.rulebook import pins


@pytest.mark.parametrize("name", pins.PINS)
def test_the_package_says_the_same(name: str) -> None:
    pins.PINS[name](Rulebook.load())
