"""Towards a provider: its certificate is verified, and nobody sends us elsewhere."""

import threading
from contextlib import contextmanager

import pytest
from flask import Flask, redirect, request
from werkzeug.serving import make_server

from portal.core.wire import Wire


class Silence(Exception):
    pass


@contextmanager
def provider(**options):
    """A server that notes the paths it was asked for."""
    app, asked = Flask("provider"), []

    @app.post("/<path:path>")
    def answer(path):
        asked.append((path, request.get_data()))
        return redirect("/elsewhere", 307) if path == "moved" else {"said": path}

    server = make_server("127.0.0.1", 0, app, threaded=True, **options)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"{'https' if options else 'http'}://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def test_an_answer_is_read():
    with provider() as (url, asked):
        assert Wire(Silence).post(f"{url}/here", {"a": 1}) == {"said": "here"}
    assert len(asked) == 1


@pytest.mark.asvs("12.3.2")
def test_a_certificate_that_nobody_signed_gets_nothing():
    with provider(ssl_context="adhoc") as (url, asked):
        for send in (Wire(Silence).post, Wire(Silence).form):
            with pytest.raises(Silence, match="ConnectError"):
                send(f"{url}/here", {"secret": "1"})
    assert asked == []


@pytest.mark.asvs("15.3.2")
def test_a_redirect_is_not_followed():
    with provider() as (url, asked), pytest.raises(Silence):
        Wire(Silence).post(f"{url}/moved", {"secret": "1"})
    assert [path for path, _body in asked] == ["moved"]
