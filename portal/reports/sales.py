"""What was sold, counted from order lines: units that were kept, at the price of the sale.

A cancelled part is no sale, a dropped unit neither. Rials before discounts, shipping apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.orders.models import OrderLine, SellerOrder, SellerOrderState
from portal.reports.periods import Month, last_months, last_weeks, moment

UNITS = OrderLine.quantity - OrderLine.dropped
VALUE = func.coalesce(func.sum(OrderLine.unit_price * UNITS), 0)
IS_SALE = SellerOrder.state.not_in(
    [SellerOrderState.AWAITING, SellerOrderState.EXPIRED, SellerOrderState.CANCELLED]
)
WEEKS = 12
MOST_PRODUCTS = 100


@dataclass(frozen=True, slots=True)
class WeekSales:
    """A week that begins on Saturday `starts`; rials."""

    starts: date
    total: int


@dataclass(frozen=True, slots=True)
class MonthSales:
    """A Jalali month; rials, units, orders."""

    month: Month
    total: int
    units: int
    orders: int

    @property
    def starts(self) -> date:
        return self.month.starts

    @property
    def title_fa(self) -> str:
        return self.month.title_fa

    @property
    def title_en(self) -> str:
        return self.month.title_en


@dataclass(frozen=True, slots=True)
class ProductSales:
    """A product by its public id; rials, units, orders."""

    product: str
    title_fa: str
    title_en: str
    total: int
    units: int
    orders: int


def sold(
    *columns: ColumnElement[Any], firm_id: int | None, since: datetime
) -> Select[*tuple[Any, ...]]:
    """A select of `columns` over the lines sold from `since` on, of one firm or of all."""
    query = (
        select(*columns)
        .select_from(SellerOrder)
        .join(OrderLine, OrderLine.seller_order_id == SellerOrder.id)
        .where(SellerOrder.paid_at >= since, IS_SALE)
    )
    return query if firm_id is None else query.where(SellerOrder.firm_id == firm_id)


def bucket(starts: Sequence[datetime]) -> ColumnElement[int]:
    """The place in `starts` (ascending) of the period a sale falls into."""
    whens = [(SellerOrder.paid_at >= start, place) for place, start in enumerate(starts)]
    return case(*reversed(whens), else_=-1)


def sales_by_week(session: Session, *, firm_id: int | None, weeks: int = WEEKS) -> list[WeekSales]:
    """The last `weeks` weeks, oldest first; one statement. `firm_id` None: the whole market."""
    starts = last_weeks(clock.today(), weeks)
    moments = [moment(day) for day in starts]
    place = bucket(moments)
    query = sold(place.label("place"), VALUE.label("total"), firm_id=firm_id, since=moments[0])
    totals = {row.place: int(row.total) for row in session.execute(query.group_by("place"))}
    return [WeekSales(day, totals.get(place, 0)) for place, day in enumerate(starts)]


def sales_by_month(session: Session, *, firm_id: int, months: int = 12) -> list[MonthSales]:
    """The last `months` Jalali months, oldest first; one statement."""
    wanted = last_months(clock.today(), months)
    moments = [moment(month.starts) for month in wanted]
    query = sold(
        bucket(moments).label("place"),
        VALUE.label("total"),
        func.sum(UNITS).label("units"),
        func.count(SellerOrder.id.distinct()).label("orders"),
        firm_id=firm_id,
        since=moments[0],
    )
    found = {row.place: row for row in session.execute(query.group_by("place"))}
    return [
        MonthSales(month, int(row.total), int(row.units), int(row.orders))
        if (row := found.get(place))
        else MonthSales(month, 0, 0, 0)
        for place, month in enumerate(wanted)
    ]


def sales_by_product(
    session: Session, *, firm_id: int, since: date, until: date
) -> list[ProductSales]:
    """Both days included, the best first; at most a hundred products, one statement."""
    query = (
        sold(
            OrderLine.product_public_id.label("product"),
            func.max(OrderLine.title_fa).label("title_fa"),
            func.max(OrderLine.title_en).label("title_en"),
            VALUE.label("total"),
            func.sum(UNITS).label("units"),
            func.count(SellerOrder.id.distinct()).label("orders"),
            firm_id=firm_id,
            since=moment(since),
        )
        .where(SellerOrder.paid_at < moment(until + timedelta(days=1)))
        .group_by(OrderLine.product_public_id)
        .order_by(VALUE.desc(), OrderLine.product_public_id)
        .limit(MOST_PRODUCTS)
    )
    return [
        ProductSales(
            row.product,
            row.title_fa,
            row.title_en,
            int(row.total),
            int(row.units),
            int(row.orders),
        )
        for row in session.execute(query)
    ]
