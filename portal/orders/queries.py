"""What buyers ask: one order, my orders, and the orders I made before I had an account."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from portal.core import identifiers
from portal.core.money import Currency
from portal.core.pages import Page
from portal.firms.models import Organisation
from portal.orders.models import Order, OrderLine, OrderState, SellerOrder, SellerOrderState
from portal.orders.order_page import OrderPage, by_link, by_payment
from portal.orders.paging import page_number

__all__ = [
    "OrderCard",
    "OrderPage",
    "PartBrief",
    "attach_guest_orders",
    "find_guest",
    "my_orders",
    "order_page",
    "order_to_pay",
    "parts_of",
]


@dataclass(frozen=True, slots=True)
class PartBrief:
    """One firm's part in a list of orders."""

    number: str
    firm_fa: str
    firm_en: str
    state: SellerOrderState
    units: int


@dataclass(frozen=True, slots=True)
class OrderCard:
    """One order in a list; rials."""

    number: str
    link: str
    state: OrderState
    placed_at: datetime
    total: int
    currency: Currency
    parts: tuple[PartBrief, ...]

    @property
    def units(self) -> int:
        return sum(part.units for part in self.parts)


def order_page(session: Session, *, link: str) -> OrderPage:
    """The page behind /o/<link>; two statements, a third with refunds. Raises NotFound."""
    return by_link(session, link)


def is_of(session: Session, *, link: str, user_id: int | None) -> bool:
    """Is the order behind the link this user's? One statement, none without a user."""
    if user_id is None:
        return False
    mine = select(Order.id).where(Order.link == link, Order.user_id == user_id)
    return session.scalar(mine) is not None


def order_to_pay(session: Session, *, payment: str) -> OrderPage:
    """What a payment (public id) is for, without history; one statement. Raises NotFound."""
    return by_payment(session, payment)


def my_orders(
    session: Session, *, user_id: int, number: int = 1, size: int = 20
) -> Page[OrderCard]:
    """Newest first; three statements."""
    mine = select(Order).where(Order.user_id == user_id)
    total = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    number = page_number(number)
    newest = mine.order_by(Order.id.desc()).limit(size).offset((number - 1) * size)
    orders = session.scalars(newest).all()
    parts = parts_of(session, orders)
    return Page([_card(order, parts[order.id]) for order in orders], number, size, total)


def _card(order: Order, parts: Sequence[PartBrief]) -> OrderCard:
    return OrderCard(
        number=order.public_id,
        link=order.link,
        state=order.state,
        placed_at=order.placed_at,
        total=order.total,
        currency=order.currency,
        parts=tuple(parts),
    )


def parts_of(session: Session, orders: Sequence[Order]) -> dict[int, list[PartBrief]]:
    """Order key -> its parts; one statement."""
    units = func.sum(OrderLine.quantity - OrderLine.dropped)
    summed = (
        select(SellerOrder, Organisation.name_fa, Organisation.name_en, units.label("units"))
        .join(Organisation, Organisation.id == SellerOrder.firm_id)
        .join(OrderLine, OrderLine.seller_order_id == SellerOrder.id)
        .where(SellerOrder.order_id.in_([order.id for order in orders]))
        .group_by(SellerOrder.id, Organisation.name_fa, Organisation.name_en)
        .order_by(SellerOrder.id)
    )
    found: dict[int, list[PartBrief]] = defaultdict(list)
    for part, firm_fa, firm_en, count in session.execute(summed):
        brief = PartBrief(part.number, firm_fa, firm_en, part.state, int(count))
        found[part.order_id].append(brief)
    return found


def find_guest(session: Session, *, number: str, mobile: str) -> str | None:
    """The secret link of an order, for somebody who knows its number and the buyer's mobile.

    Count the tries: the answer to a wrong pair and to an unknown order is the same.
    """
    canonical = identifiers.mobile(mobile)
    if canonical is None:
        return None
    mine = select(Order.link).where(
        Order.public_id == number.strip().lower(), Order.mobile == canonical
    )
    return session.scalar(mine)


def attach_guest_orders(session: Session, *, user_id: int, mobile: str) -> int:
    """Give the user the orders that were made as a guest with this mobile, now that it is proven.

    Returns how many.
    """
    mine = update(Order).where(Order.user_id.is_(None), Order.mobile == mobile)
    done = session.execute(
        mine.values(user_id=user_id).execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", done).rowcount
