"""The goods behind a payment: held while the buyer is at the bank, taken anew for late money."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.catalog import stock
from portal.catalog.models import HoldState, StockHold
from portal.core import clock
from portal.core.db import UtcDateTime
from portal.core.errors import OutOfStock, Refused

MARGIN = timedelta(minutes=5)  # held this long after the bank's own time limit
SOON = timedelta(minutes=1)  # a hold that ends within it is taken anew before the bank is asked


def keep_until(session: Session, *, order_id: int, moment: datetime, by: str) -> None:
    """Hold the order's goods until `moment` at least. Raises OutOfStock when they are gone."""
    try:
        stock.extend(session, order_id=order_id, expires_at=moment)
    except Refused:
        _retake(session, order_id, moment, by)


def held_until(
    order_id: ColumnElement[int] | InstrumentedAttribute[int],
) -> ColumnElement[datetime]:
    """For a statement: when the first hold of the order ends; NULL unless all are active."""
    ended = func.sum(case((StockHold.state == HoldState.ACTIVE, 0), else_=1))
    first = case((ended == 0, func.min(StockHold.expires_at)))
    mine = select(type_coerce(first, UtcDateTime())).where(StockHold.order_id == order_id)
    return mine.scalar_subquery()


def is_safe(until: datetime | None) -> bool:
    """Nobody can take the goods away before a transaction that begins now is over."""
    return until is not None and until > clock.now() + SOON


def secure(session: Session, *, order_id: int, by: str) -> bool:
    """Take the goods again for money that may just have come; False when they are gone."""
    try:
        with session.begin_nested():
            _retake(session, order_id, clock.now() + MARGIN, by)
    except (OutOfStock, Refused):
        return False
    return True


def _retake(session: Session, order_id: int, until: datetime, by: str) -> None:
    """What the order held, by the rows that are left of it."""
    columns = (StockHold.offer_id, StockHold.quantity, StockHold.holder, StockHold.visitor)
    held = select(*columns).where(StockHold.order_id == order_id).order_by(StockHold.offer_id)
    rows = session.execute(held).all()
    if not rows:
        raise Refused("hold_ended")
    stock.retake(
        session,
        order_id=order_id,
        wants={row.offer_id: row.quantity for row in rows},
        holder=rows[0].holder,
        visitor=rows[0].visitor,
        expires_at=until,
        by=by,
    )
