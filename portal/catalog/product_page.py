"""Everything that the page of one product says, in three statements made once.

They run on the connection: rows become plain facts, without the weight of mapped objects.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Row, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from portal.catalog import fields, ladders
from portal.catalog.attributes import Value
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
    AttributeView,
    FamilyFacts,
    FirmFacts,
    ImageFacts,
    OfferFacts,
    OfferView,
    PackView,
    ProductFacts,
    ProductPage,
    ShelfFacts,
    VariantFacts,
)
from portal.catalog.selling import is_sellable
from portal.catalog.unit_prices import Content, unit_price
from portal.core import clock
from portal.core.db import UtcDateTime
from portal.core.errors import NotFound
from portal.firms.models import Organisation, OrganisationState

SHOWN = (OrganisationState.ACTIVE, OrganisationState.PAUSED)  # a paused firm's pages stay
OWN = len(ProductFacts._fields) - 4  # the columns of the product, before what belongs to it
Columns = tuple[Any, ...]


def product_page(session: Session, *, public_id: str, firm_id: int | None = None) -> ProductPage:
    """The page of a product on sale; with `firm_id` its owner's preview, in any state.

    Three statements: the product with its shelf, maker and pictures; packs, offers and prices; the
    titles of its attributes. A preview shows pictures that wait for review. Raises NotFound.
    """
    session.flush()  # what runs on the connection flushes nothing by itself
    product, section = _head(session, public_id, firm_id)
    return ProductPage(
        product=product,
        section=section,
        attributes=tuple(_attributes(session, product)),
        packs=tuple(_packs(session, product)),
    )


def _run(session: Session, statement: Select[*Columns], **binds: Any) -> Sequence[Row[*Columns]]:
    return session.connection().execute(statement, binds).all()


def _columns(table: Any, names: Sequence[str]) -> list[ColumnElement[Any]]:
    return [getattr(table, name) for name in names]


@cache
def _head_statement(*, is_preview: bool) -> Select[*Columns]:
    section = aliased(Category)
    is_seen = Image.state != ImageState.REMOVED if is_preview else Image.state == ImageState.LIVE
    is_open = and_(Product.state == ProductState.LIVE, Organisation.state.in_(SHOWN))
    is_own = Product.owner_id == bindparam("firm_id")
    return (
        select(
            *_columns(Product, ProductFacts._fields[:OWN]),
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
        .order_by(Image.position, Image.id)
    )


def _head(
    session: Session, public_id: str, firm_id: int | None
) -> tuple[ProductFacts, ShelfFacts | None]:
    statement = _head_statement(is_preview=firm_id is not None)
    binds = {"public_id": public_id} | ({} if firm_id is None else {"firm_id": firm_id})
    rows = _run(session, statement, **binds)
    if not rows:
        raise NotFound
    parts = _Parts(rows[0])
    own, family = parts.take(OWN), FamilyFacts._make(parts.take(len(FamilyFacts._fields)))
    category, above = (ShelfFacts._make(parts.take(len(ShelfFacts._fields))) for _ in range(2))
    owner = FirmFacts._make(parts.take(len(FirmFacts._fields)))
    images = [ImageFacts._make(row[parts.place :]) for row in rows if row[parts.place] is not None]
    product = ProductFacts._make((*own, family, category, owner, images))
    return product, above if above.code is not None else None


class _Parts:
    """Cuts a row into the columns of its tables, from the left."""

    def __init__(self, row: Row[*Columns]) -> None:
        self.row = row
        self.place = 0

    def take(self, count: int) -> Sequence[Any]:
        self.place += count
        return self.row[self.place - count : self.place]


@cache
def _attribute_statement() -> Select[*Columns]:
    names = ("code", "kind", "title_fa", "title_en", "unit_fa", "unit_en", "options")
    return (
        select(*_columns(FamilyAttribute, names))
        .where(FamilyAttribute.family_id == bindparam("family_id"))
        .order_by(FamilyAttribute.position)
    )


def _attributes(session: Session, product: ProductFacts) -> Iterator[AttributeView]:
    for row in _run(session, _attribute_statement(), family_id=product.family_id):
        value = stated(product, row.code)
        if value is not None:
            chosen: Mapping[str, str] = next((o for o in row.options if o["code"] == value), {})
            words = chosen.get("fa", ""), chosen.get("en", "")
            yield AttributeView._make((*row[:-1], value, *words))


def stated(product: ProductFacts | Product, code: str) -> Value:
    """What the product says of an attribute, wherever it is kept."""
    found: Value = (
        getattr(product, code) if code in fields.COLUMNS else product.attributes.get(code)
    )
    return found


@cache
def _pack_statement() -> Select[*Columns]:
    """One row a pack, offer and price step."""
    product_id = bindparam("product_id", type_=Integer())
    now = bindparam("now", type_=UtcDateTime())
    offers = select(Offer.id).join(Variant).where(Variant.product_id == product_id)
    price = ladders.latest(OfferPrice.offer_id.in_(offers), at=now)
    return (
        select(
            *_columns(Variant, VariantFacts._fields),
            *_columns(Offer, OfferFacts._fields),
            *_columns(Organisation, FirmFacts._fields),
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
            or_(Organisation.state.in_(SHOWN), Organisation.id == Product.owner_id),
        )
        .order_by(Variant.position, Variant.id, Offer.id, price.c.minimum)
    )


def _packs(session: Session, product: ProductFacts) -> Iterator[PackView]:
    """The active packs in order, each with its offers; a pack nobody offers is left out."""
    now = clock.now()
    rows = _run(
        session,
        _pack_statement(),
        product_id=product.id,
        now=now,
        today=clock.tehran_day(now),
    )
    cut = len(VariantFacts._fields)
    for _, group in groupby(rows, key=lambda row: row[0]):
        steps = list(group)
        variant = VariantFacts._make(steps[0][:cut])
        offers = [list(each) for _, each in groupby(steps, key=lambda row: row[cut])]
        yield PackView(variant, tuple(_offer(each, variant, product.family) for each in offers))


def _offer(steps: Sequence[Row[*Columns]], variant: VariantFacts, family: FamilyFacts) -> OfferView:
    parts = _Parts(steps[0])
    parts.take(len(VariantFacts._fields))
    offer = OfferFacts._make(parts.take(len(OfferFacts._fields)))
    firm = FirmFacts._make(parts.take(len(FirmFacts._fields)))
    [may_be_sold] = parts.take(1)
    ladder = tuple(Price(*row[parts.place :]) for row in steps if row[parts.place] is not None)
    single = ladders.step_for(ladder, 1)
    content = Content(variant.net_value, variant.net_unit, variant.pieces, variant.drained_g)
    return OfferView(
        offer=offer,
        firm=firm,
        ladder=ladder,
        unit_price=unit_price(single.minor, content, family.unit_basis) if single else None,
        is_sellable=may_be_sold,
    )
