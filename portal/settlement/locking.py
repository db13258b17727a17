"""One attempt with everything it hangs on, locked."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, contains_eager

from portal.orders.models import Order
from portal.payments import goods
from portal.payments.models import Payment, PaymentAttempt


@dataclass(frozen=True, slots=True)
class Locked:
    """An attempt (its payment is loaded) and its order; all goods are held until `held_until`."""

    attempt: PaymentAttempt
    order: Order
    held_until: datetime | None


def locked(session: Session, **by: int | str) -> Locked | None:
    """Locks payment, order and attempt (`by` columns of it), in the order of the FROM list.

    One statement. All three: a row of a joined table that is not locked may be older than the
    lock we waited for.
    """
    found = session.execute(_rows(*by), by).one_or_none()
    return None if found is None else Locked(*found)


@cache
def _rows(*columns: str) -> Select[PaymentAttempt, Order, datetime]:
    which = (getattr(PaymentAttempt, column) == bindparam(column) for column in columns)
    return (
        select(PaymentAttempt, Order, goods.held_until(Order.id))
        .select_from(Payment)
        .join(Order, Order.id == Payment.subject_id)
        .join(PaymentAttempt, PaymentAttempt.payment_id == Payment.id)
        .options(contains_eager(PaymentAttempt.payment))
        .where(*which)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
