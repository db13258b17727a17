"""Prices that were set for a later day."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, raiseload

from portal.catalog.models import OfferPrice
from portal.core import clock


def coming(session: Session, *, offer_ids: Collection[int]) -> dict[int, list[OfferPrice]]:
    """Per offer the prices that are not in force yet, the nearest first. One statement."""
    later = (
        select(OfferPrice)
        .where(OfferPrice.offer_id.in_(sorted(offer_ids)), OfferPrice.valid_from > clock.now())
        .order_by(OfferPrice.valid_from, OfferPrice.minimum)
        .options(raiseload("*"))
    )
    found: dict[int, list[OfferPrice]] = defaultdict(list)
    for price in session.scalars(later):
        found[price.offer_id].append(price)
    return found
