"""The embedded bank keeps the contract that every gateway keeps."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.errors import Invalid, NotFound
from portal.core.money import Currency, Money
from portal.payments import gateways, sandbox_bank
from portal.payments.gateways.interface import (
    Attempt,
    Claim,
    Code,
    Declined,
    Notice,
    Refund,
)
from portal.payments.gateways.sandbox import Sandbox
from portal.payments.models import RefundRoute

RETURN = "https://shop.example/pay/return/sandbox?order=7"


@pytest.fixture
def bank(database):
    return Sandbox()


def asked(**facts):
    given = {
        "public_id": "a1",
        "reference": "",
        "amount": Money(2_000_000),
        "description": "Order 7",
        "return_url": RETURN,
        "expires_at": clock.now() + timedelta(minutes=15),
    }
    return Attempt(**(given | facts))


def started(bank):
    redirect = bank.start(asked())
    return asked(reference=redirect.reference)


def paid(bank):
    attempt = started(bank)
    sandbox_bank.decide(attempt.reference, "paid")
    return attempt


def confirmed(bank):
    attempt = paid(bank)
    bank.confirm(attempt)
    return attempt


def back(attempt, minor):
    return Refund("r1", attempt, Money(minor), "reduced", Money(0))


def test_the_buyer_is_sent_to_the_page_of_his_charge(bank):
    redirect = bank.start(asked())
    assert redirect.url == f"/bank/{redirect.reference}"
    shown = sandbox_bank.charge(redirect.reference)
    assert (shown.amount, shown.description, shown.is_open) == (Money(2_000_000), "Order 7", True)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ("paid", Code.PAID),
        ("paid_never_returned", Code.PAID),
        ("late", Code.PAID),
        ("twice", Code.PAID),
        ("failed", Code.FAILED),
        ("cancelled", Code.CANCELLED),
    ],
)
def test_what_the_page_decides_is_what_the_bank_says(bank, outcome, code):
    attempt = started(bank)
    assert bank.confirm(attempt).code is Code.PENDING
    sandbox_bank.decide(attempt.reference, outcome)
    assert bank.confirm(attempt).code is code


def test_confirmed_again_it_says_already(bank):
    attempt = confirmed(bank)
    verdict = bank.confirm(attempt)
    assert (verdict.code, verdict.amount) == (Code.ALREADY, Money(2_000_000))
    assert len(verdict.receipt) == 12


@pytest.mark.parametrize("asks", [Money(1), Money(2_000_000, Currency.EUR)])
def test_another_amount_or_currency_is_a_mismatch(bank, asks):
    attempt = paid(bank)
    verdict = bank.confirm(asked(reference=attempt.reference, amount=asks))
    assert (verdict.code, verdict.amount) == (Code.MISMATCH, Money(2_000_000))


def test_a_stranger_is_not_paid(bank):
    assert bank.confirm(asked(reference="S0")).code is Code.FAILED


@pytest.mark.parametrize(
    ("query", "claim"),
    [
        ({"Authority": "S1", "Status": "OK"}, Claim("S1", "S1:OK")),
        ({"Authority": "S1", "Status": "NOK"}, Claim("S1", "S1:NOK", is_cancelled=True)),
        ({"Authority": "S1"}, None),
        ({"Status": "OK"}, None),
        ({"Authority": "S1", "Status": "PAID"}, None),
        ({}, None),
    ],
)
def test_only_a_whole_notice_is_read(bank, query, claim):
    assert bank.read(Notice(query=query)) == claim


def test_undoing_takes_the_whole_back_and_is_harmless_twice(bank):
    attempt = confirmed(bank)
    bank.undo(attempt)
    bank.undo(attempt)
    assert bank.confirm(attempt).code is Code.FAILED
    with pytest.raises(Declined):
        bank.refund(back(attempt, 1), "k1")


def test_what_was_not_paid_or_is_partly_refunded_cannot_be_undone(bank):
    with pytest.raises(Declined):
        bank.undo(started(bank))
    with pytest.raises(Declined):
        bank.undo(asked(reference="S0"))
    attempt = confirmed(bank)
    bank.refund(back(attempt, 1), "k1")
    with pytest.raises(Declined):
        bank.undo(attempt)


def test_the_same_key_gives_back_once(bank):
    attempt = confirmed(bank)
    for _ in range(3):
        bank.refund(back(attempt, 1_500_000), "k1")
    bank.refund(back(attempt, 500_000), "k2")
    with pytest.raises(Declined):
        bank.refund(back(attempt, 1), "k3")


def test_a_refused_refund_does_not_burn_its_key(bank):
    attempt = paid(bank)
    with pytest.raises(Declined):
        bank.refund(back(attempt, 10), "k1")
    bank.confirm(attempt)
    bank.refund(back(attempt, 2_000_000), "k1")
    with pytest.raises(Declined):
        bank.refund(back(attempt, 1), "k2")


def test_paid_and_unconfirmed_is_listed(bank):
    attempt = paid(bank)
    confirmed(bank)
    started(bank)
    since = clock.now() - timedelta(hours=1)
    assert [claim.reference for claim in bank.pending(since)] == [attempt.reference]
    assert bank.pending(clock.now() + timedelta(hours=1)) == []


def test_refunds_go_to_the_card(bank):
    assert bank.refund_route(asked(), Money(1)).kind is RefundRoute.GATEWAY


def test_the_browser_returns_with_what_the_shop_had_in_its_address(bank):
    reference = started(bank).reference
    address = sandbox_bank.decide(reference, "paid")
    assert address == f"{RETURN}&Authority={reference}&Status=OK"


def test_an_unknown_charge_or_outcome_is_refused(bank):
    with pytest.raises(NotFound):
        sandbox_bank.charge("S0")
    with pytest.raises(NotFound):
        sandbox_bank.decide("S0", "paid")
    with pytest.raises(Invalid):
        sandbox_bank.decide(started(bank).reference, "stolen")


def test_gateways_are_switched_on_by_name():
    assert list(gateways.configure(["sandbox"])) == ["sandbox"]
    assert gateways.named("sandbox").name == "sandbox"
    own = Sandbox(page="/elsewhere/{authority}")
    assert gateways.configure([own])["sandbox"] is own
    assert gateways.configure([]) == {}
    with pytest.raises(NotFound):
        gateways.named("sandbox")
    with pytest.raises(ValueError, match="nobank"):
        gateways.configure(["nobank"])
