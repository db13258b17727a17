"""A firm's account as its owner reads it: what came in, what went off, and where each rial is from.

Signs are turned round here: in the books a debt to the firm is negative, on its page it is money
it has.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.money import Currency, Money
from portal.core.pages import Page
from portal.ledger.models import Entry, Journal

FIRM = "firm"


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One journal as one firm sees it.

    `parts` maps what ("goods", "shipping", "commission", ...) to its amount; they sum to `amount`.
    `balance` is what the firm is owed after this row.
    """

    journal: str  # public id
    kind: str
    at: datetime
    seller_order_id: int | None
    parts: Mapping[str, Money]
    amount: Money
    balance: Money


def statement(
    session: Session,
    *,
    firm_id: int,
    currency: Currency = Currency.IRR,
    page: int = 1,
    size: int = 25,
) -> Page[StatementRow]:
    """The latest journals of the firm, newest first, with the running balance; three statements."""
    mine = (Entry.account == FIRM, Entry.firm_id == firm_id, Entry.currency == currency)
    journals = (
        select(Entry.journal_id, func.sum(Entry.amount).label("amount"))
        .where(*mine)
        .group_by(Entry.journal_id)
        .subquery()
    )
    total = session.scalar(select(func.count()).select_from(journals)) or 0
    running = func.sum(journals.c.amount).over(order_by=journals.c.journal_id)
    wanted = (
        select(Journal, journals.c.amount, running.label("balance"))
        .join(journals, journals.c.journal_id == Journal.id)
        .order_by(Journal.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    heads = session.execute(wanted).all()
    of = [head.Journal.id for head in heads]
    entries = session.scalars(select(Entry).where(*mine, Entry.journal_id.in_(of))).all()
    by_journal = _grouped(entries)
    rows = [
        _row(head.Journal, by_journal[head.Journal.id], int(head.balance), currency)
        for head in heads
    ]
    return Page(rows, page, size, total)


def _grouped(entries: Iterable[Entry]) -> dict[int, list[Entry]]:
    groups: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.journal_id].append(entry)
    return groups


def _row(
    journal: Journal, entries: Sequence[Entry], balance: int, currency: Currency
) -> StatementRow:
    parts: dict[str, int] = defaultdict(int)
    for entry in entries:
        parts[entry.what] -= entry.amount
    return StatementRow(
        journal=journal.public_id,
        kind=journal.kind,
        at=journal.at,
        seller_order_id=entries[0].seller_order_id,
        parts={what: Money(minor, currency) for what, minor in parts.items()},
        amount=Money(sum(parts.values()), currency),
        balance=Money(-balance, currency),
    )


def owed(session: Session, *, currency: Currency = Currency.IRR) -> dict[int, Money]:
    """What is owed to each firm, by its key; one statement."""
    by_firm = (
        select(Entry.firm_id, func.sum(Entry.amount))
        .where(Entry.account == FIRM, Entry.currency == currency)
        .group_by(Entry.firm_id)
    )
    return {
        firm_id: Money(-int(amount), currency)
        for firm_id, amount in session.execute(by_firm)
        if firm_id is not None
    }
