"""The trip of a payment, and every way it may end."""

import pytest
import sqlalchemy as sa

from portal import settlement
from portal.core.errors import NotFound, Refused
from portal.payments.models import AttemptState, GatewayNotice, PaymentState
from tests.settlement.conftest import RETURN


def test_a_paid_order_is_paid_booked_and_told_of(shop):
    answer = shop.pay()

    assert answer.order_link == shop.order.link
    assert answer.state is AttemptState.VERIFIED
    assert shop.state() == ("paid", ["paid"])
    assert shop.journals() == ["sale"]
    assert shop.balance("gateway:sandbox") == shop.order.total
    assert shop.payment.state is PaymentState.CAPTURED
    assert shop.whole() == 0


def test_the_attempt_keeps_receipt_and_card(shop):
    authority = shop.go_to_bank()
    shop.decide(authority)
    shop.come_back(authority)
    attempt = shop.attempt(authority)
    assert len(attempt.receipt) == 12
    assert attempt.card_mask.startswith("603799******")
    assert attempt.captured == shop.order.total


@pytest.mark.parametrize(
    ("outcome", "status", "state"),
    [("failed", "NOK", AttemptState.CANCELLED), ("cancelled", "NOK", AttemptState.CANCELLED)],
)
def test_an_attempt_that_came_to_nothing_may_be_repeated(shop, outcome, status, state):
    authority = shop.go_to_bank()
    assert f"Status={status}" in shop.decide(authority, outcome)
    assert shop.come_back(authority, status).state is state
    assert shop.state() == ("awaiting_payment", ["awaiting"])
    assert shop.pay().state is AttemptState.VERIFIED


def test_a_notice_that_says_ok_pays_nothing(shop):
    authority = shop.go_to_bank()
    assert shop.come_back(authority, "OK").state is AttemptState.REDIRECTED
    assert shop.state() == ("awaiting_payment", ["awaiting"])
    assert shop.journals() == []


def test_a_failed_charge_that_claims_to_be_paid_is_failed(shop):
    authority = shop.go_to_bank()
    shop.decide(authority, "failed")
    assert shop.come_back(authority, "OK").state is AttemptState.FAILED


def test_unknown_references_and_strangers_are_not_found(shop):
    with pytest.raises(NotFound):
        shop.come_back("S" + "0" * 35)
    with pytest.raises(NotFound):
        shop.come_back("", "OK")
    with pytest.raises(NotFound):
        settlement.receive("nobody", settlement.settling.Notice())
    [notice] = shop.read(sa.select(GatewayNotice))
    assert notice.outcome == "ignored:unknown_reference"


def test_a_notice_is_kept_once_and_a_second_return_changes_nothing(shop):
    authority = shop.go_to_bank()
    shop.decide(authority)
    for _ in range(3):
        assert shop.come_back(authority).state is AttemptState.VERIFIED
    assert shop.journals() == ["sale"]
    assert len(shop.read(sa.select(GatewayNotice))) == 1


def test_the_bank_decides_once(shop):
    authority = shop.go_to_bank()
    shop.decide(authority, "failed")
    assert "Status=NOK" in shop.decide(authority, "paid")


def test_a_paid_order_cannot_be_paid_again(shop):
    shop.pay()
    with pytest.raises(Refused) as refused:
        shop.go_to_bank()
    assert refused.value.code == "already_paid"
    assert refused.value.facts["link"] == shop.order.link


def test_a_payment_that_does_not_exist_cannot_be_started(shop):
    with pytest.raises(NotFound):
        settlement.start(payment_public_id="none", gateway="sandbox", return_url=RETURN)
    with pytest.raises(NotFound):
        settlement.start(
            payment_public_id=shop.payment.public_id, gateway="stripe", return_url=RETURN
        )


def test_trying_for_ever_is_refused(shop):
    for _ in range(10):
        shop.decide(shop.go_to_bank(), "cancelled")
    with pytest.raises(Refused, match="too_many_attempts"):
        shop.go_to_bank()


def test_the_goods_are_held_for_as_long_as_the_bank_may_take(shop):
    from portal.catalog.models import StockHold

    attempt = shop.attempt(shop.go_to_bank())
    until = set(shop.read(sa.select(StockHold.expires_at)))
    assert until == {attempt.expires_at + settlement.paying.goods.MARGIN}


def test_no_gateway_is_asked_while_a_transaction_is_open(shop):
    from portal.core import db

    shop.session.rollback()
    with db.transaction(), pytest.raises(RuntimeError, match="transaction is open"):
        settlement.settle(1)


def test_start_and_settle_take_few_statements(shop, count):
    payment = shop.payment.public_id
    with count() as seen:
        url = settlement.start(payment_public_id=payment, gateway="sandbox", return_url=RETURN)
    started = len(seen)
    authority = url.rsplit("/", 1)[1]
    shop.decide(authority)
    with count() as settled:
        shop.come_back(authority)
    shared = [one for one in settled if "sandbox_charges" not in one]
    assert started <= 8
    assert len(shared) <= 29  # orders.checkout.settle_paid and its messages are about half of them
