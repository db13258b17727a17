"""Orders that were not paid: taken back to the basket, replaced by a new one, or run out."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session, selectinload

from portal.catalog import stock
from portal.catalog.models import HoldState, StockHold
from portal.core import clock
from portal.core.errors import NotFound, Refused
from portal.orders import letters
from portal.orders.cart_rows import put_lines
from portal.orders.models import (
    ORDER,
    SELLER_ORDER,
    Cart,
    CartLine,
    Order,
    OrderState,
    SellerOrder,
    SellerOrderState,
)
from portal.payments import start
from portal.payments.models import AttemptState, Payment, PaymentAttempt, Purpose

REMIND_AFTER = timedelta(minutes=4)
AT_THE_BANK = (AttemptState.CREATED, AttemptState.REDIRECTED, AttemptState.CLAIMED)


def back_to_cart(session: Session, *, link: str, by: str) -> Order:
    """The buyer gives the payment up: goods are free, and in the basket again.

    Harmless twice. Raises NotFound, Refused("already_paid"), and Refused("payment_running") while
    the bank is being asked about a payment that may have succeeded.
    """
    order = session.scalar(select(Order).where(Order.link == link))
    if order is None:
        raise NotFound
    if order.state is OrderState.AWAITING_PAYMENT:
        withdraw(session, order, OrderState.CANCELLED, by=by, note="#back_to_cart")
    if order.state is OrderState.PAID:
        raise Refused("already_paid")
    _refill(session, order)
    return order


def withdraw(session: Session, order: Order, to: OrderState, *, by: str, note: str) -> None:
    """End an unpaid order: payment, holds, parts. `to` is CANCELLED or EXPIRED.

    Locks payment, then order, and looks again: it may have been paid in between, and is then left
    as it is. Money that comes later still revives it. Raises Refused("payment_running").
    """
    start.withdraw(session, purpose=Purpose.ORDER, subject_id=order.id)
    session.refresh(order, with_for_update={"key_share": True})
    if order.state is not OrderState.AWAITING_PAYMENT:
        return
    if session.scalar(select(_has_attempt(AttemptState.CLAIMED, order_id=order.id))):
        raise Refused("payment_running", link=order.link)
    stock.release(session, order_id=order.id, by=by, reason=to.value)
    ORDER.move(session, order, to, by=by, note=note)
    for part in _parts(session, order):
        SELLER_ORDER.move(session, part, SellerOrderState(to.value), by=by, note=note)
    session.flush()


def _parts(session: Session, order: Order) -> Sequence[SellerOrder]:
    mine = select(SellerOrder).where(SellerOrder.order_id == order.id).order_by(SellerOrder.id)
    return session.scalars(mine.with_for_update(key_share=True)).all()


def _refill(session: Session, order: Order) -> None:
    """Goods of the order that the cart lost since, if the cart is still there."""
    if order.cart_id is None or session.get(Cart, order.cart_id) is None:
        return
    lines = select(SellerOrder).where(SellerOrder.order_id == order.id)
    parts = session.scalars(lines.options(selectinload(SellerOrder.lines))).all()
    there = set(session.scalars(select(CartLine.offer_id).where(CartLine.cart_id == order.cart_id)))
    missing = {
        line.offer_id: (line.quantity, line.unit_price)
        for part in parts
        for line in part.lines
        if line.offer_id not in there
    }
    put_lines(session, order.cart_id, missing)


def _has_attempt(*states: AttemptState, order_id: int | None = None) -> ColumnElement[bool]:
    """True when the order, given or of the outer query, has an attempt in one of `states`."""
    subject = Order.id if order_id is None else order_id
    return exists().where(
        PaymentAttempt.payment_id == Payment.id,
        PaymentAttempt.state.in_(states),
        Payment.purpose == Purpose.ORDER,
        Payment.subject_id == subject,
    )


def _is_over() -> ColumnElement[bool]:
    """Unpaid, nothing held any more, and nobody is at the bank with it."""
    now = clock.now()
    is_held = exists().where(
        StockHold.order_id == Order.id,
        StockHold.state == HoldState.ACTIVE,
        StockHold.expires_at > now,
    )
    return and_(
        Order.state == OrderState.AWAITING_PAYMENT,
        Order.placed_at < now - stock.HOLD,
        ~is_held,
        ~_has_attempt(AttemptState.CLAIMED),
    )


def expire(session: Session, *, limit: int = 100) -> int:
    """End unpaid orders whose holds ran out; returns how many. For the schedule, each minute.

    Payments that somebody is working on are left for the next minute: waiting for one of them
    while holding the stock of another order is how two workers deadlock.
    """
    late = session.scalars(select(Order.id).where(_is_over()).order_by(Order.id).limit(limit))
    payments = (
        select(Payment.subject_id)
        .where(Payment.purpose == Purpose.ORDER, Payment.subject_id.in_(late.all()))
        .order_by(Payment.id)
        .with_for_update(skip_locked=True, key_share=True)
    )
    free = session.scalars(payments).all()
    still = select(Order).where(Order.id.in_(free), _is_over()).order_by(Order.id)
    orders = session.scalars(still).all()
    for order in orders:
        withdraw(session, order, OrderState.EXPIRED, by="clock", note="#not_paid")
    return len(orders)


def remind(session: Session, *, limit: int = 100) -> int:
    """Once, a few minutes after the order, while its goods are still held and nobody pays.

    Returns how many orders. For the schedule, each minute.
    """
    now = clock.now()
    waiting = select(Order).where(
        Order.state == OrderState.AWAITING_PAYMENT,
        Order.placed_at < now - REMIND_AFTER,
        Order.placed_at > now - stock.HOLD,
        ~_has_attempt(*AT_THE_BANK),
        ~letters.is_written(letters.PAYMENT_REMINDER + Order.public_id),
    )
    orders = session.scalars(waiting.order_by(Order.id).limit(limit)).all()
    letters.payment_reminder(session, orders)
    return len(orders)
