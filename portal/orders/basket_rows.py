"""What a line of a cart is made of: plain facts, named as the tables name them."""

from typing import NamedTuple

from portal.catalog.models import NetUnit, UnitBasis, VatStatus


class LineFacts(NamedTuple):
    """What the buyer put in; the price was this much when somebody last looked."""

    id: int
    quantity: int
    price_seen: int


class OfferFacts(NamedTuple):
    id: int
    public_id: str
    sku: str


class PackFacts(NamedTuple):
    """A pack size. `net_value` and `drained_g` are of one piece; `gross_g` of all, packed."""

    net_value: int
    net_unit: NetUnit
    pieces: int
    drained_g: int | None
    gross_g: int
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None


class ProductFacts(NamedTuple):
    public_id: str
    title_fa: str
    title_en: str
    slug_fa: str
    slug_en: str


class FamilyFacts(NamedTuple):
    """What the law and the shop say of this kind of goods; frozen on the order's line."""

    code: str
    unit_basis: UnitBasis
    return_policy: str
    vat_rate_bp: int
    vat_status: VatStatus
    vat_source: str
    stuff_id: str | None


class FirmFacts(NamedTuple):
    id: int
    public_id: str
    code: str
    name_fa: str
    name_en: str
    slug_fa: str
    slug_en: str
    tint: int
    place_fa: str
    place_en: str


class ImageFacts(NamedTuple):
    key: str
    alt_fa: str
    alt_en: str
