"""What a sale means for the books: one journal per paid order, with legs per firm.

The buyer's money stands at the gateway. Each firm is owed its goods at its own price (less the
discounts it bears) and its shipping, less commission and levy with their VAT. What the brand
promised to bear is its cost. VAT inside the price of goods is the firm's own affair.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.money import Currency, Money
from portal.ledger import books
from portal.ledger.books import Leg
from portal.orders.models import (
    Bearer,
    ChargeKind,
    DiscountLine,
    Order,
    OrderLine,
    SellerOrder,
)
from portal.payments.models import PaymentAttempt

FIRM = "firm"
BRAND = "brand_promo"
VAT = "vat"


@dataclass(frozen=True, slots=True)
class Split:
    """One firm's part in minor units, all positive: `goods` at full price, what lowers it, fees.

    For a refund the same figures are what comes back.
    """

    seller_order_id: int
    firm_id: int
    currency: Currency
    goods: int = 0
    shipping: int = 0
    firm_discount: int = 0
    brand_discount: int = 0
    commission: int = 0
    commission_vat: int = 0
    levy: int = 0
    levy_vat: int = 0

    @property
    def paid(self) -> int:
        """What the buyer pays for this part."""
        return self.goods + self.shipping - self.firm_discount - self.brand_discount

    @property
    def firm(self) -> int:
        """What the firm gets of it."""
        fees = self.commission + self.commission_vat + self.levy + self.levy_vat
        return self.goods + self.shipping - self.firm_discount - fees


def legs(split: Split, sign: int = 1) -> list[Leg]:
    """The entries of a sale (sign 1) or of taking it back (-1). They sum to -`split.paid`."""
    own = [
        (FIRM, -split.goods, "goods"),
        (FIRM, split.firm_discount, "discount"),
        (FIRM, -split.shipping, "shipping"),
        (FIRM, split.commission, "commission"),
        (FIRM, split.commission_vat, "commission_vat"),
        (FIRM, split.levy, "levy"),
        (FIRM, split.levy_vat, "levy_vat"),
    ]
    ours = [
        ("commission", -split.commission, "commission"),
        (VAT, -split.commission_vat, "commission_vat"),
        ("levy", -split.levy, "levy"),
        (VAT, -split.levy_vat, "levy_vat"),
        (BRAND, split.brand_discount, "promo"),
    ]
    made = [
        Leg(
            account,
            Money(sign * minor, split.currency),
            what,
            firm_id=split.firm_id if account == FIRM else None,
            seller_order_id=split.seller_order_id,
        )
        for account, minor, what in (*own, *ours)
    ]
    return [leg for leg in made if leg.amount]


def book_sale(session: Session, *, order: Order, attempt: PaymentAttempt) -> int:
    """Book the order as paid by `attempt`. Three statements, one more with discounts.

    Gives the journal's key; a replay that of the first one.
    """
    splits = _splits(session, order)
    captured = Leg(f"gateway:{attempt.gateway}", Money(order.total, order.currency), "capture")
    return books.post(
        session,
        kind="sale",
        source=f"attempt:{attempt.public_id}",
        order_id=order.id,
        entries=[captured, *(leg for split in splits for leg in legs(split))],
    )


def _splits(session: Session, order: Order) -> list[Split]:
    parts = order.seller_orders
    charges = _charges(parts)
    discounts = _discounts(session, parts) if order.discount_total else Counter()
    return [_split(part, charges, discounts) for part in parts]


def _split(
    part: SellerOrder,
    charges: dict[tuple[int, ChargeKind], tuple[int, int]],
    discounts: Counter[tuple[int, Bearer]],
) -> Split:
    commission, commission_vat = charges.get((part.id, ChargeKind.COMMISSION), (0, 0))
    levy, levy_vat = charges.get((part.id, ChargeKind.LEVY), (0, 0))
    return Split(
        seller_order_id=part.id,
        firm_id=part.firm_id,
        currency=part.currency,
        goods=part.goods_total,
        shipping=part.shipping_total,
        firm_discount=discounts[part.id, Bearer.FIRM],
        brand_discount=discounts[part.id, Bearer.BRAND],
        commission=commission,
        commission_vat=commission_vat,
        levy=levy,
        levy_vat=levy_vat,
    )


def _charges(parts: Iterable[SellerOrder]) -> dict[tuple[int, ChargeKind], tuple[int, int]]:
    """(part, kind) -> (amount, VAT on it), summed over its lines as they were frozen."""
    summed: dict[tuple[int, ChargeKind], tuple[int, int]] = {}
    for part in parts:
        for charge in (charge for line in part.lines for charge in line.charges):
            amount, vat = summed.get((part.id, charge.kind), (0, 0))
            summed[part.id, charge.kind] = amount + charge.amount, vat + charge.vat
    return summed


def _discounts(session: Session, parts: Iterable[SellerOrder]) -> Counter[tuple[int, Bearer]]:
    """(part, bearer) -> what it bears of the discounts on the part's lines."""
    summed = (
        select(OrderLine.seller_order_id, DiscountLine.bearer, func.sum(DiscountLine.amount))
        .join(OrderLine, OrderLine.id == DiscountLine.order_line_id)
        .where(OrderLine.seller_order_id.in_([part.id for part in parts]))
        .group_by(OrderLine.seller_order_id, DiscountLine.bearer)
    )
    found = session.execute(summed)
    return Counter({(part_id, bearer): int(amount) for part_id, bearer, amount in found})
