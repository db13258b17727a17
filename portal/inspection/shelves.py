"""I05, I06: stock is what its movements say, and no more is promised than there is.

What is promised is counted from holds and order lines, never from the counter alone: the case of
200 orders for 20 units left a counter that looked right (security.md M1).
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, func, or_, select
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


def _moved() -> ColumnElement[int]:
    mine = select(func.coalesce(func.sum(StockMovement.on_hand), 0))
    return mine.where(StockMovement.offer_id == Offer.id).scalar_subquery()


def _claimed() -> ColumnElement[int]:
    mine = select(func.coalesce(func.sum(StockMovement.reserved), 0))
    return mine.where(StockMovement.offer_id == Offer.id).scalar_subquery()


def _left() -> ColumnElement[int]:
    """Units that movements say were sent."""
    mine = select(func.coalesce(-func.sum(StockMovement.on_hand), 0)).where(
        StockMovement.offer_id == Offer.id, StockMovement.kind == MovementKind.DISPATCHED
    )
    return mine.scalar_subquery()


def _held() -> ColumnElement[int]:
    mine = select(func.coalesce(func.sum(StockHold.quantity), 0)).where(
        StockHold.offer_id == Offer.id, StockHold.state == HoldState.ACTIVE
    )
    return mine.scalar_subquery()


def _lines(*which: ColumnElement[bool]) -> ColumnElement[int]:
    """Units of order lines that were not dropped."""
    mine = (
        select(func.coalesce(func.sum(OrderLine.quantity - OrderLine.dropped), 0))
        .join(SellerOrder, SellerOrder.id == OrderLine.seller_order_id)
        .where(OrderLine.offer_id == Offer.id, *which)
    )
    return mine.scalar_subquery()


def _sold() -> ColumnElement[int]:
    """Sold and still here; a problem may have come up before the parcel left."""
    is_open = or_(SellerOrder.state.in_(NOT_SENT), SellerOrder.state == State.PROBLEM)
    return _lines(and_(is_open, SellerOrder.shipped_at.is_(None)))


def _sent() -> ColumnElement[int]:
    return _lines(SellerOrder.shipped_at.is_not(None))


def _touched(scope: Scope) -> ColumnElement[bool]:
    """Offers whose numbers moved lately."""
    lately = select(StockMovement.id).where(
        StockMovement.offer_id == Offer.id, scope.recent(StockMovement.at)
    )
    return Offer.id > 0 if scope.since is None else lately.exists()


def on_hand(session: Session, scope: Scope) -> Iterable[Offence]:
    counted, sent, left = _moved(), _sent(), _left()
    wrong = select(
        Offer.public_id.label("offer"),
        Offer.on_hand,
        counted.label("movements"),
        sent.label("sent"),
        left.label("left"),
    ).where(_touched(scope), or_(Offer.on_hand != counted, sent != left))
    return rows(session, wrong)


def promised(session: Session, scope: Scope) -> Iterable[Offence]:
    """More than is there is allowed only while a shortage is being worked off."""
    is_short = (
        select(ShortageTask.id)
        .where(ShortageTask.offer_id == Offer.id, ShortageTask.closed_at.is_(None))
        .exists()
    )
    claims = _held() + _sold()
    wrong = select(Offer.public_id.label("offer"), Offer.on_hand, claims.label("promised")).where(
        _touched(scope), claims > Offer.on_hand, ~is_short
    )
    return rows(session, wrong)


def reserved(session: Session, scope: Scope) -> Iterable[Offence]:
    held, sold, moved = _held(), _sold(), _claimed()
    wrong = select(
        Offer.public_id.label("offer"),
        Offer.reserved,
        held.label("held"),
        sold.label("sold"),
        moved.label("movements"),
    ).where(_touched(scope), or_(Offer.reserved != held + sold, Offer.reserved != moved))
    return rows(session, wrong)


CHECKS = (
    Check("I05", "what is on the shelf is what came in less what was sent", on_hand),
    Check("I05", "no more is held and sold than there is", promised),
    Check("I06", "reserved units are the units held, and sold but not sent", reserved),
)
