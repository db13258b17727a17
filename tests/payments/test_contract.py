"""The contract suite: sandbox, transfer, and ZarinPal and Stripe at their test servers keep the same."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select

from portal.core import db, tokens
from portal.core.money import Currency, Money
from portal.payments import sandbox_bank, transfers
from portal.payments.gateways import stripe_wire
from portal.payments.gateways.interface import Code, Declined, Notice, Unreachable
from portal.payments.gateways.stripe_gateway import Stripe
from portal.payments.gateways.transfer import Account as OurAccount
from portal.payments.gateways.transfer import Transfer
from portal.payments.gateways.zarinpal import Zarinpal
from portal.payments.gateways.zarinpal_api import Account
from portal.payments.models import RefundRoute, SandboxCharge
from portal.payments.transfer_models import BankTransfer, TransferState
from tests.banks import stripe, zarinpal
from tests.payments.contract import PRICE, Bank, back
from tests.settlement.weather import Line, Weather

STRIPE_VERBS = {"start": "create", "confirm": "retrieve", "undo": "refund", "refund": "refund"}
VERBS = {"start": "request", "confirm": "verify", "undo": "reverse", "refund": "AddRefund"}


class SandboxTill:
    def decide(self, reference, outcome):
        return dict(parse_qsl(urlsplit(sandbox_bank.decide(reference, outcome)).query))

    def charged(self, reference):
        mine = select(SandboxCharge).where(SandboxCharge.authority == reference)
        with db.reading() as session:
            charge = session.scalars(mine).one()
        return (charge.amount if charge.status != "waiting" else 0) - charge.refunded


class ZarinpalTill:
    def __init__(self, bank):
        self.bank = bank

    def decide(self, reference, outcome):
        return dict(parse_qsl(urlsplit(self.bank.decide(reference, outcome)).query))

    def charged(self, reference):
        payment = self.bank.payments[reference]
        is_here = payment.status in {"PAID", "VERIFIED"}
        return (payment.amount if is_here else 0) - payment.refunded


def account(bank):
    return Account(
        merchant_id=zarinpal.MERCHANT,
        access_token=zarinpal.TOKEN,
        terminal_id=zarinpal.TERMINAL,
        base=bank.address,
        graphql=f"{bank.address}/api/v4/graphql/",
    )


def _sandbox():
    weather = Weather()

    def lose(verb):
        weather.lost[verb] += 1

    def break_(verb):
        weather.unheard[verb] += 1

    return Bank(weather, SandboxTill(), lose, break_)


def _zarinpal(server):
    def lose(verb):
        server.habits.cuts[VERBS[verb]] += 1

    def break_(verb):
        server.habits.errors[VERBS[verb]] += 1

    return Bank(Zarinpal(account(server)), ZarinpalTill(server), lose, break_)


class StripeTill:
    def __init__(self, bank):
        self.bank = bank

    def decide(self, reference, outcome):
        return dict(parse_qsl(urlsplit(self.bank.decide(reference, outcome)).query))

    def charged(self, reference):
        session = self.bank.sessions[reference]
        is_here = session["payment_status"] == "paid"
        given_back = self.bank.given_back(session["payment_intent"])
        return (session["amount_total"] if is_here else 0) - given_back


def stripe_account(bank):
    return stripe_wire.Account(
        id=stripe.ACCOUNT,
        secret_key=stripe.KEY,
        webhook_secrets=(stripe.SECRET, stripe.OLD_SECRET),
        base=bank.address,
        checkout=bank.address,
    )


def at_stripe(server):
    def lose(verb):
        server.habits.cuts[STRIPE_VERBS[verb]] += 1

    def break_(verb):
        server.habits.errors[STRIPE_VERBS[verb]] += 1

    adapter = Stripe(stripe_account(server))
    till = StripeTill(server)
    return Bank(adapter, till, lose, break_, currency=Currency.EUR, captures=True)


class TransferTill:
    """The buyer moves the money, and the office looks at its statement."""

    def decide(self, reference, outcome):
        with db.transaction() as session:
            row = transfers.by_reference(session, reference)
            if outcome == "paid":
                transfers.approve(
                    session, row, received=row.amount, bank_reference=tokens.public_id(),
                    second_above=10**12, by="user:one",
                )  # fmt: skip
            else:
                transfers.refuse(session, row, reason="نیامده", by="user:one")
        return {"Transfer": reference, "Status": "OK" if outcome == "paid" else "NOK"}

    def charged(self, reference):
        mine = select(BankTransfer).where(BankTransfer.reference == reference)
        with db.reading() as session:
            row = session.scalars(mine).one()
        return row.received if row.state is TransferState.CONFIRMED else 0


def our_account(**facts):
    given = {
        "holder": "کنسرسیوم", "bank": "", "iban": "IR630000000000000123456789", "card": "",
        "lifetime": timedelta(hours=24), "second_above": 10**12,
    }  # fmt: skip
    return OurAccount(**(given | facts))


def _transfer():
    line = Line(Transfer(our_account()))

    def lose(verb):
        line.lost[verb] += 1

    def break_(verb):
        line.unheard[verb] += 1

    return Bank(line, TransferTill(), lose, break_, by_hand=True)


def again(bank):
    return Code.PAID if bank.captures else Code.ALREADY


def names(claim):
    return claim.reference, claim.attempt


@pytest.fixture(params=["sandbox", "transfer", "zarinpal", "stripe"])
def bank(request, database):
    if request.param == "sandbox":
        yield _sandbox()
        return
    if request.param == "transfer":
        yield _transfer()
        return
    if request.param == "stripe":
        with stripe.serving() as server:
            yield at_stripe(server)
        return
    with zarinpal.serving() as server:
        yield _zarinpal(server)


def test_a_paid_attempt_is_confirmed_with_our_amount_and_its_receipt(bank):
    verdict = bank.gateway.confirm(bank.paid())
    assert (verdict.code, verdict.amount) == (Code.PAID, bank.price)
    assert verdict.receipt
    assert bank.by_hand or "*" in verdict.card_mask  # people show no card


def test_confirming_again_says_already_and_captures_nothing_more(bank):
    attempt = bank.confirmed()
    assert bank.gateway.confirm(attempt).code is again(bank)
    assert bank.till.charged(attempt.reference) == PRICE.minor


def test_before_the_buyer_has_paid_the_answer_is_pending(bank):
    assert bank.gateway.confirm(bank.started()).code is Code.PENDING


def test_a_failed_attempt_is_failed_even_if_the_return_claims_otherwise(bank):
    attempt = bank.started()
    bank.till.decide(attempt.reference, "failed")
    assert bank.gateway.confirm(attempt).code is Code.FAILED


def test_the_return_names_the_attempt_and_says_whether_it_was_left(bank):
    attempt = bank.started()
    claim = bank.gateway.read(bank.came_back(attempt, "paid"))
    assert names(claim) in {(attempt.reference, ""), ("", attempt.public_id)}
    assert not claim.is_cancelled
    other = bank.started()
    assert bank.gateway.read(bank.came_back(other, "failed")).is_cancelled


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"Authority": "x"},
        {"Authority": "S" * 36, "Status": "PAID"},
        {"Status": "OK"},
        {"Transfer": "x", "Status": "OK"},
        {"Transfer": "x" * 43, "Status": "PAID"},
        {"attempt": "a1"},
        {"attempt": "a1", "outcome": "OK"},
        {"attempt": "<script>", "outcome": "paid"},
    ],
)
def test_what_is_no_return_is_not_read(bank, query):
    assert bank.gateway.read(Notice(query=query)) is None


def test_an_amount_that_is_not_ours_is_a_mismatch_and_never_paid(bank):
    attempt = bank.paid()
    cheap = bank.asked(reference=attempt.reference, amount=Money(PRICE.minor - 10, bank.currency))
    assert bank.gateway.confirm(cheap).code is Code.MISMATCH


@pytest.mark.parametrize("verb", ["start", "confirm", "undo"])
@pytest.mark.parametrize("habit", ["lose", "break_"])
def test_an_answer_that_does_not_come_says_nothing(bank, verb, habit):
    attempt = bank.confirmed() if verb == "undo" else bank.paid()
    getattr(bank, habit)(verb)
    with pytest.raises(Unreachable):
        getattr(bank.gateway, verb)(bank.asked() if verb == "start" else attempt)


def test_a_lost_answer_to_confirm_is_made_good_by_asking_again(bank):
    attempt = bank.paid()
    bank.lose("confirm")
    with pytest.raises(Unreachable):
        bank.gateway.confirm(attempt)
    assert bank.gateway.confirm(attempt).code is again(bank)


def refuses(bank, verb, attempt):
    """What only people can do is declined, for good, and nothing has moved."""
    with pytest.raises(Declined, match="only_by_hand"):
        verb()
    assert bank.till.charged(attempt.reference) == PRICE.minor


def test_undoing_twice_gives_back_once(bank):
    attempt = bank.confirmed()
    if bank.by_hand:
        refuses(bank, lambda: bank.gateway.undo(attempt), attempt)
        return
    bank.gateway.undo(attempt)
    bank.gateway.undo(attempt)
    assert bank.till.charged(attempt.reference) == 0


@pytest.mark.parametrize("habit", ["lose", "break_"])
def test_a_refund_without_an_answer_is_sent_once_whether_it_arrived_or_not(bank, habit):
    attempt = bank.confirmed()
    getattr(bank, habit)("refund")
    with pytest.raises(Unreachable):
        bank.gateway.refund(back(attempt, 300_000), "r1")
    if bank.by_hand:
        refuses(bank, lambda: bank.gateway.refund(back(attempt, 300_000), "r1"), attempt)
        return
    bank.gateway.refund(back(attempt, 300_000), "r1")
    assert bank.till.charged(attempt.reference) == PRICE.minor - 300_000


def test_two_refunds_of_one_attempt_both_go(bank):
    attempt = bank.confirmed()
    if bank.by_hand:
        refuses(bank, lambda: bank.gateway.refund(back(attempt, 300_000), "r1"), attempt)
        return
    bank.gateway.refund(back(attempt, 300_000), "r1")
    bank.gateway.refund(back(attempt, 300_000, before=300_000, key="r2"), "r2")
    assert bank.till.charged(attempt.reference) == PRICE.minor - 600_000


def test_more_than_was_paid_is_never_given_back(bank):
    attempt = bank.confirmed()
    with pytest.raises(Declined):
        bank.gateway.refund(back(attempt, PRICE.minor + 1), "r1")
    assert bank.till.charged(attempt.reference) == PRICE.minor


def test_money_that_nobody_confirmed_is_found(bank):
    forgotten = bank.paid()
    confirmed = bank.confirmed()
    found = bank.gateway.pending(forgotten.expires_at.replace(year=2020))
    known = {confirmed.reference} if bank.captures else set()
    assert {claim.reference for claim in found} - known == {forgotten.reference}


def test_a_whole_refund_soon_after_goes_back_the_way_it_came(bank):
    attempt = bank.confirmed()
    wanted = RefundRoute.IBAN if bank.by_hand else RefundRoute.GATEWAY
    assert bank.gateway.refund_route(attempt, bank.price).kind is wanted
