"""One attempt with everything it hangs on, locked."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal.core import shapes
from portal.core.native import Statement
from portal.core.shapes import Shape
from portal.orders.models import Order
from portal.payments import goods
from portal.payments.models import Payment, PaymentAttempt

SHAPES = (ATTEMPT, PAYMENT, ORDER) = (Shape(PaymentAttempt), Shape(Payment), Shape(Order))


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
    session.flush()  # a statement of the driver flushes nothing by itself
    found = _statement(*by).typed(session, **by)
    if not found:
        return None
    [row] = found
    attempt, payment, order = shapes.cut(row, SHAPES)
    tried = ATTEMPT.put(session, attempt)
    set_committed_value(tried, "payment", PAYMENT.put(session, payment))
    return Locked(tried, ORDER.put(session, order), row[-1])


@cache
def _statement(*columns: str) -> Statement:
    return Statement(lambda: _rows(*columns))


def _rows(*columns: str) -> Select[*tuple[object, ...]]:
    which = (getattr(PaymentAttempt, column) == bindparam(column) for column in columns)
    return (
        select(*shapes.columns(*SHAPES), goods.held_until(Order.id))
        .select_from(Payment)
        .join(Order, Order.id == Payment.subject_id)
        .join(PaymentAttempt, PaymentAttempt.payment_id == Payment.id)
        .where(*which)
        .with_for_update(key_share=True)
    )
