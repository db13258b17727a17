"""What the buyer wrote at the address step, kept with the cart until the order is placed.

On the server, for it is personal: it goes with the cart after thirty days at the latest.
"""

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import changed
from portal.core.errors import Refused
from portal.orders.holders import CartHolder
from portal.orders.models import Cart

Written = Mapping[str, str | bool]


def keep(
    session: Session,
    *,
    token_hash: str | None = None,
    user_id: int | None = None,
    written: Written,
) -> None:
    """Field -> what was typed. Raises Refused("cart_empty") for a holder without a cart."""
    holder = CartHolder(token_hash, user_id)
    kept = update(Cart).where(holder.owns())
    if not changed(session, kept.values(delivery=dict(written), updated_at=clock.now())):
        raise Refused("cart_empty")


def kept(session: Session, *, token_hash: str | None = None, user_id: int | None = None) -> Written:
    """The same, {} when nothing was written. One statement."""
    holder = CartHolder(token_hash, user_id)
    return session.scalar(select(Cart.delivery).where(holder.owns())) or {}
