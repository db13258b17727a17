"""kill -9 of the web process, again and again, while people buy (B38).

Every order that was acknowledged is there and balanced, every payment that was acknowledged is
booked, the inspection finds nothing, and a worker then delivers every message once.
"""

import pytest
from sqlalchemy import select

from portal import inspection
from portal.core import db, files, jobs
from portal.messaging.models import Message, MessageState
from portal.orders.models import Order, OrderState
from portal.payments.models import Payment, PaymentState
from tests import serving
from tests.crash.shoppers import Told, crowd
from tests.race import crowd as shop
from tests.working import wait_until

pytestmark = pytest.mark.crash

BUYERS = 60
EVERY = 4  # acknowledged orders between two kills


def kill_in_the_middle(url, folder, port, told, kills):
    """Serve, and kill the whole site as soon as a few more orders were placed; then serve on."""
    for _ in range(kills):
        site = serving.start_web(url, folder, port=port, workers=1)
        before = len(told.placed)
        wait_until(lambda seen=before: len(told.placed) >= seen + EVERY)
        site.kill()
    return serving.start_web(url, folder, port=port, workers=1)


def everything(kind):
    with db.reading() as session:
        return session.scalars(select(kind)).all()


@pytest.mark.asvs("2.3.3", "16.5.3")
@pytest.mark.parametrize(
    ("server", "kills"), [("sqlite", 6), ("postgresql", 4)], ids=["sqlite", "postgresql"]
)
def test_no_acknowledged_order_is_lost(server, kills, request, tmp_path):
    url = request.getfixturevalue(f"{server}_url")
    db.configure(url)
    files.configure(f"file://{tmp_path}/files")
    request.addfinalizer(db.current().engine.dispose)
    with db.transaction() as session:
        offer = shop.stocked(session, 10 * BUYERS)
        made = shop.baskets(session, offer, BUYERS)
    port, told = serving.free_port(), Told()

    buying = crowd(port, made, told)
    site = kill_in_the_middle(url, tmp_path, port, told, kills)
    try:
        for thread in buying:
            thread.join()
    finally:
        serving.end(site)

    assert told.lost == []
    assert len(told.placed) == len(told.paid) == BUYERS
    assert_all_is_there(told)
    with serving.worker(url, tmp_path):
        wait_until(lambda: not jobs.waiting(limit=1))
    assert_every_message_was_sent_once(told)


def assert_all_is_there(told):
    payments = {row.public_id: row for row in everything(Payment)}
    orders = {row.link: row for row in everything(Order)}
    assert set(told.placed) <= payments.keys()
    assert set(told.paid) <= orders.keys()
    assert all(payments[name].state is PaymentState.CAPTURED for name in told.placed)
    assert all(orders[link].state is OrderState.PAID for link in told.paid)
    assert len(orders) == BUYERS
    assert [result for result in inspection.run().results if result.level] == []


def assert_every_message_was_sent_once(told):
    assert jobs.failed() == []
    letters = everything(Message)
    assert {letter.state for letter in letters} == {MessageState.SENT}
    assert {letter.tries for letter in letters} == {1}
    said = [letter.key for letter in letters if letter.kind == "order_paid_buyer"]
    assert len(said) == len(set(said)) >= BUYERS
    assert jobs.waiting(limit=1) == []
