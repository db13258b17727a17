"""While listings are measured, somebody changes price or stock of five offers a second."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from portal.catalog import prices, stock
from portal.catalog.models import Offer
from portal.core import db

PER_SECOND = 5


@contextmanager
def writing() -> Iterator[list[int]]:
    """Changes through the domain, as a firm's desk would make them; yields a one-item counter."""
    with db.reading() as session:
        offers = [
            tuple(row) for row in session.execute(select(Offer.firm_id, Offer.sku).limit(2000))
        ]
    over, done = threading.Event(), [0]
    worker = threading.Thread(target=_run, args=(offers, over, done))
    worker.start()
    try:
        yield done
    finally:
        over.set()
        worker.join()


def _run(offers: list[tuple[int, str]], over: threading.Event, done: list[int]) -> None:
    chosen = random.Random(5)
    while not over.wait(1 / PER_SECOND):
        firm_id, sku = chosen.choice(offers)
        with db.transaction() as session:
            if chosen.random() < 0.5:
                stock.count(
                    session,
                    firm_id=firm_id,
                    sku=sku,
                    counted=chosen.randint(1, 500),
                    reason="bench",
                    by="clock",
                )
            else:
                prices.set_price(
                    session,
                    firm_id=firm_id,
                    sku=sku,
                    minor=chosen.randint(100, 900) * 10_000,
                    confirmed=True,
                    by="clock",
                )
        done[0] += 1
