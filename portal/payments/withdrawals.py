"""What a provider took out of our account by itself: on the books at once, decided by a person.

`gateway:<name>` is lowered when it goes and raised when it comes back; meanwhile it stands in
`withdrawn`. What is lost for good is a cost of the consortium, `chargebacks`, until a person has
settled with whoever bears it.
"""

from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.errors import NotFound, Refused
from portal.core.money import Money
from portal.ledger import books
from portal.ledger.books import Leg
from portal.payments.gateways.interface import Fate, Outflow
from portal.payments.models import Payment, PaymentAttempt
from portal.payments.withdrawal_models import WITHDRAWAL, Withdrawal, WithdrawalKind

LONGEST = 64
OVER = frozenset({Fate.RETURNED, Fate.KEPT, Fate.DROPPED})
MOVED = frozenset({Fate.TAKEN, Fate.RETURNED, Fate.KEPT})  # money has gone out at least once
SOON = timedelta(days=3)  # an answer that is due within it is urgent

log = structlog.get_logger()


def record(
    session: Session, *, attempt: PaymentAttempt, kind: WithdrawalKind, told: Outflow, by: str
) -> None:
    """Bring our row to what the provider says now; the attempt is locked. Harmless twice.

    Raises Refused("money_unknown") for money of a currency that we do not keep books in.
    """
    mine = select(Withdrawal).where(
        Withdrawal.gateway == attempt.gateway, Withdrawal.reference == told.reference
    )
    found = session.scalar(mine.with_for_update())
    if found is None:
        _open(session, attempt, kind, told, by)
    else:
        _advance(session, found, told, by)


def _open(
    session: Session, attempt: PaymentAttempt, kind: WithdrawalKind, told: Outflow, by: str
) -> None:
    if told.amount is None:
        raise Refused("money_unknown")
    payment = session.get_one(Payment, attempt.payment_id)
    made = Withdrawal(
        gateway=attempt.gateway,
        reference=told.reference,
        kind=kind,
        attempt_id=attempt.id,
        order_id=payment.subject_id,
        amount=told.amount.minor,
        currency=told.amount.currency,
        state=told.fate,
        word=told.word[:LONGEST],
        reason=told.reason[:LONGEST],
        respond_by=told.respond_by,
    )
    session.add(made)
    session.flush()
    WITHDRAWAL.begin(session, made, by=by)
    _book(session, made)


def _advance(session: Session, found: Withdrawal, told: Outflow, by: str) -> None:
    found.word = told.word[:LONGEST]
    found.respond_by = told.respond_by or found.respond_by
    if told.fate is found.state or (told.fate is Fate.WARNED and found.state is Fate.TAKEN):
        return
    found.handled_at = found.handled_by = None  # it is another case now
    if not WITHDRAWAL.may(found.state, told.fate):  # an appeal after the end: a person books it
        log.error("withdrawal_moved_on", withdrawal=found.public_id, word=found.word)
        return
    WITHDRAWAL.move(session, found, told.fate, by=by, note=found.word)
    _book(session, found)


def _book(session: Session, found: Withdrawal) -> None:
    """Every step up to the present one; those that stand in the books are left."""
    gateway, amount = f"gateway:{found.gateway}", Money(found.amount, found.currency)
    if found.state in MOVED:
        _post(session, found, "withdrawal", Leg("withdrawn", amount, "withdrawal"), gateway)
    if found.state is Fate.RETURNED:
        back = Leg(gateway, amount, "withdrawal")
        _post(session, found, "withdrawal_returned", back, "withdrawn")
    if found.state is Fate.KEPT:
        lost = Leg("chargebacks", amount, "withdrawal")
        _post(session, found, "withdrawal_kept", lost, "withdrawn")


def _post(session: Session, found: Withdrawal, kind: str, into: Leg, out_of: str) -> None:
    books.post(
        session,
        kind=kind,
        source=f"withdrawal:{found.public_id}",
        order_id=found.order_id,
        memo=found.reason,
        entries=[into, Leg(out_of, -into.amount, into.what)],
    )


def handled(session: Session, *, public_id: str, by: str) -> Withdrawal:
    """A person has done what was to do. Raises NotFound, Refused("still_open")."""
    mine = select(Withdrawal).where(Withdrawal.public_id == public_id).with_for_update()
    found = session.scalar(mine)
    if found is None:
        raise NotFound
    if found.state not in OVER:
        raise Refused("still_open")
    if found.handled_at is None:
        found.handled_at, found.handled_by = clock.now(), by
    return found
