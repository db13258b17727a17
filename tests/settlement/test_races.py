"""Exactly once, whoever asks and in whatever order."""

import threading

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import settlement
from portal.catalog.models import Offer, StockHold
from portal.core.db import reading, retrying
from portal.core.errors import Refused
from portal.core.states import StateChange
from portal.ledger.models import Entry, Journal
from portal.messaging.models import Message
from portal.orders import checkout
from portal.orders.models import Order
from portal.payments.models import AttemptState, PaymentAttempt, Refund, RefundState
from tests.orders import sales
from tests.orders.sales import Goods, Part
from tests.settlement.conftest import Shop


def all_at_once(*works):
    """Run them in threads that start together; what each gave back, or the refusal it met."""
    told, gate = [], threading.Barrier(len(works))

    def run(work):
        gate.wait()
        try:
            told.append(work())
        except Refused as refused:
            told.append(refused.code)
        except BaseException as fault:
            told.append(fault)
            raise

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not [each for each in told if isinstance(each, Exception)]
    return told


def times_paid(shop):
    steps = sa.select(StateChange.id).where(StateChange.machine == "order")
    return len(shop.read(steps.where(StateChange.now == "paid")))


@pytest.mark.race
def test_twenty_at_once_settle_once(shop):
    authority = shop.go_to_bank()
    shop.decide(authority)
    attempt_id = shop.attempt(authority).id

    told = all_at_once(*[lambda: settlement.settle(attempt_id)] * 20)

    assert {answer.state for answer in told} == {AttemptState.VERIFIED}
    assert shop.journals() == ["sale"]
    assert times_paid(shop) == 1
    messages = shop.read(sa.select(Message.key))
    assert len(messages) == len(set(messages)) == 6


@pytest.mark.race
def test_return_and_notice_and_sweep_in_the_same_instant(shop):
    authority = shop.go_to_bank()
    shop.decide(authority)
    attempt_id = shop.attempt(authority).id
    all_at_once(
        *[lambda: shop.come_back(authority)] * 4,
        *[lambda: settlement.settle(attempt_id)] * 4,
        *[settlement.sweep] * 4,
    )
    assert shop.journals() == ["sale"]
    assert times_paid(shop) == 1


@pytest.mark.race
def test_two_payments_of_one_order_at_once(shop):
    authorities = [shop.go_to_bank(), shop.go_to_bank()]
    for authority in authorities:
        shop.decide(authority)
    all_at_once(*[lambda each=each: shop.come_back(each) for each in authorities * 5])

    states = [shop.attempt(authority).state for authority in authorities]
    assert sorted(states) == [AttemptState.REVERSED, AttemptState.VERIFIED]
    assert sorted(shop.journals()) == ["capture", "refund", "refund_paid", "sale"]
    assert shop.balance("gateway:sandbox") == shop.order.total
    assert [refund.state for refund in shop.refunds()] == [RefundState.DONE]


@pytest.mark.race
def test_paying_and_giving_up_in_the_same_instant(shop):
    """Either it is paid, or it was given up and the money revived it: never money without goods."""
    authority = shop.go_to_bank()
    shop.decide(authority)

    def give_up():
        retrying(lambda own: checkout.back_to_cart(own, link=shop.order.link, by="buyer") and None)

    all_at_once(*[lambda: shop.come_back(authority)] * 3, *[give_up] * 3, *[expire] * 3)
    shop.come_back(authority)
    assert shop.state() == ("paid", ["paid"])
    assert shop.journals() == ["sale"]


def expire():
    retrying(checkout.expire)


@pytest.mark.race
def test_two_late_buyers_and_goods_for_one(session):
    """Both paid, both orders had run out, five units and each wants three: one gets them."""
    first = sales.placed(session, Part([Goods(1_000_000, 3)]))
    [line] = first.seller_orders[0].lines
    session.execute(sa.update(Offer).where(Offer.id == line.offer_id).values(on_hand=5))
    session.commit()
    shops = [shop_of(session, first)]
    authorities = [shops[0].go_to_bank()]
    release(session, first)
    second = sales.placed(session, Part([Goods(1_000_000, 3)]), hold=False)
    other = second.seller_orders[0].lines[0]
    other.offer_id = line.offer_id
    session.flush()
    sales.take(session, second)
    session.commit()
    shops.append(shop_of(session, second))
    authorities.append(shops[1].go_to_bank())
    release(session, second)
    for authority in authorities:
        shops[0].decide(authority)

    pairs = zip(shops, authorities, strict=True)
    all_at_once(*[lambda of=of, one=one: of.come_back(one) for of, one in pairs] * 4)

    states = sorted(shops[0].attempt(authority).state for authority in authorities)
    assert states == [AttemptState.REVERSED, AttemptState.VERIFIED]
    [offer] = shops[0].read(sa.select(Offer).where(Offer.id == line.offer_id))
    assert (offer.on_hand, offer.reserved) == (5, 3)
    assert shops[0].balance("gateway:sandbox") == 3_000_000


def shop_of(session, order):
    session.commit()
    with reading() as own:
        frozen = own.get_one(Order, order.id)
        own.expunge_all()
    return Shop(session, frozen)


def release(session, order):
    from portal.catalog import stock

    stock.release(session, order_id=order.id, by="clock", reason="expired")
    session.commit()


EVENTS = ("return", "cancel", "settle", "sweep", "expire", "lose_hold")


def play(shop, authority, event):
    if event == "return":
        shop.come_back(authority)
    elif event == "cancel":
        shop.come_back(authority, "NOK")
    elif event == "settle":
        settlement.settle(shop.attempt(authority).id)
    elif event == "sweep":
        settlement.sweep()
    elif event == "expire":
        expire()
    elif event == "lose_hold":
        held = sa.select(StockHold.id).where(
            StockHold.order_id == shop.order.id, StockHold.state == "active"
        )
        if shop.read(held):
            release(shop.look(), shop.order)


ANY_ORDER = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(events=st.lists(st.sampled_from(EVENTS), max_size=6))
@ANY_ORDER
def test_whatever_happens_in_whatever_order_a_paid_order_ends_paid(session, events):
    shop = shop_of(session, _ordered(session))
    authority = shop.go_to_bank()
    shop.decide(authority)
    for event in [*events, "sweep"]:
        play(shop, authority, event)

    assert shop.state() == ("paid", ["paid"])
    assert kinds_of(shop) == ["sale"]
    assert balanced(shop)


@given(
    outcome=st.sampled_from(["failed", "cancelled"]),
    events=st.lists(st.sampled_from(EVENTS), max_size=6),
)
@ANY_ORDER
def test_whatever_happens_in_whatever_order_nothing_paid_books_nothing(session, outcome, events):
    shop = shop_of(session, _ordered(session))
    authority = shop.go_to_bank()
    shop.decide(authority, outcome)
    for event in [*events, "sweep"]:
        play(shop, authority, event)

    assert shop.state()[0] == "awaiting_payment"
    assert kinds_of(shop) == []
    states = shop.read(
        sa.select(PaymentAttempt.state).where(PaymentAttempt.provider_ref == authority)
    )
    assert set(states) <= {AttemptState.FAILED, AttemptState.CANCELLED, AttemptState.REDIRECTED}


@given(events=st.lists(st.sampled_from(EVENTS), min_size=1, max_size=5), twice=st.booleans())
@ANY_ORDER
def test_two_paid_attempts_in_whatever_order_keep_one(session, events, twice):
    shop = shop_of(session, _ordered(session))
    first, second = shop.go_to_bank(), shop.go_to_bank()
    shop.decide(first)
    shop.decide(second)
    for number, event in enumerate([*events, "sweep"]):
        play(shop, second if (number % 2) ^ twice else first, event)

    states = [shop.attempt(authority).state for authority in (first, second)]
    assert sorted(states) == [AttemptState.REVERSED, AttemptState.VERIFIED]
    assert sorted(kinds_of(shop)) == ["capture", "refund", "refund_paid", "sale"]
    assert balanced(shop)
    mine = sa.select(Refund.state).where(Refund.order_id == shop.order.id)
    assert shop.read(mine) == [RefundState.DONE]


def _ordered(session):
    session.rollback()
    order = sales.placed(session, Part([Goods(700_000, 2)], shipping=90_000))
    session.commit()
    return order


def kinds_of(shop):
    mine = sa.select(Journal.kind).where(Journal.order_id == shop.order.id)
    return shop.read(mine.order_by(Journal.id))


def balanced(shop):
    """The gateway holds exactly the order's total for it."""
    held = (
        sa.select(sa.func.sum(Entry.amount))
        .join(Journal, Journal.id == Entry.journal_id)
        .where(Journal.order_id == shop.order.id, Entry.account == "gateway:sandbox")
    )
    return shop.read(held) == [shop.order.total]
