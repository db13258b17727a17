"""Makes the next state of the facet index from rows of cards that are new or changed."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.catalog.facet_index import (
    BYTE,
    BYTE_VALUES,
    COLUMNS,
    PLACES,
    FacetIndex,
    Key,
    values_in,
)

Row = Sequence[Any]  # id, then the columns of COLUMNS, then price
Spot = tuple[int, int]  # where a card's bit is: which byte, and the bit in it
STEP = len(COLUMNS)


class Builder:
    """Collects rows, of which each card comes once; `finish` gives the next snapshot.

    `meanings` are what a column has held, `numbers` their numbers; a bitmap a number is filled.
    """

    def __init__(self, before: FacetIndex, width: int) -> None:
        self.before = before
        self.width = max(width, before.width)
        self.changed = self._bitmap()
        self.meanings = {facet: list(known) for facet, known in before.meanings.items()}
        self.bitmaps = {facet: self._bitmaps(len(self.meanings[facet])) for facet in COLUMNS}
        self.digits: dict[tuple[int, int], bytearray] = {}
        self.prices = before.prices + array("q", bytes(8 * (self.width - len(before.prices))))
        blank = self.width * STEP - len(before.records)
        self.records = before.records + array("H", bytes(blank * before.records.itemsize))

    def _bitmap(self) -> bytearray:
        return bytearray(-(-self.width // BYTE))

    def _bitmaps(self, count: int) -> list[bytearray]:
        return [self._bitmap() for _ in range(count)]

    def add(self, rows: Sequence[Row]) -> None:
        cards = [row[0] for row in rows]
        spots = [(card >> 3, 1 << (card & 7)) for card in cards]
        for byte, bit in spots:
            self.changed[byte] |= bit
        for place, facet in enumerate(COLUMNS):
            numbers = self._numbers(facet, [row[place + 1] for row in rows])
            for card, number in zip(cards, numbers, strict=True):
                self.records[card * STEP + place] = number
            _fill(map(self.bitmaps[facet].__getitem__, numbers), spots)
        for card, row in zip(cards, rows, strict=True):
            self.prices[card] = row[-1]
        self._add_prices([row[-1] for row in rows], spots)

    def _numbers(self, facet: str, held: Sequence[Any]) -> list[int]:
        meanings = self.meanings[facet]
        meanings += set(held).difference(meanings)
        self.bitmaps[facet] += self._bitmaps(len(meanings) - len(self.bitmaps[facet]))
        known = {meaning: number for number, meaning in enumerate(meanings)}
        return [known[each] for each in held]

    def _add_prices(self, prices: Sequence[int], spots: Sequence[Spot]) -> None:
        """By base-256 digits: four bits set for a price, not thirty."""
        for place in range(-(-max(prices, default=0).bit_length() // BYTE)):
            shift = place * BYTE
            digits = [(place, price >> shift & BYTE_VALUES - 1) for price in prices]
            for digit in set(digits) - self.digits.keys():
                self.digits[digit] = self._bitmap()
            _fill(map(self.digits.__getitem__, digits), spots)

    def finish(self) -> FacetIndex:
        changed = int.from_bytes(self.changed, "little")
        return FacetIndex(
            width=self.width,
            live=self.before.live | changed,
            values={facet: self._values(facet, changed) for facet in COLUMNS},
            planes=self._planes(changed),
            prices=self.prices,
            records=self.records,
            meanings=self.meanings,
        )

    def _values(self, facet: str, changed: int) -> Mapping[Key, int]:
        values = {key: bits ^ (bits & changed) for key, bits in self.before.values[facet].items()}
        for meaning, bitmap in zip(self.meanings[facet], self.bitmaps[facet], strict=True):
            bits = int.from_bytes(bitmap, "little")
            for key in values_in(facet, meaning):
                values[key] = values.get(key, 0) | bits
        return values

    def _planes(self, changed: int) -> list[int]:
        planes = [plane ^ (plane & changed) for plane in self.before.planes]
        for (place, digit), bitmap in self.digits.items():
            planes += [0] * ((place + 1) * BYTE - len(planes))
            bits = int.from_bytes(bitmap, "little")
            for bit in PLACES[digit]:
                planes[place * BYTE + bit] |= bits
        return planes


def _fill(bitmaps: Iterable[bytearray], spots: Iterable[Spot]) -> None:
    for bitmap, (byte, bit) in zip(bitmaps, spots, strict=True):
        bitmap[byte] |= bit
