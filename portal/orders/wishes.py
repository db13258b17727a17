"""An offer beside what a cart already has of it: all that "add to cart" must know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Date, Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from portal.catalog.ladders import Price, latest
from portal.catalog.models import Offer, OfferPrice
from portal.catalog.selling import is_sellable, with_seller
from portal.core import audit, clock
from portal.core.db import UtcDateTime
from portal.core.errors import NotFound, TooMany
from portal.core.money import Currency
from portal.orders.availability import free_units
from portal.orders.holders import CartHolder, held_by
from portal.orders.models import Cart, CartLine

STALE = timedelta(days=1)  # how old a cart's `updated_at` may grow before it is written again
MINUTE = timedelta(minutes=1)
MOST_A_MINUTE = 60  # acts on one cart, as the audit log has them


@dataclass(frozen=True, slots=True)
class Wish:
    """`held` units of the offer are in the cart (None: no line), which has `lines` lines.

    `cart_id` is None without a cart, or when the cart is due to be touched.
    """

    offer_id: int
    is_sellable: bool
    free: int
    ladder: list[Price]
    cart_id: int | None
    held: int | None
    lines: int


def look_up(session: Session, holder: CartHolder, offer: str) -> Wish:
    """The offer (public id), its prices and the cart's share of it; NotFound, TooMany.

    One statement.
    """
    if not holder.is_known:
        raise NotFound
    now = clock.now()
    rows = session.execute(_rows(holder.column), _binds(holder, offer, now)).all()
    if not rows:
        raise NotFound
    first = rows[0]
    if first.acts >= MOST_A_MINUTE:
        raise TooMany(int(MINUTE.total_seconds()))
    is_fresh = first.updated_at is not None and now - first.updated_at < STALE
    return Wish(
        offer_id=first.offer_id,
        is_sellable=first.is_sellable,
        free=max(0, first.free),
        ladder=_ladder(rows),
        cart_id=first.cart_id if is_fresh else None,
        held=first.held,
        lines=first.lines,
    )


def _ladder(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Price]:
    return [
        Price(row.minor, row.was_minor, row.minimum, Currency.IRR)
        for row in rows
        if row.minor is not None
    ]


def _binds(holder: CartHolder, offer: str, now: datetime) -> dict[str, object]:
    return {
        "holder": holder.key,
        "name": holder.name,
        "offer": offer,
        "now": now,
        "today": clock.tehran_day(now),
        "since": now - MINUTE,
    }


@cache
def _rows(column: str) -> Select[*tuple[Any, ...]]:
    """One row per step of the price ladder."""
    is_named = Offer.public_id == bindparam("offer")
    now = bindparam("now", type_=UtcDateTime())
    prices = latest(OfferPrice.offer_id.in_(select(Offer.id).where(is_named)), at=now)
    cart = select(Cart.id).where(held_by(column)).scalar_subquery()
    touched = select(Cart.updated_at).where(held_by(column)).scalar_subquery()
    acts = audit.acts("cart", bindparam("name"), since=bindparam("since", type_=UtcDateTime()))
    lines = select(func.count(CartLine.id)).where(CartLine.cart_id == cart).scalar_subquery()
    held = (
        select(CartLine.quantity)
        .where(CartLine.cart_id == cart, CartLine.offer_id == Offer.id)
        .scalar_subquery()
    )
    chosen = select(
        Offer.id.label("offer_id"),
        is_sellable(bindparam("today", type_=Date())).label("is_sellable"),
        free_units(cart, now).label("free"),
        cart.label("cart_id"),
        touched.label("updated_at"),
        held.label("held"),
        lines.label("lines"),
        acts.label("acts"),
        prices.c.minimum,
        prices.c.minor,
        prices.c.was_minor,
    )
    return (
        with_seller(chosen.select_from(Offer))
        .outerjoin(prices, prices.c.offer_id == Offer.id)
        .where(is_named)
        .order_by(prices.c.minimum)
    )
