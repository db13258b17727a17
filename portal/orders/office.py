"""Every order, for the office: lists to look through, and one order whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.money import Currency
from portal.core.pages import Page
from portal.orders.finding import matching
from portal.orders.models import Order, OrderState, SellerOrder
from portal.orders.models import SellerOrderState as State
from portal.orders.order_page import OrderPage, by_number
from portal.orders.paging import page_number
from portal.orders.queries import PartBrief, parts_of

__all__ = ["TABS", "OfficeList", "OfficeRow", "OrderPage", "detail", "listing"]

TABS = ("all", "awaiting_payment", "paid", "late", "problem", "cancelled", "expired")
LATE, PROBLEM = "late", "problem"


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One order; rials."""

    number: str
    state: OrderState
    placed_at: datetime
    name: str
    mobile: str
    place_fa: str
    place_en: str
    total: int
    currency: Currency
    parts: tuple[PartBrief, ...]


@dataclass(frozen=True, slots=True)
class OfficeList:
    """`counts` are of all orders, whatever is searched for."""

    page: Page[OfficeRow]
    counts: Mapping[str, int]


def listing(
    session: Session, *, tab: str = "all", text: str = "", number: int = 1, size: int = 50
) -> OfficeList:
    """Four statements. `text`: an order's or a part's number, a mobile, or part of a name."""
    tab = tab if tab in TABS else "all"
    counts = _counts(session)
    number = page_number(number)
    matches = matching(session, text) if text.strip() else None
    found = session.execute(_rows(tab, matches, number, size)).all()
    searched = found[0].total if found else 0
    orders = [row.Order for row in found]
    parts = parts_of(session, orders)
    rows = [_row(order, parts[order.id]) for order in orders]
    return OfficeList(Page(rows, number, size, searched if text.strip() else counts[tab]), counts)


def detail(session: Session, *, number: str) -> OrderPage:
    """By the order's public id; four statements. Raises NotFound."""
    return by_number(session, number)


def _row(order: Order, parts: Sequence[PartBrief]) -> OfficeRow:
    return OfficeRow(
        number=order.public_id,
        state=order.state,
        placed_at=order.placed_at,
        name=order.name,
        mobile=order.mobile,
        place_fa=order.place_fa,
        place_en=order.place_en,
        total=order.total,
        currency=order.currency,
        parts=tuple(parts),
    )


def is_late() -> ColumnElement[bool]:
    """A part whose firm has let an hour or a day pass."""
    unsent = (State.PAID, State.PREPARING, State.READY)
    not_accepted = and_(SellerOrder.state == State.PAID, SellerOrder.accept_by < clock.now())
    not_sent = and_(SellerOrder.state.in_(unsent), SellerOrder.dispatch_by < clock.today())
    return or_(not_accepted, not_sent)


def _counts(session: Session) -> dict[str, int]:
    by_state: dict[str, int] = {
        state.value: count
        for state, count in session.execute(select(Order.state, func.count()).group_by(Order.state))
    }
    late = select(func.count(SellerOrder.order_id.distinct())).where(is_late())
    problem = select(func.count(SellerOrder.order_id.distinct())).where(
        SellerOrder.state == State.PROBLEM
    )
    watched = session.execute(
        select(late.scalar_subquery().label(LATE), problem.scalar_subquery().label(PROBLEM))
    ).one()
    known = by_state | {"all": sum(by_state.values()), LATE: watched.late, PROBLEM: watched.problem}
    return {tab: known.get(tab, 0) for tab in TABS}


def _rows(
    tab: str, matches: ColumnElement[bool] | None, number: int, size: int
) -> Select[*tuple[Any, ...]]:
    total: ColumnElement[int] = literal(0) if matches is None else func.count().over()
    query = select(Order, total.label("total"))
    if tab in {LATE, PROBLEM}:
        wanted = is_late() if tab == LATE else SellerOrder.state == State.PROBLEM
        query = query.where(exists().where(SellerOrder.order_id == Order.id, wanted))
    elif tab != "all":
        query = query.where(Order.state == OrderState(tab))
    if matches is not None:
        query = query.where(matches)
    return query.order_by(Order.id.desc()).limit(size).offset((number - 1) * size)
