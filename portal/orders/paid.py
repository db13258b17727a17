"""The money is here: an order and its parts become paid, holds become sales, people are told."""

from datetime import date
from functools import cache

from sqlalchemy import Date, Delete, Select, bindparam, delete, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from portal.catalog import stock
from portal.core import clock
from portal.orders import letters
from portal.orders.deadlines import accept_by
from portal.orders.models import (
    ORDER,
    SELLER_ORDER,
    CartLine,
    Order,
    OrderLine,
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
    now = clock.now()
    parts, days_off = _locked_parts(session, order, clock.tehran_day(now))
    deadline = accept_by(now, days_off)
    ORDER.move(session, order, OrderState.PAID, by=by)
    order.paid_at = now
    for part in parts:
        SELLER_ORDER.move(session, part, SellerOrderState.PAID, by=by)
        part.paid_at = now
        part.accept_by = deadline
    stock.consume(session, order_id=order.id, by=by)
    _empty_cart(session, order, parts)
    letters.paid(session, order, parts)
    return order


def _locked_parts(
    session: Session, order: Order, today: date
) -> tuple[list[SellerOrder], frozenset[date]]:
    """The parts with firms, lines and charges, and the holidays to come; one statement.

    The order knows its parts from then on.
    """
    found = session.execute(_parts(), {"order": order.id, "today": today}).unique().all()
    parts = [part for part, _ in found]
    set_committed_value(order, "seller_orders", parts)
    return parts, found[0][1]


@cache
def _parts() -> Select[SellerOrder, frozenset[date]]:
    return (
        select(SellerOrder, holidays.since(bindparam("today", type_=Date())))
        .where(SellerOrder.order_id == bindparam("order"))
        .order_by(SellerOrder.id)
        .options(
            joinedload(SellerOrder.firm),
            joinedload(SellerOrder.lines).joinedload(OrderLine.charges),
        )
        .with_for_update(of=SellerOrder, key_share=True)
        .execution_options(populate_existing=True)
    )


def _empty_cart(session: Session, order: Order, parts: list[SellerOrder]) -> None:
    bought = [line.offer_id for part in parts for line in part.lines]
    session.connection().execute(_taken_out(), {"cart": order.cart_id, "bought": bought})


@cache
def _taken_out() -> Delete:
    is_bought = CartLine.offer_id.in_(bindparam("bought", expanding=True))
    return delete(CartLine).where(CartLine.cart_id == bindparam("cart"), is_bought)
