"""I12-I14: nothing waits longer than it should, and everything that was to be told was told."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import and_, literal, or_, select
from sqlalchemy.orm import Session

from portal.catalog.models import HoldState, Offer, StockHold
from portal.core import jobs
from portal.inspection.checks import Check, Level, Offence, Scope, rows
from portal.messaging.models import Message, MessageState
from portal.orders.models import Order, OrderState
from portal.payments import intake
from portal.payments.models import (
    AttemptState,
    GatewayNotice,
    PaymentAttempt,
    Refund,
    RefundState,
)
from portal.payments.transfer_models import BankTransfer, TransferState
from portal.payments.withdrawal_models import Withdrawal

HOLD_GRACE = timedelta(minutes=15)  # past its end; the schedule runs each minute
ORDER_LIMIT = timedelta(hours=2)  # unpaid: hold, attempt and sweep are long over
ATTEMPT_LIMIT = timedelta(hours=1)  # past its end, still open or unknown
REFUND_LIMIT = timedelta(days=3)  # at the gateway
MESSAGE_LIMIT = timedelta(minutes=15)
NOTICE_LIMIT = timedelta(minutes=15)
OPEN = (AttemptState.CREATED, AttemptState.REDIRECTED, AttemptState.CLAIMED)


def holds(session: Session, scope: Scope) -> Iterable[Offence]:
    late = (
        select(Offer.public_id.label("offer"), StockHold.quantity, StockHold.expires_at)
        .join(Offer, Offer.id == StockHold.offer_id)
        .where(StockHold.state == HoldState.ACTIVE, StockHold.expires_at < scope.now - HOLD_GRACE)
    )
    return rows(session, late)


def orders(session: Session, scope: Scope) -> Iterable[Offence]:
    """An unpaid order whose goods nobody holds any more has run out."""
    is_held = (
        select(StockHold.id)
        .where(StockHold.order_id == Order.id, StockHold.state == HoldState.ACTIVE)
        .exists()
    )
    late = select(Order.public_id.label("order"), Order.placed_at).where(
        Order.state == OrderState.AWAITING_PAYMENT,
        Order.placed_at < scope.now - ORDER_LIMIT,
        ~is_held,
    )
    return rows(session, late)


def attempts(session: Session, scope: Scope) -> Iterable[Offence]:
    late = select(
        PaymentAttempt.public_id.label("attempt"), PaymentAttempt.state, PaymentAttempt.expires_at
    ).where(PaymentAttempt.state.in_(OPEN), PaymentAttempt.expires_at < scope.now - ATTEMPT_LIMIT)
    return rows(session, late)


def refunds(session: Session, scope: Scope) -> Iterable[Offence]:
    late = select(
        Refund.public_id.label("refund"), Refund.amount, Refund.created_at, Refund.fault
    ).where(Refund.state == RefundState.PENDING, Refund.created_at < scope.now - REFUND_LIMIT)
    return rows(session, late)


def persons(session: Session, _scope: Scope) -> Iterable[Offence]:
    """Tasks: no fault of the program, and no end without somebody."""
    by_hand = select(
        Refund.public_id.label("refund"), Refund.amount, Refund.expected_on, Refund.fault
    ).where(Refund.state == RefundState.NEEDS_PERSON)
    wrong_money = select(
        PaymentAttempt.public_id.label("attempt"), PaymentAttempt.amount, PaymentAttempt.captured
    ).where(PaymentAttempt.state == AttemptState.MISMATCH)
    taken = select(
        Withdrawal.public_id.label("withdrawal"), Withdrawal.amount, Withdrawal.respond_by
    ).where(Withdrawal.handled_at.is_(None))
    shown = select(
        BankTransfer.public_id.label("transfer"), BankTransfer.amount, BankTransfer.uploaded_at
    ).where(BankTransfer.state.in_([TransferState.SHOWN, TransferState.APPROVED]))
    waiting = (by_hand, wrong_money, taken, shown)
    return [offence for query in waiting for offence in rows(session, query)]


def untold(session: Session, scope: Scope) -> Iterable[Offence]:
    """A paid order told its buyer, whatever became of the message."""
    prefix = literal("order_paid_buyer:") + Order.public_id + ":"
    told = select(Message.id).where(Message.key.in_([prefix + "email", prefix + "sms"]))
    silent = select(Order.public_id.label("order"), Order.state).where(
        Order.state == OrderState.PAID, scope.recent(Order.placed_at), ~told.exists()
    )
    return rows(session, silent)


def unsent(session: Session, scope: Scope) -> Iterable[Offence]:
    stuck = select(Message.kind, Message.key, Message.tries, Message.created_at).where(
        Message.state == MessageState.QUEUED, Message.created_at < scope.now - MESSAGE_LIMIT
    )
    return rows(session, stuck)


def failed(session: Session, scope: Scope) -> Iterable[Offence]:
    """Messages and jobs that gave up."""
    lost = select(Message.kind, Message.key, Message.fault).where(
        Message.state == MessageState.FAILED, scope.recent(Message.created_at)
    )
    given_up = [
        {"job": job.id, "fault": job.fault}
        for job in jobs.failed()
        if scope.since is None or job.created_at >= scope.since
    ]
    return [*rows(session, lost), *given_up]


def notices(session: Session, scope: Scope) -> Iterable[Offence]:
    """Each was applied to an attempt, or it says why not."""
    is_applied = GatewayNotice.outcome == "applied"
    unexplained = select(
        GatewayNotice.gateway, GatewayNotice.event_ref, GatewayNotice.received_at
    ).where(
        GatewayNotice.received_at < scope.now - NOTICE_LIMIT,
        or_(
            GatewayNotice.outcome.is_(None),
            GatewayNotice.outcome == intake.QUEUED,
            and_(is_applied, GatewayNotice.attempt_id.is_(None)),
        ),
    )
    return rows(session, unexplained)


def strangers(session: Session, scope: Scope) -> Iterable[Offence]:
    """Authentic notices about money that we know nothing of: incidents."""
    ignored = select(GatewayNotice.gateway, GatewayNotice.event_ref, GatewayNotice.outcome).where(
        GatewayNotice.outcome.like("ignored:%"), scope.recent(GatewayNotice.received_at)
    )
    return rows(session, ignored)


CHECKS = (
    Check("I12", "no hold outlives its time", holds),
    Check("I12", "no unpaid order outlives its hold", orders),
    Check("I12", "no attempt stays open or unknown for long", attempts),
    Check("I12", "no refund stays at the gateway for long", refunds),
    Check("I12", "nothing waits for a person", persons, Level.WARNING),
    Check("I13", "each paid order told its buyer", untold),
    Check("I13", "no message waits longer than a quarter of an hour", unsent),
    Check("I13", "no message and no job gave up", failed, Level.WARNING),
    Check("I14", "each notice of a gateway was applied or explained", notices),
    Check("I14", "no notice speaks of money that is not ours", strangers, Level.WARNING),
)
