"""Which cards have which value, as one Python integer a value: bit n is the card of product n.

A hundred thousand cards are 12.5 KB a value; AND and count are microseconds. A snapshot is never
changed: `facet_builder` makes the next one from it, so that readers in other threads need no lock.
"""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any

from portal.catalog.card_tables import SIZE_BITS
from portal.catalog.listing import YES

Key = int | str

COLUMNS = {
    "category": "category_id",
    "family": "family_id",
    "firm": "firm_id",
    "grade": "grade",
    "cultivar": "cultivar",
    "harvest": "harvest_year",
    "size": "sizes",
    "seal": "has_seal",
    "stock": "in_stock",
}
FLAGS = {"seal", "stock"}
SHARED = FLAGS | {"size"}  # what a column holds is not the value itself
SIZES_IN = [
    [size.value for size, bit in SIZE_BITS.items() if mask & bit]
    for mask in range(1 << len(SIZE_BITS))
]
BYTE = 8
BYTE_VALUES = 256
NEAR = 8
MANY = 4
BITS_PER_CARD = 500  # counting a card costs as much as so many bits
MASKS = tuple(1 << bit for bit in range(BYTE))
_FILLED = re.compile(rb"[^\0]")
PLACES = [[bit for bit in range(BYTE) if byte >> bit & 1] for byte in range(BYTE_VALUES)]


def places(bits: int) -> list[int]:
    """The numbers of the set bits, ascending."""
    raw = bits.to_bytes(-(-bits.bit_length() // BYTE), "little")
    return [
        match.start() * BYTE + place
        for match in _FILLED.finditer(raw)
        for place in PLACES[match[0][0]]
    ]


def bits_of(numbers: Iterable[int], width: int) -> int:
    """The integer whose set bits are `numbers`; those from `width` bits on are left out."""
    raw = bytearray(-(-width // BYTE))
    for number in numbers:
        if number < width:
            raw[number >> 3] |= MASKS[number & 7]
    return int.from_bytes(raw, "little")


def values_in(facet: str, value: Any) -> Sequence[Key]:
    """The facet's values that a column's content stands for."""
    if facet == "size":
        return SIZES_IN[value]
    if facet in FLAGS:
        return (YES,) if value else ()
    return () if value is None else (value,)


@dataclass(frozen=True, slots=True)
class FacetIndex:
    """One state of all cards.

    `values`: facet -> value -> bits. `planes`: bit n of every price; `prices`: the same by card.
    `records`: facet -> card -> a number that `meanings` explains; for counting few cards.
    `memory`: counts of shelves already made. `searched`: the same of the cards that a text found.
    `texts`: very common texts as they are looked up, and the cards that have them.
    """

    width: int
    live: int
    values: Mapping[str, Mapping[Key, int]]
    planes: Sequence[int]
    prices: "array[int]"
    records: Mapping[str, "array[int]"]
    meanings: Mapping[str, Sequence[Any]]
    memory: dict[Any, Any] = field(default_factory=dict)
    searched: dict[Any, Any] = field(default_factory=dict)
    texts: dict[str, tuple[str, int]] = field(default_factory=dict)

    def any_of(self, facet: str, keys: Iterable[Key]) -> int:
        known, found = self.values[facet], 0
        for key in keys:
            found |= known.get(key, 0)
        return found

    def priced(self, lowest: int | None, highest: int | None) -> int:
        """Cards whose price is within the bounds, inclusive; None is open."""
        found = self.live
        if highest is not None:
            found &= self._up_to(highest)
        if lowest is not None:
            below = self._up_to(lowest - 1)
            found ^= found & below
        return found

    def _up_to(self, bound: int) -> int:
        """Compare all prices with `bound` at once, from the highest bit down."""
        if bound < 0:
            return 0
        if bound >> len(self.planes):
            return self.live
        less, equal = 0, self.live
        for place in range(len(self.planes) - 1, -1, -1):
            ones = equal & self.planes[place]
            if bound >> place & 1:
                less |= equal ^ ones
                equal = ones
            else:
                equal ^= ones
        return less | equal

    def price_range(self, base: int, cards: Sequence[int] | None = None) -> tuple[int, int] | None:
        """The lowest and the highest price in `base`; `cards` are its places, where known."""
        if not base:
            return None
        if cards is not None:
            prices = taken(cards)(self.prices)
            return min(prices), max(prices)
        lowest = highest = 0
        low, high = base, base
        for place in range(len(self.planes) - 1, -1, -1):
            zeros = low ^ (low & self.planes[place])
            lowest |= 0 if zeros else 1 << place
            low = zeros or low
            ones = high & self.planes[place]
            highest |= 1 << place if ones else 0
            high = ones or high
        return lowest, highest


def taken(cards: Sequence[int]) -> Callable[["array[int]"], Sequence[int]]:
    """From a column to what it has for each of the cards."""
    if len(cards) > 1:
        return itemgetter(*cards)  # in one call
    return lambda column: [column[card] for card in cards]


class Tally:
    """Counts the values of some cards: one by one when they are few, by bits when they are many.

    `base` lies within the index's `live`; `cards` are its places, where somebody has them already.
    """

    def __init__(self, index: FacetIndex, base: int, cards: Sequence[int] | None = None) -> None:
        self.index = index
        self.base = base
        self.cards = cards
        self.counted: dict[str, Mapping[Key, int]] = {}  # one by one, by facet

    @cached_property
    def size(self) -> int:
        return self.base.bit_count()

    def counts(self, facet: str, keys: Sequence[Key] | None = None) -> Mapping[Key, int]:
        """How many cards have each value (of `keys`, or of all); a zero may be left out."""
        known = self.index.values[facet]
        if self._is_few(len(known) if keys is None else len(keys)):
            return self._one_by_one(facet)
        chosen = known if keys is None else {key: known.get(key, 0) for key in keys}
        return {key: (self.base & bits).bit_count() for key, bits in chosen.items()}

    def _is_few(self, values: int) -> bool:
        return self.size * BITS_PER_CARD < values * self.index.width

    def how_many(self, facet: str) -> int:
        """How many values of the facet the cards have among them."""
        known = self.index.values[facet]
        if self._is_few(len(known)):
            return len(self._one_by_one(facet))
        near = self.base & (1 << self.index.width // NEAR) - 1  # most are found in a small part
        return sum(1 for bits in known.values() if near & bits or self.base & bits)

    @cached_property
    def _taken(self) -> Callable[["array[int]"], Sequence[int]]:
        return taken(places(self.base) if self.cards is None else self.cards)

    def _one_by_one(self, facet: str) -> Mapping[Key, int]:
        if facet not in self.counted:
            self.counted[facet] = self._count(facet)
        return self.counted[facet]

    def _count(self, facet: str) -> Mapping[Key, int]:
        meaning = self.index.meanings[facet]
        held = self._held(facet)
        if facet not in SHARED:
            return {meaning[n]: count for n, count in held if meaning[n] is not None}
        found = Counter[Key]()
        for number, count in held:
            for key in values_in(facet, meaning[number]):
                found[key] += count
        return found

    def _held(self, facet: str) -> Iterable[tuple[int, int]]:
        """The numbers that the cards have in a column, and how many cards each.

        Where the cards are many times the numbers, to count bytes takes half as long.
        """
        numbers, known = self._taken(self.index.records[facet]), len(self.index.meanings[facet])
        if known * MANY > len(numbers) or known > BYTE_VALUES:
            return Counter(numbers).items()
        packed = bytes(numbers)
        return [(number, count) for number in range(known) if (count := packed.count(number))]


def without(index: FacetIndex, live: int) -> FacetIndex:
    """The same with no cards but those of `live`."""
    return FacetIndex(
        width=index.width,
        live=index.live & live,
        values={
            facet: {key: bits & live for key, bits in known.items()}
            for facet, known in index.values.items()
        },
        planes=[plane & live for plane in index.planes],
        prices=index.prices,
        records=index.records,
        meanings=index.meanings,
    )


EMPTY = FacetIndex(
    width=0,
    live=0,
    values={facet: {} for facet in COLUMNS},
    planes=(),
    prices=array("q"),
    records={facet: array("H") for facet in COLUMNS},
    meanings=dict.fromkeys(COLUMNS, ()),
)
