"""Two tabs, double clicks, two people at one order: threads on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import func, select

from portal.catalog.models import Offer
from portal.core import db
from portal.core.errors import DomainError, OutOfStock, Refused
from portal.core.tokens import digest
from portal.orders import cancelling, cart, checkout, fulfilment, invoices
from portal.orders.models import CartLine, Invoice, Order, SellerOrder
from portal.orders.models import SellerOrderState as State
from portal.payments.models import Refund
from tests import make
from tests.orders import shop

pytestmark = pytest.mark.race


def together(*acts: Callable[[], object]) -> list[object]:
    """Run all at once, each in a thread; the answers, or what was raised, in order."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait(60)
        try:
            return act()
        except DomainError as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


@pytest.fixture
def oil(database):
    with db.transaction() as session:
        shop.network(session)
        return shop.goods(session, make.organisation(session))


def placing(sent, **changes):
    def act() -> str:
        return db.retrying(lambda session: checkout.place(session, **sent | changes).public_id)

    return act


def sent_form(oil, units=3):
    with db.transaction() as session:
        shop.fill(session, (oil, units))
        return shop.form(session)


def stand(oil):
    """(orders, units reserved)."""
    with db.reading() as session:
        orders = session.scalar(select(func.count()).select_from(Order))
        return orders, session.get_one(Offer, oil.id).reserved


def test_a_double_click_makes_one_order(oil):
    sent = sent_form(oil)

    answers = together(*[placing(sent)] * 8)

    assert len(set(answers)) == 1
    assert stand(oil) == (1, 3)


def test_twenty_tabs_of_one_basket_make_one_order(oil):
    sent = sent_form(oil)

    answers = together(*(placing(sent, idempotency_key=f"tab-{n}") for n in range(20)))

    assert len(set(answers)) == 1
    assert stand(oil) == (1, 3)


@pytest.mark.asvs("2.3.4")
def test_twelve_buyers_and_twenty_units(oil):
    forms = []
    for n in range(12):
        with db.transaction() as session:
            holder = {"token_hash": digest(f"buyer {n}")}
            shop.fill(session, (oil, 4), **holder)
            buyer = replace(shop.BUYER, mobile=f"091211122{n:02d}")
            forms.append(shop.form(session, buyer=buyer, **holder))

    answers = together(*(placing(sent) for sent in forms))

    refused = [answer for answer in answers if isinstance(answer, OutOfStock)]
    assert (len(answers) - len(refused), len(refused)) == (5, 7)
    assert stand(oil) == (5, 20)


def test_adding_in_two_tabs_loses_nothing_but_the_cart_has_one_line(oil):
    def add() -> int:
        with db.transaction() as session:
            return cart.set_quantity(
                session, token_hash=shop.GUEST, offer=oil.public_id, quantity=7
            ).quantity

    with db.transaction() as session:
        shop.fill(session, (oil, 1))
    assert together(*[add] * 6) == [7] * 6
    with db.reading() as session:
        assert session.scalars(select(CartLine.quantity)).all() == [7]


def test_the_first_line_of_a_cart_from_two_tabs_makes_one_cart(oil):
    def add() -> int:
        return db.retrying(
            lambda session: (
                cart.add(session, token_hash=shop.GUEST, offer=oil.public_id, quantity=1).quantity
            )
        )

    together(*[add] * 6)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(CartLine)) == 1


def paid_part(oil):
    with db.transaction() as session:
        return shop.bought(session, (oil, 2)).seller_orders[0]


def test_invoices_asked_for_at_once_are_one(oil):
    part = paid_part(oil)
    with db.reading() as session:
        link = session.get_one(SellerOrder, part.id).order.link

    def ask() -> str:
        return db.retrying(
            lambda session: (
                invoices.ask(session, link=link, part=part.public_id, by="buyer").public_id
            )
        )

    assert len(set(together(*[ask] * 6))) == 1
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Invoice)) == 1


def test_shipped_or_cancelled_but_never_both(oil):
    part = paid_part(oil)
    facts = {"firm_id": part.firm_id, "number": part.number, "by": "user:x"}
    with db.transaction() as session:
        fulfilment.accept(session, **facts)
        link = session.get_one(SellerOrder, part.id).order.link

    def ship() -> object:
        return db.retrying(
            lambda session: fulfilment.ship(session, tracking="1" * 24, **facts).state
        )

    def cancel() -> object:
        return db.retrying(
            lambda session: len(cancelling.cancel_order(session, link=link, by="buyer"))
        )

    answers = together(ship, cancel)

    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    with db.reading() as session:
        row = session.get_one(SellerOrder, part.id)
        offer = session.get_one(Offer, oil.id)
        refunds = session.scalar(select(func.count()).select_from(Refund))
        sent = (State.SHIPPED, 18, 0, 0)
        gone = (State.CANCELLED, 20, 0, 1)
        assert (row.state, offer.on_hand, offer.reserved, refunds) in {sent, gone}


def test_cancelled_twice_at_once_gives_money_once(oil):
    part = paid_part(oil)
    with db.reading() as session:
        link = session.get_one(SellerOrder, part.id).order.link

    def cancel() -> int:
        return db.retrying(
            lambda session: len(cancelling.cancel_order(session, link=link, by="buyer"))
        )

    answers = together(cancel, cancel, cancel)

    assert sum(answer for answer in answers if isinstance(answer, int)) == 1
    assert stand(oil) == (1, 0)
