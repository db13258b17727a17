"""What a listing is asked for and what it answers: plain frozen values, in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from portal.catalog.card_tables import SIZE_BITS, Size
from portal.core.pages import Page

__all__ = [
    "CardView",
    "Facet",
    "FacetValue",
    "Listing",
    "PriceRange",
    "Query",
    "Shelf",
    "Size",
    "Sort",
    "Suggestion",
]

PAGE_SIZE = 24
LARGEST_PAGE = 100
LAST_OFFSET = 10_000  # beyond it nobody browses, and machines should use the interface
PERCENT = 100
DEAREST = 10**15  # rials; whatever is typed beyond finds the same
LAST_YEAR = 10_000
LANGUAGES = ("fa", "en")  # that goods are described in
FOREIGN = "en"  # for readers of any other language
YES = "1"  # the one value of the facets seal and stock


def written(language: str) -> str:
    """The language of goods that a reader of `language` is shown."""
    return language if language in LANGUAGES else FOREIGN


class Sort(StrEnum):
    SUGGESTED = "suggested"
    NEWEST = "newest"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"
    CHEAPEST_UNIT = "cheapest_unit"


@dataclass(frozen=True, slots=True)
class Query:
    """A listing to be found. Values of one facet are OR, facets are AND. Prices: rials, inclusive.

    `category` is the shelf that the page is (a section or a category); `kinds` are the ticks of the
    facet "category" within it. Codes that nothing has match nothing.
    """

    text: str = ""
    category: str | None = None
    kinds: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    cultivars: tuple[str, ...] = ()
    firms: tuple[str, ...] = ()  # Organisation.code
    sizes: tuple[str, ...] = ()
    harvests: tuple[int, ...] = ()  # Jalali years
    price_min: int | None = None
    price_max: int | None = None
    has_seal: bool = False
    in_stock: bool = False
    sort: Sort = Sort.SUGGESTED
    page: int = 1
    size: int = PAGE_SIZE
    language: str = "fa"
    whole: frozenset[str] = field(default_factory=frozenset)  # facets to list in full

    @property
    def ticks(self) -> dict[str, tuple[str, ...]]:
        """Facet -> ticked codes, without the price."""
        ticked = {
            "category": self.kinds,
            "family": self.families,
            "grade": self.grades,
            "cultivar": self.cultivars,
            "firm": self.firms,
            "size": self.sizes,
            "harvest": tuple(map(str, self.harvests)),
            "seal": (YES,) if self.has_seal else (),
            "stock": (YES,) if self.in_stock else (),
        }
        return {facet: codes for facet, codes in ticked.items() if codes}

    @property
    def has_price(self) -> bool:
        return self.price_min is not None or self.price_max is not None

    @property
    def filters(self) -> dict[str, tuple[str, ...]]:
        """Facet -> ticked codes; the price is one code "from-to" with an open end left out."""
        if not self.has_price:
            return self.ticks
        ends = ("" if end is None else str(end) for end in (self.price_min, self.price_max))
        return self.ticks | {"price": ("-".join(ends),)}

    def tidy(self) -> "Query":
        """The same with every number within what a database can compare."""
        return replace(
            self,
            sort=Sort(self.sort),
            page=max(1, self.page),
            size=min(max(1, self.size), LARGEST_PAGE),
            harvests=tuple(year for year in self.harvests if 0 < year < LAST_YEAR),
            price_min=_bounded(self.price_min),
            price_max=_bounded(self.price_max),
        )


def _bounded(price: int | None) -> int | None:
    return None if price is None else min(max(0, price), DEAREST)


class CardView(NamedTuple):
    """A card in the reader's language. Prices are rials; unit prices per `unit_basis`.

    `price` and the pack's facts are of the pack shown. `in_stock` is read with the row, not kept.
    """

    public_id: str
    title: str
    slug: str
    firm_name: str
    harvest_year: int | None
    acidity: str
    net_value: int
    net_unit: str
    pieces: int
    packs: int
    price: int
    was_price: int | None
    unit_price: int
    unit_basis: str
    offer_public_id: str
    image_key: str | None
    sizes: int
    has_seal: bool
    in_stock: bool

    @property
    def is_wholesale(self) -> bool:
        """Sold in bulk packs only."""
        return self.sizes == SIZE_BITS[Size.BULK]

    @property
    def discount_percent(self) -> int:
        """Whole percent off the former price, rounded down; 0 without one."""
        return PERCENT - -(-self.price * PERCENT // self.was_price) if self.was_price else 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category as a page is headed by it."""

    code: str
    title: str
    slug: str
    parent: "Shelf | None" = None


class FacetValue(NamedTuple):
    """One tick box. `title` is "" where the word is the page's own (size, seal, stock, harvest)."""

    code: str
    title: str
    count: int  # type: ignore[assignment]  # of cards; tuple.count gives way
    is_selected: bool


class Facet(NamedTuple):
    """`hidden`: how many values with cards are left out because the list would be long."""

    code: str
    values: tuple[FacetValue, ...]
    hidden: int


class PriceRange(NamedTuple):
    """Rials, among what the other filters leave; None when that is nothing."""

    lowest: int | None
    highest: int | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Drop the ticks of `facet` ("all": every filter) and `count` products appear."""

    facet: str
    codes: Sequence[str]
    titles: Sequence[str]
    count: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of cards with its facets.

    `corrected`: what was searched instead, when the typing was mended. `shelf`: None for the whole
    shop and for a category that does not exist.
    """

    page: Page[CardView]
    facets: Mapping[str, Facet]
    prices: PriceRange
    firm_count: int
    suggestion: Suggestion | None = None
    corrected: str | None = None
    shelf: Shelf | None = None

    @property
    def last_page(self) -> int:
        """The last page that may be asked for; `page.count` may be beyond it."""
        return min(self.page.count, LAST_OFFSET // self.page.size + 1)
