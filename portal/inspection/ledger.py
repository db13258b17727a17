"""I01-I04: the books balance, and no account stands on the wrong side."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from portal.firms.models import Organisation
from portal.inspection.checks import Check, Offence, Scope, rows
from portal.ledger.models import Entry, Journal
from portal.orders.models import SellerOrder
from portal.payments.models import PaymentAttempt, Refund


def journals(session: Session, scope: Scope) -> Iterable[Offence]:
    total = func.sum(Entry.amount)
    uneven = (
        select(
            Journal.public_id.label("journal"), Journal.source, Entry.currency, total.label("is")
        )
        .join(Entry, Entry.journal_id == Journal.id)
        .where(scope.recent(Journal.at))
        .group_by(Journal.public_id, Journal.source, Entry.currency)
        .having(total != 0)
    )
    has_entries = select(Entry.id).where(Entry.journal_id == Journal.id).exists()
    unfinished = select(
        Journal.public_id.label("journal"), Journal.source, Journal.is_posted
    ).where(scope.recent(Journal.at), or_(~Journal.is_posted, ~has_entries))
    return [*rows(session, uneven), *rows(session, unfinished)]


def whole(session: Session, _scope: Scope) -> Iterable[Offence]:
    total = func.sum(Entry.amount)
    uneven = select(Entry.currency, total.label("is")).group_by(Entry.currency).having(total != 0)
    return rows(session, uneven)


def counters(session: Session, scope: Scope) -> Iterable[Offence]:
    """`refunded` of attempts and parts is the sum of their refunds; quick: where one is new."""
    return [
        *_counter(session, PaymentAttempt, Refund.attempt_id, scope),
        *_counter(session, SellerOrder, Refund.seller_order_id, scope),
    ]


def _counter(
    session: Session,
    owner: type[PaymentAttempt] | type[SellerOrder],
    key: Any,
    scope: Scope,
) -> Iterable[Offence]:
    summed = select(key.label("owner"), func.sum(Refund.amount).label("total")).group_by(key)
    if scope.since is not None:
        lately = select(key).where(scope.recent(Refund.created_at), key.is_not(None))
        summed = summed.where(key.in_(lately))
    back = summed.subquery()
    total = func.coalesce(back.c.total, 0)
    wrong = select(
        owner.public_id.label(owner.__tablename__),
        owner.refunded.label("counter"),
        total.label("refunds"),
    ).where(owner.refunded != total)
    joined = wrong.join if scope.since is not None else wrong.outerjoin
    return rows(session, joined(back, back.c.owner == owner.id))


def sides(session: Session, _scope: Scope) -> Iterable[Offence]:
    """What we hold is positive, what we owe or earned is negative; nobody owes us anything."""
    total = func.sum(Entry.amount)
    firm = Organisation.code.label("firm")
    ours = ["brand_promo", "withdrawn", "chargebacks"]
    positive = or_(Entry.account.like("gateway:%"), Entry.account.in_(ours))
    negative = Entry.account.in_(["firm", "commission", "vat", "levy", "refunds", "suspense"])
    wrong = (
        select(Entry.account, firm, Entry.currency, total.label("is"))
        .outerjoin(Organisation, Organisation.id == Entry.firm_id)
        .group_by(Entry.account, firm, Entry.currency)
        .having(or_(and_(positive, total < 0), and_(negative, total > 0)))
    )
    return rows(session, wrong)


CHECKS = (
    Check("I01", "each journal is posted and sums to zero per currency", journals),
    Check("I02", "all entries sum to zero per currency", whole, in_quick=False),
    Check("I03", "what attempts and parts have counted as refunded is what was refunded", counters),
    Check("I04", "no account stands on the wrong side of zero", sides, in_quick=False),
)
