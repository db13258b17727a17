"""The next action on a part of an order, for the hint bar and for today's work."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from portal.core.clock import tehran_day
from portal.orders.models import SellerOrderState

ACTIONS = {
    SellerOrderState.AWAITING: "wait_payment",
    SellerOrderState.PAID: "accept",
    SellerOrderState.PREPARING: "pack",
    SellerOrderState.READY: "ship",
    SellerOrderState.SHIPPED: "wait_delivery",
    SellerOrderState.DELIVERED: "wait_close",
    SellerOrderState.PROBLEM: "resolve",
}


class Clocked(Protocol):
    """A part of an order, or a row of a list that shows one."""

    @property
    def state(self) -> SellerOrderState: ...
    @property
    def accept_by(self) -> datetime | None: ...
    @property
    def dispatch_by(self) -> date: ...


@dataclass(frozen=True, slots=True)
class Hint:
    """What is to be done (`code`), by when, and whether that has passed.

    Accepting is due at an hour, sending on a day in Tehran.
    """

    code: str
    due: datetime | date | None = None
    is_late: bool = False


def next_action(part: Clocked, *, now: datetime) -> Hint:
    """Codes: wait_payment accept pack ship wait_delivery wait_close resolve none."""
    code = ACTIONS.get(part.state, "none")
    if code == "accept" and part.accept_by is not None:
        return Hint(code, part.accept_by, is_late=part.accept_by < now)
    if code in {"accept", "pack", "ship"}:
        return Hint(code, part.dispatch_by, is_late=part.dispatch_by < tehran_day(now))
    return Hint(code)
