"""The way of a refund to the provider and back: claimed, sent, booked; again or a person where not.

A refund is claimed for two minutes before it is sent, so that two workers do not ask at once. Its
key at the provider makes a second time harmless all the same.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from portal.core import clock, jobs, tokens
from portal.core.db import changed
from portal.core.money import Money
from portal.payments import gateways, refunds, start
from portal.payments.gateways import interface
from portal.payments.gateways.interface import Declined, Gateway
from portal.payments.models import REFUND, PaymentAttempt, Refund, RefundRoute, RefundState
from portal.payments.refunds import JOB

LEASE = timedelta(minutes=2)  # longer than any provider may take to answer
PATIENCE = timedelta(minutes=10)  # with the job of a new refund
LOOK_AGAIN = 86_400  # seconds: a provider takes days for some refunds, and tells us sooner
DELAYS = (60, 300, 900, 3_600, 21_600, 86_400)  # seconds until the next try; then a person


@dataclass(frozen=True, slots=True)
class Sending:
    """A refund on its way to the provider. `may_undo`: the whole attempt, within its minutes."""

    gateway: str
    key: str
    refund: interface.Refund
    may_undo: bool


def claim(session: Session, *, public_id: str) -> Sending | None:
    """Take the refund to send it; None when it is done, waits for a person, or another has it."""
    moment = clock.now()
    free = or_(Refund.claimed_at.is_(None), Refund.claimed_at < moment - LEASE)
    taken = (
        update(Refund)
        .where(
            Refund.public_id == public_id,
            Refund.state == RefundState.PENDING,
            Refund.route == RefundRoute.GATEWAY,
            free,
        )
        .values(claimed_at=moment, tries=Refund.tries + 1)
    )
    if not changed(session, taken):
        return None
    refund = refunds.find(session, public_id)
    attempt = session.get_one(PaymentAttempt, refund.attempt_id)
    return _sending(refund, attempt, before=_sent_back(session, refund))


def _sent_back(session: Session, refund: Refund) -> int:
    """What the gateway has given back of the attempt by other refunds, as we know it."""
    others = select(func.coalesce(func.sum(Refund.amount), 0)).where(
        Refund.attempt_id == refund.attempt_id,
        Refund.id != refund.id,
        Refund.state == RefundState.DONE,
        Refund.route == RefundRoute.GATEWAY,
    )
    return int(session.scalar(others) or 0)


def _sending(refund: Refund, attempt: PaymentAttempt, *, before: int) -> Sending:
    gateway = gateways.named(attempt.gateway)
    settled = attempt.settled_at or attempt.created_at
    told = interface.Refund(
        public_id=refund.public_id,
        attempt=start.facts(attempt),
        amount=Money(refund.amount, refund.currency),
        reason=refund.reason,
        before=Money(before, refund.currency),
    )
    is_whole = refund.amount == attempt.captured
    in_time = refund.created_at - settled < gateway.undo_within
    return Sending(attempt.gateway, refund.key, told, may_undo=is_whole and in_time)


def send(gateway: Gateway, sending: Sending) -> None:
    """Speak to the provider; no transaction may be open. Raises Unreachable, Declined, Underway.

    Undoing is free of charge and at once, so it goes first; it is asked again on every later try,
    because the first may have succeeded without our hearing of it.
    """
    if sending.may_undo:
        try:
            gateway.undo(sending.refund.attempt)
        except Declined:
            pass
        else:
            return
    gateway.refund(sending.refund, sending.key)


def done(session: Session, *, public_id: str, by: str) -> Refund:
    """The provider gave it back: out of the debt, out of the gateway. Harmless twice."""
    refund = refunds.find(session, public_id)
    attempt = session.get_one(PaymentAttempt, refund.attempt_id)
    refunds.close(session, refund, f"gateway:{attempt.gateway}", by)
    return refund


def unheard(session: Session, *, public_id: str, by: str) -> Refund:
    """The provider could not be asked: again later, with the same key; in the end a person."""
    refund = refunds.find(session, public_id)
    refund.claimed_at = None
    refund.fault = "unreachable"
    if refund.tries > len(DELAYS):
        return needs_person(session, refund=refund, fault="unreachable", by=by)
    jobs.later(
        session,
        JOB,
        key=f"{public_id}:{refund.tries}",
        delay_seconds=DELAYS[refund.tries - 1],
        refund=public_id,
    )
    return refund


def underway(session: Session, *, public_id: str) -> None:
    """The provider has it and has not finished: nothing is sent again, it is looked at daily."""
    refund = refunds.find(session, public_id)
    refund.claimed_at = None
    refund.fault = "underway"
    jobs.later(
        session, JOB, key=f"{public_id}:{refund.tries}", delay_seconds=LOOK_AGAIN, refund=public_id
    )


def known(session: Session, *, gateway: str, public_id: str, amount: Money | None) -> Refund | None:
    """The refund that the gateway speaks of, if it is one of ours and was not paid by hand."""
    mine = (
        select(Refund)
        .join(PaymentAttempt, PaymentAttempt.id == Refund.attempt_id)
        .where(
            Refund.public_id == public_id,
            Refund.route == RefundRoute.GATEWAY,
            PaymentAttempt.gateway == gateway,
        )
        .with_for_update(of=Refund)
    )
    found = session.scalar(mine)
    return found if found and Money(found.amount, found.currency) == amount else None


def bounced(session: Session, *, refund: Refund, by: str) -> None:
    """The card's bank sent it back: owed again, and for a person to pay by hand."""
    if refund.state is RefundState.DONE:
        attempt = session.get_one(PaymentAttempt, refund.attempt_id)
        refunds.reopen(session, refund, f"gateway:{attempt.gateway}")
    needs_person(session, refund=refund, fault="refund_failed", by=by)


def declined(session: Session, *, public_id: str, code: str, by: str) -> Refund:
    """The provider refused for good: a person pays it by hand."""
    return needs_person(session, refund=refunds.find(session, public_id), fault=code, by=by)


def needs_person(session: Session, *, refund: Refund, fault: str, by: str) -> Refund:
    refund.claimed_at = None
    refund.fault = fault
    REFUND.move(session, refund, RefundState.NEEDS_PERSON, by=by, note=fault)
    return refund


def again(session: Session, *, public_id: str, by: str) -> Refund:
    """The office lets the gateway try once more. Raises WrongMove unless a person was needed."""
    refund = refunds.find(session, public_id)
    REFUND.move(session, refund, RefundState.PENDING, by=by)
    refund.route = RefundRoute.GATEWAY
    refund.tries = 0
    jobs.later(session, JOB, key=f"{public_id}:{tokens.public_id()}", refund=public_id)
    return refund


def left_over(session: Session, *, limit: int = 100) -> list[str]:
    """Refunds that no job will send any more: claimed without an outcome, or never begun."""
    moment = clock.now()
    never_begun = and_(
        Refund.claimed_at.is_(None), Refund.tries == 0, Refund.created_at < moment - PATIENCE
    )
    lost = (
        select(Refund.public_id)
        .where(
            Refund.state == RefundState.PENDING,
            Refund.route == RefundRoute.GATEWAY,
            or_(Refund.claimed_at < moment - LEASE, never_begun),
        )
        .order_by(Refund.created_at)
        .limit(limit)
    )
    return list(session.scalars(lost))
