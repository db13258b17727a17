"""The money is here: an order and its parts become paid, holds become sales, people are told."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Delete, Integer, Select, bindparam, delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal.catalog import stock
from portal.core import clock, shapes
from portal.core.native import Statement, places_of, spread
from portal.core.shapes import Shape, Values
from portal.firms.models import Organisation
from portal.orders import letters
from portal.orders.deadlines import accept_by
from portal.orders.models import (
    ORDER,
    SELLER_ORDER,
    CartLine,
    ChargeLine,
    Order,
    OrderLine,
    OrderState,
    SellerOrder,
    SellerOrderState,
)
from portal.shipping import holidays

FIRM = Shape(Organisation, "code", "email", "mobile")
SHAPES: tuple[Shape[Any], ...] = (Shape(SellerOrder), FIRM, Shape(OrderLine), Shape(ChargeLine))


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
    session.flush()  # a statement of the driver flushes nothing by itself
    found = PARTS.typed(session, order=order.id, today=today)
    parts = _grown(session, found)
    set_committed_value(order, "seller_orders", parts)
    return parts, found[0][-1]


def _grown(session: Session, found: Sequence[Values]) -> list[SellerOrder]:
    """The parts with their firms, lines and the lines' charges; a row is one charge."""
    rows = shapes.distinct(found, SHAPES)
    parts, firms, lines, charges = (
        [shape.put(session, values) for values in some]
        for shape, some in zip(SHAPES, rows, strict=True)
    )
    shapes.point(parts, "firm", firms, "firm_id")
    shapes.hang(parts, "lines", lines, "seller_order_id")
    shapes.hang(lines, "charges", charges, "order_line_id")
    return parts


def _parts() -> Select[*tuple[object, ...]]:
    days_off = holidays.since(bindparam("today", type_=Date()))
    return (
        select(*shapes.columns(*SHAPES), days_off)
        .join(Organisation, Organisation.id == SellerOrder.firm_id)
        .outerjoin(OrderLine, OrderLine.seller_order_id == SellerOrder.id)
        .outerjoin(ChargeLine, ChargeLine.order_line_id == OrderLine.id)
        .where(SellerOrder.order_id == bindparam("order"))
        .order_by(SellerOrder.id, OrderLine.id, ChargeLine.id)
        .with_for_update(of=SellerOrder, key_share=True)
    )


PARTS = Statement(_parts)


def _empty_cart(session: Session, order: Order, parts: list[SellerOrder]) -> None:
    bought = spread("offer", [line.offer_id for part in parts for line in part.lines])
    _emptying(len(bought)).count(session, cart=order.cart_id, **bought)


@cache
def _emptying(count: int) -> Statement:
    return Statement(lambda: _taken_out(count))


def _taken_out(count: int) -> Delete:
    is_bought = CartLine.offer_id.in_(places_of("offer", count, Integer()))
    return delete(CartLine).where(CartLine.cart_id == bindparam("cart"), is_bought)
