"""I22: invoice numbers run without gaps, and invoices say what was sold."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from portal.firms.models import Organisation
from portal.inspection.checks import Check, Offence, Scope, rows
from portal.orders.models import Invoice, InvoiceKind, SellerOrder


def numbers(session: Session, _scope: Scope) -> Iterable[Offence]:
    """Per firm, kind and Jalali year: 1, 2, 3 ... each once."""
    count, last = func.count(Invoice.id), func.max(Invoice.number)
    different = func.count(Invoice.number.distinct())
    uneven = (
        select(
            Organisation.code.label("firm"),
            Invoice.kind,
            Invoice.jalali_year,
            count.label("issued"),
            last.label("last"),
        )
        .join(Organisation, Organisation.id == Invoice.issuer_id)
        .group_by(Organisation.code, Invoice.kind, Invoice.jalali_year)
        .having(or_(count != last, different != count, func.min(Invoice.number) != 1))
    )
    return rows(session, uneven)


def totals(session: Session, scope: Scope) -> Iterable[Offence]:
    """A part's invoice less its credit notes is what the part came to, less what went back."""
    sold, credited = _total(InvoiceKind.SALE), _total(InvoiceKind.CREDIT)
    wrong = select(
        SellerOrder.number.label("part"),
        SellerOrder.total,
        SellerOrder.refunded,
        sold.label("invoiced"),
        credited.label("credited"),
    ).where(
        _has_invoice(scope),
        sold - credited != SellerOrder.total - SellerOrder.refunded,
    )
    return rows(session, wrong)


def _total(kind: InvoiceKind) -> ColumnElement[int]:
    mine = select(func.coalesce(func.sum(Invoice.total), 0)).where(
        Invoice.seller_order_id == SellerOrder.id, Invoice.kind == kind
    )
    return mine.scalar_subquery()


def _has_invoice(scope: Scope) -> ColumnElement[bool]:
    issued = select(Invoice.seller_order_id).where(scope.recent(Invoice.issued_at))
    return SellerOrder.id.in_(issued)


CHECKS = (
    Check("I22", "invoice numbers have no gap and no double", numbers),
    Check("I22", "invoices less credit notes are what was sold less what went back", totals),
)
