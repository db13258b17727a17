"""Stock and holds: what an order does to the numbers of its offers.

`reserved` is the units of active holds plus the units sold and not yet dispatched. Offers are
locked by id before anything else is touched, and the guarded UPDATE of `shelf.move` keeps a claim
within what is free, so nothing is sold twice on either database (marketplace.md 2.3, security 4.7).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from portal.catalog import holding, shelf
from portal.catalog.claiming import Claim
from portal.catalog.counting import count, receive
from portal.catalog.holding import IS_ACTIVE, Holder
from portal.catalog.leaving import dispatch, drop
from portal.catalog.models import StockHold
from portal.core import clock
from portal.core.errors import Refused

__all__ = [
    "HOLD",
    "consume",
    "count",
    "dispatch",
    "drop",
    "extend",
    "is_held",
    "receive",
    "release",
    "release_expired",
    "retake",
    "take",
]

HOLD = timedelta(minutes=10)


def take(
    session: Session,
    *,
    order_id: int,
    wants: Mapping[int, int],
    holder: str,
    expires_at: datetime,
    by: str,
    visitor: str | None = None,
) -> None:
    """Hold `wants` (offer -> units, > 0) for the order: all of it or nothing.

    `holder` and `visitor` are digests of the mobile and of the browser's session.
    Late holds of the same offers are released first. Five statements, six when some were late.
    Raises OutOfStock with every offer that falls short (one not on sale has 0 free), and
    Refused("hoarding") when this holder already keeps other unpaid orders of the same offer.
    """
    claim = Claim(session, order_id, wants, Holder(holder, visitor))
    claim.refuse_hoarding()
    claim.make(expires_at, by)


def retake(
    session: Session,
    *,
    order_id: int,
    wants: Mapping[int, int],
    holder: str,
    expires_at: datetime,
    by: str,
    visitor: str | None = None,
) -> None:
    """Hold again what ran out, for money that came late. Raises OutOfStock.

    Nobody is refused for hoarding here: the money may already have left the buyer's account.
    """
    Claim(session, order_id, wants, Holder(holder, visitor)).make(expires_at, by)


def extend(session: Session, *, order_id: int, expires_at: datetime) -> None:
    """Keep the order's holds until `expires_at`, never shorter than before. One statement.

    Raises Refused("hold_ended") when one of them has been released.
    """
    if not holding.keep(session, order_id=order_id, expires_at=expires_at):
        raise Refused("hold_ended")


def is_held(session: Session, *, order_id: int) -> bool:
    """Is every hold of the order still active? A late one is, until somebody needs its units."""
    query = select(func.count(), func.sum(case((IS_ACTIVE, 1), else_=0)))
    total, active = session.execute(query.where(StockHold.order_id == order_id)).one()
    return bool(total and total == active)


def consume(session: Session, *, order_id: int, by: str) -> None:
    """The order is paid: its holds become sales, `reserved` stays. Two statements.

    Raises Refused("hold_ended") when the order does not hold everything any more.
    """
    sold = holding.sell(session, order_id=order_id)
    if not sold:
        raise Refused("hold_ended")
    shelf.move(session, {}, sold, by=by)


def release(session: Session, *, order_id: int, by: str, reason: str) -> None:
    """Give back what the order holds and has not bought; harmless when that is nothing."""
    held = select(StockHold.offer_id).where(StockHold.order_id == order_id, IS_ACTIVE)
    places = shelf.lock(session, session.scalars(held).all())
    if places:
        freed = holding.free_order(session, order_id=order_id, reason=reason)
        shelf.move(session, places, freed, by=by)


def release_expired(session: Session, *, limit: int = 500) -> int:
    """Release holds that ran out, oldest first; returns how many. For the schedule."""
    moment = clock.now()
    late = holding.late_ids(session, moment=moment, limit=limit)
    if not late:
        return 0
    places = shelf.lock(session, {offer_id for _, offer_id in late})
    freed = holding.free_late(session, ids=[hold_id for hold_id, _ in late], moment=moment)
    shelf.move(session, places, freed, by="clock")
    return len(freed)
