"""Speaking to a provider over HTTP: short patience, no redirects, and silence is never "no"."""

import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from portal.core import lazy

if TYPE_CHECKING:
    import httpx
else:
    httpx = lazy.module("httpx")

CONNECT, READ = 3.0, 10.0  # seconds
LONGEST = 1024 * 1024  # bytes of an answer
SERVER_FAULT = 500

# httpx writes the address of each request into the log, and an address may hold a provider's key.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class Wire:
    """A pool of connections to one provider, made when first used: servers fork before that.

    `silence` is the provider's exception for "no answer, or one that says nothing"; it never names
    the address. `patience`: seconds between two bytes of an answer.
    """

    def __init__(
        self,
        silence: type[Exception],
        headers: Mapping[str, str] | None = None,
        *,
        patience: float = READ,
    ) -> None:
        self.silence = silence
        self.headers = dict(headers or {})
        self.patience = patience
        self._client: httpx.Client | None = None

    @property
    def client(self) -> "httpx.Client":
        if self._client is None:
            self._client = connections(
                {"Accept": "application/json"} | self.headers, patience=self.patience
            )
        return self._client

    def post(self, url: str, body: Mapping[str, Any]) -> Any:
        """Send `body` as JSON. The JSON that came back, whatever its status below 500.

        Raises `silence`: no answer, an answer of a broken server, or none that is JSON.
        """
        return self._ask(url, json=dict(body))

    def form(self, url: str, fields: Mapping[str, str]) -> Any:
        """The same with a form."""
        return self._ask(url, data=dict(fields))

    def _ask(self, url: str, **content: Any) -> Any:
        try:
            with self.client.stream("POST", url, **content) as answer:
                said = whole(answer, LONGEST)
            if answer.status_code >= SERVER_FAULT:
                raise self.silence(f"http {answer.status_code}")
            return json.loads(said)
        except (httpx.HTTPError, ValueError, RecursionError) as error:
            # Not "from error": what httpx raises carries the request, and that its address.
            raise self.silence(type(error).__name__) from None


def connections(headers: Mapping[str, str] | None = None, *, patience: float) -> "httpx.Client":
    """A pool as it should be towards any provider."""
    return httpx.Client(
        timeout=httpx.Timeout(patience, connect=CONNECT),
        follow_redirects=False,
        headers=headers,
        trust_env=False,  # a proxy of the machine is no place for a merchant's secrets
    )


def whole(answer: "httpx.Response", longest: int) -> bytes:
    """What came, read to its end. Raises httpx.DecodingError beyond `longest` bytes."""
    content = b""
    for chunk in answer.iter_bytes():
        content += chunk
        if len(content) > longest:
            raise httpx.DecodingError("too long an answer", request=answer.request)
    return content


def mapping(part: Any) -> Mapping[str, Any]:
    """A part of an answer that should be an object; PHP writes an empty one as []."""
    return part if isinstance(part, Mapping) else {}


def number(word: Any) -> int | None:
    """A part of an answer that should be a whole number, as such or as text."""
    try:
        return int(word)
    except (TypeError, ValueError):
        return None
