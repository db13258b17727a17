"""A firm's own records by their public names. Another firm's are not found."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog.models import Image, ImageState, Offer, Product, Variant
from portal.core.errors import NotFound


def own_product(session: Session, *, firm_id: int, public_id: str) -> Product:
    """The firm's product, locked. Raises NotFound."""
    mine = select(Product).where(Product.public_id == public_id, Product.owner_id == firm_id)
    product = session.scalar(mine.with_for_update(key_share=True))
    if product is None:
        raise NotFound
    return product


def own_variant(session: Session, *, firm_id: int, variant_id: str) -> Variant:
    """A variant (public id) of a product that the firm owns. Raises NotFound."""
    mine = (
        select(Variant)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.public_id == variant_id, Product.owner_id == firm_id)
    )
    variant = session.scalar(mine)
    if variant is None:
        raise NotFound
    return variant


def own_offer(session: Session, *, firm_id: int, sku: str) -> Offer:
    """The firm's offer by its own SKU. Raises NotFound."""
    offer = session.scalar(select(Offer).where(Offer.firm_id == firm_id, Offer.sku == sku))
    if offer is None:
        raise NotFound
    return offer


def own_image(session: Session, *, firm_id: int, image_id: str) -> Image:
    """A picture (public id), not removed, of a product that the firm owns. Raises NotFound."""
    mine = (
        select(Image)
        .join(Product, Product.id == Image.product_id)
        .where(
            Image.public_id == image_id,
            Image.state != ImageState.REMOVED,
            Product.owner_id == firm_id,
        )
    )
    image = session.scalar(mine)
    if image is None:
        raise NotFound
    return image
