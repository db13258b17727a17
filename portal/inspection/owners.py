"""I16: no record points at another firm's, another order's, or at nothing."""

from collections.abc import Callable, Iterable

from sqlalchemy import ColumnElement, Executable, or_, select, true
from sqlalchemy.orm import Session

from portal.catalog.models import Offer, Ownership, Product, StockHold, Variant
from portal.inspection.checks import Check, Offence, Scope, rows
from portal.ledger.models import Entry, Journal
from portal.orders.models import (
    ChargeLine,
    ChargeRule,
    Invoice,
    Order,
    OrderLine,
    SellerOrder,
)
from portal.payments.models import Payment, PaymentAttempt, Purpose, Refund, RefundLine


def _lines(scope: Scope) -> Executable:
    return (
        select(OrderLine.public_id.label("line"), SellerOrder.number.label("part"))
        .join(SellerOrder, SellerOrder.id == OrderLine.seller_order_id)
        .join(Offer, Offer.id == OrderLine.offer_id)
        .where(_lately(scope), Offer.firm_id != SellerOrder.firm_id)
    )


def _offers(_scope: Scope) -> Executable:
    return (
        select(Offer.public_id.label("offer"), Product.public_id.label("product"))
        .join(Variant, Variant.id == Offer.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(Product.ownership == Ownership.FIRM, Product.owner_id != Offer.firm_id)
    )


def _entries(scope: Scope) -> Executable:
    return (
        select(Journal.public_id.label("journal"), SellerOrder.number.label("part"))
        .join(Entry, Entry.journal_id == Journal.id)
        .join(SellerOrder, SellerOrder.id == Entry.seller_order_id)
        .where(
            scope.recent(Journal.at),
            or_(
                Entry.firm_id != SellerOrder.firm_id,
                Journal.order_id.is_distinct_from(SellerOrder.order_id),
            ),
        )
    )


def _ownerless(scope: Scope) -> Executable:
    return (
        select(Journal.public_id.label("journal"), Entry.account)
        .join(Entry, Entry.journal_id == Journal.id)
        .where(scope.recent(Journal.at), Entry.account == "firm", Entry.firm_id.is_(None))
    )


def _charges(scope: Scope) -> Executable:
    return (
        select(OrderLine.public_id.label("line"), ChargeRule.public_id.label("rule"))
        .join(ChargeLine, ChargeLine.order_line_id == OrderLine.id)
        .join(ChargeRule, ChargeRule.id == ChargeLine.rule_id)
        .join(SellerOrder, SellerOrder.id == OrderLine.seller_order_id)
        .where(
            _lately(scope),
            or_(
                ChargeRule.firm_id != SellerOrder.firm_id,
                ChargeRule.family_code != OrderLine.family_code,
                ChargeRule.kind != ChargeLine.kind,
            ),
        )
    )


def _payments(scope: Scope) -> Executable:
    return (
        select(Payment.public_id.label("payment"))
        .outerjoin(Order, Order.id == Payment.subject_id)
        .where(
            scope.recent(Payment.created_at), Payment.purpose == Purpose.ORDER, Order.id.is_(None)
        )
    )


def _refunds(scope: Scope) -> Executable:
    return (
        select(Refund.public_id.label("refund"))
        .join(Payment, Payment.id == Refund.payment_id)
        .join(PaymentAttempt, PaymentAttempt.id == Refund.attempt_id)
        .outerjoin(SellerOrder, SellerOrder.id == Refund.seller_order_id)
        .where(
            scope.recent(Refund.created_at),
            or_(
                Payment.subject_id != Refund.order_id,
                PaymentAttempt.payment_id != Refund.payment_id,
                SellerOrder.order_id != Refund.order_id,
            ),
        )
    )


def _refund_lines(scope: Scope) -> Executable:
    return (
        select(Refund.public_id.label("refund"), OrderLine.public_id.label("line"))
        .join(RefundLine, RefundLine.refund_id == Refund.id)
        .join(OrderLine, OrderLine.id == RefundLine.order_line_id)
        .where(
            scope.recent(Refund.created_at),
            OrderLine.seller_order_id.is_distinct_from(Refund.seller_order_id),
        )
    )


def _holds(scope: Scope) -> Executable:
    bought = (
        select(OrderLine.id)
        .join(SellerOrder, SellerOrder.id == OrderLine.seller_order_id)
        .where(SellerOrder.order_id == StockHold.order_id, OrderLine.offer_id == StockHold.offer_id)
    )
    return (
        select(Offer.public_id.label("offer"), StockHold.state, StockHold.quantity)
        .join(Offer, Offer.id == StockHold.offer_id)
        .where(scope.recent(StockHold.expires_at), ~bought.exists())
    )


def _invoices(scope: Scope) -> Executable:
    return (
        select(Invoice.public_id.label("invoice"), SellerOrder.number.label("part"))
        .join(SellerOrder, SellerOrder.id == Invoice.seller_order_id)
        .where(scope.recent(Invoice.issued_at), Invoice.issuer_id != SellerOrder.firm_id)
    )


def _lately(scope: Scope) -> ColumnElement[bool]:
    """Parts of orders placed within the scope."""
    if scope.since is None:
        return true()
    return SellerOrder.order_id.in_(select(Order.id).where(scope.recent(Order.placed_at)))


def _none(
    statement: Callable[[Scope], Executable],
) -> Callable[[Session, Scope], Iterable[Offence]]:
    return lambda session, scope: rows(session, statement(scope))


CHECKS = (
    Check("I16", "an order line's offer is its firm's", _none(_lines)),
    Check("I16", "a firm offers its own products and the joint brand's", _none(_offers)),
    Check("I16", "entries name the firm and the order of their part", _none(_entries)),
    Check("I16", "what is owed to firms names a firm", _none(_ownerless)),
    Check("I16", "a charge comes from a rule for that firm and family", _none(_charges)),
    Check("I16", "a payment is for an order that exists", _none(_payments)),
    Check("I16", "a refund, its payment and its part are of one order", _none(_refunds)),
    Check("I16", "a refund's lines are of its part", _none(_refund_lines)),
    Check("I16", "what is held for an order is in the order", _none(_holds)),
    Check("I16", "an invoice is issued by the firm of its part", _none(_invoices)),
)
