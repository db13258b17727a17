"""Paid, given up, or run out: what becomes of an order that waits for its payment."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from portal.catalog import stock
from portal.catalog.models import HoldState, StockHold
from portal.core import clock
from portal.core.errors import NotFound, Refused
from portal.messaging.models import Message
from portal.orders import cart, checkout
from portal.orders.deadlines import accept_by
from portal.orders.models import ORDER, Order, OrderState
from portal.orders.models import SellerOrderState as State
from portal.payments import intake
from portal.payments.models import PaymentState
from tests import make
from tests.orders import sales, shop

GUEST = shop.GUEST


@pytest.fixture
def firm(session):
    shop.network(session)
    return make.organisation(session)


@pytest.fixture
def oil(session, firm):
    return shop.goods(session, firm)


@pytest.fixture
def order(session, oil):
    shop.fill(session, (oil, 2))
    return shop.place(session)


def late(session, order, minutes=11):
    """As if the order had been placed that long ago."""
    past = clock.now() - timedelta(minutes=minutes)
    order.placed_at = past
    session.execute(
        update(StockHold).where(StockHold.order_id == order.id).values(expires_at=past + stock.HOLD)
    )
    session.flush()


def kinds(session):
    """(kind, recipient) of every message."""
    return sorted((m.kind, m.recipient) for m in session.scalars(select(Message)))


def test_paid_means_sold(session, oil, order):
    shop.pay(session, order)

    [part] = order.seller_orders
    assert (order.state, part.state) == (OrderState.PAID, State.PAID)
    assert order.paid_at == part.paid_at
    assert part.accept_by > part.paid_at
    assert shop.numbers(session, oil) == (20, 2)
    [hold] = session.scalars(select(StockHold))
    assert hold.state is HoldState.CONSUMED
    assert cart.view(session, token_hash=GUEST).is_empty


def test_what_came_into_the_cart_since_stays_there(session, firm, order):
    paste = shop.goods(session, firm)
    shop.fill(session, (paste, 1))

    shop.pay(session, order)

    [line] = cart.view(session, token_hash=GUEST).lines
    assert line.offer == paste.public_id


def test_the_buyer_hears_once_and_each_firm_of_its_part(session, firm, oil):
    other = make.organisation(session)
    order = shop.bought(session, (oil, 2), (shop.goods(session, other), 1))

    buyer = [(("order_paid_buyer"), order.email), ("order_paid_buyer", order.mobile)]
    firms = [("order_paid_firm", one) for f in (firm, other) for one in (f.email, f.mobile)]
    assert kinds(session) == sorted(buyer + firms)
    told = session.scalars(select(Message).where(Message.recipient == firm.email)).one()
    [line] = told.facts["lines"]
    assert line["quantity"] == 2
    assert told.facts["number"] == order.seller_orders[0].number
    assert told.facts["desk_link_path"].startswith(f"/desk/{firm.code.lower()}/orders/")


def test_back_to_the_basket_frees_the_goods_and_fills_it_again(session, oil, order):
    cart.remove(session, token_hash=GUEST, offer=oil.public_id)

    for _ in range(2):
        checkout.back_to_cart(session, link=order.link, by="buyer")

    assert order.state is OrderState.CANCELLED
    assert order.seller_orders[0].state is State.CANCELLED
    assert shop.numbers(session, oil) == (20, 0)
    assert cart.count_units(session, token_hash=GUEST) == 2
    due = order.payment
    assert due.state is PaymentState.CANCELLED


def test_a_paid_order_does_not_go_back(session, order):
    shop.pay(session, order)

    with pytest.raises(Refused, match="already_paid"):
        checkout.back_to_cart(session, link=order.link, by="buyer")
    with pytest.raises(NotFound):
        checkout.back_to_cart(session, link="nothing", by="buyer")


def test_while_the_bank_is_asked_nothing_is_given_up(session, oil, order):
    tried = sales.attempt(session, order)
    intake.claim(session, attempt=tried, by="gateway")
    shop.fill(session, (oil, 1))

    with pytest.raises(Refused, match="payment_running"):
        checkout.back_to_cart(session, link=order.link, by="buyer")
    with pytest.raises(Refused, match="payment_running"):
        shop.place(session)


def test_an_unpaid_order_runs_out_with_its_holds(session, oil, order):
    assert checkout.expire(session) == 0
    late(session, order)

    assert checkout.expire(session) == 1

    assert (order.state, order.seller_orders[0].state) == (OrderState.EXPIRED, State.EXPIRED)
    assert shop.numbers(session, oil) == (20, 0)
    assert checkout.expire(session) == 0
    assert cart.count_units(session, token_hash=GUEST) == 2


def test_holds_that_were_swept_before_do_not_keep_it(session, order):
    late(session, order)
    stock.release_expired(session)

    assert checkout.expire(session) == 1


def test_an_order_at_the_bank_is_not_expired(session, order):
    tried = sales.attempt(session, order)
    late(session, order)
    intake.claim(session, attempt=tried, by="gateway")
    session.flush()

    assert checkout.expire(session) == 0


def test_holds_that_were_extended_for_the_bank_keep_it(session, order):
    late(session, order)
    stock.extend(session, order_id=order.id, expires_at=clock.now() + timedelta(minutes=15))

    assert checkout.expire(session) == 0


def test_late_money_revives_an_order_whose_goods_are_there(session, oil, order):
    late(session, order)
    checkout.expire(session)
    stock.retake(
        session,
        order_id=order.id,
        wants={oil.id: 2},
        holder="x",
        expires_at=clock.now() + stock.HOLD,
        by="gateway",
    )

    shop.pay(session, order)

    assert order.seller_orders[0].state is State.PAID
    states = [step.now for step in ORDER.history(session, order.id)]
    assert states == ["awaiting_payment", "expired", "paid"]


def test_who_has_not_paid_is_reminded_once(session, order):
    assert checkout.remind_unpaid(session) == 0
    late(session, order, minutes=5)

    assert checkout.remind_unpaid(session) == 1
    assert checkout.remind_unpaid(session) == 0
    assert kinds(session) == [("payment_reminder", order.email)]


def test_who_is_at_the_bank_is_not_reminded(session, order):
    sales.attempt(session, order)
    late(session, order, minutes=5)

    assert checkout.remind_unpaid(session) == 0


def test_a_guest_who_signs_in_while_paying_keeps_one_basket(session, oil, order):
    buyer = make.user(session)
    shop.fill(session, (oil, 1), user_id=buyer.id)

    cart.merge(session, token_hash=GUEST, user_id=buyer.id)
    session.refresh(order)
    shop.pay(session, order)

    assert cart.view(session, user_id=buyer.id).is_empty


@pytest.mark.parametrize(
    ("paid", "due"),
    [
        # Tehran is UTC+3:30; the shop works 9:00-17:00.
        ((2026, 11, 23, 5, 30), (2026, 11, 23, 13, 30)),  # Monday 9:00 -> 17:00
        ((2026, 11, 23, 8, 30), (2026, 11, 24, 8, 30)),  # Monday noon -> Tuesday noon
        ((2026, 11, 23, 20, 0), (2026, 11, 24, 13, 30)),  # at night: the whole next day
        ((2026, 11, 26, 8, 30), (2026, 11, 28, 8, 30)),  # Thursday noon -> Saturday noon
        ((2026, 11, 27, 8, 30), (2026, 11, 28, 13, 30)),  # on a Friday
    ],
)
def test_a_firm_has_eight_working_hours_to_accept(paid, due):
    assert accept_by(datetime(*paid, tzinfo=UTC), ()) == datetime(*due, tzinfo=UTC)


def test_an_order_knows_only_one_unpaid_order_per_basket(session, oil, order):
    count = select(Order).where(Order.state == OrderState.AWAITING_PAYMENT)
    shop.fill(session, (oil, 1))
    shop.place(session)
    shop.fill(session, (oil, 1))
    shop.place(session)

    assert len(session.scalars(count).all()) == 1
