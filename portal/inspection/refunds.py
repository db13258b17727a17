"""I10: no more goes back than came, and all of it through the books."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from portal.inspection.checks import Check, Offence, Scope, rows
from portal.ledger.models import Entry, Journal
from portal.orders.models import Order, OrderLine, SellerOrder
from portal.payments.models import PaymentAttempt, Refund, RefundLine, RefundState


def refunds(session: Session, _scope: Scope) -> Iterable[Offence]:
    """No attempt gives back more than it captured, those on their way included."""
    total = func.sum(Refund.amount)
    wrong = (
        select(
            PaymentAttempt.public_id.label("attempt"),
            PaymentAttempt.captured,
            total.label("refunds"),
        )
        .join(Refund, Refund.attempt_id == PaymentAttempt.id)
        .group_by(PaymentAttempt.id)
        .having(total > PaymentAttempt.captured)
    )
    return rows(session, wrong)


def refund_journals(session: Session, scope: Scope) -> Iterable[Offence]:
    """A refund stands in the books when it is owed, and again when it has left."""
    owed = _booked("refund", sign=-1)
    left = _booked("refund_paid", sign=1) + _booked("refund_failed", sign=1)
    is_done = Refund.state == RefundState.DONE
    wrong = select(
        Refund.public_id.label("refund"),
        Refund.state,
        Refund.amount,
        owed.label("owed"),
        left.label("left"),
    ).where(
        scope.recent(Refund.created_at),
        or_(
            Refund.amount != owed,
            and_(is_done, Refund.amount != left),
            and_(~is_done, left != 0),
            is_done != Refund.done_at.is_not(None),
        ),
    )
    return rows(session, wrong)


def _booked(kind: str, *, sign: int) -> ColumnElement[int]:
    """What the refund's journal of `kind` has in the account of debts to buyers."""
    mine = (
        select(func.coalesce(func.sum(sign * Entry.amount), 0))
        .join(Journal, Journal.id == Entry.journal_id)
        .where(
            Journal.source == literal("refund:") + Refund.public_id,
            or_(Journal.kind == kind, Journal.kind.startswith(f"{kind}:")),
            Entry.account == "refunds",
        )
    )
    return mine.correlate(Refund).scalar_subquery()


def refund_lines(session: Session, scope: Scope) -> Iterable[Offence]:
    """A refund of a part is the sum of its lines."""
    total = func.coalesce(func.sum(RefundLine.goods + RefundLine.shipping), 0)
    wrong = (
        select(Refund.public_id.label("refund"), Refund.amount, total.label("lines"))
        .outerjoin(RefundLine, RefundLine.refund_id == Refund.id)
        .where(scope.recent(Refund.created_at), Refund.seller_order_id.is_not(None))
        .group_by(Refund.id)
        .having(total != Refund.amount)
    )
    return rows(session, wrong)


def returned_units(session: Session, scope: Scope) -> Iterable[Offence]:
    """Of a line no more comes back than was sold, and what the firm dropped has come back."""
    back = func.coalesce(func.sum(RefundLine.quantity), 0)
    wrong = (
        select(
            OrderLine.public_id.label("line"),
            OrderLine.quantity,
            OrderLine.dropped,
            back.label("refunded"),
        )
        .join(SellerOrder, SellerOrder.id == OrderLine.seller_order_id)
        .join(Order, Order.id == SellerOrder.order_id)
        .outerjoin(RefundLine, RefundLine.order_line_id == OrderLine.id)
        .where(scope.recent(Order.placed_at))
        .group_by(OrderLine.id)
        .having(or_(back > OrderLine.quantity, back < OrderLine.dropped))
    )
    return rows(session, wrong)


CHECKS = (
    Check("I10", "no more goes back than came", refunds),
    Check("I10", "a refund is booked when owed and when it has left", refund_journals),
    Check("I10", "a refund is the sum of its lines", refund_lines),
    Check("I10", "no more units come back than were sold", returned_units),
)
