"""The shelf: goods received, counts, and shortages that a low count opens."""

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from portal.catalog import shortages, stock
from portal.catalog.models import ShortageTask, StockMovement
from portal.core.errors import Invalid, NotFound, OutOfStock, Refused
from portal.messaging.models import Message
from tests import make
from tests.catalog import makers


@pytest.fixture
def tin(session):
    return makers.offer(session, units=20)


def count(session, offer, units):
    return stock.count(
        session, firm_id=offer.firm_id, sku=offer.sku, counted=units, reason="shelf", by="user:x"
    )


def test_a_count_sets_the_shelf_and_leaves_promises_alone(session, tin):
    makers.hold(session, {tin.id: 4})

    assert count(session, tin, 7).on_hand == 7
    assert makers.numbers(session, tin) == (7, 4)
    makers.assert_the_books_agree(session)


def test_goods_received_are_added(session, tin):
    stock.receive(
        session, firm_id=tin.firm_id, sku=tin.sku, quantity=5, reason="pressed", by="user:x"
    )
    assert makers.numbers(session, tin) == (25, 0)


def test_another_firms_offer_is_not_found(session, tin):
    stranger = make.organisation(session)

    with pytest.raises(NotFound):
        stock.count(session, firm_id=stranger.id, sku=tin.sku, counted=1, reason="", by="user:x")


@pytest.mark.parametrize(("units", "code"), [(-1, "too_small"), (1_000_001, "too_large")])
def test_an_impossible_count_is_refused(session, tin, units, code):
    with pytest.raises(Invalid) as refusal:
        count(session, tin, units)
    assert refusal.value.errors == {"counted": code}


def test_a_count_below_the_promised_stops_sale_and_lists_the_orders(session, tin):
    first = makers.sale(session, {tin.id: 4})
    second = makers.hold(session, {tin.id: 3})

    count(session, tin, 5)

    [task] = shortages.open_tasks(session, firm_id=tin.firm_id)
    assert (task.sku, task.missing) == (tin.sku, 2)
    assert [(claim.order_id, claim.units) for claim in task.claims] == [(first, 4), (second, 3)]
    with pytest.raises(OutOfStock):
        makers.hold(session, {tin.id: 1})
    makers.assert_the_books_agree(session)


def test_the_firm_hears_of_a_shortage_once(session, tin):
    makers.sale(session, {tin.id: 4})

    count(session, tin, 2)
    count(session, tin, 1)
    session.flush()

    told = session.scalars(select(Message).where(Message.kind == "shortage")).all()
    assert sorted(message.channel for message in told) == ["email", "sms"]
    assert told[0].facts["missing"] == 2
    assert session.scalars(select(ShortageTask)).one().missing == 3


@pytest.mark.parametrize("how", ["count", "receive", "drop", "expire"])
def test_a_shortage_ends_when_there_is_enough_again(session, tin, how):
    sold = makers.sale(session, {tin.id: 4})
    makers.hold(session, {tin.id: 2}, minutes=-1)
    count(session, tin, 4 if how == "expire" else 5)

    if how == "count":
        count(session, tin, 6)
    elif how == "receive":
        stock.receive(session, firm_id=tin.firm_id, sku=tin.sku, quantity=1, reason="", by="user:x")
    elif how == "drop":
        stock.drop(session, order_id=sold, units={tin.id: 1}, by="user:x", reason="short")
    else:
        stock.release_expired(session)

    assert shortages.open_tasks(session, firm_id=tin.firm_id) == []
    makers.assert_the_books_agree(session)


def test_what_is_not_on_the_shelf_cannot_be_dispatched(session, tin):
    order = makers.sale(session, {tin.id: 4})
    count(session, tin, 3)

    with pytest.raises(Refused, match="not_on_hand"):
        stock.dispatch(session, order_id=order, units={tin.id: 4}, by="user:x")
    stock.dispatch(session, order_id=order, units={tin.id: 3}, by="user:x")
    assert makers.numbers(session, tin) == (0, 1)
    makers.assert_the_books_agree(session)


@pytest.mark.parametrize(
    "breach", [update(StockMovement).values(on_hand=99), delete(StockMovement)], ids=str
)
def test_movements_only_grow(session, tin, breach):
    session.commit()

    with pytest.raises(IntegrityError):
        session.execute(breach)
    session.rollback()
    assert makers.numbers(session, tin) == (20, 0)
