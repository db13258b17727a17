"""Holds: taken all or nothing, ended by time, sold, dropped, dispatched."""

import pytest
from sqlalchemy import select

from portal.catalog import stock
from portal.catalog.models import HoldState, OfferState, ProductState, StockHold, StockMovement
from portal.core.db import statements
from portal.core.errors import OutOfStock, Refused, Shortage
from portal.firms.models import OrganisationState
from tests.catalog import makers


@pytest.fixture
def tin(session):
    return makers.offer(session, units=20)


@pytest.fixture
def jar(session):
    return makers.offer(session, units=3)


def states(session, order):
    rows = session.execute(
        select(StockHold.offer_id, StockHold.state).where(StockHold.order_id == order)
    )
    return dict(rows.all())


def test_a_hold_sets_units_aside(session, tin):
    makers.hold(session, {tin.id: 4})

    assert makers.numbers(session, tin) == (20, 4)
    makers.assert_the_books_agree(session)


def test_a_refusal_names_every_offer_that_falls_short_and_takes_nothing(session, tin, jar):
    with pytest.raises(OutOfStock) as refusal:
        makers.hold(session, {tin.id: 21, jar.id: 4})

    assert refusal.value.shortages == [Shortage(tin.id, 21, 20), Shortage(jar.id, 4, 3)]
    assert makers.numbers(session, tin) == (20, 0)


def test_one_short_offer_refuses_the_whole_order(session, tin, jar):
    with pytest.raises(OutOfStock) as refusal:
        makers.hold(session, {tin.id: 1, jar.id: 4})

    assert [short.offer_id for short in refusal.value.shortages] == [jar.id]
    assert makers.numbers(session, tin) == (20, 0)


@pytest.mark.parametrize("why", ["paused", "hidden", "inactive pack", "suspended firm", "holiday"])
def test_what_is_not_on_sale_is_out_of_stock(session, tin, why):
    if why == "paused":
        tin.state = OfferState.PAUSED
    elif why == "hidden":
        tin.variant.product.state = ProductState.HIDDEN
    elif why == "inactive pack":
        tin.variant.is_active = False
    elif why == "suspended firm":
        tin.firm.state = OrganisationState.SUSPENDED
    else:
        tin.firm.closed_until = makers.soon(60 * 24 * 3).date()

    with pytest.raises(OutOfStock) as refusal:
        makers.hold(session, {tin.id: 1})
    assert refusal.value.shortages == [Shortage(tin.id, 1, 0)]


def test_a_new_hold_first_releases_what_ran_out(session, jar):
    late = makers.hold(session, {jar.id: 3}, minutes=-1)

    makers.hold(session, {jar.id: 2})

    assert makers.numbers(session, jar) == (3, 2)
    assert states(session, late) == {jar.id: HoldState.RELEASED}
    makers.assert_the_books_agree(session)


def test_a_hold_that_ran_out_is_still_held_until_somebody_needs_it(session, jar):
    late = makers.hold(session, {jar.id: 3}, minutes=-1)
    assert stock.is_held(session, order_id=late)

    makers.hold(session, {jar.id: 1})
    assert not stock.is_held(session, order_id=late)


def test_the_clock_releases_what_ran_out(session, tin, jar):
    makers.hold(session, {tin.id: 5})
    makers.hold(session, {jar.id: 3, tin.id: 2}, minutes=-1)

    assert stock.release_expired(session) == 2
    assert stock.release_expired(session) == 0
    assert makers.numbers(session, tin) == (20, 5)
    makers.assert_the_books_agree(session)


def test_paying_makes_a_sale_of_the_hold(session, tin):
    order = makers.sale(session, {tin.id: 4})

    assert makers.numbers(session, tin) == (20, 4)
    assert states(session, order) == {tin.id: HoldState.CONSUMED}
    makers.assert_the_books_agree(session)


def test_what_ran_out_cannot_be_sold(session, jar):
    late = makers.hold(session, {jar.id: 3}, minutes=-1)
    makers.hold(session, {jar.id: 1})

    with pytest.raises(Refused, match="hold_ended"):
        stock.consume(session, order_id=late, by="gateway")
    with pytest.raises(Refused, match="hold_ended"):
        stock.extend(session, order_id=late, expires_at=makers.soon())


def test_late_money_takes_the_goods_again_where_they_are_still_there(session, tin, jar):
    wants = {tin.id: 2, jar.id: 2}
    late = makers.hold(session, wants, minutes=-1)
    stock.release_expired(session)

    stock.retake(
        session, order_id=late, wants=wants, holder="m", expires_at=makers.soon(), by="gateway"
    )
    assert stock.is_held(session, order_id=late)
    stock.consume(session, order_id=late, by="gateway")
    makers.assert_the_books_agree(session)


def test_late_money_for_goods_that_are_gone_is_refused(session, jar):
    late = makers.hold(session, {jar.id: 3}, minutes=-1)
    makers.hold(session, {jar.id: 1})

    with pytest.raises(OutOfStock):
        stock.retake(
            session,
            order_id=late,
            wants={jar.id: 3},
            holder="m",
            expires_at=makers.soon(),
            by="gateway",
        )


def test_retaking_keeps_what_the_order_still_holds(session, jar):
    order = makers.hold(session, {jar.id: 3}, minutes=-1)

    stock.retake(
        session, order_id=order, wants={jar.id: 3}, holder="m", expires_at=makers.soon(), by="b"
    )

    assert makers.numbers(session, jar) == (3, 3)
    makers.assert_the_books_agree(session)


def test_an_order_that_has_bought_its_goods_cannot_take_them_again(session, tin):
    order = makers.sale(session, {tin.id: 1})

    with pytest.raises(Refused, match="already_sold"):
        makers.hold(session, {tin.id: 1}, order=order)


def test_extending_never_shortens(session, tin):
    order = makers.hold(session, {tin.id: 1}, minutes=10)
    until = select(StockHold.expires_at).where(StockHold.order_id == order)

    stock.extend(session, order_id=order, expires_at=makers.soon(20))
    longest = session.scalar(until)
    stock.extend(session, order_id=order, expires_at=makers.soon(5))

    assert session.scalar(until) == longest


def test_releasing_gives_back_and_doing_it_twice_does_no_harm(session, tin):
    order = makers.hold(session, {tin.id: 4})

    for _ in range(2):
        stock.release(session, order_id=order, by="buyer", reason="cancelled")

    assert makers.numbers(session, tin) == (20, 0)
    makers.assert_the_books_agree(session)


def test_a_sale_cancelled_before_dispatch_frees_its_units(session, tin):
    order = makers.sale(session, {tin.id: 4})

    stock.drop(session, order_id=order, units={tin.id: 1}, by="user:x", reason="reduced")

    assert makers.numbers(session, tin) == (20, 3)
    makers.assert_the_books_agree(session)


def test_dispatch_lowers_both_numbers_and_happens_once(session, tin):
    order = makers.sale(session, {tin.id: 4})

    stock.dispatch(session, order_id=order, units={tin.id: 4}, by="user:x")

    assert makers.numbers(session, tin) == (16, 0)
    with pytest.raises(Refused, match="not_reserved"):
        stock.dispatch(session, order_id=order, units={tin.id: 1}, by="user:x")
    makers.assert_the_books_agree(session)


def test_unpaid_units_can_neither_leave_nor_be_dropped(session, tin):
    order = makers.hold(session, {tin.id: 4})

    with pytest.raises(Refused, match="not_reserved"):
        stock.dispatch(session, order_id=order, units={tin.id: 4}, by="user:x")
    with pytest.raises(Refused, match="not_reserved"):
        stock.drop(session, order_id=order, units={tin.id: 4}, by="user:x", reason="")


def test_every_change_says_who_and_why(session, tin):
    order = makers.sale(session, {tin.id: 4})
    stock.drop(session, order_id=order, units={tin.id: 1}, by="user:x", reason="reduced")

    rows = session.scalars(
        select(StockMovement).where(StockMovement.order_id == order).order_by(StockMovement.id)
    )
    assert [(row.kind, row.reserved, row.actor, row.reason) for row in rows] == [
        ("held", 4, "buyer", ""),
        ("sold", 0, "gateway", "paid"),
        ("released", -1, "user:x", "reduced"),
    ]


@pytest.mark.parametrize("late", [False, True])
def test_taking_five_offers_costs_six_statements_at_most(session, late):
    offers = [makers.offer(session, units=9) for _ in range(5)]
    if late:
        for offer in offers:
            makers.hold(session, {offer.id: 1}, minutes=-1)
    session.commit()
    wants = {offer.id: 2 for offer in offers}

    seen = statements.set([])
    order = makers.hold(session, wants)
    ran = statements.get()
    statements.reset(seen)

    work = [text for text in ran if not text.startswith("BEGIN")]
    assert len(work) == (6 if late else 5)
    assert stock.is_held(session, order_id=order)
