"""The price of a litre, a kilogram or a piece, so that packs can be compared (marketplace 2.19)."""

from dataclasses import dataclass

from portal.catalog.models import NetUnit, UnitBasis
from portal.core.money import half_up

GRAMS_PER_LITRE = 916  # olive oil; the 18 kg tin is sold by weight and compared by volume
THOUSAND = 1_000  # ml in a litre, g in a kilogram


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a pack: `net_value` ml, g or pieces in each of `pieces` units; drained g each."""

    net_value: int
    net_unit: NetUnit
    pieces: int = 1
    drained_g: int | None = None

    @property
    def total(self) -> int:
        return self.net_value * self.pieces

    @property
    def size(self) -> int:
        """What packs are put in order by, volumes beside weights: a tin of oil may state either."""
        is_volume = self.net_unit is NetUnit.MILLILITRE
        return self.total * (GRAMS_PER_LITRE if is_volume else THOUSAND)


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """Minor units for one litre, kilogram or piece, as `basis` says."""

    minor: int
    basis: UnitBasis


def unit_price(minor: int, content: Content, basis: UnitBasis) -> UnitPrice:
    """What `minor` for the pack comes to, rounded half up.

    The answer's basis differs from the asked one where a pack has no litres or kilograms: tea bags
    are compared by the piece.
    """
    if UnitBasis.PIECE is basis or content.net_unit is NetUnit.PIECE:
        count = content.total if content.net_unit is NetUnit.PIECE else content.pieces
        return UnitPrice(half_up(minor, count), UnitBasis.PIECE)
    if basis is UnitBasis.LITRE:
        return UnitPrice(_per_litre(minor, content), basis)
    if basis is UnitBasis.DRAINED_KILOGRAM and content.drained_g:
        return UnitPrice(half_up(minor * THOUSAND, content.drained_g * content.pieces), basis)
    return UnitPrice(_per_kilogram(minor, content), UnitBasis.KILOGRAM)


def _per_litre(minor: int, content: Content) -> int:
    is_volume = content.net_unit is NetUnit.MILLILITRE
    return half_up(minor * (THOUSAND if is_volume else GRAMS_PER_LITRE), content.total)


def _per_kilogram(minor: int, content: Content) -> int:
    if content.net_unit is NetUnit.GRAM:
        return half_up(minor * THOUSAND, content.total)
    return half_up(minor * THOUSAND * THOUSAND, content.total * GRAMS_PER_LITRE)
