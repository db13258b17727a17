"""The trip of a payment over Stripe, in euros: security.md B15, B17, B19-B22, B26, B28, disputes."""

import random
from itertools import permutations
from threading import Barrier, Thread
from urllib.parse import parse_qsl, urlsplit

import pytest
import sqlalchemy as sa

from portal import settlement
from portal.core import db
from portal.core.errors import Refused
from portal.core.money import Currency
from portal.ledger import books
from portal.orders.models import Order, SellerOrder
from portal.payments import gateways, withdrawals
from portal.payments.gateways.interface import Fate, Forged, Notice
from portal.payments.gateways.stripe_gateway import Stripe
from portal.payments.models import (
    AttemptState,
    GatewayNotice,
    Payment,
    RefundState,
)
from portal.payments.withdrawal_models import Withdrawal
from tests.banks import stripe
from tests.payments.test_contract import stripe_account
from tests.settlement.conftest import Shop
from tests.settlement.test_endings import sell_out

RETURN = "https://shop.example/pay/return/stripe"


class AtStripe(Shop):
    """The same buyer with a card from abroad."""

    bank: stripe.Bank

    def go_to_bank(self):
        self.session.rollback()
        url = settlement.start(
            payment_public_id=self.payment.public_id, gateway="stripe", return_url=RETURN
        )
        return url.rsplit("/", 1)[1]

    def decide(self, reference, outcome="paid"):
        return self.bank.decide(reference, outcome)

    def come_back(self, reference, outcome="paid"):
        query = {"attempt": self.attempt(reference).public_id, "outcome": outcome}
        return settlement.receive("stripe", Notice(query=query))

    def hear(self, *notices):
        """Take the calls, then do their jobs as a worker would."""
        for notice in notices:
            settlement.hear("stripe", notice)
        self.work()

    def work(self):
        waiting = sa.select(GatewayNotice).where(GatewayNotice.outcome == "queued")
        for one in self.read(waiting):
            about, reference = self.told[one.event_ref]
            settlement.work_off(
                gateway="stripe", event=one.event_ref, about=about, reference=reference
            )

    @property
    def told(self):
        kinds = {"checkout.session": "payment", "refund": "refund", "dispute": "dispute"}
        things = [event["data"]["object"] for event in self.said]
        pairs = [(kinds.get(thing["object"], "payment"), thing["id"]) for thing in things]
        return {event["id"]: pair for event, pair in zip(self.said, pairs, strict=True)}

    def calls(self, **how):
        self.said = [*getattr(self, "said", []), *self.bank.events]
        return self.bank.calls(**how)

    def notices(self):
        return self.read(sa.select(GatewayNotice).order_by(GatewayNotice.id))

    def euros(self, account):
        with db.reading() as own:
            return books.balance(own, account, currency=Currency.EUR).minor

    def taken(self):
        return self.read(sa.select(Withdrawal).order_by(Withdrawal.id))

    def paid(self):
        reference = self.go_to_bank()
        self.decide(reference)
        self.hear(*self.calls())
        return reference


@pytest.fixture
def shop(shop):
    """The order is owed in euros: nothing in the model of orders stands in the way of it."""
    for model in (Order, SellerOrder, Payment):
        shop.session.execute(sa.update(model).values(currency=Currency.EUR))
    shop.session.commit()
    with stripe.serving() as bank:
        gateways.configure([Stripe(stripe_account(bank))])
        there = AtStripe(shop.session, shop.order)
        there.bank = bank
        yield there


def test_a_signed_call_pays_the_order_once_in_its_own_currency(shop):
    reference = shop.paid()
    assert shop.attempt(reference).state is AttemptState.VERIFIED
    assert shop.state() == ("paid", ["paid"])
    assert shop.euros("gateway:stripe") == shop.order.total
    assert shop.whole() == 0
    [notice] = shop.notices()
    assert (notice.outcome, notice.attempt_id) == ("applied", shop.attempt(reference).id)


def test_the_page_of_return_carries_our_own_name_and_pays_as_well(shop):
    reference = shop.go_to_bank()
    where = urlsplit(shop.decide(reference))
    answer = settlement.receive("stripe", Notice(query=dict(parse_qsl(where.query))))
    assert answer.state is AttemptState.VERIFIED
    shop.hear(*shop.calls(copies=3))
    assert shop.journals() == ["sale"]


def forged(event):
    good = stripe.signed(event)
    header = good.headers["Stripe-Signature"]
    stamp, mark = header.split(",")
    return {
        "none": Notice(body=good.body),
        "empty": Notice(headers={"Stripe-Signature": ""}, body=good.body),
        "v0 only": Notice(headers={"Stripe-Signature": f"{stamp},v0={mark[3:]}"}, body=good.body),
        "another body": stripe.signed(event, body='{"object":"event"}'),
        "twice": Notice(headers={"Stripe-Signature": f"{header},{header}"}, body=good.body),
        "a stranger's secret": stripe.signed(event, "whsec_foreign"),
        "no text": Notice(headers=good.headers, body=b"\xff\xfe"),
        "late": stripe.signed(event, ago=301),
        "t altered": Notice(headers={"Stripe-Signature": f"t=1,{mark}"}, body=good.body),
        "of the future": stripe.signed(event, ago=-3_600),
    }


@pytest.mark.asvs("9.1.1", "9.2.1", "16.5.3")
def test_b17_b19_what_is_unsigned_late_or_of_the_future_writes_nothing(shop):
    shop.decide(shop.go_to_bank())
    [event] = shop.bank.events
    for name, notice in forged(event).items():
        with pytest.raises(Forged):
            settlement.hear("stripe", notice)
        assert shop.notices() == [], name
    assert shop.state()[0] == "awaiting_payment"


@pytest.mark.asvs("9.1.3")
def test_b18_both_secrets_hold_while_one_is_being_changed(shop):
    shop.decide(shop.go_to_bank())
    shop.said = list(shop.bank.events)
    shop.hear(stripe.signed(shop.said[0], stripe.OLD_SECRET))
    assert shop.state()[0] == "paid"


@pytest.mark.asvs("9.2.3")
@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"livemode": True}, "ignored:mode"),
        ({"account": "acct_foreign"}, "ignored:account"),
        ({"type": "customer.created"}, "skipped:type"),
    ],
)
def test_b20_other_modes_accounts_and_types_are_kept_and_do_nothing(shop, facts, outcome):
    shop.decide(shop.go_to_bank())
    shop.said = list(shop.bank.events)
    for _ in range(2):
        shop.hear(stripe.signed(shop.said[0] | facts))
    assert [one.outcome for one in shop.notices()] == [outcome]
    assert shop.state()[0] == "awaiting_payment"


@pytest.mark.parametrize(
    ("lie", "detail"),
    [
        ({"amount_total": 1}, "1 eur"),
        ({"currency": "usd"}, None),
        ({"currency": "gbp"}, None),
        ({"client_reference_id": "another"}, "reference"),
        ({"metadata": {"attempt": "another"}}, "reference"),
        ({"livemode": True}, "mode"),
    ],
)
def test_b21_what_is_not_the_amount_currency_reference_or_mode_is_never_paid(shop, lie, detail):
    reference = shop.go_to_bank()
    shop.decide(reference)
    shop.bank.lies = lie
    shop.hear(*shop.calls())
    attempt = shop.attempt(reference)
    assert attempt.state is AttemptState.MISMATCH
    assert detail is None or attempt.code == detail
    assert shop.state()[0] == "awaiting_payment"
    assert shop.whole() == 0


def test_b21_a_key_of_another_account_neither_starts_nor_pays(shop):
    reference = shop.go_to_bank()
    shop.decide(reference)
    shop.bank.account = "acct_foreign"
    gateways.configure([Stripe(stripe_account(shop.bank))])
    shop.hear(*shop.calls())
    assert shop.attempt(reference).state is AttemptState.CLAIMED
    with pytest.raises(Refused):
        shop.go_to_bank()


def test_b22_a_session_of_one_attempt_pays_no_other(shop):
    first = shop.go_to_bank()
    second = shop.go_to_bank()
    shop.decide(first)
    shop.come_back(second)
    assert shop.attempt(second).state is AttemptState.REDIRECTED
    shop.hear(*shop.calls())
    assert shop.attempt(first).state is AttemptState.VERIFIED
    assert shop.journals() == ["sale"]


def test_b26_the_call_that_never_comes_is_made_good_by_the_sweep(shop):
    reference = shop.go_to_bank()
    shop.decide(reference)
    assert settlement.sweep().unheard == 1
    assert shop.attempt(reference).state is AttemptState.VERIFIED
    assert settlement.sweep().unheard == 0


def test_rials_are_refused_before_anybody_is_asked(shop):
    shop.session.execute(sa.update(Payment).values(currency=Currency.IRR))
    shop.session.commit()
    with pytest.raises(Refused, match="gateway_currency"):
        shop.go_to_bank()
    assert not shop.bank.habits.asked


def test_when_the_goods_are_gone_the_money_goes_back_to_the_card(shop):
    reference = shop.go_to_bank()
    shop.decide(reference)
    sell_out(shop)
    shop.hear(*shop.calls())
    assert shop.attempt(reference).state is AttemptState.REVERSED
    [refund] = shop.refunds()
    assert refund.state is RefundState.DONE
    assert shop.euros("gateway:stripe") == 0


def unfilled(shop, status):
    """Paid, the goods gone, and Stripe's refund begins as `status`."""
    shop.bank.refund_status = status
    shop.decide(shop.go_to_bank())
    sell_out(shop)
    shop.hear(*shop.calls())
    [refund] = shop.bank.refunds.values()
    return refund


def test_b28_a_refund_that_takes_days_is_shown_so_and_sent_once(shop):
    there = unfilled(shop, "pending")
    [refund] = shop.refunds()
    assert (refund.state, refund.fault) == (RefundState.PENDING, "underway")
    settlement.run_refund(refund=refund.public_id)
    shop.bank.move(there, "succeeded", "refund.updated")
    shop.hear(*shop.calls(copies=2))
    assert shop.refunds()[0].state is RefundState.DONE
    assert len(shop.bank.refunds) == 1
    assert shop.euros("gateway:stripe") == 0


def test_a_refund_that_comes_back_is_owed_again_and_paid_by_hand(shop):
    there = unfilled(shop, "succeeded")
    shop.bank.move(there, "failed", "refund.failed")
    shop.hear(*shop.calls(copies=2))
    [refund] = shop.refunds()
    assert (refund.state, refund.fault) == (RefundState.NEEDS_PERSON, "refund_failed")
    assert shop.euros("refunds") == -shop.order.total
    settlement.book_refund_paid(shop.look(), refund=refund.public_id, receipt="77", by="office:1")
    shop.session.commit()
    assert shop.euros("refunds") == 0
    assert shop.journals().count("refund_paid") == 1
    assert "refund_failed" in shop.journals()
    assert shop.whole() == 0


@pytest.mark.parametrize(
    ("ending", "state", "gateway", "lost"),
    [("won", Fate.RETURNED, 1, 0), ("lost", Fate.KEPT, 0, 1)],
)
def test_a_dispute_is_booked_when_taken_and_when_decided(shop, ending, state, gateway, lost):
    reference = shop.paid()
    dispute = shop.bank.dispute(reference)
    shop.hear(*shop.calls())
    [case] = shop.taken()
    assert (case.state, case.reason) == (Fate.TAKEN, "fraudulent")
    assert shop.euros("withdrawn") == shop.order.total
    with pytest.raises(Refused, match="still_open"):
        withdrawals.handled(shop.look(), public_id=case.public_id, by="office:1")
    shop.session.rollback()
    shop.bank.move(dispute, ending, "charge.dispute.closed")
    shop.hear(*shop.calls(copies=2))
    assert shop.taken()[0].state is state
    assert shop.euros("withdrawn") == 0
    assert shop.euros("gateway:stripe") == gateway * shop.order.total
    assert shop.euros("chargebacks") == lost * shop.order.total
    assert shop.whole() == 0
    withdrawals.handled(shop.look(), public_id=case.public_id, by="office:1")
    shop.session.commit()
    assert shop.taken()[0].handled_by == "office:1"


def test_a_warning_moves_no_money(shop):
    dispute = shop.bank.dispute(shop.paid(), "warning_needs_response")
    shop.hear(*shop.calls())
    assert shop.taken()[0].state is Fate.WARNED
    shop.bank.move(dispute, "warning_closed", "charge.dispute.closed")
    shop.hear(*shop.calls())
    assert shop.taken()[0].state is Fate.DROPPED
    assert shop.journals() == ["sale"]


def test_a_refund_made_in_stripe_s_own_panel_is_a_case_and_in_the_books(shop):
    shop.bank.give_back(shop.paid(), 1_000)
    shop.hear(*shop.calls(copies=2))
    [case] = shop.taken()
    assert (case.kind.value, case.state, case.amount) == ("refund", Fate.KEPT, 1_000)
    assert shop.euros("chargebacks") == 1_000
    assert shop.euros("gateway:stripe") == shop.order.total - 1_000


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_b16_whatever_order_calls_come_in_the_end_is_the_same(shop, order):
    reference = shop.go_to_bank()
    shop.decide(reference)
    dispute = shop.bank.dispute(reference)
    shop.bank.move(dispute, "lost", "charge.dispute.closed")
    told = shop.calls()
    shop.hear(*[told[place] for place in order])
    assert shop.state()[0] == "paid"
    assert shop.taken()[0].state is Fate.KEPT
    assert shop.euros("chargebacks") == shop.order.total
    assert shop.euros("gateway:stripe") == 0


def test_b15_return_page_and_calls_at_the_same_moment_pay_once(shop):
    reference = shop.go_to_bank()
    shop.decide(reference)
    told = shop.calls(copies=2, dice=random.Random(7))
    gate, faults = Barrier(4), []

    def at_once(work):
        gate.wait()
        try:
            work()
        except Exception as error:  # noqa: BLE001 - shown below
            faults.append(error)

    works = [
        lambda: shop.come_back(reference),
        lambda: settlement.settle(shop.attempt(reference).id),
        *[lambda one=one: settlement.hear("stripe", one) for one in told],
    ]
    threads = [Thread(target=at_once, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shop.work()
    assert faults == []
    assert shop.journals() == ["sale"]
    assert len(shop.notices()) == 2  # the call once, the return once
    assert shop.state() == ("paid", ["paid"])
