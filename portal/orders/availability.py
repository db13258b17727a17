"""What of an offer a cart may still take."""

from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, func, or_, select

from portal.catalog.models import HoldState, Offer, StockHold
from portal.catalog.selling import FREE
from portal.orders.models import Cart, Order, OrderState


def free_units(
    cart_id: SQLColumnExpression[int], at: datetime | ColumnElement[datetime]
) -> ColumnElement[int]:
    """Free units of Offer as this cart sees them, at least 0.

    Holds that ran out count as free, for checkout releases them; so do those of the cart's own
    unpaid order, for a new one takes their place.
    """
    own = (
        select(Order.id)
        .where(Order.cart_id == cart_id, Order.state == OrderState.AWAITING_PAYMENT)
        .correlate(Cart)
    )
    given_back = (
        select(func.coalesce(func.sum(StockHold.quantity), 0))
        .where(
            StockHold.offer_id == Offer.id,
            StockHold.state == HoldState.ACTIVE,
            or_(StockHold.expires_at <= at, StockHold.order_id.in_(own)),
        )
        .correlate(Offer, Cart)
    )
    return FREE + given_back.scalar_subquery()
