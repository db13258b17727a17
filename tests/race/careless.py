"""The shop as a careless hand would write it, for the canary alone: it looks, then writes.

The look comes before the order is numbered, as a check in the page would. On SQLite its writers
also begin as readers do, without asking for the writers' lock, and nothing is counted before.
"""

import time

from sqlalchemy import select, update

from portal.catalog import stock
from portal.catalog.models import Offer, StockHold
from portal.core import db, limits
from portal.core.errors import OutOfStock, Shortage
from portal.orders import writing

write_order = writing.write


def look_and_write(session, made, *facts, **named):
    for offer_id, wanted in sorted(made.wants.items()):
        free = session.scalar(select(Offer.on_hand - Offer.reserved).where(Offer.id == offer_id))
        if free < wanted:
            raise OutOfStock([Shortage(offer_id, wanted, free)])
    time.sleep(0.01)  # as any slower page would
    return write_order(session, made, *facts, **named)


def take(session, *, order_id, wants, holder, expires_at, by, visitor=None):
    for offer_id, wanted in sorted(wants.items()):
        more = update(Offer).where(Offer.id == offer_id).values(reserved=Offer.reserved + wanted)
        session.execute(more)
        session.add(
            StockHold(
                offer_id=offer_id, order_id=order_id, holder=holder, quantity=wanted,
                expires_at=expires_at,
            )
        )  # fmt: skip


def begin(connection):
    connection.exec_driver_sql("BEGIN DEFERRED")


def count(*_facts, **_named):
    return 0


writing.write = look_and_write
stock.take = take
limits.count = count
db._begin_sqlite = begin

from portal.app import create_app  # noqa: E402 - only now, with the guards off

app = create_app()
