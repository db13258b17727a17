"""Stripe's own client on a wire of ours: short patience, bounded answers, nothing told beside.

The package keeps settings in globals and sends figures about the machine; here each gateway has a
client of its own, and what is not asked for is not sent.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import stripe

from portal.core import wire
from portal.payments.gateways.interface import Declined, Unreachable

LONGEST = 4 * 1024 * 1024  # bytes of an answer: a hundred sessions with what hangs on them
TOLD_BESIDE = frozenset({"x-stripe-client-telemetry", "x-stripe-client-user-agent"})


@dataclass(frozen=True, slots=True)
class Account:
    """Whose money it is (`id`, acct_...), and what Stripe and we know each other by."""

    id: str
    secret_key: str
    webhook_secrets: tuple[str, ...]  # the new one and the old one while they are changed
    base: str
    checkout: str  # origin of the page of payment

    @property
    def is_live(self) -> bool:
        return "_live_" in self.secret_key


class Wire(stripe.HTTPClient):
    """Connections to Stripe, made when first used: servers fork before that."""

    name = "httpx"

    def __init__(self) -> None:
        super().__init__()
        self._client: httpx.Client | None = None

    @property
    def client(self) -> httpx.Client:
        if self._client is None:
            self._client = wire.connections(patience=wire.READ)
        return self._client

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Body, status and headers, as the package wants them."""
        told = {k: v for k, v in (headers or {}).items() if k.lower() not in TOLD_BESIDE}
        try:
            with self.client.stream(method, url, headers=told, content=post_data) as answer:
                body = wire.whole(answer, LONGEST).decode("utf-8", errors="replace")
                return body, answer.status_code, answer.headers
        except httpx.HTTPError as error:
            raise _no_answer(type(error).__name__) from error

    def close(self) -> None:
        if self._client is not None:
            self._client.close()


def _no_answer(why: str) -> stripe.APIConnectionError:
    return stripe.APIConnectionError(why)  # type: ignore[no-untyped-call]


def client(account: Account) -> stripe.StripeClient:
    """No repeats by the package: the job or the sweep asks again, and a buyer is not kept."""
    return stripe.StripeClient(
        account.secret_key,
        base_addresses={"api": account.base},
        http_client=Wire(),
        max_network_retries=0,
    )


@contextmanager
def speaking() -> Iterator[None]:
    """A clear no is Declined; a wrong key, a fault of theirs and silence say nothing."""
    try:
        yield
    except stripe.InvalidRequestError as error:
        raise Declined(error.code or "request_refused") from error
    except stripe.StripeError as error:
        raise Unreachable(type(error).__name__) from error
