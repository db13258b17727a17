"""One product with everything that its firm can edit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.catalog import changes, ladders, paths, product_page
from portal.catalog.ladders import Price
from portal.catalog.listed import shown
from portal.catalog.models import (
    Family,
    FamilyAttribute,
    Image,
    Offer,
    Product,
    ProductChange,
    ProductState,
    Variant,
)
from portal.catalog.readiness import missing
from portal.catalog.unit_prices import Content
from portal.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class OfferEdit:
    """An offer in the editor, with its price ladder."""

    offer: Offer
    ladder: tuple[Price, ...]


@dataclass(frozen=True, slots=True)
class PackEdit:
    """A pack in the editor; `is_waiting` while the office has not approved it."""

    variant: Variant
    offers: tuple[OfferEdit, ...]  # the firm's own
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class ProductEdit:
    """Everything that the editor needs. `missing` is what a draft lacks: field -> code."""

    product: Product  # family, category and owner are loaded
    attributes: tuple[FamilyAttribute, ...]
    packs: tuple[PackEdit, ...]
    images: tuple[Image, ...]  # but removed ones
    change: ProductChange | None  # the open one, items loaded
    missing: Mapping[str, str]

    def value(self, code: str) -> Any:
        """What the product says of an attribute."""
        return product_page.stated(self.product, code)


def product_for_edit(session: Session, *, firm_id: int, public_id: str) -> ProductEdit:
    """The firm's own product with all that can be edited. At most ten statements."""
    query = (
        select(Product)
        .where(Product.public_id == public_id, Product.owner_id == firm_id)
        .options(
            selectinload(Product.variants),
            selectinload(Product.images),
            selectinload(Product.family).selectinload(Family.attributes),
            selectinload(Product.category),
            selectinload(Product.owner),
        )
        .execution_options(populate_existing=True)
    )
    product = session.scalar(query)
    if product is None:
        raise NotFound
    change = changes.open_change(session, product)
    return ProductEdit(
        product=product,
        attributes=tuple(product.family.attributes),
        packs=_packs(session, product, firm_id, change),
        images=tuple(shown(product)),
        change=change,
        missing=missing(session, product) if product.state is ProductState.DRAFT else {},
    )


def _packs(
    session: Session, product: Product, firm_id: int, change: ProductChange | None
) -> tuple[PackEdit, ...]:
    mine = select(Offer).where(
        Offer.firm_id == firm_id, Offer.variant_id.in_([v.id for v in product.variants])
    )
    offers = session.scalars(mine.order_by(Offer.id)).all()
    steps = ladders.tiers(session, offer_ids=[offer.id for offer in offers])
    waiting = {item.path for item in change.items} if change else set()
    return tuple(
        PackEdit(
            variant=variant,
            offers=tuple(
                OfferEdit(offer, tuple(steps.get(offer.id, ())))
                for offer in offers
                if offer.variant_id == variant.id
            ),
            is_waiting=paths.of_variant(variant, "is_active") in waiting,
        )
        for variant in sorted(product.variants, key=_size)
    )


def _size(variant: Variant) -> tuple[int, int]:
    """Smallest first, as shoppers see them; of equal ones the older."""
    held = Content(variant.net_value, variant.net_unit, variant.pieces, variant.drained_g)
    return held.size, variant.id
