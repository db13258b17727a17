"""Money goes back: what could not be kept, and every refund on its way."""

from sqlalchemy.orm import Session

from portal.core import db
from portal.core.errors import NotFound
from portal.core.money import Money
from portal.ledger.books import Leg
from portal.orders import refund_letters
from portal.orders.models import Order
from portal.payments import gateways, intake, refund_accounts, refunds, sending
from portal.payments.gateways.interface import Declined, Underway, Unreachable, Verdict
from portal.payments.models import (
    ATTEMPT,
    AttemptState,
    PaymentAttempt,
    Refund,
    RefundState,
)
from portal.settlement.locking import locked

BY = "gateway"


def give_back(
    session: Session, attempt: PaymentAttempt, order: Order, verdict: Verdict, reason: str
) -> Refund:
    """Into the books and out again: what nobody can be given goods for is owed to the buyer."""
    intake.not_kept(session, attempt=attempt, verdict=verdict, reason=reason, by=BY)
    refund = _owe(session, attempt, order, reason, by=BY)
    refund_letters.opened(session, order, refund)
    return refund


def _owe(
    session: Session, attempt: PaymentAttempt, order: Order, reason: str, *, by: str
) -> Refund:
    session.flush()
    amount = Money(attempt.captured, attempt.currency)
    return refunds.open(
        session,
        attempt=attempt,
        amount=amount,
        entries=[Leg("suspense", amount, "refund")],
        order_id=order.id,
        reason=reason,
        by=by,
    )


def run_refund(*, refund: str) -> None:
    """Job "run_refund": send one refund (public id) to its gateway. Harmless twice."""
    db.refuse_open_transaction()
    sent = db.retrying(lambda session: sending.claim(session, public_id=refund))
    if sent is None:
        return
    try:
        sending.send(gateways.named(sent.gateway), sent)
    except Unreachable:
        db.retrying(lambda session: _unheard(session, refund))
    except Underway:
        db.retrying(lambda session: sending.underway(session, public_id=refund))
    except Declined as no:
        code = no.code
        db.retrying(lambda session: _declined(session, refund, code))
    else:
        db.retrying(lambda session: refund_done(session, refund))


def _unheard(session: Session, public_id: str) -> None:
    ask_for_account(session, sending.unheard(session, public_id=public_id, by=BY))


def _declined(session: Session, public_id: str, code: str) -> None:
    ask_for_account(session, sending.declined(session, public_id=public_id, code=code, by=BY))


def ask_for_account(session: Session, refund: Refund) -> None:
    """What the gateway will not send is paid by hand, and for that the buyer says where to."""
    order = session.get_one(Order, refund.order_id)
    is_known = refund_accounts.newest(session, order_id=order.id) is not None
    if refund.state is RefundState.NEEDS_PERSON and not is_known:
        refund_letters.by_hand(session, order, refund)


def refund_done(session: Session, public_id: str) -> None:
    """Harmless twice: the buyer is told once."""
    refund = sending.done(session, public_id=public_id, by=BY)
    refund_letters.done(session, session.get_one(Order, refund.order_id), refund)


def book_refund_paid(
    session: Session, *, refund: str, receipt: str, by: str, account: str = ""
) -> Refund:
    """The office paid it by hand. Raises NotFound, Refused: wrong_state, account_changed."""
    paid = refunds.mark_paid(session, public_id=refund, receipt=receipt, account=account, by=by)
    refund_letters.done(session, session.get_one(Order, paid.order_id), paid)
    return paid


def retry_refund(session: Session, *, refund: str, by: str) -> Refund:
    """The office lets the gateway try once more. Raises NotFound, WrongMove."""
    return sending.again(session, public_id=refund, by=by)


def return_mismatch(session: Session, *, attempt: str, by: str) -> Refund | None:
    """A person decided: money that we did not ask for goes back (attempt: public id).

    None when none of it came to us: a bank that was not confirmed gives it back by itself.
    Raises NotFound, and WrongMove when it is no open mismatch.
    """
    found = locked(session, public_id=attempt)
    if found is None:
        raise NotFound
    tried, order = found.attempt, found.order
    ATTEMPT.move(session, tried, AttemptState.REVERSED, by=by, note="mismatch")
    if not tried.captured:
        return None
    refund = _owe(session, tried, order, "mismatch", by=by)
    refund_letters.opened(session, order, refund)
    return refund
