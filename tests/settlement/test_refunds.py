"""Refunds on their way: sent once, booked when they have left, handed to a person when stuck."""

import threading

import pytest
import sqlalchemy as sa

from portal import settlement
from portal.core import clock, jobs
from portal.core.errors import NotFound, Refused
from portal.messaging.models import Message
from portal.orders.models import OrderLine, SellerOrder
from portal.orders.refunding import refund_rest, refund_units
from portal.payments import sending
from portal.payments.models import PaymentAttempt, Refund, RefundRoute, RefundState, SandboxRefund
from tests.orders import sales
from tests.settlement.test_races import shop_of
from tests.settlement.weather import in_weather


@pytest.fixture
def paid(shop):
    shop.pay()
    return shop


def reduce(shop, units=1):
    """One unit of the second firm's line goes back."""
    session = shop.look()
    part = session.scalars(sa.select(SellerOrder).order_by(SellerOrder.id.desc())).first()
    line = session.scalars(sa.select(OrderLine).where(OrderLine.seller_order_id == part.id)).one()
    refund = refund_units(
        session,
        seller_order=part,
        units={line.id: units},
        with_shipping=False,
        reason="reduced",
        by="user:firm",
    )
    session.commit()
    name = refund.public_id
    session.rollback()
    return name


def state(shop, name):
    return shop.read(sa.select(Refund).where(Refund.public_id == name))[0]


def test_a_refund_goes_to_the_card_and_is_owed_no_longer(paid):
    name = reduce(paid)
    assert paid.balance("refunds") == -1_490_000
    settlement.run_refund(refund=name)
    assert state(paid, name).state is RefundState.DONE
    assert paid.balance("refunds") == 0
    assert paid.balance("gateway:sandbox") == paid.order.total - 1_490_000
    assert paid.journals() == ["sale", "refund", "refund_paid"]


def test_running_it_again_gives_nothing_more(paid):
    name = reduce(paid)
    for _ in range(3):
        settlement.run_refund(refund=name)
    given = paid.read(sa.select(SandboxRefund.amount))
    assert given == [1_490_000]
    assert paid.journals() == ["sale", "refund", "refund_paid"]


def cancel(shop):
    """Every part goes back; the names of the refunds."""
    session = shop.look()
    parts = session.scalars(
        sa.select(SellerOrder).where(SellerOrder.order_id == shop.order.id).order_by(SellerOrder.id)
    )
    names = [
        refund_rest(session, seller_order=part, reason="cancelled", by="buyer").public_id
        for part in parts
    ]
    session.commit()
    return names


def test_parts_of_an_order_are_refunded_each_by_itself(paid):
    gateway = in_weather()
    for name in cancel(paid):
        settlement.run_refund(refund=name)
    assert (gateway.asked["undo"], gateway.asked["refund"]) == (0, 2)
    assert paid.balance("gateway:sandbox") == 0


def test_a_whole_payment_within_its_minutes_is_undone_free_of_charge(session):
    gateway = in_weather()
    shop = shop_of(session, sales.placed(session, sales.Part(shipping=10_000)))
    shop.pay()
    [name] = cancel(shop)
    settlement.run_refund(refund=name)
    assert (gateway.asked["undo"], gateway.asked["refund"]) == (1, 0)
    assert shop.balance("gateway:sandbox") == 0


def test_after_those_minutes_it_is_refunded(session):
    gateway = in_weather()
    shop = shop_of(session, sales.placed(session, sales.Part(shipping=10_000)))
    shop.pay()
    long_ago = clock.now() - gateway.undo_within * 2
    shop.look().execute(sa.update(PaymentAttempt).values(settled_at=long_ago))
    shop.session.commit()
    [name] = cancel(shop)
    settlement.run_refund(refund=name)
    assert (gateway.asked["undo"], gateway.asked["refund"]) == (0, 1)


@pytest.mark.parametrize("fault", ["unheard", "lost"])
def test_a_line_that_breaks_is_tried_again_with_the_same_key(paid, fault):
    """Before or after the bank acted: money goes back once."""
    gateway = in_weather(**{fault: {"refund": 1}})
    name = reduce(paid)
    settlement.run_refund(refund=name)
    row = state(paid, name)
    assert (row.state, row.fault, row.tries) == (RefundState.PENDING, "unreachable", 1)
    again = [job for job in jobs.waiting() if job.id == f"run_refund:{name}:1"]
    assert [job.status for job in again] == ["DELAYED"]

    settlement.run_refund(refund=name)
    assert state(paid, name).state is RefundState.DONE
    assert gateway.asked["refund"] == 2
    assert paid.read(sa.select(SandboxRefund.amount)) == [1_490_000]


def test_after_many_tries_a_person_is_called(paid):
    in_weather(unheard={"refund": 99})
    name = reduce(paid)
    for _ in range(len(sending.DELAYS) + 1):
        settlement.run_refund(refund=name)
    assert state(paid, name).state is RefundState.NEEDS_PERSON
    settlement.run_refund(refund=name)
    assert state(paid, name).tries == len(sending.DELAYS) + 1


def test_a_refusal_calls_a_person_who_may_let_it_try_again(paid):
    gateway = in_weather(declines=["refund"])
    name = reduce(paid)
    settlement.run_refund(refund=name)
    row = state(paid, name)
    assert (row.state, row.fault) == (RefundState.NEEDS_PERSON, "not_allowed")
    asked = paid.read(sa.select(Message).where(Message.kind == "refund_by_hand"))
    assert {message.recipient for message in asked} == {paid.order.mobile, paid.order.email}

    gateway.declines.clear()
    settlement.retry_refund(paid.look(), refund=name, by="office:1")
    paid.session.commit()
    settlement.run_refund(refund=name)
    assert state(paid, name).state is RefundState.DONE


def test_the_office_pays_by_hand_with_a_receipt(paid):
    in_weather(declines=["refund"])
    name = reduce(paid)
    settlement.run_refund(refund=name)
    settlement.book_refund_paid(paid.look(), refund=name, receipt="PAYA-1", by="office:1")
    paid.session.commit()
    row = state(paid, name)
    assert (row.state, row.route, row.receipt) == (RefundState.DONE, RefundRoute.IBAN, "PAYA-1")
    assert paid.balance("bank") == -1_490_000
    assert paid.balance("refunds") == 0
    assert paid.balance("gateway:sandbox") == paid.order.total
    with pytest.raises(Refused, match="wrong_state"):
        settlement.book_refund_paid(paid.look(), refund=name, receipt="PAYA-2", by="office:1")


def test_a_gateway_without_refunds_leaves_a_task_for_the_office(paid):
    gateway = in_weather(by_hand=True)
    name = reduce(paid)
    row = state(paid, name)
    assert (row.route, row.state) == (RefundRoute.IBAN, RefundState.NEEDS_PERSON)
    assert row.expected_on > row.created_at.date()
    assert not [job for job in jobs.waiting() if job.name == "run_refund"]
    settlement.run_refund(refund=name)
    assert gateway.asked["refund"] == 0
    settlement.book_refund_paid(paid.look(), refund=name, receipt="PAYA-1", by="office:1")
    paid.session.commit()
    assert state(paid, name).state is RefundState.DONE


def test_a_refund_that_the_gateway_is_working_on_cannot_be_paid_by_hand(paid):
    name = reduce(paid)
    with pytest.raises(Refused, match="wrong_state"):
        settlement.book_refund_paid(paid.look(), refund=name, receipt="1", by="office:1")


def test_a_refund_that_does_not_exist_is_not_found(paid):
    with pytest.raises(NotFound):
        settlement.book_refund_paid(paid.look(), refund="none", receipt="1", by="office:1")
    paid.look()
    settlement.run_refund(refund="none")


def test_a_claim_that_nobody_finished_is_taken_up_by_the_sweep(paid):
    name = reduce(paid)
    sending.claim(paid.look(), public_id=name)
    paid.session.commit()
    settlement.run_refund(refund=name)  # somebody else has it
    assert state(paid, name).state is RefundState.PENDING
    long_ago = state(paid, name).claimed_at - sending.LEASE * 2
    paid.look().execute(sa.update(Refund).values(claimed_at=long_ago))
    paid.session.commit()
    assert settlement.sweep().refunds == 1
    assert state(paid, name).state is RefundState.DONE


@pytest.mark.parametrize("fault", ["unheard", "lost"])
def test_an_undoing_that_was_not_heard_of_is_not_followed_by_a_refund(shop, fault):
    from tests.settlement.test_endings import sell_out

    gateway = in_weather(**{fault: {"undo": 1}})
    authority = shop.go_to_bank()
    shop.decide(authority)
    sell_out(shop)
    shop.come_back(authority)
    [refund] = shop.refunds()
    assert refund.state is RefundState.PENDING

    settlement.run_refund(refund=refund.public_id)
    assert [each.state for each in shop.refunds()] == [RefundState.DONE]
    assert gateway.asked["refund"] == 0
    assert shop.charge(authority).refunded == shop.order.total


def test_money_that_can_no_longer_be_undone_is_refunded(shop):
    from tests.settlement.test_endings import sell_out

    gateway = in_weather(declines=["undo"])
    authority = shop.go_to_bank()
    shop.decide(authority)
    sell_out(shop)
    shop.come_back(authority)
    assert [each.state for each in shop.refunds()] == [RefundState.DONE]
    assert gateway.asked["refund"] == 1


@pytest.mark.race
def test_ten_workers_send_one_refund_once(paid):
    gateway = in_weather()
    name = reduce(paid)
    threads = [
        threading.Thread(target=settlement.run_refund, kwargs={"refund": name}) for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert gateway.asked["refund"] == 1
    assert paid.journals() == ["sale", "refund", "refund_paid"]
