"""The basket: put in, change, take out. It holds no stock; it never asks for more than is free."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.catalog.ladders import step_for
from portal.catalog.models import Offer
from portal.core.errors import Invalid, NotFound, Refused
from portal.core.native import Statement
from portal.orders.cart_care import accept_prices, merge, set_to_available
from portal.orders.cart_rows import MOST_LINES, MOST_UNITS, opened, put_lines
from portal.orders.cart_view import view
from portal.orders.holders import CartHolder, held_by
from portal.orders.models import Cart, CartLine
from portal.orders.wishes import Wish, look_up

__all__ = [
    "Added",
    "accept_prices",
    "add",
    "count_units",
    "merge",
    "remove",
    "set_quantity",
    "set_to_available",
    "view",
]


@dataclass(frozen=True, slots=True)
class Added:
    """`quantity` is what the cart now holds of the offer; capped: fewer than were asked for."""

    quantity: int
    free: int
    is_capped: bool


def count_units(
    session: Session, *, token_hash: str | None = None, user_id: int | None = None
) -> int:
    """Units in the cart, for the badge in the header."""
    holder = CartHolder(token_hash, user_id)
    ((units,),) = _units(holder.column).rows(session, holder=holder.key)
    return int(units)


@cache
def _units(column: str) -> Statement:
    units = select(func.coalesce(func.sum(CartLine.quantity), 0)).join(Cart)
    return Statement(lambda: units.where(held_by(column)))


def add(
    session: Session,
    *,
    token_hash: str | None = None,
    user_id: int | None = None,
    offer: str,
    quantity: int,
) -> Added:
    """`quantity` more units of the offer (public id); capped at what is free.

    Two statements, three for the first line of a cart. Raises Invalid({"quantity": "too_small" |
    "too_large"}), NotFound, Refused("sold_out" | "not_sellable" | "too_many_lines").
    """
    holder = CartHolder(token_hash, user_id)
    _require_quantity(quantity)
    wish = look_up(session, holder, offer)
    return _put(session, holder, wish, (wish.held or 0) + quantity)


def set_quantity(
    session: Session,
    *,
    token_hash: str | None = None,
    user_id: int | None = None,
    offer: str,
    quantity: int,
) -> Added:
    """Exactly `quantity` units of an offer that is in the cart; capped and refused as `add` is."""
    holder = CartHolder(token_hash, user_id)
    _require_quantity(quantity)
    wish = look_up(session, holder, offer)
    if wish.held is None:
        raise NotFound
    return _put(session, holder, wish, quantity)


def remove(
    session: Session, *, token_hash: str | None = None, user_id: int | None = None, offer: str
) -> None:
    """Harmless when it is not there: a second tab may have been quicker."""
    mine = select(Cart.id).where(CartHolder(token_hash, user_id).owns())
    named = select(Offer.id).where(Offer.public_id == offer)
    gone = delete(CartLine).where(CartLine.cart_id.in_(mine), CartLine.offer_id.in_(named))
    session.execute(gone.execution_options(synchronize_session="fetch"))


def _require_quantity(quantity: int) -> None:
    if quantity < 1:
        raise Invalid({"quantity": "too_small"})
    if quantity > MOST_UNITS:
        raise Invalid({"quantity": "too_large"})


def _put(session: Session, holder: CartHolder, wish: Wish, wanted: int) -> Added:
    quantity = min(wanted, MOST_UNITS, wish.free)
    if not wish.is_sellable or not wish.ladder:
        raise Refused("not_sellable")
    if quantity < 1:
        raise Refused("sold_out")
    if wish.held is None and wish.lines >= MOST_LINES:
        raise Refused("too_many_lines", limit=MOST_LINES)
    price = step_for(wish.ladder, quantity)
    if price is None:
        raise Refused("below_minimum", minimum=wish.ladder[0].minimum)
    cart_id = opened(session, holder) if wish.cart_id is None else wish.cart_id
    put_lines(session, cart_id, {wish.offer_id: (quantity, price.minor)})
    return Added(quantity, wish.free, is_capped=quantity < wanted)
