"""Refunds: never more than came, exactly everything in the end, never without their journal."""

import threading

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from portal.core import db, jobs
from portal.core.errors import Refused
from portal.ledger.models import Entry, Journal
from portal.orders.giving_back import NAMES, Amounts, give_back
from portal.orders.models import SellerOrder
from portal.orders.refunding import refund_rest, refund_units
from portal.payments import gateways
from portal.payments.models import (
    PaymentAttempt,
    Refund,
    RefundLine,
    RefundRoute,
    RefundState,
)
from tests.orders import sales
from tests.orders.sales import Goods, Part

amounts = st.builds(
    lambda quantity, unit, firm, brand, fees: Amounts(
        quantity=quantity,
        goods=max(0, unit * quantity - firm - brand),
        discount=unit * quantity - max(0, unit * quantity - firm - brand),
        firm_discount=min(firm, unit * quantity),
        commission=fees[0],
        commission_vat=fees[1],
        levy=fees[2],
        levy_vat=fees[3],
    ),
    quantity=st.integers(1, 12),
    unit=st.integers(1, 10_000_000),
    firm=st.integers(0, 50_000),
    brand=st.integers(0, 50_000),
    fees=st.tuples(*[st.integers(0, 1_000_000)] * 4),
)


@given(sold=amounts, cuts=st.lists(st.integers(1, 5)))
def test_whatever_the_steps_nothing_is_negative_and_the_end_is_exact(sold, cuts):
    back = Amounts()
    for cut in [*cuts, sold.quantity]:
        units = min(cut, sold.quantity - back.quantity)
        if units < 1:
            break
        step = give_back(sold, back, units)
        assert all(getattr(step, name) >= 0 for name in NAMES)
        assert step.firm_discount <= step.discount
        assert step.price == sold.price // sold.quantity * units
        back += step
        assert all(getattr(back, name) <= getattr(sold, name) for name in NAMES)
    assert back == sold or back.quantity < sold.quantity


@given(sold=amounts)
def test_one_by_one_is_the_same_as_at_once(sold):
    back = Amounts()
    for _ in range(sold.quantity):
        back += give_back(sold, back, 1)
    assert back == give_back(sold, Amounts(), sold.quantity) == sold


@given(sold=amounts, units=st.integers(-3, 20))
def test_more_than_was_sold_cannot_come_back(sold, units):
    if not 1 <= units <= sold.quantity:
        with pytest.raises(ValueError, match="units"):
            give_back(sold, Amounts(), units)


@pytest.fixture(autouse=True)
def sandbox():
    gateways.configure(["sandbox"])


@pytest.fixture
def order(session):
    sales.rule(session)
    made = sales.booked(
        session,
        Part([Goods(1_490_000, 3), Goods(700_000, 2)], shipping=300_000),
        Part([Goods(980_000, 1)]),
    )
    session.commit()
    return made


def give(session, part, units, *, shipping=False, reason="reduced"):
    return refund_units(
        session,
        seller_order=part,
        units=units,
        with_shipping=shipping,
        reason=reason,
        by="user:firm",
    )


def test_a_refund_has_its_journal_its_lines_and_its_job(session, order):
    [part, _] = order.seller_orders
    refund = give(session, part, {part.lines[0].id: 2, part.lines[1].id: 1}, shipping=True)
    session.commit()

    assert refund.amount == 2 * 1_490_000 + 700_000 + 300_000
    assert refund.route is RefundRoute.GATEWAY
    assert refund.state is RefundState.PENDING
    journal = session.get(Journal, refund.journal_id)
    assert (journal.kind, journal.source) == ("refund", f"refund:{refund.public_id}")
    rows = session.scalars(sa.select(RefundLine).order_by(RefundLine.id)).all()
    assert [(row.quantity, row.goods, row.shipping) for row in rows] == [
        (2, 2_980_000, 0),
        (1, 700_000, 0),
        (0, 0, 300_000),
    ]
    [job] = jobs.waiting()
    assert (job.name, job.payload) == ("run_refund", {"refund": refund.public_id})


def test_shipping_goes_back_once(session, order):
    [part, _] = order.seller_orders
    assert give(session, part, {}, shipping=True).amount == 300_000
    with pytest.raises(Refused, match="nothing_to_refund"):
        give(session, part, {}, shipping=True)


def test_the_rest_is_whatever_did_not_go_back_yet(session, order):
    [part, _] = order.seller_orders
    give(session, part, {part.lines[0].id: 1})
    refund = refund_rest(session, seller_order=part, reason="cancelled", by="buyer")
    assert refund.amount == part.total - 1_490_000
    assert refund_rest(session, seller_order=part, reason="cancelled", by="buyer") is None


def test_more_units_than_were_bought_are_refused(session, order):
    [part, other] = order.seller_orders
    line = part.lines[0]
    give(session, part, {line.id: 2})
    with pytest.raises(Refused) as refused:
        give(session, part, {line.id: 2})
    assert (refused.value.code, refused.value.facts) == ("too_many_units", {"line": line.public_id})
    with pytest.raises(Refused, match="too_many_units"):
        give(session, part, {other.lines[0].id: 1})


def test_nothing_goes_back_of_what_was_never_paid(session):
    order = sales.placed(session)
    with pytest.raises(Refused, match="not_paid"):
        refund_rest(session, seller_order=order.seller_orders[0], reason="cancelled", by="buyer")


def test_the_part_and_the_attempt_remember_what_went_back(session, order):
    [part, _] = order.seller_orders
    give(session, part, {part.lines[0].id: 1})
    session.commit()
    session.expire_all()
    assert part.refunded == 1_490_000
    assert session.scalars(sa.select(PaymentAttempt.refunded)).one() == 1_490_000


@pytest.mark.parametrize("table", ["seller_orders", "payment_attempts"])
def test_the_database_itself_refuses_more_than_came(session, order, table):
    column = "total" if table == "seller_orders" else "captured"
    with pytest.raises(IntegrityError):
        session.execute(sa.text(f"UPDATE {table} SET refunded = {column} + 1"))


def test_a_refund_without_a_journal_is_refused_by_the_database(session, order):
    [part, _] = order.seller_orders
    refund = give(session, part, {part.lines[0].id: 1})
    session.flush()
    with pytest.raises(IntegrityError):
        session.execute(
            sa.text("UPDATE refunds SET journal_id = 999999 WHERE id = :id"), {"id": refund.id}
        )


def test_goods_that_a_voucher_made_free_come_back_without_money(session):
    sales.rule(session)
    order = sales.booked(session, Part([Goods(1_000, 1, brand_discount=1_000), Goods(500_000, 1)]))
    [part] = order.seller_orders
    refund = give(session, part, {part.lines[0].id: 1})
    session.flush()
    assert (refund.amount, refund.state) == (0, RefundState.DONE)
    assert session.scalar(sa.select(sa.func.sum(Entry.amount))) == 0


def at_once(count, work):
    """Run `work` in `count` threads that start together; what each raised or returned."""
    told, gate = [], threading.Barrier(count)

    def run():
        gate.wait()
        try:
            told.append(db.retrying(work))
        except Refused as refused:
            told.append(refused.code)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@pytest.mark.race
def test_fifty_full_refunds_at_once_give_back_once(session, order):
    part_id = order.seller_orders[0].id

    def work(own):
        part = own.get_one(SellerOrder, part_id)
        refund = refund_rest(own, seller_order=part, reason="cancelled", by="user:1")
        return refund and refund.amount

    told = at_once(50, work)
    assert sorted(filter(None, told)) == [order.seller_orders[0].total]
    assert session.scalar(sa.select(sa.func.count(Refund.id))) == 1


@pytest.mark.race
def test_thirty_partial_refunds_at_once_stop_at_what_was_sold(session):
    order = sales.booked(session, Part([Goods(10, 10)]))
    session.commit()
    [part] = order.seller_orders
    line_id = part.lines[0].id

    def work(own):
        return give(own, own.get_one(SellerOrder, part.id), {line_id: 1}).amount

    told = at_once(30, work)
    assert sorted(map(str, told)) == ["10"] * 10 + ["too_many_units"] * 20
    assert session.scalar(sa.select(sa.func.sum(Refund.amount))) == 100
