"""I09: money that came has one order, one attempt, one journal and one amount."""

from collections.abc import Iterable

from sqlalchemy import and_, func, literal, or_, select
from sqlalchemy.orm import Session

from portal.inspection.checks import Check, Offence, Scope, rows
from portal.ledger.models import Entry, Journal
from portal.orders.models import Order
from portal.payments.models import (
    AttemptState,
    Payment,
    PaymentAttempt,
    PaymentState,
    Purpose,
)

KEPT = ("sale", "capture")  # kinds of journals that book money that came


def payments(session: Session, scope: Scope) -> Iterable[Offence]:
    """A captured payment belongs to an order of its amount, and one attempt captured just that."""
    captures = func.count(PaymentAttempt.id)
    wrong = (
        select(
            Payment.public_id.label("payment"),
            Payment.state,
            Payment.amount,
            Order.total.label("order_total"),
            captures.label("verified"),
        )
        .outerjoin(Order, and_(Payment.purpose == Purpose.ORDER, Order.id == Payment.subject_id))
        .outerjoin(
            PaymentAttempt,
            and_(
                PaymentAttempt.payment_id == Payment.id,
                PaymentAttempt.state == AttemptState.VERIFIED,
                PaymentAttempt.captured == Payment.amount,
                PaymentAttempt.currency == Payment.currency,
            ),
        )
        .where(scope.recent(Payment.created_at))
        .group_by(Payment.id, Order.id)
        .having(
            or_(
                Order.id.is_(None),
                Order.total != Payment.amount,
                Order.currency != Payment.currency,
                and_(Payment.state == PaymentState.CAPTURED, captures != 1),
                and_(Payment.state != PaymentState.CAPTURED, captures != 0),
            )
        )
    )
    return rows(session, wrong)


def captures(session: Session, scope: Scope) -> Iterable[Offence]:
    """What an attempt captured stands in one journal, at its gateway; nothing came: no journal."""
    gateway = literal("gateway:") + PaymentAttempt.gateway
    booked = func.coalesce(func.sum(Entry.amount), 0)
    source = literal("attempt:") + PaymentAttempt.public_id
    wrong = (
        select(
            PaymentAttempt.public_id.label("attempt"),
            PaymentAttempt.state,
            PaymentAttempt.captured,
            booked.label("booked"),
        )
        .outerjoin(Journal, and_(Journal.source == source, Journal.kind.in_(KEPT)))
        .outerjoin(
            Entry,
            and_(
                Entry.journal_id == Journal.id,
                Entry.account == gateway,
                Entry.currency == PaymentAttempt.currency,
            ),
        )
        .where(scope.recent(PaymentAttempt.created_at))
        .group_by(PaymentAttempt.id)
        .having(booked != PaymentAttempt.captured)
    )
    return rows(session, wrong)


def references(session: Session, _scope: Scope) -> Iterable[Offence]:
    """A provider's reference names one attempt."""
    count = func.count(PaymentAttempt.id)
    wrong = (
        select(PaymentAttempt.gateway, PaymentAttempt.provider_ref, count.label("attempts"))
        .where(PaymentAttempt.provider_ref.is_not(None))
        .group_by(PaymentAttempt.gateway, PaymentAttempt.provider_ref)
        .having(count > 1)
    )
    return rows(session, wrong)


CHECKS = (
    Check("I09", "a captured payment has one order, one attempt, one amount", payments),
    Check("I09", "what an attempt captured is booked at its gateway", captures),
    Check("I09", "a provider's reference names one attempt", references),
)
