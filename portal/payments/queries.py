"""What the office and the order page read of payments. Views carry public names only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.money import Money
from portal.payments.models import AttemptState, Payment, PaymentAttempt, Purpose


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One try: where, how it stands, and what the provider said."""

    public_id: str
    gateway: str
    reference: str | None
    amount: Money
    captured: Money
    refunded: Money
    state: AttemptState
    created_at: datetime
    settled_at: datetime | None
    receipt: str | None
    card_mask: str | None
    code: str | None


def attempts(session: Session, *, order_id: int) -> list[AttemptView]:
    """Every try to pay the order, oldest first; one statement."""
    mine = (
        select(PaymentAttempt)
        .join(Payment, Payment.id == PaymentAttempt.payment_id)
        .where(Payment.purpose == Purpose.ORDER, Payment.subject_id == order_id)
        .order_by(PaymentAttempt.id)
    )
    return views(session.scalars(mine).all())


def views(rows: Sequence[PaymentAttempt]) -> list[AttemptView]:
    return [_view(row) for row in rows]


def _view(row: PaymentAttempt) -> AttemptView:
    return AttemptView(
        public_id=row.public_id,
        gateway=row.gateway,
        reference=row.provider_ref,
        amount=Money(row.amount, row.currency),
        captured=Money(row.captured, row.currency),
        refunded=Money(row.refunded, row.currency),
        state=row.state,
        created_at=row.created_at,
        settled_at=row.settled_at,
        receipt=row.receipt,
        card_mask=row.card_mask,
        code=row.code,
    )
