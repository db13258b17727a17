"""The history of an order is found by its index, whoever else has a history."""

import re

from portal.core import db
from portal.orders import queries
from tests.orders import sales, shop
from tests.orders.sales import Part


def test_no_step_of_anybody_else_is_read(session):
    """Of an OR over two machines SQLite read the whole table, a page slower with each order."""
    shop.network(session)
    order = sales.placed(session, Part(), Part())
    session.commit()
    token = db.statements.set([])
    page = queries.order_page(session, link=order.link)
    [steps] = [text for text in db.statements.get() if "state_changes" in text]
    db.statements.reset(token)

    assert {step.part for step in page.timeline} == {None, *(p.number for p in order.seller_orders)}
    assert steps.count("UNION ALL") == 2
    if db.is_sqlite(session):
        places = dict.fromkeys(re.findall(r":(\w+)", steps))
        plan = [row[3] for row in db.rows(session, f"EXPLAIN QUERY PLAN {steps}", places)]
        assert not [step for step in plan if step.startswith("SCAN state_changes")]
        assert sum("ix_state_changes_subject" in step for step in plan) == len(places) / 2
