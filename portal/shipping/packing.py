"""From goods to boxes: packed weight, volumetric weight, and what fits into a carrier's box."""

from collections.abc import Sequence
from dataclasses import dataclass

MM3_PER_GRAM = 5000  # length x width x height in cm / 5000 = kg, the carriers' volumetric rule
CARTONS = ((1_000, 90), (3_000, 180), (5_000, 280), (10_000, 450), (20_000, 750), (30_000, 1_100))
"""Packaging: goods up to so many grams travel in a carton of so many grams, filling included."""
MOST_BOXES = 10  # more than that is a case for freight


@dataclass(frozen=True, slots=True)
class Goods:
    """`quantity` equal packs: grams and millimetres of one of them."""

    gross_g: int
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    quantity: int

    @property
    def volumetric_g(self) -> int:
        """Of one pack, rounded up. A pack without measures counts with its weight."""
        if not (self.length_mm and self.width_mm and self.height_mm):
            return self.gross_g
        return -(-self.length_mm * self.width_mm * self.height_mm // MM3_PER_GRAM)


def packed_g(gross_g: int) -> int:
    """Goods and their cartons; beyond the largest carton, as many of those as are needed."""
    for holds_g, tare_g in CARTONS:
        if gross_g <= holds_g:
            return gross_g + tare_g
    holds_g, tare_g = CARTONS[-1]
    return gross_g + tare_g * -(-gross_g // holds_g)


def chargeable_g(goods: Sequence[Goods]) -> int:
    """The greater of packed and volumetric weight, all in one parcel."""
    box = _Box()
    for item in goods:
        box.put(item, item.quantity)
    return box.weight_g


def boxes(goods: Sequence[Goods], maximum_g: int) -> list[int] | None:
    """Chargeable grams of each box of at most `maximum_g`, heaviest first.

    None when one pack alone is too heavy, or more than MOST_BOXES would be needed. First fit,
    heaviest packs first.
    """
    filled: list[_Box] = []
    for item in sorted(goods, key=lambda one: -max(one.gross_g, one.volumetric_g)):
        left = item.quantity
        for box in filled:
            left -= box.fill(item, left, maximum_g)
        while left > 0:
            box = _Box()
            put = box.fill(item, left, maximum_g)
            if put == 0 or len(filled) == MOST_BOXES:
                return None
            filled.append(box)
            left -= put
    return sorted((box.weight_g for box in filled), reverse=True)


@dataclass(slots=True)
class _Box:
    gross_g: int = 0
    volumetric_g: int = 0

    @property
    def weight_g(self) -> int:
        return max(packed_g(self.gross_g), self.volumetric_g)

    def put(self, item: Goods, count: int) -> None:
        self.gross_g += item.gross_g * count
        self.volumetric_g += item.volumetric_g * count

    def fill(self, item: Goods, wanted: int, maximum_g: int) -> int:
        """Put in as many of `wanted` as fit, and say how many."""
        by_weight = max(0, maximum_g - self.gross_g) // item.gross_g
        by_volume = max(0, maximum_g - self.volumetric_g) // item.volumetric_g
        count = min(wanted, by_weight, by_volume)
        while count > 0 and packed_g(self.gross_g + item.gross_g * count) > maximum_g:
            count -= 1
        self.put(item, count)
        return count
