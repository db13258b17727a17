"""The firm's account: what it is owed, and where each rial came from, with order numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.money import Currency, Money
from portal.core.pages import Page
from portal.ledger import books, statements
from portal.ledger.statements import FIRM
from portal.orders.models import SellerOrder
from portal.orders.paging import page_number


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One posting. `parts`: what ("goods", "shipping", "commission" ...) -> amount.

    `balance` is what the firm is owed after it.
    """

    kind: str
    at: datetime
    order: str | None
    parts: Mapping[str, Money]
    amount: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class Account:
    """What the firm is owed now, and the latest postings."""

    owed: Money
    page: Page[AccountRow]


def account(
    session: Session,
    *,
    firm_id: int,
    currency: Currency = Currency.IRR,
    number: int = 1,
    size: int = 25,
) -> Account:
    """Five statements, however many postings."""
    page = statements.statement(
        session, firm_id=firm_id, currency=currency, page=page_number(number), size=size
    )
    ids = [row.seller_order_id for row in page.items if row.seller_order_id is not None]
    named = select(SellerOrder.id, SellerOrder.number).where(SellerOrder.id.in_(ids))
    numbers = {row.id: row.number for row in session.execute(named)}
    rows = [
        AccountRow(
            kind=row.kind,
            at=row.at,
            order=numbers.get(row.seller_order_id or 0),
            parts=row.parts,
            amount=row.amount,
            balance=row.balance,
        )
        for row in page.items
    ]
    owed = -books.balance(session, FIRM, firm_id=firm_id, currency=currency)
    return Account(owed, Page(rows, page.number, page.size, page.total))
