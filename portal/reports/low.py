"""Offers that run out: at most `low_at` units are free."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, select
from sqlalchemy.orm import Session

from portal.catalog.models import Offer, OfferState, Product, Variant
from portal.catalog.selling import FREE
from portal.orders.packs import pack_text

SHOWN = 8


@dataclass(frozen=True, slots=True)
class LowStock:
    """An offer on sale with at most `low_at` free units."""

    sku: str
    product: str
    title_fa: str
    title_en: str
    pack_fa: str
    pack_en: str
    free: int
    low_at: int


def _is_low(firm_id: int) -> ColumnElement[bool]:
    return and_(Offer.firm_id == firm_id, Offer.state == OfferState.ACTIVE, Offer.low_at >= FREE)


def low_count(firm_id: int) -> ScalarSelect[int]:
    """How many there are, as a subquery."""
    return select(func.count(Offer.id)).where(_is_low(firm_id)).scalar_subquery()


def low_stock(session: Session, *, firm_id: int) -> tuple[LowStock, ...]:
    """The eight emptiest; one statement."""
    emptiest = (
        select(Offer, Variant, Product)
        .join(Variant, Variant.id == Offer.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(_is_low(firm_id))
        .order_by(FREE, Offer.id)
        .limit(SHOWN)
    )
    return tuple(
        LowStock(
            offer.sku,
            product.public_id,
            product.title_fa,
            product.title_en,
            *pack_text(variant),
            free=max(0, offer.on_hand - offer.reserved),
            low_at=offer.low_at,
        )
        for offer, variant, product in session.execute(emptiest)
    )
