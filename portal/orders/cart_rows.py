"""The rows of a cart, written so that two tabs never collide."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import is_sqlite
from portal.orders.holders import CartHolder
from portal.orders.models import Cart, CartLine

MOST_LINES = 20  # security.md 4.4
MOST_UNITS = 999


def opened(session: Session, holder: CartHolder) -> int:
    """The key of the holder's cart, made where there is none; two rivals get the same one."""
    insert: Any = sqlite_insert if is_sqlite(session) else postgresql_insert
    row = insert(Cart).values(**holder.facts)
    touched = row.on_conflict_do_update(
        index_elements=list(holder.facts), set_={"updated_at": clock.now()}
    )
    return int(session.execute(touched.returning(Cart.id)).scalar_one())


def put_lines(session: Session, cart_id: int, wants: Mapping[int, tuple[int, int]]) -> None:
    """Set lines: offer -> (units, price seen in rials). One statement, whatever was there."""
    if not wants:
        return
    rows = [
        {"cart_id": cart_id, "offer_id": offer_id, "quantity": quantity, "price_seen": seen}
        for offer_id, (quantity, seen) in wants.items()
    ]
    session.flush()  # statements on the connection flush nothing by themselves
    session.connection().execute(_upsert(is_sqlite=is_sqlite(session)), rows)


@cache
def _upsert(*, is_sqlite: bool) -> Insert:
    insert: Any = sqlite_insert if is_sqlite else postgresql_insert
    row = insert(CartLine)
    changed: Insert = row.on_conflict_do_update(
        index_elements=["cart_id", "offer_id"],
        set_={"quantity": row.excluded.quantity, "price_seen": row.excluded.price_seen},
    )
    return changed
