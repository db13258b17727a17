"""LIMITER_URL=redis://…: two processes count as one, and go on when their Redis is gone."""

import http.client

import pytest

from portal.web.reads import SEARCHES
from tests import redis, serving

SEARCH = "/checkout/cities?province_code=IR-26"
WORKERS = 2


def ask(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", SEARCH)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, response.headers["Retry-After"]


@pytest.mark.asvs("16.5.2")
@pytest.mark.slow
def test_workers_share_one_count_and_lose_nothing_with_it(sqlite_url, tmp_path):
    with (
        redis.server(tmp_path) as (url, process),
        serving.web(sqlite_url, tmp_path, workers=WORKERS, GET_LIMITS="on", LIMITER_URL=url) as web,
    ):
        answers = [ask(web.port) for _ in range(SEARCHES[1] + 1)]
        assert [status for status, _wait in answers] == [200] * SEARCHES[1] + [429]
        assert 1 <= int(answers[-1][1]) <= 60

        process.kill()
        process.wait()
        assert ask(web.port)[0] == 200
