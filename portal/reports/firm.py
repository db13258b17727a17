"""The firm's first page: today's work, what runs low, what is owed, how sales go."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, or_, select
from sqlalchemy.orm import Session

from portal.catalog.models import ChangeState, Product, ProductChange, ProductState
from portal.core import clock
from portal.core.money import Currency, Money
from portal.ledger.models import Entry
from portal.ledger.statements import FIRM
from portal.orders.models import SellerOrder
from portal.orders.models import SellerOrderState as State
from portal.reports.account import Account, AccountRow, account
from portal.reports.due import OPEN, DueRow, due
from portal.reports.low import LowStock, low_count, low_stock
from portal.reports.periods import last_weeks, moment
from portal.reports.sales import (
    VALUE,
    WEEKS,
    MonthSales,
    ProductSales,
    WeekSales,
    bucket,
    sales_by_month,
    sales_by_product,
    sales_by_week,
    sold,
)

__all__ = [
    "Account",
    "AccountRow",
    "Dashboard",
    "DueRow",
    "LowStock",
    "MonthSales",
    "ProductSales",
    "WeekSales",
    "account",
    "dashboard",
    "sales_by_month",
    "sales_by_product",
    "sales_by_week",
]

PERIOD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Rials. `last_30` and `before_30`: goods sold in the last 30 days and in the 30 before."""

    to_accept: int
    to_pack: int
    to_ship: int
    problems: int
    due_today: int
    late: int
    due: tuple[DueRow, ...]
    low: tuple[LowStock, ...]
    low_count: int
    owed: Money
    last_30: int
    before_30: int
    weeks: tuple[WeekSales, ...]
    products_live: int
    products_in_review: int
    products_draft: int
    sent_back: int

    @property
    def to_do(self) -> int:
        """Parts that wait for an act of the firm."""
        return self.to_accept + self.to_pack + self.to_ship + self.problems

    @property
    def change_percent(self) -> int | None:
        """Of the last 30 days against those before; None when nothing was sold then."""
        if not self.before_30:
            return None
        return round((self.last_30 - self.before_30) * 100 / self.before_30)


def dashboard(session: Session, *, firm_id: int) -> Dashboard:
    """Four statements, however large the firm."""
    counts = session.execute(_counts(firm_id)).one()
    last_30, before_30, weeks = _sales(session, firm_id)
    return Dashboard(
        to_accept=counts.to_accept or 0,
        to_pack=counts.to_pack or 0,
        to_ship=counts.to_ship or 0,
        problems=counts.problems or 0,
        due_today=counts.due_today or 0,
        late=counts.late or 0,
        due=due(session, firm_id=firm_id),
        low=low_stock(session, firm_id=firm_id),
        low_count=counts.low_count,
        owed=Money(-int(counts.owed or 0), Currency.IRR),
        last_30=last_30,
        before_30=before_30,
        weeks=tuple(weeks),
        products_live=counts.products_live,
        products_in_review=counts.products_in_review,
        products_draft=counts.products_draft,
        sent_back=counts.sent_back,
    )


def _times(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((which, 1), else_=0))


def _counts(firm_id: int) -> Any:
    """One row: open parts by what they need, and the other figures as scalar subqueries."""
    today, now = clock.today(), clock.now()
    is_open = SellerOrder.state.in_(OPEN)
    overdue = or_(
        and_(is_open, SellerOrder.dispatch_by < today),
        and_(SellerOrder.state == State.PAID, SellerOrder.accept_by < now),
    )
    return select(
        _times(SellerOrder.state == State.PAID).label("to_accept"),
        _times(SellerOrder.state == State.PREPARING).label("to_pack"),
        _times(SellerOrder.state == State.READY).label("to_ship"),
        _times(SellerOrder.state == State.PROBLEM).label("problems"),
        _times(and_(is_open, SellerOrder.dispatch_by == today)).label("due_today"),
        _times(overdue).label("late"),
        low_count(firm_id).label("low_count"),
        _owed(firm_id).label("owed"),
        _products(firm_id, ProductState.LIVE).label("products_live"),
        _products(firm_id, ProductState.IN_REVIEW).label("products_in_review"),
        _products(firm_id, ProductState.DRAFT).label("products_draft"),
        _sent_back(firm_id).label("sent_back"),
    ).where(SellerOrder.firm_id == firm_id, SellerOrder.state.in_([*OPEN, State.PROBLEM]))


def _products(firm_id: int, state: ProductState) -> ScalarSelect[int]:
    mine = select(func.count(Product.id)).where(Product.owner_id == firm_id, Product.state == state)
    return mine.scalar_subquery()


def _sent_back(firm_id: int) -> ScalarSelect[int]:
    return (
        select(func.count(ProductChange.id))
        .join(Product, Product.id == ProductChange.product_id)
        .where(Product.owner_id == firm_id, ProductChange.state == ChangeState.NEEDS_WORK)
        .scalar_subquery()
    )


def _owed(firm_id: int) -> ScalarSelect[int]:
    """In the books a debt to the firm is negative."""
    mine = select(func.sum(Entry.amount)).where(
        Entry.firm_id == firm_id, Entry.account == FIRM, Entry.currency == Currency.IRR
    )
    return mine.scalar_subquery()


def _sales(session: Session, firm_id: int) -> tuple[int, int, list[WeekSales]]:
    """(last 30 days, the 30 before, week by week), summed in one pass."""
    today = clock.today()
    starts = last_weeks(today, WEEKS)
    weeks = [moment(day) for day in starts]
    end = moment(today + timedelta(days=1))
    periods = [end - 2 * PERIOD, end - PERIOD]
    query = sold(
        bucket(weeks).label("week"),
        bucket(periods).label("period"),
        VALUE.label("total"),
        firm_id=firm_id,
        since=min(weeks[0], periods[0]),
    ).group_by("week", "period")
    by_week, by_period = [0] * len(weeks), [0, 0]
    for row in session.execute(query):
        if row.week >= 0:
            by_week[row.week] += int(row.total)
        if row.period >= 0:
            by_period[row.period] += int(row.total)
    sales = [WeekSales(day, total) for day, total in zip(starts, by_week, strict=True)]
    return by_period[1], by_period[0], sales
