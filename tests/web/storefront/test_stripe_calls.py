"""The address that Stripe calls: B17, B20 over HTTP, bounded, and nothing asked within the request."""

import pytest
import sqlalchemy as sa

from portal.core import db
from portal.payments import gateways
from portal.payments.gateways.stripe_gateway import Stripe
from portal.payments.models import GatewayNotice
from tests.banks import stripe
from tests.payments.test_contract import stripe_account


@pytest.fixture
def bank(client):
    with stripe.serving() as running:
        gateways.configure(["sandbox", Stripe(stripe_account(running))])
        yield running


def kept():
    with db.reading() as session:
        return list(session.scalars(sa.select(GatewayNotice.outcome)))


def test_b17_an_unsigned_call_is_400_and_a_long_one_413(client, bank):
    assert client.post("/hooks/stripe", data=b"{}").status_code == 400
    assert client.post("/hooks/stripe?attempt=a1&outcome=paid").status_code == 400
    assert client.post("/hooks/stripe", data=b"x" * 300_000).status_code == 413
    assert kept() == []
    assert not bank.habits.asked


def test_a_signed_call_is_kept_once_and_asks_nobody_within_the_request(client, bank):
    event = bank.tell("checkout.session.completed", {"id": "cs_test_x", "object": "x"})
    for _ in range(3):
        call = stripe.signed(event)
        told = client.post("/hooks/stripe", data=call.body, headers=call.headers)
        assert told.status_code == 204
    assert kept() == ["queued"]
    assert not bank.habits.asked


def test_b20_a_type_that_we_do_not_know_is_204(client, bank):
    call = stripe.signed(bank.tell("plan.created", {"id": "plan_1", "object": "plan"}))
    told = client.post("/hooks/stripe", data=call.body, headers=call.headers)
    assert told.status_code == 204
    assert kept() == ["skipped:type"]


def test_a_buyer_who_pays_in_rials_is_not_offered_stripe(browser, shop, bank):
    assert bank.address
    browser.add(shop.offers["oil-500"].public_id)
    browser.write_address()
    review = browser.get("/checkout/review")
    assert 'value="sandbox"' in review.html
    assert 'value="stripe"' not in review.html
