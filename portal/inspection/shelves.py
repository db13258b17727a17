"""I05, I06: stock is what its movements say, and no more is promised than there is.

What is promised is counted from holds and order lines, never from the counter alone: the case of
200 orders for 20 units left a counter that looked right (security.md M1).
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, or_, select
from sqlalchemy.orm import Session

from portal.catalog.models import (
    HoldState,
    MovementKind,
    Offer,
    ShortageTask,
    StockHold,
    StockMovement,
)
from portal.inspection.checks import Check, Offence, Scope, rows
from portal.orders.models import OrderLine, SellerOrder
from portal.orders.models import SellerOrderState as State

NOT_SENT = (State.PAID, State.PREPARING, State.READY)


def _moved() -> Subquery:
    """Per offer what its movements come to, and the units that they say were sent."""
    is_sent = StockMovement.kind == MovementKind.DISPATCHED
    return (
        select(
            StockMovement.offer_id,
            func.sum(StockMovement.on_hand).label("on_hand"),
            func.sum(StockMovement.reserved).label("reserved"),
            func.sum(case((is_sent, -StockMovement.on_hand), else_=0)).label("sent"),
        )
        .group_by(StockMovement.offer_id)
        .subquery()
    )


def _held() -> Subquery:
    return (
        select(StockHold.offer_id, func.sum(StockHold.quantity).label("units"))
        .where(StockHold.state == HoldState.ACTIVE)
        .group_by(StockHold.offer_id)
        .subquery()
    )


def _lines(*which: ColumnElement[bool]) -> Subquery:
    """Per offer the units of order lines that were not dropped."""
    units = func.sum(OrderLine.quantity - OrderLine.dropped).label("units")
    return (
        select(OrderLine.offer_id, units)
        .join(SellerOrder, SellerOrder.id == OrderLine.seller_order_id)
        .where(*which)
        .group_by(OrderLine.offer_id)
        .subquery()
    )


def _sold() -> Subquery:
    """Sold and still here; a problem may have come up before the parcel left."""
    return _lines(
        SellerOrder.state.in_((*NOT_SENT, State.PROBLEM)), SellerOrder.shipped_at.is_(None)
    )


def _sent() -> Subquery:
    return _lines(SellerOrder.shipped_at.is_not(None))


def _units(column: ColumnElement[int]) -> ColumnElement[int]:
    """An offer of which there is nothing is in no group."""
    return func.coalesce(column, 0)


def _of_offers(query: Select[*tuple[Any, ...]], *groups: Subquery) -> Select[*tuple[Any, ...]]:
    """Each group was summed once; correlated, SQLite would sum twice for every offer."""
    for group in groups:
        query = query.outerjoin(group, group.c.offer_id == Offer.id)
    return query


def on_hand(session: Session, _scope: Scope) -> Iterable[Offence]:
    moved, sent = _moved(), _sent()
    counted, left = _units(moved.c.on_hand), _units(moved.c.sent)
    wrong = select(
        Offer.public_id.label("offer"),
        Offer.on_hand,
        counted.label("movements"),
        _units(sent.c.units).label("sent"),
        left.label("left"),
    ).where(or_(Offer.on_hand != counted, _units(sent.c.units) != left))
    return rows(session, _of_offers(wrong, moved, sent))


def promised(session: Session, _scope: Scope) -> Iterable[Offence]:
    """More than is there is allowed only while a shortage is being worked off."""
    is_short = (
        select(ShortageTask.id)
        .where(ShortageTask.offer_id == Offer.id, ShortageTask.closed_at.is_(None))
        .exists()
    )
    held, sold = _held(), _sold()
    claims = _units(held.c.units) + _units(sold.c.units)
    wrong = select(Offer.public_id.label("offer"), Offer.on_hand, claims.label("promised")).where(
        claims > Offer.on_hand, ~is_short
    )
    return rows(session, _of_offers(wrong, held, sold))


def reserved(session: Session, _scope: Scope) -> Iterable[Offence]:
    held, sold = _held(), _sold()
    claims = _units(held.c.units) + _units(sold.c.units)
    wrong = select(
        Offer.public_id.label("offer"),
        Offer.reserved,
        _units(held.c.units).label("held"),
        _units(sold.c.units).label("sold"),
    ).where(Offer.reserved != claims)
    return rows(session, _of_offers(wrong, held, sold))


def claimed(session: Session, _scope: Scope) -> Iterable[Offence]:
    moved = _moved()
    counted = _units(moved.c.reserved)
    wrong = select(
        Offer.public_id.label("offer"), Offer.reserved, counted.label("movements")
    ).where(Offer.reserved != counted)
    return rows(session, _of_offers(wrong, moved))


CHECKS = (
    Check(
        "I05", "what is on the shelf is what came in less what was sent", on_hand, in_quick=False
    ),
    Check("I05", "no more is held and sold than there is", promised),
    Check("I06", "reserved units are the units held, and sold but not sent", reserved),
    Check("I06", "reserved units are what the movements come to", claimed, in_quick=False),
)
