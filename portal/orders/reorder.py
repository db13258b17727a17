"""The same again: what of an old order can still be bought goes into the cart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog.ladders import in_force
from portal.catalog.models import Offer
from portal.catalog.selling import is_sellable, with_seller
from portal.core import clock
from portal.core.errors import NotFound, Refused
from portal.orders.availability import free_units
from portal.orders.cart_rows import MOST_LINES, opened, put_lines
from portal.orders.holders import CartHolder
from portal.orders.models import Cart, CartLine, Order, OrderLine, SellerOrder


@dataclass(frozen=True, slots=True)
class Titled:
    """Goods that could not be had again."""

    title_fa: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Reordered:
    """`added` lines are in the cart, with fewer units where fewer are free."""

    added: int
    missing: tuple[Titled, ...]


def reorder(
    session: Session, *, link: str, token_hash: str | None = None, user_id: int | None = None
) -> Reordered:
    """Never fewer units than the cart has already. Five statements.

    Raises NotFound, Refused("cart_unknown") without a holder.
    """
    holder = CartHolder(token_hash, user_id)
    if not holder.is_known:
        raise Refused("cart_unknown")
    lines = _lines(session, link)
    cart_id = opened(session, holder)
    there = _there(session, cart_id)
    free = _free(session, cart_id, [line.offer_id for line in lines])
    room = MOST_LINES - len(there)
    wanted = _wanted(lines, there, free, room)
    prices = in_force(session, offers=wanted)
    put = {offer_id: (wanted[offer_id], price.minor) for offer_id, price in prices.items()}
    put_lines(session, cart_id, put)
    missing = [line for line in lines if line.offer_id not in put]
    return Reordered(len(put), tuple(Titled(line.title_fa, line.title_en) for line in missing))


def _wanted(
    lines: Sequence[OrderLine], there: Mapping[int, int], free: Mapping[int, int], room: int
) -> dict[int, int]:
    """Offer -> units: as ordered, no more than are free, new lines only while there is room."""
    buyable = [line for line in lines if free.get(line.offer_id, 0) > 0]
    known = [line for line in buyable if line.offer_id in there]
    new = [line for line in buyable if line.offer_id not in there][:room]
    return {
        line.offer_id: min(free[line.offer_id], max(line.quantity, there.get(line.offer_id, 0)))
        for line in (*known, *new)
    }


def _lines(session: Session, link: str) -> list[OrderLine]:
    mine = (
        select(OrderLine)
        .join(SellerOrder, SellerOrder.id == OrderLine.seller_order_id)
        .join(Order, Order.id == SellerOrder.order_id)
        .where(Order.link == link)
        .order_by(OrderLine.id)
    )
    lines = list(session.scalars(mine))
    if not lines:
        raise NotFound
    return lines


def _there(session: Session, cart_id: int) -> dict[int, int]:
    mine = select(CartLine.offer_id, CartLine.quantity).where(CartLine.cart_id == cart_id)
    return {row.offer_id: row.quantity for row in session.execute(mine)}


def _free(session: Session, cart_id: int, offer_ids: Sequence[int]) -> dict[int, int]:
    """Sellable offers -> free units."""
    now = clock.now()
    wanted = with_seller(
        select(Offer.id, free_units(Cart.id, now).label("free"))
        .select_from(Offer)
        .join(Cart, Cart.id == cart_id)
    ).where(Offer.id.in_(offer_ids), is_sellable(clock.tehran_day(now)))
    return {row.id: row.free for row in session.execute(wanted)}
