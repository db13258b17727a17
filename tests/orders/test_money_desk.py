"""The office sees refunds by state, and payments that need a person."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock, db
from portal.core.money import Currency, Money
from portal.orders import money_desk
from portal.orders.refunding import refund_units
from portal.payments import gateways, intake, queries, refunds, sending, start
from portal.payments.gateways.interface import Code, Verdict
from portal.payments.models import AttemptState, PaymentAttempt, RefundState
from tests.orders import sales
from tests.orders.sales import Goods, Part


@pytest.fixture(autouse=True)
def sandbox():
    gateways.configure(["sandbox"])


@pytest.fixture
def order(session):
    return sales.booked(session, Part([Goods(1_000, 5)]))


def give(session, order):
    [part] = order.seller_orders
    refund = refund_units(
        session,
        seller_order=part,
        units={part.lines[0].id: 1},
        with_shipping=False,
        reason="reduced",
        by="user:firm",
    )
    session.flush()
    return refund


def test_each_refund_stands_under_its_state(session, order):
    pending, stuck, done = (give(session, order) for _ in range(3))
    sending.declined(session, public_id=stuck.public_id, code="no", by="gateway")
    refunds.close(session, done, "gateway:sandbox", "gateway")
    session.flush()

    def names(state=None):
        return [row.public_id for row in money_desk.refunds(session, state=state).items]

    assert names(RefundState.PENDING) == [pending.public_id]
    assert names(RefundState.NEEDS_PERSON) == [stuck.public_id]
    assert names(RefundState.DONE) == [done.public_id]
    assert names() == [each.public_id for each in (done, stuck, pending)]


def test_a_row_says_what_the_office_needs(session, order):
    refund = give(session, order)
    refund.expected_on = clock.today() - timedelta(days=1)
    session.flush()
    [row] = money_desk.refunds(session).items
    assert row.order_number == order.public_id
    assert row.part_number == order.seller_orders[0].number
    assert (row.amount, row.currency, row.is_late) == (1_000, Currency.IRR, True)


def test_the_list_takes_two_statements(session, order):
    for _ in range(3):
        give(session, order)
    seen = []
    token = db.statements.set(seen)
    page = money_desk.refunds(session, number=2, size=2)
    db.statements.reset(token)
    assert (len(seen), page.total, len(page.items)) == (2, 3, 1)


def test_mismatches_and_silence_are_cases(session):
    wrong, silent, fine = (sales.placed(session) for _ in range(3))
    tried = sales.attempt(session, wrong)
    intake.mismatch(session, attempt=tried, verdict=Verdict(Code.MISMATCH, Money(1)), by="gateway")
    quiet = sales.attempt(session, silent)
    intake.claim(session, attempt=quiet, by="gateway")
    quiet.created_at = clock.now() - timedelta(hours=1)
    intake.claim(session, attempt=sales.attempt(session, fine), by="gateway")
    session.flush()

    found = money_desk.cases(session)
    assert [(case.order_number, case.attempt.state) for case in found] == [
        (wrong.public_id, AttemptState.MISMATCH),
        (silent.public_id, AttemptState.CLAIMED),
    ]
    assert found[0].attempt.captured == Money(1)


def test_the_tries_of_an_order_are_told_oldest_first(session, order):
    second = start.new_attempt(
        session,
        payment=sales.payment_of(session, order),
        gateway=gateways.named("sandbox"),
        by="buyer",
    )
    told = queries.attempts(session, order_id=order.id)
    assert [each.state for each in told] == [AttemptState.VERIFIED, AttemptState.CREATED]
    assert told[1].public_id == second.public_id
    assert session.scalar(sa.select(sa.func.count(PaymentAttempt.id))) == 2
