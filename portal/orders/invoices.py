"""Invoices and credit notes: numbered without gaps per firm and Jalali year, and never changed.

A sale invoice is issued when the part is sent, or when buyer or firm first asks for it after the
payment: what is cancelled before that needs no paper at all. A refund after it is a credit note.
"""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.errors import NotFound, Refused
from portal.core.jalali import year_of
from portal.orders import documents, numbers, papers, parts
from portal.orders.documents import Document, DocumentLine
from portal.orders.models import Invoice, InvoiceKind, Order, SellerOrder
from portal.orders.models import SellerOrderState as State
from portal.orders.papers import Back
from portal.payments.models import Refund, RefundLine

UNPAID = (State.AWAITING, State.EXPIRED)
MARKS = {InvoiceKind.SALE: "S", InvoiceKind.CREDIT: "C"}


def ask(session: Session, *, link: str, part: str, by: str) -> Invoice:
    """The buyer's invoice, issued now or before. Raises NotFound, Refused("not_paid")."""
    return ensure(session, parts.of_buyer(session, link=link, part=part), by=by)


def ask_as_firm(session: Session, *, firm_id: int, number: str, by: str) -> Invoice:
    """The firm's copy of the same. Raises NotFound, Refused("not_paid")."""
    return ensure(session, parts.of_firm(session, firm_id=firm_id, number=number), by=by)


def ensure(session: Session, part: SellerOrder, *, by: str) -> Invoice:
    """The sale invoice of a locked part. Raises Refused("not_paid"), also for a cancelled part."""
    issued = _sale(session, part)
    if issued is not None:
        return issued
    if part.state in UNPAID or part.state is State.CANCELLED:
        raise Refused("not_paid")
    back = _back(session, part)
    return _issue(
        session,
        part,
        InvoiceKind.SALE,
        lines=papers.sold(part.lines, back),
        shipping=part.shipping_total - _shipping(session, part),
        by=by,
    )


def credit(session: Session, part: SellerOrder, refund: Refund, *, by: str) -> Invoice | None:
    """The credit note of a refund; None while there is no invoice that it would correct."""
    sale = _sale(session, part)
    if sale is None:
        return None
    return _issue(
        session,
        part,
        InvoiceKind.CREDIT,
        lines=papers.credited(
            part.lines, _back(session, part, but=refund), _back(session, part, only=refund)
        ),
        shipping=_shipping(session, part, only=refund),
        corrects=sale,
        by=by,
    )


def document(
    session: Session, *, public_id: str, link: str | None = None, firm_id: int | None = None
) -> Document:
    """A document for its buyer (`link`) or its firm. Raises NotFound for everybody else."""
    owned = Order.link == link if firm_id is None else SellerOrder.firm_id == firm_id
    wanted = (
        select(Invoice)
        .join(SellerOrder, SellerOrder.id == Invoice.seller_order_id)
        .join(Order, Order.id == SellerOrder.order_id)
        .where(Invoice.public_id == public_id, owned)
    )
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return documents.read(found.snapshot)


def _sale(session: Session, part: SellerOrder) -> Invoice | None:
    mine = select(Invoice).where(
        Invoice.seller_order_id == part.id, Invoice.kind == InvoiceKind.SALE
    )
    return session.scalar(mine)


def _back(
    session: Session, part: SellerOrder, *, only: Refund | None = None, but: Refund | None = None
) -> Mapping[int, Back]:
    """Order line -> what came back by all refunds of the part, by one, or by all but one."""
    summed = (
        select(RefundLine.order_line_id, func.sum(RefundLine.quantity), func.sum(RefundLine.goods))
        .join(Refund, Refund.id == RefundLine.refund_id)
        .where(Refund.seller_order_id == part.id, RefundLine.order_line_id.is_not(None))
        .group_by(RefundLine.order_line_id)
    )
    if only is not None:
        summed = summed.where(Refund.id == only.id)
    if but is not None:
        summed = summed.where(Refund.id != but.id)
    return {
        line_id: Back(int(quantity), int(goods))
        for line_id, quantity, goods in session.execute(summed)
        if line_id is not None
    }


def _shipping(session: Session, part: SellerOrder, *, only: Refund | None = None) -> int:
    """Shipping that went back, by all refunds of the part or by one."""
    summed = (
        select(func.coalesce(func.sum(RefundLine.shipping), 0))
        .join(Refund, Refund.id == RefundLine.refund_id)
        .where(Refund.seller_order_id == part.id)
    )
    if only is not None:
        summed = summed.where(Refund.id == only.id)
    return int(session.scalar(summed) or 0)


def _issue(
    session: Session,
    part: SellerOrder,
    kind: InvoiceKind,
    *,
    lines: list[DocumentLine],
    shipping: int,
    by: str,
    corrects: Invoice | None = None,
) -> Invoice:
    """Draw the number and write the document in one transaction."""
    now = clock.now()
    year = year_of(now)
    drawn = numbers.draw(session, owner_ids=[part.firm_id], kind=kind.value, year=year)
    made = Document(
        kind=kind.value,
        number=_written(part, kind, year, drawn[part.firm_id]),
        replaces=corrects.snapshot["number"] if corrects is not None else None,
        issued_on=clock.tehran_day(now),
        seller=papers.seller(part.firm),
        buyer=papers.buyer(part.order),
        order_number=part.number,
        currency=part.currency,
        lines=tuple(lines),
        shipping_total=shipping,
        is_collect=part.is_collect,
    )
    row = Invoice(
        issuer_id=part.firm_id,
        kind=kind,
        jalali_year=year,
        number=drawn[part.firm_id],
        seller_order_id=part.id,
        replaces_id=corrects.id if corrects is not None else None,
        total=made.total,
        snapshot=made.snapshot(),
        issued_at=now,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        action="invoice.issued",
        actor=by,
        on_behalf_of=part.firm_id,
        object_kind="invoice",
        object_id=made.number,
        after=row.snapshot,
    )
    return row


def _written(part: SellerOrder, kind: InvoiceKind, year: int, value: int) -> str:
    return f"{part.firm.code}-{year}-{MARKS[kind]}{value:05d}"
