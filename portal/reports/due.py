"""Parts that wait for their firm, the most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.money import Currency
from portal.orders.hints import Hint, next_action
from portal.orders.models import Order, OrderLine, SellerOrder
from portal.orders.models import SellerOrderState as State

OPEN = (State.PAID, State.PREPARING, State.READY)
SHOWN = 8


@dataclass(frozen=True, slots=True)
class DueRow:
    """`goods`: (units, Persian title, English title) of each line that is still to be sent."""

    number: str
    state: State
    recipient: str
    place_fa: str
    place_en: str
    goods: tuple[tuple[int, str, str], ...]
    total: int
    currency: Currency
    dispatch_by: date
    accept_by: datetime | None
    hint: Hint


def due(session: Session, *, firm_id: int) -> tuple[DueRow, ...]:
    """The first eight; one statement."""
    urgent = (
        select(SellerOrder.id)
        .where(SellerOrder.firm_id == firm_id, SellerOrder.state.in_(OPEN))
        .order_by(SellerOrder.dispatch_by, SellerOrder.id)
        .limit(SHOWN)
        .subquery()
    )
    rows = session.execute(
        select(SellerOrder, Order, OrderLine)
        .join(urgent, urgent.c.id == SellerOrder.id)
        .join(Order, Order.id == SellerOrder.order_id)
        .join(OrderLine, OrderLine.seller_order_id == SellerOrder.id)
        .order_by(SellerOrder.dispatch_by, SellerOrder.id, OrderLine.id)
    ).all()
    grouped: dict[int, list[Row[SellerOrder, Order, OrderLine]]] = {}
    for row in rows:
        grouped.setdefault(row.SellerOrder.id, []).append(row)
    return tuple(_row(same) for same in grouped.values())


def _row(rows: Sequence[Row[SellerOrder, Order, OrderLine]]) -> DueRow:
    part, order, _ = rows[0]
    kept = [(line.quantity - line.dropped, line) for _, _, line in rows]
    return DueRow(
        number=part.number,
        state=part.state,
        recipient=order.recipient,
        place_fa=order.place_fa,
        place_en=order.place_en,
        goods=tuple((units, line.title_fa, line.title_en) for units, line in kept if units),
        total=part.total,
        currency=part.currency,
        dispatch_by=part.dispatch_by,
        accept_by=part.accept_by,
        hint=next_action(part, now=clock.now()),
    )
