"""Refunds that a person pays, and payments that do not fit."""

import pytest
from sqlalchemy import select

from portal.core import db
from portal.core.audit import AuditEntry
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


def give_account(house, iban="IR۸۲ ۰۵۴۰ ۱۰۲۶ ۸۰۰۲ ۰۸۱۷ ۹۰۹۰ ۰۲", holder="سارا محمدی"):
    link = house.letters("order_cancelled")[0].facts["link"]
    return house.stranger().post(f"{link}/refund-account", {"holder": holder, "iban": iban})


def test_the_buyer_says_where_to_and_the_office_pays_it(house, office):
    cancelled(house)
    name = refund_in(RefundState.NEEDS_PERSON)
    link = house.letters("order_cancelled")[0].facts["link"]
    assert "در انتظار شبای شما" in house.stranger().get(link).text
    assert "خریدار هنوز شبا ننوشته است" in office.get("/consortium/refunds").text

    page = give_account(house)
    assert "IR•• •••• 9002" in page.text
    assert "با حوالهٔ بانکی به حسابی که نوشته‌اید" in page.text
    assert "IR820540102680020817909002" not in page.html
    assert [m.facts["ending"] for m in house.letters("refund_account", "sms")] == ["9002"]

    listed = office.get("/consortium/refunds")
    assert "IR820540102680020817909002" in listed.text
    office.post(
        f"/consortium/refunds/{name}/paid",
        {"receipt": "140509051234", "account": listed.hidden()["account"]},
    )
    told = house.stranger().get(link)
    assert "شمارهٔ پیگیری بانک 140509051234" in told.text
    assert "واریز شد،" in told.text
    assert f"{link}/refund-account" not in told.html


def test_an_iban_that_is_none_keeps_what_was_typed(house):
    cancelled(house)
    refund_in(RefundState.NEEDS_PERSON)
    page = give_account(house, iban="IR82 0540 1026 8002 0817 9090 03")
    assert page.status == 422
    assert "شبا با IR شروع می‌شود" in page.text
    assert 'value="IR82 0540 1026 8002 0817 9090 03"' in page.html
    assert 'value="سارا محمدی"' in page.html
    assert house.letters("refund_account") == []


def test_an_account_that_changed_stops_the_transfer(house, office):
    cancelled(house)
    name = refund_in(RefundState.NEEDS_PERSON)
    give_account(house)
    seen = office.get("/consortium/refunds").hidden()["account"]
    give_account(house, iban="IR062960000000100324200001")
    page = office.post(f"/consortium/refunds/{name}/paid", {"receipt": "1", "account": seen})
    assert "خریدار در این میان حساب دیگری نوشته است" in page.text
    assert refund_in(RefundState.NEEDS_PERSON) == name


def test_the_account_is_audited_without_its_number(house, office):
    cancelled(house)
    refund_in(RefundState.NEEDS_PERSON)
    give_account(house)
    with db.reading() as session:
        rows = session.scalars(select(AuditEntry)).all()
        [row] = [row for row in rows if row.action == "storefront.refund_account"]
        assert row.object_kind == "order"
        assert "refund_accounts" in row.details["touched"]
        assert "IR8205401026" not in str(vars(row))
    assert "IR8205401026" not in office.get("/admin/audit").html


def test_without_a_task_the_account_is_refused(house):
    cancelled(house)
    page = give_account(house)
    assert page.status == 409
    assert "برای این سفارش دیگر وجهی در انتظار واریز به شما نیست" in page.text


@pytest.mark.usefixtures("still")
def test_giving_accounts_is_limited(house):
    cancelled(house)
    refund_in(RefundState.NEEDS_PERSON)
    assert 429 in {give_account(house).status for _ in range(32)}


def test_an_officer_may_not_decide_on_money(house):
    cancelled(house)
    name = refund_in(RefundState.NEEDS_PERSON)
    assert (
        house.person("officer").post(f"/consortium/refunds/{name}/paid", {"receipt": "1"}).status
        == 404
    )
