"""A provider calls by itself: kept once within the request, worked off by a job.

What the call says is only a reason to ask; the answer goes the way of the return page and the
sweep. So calls may come late, twice and in any order.
"""

from functools import partial

import structlog
from sqlalchemy.orm import Session

from portal.core import db, jobs
from portal.core.errors import NotFound, Refused
from portal.payments import gateways, intake, sending, withdrawals
from portal.payments.gateways.interface import About, Caller, Claim, Event, Fate, Notice, Outflow
from portal.payments.models import RefundState
from portal.payments.withdrawal_models import WithdrawalKind
from portal.settlement import returning, settling
from portal.settlement.locking import locked

JOB = "hear_gateway"
BY = "gateway"
KINDS = {About.DISPUTE: WithdrawalKind.DISPUTE, About.REFUND: WithdrawalKind.REFUND}

Followed = tuple[str, int | None]  # what became of it, and the attempt's key

log = structlog.get_logger()


def hear(gateway: str, notice: Notice) -> None:
    """A request to our address for calls. Raises NotFound, Forged.

    A gateway that signs nothing has no other notices than the buyer's return.
    """
    adapter = gateways.named(gateway)
    if not isinstance(adapter, Caller):
        settling.receive(gateway, notice)
        return
    event = adapter.hear(notice)
    db.refuse_open_transaction()
    db.retrying(lambda session: _keep(session, gateway, event))


def _keep(session: Session, gateway: str, event: Event) -> None:
    """Once: the row and its job commit together, or neither."""
    claim = Claim(event.reference, event.id)
    outcome = event.ignored or intake.QUEUED
    if not intake.keep(session, gateway=gateway, claim=claim, outcome=outcome):
        return
    if event.ignored:
        log.warning("gateway_event_ignored", gateway=gateway, event_id=event.id, why=outcome)
        return
    jobs.later(
        session,
        JOB,
        key=f"{gateway}:{event.id}",
        gateway=gateway,
        event=event.id,
        about=event.about.value,
        reference=event.reference,
    )


def work_off(*, gateway: str, event: str, about: str, reference: str) -> None:
    """Job "hear_gateway". Harmless twice."""
    db.refuse_open_transaction()
    subject = About(about)
    follow = _follow_payment if subject is About.PAYMENT else partial(_follow_outflow, subject)
    outcome, attempt_id = follow(gateway, reference)
    db.retrying(
        partial(
            intake.worked_off, gateway=gateway, event=event, outcome=outcome, attempt_id=attempt_id
        )
    )


def _follow_payment(gateway: str, reference: str) -> Followed:
    key = db.retrying(partial(intake.key_of, gateway=gateway, provider_ref=reference))
    if key is None:
        return _stranger(gateway, reference)
    settling.settle(key)
    return intake.APPLIED, key


def _stranger(gateway: str, reference: str) -> Followed:
    log.error("unknown_payment_reference", gateway=gateway, reference=reference)
    return intake.STRANGER, None


def _follow_outflow(about: About, gateway: str, reference: str) -> Followed:
    """Money that went out, or came back, at the provider: ask how it stands now."""
    adapter = gateways.named(gateway)
    if not isinstance(adapter, Caller):
        raise NotFound
    told = adapter.outflow(about, reference)
    ours = db.retrying(partial(_follow_refund, gateway=gateway, told=told))
    if ours is not None:
        return intake.APPLIED, ours
    key = db.retrying(partial(intake.key_of, gateway=gateway, public_id=told.attempt))
    if key is None:
        return _stranger(gateway, reference)
    settling.settle(key)  # money that goes had come, though nobody may have told us yet
    try:
        db.retrying(partial(_record, attempt_id=key, kind=KINDS[about], told=told))
    except Refused as error:
        log.warning("withdrawal_unbooked", gateway=gateway, reference=reference)
        return f"ignored:{error.code}", key
    return intake.APPLIED, key


def _record(session: Session, *, attempt_id: int, kind: WithdrawalKind, told: Outflow) -> None:
    found = locked(session, id=attempt_id)
    if found is None:
        raise NotFound
    withdrawals.record(session, attempt=found.attempt, kind=kind, told=told, by=BY)


def _follow_refund(session: Session, *, gateway: str, told: Outflow) -> int | None:
    """A refund of our making: done at last, or it came back. Gives its attempt's key."""
    refund = sending.known(session, gateway=gateway, public_id=told.refund, amount=told.amount)
    if refund is None:
        return None
    if told.fate is Fate.KEPT:
        returning.refund_done(session, refund.public_id)
    elif told.fate is Fate.RETURNED and refund.state is not RefundState.NEEDS_PERSON:
        sending.bounced(session, refund=refund, by=BY)
        returning.ask_for_account(session, refund)
    return refund.attempt_id
