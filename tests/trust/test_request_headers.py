"""Headers that cannot be meant are refused before anything reads them; found by fuzzing."""

import pytest

pytest.importorskip("nicegui")


def refused(**headers: str) -> int:
    from stockcar.web.guard import Guard
    from stockcar.web.serving import Limits

    async def nothing(*_: object) -> None:
        raise AssertionError("reached the page")

    given = {"host": "127.0.0.1:8717", **headers}
    said = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in given.items()]
    return Guard(nothing, Limits()).refusal({"type": "http", "method": "GET", "path": "/", "headers": said})


@pytest.mark.parametrize("host", ["]", "[", "[/bold]", "[::1", "]:80"])
def test_a_host_that_is_no_address_is_refused(host):
    assert refused(host=host) in (400, 403)


@pytest.mark.parametrize("origin", ["http://]", "http://[", "[", "null", "http://other"])
def test_an_origin_that_is_no_address_is_refused(origin):
    assert refused(origin=origin) in (400, 403)


@pytest.mark.parametrize("length", ["\u00b2", "-1", "1e3", "9" * 5000, "", "x"])
def test_a_length_that_is_no_number_is_refused(length):
    assert refused(content_length=length) == 413


def test_a_plain_request_passes():
    assert refused() == 0
    assert refused(content_length="0", origin="http://127.0.0.1:8717") == 0
