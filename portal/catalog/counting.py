"""What the firm says about its shelf: goods received, and a count."""

from sqlalchemy.orm import Session

from portal.catalog import shelf
from portal.catalog.finding import own_offer
from portal.catalog.models import MovementKind, Offer
from portal.catalog.shelf import Step
from portal.core.errors import Invalid

MOST = 1_000_000  # units; more is a typing error


def count(session: Session, *, firm_id: int, sku: str, counted: int, reason: str, by: str) -> Offer:
    """The shelf holds `counted` units (>= 0): what was promised stays promised.

    A count below `reserved` is accepted: sale stops and a shortage task opens, which closes by
    itself once there is enough again (marketplace.md 2.3). Raises NotFound, Invalid.
    """
    _require(counted, field="counted", least=0)
    offer = own_offer(session, firm_id=firm_id, sku=sku)
    places = shelf.lock(session, [offer.id])
    change = counted - places[offer.id].on_hand
    step = Step(offer.id, MovementKind.COUNTED, on_hand=change, reason=reason)
    shelf.move(session, places, [step], by=by)
    session.refresh(offer)
    return offer


def receive(
    session: Session, *, firm_id: int, sku: str, quantity: int, reason: str, by: str
) -> Offer:
    """`quantity` units (>= 1) came in. Raises NotFound, Invalid."""
    _require(quantity, field="quantity", least=1)
    offer = own_offer(session, firm_id=firm_id, sku=sku)
    places = shelf.lock(session, [offer.id])
    _require(places[offer.id].on_hand + quantity, field="quantity", least=1)
    step = Step(offer.id, MovementKind.RECEIVED, on_hand=quantity, reason=reason)
    shelf.move(session, places, [step], by=by)
    session.refresh(offer)
    return offer


def _require(units: int, *, field: str, least: int) -> None:
    if units < least:
        raise Invalid({field: "too_small"})
    if units > MOST:
        raise Invalid({field: "too_large"})
