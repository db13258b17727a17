"""One order explained, and the gateways asked."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import inspection
from portal.core import clock, db
from portal.core.errors import NotFound
from portal.inspection import reconciling
from portal.inspection.checks import Level
from portal.orders.models import Order, SellerOrder
from portal.payments import gateways
from portal.payments.models import Payment, PaymentAttempt, Refund
from tests.inspection.test_canary import PAID_PART, unguarded
from tests.orders import sales
from tests.orders.sales import Goods, Part
from tests.settlement.test_races import shop_of

__all__ = ["unguarded"]


def test_an_order_is_found_by_every_name_of_it(broken):
    part = broken.scalars(sa.select(SellerOrder)).first()
    payment = broken.scalars(sa.select(Payment).where(Payment.subject_id == part.order_id)).one()
    attempt = broken.scalars(
        sa.select(PaymentAttempt).where(PaymentAttempt.payment_id == payment.id)
    ).first()
    order = broken.get_one(Order, part.order_id)
    names = [order.public_id, part.number, part.public_id, payment.public_id, attempt.provider_ref]
    found = [inspection.cases.find(broken, name) for name in names]
    assert len({one.rows["orders"][0]["public_id"] for one in found}) == 1
    for table in ("order_lines", "payment_attempts", "entries", "state_changes"):
        assert found[0].rows[table], table


def test_it_says_nothing_about_a_person(broken):
    for order in broken.scalars(sa.select(Order)):
        said = "\n".join(inspection.cases.find(broken, order.public_id).lines())
        for secret in (order.name, order.mobile, order.link, order.email):
            assert not secret or secret not in said


def test_only_what_mentions_the_order_is_told(unguarded):
    unguarded.execute(sa.text(f"UPDATE seller_orders SET state = 'ready' WHERE {PAID_PART}"))
    part = unguarded.scalars(sa.select(SellerOrder).where(SellerOrder.state == "ready")).one()
    other = unguarded.scalars(
        sa.select(SellerOrder).where(SellerOrder.state == "cancelled")
    ).first()
    for one, level in ((part, Level.BROKEN), (other, Level.FINE)):
        names = inspection.cases.find(unguarded, one.public_id).names
        check = next(c for c in inspection.CHECKS if c.sentence.startswith("each record stands"))
        about = inspection._about(check, names)
        assert inspection.look(unguarded, about, inspection.Scope(clock.now())).level is level


def test_an_unknown_name_could_not_be_looked_at(broken):
    with pytest.raises(NotFound):
        inspection.case("nobody")


def told():
    return {one.sentence: (one.level, one.offences) for one in reconciling.ask() if one.level}


def test_the_gateways_have_nothing_that_we_do_not_know(broken):
    assert told() == {}


@pytest.fixture
def paid_and_gone(session):
    """The buyer paid at the bank and never came back."""
    gateways.configure(["sandbox"])
    sales.rule(session)
    shop = shop_of(session, sales.placed(session, Part([Goods(120_000, 4)])))
    shop.go_to_bank()
    session.execute(sa.text("UPDATE sandbox_charges SET status = 'paid'"))
    session.commit()
    return shop


def test_money_at_the_bank_that_waits_for_our_word_is_told(paid_and_gone):
    assert told() == {}  # he may still come back
    with clock.at(clock.now() + timedelta(hours=1)):
        found = told()
        report = inspection.run(reconcile=True)
    level, [offence] = found["sandbox holds no money that waits for our word"]
    assert (level, offence["state"]) == (Level.WARNING, "redirected")
    assert found["no payment is unknown to us for long"][0] is Level.WARNING
    assert "I26" in {one.id for one in report.results if one.level}


def test_money_under_a_reference_that_is_not_ours_is_broken(paid_and_gone):
    with db.transaction() as session:
        session.execute(sa.text("UPDATE payment_attempts SET provider_ref = 'other'"))
    assert told()["sandbox holds no money under a reference that is not ours"][0] is Level.BROKEN


def test_no_gateway_is_asked_while_a_transaction_is_open(database):
    with db.transaction(), pytest.raises(RuntimeError):
        reconciling.ask()


def test_refunds_name_their_order_too(broken):
    refund = broken.scalars(sa.select(Refund)).first()
    case = inspection.cases.find(broken, refund.public_id)
    assert refund.public_id in {row["public_id"] for row in case.rows["refunds"]}
