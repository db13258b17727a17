"""What every gateway keeps, whoever stands behind it. Each test runs once a bank."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Protocol

from portal.core import clock
from portal.core.money import Currency, Money
from portal.payments.gateways.interface import Attempt, Gateway, Notice, Refund

PRICE = Money(2_000_000)


class Till(Protocol):
    """The other side of a gateway: what the buyer does there."""

    def decide(self, reference: str, outcome: str) -> dict[str, str]:
        """`outcome`: paid or failed; what the return to our address says."""
        ...

    def charged(self, reference: str) -> int:
        """Minor units the bank has of the buyer, what it gave back not among them."""
        ...


@dataclass
class Bank:
    gateway: Gateway
    till: Till
    lose: Callable[[str], None]  # the next answer to this verb of ours is lost after it acted
    break_: Callable[[str], None]  # the next request of this verb fails before it acts
    currency: Currency = Currency.IRR
    by_hand: bool = False  # people move the money: nothing is undone or sent back by a verb
    captures: bool = False  # by itself, before it is asked: so it never says "already"
    numbers: count = field(default_factory=lambda: count(1))

    @property
    def price(self) -> Money:
        return Money(PRICE.minor, self.currency)

    def asked(self, **facts) -> Attempt:
        given = {
            "public_id": f"a{next(self.numbers)}",
            "reference": "",
            "amount": self.price,
            "description": "Order 7",
            "return_url": f"https://shop.example/pay/return/{self.gateway.name}?order=7",
            "expires_at": clock.now() + timedelta(minutes=15),
        }
        return Attempt(**(given | facts))

    def started(self, **facts) -> Attempt:
        asked = self.asked(**facts)
        return replace(asked, reference=self.gateway.start(asked).reference)

    def paid(self) -> Attempt:
        attempt = self.started()
        self.till.decide(attempt.reference, "paid")
        return attempt

    def confirmed(self) -> Attempt:
        attempt = self.paid()
        verdict = self.gateway.confirm(attempt)
        return replace(attempt, receipt=verdict.receipt or "")

    def came_back(self, attempt: Attempt, outcome: str) -> Notice:
        return Notice(query=self.till.decide(attempt.reference, outcome))


def back(attempt: Attempt, minor: int, before: int = 0, key: str = "r1") -> Refund:
    currency = attempt.amount.currency
    return Refund(key, attempt, Money(minor, currency), "reduced", Money(before, currency))
