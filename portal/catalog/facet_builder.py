"""Makes the next state of the facet index from rows of cards that are new or changed.

Cards are written into columns of numbers, and the columns are turned into bits at once: neither a
step in Python for each bit nor a bitmap for each digit, which would stay in the process's memory.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.catalog.facet_index import BYTE, BYTE_VALUES, COLUMNS, FacetIndex, Key, values_in

Row = Sequence[Any]  # id, then the columns of COLUMNS, then price
DIGITS = [  # place of a bit -> for each byte "1" where it has the bit, else "0"
    bytes(ord("0") + (byte >> place & 1) for byte in range(BYTE_VALUES)) for place in range(BYTE)
]


class Builder:
    """Collects rows, of which each card comes once; `finish` gives the next snapshot.

    `meanings` are what a column has held; `records` has the place in them by card.
    """

    def __init__(self, before: FacetIndex, width: int) -> None:
        self.width = max(width, before.width)
        self.live = bytearray(before.live.to_bytes(-(-self.width // BYTE), "little"))
        self.meanings = {facet: list(known) for facet, known in before.meanings.items()}
        self.records = {facet: self._wide(known) for facet, known in before.records.items()}
        self.prices = self._wide(before.prices)

    def _wide(self, column: "array[int]") -> "array[int]":
        """A copy with room for every card."""
        room = self.width - len(column)
        return column + array(column.typecode, bytes(room * column.itemsize))

    def add(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        cards, *columns, prices = zip(*rows, strict=True)
        for card in cards:
            self.live[card >> 3] |= 1 << (card & 7)
        for facet, held in zip(COLUMNS, columns, strict=True):
            _put(self.records[facet], cards, self._numbers(facet, held))
        _put(self.prices, cards, prices)

    def _numbers(self, facet: str, held: Sequence[Any]) -> Sequence[int]:
        meanings = self.meanings[facet]
        meanings += set(held).difference(meanings)
        known = {meaning: number for number, meaning in enumerate(meanings)}
        return [known[each] for each in held]

    def finish(self) -> FacetIndex:
        live = int.from_bytes(self.live, "little")
        return FacetIndex(
            width=self.width,
            live=live,
            values={facet: self._values(facet, live) for facet in COLUMNS},
            planes=planes_of(self.prices),
            prices=self.prices,
            records=self.records,
            meanings=self.meanings,
        )

    def _values(self, facet: str, live: int) -> Mapping[Key, int]:
        values: dict[Key, int] = {}
        for number, bits in sorted_out(live, planes_of(self.records[facet])):
            for key in values_in(facet, self.meanings[facet][number]):
                values[key] = values.get(key, 0) | bits
        return values


def _put(column: "array[int]", cards: Sequence[int], numbers: Sequence[int]) -> None:
    for card, number in zip(cards, numbers, strict=True):
        column[card] = number


def planes_of(column: "array[int]") -> list[int]:
    """Plane p has bit n where the column's number n has bit p.

    Of each bit a text of 0 and 1 is made, the last card first, and read as a binary number.
    """
    size, backwards = column.itemsize, column.tobytes()[::-1]  # little-endian, as all our machines
    return [
        int(backwards[size - 1 - place // BYTE :: size].translate(DIGITS[place % BYTE]), 2)
        for place in range(max(column, default=0).bit_length())
    ]


def sorted_out(bits: int, planes: Sequence[int], number: int = 0) -> Iterator[tuple[int, int]]:
    """Each number that the cards of `bits` have in the planes' column, with its cards."""
    if not bits:
        return
    if not planes:
        yield number, bits
        return
    *lower, highest = planes
    ones = bits & highest
    yield from sorted_out(bits ^ ones, lower, number * 2)
    yield from sorted_out(ones, lower, number * 2 + 1)
