"""The bank says something, and the attempt comes to its outcome: once, whoever asks."""

from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session

from portal.catalog import stock
from portal.core import db, saving, states
from portal.core.errors import NotFound
from portal.orders import bookkeeping, checkout
from portal.orders.models import OrderState
from portal.payments import gateways, goods, intake
from portal.payments import start as attempts
from portal.payments.gateways import interface
from portal.payments.gateways.interface import Claim, Code, Notice, Verdict
from portal.payments.models import AttemptState, PaymentState, Refund
from portal.settlement import returning
from portal.settlement.locking import Locked, locked

BY = "gateway"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """How an attempt stands, and the secret part of its order's address (/o/<order_link>)."""

    order_link: str
    state: AttemptState


@dataclass(frozen=True, slots=True)
class _Asking:
    """A claimed attempt on its way to the provider."""

    attempt_id: int
    gateway: str
    attempt: interface.Attempt


def receive(gateway: str, notice: Notice) -> Answer:
    """The buyer's return, or a call of the provider's own. Raises NotFound for what is neither.

    The notice is only a reason to ask: what is in it pays nothing.
    """
    claim = gateways.named(gateway).read(notice)
    answer = None if claim is None else take_up(gateway, claim)
    if answer is None:
        raise NotFound
    return answer


def take_up(gateway: str, claim: Claim) -> Answer | None:
    """Work off what an authentic notice says; None, and an incident, when it is not ours."""
    db.refuse_open_transaction()
    heard = db.retrying(lambda session: _hear(session, gateway, claim))
    if heard is None:
        name = claim.reference or claim.attempt
        log.error("unknown_payment_reference", gateway=gateway, reference=name)
        return None
    return _finish(heard)


def settle(attempt_id: int) -> Answer:
    """Bring one attempt to the outcome its provider knows. May be called by anybody, any time."""
    db.refuse_open_transaction()
    return _finish(db.retrying(lambda session: _claim_by_key(session, attempt_id)))


def _finish(claimed: _Asking | Answer) -> Answer:
    if isinstance(claimed, Answer):
        return claimed
    verdict = intake.ask(gateways.named(claimed.gateway), claimed.attempt)
    answer, refund = db.retrying(lambda session: _conclude(session, claimed, verdict))
    if refund is not None:
        returning.run_refund(refund=refund)  # at once; its job is for when we crash here
    return answer


def _hear(session: Session, gateway: str, claim: Claim) -> _Asking | Answer | None:
    named = {"public_id": claim.attempt} if claim.attempt else {"provider_ref": claim.reference}
    found = locked(session, gateway=gateway, **named)
    if found is None:
        outcome = intake.STRANGER
        intake.note(session, gateway=gateway, claim=claim, attempt_id=None, outcome=outcome)
        return None
    attempt = found.attempt
    intake.note(
        session, gateway=gateway, claim=claim, attempt_id=attempt.id, outcome=intake.APPLIED
    )
    if not claim.is_cancelled:
        return _claim(session, found)
    if attempt.state is AttemptState.REDIRECTED:
        intake.cancelled(session, attempt=attempt, by=BY)
    return Answer(found.order.link, attempt.state)


def _claim_by_key(session: Session, attempt_id: int) -> _Asking | Answer:
    found = locked(session, id=attempt_id)
    if found is None:
        raise NotFound
    return _claim(session, found)


def _claim(session: Session, found: Locked) -> _Asking | Answer:
    """Look at the goods under lock before a provider is asked that captures by being asked."""
    attempt = found.attempt
    if intake.is_final(attempt) or attempt.provider_ref is None:
        return Answer(found.order.link, attempt.state)
    if attempt.payment.state is not PaymentState.CAPTURED:
        _has_goods(session, found)
    with states.together(session):
        intake.claim(session, attempt=attempt, by=BY)
    saving.save(session, [attempt])
    return _Asking(attempt.id, attempt.gateway, attempts.facts(attempt))


def _conclude(session: Session, asked: _Asking, verdict: Verdict) -> tuple[Answer, str | None]:
    """Write the outcome, once. The second part names a refund that is to be sent right away."""
    found = locked(session, id=asked.attempt_id)
    if found is None:
        raise NotFound
    attempt = found.attempt
    refund: Refund | None = None
    if intake.is_final(attempt):
        pass
    elif verdict.code in intake.MONEY_CAME:
        refund = _money_came(session, found, verdict)
    elif verdict.code is Code.MISMATCH:
        intake.mismatch(session, attempt=attempt, verdict=verdict, by=BY)
        log.error("payment_mismatch", attempt=attempt.public_id, gateway=attempt.gateway)
    else:
        _no_money(session, found, verdict)
    answer = Answer(found.order.link, attempt.state)
    return answer, refund.public_id if refund else None


def _money_came(session: Session, found: Locked, verdict: Verdict) -> Refund | None:
    attempt, order = found.attempt, found.order
    if attempt.payment.state is PaymentState.CAPTURED:
        return returning.give_back(session, attempt, order, verdict, "paid_twice")
    if not _has_goods(session, found):
        return returning.give_back(session, attempt, order, verdict, "stock_lost")
    with session.no_autoflush, states.together(session):  # attempt, order and parts
        intake.verified(session, attempt=attempt, verdict=verdict, by=BY)
        checkout.settle_paid(session, order_id=order.id, by=BY)
    saving.save(session, [attempt, attempt.payment, order, *order.seller_orders])
    bookkeeping.book_sale(session, order=order, attempt=attempt)
    return None


def _has_goods(session: Session, found: Locked) -> bool:
    """Held safely for an order that still waits; else taken again, if they are there."""
    is_waiting = found.order.state is OrderState.AWAITING_PAYMENT
    if is_waiting and goods.is_safe(found.held_until):
        return True
    return goods.secure(session, order_id=found.order.id, by=BY)


def _no_money(session: Session, found: Locked, verdict: Verdict) -> None:
    """An order that still waits keeps its hold, so that "try again" works; others let go."""
    intake.unpaid(session, attempt=found.attempt, verdict=verdict, by=BY)
    is_closed = found.order.state in {OrderState.EXPIRED, OrderState.CANCELLED}
    if is_closed and verdict.code is not Code.UNKNOWN:
        stock.release(session, order_id=found.order.id, by=BY, reason="not_paid")
