"""The bank account that a buyer gives for money no gateway can send back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock, identifiers
from portal.core.errors import Invalid, Refused
from portal.core.text import fold
from portal.payments.models import Refund, RefundAccount, RefundState
from portal.shipping.holidays import working_days_after

WORKING_DAYS = 3  # from knowing the account to the transfer
LONGEST_HOLDER = 60


def give(session: Session, *, order_id: int, holder: str, iban: str, by: str) -> RefundAccount:
    """Take the account for everything of this order that waits to be paid by hand.

    The promise starts anew: nobody can pay without knowing where to. Raises Invalid (holder, iban),
    Refused("no_refund_by_hand") when nothing waits, or not any more.
    """
    name, code = fold(holder), identifiers.iban(iban)
    _check(name, code)
    waiting = (
        select(Refund)
        .where(Refund.order_id == order_id, Refund.state == RefundState.NEEDS_PERSON)
        .order_by(Refund.id)
    )
    refunds = session.scalars(waiting.with_for_update()).all()
    if not refunds:
        raise Refused("no_refund_by_hand")
    day = working_days_after(session, clock.today(), WORKING_DAYS)
    for refund in refunds:
        refund.expected_on = max(refund.expected_on, day)
    account = RefundAccount(order_id=order_id, holder=name, iban=code, given_by=by)
    session.add(account)
    session.flush()
    return account


def _check(holder: str, iban: str | None) -> None:
    faults = {}
    if not holder or len(holder) > LONGEST_HOLDER:
        faults["holder"] = "too_long" if holder else "required"
    if iban is None:
        faults["iban"] = "not_an_iban"
    if faults:
        raise Invalid(faults)


def newest(session: Session, *, order_id: int) -> RefundAccount | None:
    """The account that counts now."""
    mine = select(RefundAccount).where(RefundAccount.order_id == order_id)
    return session.scalar(mine.order_by(RefundAccount.id.desc()).limit(1))
