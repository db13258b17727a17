"""The money is here: an order and its parts become paid, holds become sales, people are told."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from portal.catalog import stock
from portal.core import clock, states
from portal.orders import letters
from portal.orders.deadlines import accept_by
from portal.orders.models import (
    ORDER,
    SELLER_ORDER,
    CartLine,
    Order,
    OrderState,
    SellerOrder,
    SellerOrderState,
)
from portal.shipping import holidays


def settle_paid(session: Session, *, order_id: int, by: str) -> Order:
    """In settlement's transaction, which has locked payment and order and seen the holds active.

    From awaiting payment, and from expired or cancelled when the money came late. The goods of
    the order leave the cart; what the buyer has put in since stays.
    """
    order = session.get_one(Order, order_id)
    parts = _locked_parts(session, order)
    now = clock.now()
    deadline = accept_by(now, holidays.since(session, clock.tehran_day(now)))
    steps = [ORDER.moved(order, OrderState.PAID, by=by)]
    order.paid_at = now
    for part in parts:
        steps.append(SELLER_ORDER.moved(part, SellerOrderState.PAID, by=by))
        part.paid_at = now
        part.accept_by = deadline
    states.write(session, steps)
    stock.consume(session, order_id=order.id, by=by)
    _empty_cart(session, order, parts)
    letters.paid(session, order, parts)
    return order


def _locked_parts(session: Session, order: Order) -> list[SellerOrder]:
    """With firms and lines; two statements. The order knows them from then on."""
    mine = (
        select(SellerOrder)
        .where(SellerOrder.order_id == order.id)
        .order_by(SellerOrder.id)
        .options(joinedload(SellerOrder.firm), selectinload(SellerOrder.lines))
        .with_for_update(of=SellerOrder, key_share=True)
        .execution_options(populate_existing=True)
    )
    parts = list(session.scalars(mine))
    set_committed_value(order, "seller_orders", parts)
    return parts


def _empty_cart(session: Session, order: Order, parts: list[SellerOrder]) -> None:
    bought = [line.offer_id for part in parts for line in part.lines]
    session.execute(
        delete(CartLine)
        .where(CartLine.cart_id == order.cart_id, CartLine.offer_id.in_(bought))
        .execution_options(synchronize_session=False)
    )
