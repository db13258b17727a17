"""ZarinPal's own ways: both error shapes, its codes, its minimum, and what its panel says."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.money import Currency, Money
from portal.payments.gateways import zarinpal_api
from portal.payments.gateways.interface import Code, Declined, Unreachable
from portal.payments.gateways.zarinpal import Zarinpal
from portal.payments.models import RefundRoute
from tests.banks import zarinpal
from tests.payments.contract import PRICE, Bank, back
from tests.payments.test_contract import ZarinpalTill, account


@pytest.fixture
def server():
    with zarinpal.serving() as running:
        yield running


@pytest.fixture
def bank(server):
    return Bank(Zarinpal(account(server)), ZarinpalTill(server), lambda _: None, lambda _: None)


def test_the_request_names_rials_and_sends_the_buyer_to_the_page(bank, server):
    redirect = bank.gateway.start(bank.asked())
    assert redirect.url == f"{server.address}/pg/StartPay/{redirect.reference}"
    assert server.payments[redirect.reference].amount == PRICE.minor
    assert bank.gateway.origins == (server.address,)


def test_no_other_currency_goes_there(bank, server):
    with pytest.raises(Declined, match="currency"):
        bank.gateway.start(bank.asked(amount=Money(500, Currency.EUR)))
    assert not server.habits.asked


@pytest.mark.parametrize("by_field", [False, True])
def test_both_shapes_of_an_error_are_read(bank, server, by_field):
    server.by_field = by_field
    attempt = bank.started(public_id="x")
    verdict = bank.gateway.confirm(replace(attempt, reference="S" + "0" * 35))
    assert (verdict.code, verdict.detail) == (Code.FAILED, "-54")


@pytest.mark.parametrize("code", [*range(-19, -8), *range(-41, -29)])
def test_a_request_that_is_refused_is_refused_for_good(bank, server, code):
    server.habits.codes["request"] = code
    with pytest.raises(Declined, match=str(code)):
        bank.gateway.start(bank.asked())


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (-50, Code.MISMATCH),
        (-53, Code.FAILED),
        (-54, Code.FAILED),
        (-55, Code.FAILED),
        *[(code, Code.UNKNOWN) for code in (-9, -10, -11, -12, -15, -52, -429)],
    ],
)
def test_only_a_word_about_the_payment_decides_it(bank, server, code, outcome):
    """A wrong merchant, a blocked address or a fault of theirs says nothing about the money."""
    attempt = bank.paid()
    server.habits.codes["verify"] = code
    verdict = bank.gateway.confirm(attempt)
    assert (verdict.code, verdict.detail) == (outcome, str(code))


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("PENDING", Code.PENDING),
        ("IN_BANK", Code.PENDING),
        ("FAILED", Code.FAILED),
        ("REVERSED", Code.FAILED),
        ("SOMETHING", Code.UNKNOWN),
    ],
)
def test_what_is_not_paid_is_looked_at_once_more(bank, server, status, outcome):
    attempt = bank.started()
    server.payments[attempt.reference].status = status
    assert bank.gateway.confirm(attempt).code is outcome


def test_inquiry_alone_never_makes_a_payment(bank, server):
    attempt = bank.paid()
    server.habits.codes["verify"] = -51
    assert bank.gateway.confirm(attempt).code is Code.UNKNOWN


@pytest.mark.parametrize("verb", ["request", "verify", "reverse"])
def test_a_page_of_html_says_nothing(bank, server, verb):
    attempt = bank.paid()
    server.habits.garbage[verb] = 1
    ours = {"request": bank.gateway.start, "verify": bank.gateway.confirm}
    with pytest.raises(Unreachable):
        ours.get(verb, bank.gateway.undo)(attempt)


def test_an_authority_that_could_not_be_theirs_is_no_start(bank, server, monkeypatch):
    monkeypatch.setattr(zarinpal.secrets, "token_hex", lambda _: '"><script>')
    with pytest.raises(Unreachable):
        bank.gateway.start(bank.asked())


def test_after_thirty_minutes_the_reverse_is_refused(bank, server):
    attempt = bank.confirmed()
    server.payments[attempt.reference].is_late = True
    with pytest.raises(Declined, match="-63"):
        bank.gateway.undo(attempt)


def test_less_than_their_minimum_is_paid_by_hand(bank):
    attempt = bank.confirmed()
    assert bank.gateway.refund_route(attempt, Money(19_999)).kind is RefundRoute.IBAN
    assert bank.gateway.refund_route(attempt, Money(20_000)).kind is RefundRoute.GATEWAY
    with pytest.raises(Declined, match="by_hand"):
        bank.gateway.refund(back(attempt, 19_999), "r1")


def test_without_the_panel_only_a_whole_and_fresh_payment_goes_back_by_itself(server):
    poor = Zarinpal(replace(account(server), access_token="", terminal_id=""))
    bank = Bank(poor, ZarinpalTill(server), lambda _: None, lambda _: None)
    attempt = bank.confirmed()
    assert poor.refund_route(attempt, PRICE).kind is RefundRoute.GATEWAY
    assert poor.refund_route(attempt, Money(300_000)).kind is RefundRoute.IBAN
    old = replace(attempt, expires_at=clock.now() - timedelta(minutes=16))
    assert poor.refund_route(old, PRICE).kind is RefundRoute.IBAN


def test_a_panel_that_shows_other_sums_than_ours_sends_it_to_a_person(bank, server):
    attempt = bank.confirmed()
    server.payments[attempt.reference].refunded = 70_000
    with pytest.raises(Declined, match="refund_unclear"):
        bank.gateway.refund(back(attempt, 300_000), "r1")
    assert server.payments[attempt.reference].refunded == 70_000


def test_a_payment_that_the_panel_does_not_list_goes_to_a_person(bank):
    attempt = replace(bank.confirmed(), receipt="999999")
    with pytest.raises(Declined, match="not_in_panel"):
        bank.gateway.refund(back(attempt, 300_000), "r1")


def test_a_wrong_token_goes_to_a_person(server):
    stranger = Zarinpal(replace(account(server), access_token="old"))
    bank = Bank(stranger, ZarinpalTill(server), lambda _: None, lambda _: None)
    attempt = bank.confirmed()
    with pytest.raises(Declined, match="refund_refused"):
        stranger.refund(back(attempt, 300_000), "r1")


@pytest.mark.parametrize("said", [None, [], "x", {}, {"data": []}, {"data": {"code": "x"}}])
def test_what_is_no_answer_is_none(said):
    with pytest.raises(Unreachable):
        zarinpal_api.answer(said)
