"""A firm offers a pack under its own SKU: of its own product, or of one of the joint brand."""

import re

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.catalog import cards
from portal.catalog.finding import own_offer
from portal.catalog.models import (
    OFFER,
    Offer,
    OfferState,
    Ownership,
    Product,
    ProductState,
    Variant,
)
from portal.core.errors import Invalid, NotFound, Refused
from portal.core.text import latin_digits

_SKU = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
MOST_LOW = 1_000_000


def create(
    session: Session, *, firm_id: int, variant_id: str, sku: str, low_at: int = 5, by: str
) -> Offer:
    """Offer a variant (public id); stock and price come next, through `stock` and `prices`.

    Raises NotFound, Invalid({"sku" | "low_at": code}), Refused("sku_taken" | "already_offered").
    """
    variant = _offerable(session, firm_id, variant_id)
    taken = select(Offer.id).where(Offer.firm_id == firm_id, Offer.variant_id == variant.id)
    if session.scalar(taken) is not None:
        raise Refused("already_offered")
    offer = Offer(
        firm_id=firm_id,
        variant_id=variant.id,
        sku=_clean_sku(sku),
        low_at=_clean_low(low_at),
        state=OfferState.ACTIVE,
    )
    _save(session, offer)
    OFFER.begin(session, offer, by=by)
    cards.refresh(session, [variant.product_id])
    return offer


def _offerable(session: Session, firm_id: int, variant_id: str) -> Variant:
    """A pack of the firm's own product, or of a joint one that is on sale."""
    is_joint = (Product.ownership == Ownership.JOINT) & (Product.state == ProductState.LIVE)
    query = (
        select(Variant)
        .join(Product, Product.id == Variant.product_id)
        .where(
            Variant.public_id == variant_id,
            Product.state != ProductState.RETIRED,
            or_(Product.owner_id == firm_id, is_joint),
        )
    )
    variant = session.scalar(query)
    if variant is None:
        raise NotFound
    return variant


def _clean_sku(typed: str) -> str:
    sku = latin_digits(typed).strip()
    if not sku:
        raise Invalid({"sku": "required"})
    if not _SKU.fullmatch(sku):
        raise Invalid({"sku": "bad_sku"})
    return sku


def _clean_low(units: int) -> int:
    if units < 0:
        raise Invalid({"low_at": "too_small"})
    if units > MOST_LOW:
        raise Invalid({"low_at": "too_large"})
    return units


def _save(session: Session, offer: Offer) -> None:
    """Let the database decide whether the SKU is free: two tabs may ask at once."""
    try:
        with session.begin_nested():
            session.add(offer)
            session.flush()
    except IntegrityError:
        raise Refused("sku_taken", sku=offer.sku) from None


def edit(
    session: Session,
    *,
    firm_id: int,
    sku: str,
    new_sku: str | None = None,
    low_at: int | None = None,
) -> Offer:
    """Rename the SKU, or move the number of free units at which the firm is warned.

    Raises NotFound, Invalid({"sku" | "low_at": code}), Refused("sku_taken").
    """
    offer = own_offer(session, firm_id=firm_id, sku=sku)
    if low_at is not None:
        offer.low_at = _clean_low(low_at)
    if new_sku is not None and _clean_sku(new_sku) != offer.sku:
        _rename(session, offer, _clean_sku(new_sku))
    session.flush()
    return offer


def _rename(session: Session, offer: Offer, sku: str) -> None:
    session.flush()
    try:
        with session.begin_nested():
            offer.sku = sku
            session.flush()
    except IntegrityError:
        raise Refused("sku_taken", sku=sku) from None


def pause(session: Session, *, firm_id: int, sku: str, by: str) -> Offer:
    """Not for sale for the present; what was sold is still sent."""
    return _turn(session, firm_id, sku, OfferState.PAUSED, by)


def resume(session: Session, *, firm_id: int, sku: str, by: str) -> Offer:
    """For sale again."""
    return _turn(session, firm_id, sku, OfferState.ACTIVE, by)


def end(session: Session, *, firm_id: int, sku: str, by: str) -> Offer:
    """Off the shelf; the row stays, as orders point to it."""
    return _turn(session, firm_id, sku, OfferState.ENDED, by)


def _turn(session: Session, firm_id: int, sku: str, state: OfferState, by: str) -> Offer:
    offer = own_offer(session, firm_id=firm_id, sku=sku)
    if offer.state is state:  # a second tap
        return offer
    OFFER.move(session, offer, state, by=by)
    session.flush()
    product_id = select(Variant.product_id).where(Variant.id == offer.variant_id)
    cards.refresh(session, [session.execute(product_id).scalar_one()])
    return offer
