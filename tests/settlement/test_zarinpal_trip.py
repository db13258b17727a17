"""The trip of a payment over ZarinPal: security.md B12, B23, B24, and the goods that are gone."""

from urllib.parse import parse_qsl, urlsplit

import pytest
import sqlalchemy as sa

from portal import settlement
from portal.core.errors import NotFound, Refused, WrongMove
from portal.payments import gateways
from portal.payments.gateways.interface import Notice
from portal.payments.gateways.zarinpal import Zarinpal
from portal.payments.models import AttemptState, PaymentAttempt, RefundState
from tests.banks import zarinpal
from tests.payments.test_contract import account
from tests.settlement.conftest import Shop
from tests.settlement.test_endings import sell_out

RETURN = "https://shop.example/pay/return/zarinpal"


class AtZarinpal(Shop):
    """The same buyer at another bank."""

    bank: zarinpal.Bank

    def go_to_bank(self):
        self.session.rollback()
        url = settlement.start(
            payment_public_id=self.payment.public_id, gateway="zarinpal", return_url=RETURN
        )
        return url.rsplit("/", 1)[1]

    def decide(self, authority, outcome="paid"):
        return self.bank.decide(authority, outcome)

    def come_back(self, authority, status="OK"):
        query = {"Authority": authority, "Status": status}
        return settlement.receive("zarinpal", Notice(query=query))


@pytest.fixture
def shop(shop):
    with zarinpal.serving() as bank:
        gateways.configure([Zarinpal(account(bank))])
        there = AtZarinpal(shop.session, shop.order)
        there.bank = bank
        yield there


def test_what_is_owed_in_rials_is_what_the_bank_is_told(shop):
    authority = shop.go_to_bank()
    assert shop.bank.payments[authority].amount == shop.order.total
    shop.decide(authority)
    assert shop.come_back(authority).state is AttemptState.VERIFIED
    assert shop.state() == ("paid", ["paid"])
    assert shop.balance("gateway:zarinpal") == shop.order.total
    assert shop.whole() == 0
    attempt = shop.attempt(authority)
    assert (attempt.receipt, attempt.card_mask) == ("201", "502229******5995")


def test_the_return_of_our_own_address_carries_the_bank_s_words(shop):
    authority = shop.go_to_bank()
    where = urlsplit(shop.decide(authority))
    answer = settlement.receive("zarinpal", Notice(query=dict(parse_qsl(where.query))))
    assert answer.state is AttemptState.VERIFIED


def test_ok_without_paying_and_guessed_authorities_pay_nothing(shop):
    authority = shop.go_to_bank()
    assert shop.come_back(authority).state is AttemptState.REDIRECTED
    for number in range(1_000):
        with pytest.raises(NotFound):
            shop.come_back("A" + f"{number:035d}")
    assert shop.bank.habits.asked["verify"] == 1
    assert shop.state() == ("awaiting_payment", ["awaiting"])
    assert shop.journals() == []


def test_verified_by_us_before_a_crash_is_paid_when_asked_again(shop):
    authority = shop.go_to_bank()
    shop.decide(authority)
    shop.bank.habits.cuts["verify"] = 1
    assert shop.come_back(authority).state is AttemptState.CLAIMED
    assert shop.come_back(authority).state is AttemptState.VERIFIED
    assert shop.journals() == ["sale"]


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (-50, AttemptState.MISMATCH),
        (-54, AttemptState.FAILED),
        (-10, AttemptState.CLAIMED),
        (-52, AttemptState.CLAIMED),
    ],
)
def test_every_other_code_pays_nothing_and_is_kept(shop, code, state):
    authority = shop.go_to_bank()
    shop.decide(authority)
    shop.bank.habits.codes["verify"] = code
    assert shop.come_back(authority).state is state
    assert shop.state() == ("awaiting_payment", ["awaiting"])
    assert shop.balance("gateway:zarinpal") == 0
    if state is not AttemptState.CLAIMED:
        assert shop.attempt(authority).code == str(code)


def test_the_closed_page_is_found_by_the_sweep(shop):
    authority = shop.go_to_bank()
    shop.decide(authority)
    swept = settlement.sweep()
    assert swept.unheard == 1
    assert shop.attempt(authority).state is AttemptState.VERIFIED


def test_what_was_never_confirmed_is_a_case_that_a_person_closes(shop):
    authority = shop.go_to_bank()
    shop.decide(authority)
    shop.bank.habits.codes["verify"] = -50
    shop.come_back(authority)
    attempt = shop.attempt(authority)
    assert (attempt.state, attempt.captured) == (AttemptState.MISMATCH, 0)

    closed = settlement.return_mismatch(shop.look(), attempt=attempt.public_id, by="office:1")
    shop.session.commit()
    assert closed is None
    assert shop.attempt(authority).state is AttemptState.REVERSED
    assert shop.refunds() == []
    with pytest.raises(WrongMove):
        settlement.return_mismatch(shop.look(), attempt=attempt.public_id, by="office:1")


@pytest.mark.parametrize("is_late", [False, True])
def test_when_the_goods_are_gone_the_money_goes_back_by_reverse_or_refund(shop, is_late):
    authority = shop.go_to_bank()
    shop.decide(authority)
    shop.bank.payments[authority].is_late = is_late
    sell_out(shop)
    assert shop.come_back(authority).state is AttemptState.REVERSED
    payment = shop.bank.payments[authority]
    assert payment.status == ("VERIFIED" if is_late else "REVERSED")
    assert payment.refunded == (shop.order.total if is_late else 0)
    [refund] = shop.refunds()
    assert refund.state is RefundState.DONE
    assert shop.balance("gateway:zarinpal") == 0
    assert shop.whole() == 0


def test_a_bank_that_refuses_the_request_is_named_with_its_code(shop):
    shop.bank.habits.codes["request"] = -12
    with pytest.raises(Refused) as refused:
        shop.go_to_bank()
    assert refused.value.code == "gateway_down"
    assert refused.value.facts["reason"] == "-12"
    [attempt] = shop.read(sa.select(PaymentAttempt))
    assert (attempt.state, attempt.code) == (AttemptState.FAILED, "-12")
