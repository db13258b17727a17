"""Figures of the business and its machinery for a monitor, in a few statements a scrape."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core import clock, jobs
from portal.inspection import kept
from portal.messaging.models import Message, MessageState
from portal.orders.models import Order
from portal.payments.models import AttemptState, PaymentAttempt, Refund, RefundState

OPEN = (AttemptState.REDIRECTED, AttemptState.CLAIMED)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: a name, what it is, its labels and its value now."""

    name: str
    says: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


def figures(session: Session) -> Iterator[Figure]:
    yield from _orders(session)
    yield from _money(session)
    yield from _work(session)
    yield from _checks(session)


def _orders(session: Session) -> Iterator[Figure]:
    for state, count in session.execute(
        select(Order.state, func.count(Order.id)).group_by(Order.state)
    ):
        yield Figure("portal_orders", "Orders by state.", count, {"state": state.value})


def _money(session: Session) -> Iterator[Figure]:
    unknown = select(func.count(PaymentAttempt.id)).where(
        PaymentAttempt.state.in_(OPEN), PaymentAttempt.expires_at < clock.now()
    )
    wrong = select(func.count(PaymentAttempt.id)).where(
        PaymentAttempt.state == AttemptState.MISMATCH
    )
    by_hand = select(func.count(Refund.id)).where(Refund.state == RefundState.NEEDS_PERSON)
    row = session.execute(
        select(unknown.scalar_subquery(), wrong.scalar_subquery() + by_hand.scalar_subquery())
    ).one()
    yield Figure("portal_payments_unknown", "Tries to pay past their time, unanswered.", row[0])
    yield Figure("portal_needs_person", "Payments and refunds that wait for a person.", row[1])


def _work(session: Session) -> Iterator[Figure]:
    ready = jobs.longest_ready()
    oldest = max((_age(job.created_at) for job in ready), default=0.0)
    yield Figure("portal_jobs_oldest_seconds", "How long a job that could run has waited.", oldest)
    yield Figure("portal_jobs_failed", "Jobs that gave up, 100 at most.", len(jobs.failed()))
    beats = [worker.seen_at for worker in jobs.workers(session)]
    silence = _age(max(beats)) if beats else float("inf")
    yield Figure("portal_worker_silent_seconds", "Since a worker was last seen.", silence)
    queued = select(func.count(Message.id)).where(Message.state == MessageState.QUEUED)
    count = session.scalar(queued) or 0
    yield Figure("portal_messages_queued", "Messages that were not sent yet.", count)


def _checks(session: Session) -> Iterator[Figure]:
    """Of the last quick and the last full look."""
    found = kept.last(session)
    for one in found:
        look = {"look": one.kind}
        yield Figure("portal_audit_broken", "Invariants that are broken.", len(one.broken), look)
        yield Figure("portal_audit_warnings", "Checks that warn.", one.warnings, look)
        unanswered = "Checks that could not look."
        yield Figure("portal_audit_unanswered", unanswered, one.unanswered, look)
        yield Figure("portal_audit_age_seconds", "Since the last look.", _age(one.at), look)
    for name in sorted({name for one in found for name in one.broken}):
        yield Figure("portal_audit_broken_check", "A broken invariant by name.", 1, {"id": name})


def _age(moment: datetime) -> float:
    return round((clock.now() - moment).total_seconds(), 1)
