"""Refunds of goods and shipping: the rows, the books and the buyer's money, in one transaction.

The caller changes states, stock and documents, and tells the buyer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, selectinload

from portal.core import rows
from portal.core.db import changed
from portal.core.errors import Refused
from portal.core.money import Money
from portal.orders.bookkeeping import Split, legs
from portal.orders.giving_back import Amounts, give_back
from portal.orders.models import Bearer, ChargeKind, DiscountLine, OrderLine, SellerOrder
from portal.payments import refunds
from portal.payments.models import Refund, RefundLine

# RefundLine's column of each amount; goods and quantity have the same name.
COLUMNS = {
    "quantity": RefundLine.quantity,
    "goods": RefundLine.goods,
    "discount": RefundLine.discount_back,
    "firm_discount": RefundLine.firm_discount_back,
    "commission": RefundLine.commission_back,
    "commission_vat": RefundLine.commission_vat_back,
    "levy": RefundLine.levy_back,
    "levy_vat": RefundLine.levy_vat_back,
}


def refund_units(
    session: Session,
    *,
    seller_order: SellerOrder,
    units: Mapping[int, int],
    with_shipping: bool,
    reason: str,
    by: str,
    note: str = "",
) -> Refund:
    """Give back `units` (order line's key -> how many) and, if wanted, all shipping that is left.

    Locks the seller order. Raises Refused: "not_paid", "nothing_to_refund", "too_many_units" with
    the line's public id, "over_refund" when more would go back than came.
    """
    standing = _Standing(session, seller_order)
    shipping = standing.shipping_left if with_shipping else 0
    return standing.refund(units, shipping, reason=reason, by=by, note=note)


def refund_rest(
    session: Session, *, seller_order: SellerOrder, reason: str, by: str, note: str = ""
) -> Refund | None:
    """Give back whatever has not been given back yet; None when nothing is left."""
    standing = _Standing(session, seller_order)
    units = standing.units_left()
    if not units and not standing.shipping_left:
        return None
    return standing.refund(units, standing.shipping_left, reason=reason, by=by, note=note)


class _Standing:
    """One locked seller order: what was sold, and what of it went back before."""

    def __init__(self, session: Session, seller_order: SellerOrder) -> None:
        self.session = session
        self.part = seller_order
        lock = select(SellerOrder.id).where(SellerOrder.id == seller_order.id)
        session.execute(lock.with_for_update(key_share=True))
        self.lines = _lines(session, seller_order)
        self.back = _back(session, seller_order)
        self.shipping_left = seller_order.shipping_total - _shipping_back(session, seller_order)
        self.discounts = _firm_discounts(session, seller_order)

    def units_left(self) -> dict[int, int]:
        left = {line.id: line.quantity - self._before(line).quantity for line in self.lines}
        return {line_id: count for line_id, count in left.items() if count}

    def _before(self, line: OrderLine) -> Amounts:
        return self.back.get(line.id, Amounts())

    def refund(
        self, units: Mapping[int, int], shipping: int, *, reason: str, by: str, note: str
    ) -> Refund:
        given = self._given(units)
        if not given and not shipping:
            raise Refused("nothing_to_refund")
        split = self._split(given, shipping)
        attempt = refunds.of_order(self.session, order_id=self.part.order_id)
        self._count(split.paid)
        refund = refunds.open(
            self.session,
            attempt=attempt,
            amount=Money(split.paid, split.currency),
            entries=legs(split, sign=-1),
            order_id=self.part.order_id,
            seller_order_id=self.part.id,
            reason=reason,
            by=by,
            note=note,
        )
        rows.add(self.session, RefundLine, _rows(refund.id, given, shipping))
        return refund

    def _given(self, units: Mapping[int, int]) -> dict[int, Amounts]:
        own = {line.id: line for line in self.lines}
        if not units.keys() <= own.keys():
            raise Refused("too_many_units", line=None)
        wanted = {line_id: count for line_id, count in units.items() if count}
        return {line_id: self._give(own[line_id], count) for line_id, count in wanted.items()}

    def _give(self, line: OrderLine, units: int) -> Amounts:
        sold = _sold(line, self.discounts[line.id])
        try:
            return give_back(sold, self._before(line), units)
        except ValueError:
            raise Refused("too_many_units", line=line.public_id) from None

    def _split(self, given: Mapping[int, Amounts], shipping: int) -> Split:
        total = sum(given.values(), Amounts())
        return Split(
            seller_order_id=self.part.id,
            firm_id=self.part.firm_id,
            currency=self.part.currency,
            goods=total.price,
            shipping=shipping,
            firm_discount=total.firm_discount,
            brand_discount=total.brand_discount,
            commission=total.commission,
            commission_vat=total.commission_vat,
            levy=total.levy,
            levy_vat=total.levy_vat,
        )

    def _count(self, amount: int) -> None:
        """The part can never give back more than it took, whatever this code believes."""
        raised = (
            update(SellerOrder)
            .where(
                SellerOrder.id == self.part.id,
                SellerOrder.refunded + amount <= SellerOrder.total,
            )
            .values(refunded=SellerOrder.refunded + amount)
        )
        if not changed(self.session, raised):
            raise Refused("over_refund")


def _lines(session: Session, part: SellerOrder) -> Sequence[OrderLine]:
    mine = select(OrderLine).where(OrderLine.seller_order_id == part.id).order_by(OrderLine.id)
    return session.scalars(mine.options(selectinload(OrderLine.charges))).all()


def _sold(line: OrderLine, firm_discount: int) -> Amounts:
    fees: Counter[str] = Counter()
    for charge in line.charges:
        name = "commission" if charge.kind is ChargeKind.COMMISSION else "levy"
        fees[name] += charge.amount
        fees[f"{name}_vat"] += charge.vat
    return Amounts(
        quantity=line.quantity,
        goods=line.gross - line.discount,
        discount=line.discount,
        firm_discount=firm_discount,
        **fees,
    )


def _back(session: Session, part: SellerOrder) -> dict[int, Amounts]:
    """What came back of each line so far."""
    summed = (
        select(RefundLine.order_line_id, *(func.sum(column) for column in COLUMNS.values()))
        .join(Refund, Refund.id == RefundLine.refund_id)
        .where(Refund.seller_order_id == part.id, RefundLine.order_line_id.is_not(None))
        .group_by(RefundLine.order_line_id)
    )
    return {
        line_id: Amounts(**dict(zip(COLUMNS, map(int, sums), strict=True)))
        for line_id, *sums in session.execute(summed)
        if line_id is not None
    }


def _shipping_back(session: Session, part: SellerOrder) -> int:
    summed = (
        select(func.coalesce(func.sum(RefundLine.shipping), 0))
        .join(Refund, Refund.id == RefundLine.refund_id)
        .where(Refund.seller_order_id == part.id)
    )
    return int(session.scalar(summed) or 0)


def _firm_discounts(session: Session, part: SellerOrder) -> Counter[int]:
    """Per order line, what the firm bears of its discounts."""
    if not part.discount_total:
        return Counter()
    summed = (
        select(DiscountLine.order_line_id, func.sum(DiscountLine.amount))
        .join(OrderLine, OrderLine.id == DiscountLine.order_line_id)
        .where(OrderLine.seller_order_id == part.id, DiscountLine.bearer == Bearer.FIRM)
        .group_by(DiscountLine.order_line_id)
    )
    return Counter({line_id: int(amount) for line_id, amount in session.execute(summed)})


def _rows(refund_id: int, given: Mapping[int, Amounts], shipping: int) -> list[dict[str, object]]:
    rows = [
        {
            "refund_id": refund_id,
            "order_line_id": line_id,
            "shipping": 0,
            **{column.key: getattr(back, name) for name, column in COLUMNS.items()},
        }
        for line_id, back in given.items()
    ]
    if shipping:
        rows.append(
            {
                "refund_id": refund_id,
                "order_line_id": None,
                "shipping": shipping,
                **dict.fromkeys((column.key for column in COLUMNS.values()), 0),
            }
        )
    return rows
