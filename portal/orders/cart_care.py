"""The cart as a whole: a guest's joins the user's at sign-in, short lines shrink."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from portal.orders import basket
from portal.orders.basket import BasketLine
from portal.orders.cart_rows import MOST_LINES, put_lines
from portal.orders.holders import CartHolder
from portal.orders.models import Cart, CartLine, Order, OrderState


def merge(session: Session, *, token_hash: str, user_id: int) -> int:
    """At sign-in the guest's lines go into the user's cart; returns how many came.

    Of an offer in both the larger quantity stays: the same basket filled on two devices must not
    double. An unpaid order of the guest's cart stays open under the user's.
    """
    guest = session.scalar(select(Cart).where(Cart.token_hash == token_hash))
    if guest is None:
        return 0
    own = session.scalar(select(Cart).where(Cart.user_id == user_id))
    if own is None:
        guest.token_hash, guest.user_id = None, user_id
        session.flush()
        return len(guest.lines)
    moved = _moved(guest, own)
    put_lines(session, own.id, moved)
    _adopt_order(session, guest.id, own.id)
    session.execute(delete(CartLine).where(CartLine.cart_id == guest.id))
    session.execute(delete(Cart).where(Cart.id == guest.id))
    session.expire_all()
    return len(moved)


def _moved(guest: Cart, own: Cart) -> dict[int, tuple[int, int]]:
    """Offer -> (units, price seen); new lines only as far as the cart has room."""
    there = {line.offer_id: line.quantity for line in own.lines}
    room = MOST_LINES - len(there)
    fresh = [line for line in guest.lines if line.offer_id not in there][: max(0, room)]
    larger = [
        line
        for line in guest.lines
        if line.offer_id in there and line.quantity > there[line.offer_id]
    ]
    return {line.offer_id: (line.quantity, line.price_seen) for line in (*fresh, *larger)}


def _adopt_order(session: Session, guest_id: int, own_id: int) -> None:
    """Only one unpaid order may stand on a cart (uq_orders_open_cart)."""
    unpaid = Order.state == OrderState.AWAITING_PAYMENT
    has_own = exists().where(Order.cart_id == own_id, unpaid)
    if not session.scalar(select(has_own)):
        session.execute(
            update(Order).where(Order.cart_id == guest_id, unpaid).values(cart_id=own_id)
        )


def set_to_available(
    session: Session, *, token_hash: str | None = None, user_id: int | None = None
) -> int:
    """Short lines get what is free, lines that nobody can buy go; returns how many changed."""
    lines = basket.read(session, CartHolder(token_hash, user_id))
    gone = [line for line in lines if not line.is_sellable or line.free < 1]
    short = [line for line in lines if line not in gone and line.free < line.line.quantity]
    rows = _rows(session, [*short, *gone])
    for one in short:
        rows[one.line.id].quantity = one.free
    for one in gone:
        session.delete(rows[one.line.id])
    session.flush()
    return len(gone) + len(short)


def accept_prices(
    session: Session, *, token_hash: str | None = None, user_id: int | None = None
) -> None:
    """The buyer has read the "changed from ... to ..." notes."""
    lines = basket.read(session, CartHolder(token_hash, user_id))
    rows = _rows(session, lines)
    for one in lines:
        rows[one.line.id].price_seen = one.unit_price
    session.flush()


def _rows(session: Session, lines: Iterable[BasketLine]) -> dict[int, CartLine]:
    """The rows of lines, to be changed."""
    wanted = select(CartLine).where(CartLine.id.in_([one.line.id for one in lines]))
    return {row.id: row for row in session.scalars(wanted)}


def forget_old(session: Session, *, before: datetime) -> int:
    """Delete guests' carts untouched since `before` (security.md 4.12); returns how many."""
    old = session.scalars(
        select(Cart.id).where(Cart.user_id.is_(None), Cart.updated_at < before).limit(500)
    ).all()
    session.execute(delete(CartLine).where(CartLine.cart_id.in_(old)))
    session.execute(delete(Cart).where(Cart.id.in_(old)))
    return len(old)
