"""The arithmetic of an order, free of any database.

Order total = sum of gross + shipping - discounts; VAT is inside what the buyer pays for a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.catalog.models import VatStatus
from portal.core.money import included_vat, largest_remainder
from portal.orders.models import Bearer


@dataclass(frozen=True, slots=True)
class OrderDiscount:
    """A discount on the whole order, in rials, and who bears it."""

    label_fa: str
    label_en: str
    bearer: Bearer
    amount: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Rials; total = goods + shipping - discount."""

    goods: int
    shipping: int
    discount: int

    @property
    def total(self) -> int:
        return self.goods + self.shipping - self.discount


def line_vat(net: int, status: VatStatus, rate_bp: int) -> int:
    """VAT inside `net` (gross less discount), rounded half up per line; none when not taxable."""
    return included_vat(net, rate_bp) if status is VatStatus.TAXABLE else 0


def spread(discounts: Sequence[OrderDiscount], grosses: Sequence[int]) -> list[list[int]]:
    """Per discount its part of each line, by what the line still costs; no line goes below 0.

    Largest remainder, ties to the earlier line, so give a stable order. The parts of a discount
    sum to it, or to all that is left when it is larger than the goods.
    """
    left = list(grosses)
    parts: list[list[int]] = []
    for discount in discounts:
        amount = min(discount.amount, sum(left))
        part = largest_remainder(amount, left) if amount else [0] * len(left)
        left = [rest - share for rest, share in zip(left, part, strict=True)]
        parts.append(part)
    return parts
