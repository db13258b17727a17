"""The firm's desk: its parts by what is to be done, and one part with everything on it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, or_, select
from sqlalchemy.orm import Session

from portal.core import clock, identifiers
from portal.core.money import Currency
from portal.core.pages import Page
from portal.core.text import fold, latin_digits
from portal.orders.desk_order import DeskOrder, detail
from portal.orders.hints import Hint, next_action
from portal.orders.models import Order, OrderLine, SellerOrder
from portal.orders.models import SellerOrderState as State
from portal.orders.paging import page_number

__all__ = ["TABS", "DeskList", "DeskOrder", "DeskRow", "detail", "listing"]

PAID = tuple(state for state in State if state not in {State.AWAITING, State.EXPIRED})
TABS: Mapping[str, tuple[State, ...]] = {
    "new": (State.PAID,),
    "packing": (State.PREPARING, State.READY),
    "shipped": (State.SHIPPED,),
    "problem": (State.PROBLEM,),
    "done": (State.DELIVERED, State.CLOSED),
    "cancelled": (State.CANCELLED,),
    "all": PAID,
}
BY_URGENCY = frozenset({"new", "packing", "problem"})


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One part in the list; `titles` names its goods, the largest line first."""

    number: str
    state: State
    recipient: str
    place_fa: str
    place_en: str
    is_gift: bool
    units: int
    titles_fa: tuple[str, ...]
    titles_en: tuple[str, ...]
    total: int
    currency: Currency
    paid_at: datetime | None
    accept_by: datetime | None
    dispatch_by: date
    promised_on: date
    tracking: str | None
    hint: Hint


@dataclass(frozen=True, slots=True)
class DeskList:
    """`counts` are of all the firm's parts, whatever is searched for."""

    page: Page[DeskRow]
    counts: Mapping[str, int]


def listing(
    session: Session,
    *,
    firm_id: int,
    tab: str = "new",
    text: str = "",
    number: int = 1,
    size: int = 20,
) -> DeskList:
    """Three statements. `text`: a number, a mobile, or part of a name. Unknown tab: all."""
    tab = tab if tab in TABS else "all"
    counts = _counts(session, firm_id)
    number = page_number(number)
    found = session.execute(_rows(firm_id, tab, text, number, size)).all()
    searched = found[0].total if found else 0
    total = searched if text.strip() else counts[tab]
    lines = _lines(session, [row.SellerOrder.id for row in found])
    rows = [_row(row.SellerOrder, row.Order, lines[row.SellerOrder.id]) for row in found]
    return DeskList(Page(rows, number, size, total), counts)


def _counts(session: Session, firm_id: int) -> dict[str, int]:
    """From the index alone."""
    by_state = session.execute(
        select(SellerOrder.state, func.count())
        .where(SellerOrder.firm_id == firm_id)
        .group_by(SellerOrder.state)
    )
    found = {row[0]: row[1] for row in by_state}
    return {tab: sum(found.get(state, 0) for state in states) for tab, states in TABS.items()}


def _rows(firm_id: int, tab: str, text: str, number: int, size: int) -> Select[*tuple[Any, ...]]:
    urgent = (SellerOrder.dispatch_by, SellerOrder.id)
    latest = (SellerOrder.id.desc(),)
    query = (
        select(SellerOrder, Order, _total(text).label("total"))
        .join(Order, Order.id == SellerOrder.order_id)
        .where(SellerOrder.firm_id == firm_id, SellerOrder.state.in_(TABS[tab]))
        .order_by(*(urgent if tab in BY_URGENCY else latest))
        .limit(size)
        .offset((number - 1) * size)
    )
    return query.where(_matches(text)) if text.strip() else query


def _total(text: str) -> ColumnElement[int]:
    """Counted only for a search: the tabs' counts are known."""
    return func.count().over() if text.strip() else literal(0)


def _matches(text: str) -> ColumnElement[bool]:
    mobile = identifiers.mobile(text)
    if mobile is not None:
        return or_(Order.mobile == mobile, Order.recipient_mobile == mobile)
    name = fold(text)
    return or_(
        SellerOrder.number.icontains(latin_digits(name).upper(), autoescape=True),
        Order.recipient.icontains(name, autoescape=True),
        Order.name.icontains(name, autoescape=True),
    )


def _lines(session: Session, part_ids: Sequence[int]) -> Mapping[int, list[Row[*tuple[Any, ...]]]]:
    wanted = (
        select(
            OrderLine.seller_order_id,
            OrderLine.title_fa,
            OrderLine.title_en,
            (OrderLine.quantity - OrderLine.dropped).label("units"),
        )
        .where(OrderLine.seller_order_id.in_(part_ids))
        .order_by(OrderLine.gross.desc(), OrderLine.id)
    )
    found: dict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in session.execute(wanted):
        found[row.seller_order_id].append(row)
    return found


def _row(part: SellerOrder, order: Order, lines: Sequence[Row[*tuple[Any, ...]]]) -> DeskRow:
    return DeskRow(
        number=part.number,
        state=part.state,
        recipient=order.recipient,
        place_fa=order.place_fa,
        place_en=order.place_en,
        is_gift=order.is_gift,
        units=sum(line.units for line in lines),
        titles_fa=tuple(line.title_fa for line in lines),
        titles_en=tuple(line.title_en for line in lines),
        total=part.total,
        currency=part.currency,
        paid_at=part.paid_at,
        accept_by=part.accept_by,
        dispatch_by=part.dispatch_by,
        promised_on=part.promised_on,
        tracking=part.tracking,
        hint=next_action(part, now=clock.now()),
    )
