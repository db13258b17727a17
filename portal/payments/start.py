"""What is to be paid, and each try to pay it."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal.core import clock, saving
from portal.core.errors import NotFound
from portal.core.money import Currency, Money
from portal.payments.gateways import interface
from portal.payments.models import (
    ATTEMPT,
    AttemptState,
    Payment,
    PaymentAttempt,
    PaymentState,
    Purpose,
)


def begin(
    session: Session, *, purpose: Purpose, subject_id: int, amount: int, currency: Currency
) -> Payment:
    """Write down that `amount` (minor units, > 0) is due for one thing.

    A second payment for the same thing is refused by the database.
    """
    due = {"purpose": purpose, "subject_id": subject_id, "amount": amount, "currency": currency}
    return saving.add(session, Payment, due)


def withdraw(session: Session, *, purpose: Purpose, subject_id: int) -> None:
    """Nothing is to be paid any more; money that comes all the same is still taken note of."""
    mine = select(Payment).where(Payment.purpose == purpose, Payment.subject_id == subject_id)
    payment = session.scalar(mine.with_for_update(key_share=True))
    if payment is None:
        raise NotFound
    if payment.state is PaymentState.DUE:
        payment.state = PaymentState.CANCELLED


def new_attempt(
    session: Session, *, payment: Payment, gateway: interface.Gateway, by: str
) -> PaymentAttempt:
    """A try at `gateway`, before anybody was asked."""
    row = {
        "payment_id": payment.id,
        "gateway": gateway.name,
        "amount": payment.amount,
        "currency": payment.currency,
        "state": AttemptState.CREATED,
        "expires_at": clock.now() + gateway.lifetime,
    }
    attempt = saving.add(session, PaymentAttempt, row)
    set_committed_value(attempt, "payment", payment)
    ATTEMPT.begin(session, attempt, by=by)
    return attempt


def facts(
    attempt: PaymentAttempt, *, description: str = "", return_url: str = ""
) -> interface.Attempt:
    """What a gateway is told of an attempt."""
    return interface.Attempt(
        public_id=attempt.public_id,
        reference=attempt.provider_ref or "",
        amount=Money(attempt.amount, attempt.currency),
        description=description,
        return_url=return_url,
        expires_at=attempt.expires_at,
        receipt=attempt.receipt or "",
    )


def sent(session: Session, *, attempt: PaymentAttempt, reference: str, by: str) -> None:
    """The provider knows the attempt as `reference`; the buyer may go there now."""
    attempt.provider_ref = reference
    ATTEMPT.move(session, attempt, AttemptState.REDIRECTED, by=by)


def refused(session: Session, *, attempt: PaymentAttempt, code: str, by: str) -> None:
    """The provider did not take the attempt on, or could not be reached."""
    attempt.code = code
    ATTEMPT.move(session, attempt, AttemptState.FAILED, by=by, note=code)
