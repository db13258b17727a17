"""The one way into the books: `post`. Balances are derived, nothing is cached."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from portal.core import rows
from portal.core.money import Currency, Money
from portal.core.native import Statement
from portal.ledger.models import Entry, Journal

_SEAL = Statement(
    lambda: update(Journal).where(Journal.id == bindparam("journal")).values(is_posted=True)
)


class BadPosting(ValueError):
    """A journal that is empty, holds a zero or does not balance: a fault of the program."""


class AlreadyBooked(BadPosting):
    """The same source was booked before, with other entries."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One entry to be: `amount` into (+) or out of (-) `account`; `what` says for which reason."""

    account: str
    amount: Money
    what: str
    firm_id: int | None = None
    seller_order_id: int | None = None


def post(
    session: Session,
    *,
    kind: str,
    source: str,
    entries: Sequence[Leg],
    order_id: int | None = None,
    memo: str = "",
) -> int:
    """Book one journal and give its key; three statements.

    `source` ("refund:<public id>") is booked once per `kind`: the same entries again give back the
    first journal, so a replay is harmless; other entries raise AlreadyBooked.
    Raises BadPosting when there are no entries, one is zero, or a currency does not sum to zero.
    """
    _check(entries)
    head = {"kind": kind, "source": source, "order_id": order_id, "memo": memo}
    key = rows.add_once(session, Journal, ("kind", "source"), head)
    if key is None:
        return _booked(session, kind, source, entries).id
    rows.add(session, Entry, [_row(key, leg) for leg in entries])
    _SEAL.count(session, journal=key)
    return key


def _check(entries: Sequence[Leg]) -> None:
    if not entries:
        raise BadPosting("a journal without entries")
    if not all(leg.amount for leg in entries):
        raise BadPosting("an entry of zero")
    sums: dict[Currency, int] = defaultdict(int)
    for leg in entries:
        sums[leg.amount.currency] += leg.amount.minor
    if any(sums.values()):
        raise BadPosting(f"a journal does not balance: {dict(sums)}")


def _row(journal_id: int, leg: Leg) -> dict[str, object]:
    return {
        "journal_id": journal_id,
        "account": leg.account,
        "firm_id": leg.firm_id,
        "seller_order_id": leg.seller_order_id,
        "amount": leg.amount.minor,
        "currency": leg.amount.currency,
        "what": leg.what,
    }


def _booked(session: Session, kind: str, source: str, entries: Sequence[Leg]) -> Journal:
    found = select(Journal).where(Journal.kind == kind, Journal.source == source)
    journal = session.scalars(found).one()
    if sorted(map(_identity, _legs(journal))) != sorted(map(_identity, entries)):
        raise AlreadyBooked(f"{kind} {source} was booked with other entries")
    return journal


def _legs(journal: Journal) -> list[Leg]:
    return [
        Leg(
            row.account, Money(row.amount, row.currency), row.what, row.firm_id, row.seller_order_id
        )
        for row in journal.entries
    ]


def _identity(leg: Leg) -> tuple[object, ...]:
    owner = (leg.firm_id or 0, leg.seller_order_id or 0)
    return (leg.account, leg.what, *owner, leg.amount.currency, leg.amount.minor)


def balance(
    session: Session,
    account: str,
    *,
    firm_id: int | None = None,
    currency: Currency = Currency.IRR,
) -> Money:
    """The sum of an account, of one firm in it where given; assets positive, debts negative."""
    total = select(func.coalesce(func.sum(Entry.amount), 0)).where(
        Entry.account == account, Entry.currency == currency
    )
    if firm_id is not None:
        total = total.where(Entry.firm_id == firm_id)
    return Money(int(session.scalar(total) or 0), currency)
