"""A firm's stock, what runs low first."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, raiseload

from portal.catalog.models import Offer, OfferState, Product, ProductState, Variant
from portal.catalog.selling import FREE
from portal.core.pages import Page
from portal.core.text import fold


@dataclass(frozen=True, slots=True)
class StockRow:
    """One offer's numbers in units. `is_low`: at or under the firm's own warning line."""

    sku: str
    offer_public_id: str
    state: OfferState
    product_public_id: str
    product_state: ProductState
    title_fa: str
    title_en: str
    variant: Variant
    on_hand: int
    reserved: int
    low_at: int

    @property
    def free(self) -> int:
        return self.on_hand - self.reserved

    @property
    def is_low(self) -> bool:
        return self.free <= self.low_at


def stock_list(
    session: Session, *, firm_id: int, text: str = "", number: int = 1, size: int = 50
) -> Page[StockRow]:
    """The firm's offers, those that run low first. Two statements."""
    which = and_(Offer.firm_id == firm_id, Offer.state != OfferState.ENDED, _says(fold(text)))
    total = session.scalar(
        select(func.count(Offer.id)).join(Offer.variant).join(Variant.product).where(which)
    )
    query = (
        select(Offer, Variant, Product)
        .join(Offer.variant)
        .join(Variant.product)
        .where(which)
        .order_by((Offer.low_at >= FREE).desc(), FREE, Offer.id)
        .offset((max(1, number) - 1) * size)
        .limit(size)
        .options(raiseload("*"))
    )
    rows = [_stock_row(*row) for row in session.execute(query)]
    return Page(rows, max(1, number), size, total or 0)


def _says(text: str) -> ColumnElement[bool]:
    """The SKU or the title in either language has the text in it."""
    return or_(
        Offer.sku.icontains(text, autoescape=True),
        Product.title_fa.icontains(text, autoescape=True),
        Product.title_en.icontains(text, autoescape=True),
    )


def _stock_row(offer: Offer, variant: Variant, product: Product) -> StockRow:
    return StockRow(
        sku=offer.sku,
        offer_public_id=offer.public_id,
        state=offer.state,
        product_public_id=product.public_id,
        product_state=product.state,
        title_fa=product.title_fa,
        title_en=product.title_en,
        variant=variant,
        on_hand=offer.on_hand,
        reserved=offer.reserved,
        low_at=offer.low_at,
    )
