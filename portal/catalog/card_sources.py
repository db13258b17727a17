"""What a card is made from: products, their packs on offer and their pictures, read in batches."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from portal.catalog import ladders
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
from portal.catalog.selling import FREE, is_sellable, with_seller
from portal.core import clock
from portal.firms.models import Organisation, OrganisationState

SHOWN = (OrganisationState.ACTIVE, OrganisationState.PAUSED)  # a paused firm's pages stay
UNREAD = {"body_fa", "body_en"}  # long, and no card has use of them
NAMED = ("grade", "cultivar")  # attributes whose chosen option is searched by its title


Rows = Sequence[Row[*tuple[Any, ...]]]


@dataclass(slots=True)
class Source:
    """One visible product: its row, its priced packs, its pictures by language."""

    product: Row[*tuple[Any, ...]]
    packs: list[Row[*tuple[Any, ...]]] = field(default_factory=list)
    images: list[Row[*tuple[Any, ...]]] = field(default_factory=list)
    named: list[str] = field(default_factory=list)  # titles of its grade and cultivar


# Built once: to put these statements together takes longer than to run them.
IDS: BindParameter[Any] = bindparam("ids", expanding=True)
NOW = bindparam("now", type_=OfferPrice.valid_from.type)
TODAY: Any = bindparam("today", type_=Organisation.closed_until.type)


def read(session: Session, product_ids: Sequence[int]) -> list[Source]:
    """The listed ones among the products, in the order of their ids. Four statements."""
    binds = {"ids": list(product_ids), "now": clock.now(), "today": clock.today()}
    sources = {row.id: Source(row) for row in session.execute(_products(), binds)}
    if not sources:
        return []
    for row in session.execute(_packs(), binds):
        if row.product_id in sources:
            sources[row.product_id].packs.append(row)
    for row in session.execute(_images(), binds):
        if row.product_id in sources:
            sources[row.product_id].images.append(row)
    _name(session, sources.values())
    return [source for source in sources.values() if source.packs]


@lru_cache
def _products() -> Select[*tuple[Any, ...]]:
    section = aliased(Category)
    return (
        select(
            *(column for column in Product.__table__.c if column.name not in UNREAD),
            Family.code.label("family_code"),
            Family.title_fa.label("family_fa"),
            Family.title_en.label("family_en"),
            Family.unit_basis,
            Category.code.label("category_code"),
            Category.title_fa.label("category_fa"),
            Category.title_en.label("category_en"),
            func.coalesce(Category.parent_id, Category.id).label("section_id"),
            func.coalesce(section.title_fa, "").label("section_fa"),
            func.coalesce(section.title_en, "").label("section_en"),
        )
        .join(Family, Family.id == Product.family_id)
        .join(Category, Category.id == Product.category_id)
        .join(section, section.id == Category.parent_id, isouter=True)
        .join(Organisation, Organisation.id == Product.owner_id)
        .where(
            Product.id.in_(IDS),
            Product.state == ProductState.LIVE,
            Organisation.state.in_(SHOWN),
        )
        .order_by(Product.id)
    )


@lru_cache
def _packs() -> Select[*tuple[Any, ...]]:
    """Offers with a price in force, of firms that are shown."""
    price = ladders.latest(_single(), at=NOW)
    query = with_seller(
        select(
            Variant.product_id,
            Offer.id,
            Offer.public_id,
            FREE.label("free"),
            is_sellable(TODAY).label("is_sellable"),
            Variant.net_value,
            Variant.net_unit,
            Variant.pieces,
            Variant.drained_g,
            Variant.packing,
            Variant.id.label("variant_id"),
            price.c.minor,
            price.c.was_minor,
            _next_price().label("next_price_at"),
            Organisation.id.label("firm_id"),
            Organisation.public_id.label("firm_public_id"),
            Organisation.code.label("firm_code"),
            Organisation.name_fa.label("firm_name_fa"),
            Organisation.name_en.label("firm_name_en"),
            Organisation.slug_fa.label("firm_slug_fa"),
            Organisation.slug_en.label("firm_slug_en"),
            Organisation.closed_until,
        )
    )
    query = query.join(price, price.c.offer_id == Offer.id).where(
        Variant.product_id.in_(IDS),
        Variant.is_active,
        Offer.state != OfferState.ENDED,
        Organisation.state.in_(SHOWN),
    )
    return query.order_by(Offer.id)


def _single() -> ColumnElement[bool]:
    """Prices of one unit, of the products' offers."""
    offers = select(Offer.id).join(Variant).where(Variant.product_id.in_(IDS))
    return (OfferPrice.minimum == 1) & OfferPrice.offer_id.in_(offers)


def _next_price() -> Any:
    return (
        select(func.min(OfferPrice.valid_from))
        .where(OfferPrice.offer_id == Offer.id, OfferPrice.valid_from > NOW)
        .correlate(Offer)
        .scalar_subquery()
    )


@lru_cache
def _images() -> Select[*tuple[Any, ...]]:
    return (
        select(Image.product_id, Image.key, Image.language, Image.alt_fa, Image.alt_en)
        .where(Image.product_id.in_(IDS), Image.state == ImageState.LIVE)
        .order_by(Image.product_id, Image.position, Image.id)
    )


@lru_cache
def _options() -> Select[*tuple[Any, ...]]:
    query = select(FamilyAttribute.family_id, FamilyAttribute.code, FamilyAttribute.options)
    return query.where(FamilyAttribute.family_id.in_(IDS), FamilyAttribute.code.in_(NAMED))


def _name(session: Session, sources: Collection[Source]) -> None:
    """Give each source the titles, in both languages, of the grade and cultivar it has."""
    families = sorted({source.product.family_id for source in sources})
    titles: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for family_id, code, options in session.execute(_options(), {"ids": families}):
        for option in options:
            titles[family_id, code, option["code"]] += [option["fa"], option["en"]]
    for source in sources:
        row = source.product
        for code in NAMED:
            source.named += titles.get((row.family_id, code, getattr(row, code)), [])


def reopens_at(row: Row[*tuple[Any, ...]]) -> datetime | None:
    """When the pack's firm comes back from its holiday: the Tehran midnight that starts the day."""
    if row.closed_until is None or row.closed_until <= clock.today():
        return None
    return datetime.combine(row.closed_until, time(), clock.TEHRAN).astimezone(UTC)
