"""What has not been sent can be cancelled or reduced; the money goes back with its posting."""

import pytest
from sqlalchemy import select

from portal.catalog.models import Offer
from portal.core.errors import Invalid, NotFound, Refused
from portal.ledger import books
from portal.messaging.models import Message
from portal.orders import cancelling, dropping, fulfilment
from portal.orders.models import Invoice, InvoiceKind, OrderState
from portal.orders.models import SellerOrderState as State
from portal.payments.models import Refund
from tests import make
from tests.orders import shop

TRACKING = "1" * 24


@pytest.fixture
def firm(session):
    shop.network(session)
    return make.organisation(session)


@pytest.fixture
def oil(session, firm):
    return shop.goods(session, firm)


@pytest.fixture
def paste(session, firm):
    return shop.goods(session, firm, price=980_000)


@pytest.fixture
def olives(session):
    return shop.goods(session, make.organisation(session), price=1_490_000)


@pytest.fixture
def order(session, oil, paste, olives):
    return shop.bought(session, (oil, 2), (paste, 1), (olives, 3))


def send(session, part):
    for verb, facts in (
        (fulfilment.accept, {}),
        (fulfilment.ship, {"tracking": TRACKING}),
    ):
        verb(session, firm_id=part.firm_id, number=part.number, by="user:x", **facts)


def take_off(session, part, units, **facts):
    return dropping.drop(
        session, firm_id=part.firm_id, number=part.number, units=units, by="user:x", **facts
    )


def told(session, kind):
    return session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id)).all()


def test_the_buyer_cancels_the_whole_order(session, oil, order):
    refunds = cancelling.cancel_order(session, link=order.link, by="buyer")

    assert sum(refund.amount for refund in refunds) == order.total
    assert order.state is OrderState.CANCELLED
    assert {part.state for part in order.seller_orders} == {State.CANCELLED}
    assert shop.numbers(session, oil) == (20, 0)
    for part in order.seller_orders:
        assert books.balance(session, "firm", firm_id=part.firm_id).minor == 0


def test_one_part_is_cancelled_and_the_other_comes(session, oil, olives, order):
    first, second = order.seller_orders

    refund = cancelling.cancel_part(
        session, link=order.link, part=second.public_id, reason="اشتباه شد", by="buyer"
    )

    assert refund.amount == second.total
    assert (first.state, second.state) == (State.PAID, State.CANCELLED)
    assert order.state is OrderState.PAID
    assert shop.numbers(session, olives) == (20, 0)
    assert shop.numbers(session, oil) == (20, 2)


def test_both_sides_hear_of_a_cancelled_part(session, order):
    part = order.seller_orders[1]
    refund = cancelling.cancel_part(session, link=order.link, part=part.public_id, by="buyer")

    messages = {message.recipient: message for message in told(session, "order_cancelled")}
    assert set(messages) == {order.email, order.mobile, part.firm.email}
    assert messages[order.email].facts["amount"] == refund.amount
    assert messages[order.email].facts["expected_on"] == refund.expected_on.isoformat()
    assert messages[part.firm.email].facts["number"] == part.number


def test_what_was_sent_cannot_be_cancelled(session, order):
    first, second = order.seller_orders
    send(session, first)

    with pytest.raises(Refused, match="already_shipped"):
        cancelling.cancel_part(session, link=order.link, part=first.public_id, by="buyer")
    [refund] = cancelling.cancel_order(session, link=order.link, by="buyer")

    assert refund.amount == second.total
    assert (first.state, order.state) == (State.SHIPPED, OrderState.PAID)
    with pytest.raises(Refused, match="already_shipped"):
        cancelling.cancel_order(session, link=order.link, by="buyer")


def test_cancelling_twice_gives_money_once(session, order):
    cancelling.cancel_order(session, link=order.link, by="buyer")

    assert cancelling.cancel_order(session, link=order.link, by="buyer") == []
    with pytest.raises(Refused, match="already_shipped"):
        cancelling.cancel_part(
            session, link=order.link, part=order.seller_orders[0].public_id, by="buyer"
        )
    assert sum(refund.amount for refund in session.scalars(select(Refund))) == order.total


def test_an_unpaid_order_is_cancelled_without_money(session, oil):
    shop.fill(session, (oil, 1))
    order = shop.place(session)

    assert cancelling.cancel_order(session, link=order.link, by="buyer") == []
    assert order.state is OrderState.CANCELLED
    assert shop.numbers(session, oil) == (20, 0)


def test_strangers_cancel_nothing(session, order):
    with pytest.raises(NotFound):
        cancelling.cancel_order(session, link="other", by="buyer")
    with pytest.raises(NotFound):
        cancelling.cancel_part(session, link=order.link, part="other", by="buyer")
    stranger = make.organisation(session)
    with pytest.raises(NotFound):
        cancelling.cancel_as_firm(
            session, firm_id=stranger.id, number=order.seller_orders[0].number, reason="x", by="x"
        )


def test_a_firm_cancels_with_a_reason_that_the_buyer_reads(session, order):
    part = order.seller_orders[0]
    facts = {"firm_id": part.firm_id, "number": part.number, "by": "user:x"}

    with pytest.raises(Invalid) as caught:
        cancelling.cancel_as_firm(session, reason=" ", **facts)
    assert caught.value.errors == {"reason": "required"}
    cancelling.cancel_as_firm(session, reason="برداشت کم بود", **facts)

    assert part.state is State.CANCELLED
    assert {message.recipient for message in told(session, "order_cancelled")} == {
        order.email,
        order.mobile,
    }
    assert told(session, "order_cancelled")[0].facts["reason"] == "برداشت کم بود"


def test_units_that_cannot_be_supplied_are_paid_back(session, oil, order):
    part = order.seller_orders[0]
    line = part.lines[0]

    dropped = take_off(session, part, {line.public_id: 1})

    assert dropped.refund.amount == 6_950_000
    assert (line.dropped, part.refunded, part.state) == (1, 6_950_000, State.PAID)
    assert shop.numbers(session, oil) == (20, 1)
    message = told(session, "line_reduced")[0]
    assert (message.facts["amount"], message.facts["dropped"]) == (6_950_000, 1)


def test_a_count_beside_it_keeps_the_missing_from_being_sold(session, oil, order):
    part = order.seller_orders[0]
    name = part.lines[0].public_id

    take_off(session, part, {name: 1}, counted={name: 1})

    assert shop.numbers(session, oil) == (1, 1)


def test_a_reduced_order_ships_what_is_left(session, oil, order):
    part = order.seller_orders[0]
    take_off(session, part, {part.lines[0].public_id: 1})

    send(session, part)

    assert shop.numbers(session, oil) == (19, 0)
    [invoice] = session.scalars(select(Invoice))
    assert invoice.total == part.total - part.refunded
    assert [line["quantity"] for line in invoice.snapshot["lines"]] == [1, 1]


def test_everything_dropped_is_a_cancelled_part_with_its_shipping(session, order):
    part = order.seller_orders[0]

    dropped = take_off(session, part, {line.public_id: line.quantity for line in part.lines})

    assert dropped.refund.amount == part.total
    assert part.state is State.CANCELLED
    assert told(session, "line_reduced") == []


def test_dropping_step_by_step_ends_at_the_whole(session, order):
    part = order.seller_orders[0]
    oil, paste = part.lines

    for units in ({oil.public_id: 1}, {paste.public_id: 1}, {oil.public_id: 1}):
        take_off(session, part, units)

    assert (part.refunded, part.state) == (part.total, State.CANCELLED)
    assert books.balance(session, "firm", firm_id=part.firm_id).minor == 0


@pytest.mark.parametrize(("count", "fault"), [(-1, "too_small"), (3, "too_large")])
def test_drops_are_checked(session, order, count, fault):
    part = order.seller_orders[0]
    name = part.lines[0].public_id

    with pytest.raises(Invalid) as caught:
        take_off(session, part, {name: count})
    assert caught.value.errors == {name: fault}


def test_a_drop_of_nothing_and_of_other_lines_is_refused(session, order):
    part, other = order.seller_orders

    for units, errors in (
        ({}, {"units": "required"}),
        ({part.lines[0].public_id: 0}, {"units": "required"}),
        ({other.lines[0].public_id: 1}, {other.lines[0].public_id: "unknown"}),
    ):
        with pytest.raises(Invalid) as caught:
            take_off(session, part, units)
        assert caught.value.errors == errors


def test_nothing_is_dropped_after_dispatch(session, order):
    part = order.seller_orders[0]
    send(session, part)

    with pytest.raises(Refused, match="wrong_state"):
        take_off(session, part, {part.lines[0].public_id: 1})


def test_a_refund_after_the_invoice_is_a_credit_note(session, order):
    part = order.seller_orders[0]
    send(session, part)
    fulfilment.report_problem(
        session, link=order.link, part=part.public_id, note="شکسته", by="buyer"
    )
    fulfilment.resolve(
        session,
        firm_id=part.firm_id,
        number=part.number,
        to=State.CANCELLED,
        note="پول برگشت",
        by="user:x",
    )

    sale, note = session.scalars(select(Invoice).order_by(Invoice.id)).all()
    assert (sale.kind, note.kind) == (InvoiceKind.SALE, InvoiceKind.CREDIT)
    assert note.replaces_id == sale.id
    assert note.total == sale.total == part.total
    reserved = session.scalars(select(Offer.reserved).order_by(Offer.id)).all()
    assert reserved == [0, 0, 3]


def test_the_office_ends_what_a_firm_leaves_lying(session, order):
    part = order.seller_orders[1]

    with pytest.raises(Invalid):
        cancelling.cancel_for_office(
            session, order=order.public_id, part=part.public_id, reason="", by="office:x"
        )
    refund = cancelling.cancel_for_office(
        session,
        order=order.public_id,
        part=part.public_id,
        reason="پاسخی نیامد",
        by="office:x",
    )

    assert (part.state, refund.amount) == (State.CANCELLED, part.total)
    assert {message.recipient for message in told(session, "order_cancelled")} == {
        order.email,
        order.mobile,
        part.firm.email,
    }


def test_the_office_resolves_a_problem(session, order):
    part = order.seller_orders[0]
    send(session, part)
    fulfilment.report_problem(
        session, link=order.link, part=part.public_id, note="نرسید", by="buyer"
    )

    fulfilment.resolve_for_office(
        session,
        order=order.public_id,
        part=part.public_id,
        to=State.DELIVERED,
        note="رسید پست را دیدیم",
        by="office:x",
    )

    assert part.state is State.DELIVERED
    with pytest.raises(NotFound):
        fulfilment.resolve_for_office(
            session,
            order=order.public_id,
            part="other",
            to=State.DELIVERED,
            note="x",
            by="office:x",
        )


def test_the_office_names_a_part_of_the_order_it_looks_at(session, order, olives):
    other = shop.bought(session, (olives, 1))
    with pytest.raises(NotFound):
        cancelling.cancel_for_office(
            session,
            order=other.public_id,
            part=order.seller_orders[0].public_id,
            reason="x",
            by="office:x",
        )


def test_money_that_the_office_gives_back_is_told_to_the_firm(session, order):
    part = order.seller_orders[0]
    send(session, part)
    fulfilment.report_problem(
        session, link=order.link, part=part.public_id, note="نرسید", by="buyer"
    )
    fulfilment.resolve_for_office(
        session,
        order=order.public_id,
        part=part.public_id,
        to=State.CANCELLED,
        note="گم شد",
        by="office:x",
    )
    assert part.firm.email in {message.recipient for message in told(session, "order_cancelled")}
