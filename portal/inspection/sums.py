"""I07: every total is the sum of its parts, from the line up to the books."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from portal.core.money import BASIS_POINTS
from portal.inspection.checks import Check, Offence, Scope, rows
from portal.ledger.models import Entry, Journal
from portal.orders.models import ChargeLine, DiscountLine, Order, OrderLine, SellerOrder


def orders(session: Session, scope: Scope) -> Iterable[Offence]:
    """An order is its parts."""
    sums = [
        func.coalesce(func.sum(column), 0)
        for column in (
            SellerOrder.goods_total,
            SellerOrder.shipping_total,
            SellerOrder.discount_total,
            SellerOrder.total,
        )
    ]
    own = (Order.goods_total, Order.shipping_total, Order.discount_total, Order.total)
    wrong = (
        select(Order.public_id.label("order"), Order.total, sums[3].label("parts"))
        .outerjoin(SellerOrder, SellerOrder.order_id == Order.id)
        .where(scope.recent(Order.placed_at))
        .group_by(Order.id)
        .having(or_(*(mine != summed for mine, summed in zip(own, sums, strict=True))))
    )
    return rows(session, wrong)


def parts(session: Session, scope: Scope) -> Iterable[Offence]:
    """A part is its lines and its shipping."""
    goods = func.coalesce(func.sum(OrderLine.gross), 0)
    discounts = func.coalesce(func.sum(OrderLine.discount), 0)
    wrong = (
        select(
            SellerOrder.number.label("part"),
            SellerOrder.goods_total,
            goods.label("lines"),
            SellerOrder.discount_total,
            discounts.label("line_discounts"),
        )
        .join(Order, Order.id == SellerOrder.order_id)
        .outerjoin(OrderLine, OrderLine.seller_order_id == SellerOrder.id)
        .where(scope.recent(Order.placed_at))
        .group_by(SellerOrder.id)
        .having(or_(SellerOrder.goods_total != goods, SellerOrder.discount_total != discounts))
    )
    return rows(session, wrong)


def lines(session: Session, scope: Scope) -> Iterable[Offence]:
    """The VAT inside a line is half up of its rate; its discounts each have a bearer."""
    borne = (
        select(func.coalesce(func.sum(DiscountLine.amount), 0))
        .where(DiscountLine.order_line_id == OrderLine.id)
        .scalar_subquery()
    )
    vat = _half_up(
        (OrderLine.gross - OrderLine.discount) * OrderLine.vat_rate_bp,
        BASIS_POINTS + OrderLine.vat_rate_bp,
    )
    wrong = (
        select(
            OrderLine.public_id.label("line"),
            OrderLine.vat,
            vat.label("expected_vat"),
            OrderLine.discount,
            borne.label("borne"),
        )
        .join(SellerOrder, SellerOrder.id == OrderLine.seller_order_id)
        .join(Order, Order.id == SellerOrder.order_id)
        .where(
            scope.recent(Order.placed_at), or_(OrderLine.vat != vat, OrderLine.discount != borne)
        )
    )
    return rows(session, wrong)


def _half_up(numerator: ColumnElement[int], denominator: ColumnElement[int]) -> ColumnElement[int]:
    """As core.money.half_up, for what is not negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def charges(session: Session, scope: Scope) -> Iterable[Offence]:
    """A frozen charge is its rate of its base, and its base no more than the line sold for."""
    amount = (2 * ChargeLine.base * ChargeLine.percent_bp + BASIS_POINTS) // (2 * BASIS_POINTS)
    wrong = (
        select(
            OrderLine.public_id.label("line"),
            ChargeLine.kind,
            ChargeLine.base,
            ChargeLine.amount,
            amount.label("expected"),
        )
        .join(OrderLine, OrderLine.id == ChargeLine.order_line_id)
        .join(SellerOrder, SellerOrder.id == OrderLine.seller_order_id)
        .join(Order, Order.id == SellerOrder.order_id)
        .where(
            scope.recent(Order.placed_at),
            or_(ChargeLine.amount != amount, ChargeLine.base > OrderLine.gross, ChargeLine.vat < 0),
        )
    )
    return rows(session, wrong)


def shares(session: Session, scope: Scope) -> Iterable[Offence]:
    """In the books a part's legs (firm, commission, levy, VAT, brand) come to what was paid."""
    legs = func.sum(Entry.amount)
    wrong = (
        select(SellerOrder.number.label("part"), SellerOrder.total, (-legs).label("booked"))
        .join(Entry, Entry.seller_order_id == SellerOrder.id)
        .join(Journal, Journal.id == Entry.journal_id)
        .where(Journal.kind == "sale", scope.recent(Journal.at))
        .group_by(SellerOrder.id)
        .having(SellerOrder.total != -legs)
    )
    return rows(session, wrong)


CHECKS = (
    Check("I07", "an order is the sum of its parts", orders),
    Check("I07", "a part is the sum of its lines and its shipping", parts),
    Check("I07", "a line's VAT and discounts are what its price makes them", lines),
    Check("I07", "a charge is its rate of its base", charges),
    Check("I07", "firms' shares, commission and VAT sum to what was paid", shares),
)
