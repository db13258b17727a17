"""A cart with everything that pages and checkout must know of its lines, in one statement."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Date, Select, Text, bindparam, cast, literal_column, select
from sqlalchemy.orm import Session, aliased

from portal.catalog.ladders import Price, key_for
from portal.catalog.models import (
    Family,
    Image,
    ImageState,
    NetUnit,
    Offer,
    OfferPrice,
    Product,
    UnitBasis,
    Variant,
    VatStatus,
)
from portal.catalog.selling import is_sellable, with_seller
from portal.core import clock
from portal.core.db import UtcDateTime
from portal.core.money import Currency
from portal.core.native import Statement
from portal.firms.models import Organisation
from portal.orders.availability import free_units
from portal.orders.basket_rows import (
    FamilyFacts,
    FirmFacts,
    ImageFacts,
    LineFacts,
    OfferFacts,
    PackFacts,
    ProductFacts,
)
from portal.orders.cart_delivery import Written
from portal.orders.holders import CartHolder, held_by
from portal.orders.models import Cart, CartLine

PARTS: tuple[tuple[Any, Any], ...] = (
    (LineFacts, CartLine),
    (OfferFacts, Offer),
    (PackFacts, Variant),
    (ProductFacts, Product),
    (FamilyFacts, Family),
    (FirmFacts, Organisation),
    (ImageFacts, Image),
)


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One line and the facts behind it. `price` is in force now; None: it has none."""

    line: LineFacts
    offer: OfferFacts
    variant: PackFacts
    product: ProductFacts
    family: FamilyFacts
    firm: FirmFacts
    image: ImageFacts | None
    free: int
    is_on_sale: bool
    price: Price | None
    written: Written  # at the address step, of the whole cart

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

    Each knows its cart's address step. One statement.
    """
    session.flush()  # what runs in the driver flushes nothing by itself
    now = clock.now()
    rows = LINES[holder.column].rows(
        session, holder=holder.key, now=now, today=clock.tehran_day(now)
    )
    lines = [_line(row) for row in rows]
    first: dict[int, int] = {}
    for place, one in enumerate(lines):
        first.setdefault(one.firm.id, place)
    return sorted(lines, key=lambda one: first[one.firm.id])


def _line(row: Sequence[Any]) -> BasketLine:
    parts, at = [], 0
    for kind, _table in PARTS:
        parts.append(kind._make(row[at : at + len(kind._fields)]))
        at += len(kind._fields)
    line, offer, pack, product, family, firm, image = parts
    free, is_on_sale, minor, was, minimum, currency, written = row[at:]
    return BasketLine(
        line=line,
        offer=offer,
        variant=pack._replace(net_unit=NetUnit(pack.net_unit)),
        product=product,
        family=family._replace(
            unit_basis=UnitBasis(family.unit_basis), vat_status=VatStatus(family.vat_status)
        ),
        firm=firm,
        image=image if image.key else None,
        free=max(0, free),
        is_on_sale=bool(is_on_sale),
        price=None if minor is None else Price(minor, was, minimum, Currency(currency)),
        written=json.loads(written) if written else {},
    )


def _rows(column: str) -> Select[*tuple[Any, ...]]:
    now = bindparam("now", type_=UtcDateTime())
    cover = aliased(Image)
    first_image = (
        select(cover.id)
        .where(cover.product_id == Product.id, cover.state == ImageState.LIVE)
        .order_by(cover.position, cover.id)
        .limit(literal_column("1"))
        .scalar_subquery()
    )
    chosen = select(
        *(getattr(table, name) for kind, table in PARTS for name in kind._fields),
        free_units(Cart.id, now),
        is_sellable(bindparam("today", type_=Date())),
        OfferPrice.minor,
        OfferPrice.was_minor,
        OfferPrice.minimum,
        OfferPrice.currency,
        cast(Cart.delivery, Text),
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
    )


LINES = {column: Statement(partial(_rows, column)) for column in ("user_id", "token_hash")}
