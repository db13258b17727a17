"""An order with all that hangs on it, read in one statement: few rows, however they multiply."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal.core import shapes
from portal.core.errors import NotFound
from portal.core.native import Statement
from portal.core.shapes import Shape, Values
from portal.firms.models import Organisation
from portal.orders.models import Invoice, Order, OrderLine, OrderLineLot, SellerOrder
from portal.payments.models import AttemptState, Payment, PaymentAttempt, Purpose, Refund
from portal.shipping.models import Carrier

NAMES = {"link": Order.link, "number": Order.public_id, "payment": Payment.public_id}
SELLER = ("public_id", "code", "name_fa", "name_en", "slug_fa", "slug_en", "tint", "place_fa")
SHAPES: tuple[Shape[Any], ...] = (
    Shape(Order),
    Shape(Payment),
    Shape(PaymentAttempt),
    Shape(SellerOrder),
    Shape(Organisation, *SELLER, "place_en"),
    Shape(Carrier, "code", "name_fa", "name_en", "tracking_url"),
    Shape(Invoice),
    Shape(OrderLine),
    Shape(OrderLineLot),
)


@dataclass(frozen=True, slots=True)
class Tree:
    """What was due for the order, and the attempt that paid it. Only to be looked at."""

    order: Order
    payment: Payment | None
    attempt: PaymentAttempt | None
    has_refunds: bool


def tree(session: Session, by: str, name: str) -> Tree:
    """`by`: one of NAMES. Raises NotFound."""
    session.flush()  # a statement of the driver flushes nothing by itself
    found = _whole(by).typed(session, name=name)
    if not found:
        raise NotFound
    return _grown(found)


def _grown(found: Sequence[Values]) -> Tree:
    """A row is one lot of a line, beside one invoice of its part."""
    rows = shapes.distinct(found, SHAPES)
    orders, payments, attempts, parts, firms, carriers, invoices, lines, lots = (
        [shape.detached(values) for values in some]
        for shape, some in zip(SHAPES, rows, strict=True)
    )
    [order] = orders
    shapes.point(parts, "firm", firms, "firm_id")
    shapes.point(parts, "carrier", carriers, "carrier_code", to="code")
    shapes.hang(parts, "invoices", invoices, "seller_order_id")
    shapes.hang(parts, "lines", lines, "seller_order_id")
    shapes.hang(lines, "lots", lots, "order_line_id")
    set_committed_value(order, "seller_orders", parts)
    return Tree(order, next(iter(payments), None), next(iter(attempts), None), found[0][-1])


@cache
def _whole(by: str) -> Statement:
    return Statement(lambda: _select(by))


def _select(by: str) -> Select[*tuple[object, ...]]:
    is_due = and_(Payment.purpose == Purpose.ORDER, Payment.subject_id == Order.id)
    is_good = and_(
        PaymentAttempt.payment_id == Payment.id, PaymentAttempt.state == AttemptState.VERIFIED
    )
    return (
        select(*shapes.columns(*SHAPES), exists().where(Refund.order_id == Order.id))
        .select_from(Order)
        .outerjoin(Payment, is_due)
        .outerjoin(PaymentAttempt, is_good)
        .outerjoin(SellerOrder, SellerOrder.order_id == Order.id)
        .outerjoin(Organisation, Organisation.id == SellerOrder.firm_id)
        .outerjoin(Carrier, Carrier.code == SellerOrder.carrier_code)
        .outerjoin(Invoice, Invoice.seller_order_id == SellerOrder.id)
        .outerjoin(OrderLine, OrderLine.seller_order_id == SellerOrder.id)
        .outerjoin(OrderLineLot, OrderLineLot.order_line_id == OrderLine.id)
        .where(NAMES[by] == bindparam("name"))
        .order_by(SellerOrder.id, OrderLine.id, Invoice.id, OrderLineLot.id)
    )
