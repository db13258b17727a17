"""The office's list of what gateways took back by themselves, until a person has handled it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.money import Money
from portal.orders.models import Order
from portal.payments.gateways.interface import Fate
from portal.payments.withdrawal_models import Withdrawal, WithdrawalKind
from portal.payments.withdrawals import OVER, SOON


@dataclass(frozen=True, slots=True)
class Taken:
    """One case. `is_over`: the provider has decided, so a person may close it."""

    public_id: str
    order_number: str
    gateway: str
    reference: str
    kind: WithdrawalKind
    amount: Money
    state: Fate
    reason: str
    respond_by: datetime | None
    is_urgent: bool
    is_over: bool
    created_at: datetime


def unhandled(session: Session, *, limit: int = 100) -> list[Taken]:
    """What is to be answered first comes first; one statement."""
    found = (
        select(Withdrawal, Order.public_id)
        .join(Order, Order.id == Withdrawal.order_id)
        .where(Withdrawal.handled_at.is_(None))
        .order_by(Withdrawal.respond_by.is_(None), Withdrawal.respond_by, Withdrawal.id)
        .limit(limit)
    )
    return [_taken(row, number) for row, number in session.execute(found)]


def _taken(row: Withdrawal, number: str) -> Taken:
    is_over = row.state in OVER
    due = row.respond_by
    return Taken(
        public_id=row.public_id,
        order_number=number,
        gateway=row.gateway,
        reference=row.reference,
        kind=row.kind,
        amount=Money(row.amount, row.currency),
        state=row.state,
        reason=row.reason,
        respond_by=due,
        is_urgent=due is not None and not is_over and due < clock.now() + SOON,
        is_over=is_over,
        created_at=row.created_at,
    )
