"""A firm sets a price: refused when it is surely a typing error, asked about when it may be one."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog import cards
from portal.catalog.finding import own_offer
from portal.catalog.ladders import Price, in_force, step_for, tiers
from portal.catalog.models import Offer, OfferPrice, Variant
from portal.core import clock
from portal.core.errors import Invalid, Refused
from portal.core.money import Currency

__all__ = ["Price", "in_force", "refresh_due", "set_price", "tiers"]

DEAREST = 100_000_000_000  # minor units; ten billion toman is no price of a pack
LARGEST_MINIMUM = 10_000
TOMAN = 10  # rials; prices are read and typed in toman
JUMP_PERCENT = 30  # a zero too many or too few (Toman/Rial) is ten times (marketplace.md 2.14)


def set_price(
    session: Session,
    *,
    firm_id: int,
    sku: str,
    minor: int,
    was_minor: int | None = None,
    minimum: int = 1,
    currency: Currency = Currency.IRR,
    valid_from: datetime | None = None,
    confirmed: bool = False,
    by: str,
) -> OfferPrice:
    """A new price for one unit (VAT included) of at least `minimum`, from `valid_from` (now) on.

    Raises Refused("price_jump", was=, now=) beyond 30 % of the present price unless `confirmed`,
    and Invalid for "price", "was" or "minimum". `tier_order`: more units must not cost more each.
    """
    offer = own_offer(session, firm_id=firm_id, sku=sku)
    moment = valid_from or clock.now()
    ladder = tiers(session, offer_ids=[offer.id], currency=currency, at=moment)
    _check(ladder.get(offer.id, []), Price(minor, was_minor, minimum, currency))
    if not confirmed:
        _refuse_jump(ladder.get(offer.id, []), minor, minimum)
    row = OfferPrice(
        offer_id=offer.id,
        minimum=minimum,
        minor=minor,
        was_minor=was_minor,
        currency=currency,
        valid_from=moment,
        created_by=by,
    )
    session.add(row)
    session.flush()
    _refresh(session, offer)
    return row


def _check(ladder: list[Price], new: Price) -> None:
    errors = {"minimum": _minimum_fault(new), "was": _was_fault(new), "price": _fault(ladder, new)}
    found = {field: code for field, code in errors.items() if code}
    if found:
        raise Invalid(found)


def _minimum_fault(new: Price) -> str | None:
    if new.minimum < 1:
        return "too_small"
    return "too_large" if new.minimum > LARGEST_MINIMUM else None


def _was_fault(new: Price) -> str | None:
    is_below = new.was_minor is not None and new.was_minor <= new.minor
    return "not_above_price" if is_below else None


def _fault(ladder: list[Price], new: Price) -> str | None:
    if new.minor <= 0:
        return "too_small"
    if new.minor > DEAREST:
        return "too_large"
    if new.currency is Currency.IRR and new.minor % TOMAN:
        return "not_whole_toman"
    is_crooked = any(
        (other.minimum < new.minimum and other.minor < new.minor)
        or (other.minimum > new.minimum and other.minor > new.minor)
        for other in ladder
    )
    return "tier_order" if is_crooked else None


def _refuse_jump(ladder: list[Price], minor: int, minimum: int) -> None:
    present = step_for(ladder, minimum)
    if present and abs(minor - present.minor) * 100 > present.minor * JUMP_PERCENT:
        raise Refused("price_jump", was=present.minor, now=minor)


def _refresh(session: Session, offer: Offer) -> None:
    product_id = select(Variant.product_id).where(Variant.id == offer.variant_id)
    cards.refresh(session, [session.execute(product_id).scalar_one()])


def refresh_due(session: Session, *, since: datetime) -> int:
    """Refresh the cards of products with a price that came into force after `since`.

    For the schedule; returns how many products. Running it twice does no harm.
    """
    due = (
        select(Variant.product_id)
        .join(Offer, Offer.variant_id == Variant.id)
        .join(OfferPrice, OfferPrice.offer_id == Offer.id)
        .where(OfferPrice.valid_from > since, OfferPrice.valid_from <= clock.now())
        .distinct()
        .order_by(Variant.product_id)
    )
    product_ids = session.scalars(due).all()
    if product_ids:
        cards.refresh(session, product_ids)
    return len(product_ids)
