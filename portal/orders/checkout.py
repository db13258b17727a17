"""Checkout as other packages see it: quote, place, pay (settlement), or let go."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog.models import Offer, Product, Variant
from portal.core.errors import OutOfStock
from portal.orders.buyers import AddressFacts, BuyerFacts
from portal.orders.packs import pack_text
from portal.orders.paid import settle_paid
from portal.orders.placing import Placed, PriceChange, place
from portal.orders.quoting import CheckoutQuote, PackageQuote, quote
from portal.orders.totals import OrderDiscount, Totals
from portal.orders.unpaid import back_to_cart, expire
from portal.orders.unpaid import remind as remind_unpaid

__all__ = [
    "AddressFacts",
    "BuyerFacts",
    "CheckoutQuote",
    "OrderDiscount",
    "PackageQuote",
    "Placed",
    "PriceChange",
    "ShortLine",
    "Totals",
    "back_to_cart",
    "expire",
    "place",
    "quote",
    "remind_unpaid",
    "settle_paid",
    "short_lines",
]


@dataclass(frozen=True, slots=True)
class ShortLine:
    """One line of the sold-out page: `free` may be had of `wanted` units."""

    offer: str
    title_fa: str
    title_en: str
    pack_fa: str
    pack_en: str
    wanted: int
    free: int


def short_lines(session: Session, error: OutOfStock) -> list[ShortLine]:
    """Name what was short. Ask in a new session: the refused transaction is gone."""
    short = {one.offer_id: one for one in error.shortages}
    named = (
        select(Offer.id, Offer.public_id, Variant, Product.title_fa, Product.title_en)
        .join(Variant, Variant.id == Offer.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(Offer.id.in_(short))
        .order_by(Offer.id)
    )
    return [
        ShortLine(
            row.public_id,
            row.title_fa,
            row.title_en,
            *pack_text(row.Variant),
            wanted=short[row.id].wanted,
            free=short[row.id].free,
        )
        for row in session.execute(named)
    ]
