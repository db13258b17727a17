"""Prices: tiers by minimum, valid from a moment, refused when surely wrong."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.catalog import prices
from portal.catalog.cards import Card
from portal.catalog.models import OfferPrice, Variant
from portal.core import clock
from portal.core.db import statements
from portal.core.errors import Invalid, NotFound, Refused
from tests import make


@pytest.fixture
def tin(session):
    return make.offer(session, price=1_000_000)


def set_price(session, offer, minor, **facts):
    return prices.set_price(
        session, firm_id=offer.firm_id, sku=offer.sku, minor=minor, by="user:owner", **facts
    )


def price_of(session, offer, quantity=1):
    found = prices.in_force(session, offers={offer.id: quantity})
    return found[offer.id].minor if found else None


def refused(session, offer, minor, **facts):
    with pytest.raises(Invalid) as refusal:
        set_price(session, offer, minor, **facts)
    return refusal.value.errors


def test_the_last_price_is_in_force(session, tin):
    set_price(session, tin, 1_100_000)
    set_price(session, tin, 1_050_000, was_minor=1_100_000)

    assert price_of(session, tin) == 1_050_000
    assert session.query(OfferPrice).filter_by(offer_id=tin.id).count() == 3


def test_more_units_reach_a_lower_step(session, tin):
    set_price(session, tin, 900_000, minimum=6)
    set_price(session, tin, 800_000, minimum=12)

    assert [price_of(session, tin, n) for n in (1, 5, 6, 11, 12, 500)] == [
        1_000_000, 1_000_000, 900_000, 900_000, 800_000, 800_000,
    ]  # fmt: skip


def test_a_price_to_come_waits_for_its_moment(session, tin):
    set_price(session, tin, 1_200_000, valid_from=clock.now() + timedelta(hours=1))

    assert price_of(session, tin) == 1_000_000


def test_an_offer_without_a_price_is_absent(session):
    assert price_of(session, make.offer(session, price=None)) is None


def test_many_offers_cost_one_statement(session):
    offers = [make.offer(session, price=1_000_000 * n) for n in range(1, 6)]
    session.flush()

    token = statements.set([])
    found = prices.in_force(session, offers={offer.id: 2 for offer in offers})
    ran = statements.get()
    statements.reset(token)

    assert len(ran) == 1
    assert [found[offer.id].minor for offer in offers] == [1_000_000 * n for n in range(1, 6)]


@pytest.mark.parametrize("minor", [10_000_000, 100_000, 1_300_010, 699_990])
def test_a_zero_too_many_or_too_few_is_asked_about(session, tin, minor):
    with pytest.raises(Refused, match="price_jump") as refusal:
        set_price(session, tin, minor)
    assert refusal.value.facts == {"was": 1_000_000, "now": minor}

    set_price(session, tin, minor, confirmed=True)
    assert price_of(session, tin) == minor


@pytest.mark.parametrize("minor", [1_300_000, 700_000])
def test_thirty_percent_is_not_asked_about(session, tin, minor):
    set_price(session, tin, minor)
    assert price_of(session, tin) == minor


@pytest.mark.asvs("2.2.1", "1.4.2")
@pytest.mark.parametrize(
    ("minor", "code"),
    [(0, "too_small"), (-10, "too_small"), (1_000_005, "not_whole_toman"), (10**12, "too_large")],
)
def test_what_is_no_price_is_refused(session, tin, minor, code):
    assert refused(session, tin, minor) == {"price": code}


@pytest.mark.asvs("2.2.3")
def test_more_units_never_cost_more_each(session, tin):
    set_price(session, tin, 900_000, minimum=6)

    assert refused(session, tin, 950_000, minimum=12) == {"price": "tier_order"}
    assert refused(session, tin, 850_000) == {"price": "tier_order"}


def test_a_former_price_is_a_higher_one(session, tin):
    assert refused(session, tin, 1_000_000, was_minor=1_000_000) == {"was": "not_above_price"}
    assert refused(session, tin, 1_000_000, minimum=0) == {"minimum": "too_small"}


def test_another_firms_offer_is_not_found(session, tin):
    with pytest.raises(NotFound):
        prices.set_price(
            session, firm_id=make.organisation(session).id, sku=tin.sku, minor=10, by="user:x"
        )


def test_the_card_follows_the_price(session, tin):
    set_price(session, tin, 1_100_000)

    product_id = select(Variant.product_id).where(Variant.id == tin.variant_id).scalar_subquery()
    assert session.scalar(select(Card.price).where(Card.id == product_id)) == 1_100_000
