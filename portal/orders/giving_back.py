"""How much of an order line comes back with some of its units: pure arithmetic.

Cumulative, so that several partial refunds end exactly at the total: with k units back in all, the
buyer has net x k // quantity (marketplace.md 2.9). Commission and levy follow the same formula.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self


@dataclass(frozen=True, slots=True)
class Amounts:
    """Minor units of one line, sold or given back; `goods` is what the buyer pays or gets."""

    quantity: int = 0
    goods: int = 0
    discount: int = 0  # in all; `firm_discount` of it is the firm's, the rest the brand's
    firm_discount: int = 0
    commission: int = 0
    commission_vat: int = 0
    levy: int = 0
    levy_vat: int = 0

    def __add__(self, other: Self) -> Self:
        return type(self)(**{n: getattr(self, n) + getattr(other, n) for n in NAMES})

    def __sub__(self, other: Self) -> Self:
        return type(self)(**{n: getattr(self, n) - getattr(other, n) for n in NAMES})

    @property
    def price(self) -> int:
        """The units at the firm's price, before any discount."""
        return self.goods + self.discount

    @property
    def brand_discount(self) -> int:
        return self.discount - self.firm_discount


NAMES = tuple(field.name for field in fields(Amounts))
FEES = ("commission", "commission_vat", "levy", "levy_vat")


def give_back(sold: Amounts, before: Amounts, units: int) -> Amounts:
    """What comes back with `units` more, when `before` came back already.

    1 <= units <= sold.quantity - before.quantity, or ValueError.
    """
    back = before.quantity + units
    if units < 1 or back > sold.quantity:
        raise ValueError(f"{units} units of {sold.quantity - before.quantity}")
    goods = sold.goods * back // sold.quantity - before.goods
    discount = sold.price // sold.quantity * units - goods
    return Amounts(
        quantity=units,
        goods=goods,
        discount=discount,
        firm_discount=_firms_share(sold - before, discount),
        **_fees(sold, before, back),
    )


def _fees(sold: Amounts, before: Amounts, back: int) -> Mapping[str, int]:
    return {
        name: getattr(sold, name) * back // sold.quantity - getattr(before, name) for name in FEES
    }


def _firms_share(left: Amounts, discount: int) -> int:
    """The firm's part of a returned discount, in proportion to what both still bear.

    By what is left, not cumulatively: so neither part can turn negative, and both end exactly.
    """
    return discount * left.firm_discount // left.discount if left.discount else 0
