"""What a query means on a snapshot of the facet index: cards as bits, and their counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, cast

from portal.catalog.facet_index import FacetIndex, Key, Tally
from portal.catalog.facet_names import Names
from portal.catalog.facets import Snapshot
from portal.catalog.listing import PriceRange, Query, written

UNRANKED = {"category", "harvest", "size", "seal", "stock"}
Counts = Mapping[Key, int]
Answer = TypeVar("Answer")


@dataclass
class Selection:
    """A query on a snapshot: which cards it means, by the bits of the index.

    `hits`: the cards that the text found, None without a text. `hit_ids`: the same as numbers,
    where they are few.
    """

    snapshot: Snapshot
    query: Query
    hits: int | None = None
    hit_ids: Sequence[int] | None = None

    @property
    def index(self) -> FacetIndex:
        return self.snapshot.index

    @property
    def names(self) -> Names:
        return self.snapshot.names

    @cached_property
    def ticks(self) -> dict[str, tuple[str, ...]]:
        return self.query.ticks

    @cached_property
    def shelf_key(self) -> Key | None:
        """The page's category; None for the whole shop and for a category that does not exist."""
        code = self.query.category
        return None if code is None else self.names.key_of("category", code)

    @property
    def is_shelf_known(self) -> bool:
        return self.query.category is None or self.shelf_key is not None

    @cached_property
    def shelf(self) -> int:
        """All cards of the page's category, before text and ticks."""
        if self.query.category is None:
            return self.index.live
        keys = [] if self.shelf_key is None else self.names.under([self.shelf_key])
        return self.index.any_of("category", keys)

    def keys(self, facet: str) -> list[Key]:
        """What cards must have one of, for the ticks of a facet."""
        keys = self.names.keys_of(facet, self.ticks[facet])
        return self.names.under(keys) if facet == "category" else keys

    @cached_property
    def ground(self) -> int:
        """The cards that facets list their values for: the shelf, and what the text found."""
        return self.shelf if self.hits is None else self.shelf & self.hits

    @cached_property
    def ticked(self) -> dict[str, int]:
        """Facet -> cards that fit its ticks."""
        found = {facet: self.index.any_of(facet, self.keys(facet)) for facet in self.ticks}
        if self.query.has_price:
            found["price"] = self.index.priced(self.query.price_min, self.query.price_max)
        return found

    @cached_property
    def found(self) -> int:
        """The cards of the listing."""
        return self.but(None)

    def but(self, facet: str | None) -> int:
        """The cards that fit all ticks except those of `facet`."""
        base = self.ground
        for other, bits in self.ticked.items():
            if other != facet:
                base &= bits
        return base

    @cached_property
    def _ground_tally(self) -> Tally:
        is_all = self.query.category is None
        return Tally(self.index, self.ground, self.hit_ids if is_all else None)

    @cached_property
    def _found_tally(self) -> Tally:
        return Tally(self.index, self.found) if self.ticked else self._ground_tally

    def counts(self, facet: str, keys: Sequence[Key]) -> Counts:
        """The facet's values among the cards that fit all other ticks."""
        if facet in self.ticked:
            return Tally(self.index, self.but(facet)).counts(facet, keys)
        return self._found_tally.counts(facet, keys)

    @property
    def total(self) -> int:
        return self._once("total", lambda: self._found_tally.size)

    @property
    def firm_count(self) -> int:
        return self._once("firms", lambda: self._found_tally.how_many("firm"))

    @property
    def prices(self) -> PriceRange:
        """Of the cards that fit all ticks but the price's own."""
        return self._once("prices", self._prices)

    def _prices(self) -> PriceRange:
        base = self.but("price")
        few = self.hit_ids if base == self.hits else None
        return PriceRange(*(self.index.price_range(base, few) or (None, None)))

    def ground_counts(self, facet: str) -> Counts:
        """The facet's values in the ground, as if nothing were ticked.

        Most frequent first, unless a page lists them in an order of their own (UNRANKED).
        """
        if self.hits is not None:
            return self._ordered(facet)
        return self.kept(("ground", facet, self.language), lambda: self._ordered(facet))

    @property
    def language(self) -> str:
        return written(self.query.language)

    def _ordered(self, facet: str) -> Counts:
        counts = self._ground_tally.counts(facet)
        if facet in UNRANKED:
            return {key: count for key, count in counts.items() if count}
        place = self.names.places_of(facet, self.language).get
        ordered = sorted([(-count, place(key, -1), key) for key, count in counts.items() if count])
        return {key: -count for count, _, key in ordered}

    @property
    def is_plain(self) -> bool:
        """A shelf as it is: the same for everybody, so that its counts can be kept."""
        return self.hits is None and not self.ticked

    def _once(self, what: str, count: Callable[[], Answer]) -> Answer:
        return self.kept(what, count) if self.is_plain else count()

    def kept(self, what: Any, count: Callable[[], Answer]) -> Answer:
        """Count once for the shelf and the snapshot: counts may be a minute old, lists may not."""
        if not self.is_shelf_known:
            return count()
        memory, key = self.index.memory, (self.shelf_key, what)
        if key not in memory:
            memory[key] = count()
        return cast("Answer", memory[key])
