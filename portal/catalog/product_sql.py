"""The statements of a product's page, each made once and bound anew."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal.catalog import ladders
from portal.catalog.ladders import Price
from portal.catalog.models import (
    Category,
    Family,
    FamilyAttribute,
    Image,
    ImageState,
    Offer,
    OfferPrice,
    OfferState,
    Product,
    ProductState,
    Variant,
)
from portal.catalog.product_facts import (
    AttributeTitle,
    FamilyFacts,
    FirmFacts,
    ImageFacts,
    OfferFacts,
    ProductFacts,
    ShelfFacts,
    VariantFacts,
)
from portal.catalog.selling import is_sellable
from portal.core.db import UtcDateTime
from portal.firms.models import Organisation, OrganisationState

# A paused firm's pages stay. Two comparisons: an IN would be written anew at each execution.
IS_SHOWN = or_(
    Organisation.state == OrganisationState.ACTIVE, Organisation.state == OrganisationState.PAUSED
)
OWN = len(ProductFacts._fields) - 4  # the columns of the product, before what belongs to it
ATTRIBUTES = ProductFacts._fields.index("attributes")  # read as text, so that a row can be compared
OWNER = OWN + len(FamilyFacts._fields) + 2 * len(ShelfFacts._fields)
Columns = tuple[Any, ...]


def _columns(table: Any, names: Sequence[str]) -> list[ColumnElement[Any]]:
    return [getattr(table, name) for name in names]


def keys_of(row: Row[*Columns]) -> tuple[int, int, int]:
    """The product, its family and its owner, of a row of `head`."""
    return row.id, row.family_id, row[OWNER]


@cache
def head(*, is_preview: bool) -> Select[*Columns]:
    """A product with all that is said of it once; a row a picture."""
    section = aliased(Category)
    is_seen = Image.state != ImageState.REMOVED if is_preview else Image.state == ImageState.LIVE
    is_open = and_(Product.state == ProductState.LIVE, IS_SHOWN)
    is_own = Product.owner_id == bindparam("firm_id")
    own = _columns(Product, ProductFacts._fields[:OWN])
    own[ATTRIBUTES] = cast(Product.attributes, Text).label("attributes")
    return (
        select(
            *own,
            *_columns(Family, FamilyFacts._fields),
            *_columns(Category, ShelfFacts._fields),
            *_columns(section, ShelfFacts._fields),
            *_columns(Organisation, FirmFacts._fields),
            *_columns(Image, ImageFacts._fields),
        )
        .join(Family, Family.id == Product.family_id)
        .join(Category, Category.id == Product.category_id)
        .join(section, section.id == Category.parent_id, isouter=True)
        .join(Organisation, Organisation.id == Product.owner_id)
        .join(Image, and_(Image.product_id == Product.id, is_seen), isouter=True)
        .where(Product.public_id == bindparam("public_id"), is_own if is_preview else is_open)
    )


@cache
def attributes() -> Select[*Columns]:
    return (
        select(*_columns(FamilyAttribute, AttributeTitle._fields))
        .where(FamilyAttribute.family_id == bindparam("family_id"))
        .order_by(FamilyAttribute.position)
    )


@cache
def firms() -> Select[*Columns]:
    """Sellers beside the owner."""
    wanted = Organisation.id.in_(bindparam("ids", expanding=True))
    return select(*_columns(Organisation, FirmFacts._fields)).where(wanted)


@cache
def packs() -> Select[*Columns]:
    """One row a pack, offer and price step."""
    product_id = bindparam("product_id", type_=Integer())
    now = bindparam("now", type_=UtcDateTime())
    offers = select(Offer.id).join(Variant).where(Variant.product_id == product_id)
    price = ladders.latest(OfferPrice.offer_id.in_(offers), at=now)
    return (
        select(
            *_columns(Variant, VariantFacts._fields),
            *_columns(Offer, OfferFacts._fields),
            Offer.firm_id,
            is_sellable(bindparam("today", type_=Date())).label("is_sellable"),
            *(price.c[name] for name in Price.__dataclass_fields__),
        )
        .join(Offer, Offer.variant_id == Variant.id)
        .join(Product, Product.id == Variant.product_id)
        .join(Organisation, Organisation.id == Offer.firm_id)
        .join(price, price.c.offer_id == Offer.id, isouter=True)
        .where(
            Variant.product_id == product_id,
            Variant.is_active,
            Offer.state != OfferState.ENDED,
            or_(IS_SHOWN, Organisation.id == Product.owner_id),
        )
    )
