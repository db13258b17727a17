"""Money: whole minor units (rials, cents) of one currency, never a float."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

BASIS_POINTS = 10_000


class Currency(StrEnum):
    """ISO 4217 codes of what may be owed; toman is only a way of writing rials."""

    IRR = "IRR"
    EUR = "EUR"
    USD = "USD"
    AED = "AED"


def half_up(numerator: int, denominator: int) -> int:
    """`numerator / denominator` rounded half away from zero; `denominator` > 0."""
    quotient, rest = divmod(abs(numerator), denominator)
    rounded = quotient + (2 * rest >= denominator)
    return rounded if numerator >= 0 else -rounded


def included_vat(gross: int, rate_bp: int) -> int:
    """The VAT inside a VAT-inclusive amount: half up of gross x rate / (1 + rate)."""
    return half_up(gross * rate_bp, BASIS_POINTS + rate_bp)


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` by non-negative `weights`; the parts sum to `total` exactly.

    All-zero weights split evenly. Ties go to the earlier index, so give a stable order.
    """
    if not weights:
        return []
    shares = list(weights) if sum(weights) else [1] * len(weights)
    whole = sum(shares)
    parts = [total * share // whole for share in shares]
    by_rest = sorted(range(len(shares)), key=lambda i: (-(total * shares[i] % whole), i))
    for i in by_rest[: total - sum(parts)]:
        parts[i] += 1
    return parts


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """`minor` units of `currency`; adding two currencies is a TypeError."""

    minor: int
    currency: Currency = Currency.IRR

    def _same(self, other: Self) -> None:
        if other.currency is not self.currency:
            raise TypeError(f"{self.currency} and {other.currency} do not mix")

    def __add__(self, other: Self) -> Self:
        self._same(other)
        return type(self)(self.minor + other.minor, self.currency)

    def __sub__(self, other: Self) -> Self:
        self._same(other)
        return type(self)(self.minor - other.minor, self.currency)

    def __mul__(self, count: int) -> Self:
        return type(self)(self.minor * count, self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def share(self, basis_points: int) -> Self:
        """`basis_points` of the amount (800 = 8 %), rounded half up."""
        return type(self)(half_up(self.minor * basis_points, BASIS_POINTS), self.currency)

    def split(self, weights: Sequence[int]) -> list[Self]:
        """Parts in proportion to `weights` that sum to the whole."""
        return [type(self)(part, self.currency) for part in largest_remainder(self.minor, weights)]
