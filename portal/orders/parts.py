"""A firm's part of an order, found by those who may act on it, and locked."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.core.errors import NotFound, Refused
from portal.orders.models import (
    ORDER,
    Order,
    OrderLine,
    OrderState,
    SellerOrder,
    SellerOrderState,
)

State = SellerOrderState
NOT_SENT = (State.PAID, State.PREPARING, State.READY)


def of_firm(session: Session, *, firm_id: int, number: str) -> SellerOrder:
    """The firm's own part by its number, with order, firm and lines. Raises NotFound.

    The order is locked before the part, as everywhere.
    """
    return _locked(
        session, SellerOrder.firm_id == firm_id, SellerOrder.number == number.strip().upper()
    )


def of_buyer(session: Session, *, link: str, part: str) -> SellerOrder:
    """The part (public id) of the order behind the buyer's secret link. Raises NotFound."""
    mine = select(Order.id).where(Order.link == link)
    return _locked(session, SellerOrder.order_id.in_(mine), SellerOrder.public_id == part)


def of_office(session: Session, *, order: str, part: str) -> SellerOrder:
    """Any firm's part (public id) of an order (public id), for the office. Raises NotFound."""
    whole = select(Order.id).where(Order.public_id == order)
    return _locked(session, SellerOrder.order_id.in_(whole), SellerOrder.public_id == part)


def all_of(session: Session, *, link: str) -> tuple[Order, list[SellerOrder]]:
    """An order and every part of it, locked in order. Raises NotFound."""
    order = session.scalar(
        select(Order)
        .where(Order.link == link)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if order is None:
        raise NotFound
    return order, list(_parts(session, SellerOrder.order_id == order.id))


def _locked(session: Session, *which: ColumnElement[bool]) -> SellerOrder:
    order = select(Order).where(Order.id.in_(select(SellerOrder.order_id).where(*which)))
    session.execute(order.with_for_update(key_share=True).execution_options(populate_existing=True))
    found = _parts(session, *which)
    if not found:
        raise NotFound
    return found[0]


def _parts(session: Session, *which: ColumnElement[bool]) -> Sequence[SellerOrder]:
    query = (
        select(SellerOrder)
        .where(*which)
        .order_by(SellerOrder.id)
        .options(
            joinedload(SellerOrder.order),
            joinedload(SellerOrder.firm),
            selectinload(SellerOrder.lines).selectinload(OrderLine.lots),
        )
        .with_for_update(of=SellerOrder, key_share=True)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def require(part: SellerOrder, states: Iterable[SellerOrderState]) -> None:
    """Raises Refused("wrong_state", state=) unless the part is in one of `states`."""
    if part.state not in states:
        raise Refused("wrong_state", state=part.state)


def kept_units(part: SellerOrder) -> dict[int, int]:
    """Offer -> units that are still to be sent (or were)."""
    kept = {line.offer_id: line.quantity - line.dropped for line in part.lines}
    return {offer_id: units for offer_id, units in kept.items() if units}


def close_order_if_empty(session: Session, order: Order, *, by: str) -> None:
    """An order whose every part is cancelled is cancelled itself."""
    states = session.scalars(
        select(SellerOrder.state).where(SellerOrder.order_id == order.id).distinct()
    ).all()
    if states == [State.CANCELLED] and order.state is OrderState.PAID:
        ORDER.move(session, order, OrderState.CANCELLED, by=by, note="#every_part")
