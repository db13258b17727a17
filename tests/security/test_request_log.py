"""Which requests leave a line in the log, and what is in it."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from portal.app import create_app
from portal.web import request_log
from tests.matrix import shared

SECRET = "/o/" + "x" * 43


@pytest.fixture
def visited(built, matrix):
    """Ask a site for pages; its lines."""

    def visit(*paths, **settings):
        app = create_app(replace(built.settings, **settings))
        with capture_logs() as lines:
            for path in paths:
                app.test_client().get(path)
        return [line for line in lines if line["event"] == "request"]

    yield visit
    matrix.ground.restore()
    shared.configure(built.settings)


def test_a_quick_page_leaves_none(visited):
    assert visited("/healthz", SECRET) == []


def test_a_slow_one_does(visited, monkeypatch):
    monkeypatch.setattr(request_log, "SLOW", 0.0)
    [line] = visited(SECRET)
    assert (line["log_level"], line["endpoint"]) == ("warning", "storefront.order")
    assert (line["method"], line["status"]) == ("GET", 404)
    assert "xxx" not in str(line)


def test_every_one_does_where_that_is_wanted(visited):
    lines = visited("/healthz", SECRET, "/no/such/page", access_log=True)
    assert [line["status"] for line in lines] == [200, 404, 404]
    assert [line["endpoint"] for line in lines][::2] == ["health.alive", ""]
    assert {line["log_level"] for line in lines} == {"info"}
