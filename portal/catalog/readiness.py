"""What a listing still lacks before the office may see it; saving a draft never asks for it."""

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from portal.catalog import fields
from portal.catalog.models import (
    Image,
    ImageState,
    Offer,
    OfferPrice,
    OfferState,
    Product,
    Variant,
)

TITLES = ("title_fa", "title_en")


def missing(session: Session, product: Product) -> dict[str, str]:
    """Field -> code of all that is wanting; empty when the listing is complete.

    "required" for a field, for "images" and for "packs"; "no_offer" or "no_price" for "packs".
    """
    found = {name: "required" for name in TITLES if not getattr(product, name)}
    if product.family.needs_licence and not product.licence_number:
        found["licence_number"] = "required"
    found |= _attributes(product)
    if not _has_image(session, product):
        found["images"] = "required"
    if code := _packs_fault(session, product):
        found["packs"] = code
    return found


def _attributes(product: Product) -> dict[str, str]:
    return {
        f"{fields.ATTRIBUTE}{attribute.code}": "required"
        for attribute in product.family.attributes
        if attribute.is_required and _stated(product, attribute.code) is None
    }


def _stated(product: Product, code: str) -> object:
    return getattr(product, code) if code in fields.COLUMNS else product.attributes.get(code)


def _has_image(session: Session, product: Product) -> bool:
    shown = select(Image.id).where(
        Image.product_id == product.id, Image.state != ImageState.REMOVED
    )
    return session.scalar(shown.limit(1)) is not None


def _packs_fault(session: Session, product: Product) -> str | None:
    """A pack, on offer, with a price: one statement counts how far it goes."""
    is_on_offer = and_(Offer.variant_id == Variant.id, Offer.state == OfferState.ACTIVE)
    query = (
        select(func.count(Variant.id), func.count(Offer.id), func.count(OfferPrice.id))
        .join(Offer, is_on_offer, isouter=True)
        .join(OfferPrice, OfferPrice.offer_id == Offer.id, isouter=True)
        .where(Variant.product_id == product.id, Variant.is_active)
    )
    packs, offers, prices = session.execute(query.select_from(Variant)).one()
    if not packs:
        return "required"
    if not offers:
        return "no_offer"
    return None if prices else "no_price"
