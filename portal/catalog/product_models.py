"""What is sold: category, family, product, variant, offer, price, image."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from portal.core import clock, tokens
from portal.core.db import Model, Short, choice
from portal.core.money import Currency, Money
from portal.core.states import StateMachine
from portal.firms.models import Organisation


class Category(Model):
    """A shelf of the shop. Two levels: a section (no parent) and its categories."""

    __tablename__ = "categories"

    code: Mapped[str] = mapped_column(Short, unique=True)  # in addresses; never changes
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), index=True)
    title_fa: Mapped[str]
    title_en: Mapped[str]
    slug_fa: Mapped[str]
    slug_en: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    is_visible: Mapped[bool] = mapped_column(default=True)


class UnitBasis(StrEnum):
    """What the unit price is per."""

    LITRE = "litre"
    KILOGRAM = "kilogram"
    DRAINED_KILOGRAM = "drained_kilogram"
    PIECE = "piece"


class VatStatus(StrEnum):
    TAXABLE = "taxable"
    EXEMPT = "exempt"
    OUTSIDE = "outside"


class Family(Model):
    """A kind of goods: its attributes, unit price basis, tax and return policy.

    Source: domain/olive/catalog_taxonomy.json; tax values are editable settings with a date.
    """

    __tablename__ = "families"

    code: Mapped[str] = mapped_column(Short, unique=True)  # OIL_EVOO
    title_fa: Mapped[str]
    title_en: Mapped[str]
    unit_basis: Mapped[UnitBasis] = mapped_column(choice(UnitBasis))
    hs_code: Mapped[str | None] = mapped_column(Short)
    stuff_id: Mapped[str | None] = mapped_column(Short)  # 13-digit goods id of the tax office
    vat_status: Mapped[VatStatus] = mapped_column(choice(VatStatus))
    vat_rate_bp: Mapped[int]
    vat_source: Mapped[str]  # where the rate was read, and the day
    return_policy: Mapped[str] = mapped_column(Short)  # code: unopened_7_days, faulty_only ...
    needs_licence: Mapped[bool] = mapped_column(default=True)  # a health licence on the label
    position: Mapped[int] = mapped_column(default=0)

    attributes: Mapped[list["FamilyAttribute"]] = relationship(
        order_by="FamilyAttribute.position", back_populates="family"
    )


class AttributeKind(StrEnum):
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"
    FLAG = "flag"
    YEAR = "year"  # Jalali


class FamilyAttribute(Model):
    """One typed attribute of a family; values stand in Product.attributes under `code`."""

    __tablename__ = "family_attributes"
    __table_args__ = (UniqueConstraint("family_id", "code"),)

    family_id: Mapped[int] = mapped_column(ForeignKey("families.id"), index=True)
    code: Mapped[str] = mapped_column(Short)
    kind: Mapped[AttributeKind] = mapped_column(choice(AttributeKind))
    title_fa: Mapped[str]
    title_en: Mapped[str]
    unit_fa: Mapped[str] = mapped_column(default="")
    unit_en: Mapped[str] = mapped_column(default="")
    options: Mapped[list[Any]] = mapped_column(default=list)  # CHOICE: [{code, fa, en}]
    minimum: Mapped[str | None] = mapped_column(Short)  # NUMBER: decimal text
    maximum: Mapped[str | None] = mapped_column(Short)
    is_required: Mapped[bool] = mapped_column(default=False)
    is_gated: Mapped[bool] = mapped_column(default=True)  # a change waits for review
    position: Mapped[int] = mapped_column(default=0)

    family: Mapped[Family] = relationship(back_populates="attributes")


class Ownership(StrEnum):
    JOINT = "joint"  # the joint brand's; several firms may offer it
    FIRM = "firm"


class ProductState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    LIVE = "live"
    HIDDEN = "hidden"
    RETIRED = "retired"


PRODUCT = StateMachine(
    "product",
    {
        ProductState.DRAFT: {ProductState.IN_REVIEW, ProductState.RETIRED},
        ProductState.IN_REVIEW: {ProductState.LIVE, ProductState.DRAFT},
        ProductState.LIVE: {ProductState.HIDDEN, ProductState.RETIRED},
        ProductState.HIDDEN: {ProductState.LIVE, ProductState.RETIRED},
    },
)


class Product(Model):
    """What a shopper chooses; its packs are variants. Visible when live and its firm is."""

    __tablename__ = "products"

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    ownership: Mapped[Ownership] = mapped_column(choice(Ownership))
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    family_id: Mapped[int] = mapped_column(ForeignKey("families.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), index=True)
    state: Mapped[ProductState] = mapped_column(choice(ProductState), index=True)
    title_fa: Mapped[str]
    title_en: Mapped[str]
    slug_fa: Mapped[str]
    slug_en: Mapped[str]
    summary_fa: Mapped[str] = mapped_column(default="")  # two sentences of taste
    summary_en: Mapped[str] = mapped_column(default="")
    body_fa: Mapped[str] = mapped_column(default="")
    body_en: Mapped[str] = mapped_column(default="")
    ingredients_fa: Mapped[str] = mapped_column(default="")
    ingredients_en: Mapped[str] = mapped_column(default="")
    storage_fa: Mapped[str] = mapped_column(default="")
    storage_en: Mapped[str] = mapped_column(default="")
    licence_number: Mapped[str | None] = mapped_column(Short)  # health licence on the label
    attributes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    grade: Mapped[str | None] = mapped_column(Short)  # EVOO, VOO ...: also a facet
    cultivar: Mapped[str | None] = mapped_column(Short)
    harvest_year: Mapped[int | None]  # Jalali
    has_seal: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    published_at: Mapped[datetime | None]

    owner: Mapped[Organisation] = relationship()
    family: Mapped[Family] = relationship()
    category: Mapped[Category] = relationship()
    variants: Mapped[list["Variant"]] = relationship(
        back_populates="product", order_by="Variant.position"
    )
    images: Mapped[list["Image"]] = relationship(
        back_populates="product", order_by="Image.position"
    )


class NetUnit(StrEnum):
    MILLILITRE = "ml"
    GRAM = "g"
    PIECE = "pc"


class Packing(StrEnum):
    GLASS = "glass"
    TIN = "tin"
    JAR = "jar"
    POUCH = "pouch"
    PAIL = "pail"
    HALAB = "halab"  # the 18 kg tin
    BOX = "box"
    BAG = "bag"
    DRUM = "drum"
    POT = "pot"


class Variant(Model):
    """A pack size. Whole numbers: ml, g or pieces; grams; millimetres."""

    __tablename__ = "variants"
    __table_args__ = (
        CheckConstraint("net_value > 0 AND gross_g > 0", name="size"),
        CheckConstraint("drained_g IS NULL OR drained_g > 0", name="drained"),
    )

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    net_value: Mapped[int]
    net_unit: Mapped[NetUnit] = mapped_column(choice(NetUnit))
    pieces: Mapped[int] = mapped_column(default=1)  # multipack: 6 x 250 ml
    drained_g: Mapped[int | None]
    gross_g: Mapped[int]  # packed weight for the carrier
    length_mm: Mapped[int | None]
    width_mm: Mapped[int | None]
    height_mm: Mapped[int | None]
    packing: Mapped[Packing] = mapped_column(choice(Packing))
    gtin: Mapped[str | None] = mapped_column(Short)
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)

    product: Mapped[Product] = relationship(back_populates="variants")
    offers: Mapped[list["Offer"]] = relationship(back_populates="variant")


class OfferState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"  # by its firm
    ENDED = "ended"


OFFER = StateMachine(
    "offer",
    {
        OfferState.ACTIVE: {OfferState.PAUSED, OfferState.ENDED},
        OfferState.PAUSED: {OfferState.ACTIVE, OfferState.ENDED},
        OfferState.ENDED: {OfferState.ACTIVE},  # a firm has one offer of a pack: it comes back
    },
)


class Offer(Model):
    """One firm sells one variant: its SKU, stock and prices."""

    __tablename__ = "offers"
    __table_args__ = (
        UniqueConstraint("firm_id", "variant_id"),
        UniqueConstraint("firm_id", "sku"),
        CheckConstraint("on_hand >= 0 AND reserved >= 0", name="stock"),
    )

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    firm_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), index=True)
    sku: Mapped[str] = mapped_column(Short)
    state: Mapped[OfferState] = mapped_column(choice(OfferState), default=OfferState.ACTIVE)
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)  # held, or sold and not yet dispatched
    low_at: Mapped[int] = mapped_column(default=5)  # warn the firm at this many free units

    firm: Mapped[Organisation] = relationship()
    variant: Mapped[Variant] = relationship(back_populates="offers")
    prices: Mapped[list["OfferPrice"]] = relationship(back_populates="offer")


class OfferPrice(Model):
    """A price from a moment on, for at least `minimum` units. Rows are added, never changed.

    The price in force: of the rows with valid_from <= now and minimum <= quantity, the largest
    minimum, then the latest valid_from.
    """

    __tablename__ = "offer_prices"
    __table_args__ = (
        CheckConstraint("minor > 0 AND minimum >= 1", name="amount"),
        Index("ix_offer_prices_in_force", "offer_id", "currency", "minimum", "valid_from"),
    )

    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"))
    minimum: Mapped[int] = mapped_column(default=1)
    minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[Currency] = mapped_column(default=Currency.IRR)
    was_minor: Mapped[int | None] = mapped_column(BigInteger)  # struck-through former price
    valid_from: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[str] = mapped_column(Short)

    offer: Mapped[Offer] = relationship(back_populates="prices")
    amount: Mapped[Money] = composite("minor", "currency")


class ImageState(StrEnum):
    LIVE = "live"
    PENDING = "pending"  # waits for review, private
    REMOVED = "removed"


class Image(Model):
    """A product picture in three widths and two formats under `key`; the original is not kept."""

    __tablename__ = "images"

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    key: Mapped[str] = mapped_column(Short)  # "p/ab/abcdef..."; files <key>-<width>.<webp|avif>
    language: Mapped[str | None] = mapped_column(Short)  # None: for every language
    alt_fa: Mapped[str] = mapped_column(default="")
    alt_en: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[ImageState] = mapped_column(choice(ImageState), default=ImageState.LIVE)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    product: Mapped[Product] = relationship(back_populates="images")
