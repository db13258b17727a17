"""I01-I04: the books balance, and no account stands on the wrong side."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, func, or_, select
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


def counters(session: Session, _scope: Scope) -> Iterable[Offence]:
    """`refunded` of attempts and parts is the sum of their refunds."""
    return [
        *_counter(session, PaymentAttempt, PaymentAttempt.id == Refund.attempt_id),
        *_counter(session, SellerOrder, SellerOrder.id == Refund.seller_order_id),
    ]


def _counter(
    session: Session,
    owner: type[PaymentAttempt] | type[SellerOrder],
    of_owner: ColumnElement[bool],
) -> Iterable[Offence]:
    total = func.coalesce(func.sum(Refund.amount), 0)
    wrong = (
        select(
            owner.public_id.label(owner.__tablename__),
            owner.refunded.label("counter"),
            total.label("refunds"),
        )
        .outerjoin(Refund, of_owner)
        .group_by(owner.public_id, owner.refunded)
        .having(owner.refunded != total)
    )
    return rows(session, wrong)


def sides(session: Session, _scope: Scope) -> Iterable[Offence]:
    """What we hold is positive, what we owe or earned is negative; nobody owes us anything."""
    total = func.sum(Entry.amount)
    firm = Organisation.code.label("firm")
    positive = or_(Entry.account.like("gateway:%"), Entry.account == "brand_promo")
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
    Check("I02", "all entries sum to zero per currency", whole),
    Check("I03", "what attempts and parts have counted as refunded is what was refunded", counters),
    Check("I04", "no account stands on the wrong side of zero", sides),
)
