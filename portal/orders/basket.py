"""A cart with everything that pages and checkout must know of its lines, in one statement."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, bindparam, select
from sqlalchemy.orm import Session, aliased, contains_eager, load_only

from portal.catalog.ladders import Price, key_for
from portal.catalog.models import Family, Image, ImageState, Offer, OfferPrice, Product, Variant
from portal.catalog.selling import is_sellable, with_seller
from portal.core import clock
from portal.core.db import UtcDateTime
from portal.firms.models import Organisation
from portal.orders.availability import free_units
from portal.orders.holders import CartHolder, held_by
from portal.orders.models import Cart, CartLine

# Stories and descriptions are the larger part of these rows, and nobody reads them here.
NARROW = (
    load_only(
        Product.public_id,
        Product.title_fa,
        Product.title_en,
        Product.slug_fa,
        Product.slug_en,
    ),
    load_only(
        Organisation.public_id,
        Organisation.code,
        Organisation.name_fa,
        Organisation.name_en,
        Organisation.slug_fa,
        Organisation.slug_en,
        Organisation.tint,
        Organisation.place_fa,
        Organisation.place_en,
    ),
)


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One line and the records behind it. `price` is in force now; None: it has none."""

    line: CartLine
    offer: Offer
    variant: Variant
    product: Product
    family: Family
    firm: Organisation
    image: tuple[str, str, str] | None  # key, alternative text in Persian and English
    free: int
    is_on_sale: bool
    price: Price | None

    @property
    def is_sellable(self) -> bool:
        return self.is_on_sale and self.price is not None

    @property
    def unit_price(self) -> int:
        return self.price.minor if self.price is not None else self.line.price_seen

    @property
    def gross(self) -> int:
        return self.unit_price * self.line.quantity


def read(session: Session, holder: CartHolder) -> list[BasketLine]:
    """The lines of the holder's cart, firm by firm in the order they came in.

    Each knows its cart. One statement.
    """
    now = clock.now()
    binds = {"holder": holder.key, "now": now, "today": clock.tehran_day(now)}
    lines = [_line(row) for row in session.execute(_rows(holder.column), binds)]
    first: dict[int, int] = {}
    for place, one in enumerate(lines):
        first.setdefault(one.firm.id, place)
    return sorted(lines, key=lambda one: first[one.firm.id])


def _line(row: Any) -> BasketLine:
    image = (row.image_key, row.alt_fa, row.alt_en) if row.image_key else None
    return BasketLine(
        line=row.CartLine,
        offer=row.Offer,
        variant=row.Variant,
        product=row.Product,
        family=row.Family,
        firm=row.Organisation,
        image=image,
        free=max(0, row.free),
        is_on_sale=row.is_on_sale,
        price=_price(row),
    )


def _price(row: Any) -> Price | None:
    if row.minor is None:
        return None
    return Price(row.minor, row.was_minor, row.minimum, row.currency)


@cache
def _rows(column: str) -> Select[*tuple[Any, ...]]:
    now = bindparam("now", type_=UtcDateTime())
    cover = aliased(Image)
    first_image = (
        select(cover.id)
        .where(cover.product_id == Product.id, cover.state == ImageState.LIVE)
        .order_by(cover.position, cover.id)
        .limit(1)
        .scalar_subquery()
    )
    chosen = select(
        CartLine,
        Offer,
        Variant,
        Product,
        Family,
        Organisation,
        Image.key.label("image_key"),
        Image.alt_fa,
        Image.alt_en,
        free_units(Cart.id, now).label("free"),
        is_sellable(bindparam("today", type_=Date())).label("is_on_sale"),
        OfferPrice.minor,
        OfferPrice.was_minor,
        OfferPrice.minimum,
        OfferPrice.currency,
    )
    return (
        with_seller(
            chosen.select_from(CartLine)
            .join(Cart, Cart.id == CartLine.cart_id)
            .join(Offer, Offer.id == CartLine.offer_id)
        )
        .join(Family, Family.id == Product.family_id)
        .outerjoin(Image, Image.id == first_image)
        .outerjoin(OfferPrice, OfferPrice.id == key_for(CartLine.quantity, at=now))
        .where(held_by(column))
        .order_by(CartLine.id)
        .options(contains_eager(CartLine.cart), *NARROW)
    )
