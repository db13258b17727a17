"""The buyer goes to the bank."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from portal.catalog import stock
from portal.core import clock, db, saving, states
from portal.core.errors import NotFound, Refused
from portal.orders.models import Order, OrderState
from portal.payments import gateways, goods
from portal.payments import start as attempts
from portal.payments.gateways.interface import Declined, Gateway, Unreachable
from portal.payments.models import AttemptState, Payment, PaymentAttempt, PaymentState, Purpose

MOST_TRIES = 10  # attempts for one order: each of them prolongs its hold


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt that is committed and that no bank knows yet; `link` is its order's."""

    attempt: PaymentAttempt
    link: str


def start(*, payment_public_id: str, gateway: str, return_url: str, description: str = "") -> str:
    """Open a try at the gateway; returns the address to send the buyer to.

    The goods are held until the bank's time limit and five minutes more. Raises NotFound,
    OutOfStock, and Refused with the order's `link`: "already_paid", "order_closed",
    "payment_running", "too_many_attempts", "gateway_currency", "gateway_down".
    """
    db.refuse_open_transaction()
    adapter = gateways.named(gateway)
    opened = db.retrying(lambda session: _open(session, payment_public_id, adapter))
    return send(opened, return_url=return_url, description=description)


def holding(gateway: str | None) -> timedelta:
    """How long a new order holds its goods: ten minutes, or what the bank takes that is next."""
    return gateways.named(gateway).lifetime + goods.MARGIN if gateway else stock.HOLD


def first_try(session: Session, *, payment: Payment, link: str, gateway: str) -> Try:
    """In the transaction of a new order, whose goods are held for `holding`; then `send`."""
    adapter = gateways.named(gateway)
    attempt = attempts.new_attempt(session, payment=payment, gateway=adapter, by="buyer")
    return Try(attempt, link)


def send(opened: Try, *, return_url: str, description: str = "") -> str:
    """Tell the bank; returns the address to send the buyer to. Raises Refused("gateway_down")."""
    db.refuse_open_transaction()
    attempt, link = opened.attempt, opened.link
    adapter = gateways.named(attempt.gateway)
    told = attempts.facts(attempt, description=description, return_url=return_url)
    try:
        redirect = adapter.start(told)
    except (Unreachable, Declined) as error:
        with db.transaction() as session:
            session.add(attempt)
            attempts.refused(
                session, attempt=attempt, code=str(error) or "unreachable", by="gateway"
            )
        reason = error.code if isinstance(error, Declined) else "unreachable"
        raise Refused("gateway_down", link=link, gateway=attempt.gateway, reason=reason) from error
    with db.transaction() as session:
        with states.together(session):
            attempts.sent(session, attempt=attempt, reference=redirect.reference, by="buyer")
        saving.save(session, [attempt])
    return redirect.url


def _open(session: Session, payment_public_id: str, adapter: Gateway) -> Try:
    mine = (
        select(Payment, Order, _count(), _count(_is_running()))
        .join(Order, Order.id == Payment.subject_id)
        .where(Payment.public_id == payment_public_id, Payment.purpose == Purpose.ORDER)
        .with_for_update(key_share=True)
    )
    found = session.execute(mine).one_or_none()
    if found is None:
        raise NotFound
    payment, order, tries, running = found
    refusals = {
        "already_paid": payment.state is PaymentState.CAPTURED,
        "order_closed": order.state is not OrderState.AWAITING_PAYMENT,
        "payment_running": running > 0,
        "too_many_attempts": tries >= MOST_TRIES,
        "gateway_currency": payment.currency not in adapter.currencies,
    }
    for code, is_so in refusals.items():
        if is_so:
            raise Refused(code, link=order.link)
    attempt = attempts.new_attempt(session, payment=payment, gateway=adapter, by="buyer")
    until = attempt.expires_at + goods.MARGIN
    goods.keep_until(session, order_id=order.id, moment=until, by="buyer")
    return Try(attempt, order.link)


def _count(which: ColumnElement[bool] | None = None) -> ColumnElement[int]:
    mine = select(func.count()).where(PaymentAttempt.payment_id == Payment.id)
    return (mine if which is None else mine.where(which)).scalar_subquery()


def _is_running() -> ColumnElement[bool]:
    return and_(
        PaymentAttempt.state == AttemptState.CLAIMED, PaymentAttempt.expires_at > clock.now()
    )
