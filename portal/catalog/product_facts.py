"""What the page of a product is made of: light, frozen, read straight from rows.

Names are those of the tables, so `|say("title")` works. `id` is INTERNAL: it goes into the next
call down (`related.similar`, `rates.quote`) and never into a page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from portal.catalog import ladders
from portal.catalog.attributes import Value
from portal.catalog.ladders import Price
from portal.catalog.models import (
    AttributeKind,
    ImageState,
    NetUnit,
    OfferState,
    Ownership,
    Packing,
    ProductState,
    UnitBasis,
    VatStatus,
)
from portal.catalog.unit_prices import UnitPrice
from portal.firms.models import OrganisationState


class FamilyFacts(NamedTuple):
    """The kind of goods; `return_policy` is a code of `reference.policies`."""

    id: int
    code: str
    title_fa: str
    title_en: str
    unit_basis: UnitBasis
    hs_code: str | None
    vat_status: VatStatus
    vat_rate_bp: int
    return_policy: str


class ShelfFacts(NamedTuple):
    """A category or its section."""

    code: str
    title_fa: str
    title_en: str
    slug_fa: str
    slug_en: str


class FirmFacts(NamedTuple):
    """Who makes or sells it, with what the law wants to be known before payment."""

    id: int
    public_id: str
    code: str
    state: OrganisationState
    name_fa: str
    name_en: str
    slug_fa: str
    slug_en: str
    tint: int
    story_fa: str
    story_en: str
    place_fa: str
    place_en: str
    founded: int | None
    phone: str | None
    email: str | None
    legal_name: str | None
    national_id: str | None
    licence_number: str | None
    address: str | None
    closed_until: date | None
    preparation_days: int


class ImageFacts(NamedTuple):
    """Files are `<key>-<width>.<avif|webp>`; `language` None fits every reader."""

    public_id: str
    key: str
    language: str | None
    alt_fa: str
    alt_en: str
    state: ImageState


class ProductFacts(NamedTuple):
    """The columns of the product, then what belongs to it."""

    id: int
    public_id: str
    family_id: int
    state: ProductState
    ownership: Ownership
    title_fa: str
    title_en: str
    slug_fa: str
    slug_en: str
    summary_fa: str
    summary_en: str
    body_fa: str
    body_en: str
    ingredients_fa: str
    ingredients_en: str
    storage_fa: str
    storage_en: str
    licence_number: str | None
    attributes: Mapping[str, Value]
    grade: str | None
    cultivar: str | None
    harvest_year: int | None
    has_seal: bool
    published_at: datetime | None
    updated_at: datetime
    family: FamilyFacts
    category: ShelfFacts
    owner: FirmFacts
    images: Sequence[ImageFacts]


class VariantFacts(NamedTuple):
    """A pack size. `net_value` and `drained_g` are of one piece; `gross_g` of all, packed."""

    id: int
    public_id: str
    net_value: int
    net_unit: NetUnit
    pieces: int
    drained_g: int | None
    gross_g: int
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    packing: Packing
    gtin: str | None


class OfferFacts(NamedTuple):
    """One firm's numbers, in units."""

    id: int
    public_id: str
    sku: str
    state: OfferState
    on_hand: int
    reserved: int
    low_at: int


class AttributeTitle(NamedTuple):
    """What an attribute of a family is called; `options` are (code, Persian, English)."""

    code: str
    kind: AttributeKind
    title_fa: str
    title_en: str
    unit_fa: str
    unit_en: str
    options: tuple[tuple[str, str, str], ...]


class AttributeView(NamedTuple):
    """A stated attribute. `value` as it is stored; a choice has its words in the two languages."""

    code: str
    kind: AttributeKind
    title_fa: str
    title_en: str
    unit_fa: str
    unit_en: str
    value: Value
    value_fa: str
    value_en: str


@dataclass(frozen=True, slots=True)
class OfferView:
    """One firm's price and stock of a pack; `ladder` ascends by minimum, `price` is for one."""

    offer: OfferFacts
    firm: FirmFacts
    ladder: tuple[Price, ...]
    unit_price: UnitPrice | None
    is_sellable: bool

    @property
    def price(self) -> Price | None:
        return ladders.step_for(self.ladder, 1)

    @property
    def free(self) -> int:
        """Units that can be had now."""
        return max(0, self.offer.on_hand - self.offer.reserved)

    @property
    def is_orderable(self) -> bool:
        return self.is_sellable and self.free > 0 and self.price is not None


@dataclass(frozen=True, slots=True)
class PackView:
    """A pack size and who offers it."""

    variant: VariantFacts
    offers: tuple[OfferView, ...]

    @property
    def is_orderable(self) -> bool:
        return any(offer.is_orderable for offer in self.offers)


@dataclass(frozen=True, slots=True, eq=False)
class ProductPage:
    """Everything that the page of one product says. Equal rows make the same object."""

    product: ProductFacts
    section: ShelfFacts | None  # the shelf above `product.category`
    attributes: tuple[AttributeView, ...]
    packs: tuple[PackView, ...]

    @property
    def is_orderable(self) -> bool:
        return any(pack.is_orderable for pack in self.packs)

    def images(self, language: str) -> Sequence[ImageFacts]:
        """Pictures with a label in the reader's language first, then those that fit everybody."""
        every = self.product.images
        own = [image for image in every if image.language == language]
        return own + [image for image in every if image.language is None] or every
