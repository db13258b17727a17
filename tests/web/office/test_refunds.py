"""Refunds that a person pays, and payments that do not fit."""

from sqlalchemy import select

from portal.core import db
from portal.core.money import Currency
from portal.ledger import books
from portal.payments.models import REFUND, Refund, RefundState


def refund_in(state):
    """The one refund, moved to `state` as the gateway's answer would."""
    with db.transaction() as session:
        row = session.scalars(select(Refund)).one()
        if row.state is not state:
            REFUND.move(session, row, state, by="gateway")
        return row.public_id


def cancelled(house):
    house.buy("oil-500")
    [number] = house.numbers(house.shop.sirdan)
    house.person("owner").post(f"/desk/srd/orders/{number}/cancel", {"reason": "تمام شد"})


def test_a_refund_paid_by_hand_is_booked_and_told(house, office):
    cancelled(house)
    name = refund_in(RefundState.NEEDS_PERSON)
    assert "۱ بازگشت وجه دستی" in office.get("/consortium/").text
    assert name in office.get("/consortium/refunds").html

    office.post(f"/consortium/refunds/{name}/paid", {"receipt": "140509051234"})
    with db.reading() as session:
        row = session.scalars(select(Refund)).one()
        assert (row.state, row.receipt) == (RefundState.DONE, "140509051234")
        assert books.balance(session, "refunds", currency=Currency.IRR).minor == 0
    assert "140509051234" in office.get("/consortium/refunds?state=done").text
    assert len(house.letters("refund_done")) == 1


def test_a_transfer_without_its_number_is_refused(house, office):
    cancelled(house)
    name = refund_in(RefundState.NEEDS_PERSON)
    page = office.post(f"/consortium/refunds/{name}/paid", {"receipt": ""})
    assert "شمارهٔ حوالهٔ بانکی را بنویسید" in page.text
    assert refund_in(RefundState.NEEDS_PERSON) == name


def test_a_refund_may_go_to_the_gateway_once_more(house, office):
    cancelled(house)
    name = refund_in(RefundState.NEEDS_PERSON)
    office.post(f"/consortium/refunds/{name}/retry")
    with db.reading() as session:
        assert session.scalars(select(Refund)).one().state is RefundState.PENDING


def test_a_refund_is_not_paid_twice(house, office):
    cancelled(house)
    name = refund_in(RefundState.NEEDS_PERSON)
    office.post(f"/consortium/refunds/{name}/paid", {"receipt": "1"})
    again = office.post(f"/consortium/refunds/{name}/paid", {"receipt": "2"})
    assert "تغییر کرده" in again.text
    with db.reading() as session:
        assert session.scalars(select(Refund)).one().receipt == "1"


def test_an_officer_may_not_decide_on_money(house):
    cancelled(house)
    name = refund_in(RefundState.NEEDS_PERSON)
    assert (
        house.person("officer").post(f"/consortium/refunds/{name}/paid", {"receipt": "1"}).status
        == 404
    )
