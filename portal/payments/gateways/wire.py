"""Speaking to a provider over HTTP: short patience, no redirects, and silence is never "no"."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from portal.payments.gateways.interface import Unreachable

CONNECT, READ = 3.0, 10.0  # seconds
LONGEST = 1024 * 1024  # bytes of an answer
SERVER_FAULT = 500


class Wire:
    """A pool of connections to one provider, made when first used: servers fork before that."""

    def __init__(self, headers: Mapping[str, str] | None = None) -> None:
        self.headers = dict(headers or {})
        self._client: httpx.Client | None = None

    @property
    def client(self) -> httpx.Client:
        if self._client is None:
            self._client = httpx.Client(
                timeout=httpx.Timeout(READ, connect=CONNECT),
                follow_redirects=False,
                headers={"Accept": "application/json"} | self.headers,
                trust_env=False,  # a proxy of the machine is no place for a merchant's secrets
            )
        return self._client

    def post(self, url: str, body: Mapping[str, Any]) -> Any:
        """The JSON that came back, whatever its status below 500.

        Raises Unreachable: no answer, an answer of a broken server, or none that is JSON.
        """
        try:
            with self.client.stream("POST", url, json=dict(body)) as answer:
                content = _whole(answer)
            if answer.status_code >= SERVER_FAULT:
                raise Unreachable(f"http {answer.status_code}")
            return json.loads(content)
        except (httpx.HTTPError, ValueError, RecursionError) as error:
            raise Unreachable(type(error).__name__) from error


def _whole(answer: httpx.Response) -> bytes:
    content = b""
    for chunk in answer.iter_bytes():
        content += chunk
        if len(content) > LONGEST:
            raise Unreachable("too long")
    return content
