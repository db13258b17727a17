"""A firm's list of products: what it owns, and what it offers of the joint brand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, raiseload

from portal.catalog import changes, ladders
from portal.catalog.models import (
    ChangeState,
    Image,
    ImageState,
    Offer,
    OfferPrice,
    OfferState,
    Product,
    ProductChange,
    ProductState,
    Variant,
)
from portal.catalog.selling import FREE
from portal.core.pages import Page
from portal.core.text import fold


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A line of the product list. Prices in rials, of one unit; `free` over all its offers."""

    public_id: str
    title_fa: str
    title_en: str
    state: ProductState
    is_own: bool
    image_key: str | None
    pack_count: int
    price_from: int | None
    price_to: int | None
    free: int
    change_state: ChangeState | None  # what of it is with the office


def my_products(
    session: Session,
    *,
    firm_id: int,
    state: ProductState | None = None,
    change: ChangeState | None = None,
    text: str = "",
    number: int = 1,
    size: int = 50,
) -> Page[ProductRow]:
    """What the firm owns or offers, newest first; only with such a `change`. Three statements."""
    which = _mine(firm_id, state, text)
    if change is not None:
        changed = select(ProductChange.product_id).where(ProductChange.state == change)
        which = and_(which, Product.id.in_(changed))
    total = session.scalar(select(func.count()).select_from(Product).where(which)) or 0
    query = (
        select(Product)
        .where(which)
        .order_by(Product.id.desc())
        .offset((max(1, number) - 1) * size)
        .limit(size)
        .options(raiseload("*"))
    )
    products = session.scalars(query).all()
    facts = _facts(session, firm_id, [product.id for product in products])
    rows = [_row(product, firm_id, facts[product.id]) for product in products]
    return Page(rows, max(1, number), size, total)


def _mine(firm_id: int, state: ProductState | None, text: str) -> ColumnElement[bool]:
    offered = select(Variant.product_id).join(Offer).where(Offer.firm_id == firm_id)
    which = or_(Product.owner_id == firm_id, Product.id.in_(offered))
    if state is not None:
        which = and_(which, Product.state == state)
    else:
        which = and_(which, Product.state != ProductState.RETIRED)
    return and_(which, _says(fold(text), offered)) if fold(text) else which


def _says(text: str, offered: Select[int]) -> ColumnElement[bool]:
    """The title in either language, or the firm's SKU, has the text in it."""
    return or_(
        Product.title_fa.icontains(text, autoescape=True),
        Product.title_en.icontains(text, autoescape=True),
        Product.id.in_(offered.where(Offer.sku.icontains(text, autoescape=True))),
    )


def _facts(session: Session, firm_id: int, product_ids: Sequence[int]) -> dict[int, Any]:
    """Packs, prices, stock, cover and open change of these products. One statement."""
    mine = (
        select(Offer.id)
        .join(Variant)
        .where(Offer.firm_id == firm_id, Variant.product_id.in_(product_ids))
    )
    price = ladders.latest(and_(OfferPrice.offer_id.in_(mine), OfferPrice.minimum == 1))
    query = (
        select(
            Product.id,
            func.count(Variant.id).label("pack_count"),
            func.min(price.c.minor).label("price_from"),
            func.max(price.c.minor).label("price_to"),
            func.coalesce(func.sum(FREE), 0).label("free"),
            _cover().label("image_key"),
            _open_state().label("change_state"),
        )
        .join(Variant, and_(Variant.product_id == Product.id, Variant.is_active), isouter=True)
        .join(
            Offer,
            and_(
                Offer.variant_id == Variant.id,
                Offer.firm_id == firm_id,
                Offer.state != OfferState.ENDED,
            ),
            isouter=True,
        )
        .join(price, price.c.offer_id == Offer.id, isouter=True)
        .where(Product.id.in_(product_ids))
        .group_by(Product.id)
    )
    return {row.id: row for row in session.execute(query)}


def _cover() -> ColumnElement[str | None]:
    return (
        select(Image.key)
        .where(Image.product_id == Product.id, Image.state != ImageState.REMOVED)
        .order_by(Image.position, Image.id)
        .limit(1)
        .correlate(Product)
        .scalar_subquery()
    )


def _open_state() -> ColumnElement[ChangeState | None]:
    return (
        select(ProductChange.state)
        .where(ProductChange.product_id == Product.id, ProductChange.state.in_(changes.OPEN))
        .correlate(Product)
        .scalar_subquery()
    )


def _row(product: Product, firm_id: int, facts: Any) -> ProductRow:
    return ProductRow(
        public_id=product.public_id,
        title_fa=product.title_fa,
        title_en=product.title_en,
        state=product.state,
        is_own=product.owner_id == firm_id,
        image_key=facts.image_key,
        pack_count=facts.pack_count,
        price_from=facts.price_from,
        price_to=facts.price_to,
        free=int(facts.free),
        change_state=facts.change_state,
    )
