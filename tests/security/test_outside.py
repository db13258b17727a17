"""No word of a user makes this site call another: every form is full of addresses, none is asked."""

import socket

import pytest

from tests.matrix.runner import OURS
from tests.security.acting import acts
from tests.security.test_odd_input import path_of

TRAPS = ("http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "//127.0.0.1:9/x")


@pytest.fixture
def calls(monkeypatch):
    """Whom the process tried to reach."""
    asked = []

    def refuse(*args, **_kwargs):
        asked.append(args[-1])
        raise OSError("the test lets nobody out")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    return asked


def test_the_trap_catches(calls):
    with pytest.raises(OSError, match="nobody out"):
        socket.create_connection(("127.0.0.1", 9))
    assert calls


@pytest.mark.asvs("1.3.6")
@pytest.mark.parametrize("trap", TRAPS)
def test_no_field_is_an_address_that_we_ask(site, calls, trap):
    sent = 0
    for case in acts(site):
        form = dict.fromkeys([*case.form, "next", "url", "callback"], trap)
        response = site.matrix.client(case).post(path_of(site, case), data=form, headers=OURS)
        assert "root:" not in response.get_data(as_text=True)
        sent += 1
        if site.matrix.ground.is_touched():
            site.matrix.ground.restore()

    assert sent > 80
    assert calls == []
