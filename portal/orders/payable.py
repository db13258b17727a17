"""What the pages around payment ask: how the last try ended, what returns."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.core.errors import NotFound, Refused
from portal.core.money import Money
from portal.orders import parts
from portal.orders.cart_view import Seller, seller
from portal.orders.models import Order, SellerOrder
from portal.payments import refunds
from portal.payments.models import AttemptState, Payment, PaymentAttempt, RefundRoute


@dataclass(frozen=True, slots=True)
class LastTry:
    """How the newest attempt stands, at which gateway, and that one's name and last word."""

    state: AttemptState
    gateway: str
    code: str | None
    reference: str | None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the buyer gets back when a part is cancelled now; rials."""

    number: str
    firm: Seller
    amount: int
    route: RefundRoute
    expected_on: date


def last_try(session: Session, *, payment: str) -> LastTry | None:
    """The newest attempt of a payment (public id); None before the first."""
    newest = (
        select(
            PaymentAttempt.state,
            PaymentAttempt.gateway,
            PaymentAttempt.code,
            PaymentAttempt.provider_ref,
        )
        .join(Payment, Payment.id == PaymentAttempt.payment_id)
        .where(Payment.public_id == payment)
        .order_by(PaymentAttempt.id.desc())
        .limit(1)
    )
    found = session.execute(newest).one_or_none()
    return LastTry(*found) if found else None


def foresee(session: Session, *, link: str, part: str) -> Foreseen:
    """For the page that asks "really cancel?". Raises NotFound, Refused("already_shipped")."""
    mine = (
        select(SellerOrder)
        .join(Order, Order.id == SellerOrder.order_id)
        .where(Order.link == link, SellerOrder.public_id == part)
        .options(joinedload(SellerOrder.firm))
    )
    found = session.scalar(mine)
    if found is None:
        raise NotFound
    if found.state not in parts.NOT_SENT:
        raise Refused("already_shipped")
    left = found.total - found.refunded
    route, day = refunds.foresee(
        session, order_id=found.order_id, amount=Money(left, found.currency)
    )
    return Foreseen(found.number, seller(found.firm), left, route, day)
