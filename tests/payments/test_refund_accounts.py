"""Where money goes that no gateway can send back: the buyer's word, the newest, known to few."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import settlement
from portal.core import clock, db
from portal.core.errors import Invalid, Refused
from portal.messaging.models import Message
from portal.orders import money_desk, refund_to
from portal.orders.order_views import account_view
from portal.orders.refunding import refund_units
from portal.payments import gateways, refund_accounts, sending
from portal.payments.models import Refund, RefundAccount, RefundState
from portal.shipping import holidays
from tests.orders import sales
from tests.orders.sales import Goods, Part

IBAN, OTHER = "IR820540102680020817909002", "IR062960000000100324200001"


@pytest.fixture(autouse=True)
def sandbox():
    gateways.configure(["sandbox"])


@pytest.fixture
def order(session):
    return sales.booked(session, Part([Goods(1_000, 5)]))


@pytest.fixture
def stuck(session, order):
    """A refund that the gateway refused."""
    [part] = order.seller_orders
    units = {part.lines[0].id: 1}
    refund = refund_units(
        session, seller_order=part, units=units, with_shipping=False, reason="reduced", by="user:1"
    )
    return sending.declined(session, public_id=refund.public_id, code="no", by="gateway")


def give(session, order, iban=IBAN, holder="نگار صادقی"):
    return refund_to.give_account(session, link=order.link, holder=holder, iban=iban, by="buyer")[1]


def pay(session, refund, account):
    return settlement.book_refund_paid(
        session, refund=refund.public_id, receipt="PAYA-1", account=account, by="office"
    )


def test_the_account_is_kept_canonical_and_the_promise_starts_anew(session, order, stuck):
    stuck.expected_on = clock.today()
    account = give(session, order, iban="IR۸۲ ۰۵۴۰ ۱۰۲۶ ۸۰۰۲ ۰۸۱۷ ۹۰۹۰ ۰۲")
    assert (account.iban, account.given_by) == (IBAN, "buyer")
    assert stuck.expected_on == clock.add_working_days(clock.today(), 3, holidays=())


def test_the_promised_day_skips_the_official_holidays(session, order, stuck):
    stuck.expected_on = clock.today()
    off = [clock.today() + timedelta(days=ahead) for ahead in range(1, 5)]
    for day in off:
        holidays.add(session, day=day, title_fa="تعطیل", title_en="Day off", by="office")
    give(session, order)
    assert stuck.expected_on == clock.add_working_days(clock.today(), 3, off)
    assert stuck.expected_on > clock.add_working_days(clock.today(), 3, ())


@pytest.mark.parametrize(
    ("iban", "holder", "fault"),
    [
        ("IR820540102680020817909003", "نگار", {"iban": "not_an_iban"}),
        ("GB82WEST12345698765432", "نگار", {"iban": "not_an_iban"}),
        (IBAN, "  ", {"holder": "required"}),
        (IBAN, "x" * 61, {"holder": "too_long"}),
    ],
)
def test_a_wrong_account_is_refused_with_its_field(session, order, stuck, iban, holder, fault):
    with pytest.raises(Invalid) as refused:
        give(session, order, iban, holder)
    assert refused.value.errors == fault
    assert session.scalar(sa.select(sa.func.count(RefundAccount.id))) == 0


def test_an_order_without_money_by_hand_takes_no_account(session, order):
    with pytest.raises(Refused, match="no_refund_by_hand"):
        give(session, order)


def test_the_office_alone_sees_it_whole(session, order, stuck):
    seen = account_view(give(session, order))
    assert seen.masked == "IR•• •••• 9002"
    assert IBAN not in str(seen)
    [row] = money_desk.refunds(session, state=RefundState.NEEDS_PERSON).items
    assert (row.iban, row.holder) == (IBAN, "نگار صادقی")


def test_every_account_given_is_told_to_the_buyer(session, order, stuck):
    give(session, order)
    give(session, order, OTHER)
    told = session.scalars(sa.select(Message).where(Message.kind == "refund_account")).all()
    assert {row.facts["ending"] for row in told} == {"9002", "0001"}
    assert IBAN not in str([row.facts for row in told])


def test_the_office_pays_the_account_it_saw_or_is_stopped(session, order, stuck):
    seen = give(session, order)
    newer = give(session, order, OTHER)
    with pytest.raises(Refused, match="account_changed"):
        pay(session, stuck, seen.public_id)
    assert stuck.state is RefundState.NEEDS_PERSON
    assert pay(session, stuck, newer.public_id).paid_to == newer.public_id


def test_what_was_paid_keeps_its_account_when_another_follows(session, order, stuck):
    first = give(session, order)
    pay(session, stuck, first.public_id)
    [part] = order.seller_orders
    more = refund_units(
        session, seller_order=part, units={part.lines[0].id: 1}, with_shipping=False,
        reason="reduced", by="user:1",
    )  # fmt: skip
    sending.declined(session, public_id=more.public_id, code="no", by="gateway")
    give(session, order, OTHER)
    ibans = {row.public_id: row.iban for row in money_desk.refunds(session).items}
    assert ibans == {stuck.public_id: IBAN, more.public_id: OTHER}


def test_the_office_and_the_buyer_do_not_cross(session, order, stuck):
    """Either the new account came first and the office is stopped, or it came too late."""
    seen = give(session, order).public_id
    link, name = order.link, stuck.public_id
    session.commit()
    ready, said = threading.Barrier(2), {}

    def office(opened):
        settlement.book_refund_paid(opened, refund=name, receipt="1", account=seen, by="office")

    def buyer(opened):
        refund_to.give_account(opened, link=link, holder="نگار", iban=OTHER, by="buyer")

    def run(who):
        ready.wait()
        try:
            db.retrying(who)
        except Refused as no:
            said[who.__name__] = no.code

    both = [threading.Thread(target=run, args=(who,)) for who in (office, buyer)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert said in ({"office": "account_changed"}, {"buyer": "no_refund_by_hand"})
    with db.reading() as own:
        refund = own.scalars(sa.select(Refund)).one()
        newest = refund_accounts.newest(own, order_id=refund.order_id)
        paid = refund.state is RefundState.DONE
        assert paid == ("buyer" in said)
        assert (newest.public_id == seen) == paid
