"""Fill an empty shop with the demo."""

from datetime import timedelta

from sqlalchemy import select

from portal.catalog.models import Product
from portal.core import clock, upkeep
from portal.core.db import reading, transaction
from portal.demo import accounts, content, firms, goods, history, letters, listings, pictures
from portal.demo.pictures import Drawn
from portal.payments import gateways
from portal.payments.gateways.sandbox import NAME as SANDBOX
from portal.reference import families, load
from portal.reference.organisations import BRAND

OPENED = timedelta(days=100)  # how long ago the shop opened


def seed_if_empty() -> bool:
    """Fill in the demo where there is no product and no demo account yet; True when it did."""
    with reading() as session:
        is_used = session.scalar(select(Product.id).limit(1)) is not None
        if is_used or accounts.is_present(session):
            return False
    seed()
    return True


def seed(*, drawn: Drawn | None = None) -> None:
    """Firms, goods with pictures, people, and some weeks of orders. Opens its own transactions.

    The caller has migrated the database and refuses this in production. `drawn` are the pictures
    where the caller has them already; making them is two thirds of the time.
    """
    everything = content.goods(families.shelf_of(), BRAND)
    if drawn is None:
        drawn = pictures.render(everything)
    stored = pictures.store(everything, drawn)
    hashed = accounts.hashes()
    plan = history.plan(everything, clock.now())
    with clock.at(clock.now() - OPENED), transaction() as session:
        load.load(session)
        firms.add(session)
        accounts.add(session, hashed)
        made = goods.add(session, everything, history.units_of(plan))
        pictures.add(session, everything, made, stored)
        goods.publish(session, made)
    if SANDBOX not in gateways.enabled():
        gateways.configure((SANDBOX,))
    history.live_through(plan)
    history.tidy()
    listings.add(drawn)
    letters.send_old()
    with transaction() as session:
        upkeep.analyse(session)
