"""Nobody empties a shelf with unpaid orders, and nobody who buys much at once is refused."""

import pytest

from portal.catalog import stock
from portal.core.errors import Refused
from tests.catalog import makers

ME = "digest-of-my-mobile"


def test_a_restaurant_may_take_forty_tins_in_one_order(session):
    tin = makers.offer(session, units=60)

    makers.hold(session, {tin.id: 40}, holder=ME)


@pytest.mark.asvs("2.3.2")
def test_several_unpaid_orders_of_one_mobile_keep_a_tenth_at_most(session):
    tin = makers.offer(session, units=100)
    for _ in range(10):
        makers.hold(session, {tin.id: 1}, holder=ME)

    with pytest.raises(Refused, match="hoarding") as refusal:
        makers.hold(session, {tin.id: 1}, holder=ME)
    assert refusal.value.facts == {"offer_id": tin.id, "held": 10, "limit": 10}


@pytest.mark.asvs("2.3.2")
def test_of_a_scarce_offer_five_units_are_allowed(session):
    jar = makers.offer(session, units=12)
    makers.hold(session, {jar.id: 4}, holder=ME)
    makers.hold(session, {jar.id: 1}, holder=ME)

    with pytest.raises(Refused, match="hoarding"):
        makers.hold(session, {jar.id: 1}, holder=ME)


def test_another_mobile_in_the_same_browser_counts_too(session):
    jar = makers.offer(session, units=12)
    makers.hold(session, {jar.id: 5}, holder="one", visitor="browser")

    with pytest.raises(Refused, match="hoarding"):
        makers.hold(session, {jar.id: 1}, holder="two", visitor="browser")


def test_what_was_paid_given_back_or_ran_out_does_not_count(session):
    jar = makers.offer(session, units=20)
    paid = makers.hold(session, {jar.id: 5}, holder=ME)
    stock.consume(session, order_id=paid, by="gateway")
    given_back = makers.hold(session, {jar.id: 5}, holder=ME)
    stock.release(session, order_id=given_back, by="buyer", reason="cancelled")
    makers.hold(session, {jar.id: 5}, holder=ME, minutes=-1)

    makers.hold(session, {jar.id: 9}, holder=ME)


def test_others_are_not_counted_against_me(session):
    jar = makers.offer(session, units=20)
    makers.hold(session, {jar.id: 9}, holder="somebody else")

    makers.hold(session, {jar.id: 9}, holder=ME)


def test_late_money_is_never_refused_for_hoarding(session):
    jar = makers.offer(session, units=20)
    late = makers.hold(session, {jar.id: 5}, holder=ME, minutes=-1)
    stock.release_expired(session)
    makers.hold(session, {jar.id: 5}, holder=ME)

    stock.retake(
        session, order_id=late, wants={jar.id: 5}, holder=ME, expires_at=makers.soon(), by="gateway"
    )
    assert stock.is_held(session, order_id=late)
