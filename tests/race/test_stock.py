"""Two hundred rivals for twenty units: exactly twenty get one, on both databases.

The canary, in this file only, replaces the guard by read-then-write and shows that the test bites.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.catalog import shelf, stock
from portal.catalog.models import HoldState, MovementKind, Offer, StockHold
from portal.catalog.shelf import Place, Step
from portal.core.db import transaction
from portal.core.errors import OutOfStock, Refused
from tests.catalog import makers

pytestmark = pytest.mark.race

RIVALS = 200
UNITS = 20


def all_at_once(acts: Iterable[Callable[[], str]]) -> Counter[str]:
    """Run every act in its own thread, started together; what each said, or its error's name."""
    acts = list(acts)
    start = threading.Barrier(len(acts))
    said: list[str] = []

    def run(act: Callable[[], str]) -> None:
        start.wait()
        try:
            said.append(act())
        except Refused as refusal:
            said.append(refusal.code)
        except Exception as error:  # noqa: BLE001 - the name is the finding
            said.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(said)


def taking(wants: dict[int, int], **facts: object) -> Callable[[], str]:
    def act() -> str:
        with transaction() as session:
            makers.hold(session, wants, **facts)
        return "held"

    return act


@pytest.fixture
def offer(session):
    made = makers.offer(session, units=UNITS)
    session.commit()
    return made


def held(session) -> int:
    session.rollback()
    query = select(func.sum(StockHold.quantity)).where(StockHold.state == HoldState.ACTIVE)
    return int(session.scalar(query) or 0)


@pytest.mark.asvs("2.3.4")
def test_twenty_of_two_hundred_buyers_get_one(session, offer):
    said = all_at_once(taking({offer.id: 1}) for _ in range(RIVALS))

    assert said == {"held": UNITS, OutOfStock.__name__: RIVALS - UNITS}
    assert held(session) == UNITS
    makers.assert_the_books_agree(session)


def test_opposite_orders_of_two_offers_never_block_each_other(session):
    a, b = (makers.offer(session, units=1000).id for _ in range(2))
    session.commit()

    pairs = [taking({a: 1, b: 2}) for _ in range(100)] + [taking({b: 1, a: 2}) for _ in range(100)]

    assert all_at_once(pairs) == {"held": 200}
    makers.assert_the_books_agree(session)


@pytest.mark.asvs("2.3.2")
def test_one_mobile_in_many_tabs_keeps_a_tenth(session):
    tin = makers.offer(session, units=100)
    session.commit()

    said = all_at_once(taking({tin.id: 1}, holder="me") for _ in range(50))

    assert said == {"held": 10, "hoarding": 40}


def test_a_late_hold_is_either_paid_or_given_to_others(session):
    """Ten late holds are being paid while rivals want their units: nothing is lost or doubled."""
    tin = makers.offer(session, units=UNITS)
    late = [makers.hold(session, {tin.id: 2}, minutes=-1) for _ in range(10)]
    session.commit()

    def paying(order: int) -> Callable[[], str]:
        def act() -> str:
            with transaction() as mine:
                stock.consume(mine, order_id=order, by="gateway")
            return "paid"

        return act

    said = all_at_once([*map(paying, late), *(taking({tin.id: 1}) for _ in range(60))])

    assert said["paid"] + said["hold_ended"] == 10
    assert said["held"] + said[OutOfStock.__name__] == 60
    assert 2 * said["paid"] + said["held"] <= UNITS
    makers.assert_the_books_agree(session)


def test_paying_and_the_clock_never_release_what_was_sold(session):
    tins = [makers.offer(session, units=50).id for _ in range(3)]
    late = [makers.hold(session, dict.fromkeys(tins, 1), minutes=-1) for _ in range(30)]
    session.commit()

    def sweeping() -> str:
        with transaction() as mine:
            stock.release_expired(mine)
        return "swept"

    def paying(order: int) -> Callable[[], str]:
        def act() -> str:
            with transaction() as mine:
                if not stock.is_held(mine, order_id=order):
                    raise Refused("hold_ended")
                stock.consume(mine, order_id=order, by="gateway")
            return "paid"

        return act

    said = all_at_once([*map(paying, late), *[sweeping] * 10])

    assert said["swept"] == 10
    assert said["paid"] + said["hold_ended"] == 30
    makers.assert_the_books_agree(session)


def test_the_guard_alone_keeps_twenty(session, offer):
    """Even those who looked before and hold no lock cannot claim what is gone."""
    seen = {offer.id: Place(offer.id, 0, UNITS, 0, is_sellable=True)}
    step = Step(offer.id, MovementKind.HELD, reserved=1)

    def act() -> str:
        with transaction() as mine:
            shelf.move(mine, seen, [step], by="test")
        return "held"

    said = all_at_once([act] * RIVALS)

    assert said == {"held": UNITS, OutOfStock.__name__: RIVALS - UNITS}
    session.rollback()
    assert makers.numbers(session, offer) == (UNITS, UNITS)


# The canary: what the guard is for.


def take_unguarded(session, offer_id: int) -> str:
    """What a careless hand would write: look first, then write."""
    free = session.scalar(select(Offer.on_hand - Offer.reserved).where(Offer.id == offer_id))
    if free < 1:
        raise OutOfStock([])
    time.sleep(0.005)
    session.execute(update(Offer).where(Offer.id == offer_id).values(reserved=Offer.reserved + 1))
    return "held"


def test_without_the_guard_postgresql_oversells(request, postgresql_url):
    from portal.core import db

    database = db.configure(postgresql_url)
    request.addfinalizer(database.engine.dispose)
    with transaction() as session:
        offer_id = makers.offer(session, units=UNITS).id

    def act() -> str:
        with transaction() as mine:
            return take_unguarded(mine, offer_id)

    said = all_at_once(act for _ in range(RIVALS))

    assert said["held"] > UNITS


def test_without_immediate_writers_sqlite_answers_that_it_is_locked(request, sqlite_url):
    from portal.core import db

    database = db.configure(sqlite_url)
    request.addfinalizer(database.engine.dispose)
    with transaction() as session:
        offer_id = makers.offer(session, units=UNITS).id

    def act() -> str:
        with Session(database.reader) as mine:  # a writer that begins DEFERRED, as a reader does
            said = take_unguarded(mine, offer_id)
            mine.commit()
            return said

    said = all_at_once(act for _ in range(RIVALS))

    assert said[OperationalError.__name__] > 0
    assert said["held"] <= UNITS
