"""Nobody came back: ask about open attempts, find money nobody told us of, resend refunds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy import Select, and_, func, or_, select

from portal.core import clock, db
from portal.payments import gateways, intake, sending
from portal.payments import start as attempts
from portal.payments.gateways.interface import Claim, Gateway
from portal.payments.models import AttemptState, PaymentAttempt
from portal.settlement.returning import run_refund
from portal.settlement.settling import settle, take_up

ASK_AFTER = timedelta(minutes=3)  # a buyer at the bank is left alone for so long
LEFT_OVER = timedelta(minutes=1)  # a claim without an outcome: we crashed, or could not be told
LONG = timedelta(hours=1)  # a try that lasts longer is asked about when it is over
LOOK_BACK = timedelta(days=1)  # how far back gateways are asked for unconfirmed money
BATCH = 200

log = structlog.get_logger()


@dataclass(slots=True)
class Swept:
    """What one sweep did; faults were logged, and what they left is tried again next time."""

    asked: int = 0  # attempts
    unheard: int = 0  # paid attempts that nobody had told us of
    unknown: int = 0  # paid references that are not ours: incidents
    refunds: int = 0
    faults: int = 0

    def try_all(self, work: Callable[[], object]) -> bool:
        """One fault must not keep the rest from being looked at."""
        try:
            work()
        except Exception:
            log.exception("sweep_fault")
            self.faults += 1
            return False
        return True


def sweep() -> Swept:
    """Every two minutes, from the schedule; speaks to gateways, so no transaction may be open."""
    db.refuse_open_transaction()
    swept = Swept()
    with db.reading() as session:
        due = session.scalars(_open().limit(BATCH)).all()
        refunds = sending.left_over(session)
    for attempt_id in due:
        swept.asked += swept.try_all(partial(settle, attempt_id))
    for gateway in gateways.enabled().values():
        swept.try_all(partial(_rescue, swept, gateway))
    for name in refunds:
        swept.refunds += swept.try_all(partial(run_refund, refund=name))
    swept.try_all(_abandon)
    return swept


def _open() -> Select[int]:
    """Attempts that wait for an answer, the longest first.

    Where people transfer money, days may pass: what came meanwhile is told by `pending`.
    """
    now = clock.now()
    slow = [gateway.name for gateway in gateways.enabled().values() if gateway.lifetime > LONG]
    may_have_ended = or_(PaymentAttempt.gateway.not_in(slow), PaymentAttempt.expires_at <= now)
    asked_at = func.coalesce(PaymentAttempt.claimed_at, PaymentAttempt.created_at)
    is_due = or_(
        and_(
            PaymentAttempt.state == AttemptState.REDIRECTED,
            asked_at <= now - ASK_AFTER,
            may_have_ended,
        ),
        and_(PaymentAttempt.state == AttemptState.CLAIMED, asked_at <= now - LEFT_OVER),
    )
    return select(PaymentAttempt.id).where(is_due).order_by(asked_at)


def _rescue(swept: Swept, gateway: Gateway) -> None:
    """Money that the provider has for us and that we never confirmed."""
    told = gateway.pending(clock.now() - LOOK_BACK)
    with db.reading() as session:
        settled = intake.settled(
            session, gateway=gateway.name, names=[one.reference for one in told]
        )
    for claim in told:
        if claim.reference in settled:
            continue
        swept.try_all(partial(_rescue_one, swept, gateway.name, claim))


def _rescue_one(swept: Swept, gateway: str, claim: Claim) -> None:
    if take_up(gateway, claim) is None:
        swept.unknown += 1
    else:
        swept.unheard += 1


def _abandon() -> None:
    """Attempts that died between our row and the provider's answer."""
    late = select(PaymentAttempt).where(
        PaymentAttempt.state == AttemptState.CREATED, PaymentAttempt.expires_at < clock.now()
    )
    with db.transaction() as session:
        for attempt in session.scalars(late.limit(BATCH).with_for_update()):
            attempts.refused(session, attempt=attempt, code="never_started", by="clock")
