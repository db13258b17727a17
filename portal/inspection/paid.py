"""I08: what orders say, what payments say and what the books say is the same."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from portal.inspection.checks import Check, Offence, Scope, rows
from portal.ledger.models import Journal
from portal.orders.models import Order, OrderState, SellerOrder
from portal.orders.models import SellerOrderState as State
from portal.payments.models import Payment, PaymentState, Purpose

UNPAID = (State.AWAITING, State.EXPIRED)


def _sale() -> ColumnElement[bool]:
    return select(Journal.id).where(Journal.order_id == Order.id, Journal.kind == "sale").exists()


def _is_captured() -> ColumnElement[bool]:
    return (
        select(Payment.id)
        .where(
            Payment.purpose == Purpose.ORDER,
            Payment.subject_id == Order.id,
            Payment.state == PaymentState.CAPTURED,
        )
        .exists()
    )


def orders(session: Session, scope: Scope) -> Iterable[Offence]:
    """Paid: captured and booked. Cancelled may be either. Otherwise neither."""
    is_booked, is_captured = _sale(), _is_captured()
    neither = Order.state.in_([OrderState.AWAITING_PAYMENT, OrderState.EXPIRED])
    wrong = select(
        Order.public_id.label("order"),
        Order.state,
        is_captured.label("captured"),
        is_booked.label("booked"),
    ).where(
        scope.recent(Order.placed_at),
        or_(
            is_booked != is_captured,
            and_(Order.state == OrderState.PAID, ~is_captured),
            and_(neither, is_captured),
        ),
    )
    return rows(session, wrong)


def parts(session: Session, scope: Scope) -> Iterable[Offence]:
    """A part of a paid order was paid; what was paid and then cancelled went back whole."""
    was_paid = SellerOrder.paid_at.is_not(None)
    unpaid_part = and_(
        Order.state == OrderState.PAID, or_(SellerOrder.state.in_(UNPAID), ~was_paid)
    )
    paid_part = and_(
        Order.state.in_([OrderState.AWAITING_PAYMENT, OrderState.EXPIRED]),
        ~SellerOrder.state.in_(UNPAID),
    )
    kept = and_(
        SellerOrder.state == State.CANCELLED, was_paid, SellerOrder.refunded < SellerOrder.total
    )
    left_open = and_(Order.state == OrderState.CANCELLED, SellerOrder.state != State.CANCELLED)
    wrong = (
        select(
            SellerOrder.number.label("part"),
            SellerOrder.state,
            Order.state.label("order_state"),
            SellerOrder.total,
            SellerOrder.refunded,
        )
        .join(Order, Order.id == SellerOrder.order_id)
        .where(scope.recent(Order.placed_at), or_(unpaid_part, paid_part, kept, left_open))
    )
    return rows(session, wrong)


def times(session: Session, scope: Scope) -> Iterable[Offence]:
    """Placed, paid, sent, delivered: in that order."""
    wrong = (
        select(
            SellerOrder.number.label("part"),
            Order.placed_at,
            SellerOrder.paid_at,
            SellerOrder.shipped_at,
            SellerOrder.delivered_at,
        )
        .join(Order, Order.id == SellerOrder.order_id)
        .where(
            scope.recent(Order.placed_at),
            or_(
                SellerOrder.paid_at < Order.placed_at,
                SellerOrder.shipped_at < SellerOrder.paid_at,
                SellerOrder.delivered_at < SellerOrder.shipped_at,
                and_(SellerOrder.shipped_at.is_not(None), SellerOrder.paid_at.is_(None)),
            ),
        )
    )
    return rows(session, wrong)


CHECKS = (
    Check("I08", "an order is paid exactly when its money is captured and booked", orders),
    Check("I08", "parts follow their order, and what was cancelled went back", parts),
    Check("I08", "placed, paid, sent and delivered come in that order", times),
)
