"""Sold units that leave: dispatched to the buyer, or given back because the sale was cancelled."""

from collections.abc import Mapping

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from portal.catalog import shelf
from portal.catalog.models import HoldState, MovementKind, StockHold, StockMovement
from portal.catalog.shelf import Step
from portal.core.errors import Refused


def drop(
    session: Session, *, order_id: int, units: Mapping[int, int], by: str, reason: str
) -> None:
    """Sold units (offer -> units) that will not be sent: they are free again.

    Raises Refused("not_reserved") when the order has fewer sold and undispatched units.
    """
    places = shelf.lock(session, units)
    _refuse_unsold(session, order_id, units)
    steps = [
        Step(offer_id, MovementKind.RELEASED, 0, -quantity, order_id, reason)
        for offer_id, quantity in sorted(units.items())
    ]
    shelf.move(session, places, steps, by=by)


def dispatch(session: Session, *, order_id: int, units: Mapping[int, int], by: str) -> None:
    """Sold units (offer -> units) that went to the carrier: both numbers go down.

    Raises Refused("not_reserved") as `drop` does, and Refused("not_on_hand", offer_ids=[...]) when
    a count says that the shelf does not have them.
    """
    places = shelf.lock(session, units)
    _refuse_unsold(session, order_id, units)
    absent = [i for i, quantity in sorted(units.items()) if places[i].on_hand < quantity]
    if absent:
        raise Refused("not_on_hand", offer_ids=absent)
    steps = [
        Step(offer_id, MovementKind.DISPATCHED, -quantity, -quantity, order_id)
        for offer_id, quantity in sorted(units.items())
    ]
    shelf.move(session, places, steps, by=by)


def undispatched(session: Session, *, order_id: int) -> dict[int, int]:
    """Per offer the units that the order bought and that have neither left nor been dropped.

    The movements of an order sum to what it still reserves.
    """
    is_sold = and_(
        StockHold.order_id == StockMovement.order_id,
        StockHold.offer_id == StockMovement.offer_id,
        StockHold.state == HoldState.CONSUMED,
    )
    query = (
        select(StockMovement.offer_id, func.sum(StockMovement.reserved))
        .join(StockHold, is_sold)
        .where(StockMovement.order_id == order_id)
        .group_by(StockMovement.offer_id)
    )
    return {offer_id: int(units) for offer_id, units in session.execute(query)}


def _refuse_unsold(session: Session, order_id: int, units: Mapping[int, int]) -> None:
    sold = undispatched(session, order_id=order_id)
    if any(quantity <= 0 or sold.get(i, 0) < quantity for i, quantity in units.items()):
        raise Refused("not_reserved")
