"""What happens to a part because time has passed. For the schedule; each may run twice."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.core import clock
from portal.firms.models import Organisation
from portal.orders import letters
from portal.orders.models import SELLER_ORDER, SellerOrder
from portal.orders.models import SellerOrderState as State

DELIVERED_AFTER = timedelta(days=7)  # of silence after the dispatch (marketplace.md 2.23)
CLOSED_AFTER = timedelta(days=7)  # the time to return goods or complain


def deliver_overdue(session: Session, *, limit: int = 200) -> int:
    """Sent seven days ago, and nobody complained: it arrived. Returns how many parts."""
    late = SellerOrder.shipped_at < clock.now() - DELIVERED_AFTER
    found = _waiting(session, State.SHIPPED, late, limit)
    for part in found:
        SELLER_ORDER.move(session, part, State.DELIVERED, by="clock", note="#seven_days")
        part.delivered_at = clock.now()
    return len(found)


def close_overdue(session: Session, *, limit: int = 200) -> int:
    """The time to return goods has passed. Returns how many parts."""
    late = SellerOrder.delivered_at < clock.now() - CLOSED_AFTER
    found = _waiting(session, State.DELIVERED, late, limit)
    for part in found:
        SELLER_ORDER.move(session, part, State.CLOSED, by="clock")
    return len(found)


def remind_unaccepted(session: Session, *, limit: int = 200) -> int:
    """Tell firms once that an order has waited for eight working hours. Returns how many.

    A firm that has given neither e-mail nor mobile cannot be told: the office sees its late orders.
    """
    is_told = letters.is_written(letters.ACCEPT_LATE + SellerOrder.public_id)
    can_hear = SellerOrder.firm.has(
        or_(
            func.coalesce(Organisation.email, "") != "",
            func.coalesce(Organisation.mobile, "") != "",
        )
    )
    late = SellerOrder.accept_by < clock.now()
    found = _waiting(session, State.PAID, late & can_hear & ~is_told, limit)
    letters.still_waiting(session, found)
    return len(found)


def _waiting(
    session: Session, state: State, late: ColumnElement[bool], limit: int
) -> Sequence[SellerOrder]:
    """Locked; what another worker has in hand is skipped."""
    query = (
        select(SellerOrder)
        .where(SellerOrder.state == state, late)
        .order_by(SellerOrder.id)
        .limit(limit)
        .options(joinedload(SellerOrder.firm), selectinload(SellerOrder.lines))
        .with_for_update(of=SellerOrder, skip_locked=True, key_share=True)
    )
    return session.scalars(query).all()
