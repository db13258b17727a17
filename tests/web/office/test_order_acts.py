"""The office ends what a firm leaves lying, and decides problems that it does not answer."""

import pytest
from sqlalchemy import select

from portal.core import db
from portal.core.audit import AuditEntry
from portal.orders import fulfilment
from portal.orders.models import SellerOrder, SellerOrderState
from portal.payments.models import Refund


@pytest.fixture
def page(house, office):
    """The office's page of a paid order of two firms."""
    house.buy("oil-500", "parvardeh-400")
    return office.get(office.get("/consortium/orders").links("/consortium/orders/")[0])


def part_of(house, code="sirdan"):
    firm = getattr(house.shop, code)
    with db.reading() as session:
        return session.scalars(select(SellerOrder).where(SellerOrder.firm_id == firm.id)).one()


def refunds():
    with db.reading() as session:
        return [row.amount for row in session.scalars(select(Refund))]


def with_problem(house):
    part = part_of(house)
    facts = {"firm_id": part.firm_id, "number": part.number, "by": "test"}
    with db.transaction() as session:
        fulfilment.accept(session, **facts)
        shipped = fulfilment.ship(session, **facts, tracking="1" * 24)
        fulfilment.report_problem(
            session, link=shipped.order.link, part=part.public_id, note="نرسید", by="buyer"
        )
    return part_of(house)


def test_a_part_is_ended_over_the_firms_head(house, office, page):
    part = part_of(house)
    assert "پایان‌دادن به این بخش به جای کارگاه" in page.text
    after = office.post(
        f"{page.path}/parts/{part.public_id}/cancel", {"reason": "کارگاه پاسخ نمی‌دهد"}
    )
    assert "لغو شد. به خریدار و کارگاه خبر داده شد" in after.text
    assert "کارگاه پاسخ نمی‌دهد" in after.text
    assert part_of(house).state is SellerOrderState.CANCELLED
    assert part_of(house, "khandan").state is SellerOrderState.PAID
    assert refunds() == [part.total]
    told = {letter.recipient for letter in house.letters("order_cancelled", "sms")}
    assert "+989123456789" in told
    with db.reading() as session:
        rows = session.scalars(select(AuditEntry)).all()
        [row] = [row for row in rows if row.action == "consortium.cancel_part"]
    assert row.object_id == part.public_id
    assert row.before_hash != row.after_hash


def test_without_a_reason_nothing_ends_and_the_form_says_so(house, office, page):
    part = part_of(house)
    after = office.post(f"{page.path}/parts/{part.public_id}/cancel", {"reason": "  "})
    assert after.status == 422
    assert "این بخش را پر کنید" in after.text or "پر کنید" in after.text
    assert part_of(house).state is SellerOrderState.PAID


def test_a_reason_that_is_too_long_is_kept_as_typed(house, office, page):
    part = part_of(house)
    after = office.post(f"{page.path}/parts/{part.public_id}/cancel", {"reason": "x" * 301})
    assert after.status == 422
    assert f'value="{"x" * 301}"' in after.html


@pytest.mark.parametrize(
    ("ending", "back"), [("shipped", False), ("delivered", False), ("closed", False),
                         ("cancelled", True)]
)  # fmt: skip
def test_a_problem_is_decided_for_the_firm(house, office, page, ending, back):
    part = with_problem(house)
    shown = office.get(page.path)
    assert "تصمیم‌گیری دربارهٔ مشکل به جای کارگاه" in shown.text
    after = office.post(
        f"{page.path}/parts/{part.public_id}/resolve/{ending}", {"reason": "با خریدار صحبت شد"}
    )
    assert "با خریدار صحبت شد" in after.text
    assert part_of(house).state.value == ending
    assert refunds() == ([part.total] if back else [])


def test_what_was_sent_or_is_no_problem_is_refused(house, office, page):
    part = part_of(house)
    where = f"{page.path}/parts/{part.public_id}"
    assert office.post(f"{where}/resolve/closed", {"reason": "x"}).status == 409
    assert office.post(f"{where}/resolve/paid", {"reason": "x"}).status == 409
    with_problem(house)
    assert office.post(f"{where}/cancel", {"reason": "x"}).status == 409
    assert refunds() == []


def test_a_part_of_another_order_is_not_found(house, office, page):
    part = part_of(house)
    house.buy("olives-700")
    other = next(
        link for link in office.get("/consortium/orders").links("/consortium/orders/")
        if link != page.path
    )  # fmt: skip
    assert office.post(f"{other}/parts/{part.public_id}/cancel", {"reason": "x"}).status == 404


def test_who_may_not_decide_on_money_sees_no_button(house, page):
    part = part_of(house)
    officer = house.person("officer")
    assert "/parts/" not in officer.get(page.path).html
    where = f"{page.path}/parts/{part.public_id}/cancel"
    assert officer.post(where, {"reason": "x"}).status == 404
    assert "/parts/" in house.person("treasurer").get(page.path).html
