"""From the checkout to our account, the receipt, the office, and the paid order."""

import pytest

from portal import inspection
from portal.core import db
from portal.orders import unpaid
from portal.orders.models import Order, OrderState
from portal.payments.transfer_models import TransferState


def test_the_page_says_what_it_is_and_where_to(trip):
    order = trip.order()
    text = trip.page.text

    for said in ("کارت به کارت", "درگاه پرداخت نیست", "یک روز کاری", "کنسرسیوم نمونهٔ زیتون"):
        assert said in text
    assert "<span>IR63</span><span>0000</span>" in trip.page.html
    assert f"{order.total:,}".translate(PERSIAN) in text  # in rials
    assert f"{order.total // 10:,}".translate(PERSIAN) in text  # in toman
    headers = trip.buyer.ask(trip.path).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in headers["Cache-Control"]
    assert "noindex" in headers["X-Robots-Tag"]


PERSIAN = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")


def test_receipt_office_paid(trip, office):
    before = inspection.run().broken
    waiting = trip.buyer.get(f"/o/{trip.order().link}")
    assert "چشم‌به‌راه انتقال شما هستیم" in waiting.text
    assert trip.path in waiting.html

    sent = trip.show()
    assert "رسید شما در دفتر است" in sent.text
    assert "رسید شما در دفتر است" in trip.buyer.get(f"/o/{trip.order().link}").text
    assert "۱ رسید انتقال" in office.get("/consortium/").text
    assert trip.order().public_id in office.get("/consortium/transfers").text
    page = office.get(trip.office_path)
    assert "سارا محمدی" in page.text
    assert "1405090677" in page.text
    picture = office.ask(f"{trip.office_path}/receipt")
    assert picture.mimetype == "image/webp"
    assert picture.headers["Cache-Control"] == "private, no-store"

    done = trip.see(office)
    assert "تأیید شد و سفارش پرداخت‌شده است" in done.text
    assert trip.order().state.value == "paid"
    assert "پول شما رسید" in trip.buyer.get(trip.path).text
    assert trip.order().public_id in office.get("/consortium/transfers?tab=done").text
    assert len(trip.house.letters("order_paid_buyer")) == 1
    assert inspection.run().broken == before  # the books of the test's own shop lack histories


def test_the_same_in_english(begin, office):
    trip = begin(prefix="/en")
    assert "For card to card" in trip.page.text
    assert "not a payment gateway" in trip.page.text
    sent = trip.show()
    assert "Your receipt is with the office" in sent.text
    page = office.get(f"/en{trip.office_path}")
    assert "The money is on our statement" in page.text


def test_a_second_person_looks_without_seeing_what_the_first_wrote(
    trip, office, treasurer, two_persons
):
    trip.show()
    first = trip.see(office, line="77-1")
    assert "یک نفر دیگر هم باید" in first.text
    assert trip.row().state is TransferState.APPROVED
    assert "۱ انتقال برای نفر دوم" in office.get("/consortium/").text

    again = trip.see(office, line="77-1")
    assert again.status == 409
    assert "تأیید اول را خودتان داده‌اید" in again.text
    assert "77-1" not in treasurer.get(trip.office_path).text.replace("۷۷۱", "")
    assert "771" not in treasurer.get(trip.office_path).text
    other = trip.see(treasurer, line="77-2")
    assert "یکی نیست" in other.text
    assert trip.order().state.value == "awaiting_payment"
    assert "سفارش پرداخت‌شده است" in trip.see(treasurer, line="77-1").text
    assert trip.order().state.value == "paid"


def test_a_first_approval_is_taken_back(trip, office, treasurer, two_persons):
    trip.show()
    trip.see(office)
    page = treasurer.post(f"{trip.office_path}/take-back")
    assert "تأیید اول پس گرفته شد" in page.text
    assert trip.row().state is TransferState.SHOWN


def test_a_refusal_is_told_with_its_reason(trip, office):
    trip.show()
    empty = office.post(f"{trip.office_path}/refuse", {"reason": " "})
    assert empty.status == 422
    office.post(f"{trip.office_path}/refuse", {"reason": "پولی نیامده است"})
    page = trip.buyer.get(trip.path)
    assert "پولی نیامده است" in page.text
    assert "پرداخت از راه دیگر" in page.text
    assert "پولی نیامده است" in trip.buyer.get(f"/o/{trip.order().link}").text
    assert len(trip.house.letters("transfer_refused")) == 1
    assert len(trip.house.letters("transfer_refused", "sms")) == 1
    assert trip.see(office).status == 409


def test_a_receipt_at_the_office_outlives_the_order(trip, office):
    trip.show()
    with db.transaction() as session:
        mine = session.get_one(Order, trip.order().id)
        unpaid.withdraw(session, mine, OrderState.EXPIRED, by="clock", note="#not_paid")
    assert "رسید شما در دفتر است" in trip.buyer.get(f"/o/{trip.order().link}").text
    assert "سفارش پرداخت‌شده است" in trip.see(office).text  # the goods are still there
    assert trip.order().state.value == "paid"


def test_pay_another_way(trip):
    page = trip.buyer.post(f"{trip.path}/cancel")
    assert page.path.startswith("/pay/")
    paid = trip.buyer.pay(page)
    assert paid.path == f"/o/{trip.order().link}"
    assert trip.order().state.value == "paid"
    assert "این سفارش پرداخت شده است" in trip.buyer.get(trip.path).text
    late = trip.show()
    assert late.status == 409


def test_another_amount_is_a_case(trip, office):
    done = trip.see(office, toman="1000")
    assert "پرداخت‌های ناهمخوان" in done.text
    assert trip.order().public_id in office.get("/consortium/refunds?state=cases").text
    assert "۱٬۰۰۰" in office.get(trip.office_path).text


@pytest.mark.parametrize(
    ("typed", "line", "said"),
    [
        ("0", "88", "کم است"),
        ("-5", "88", "کم است"),
        ("abc", "88", "تومان"),
        ("", "88", "پر کنید"),
        ("۱۰۰۰", "", "پر کنید"),
    ],
)
def test_what_the_office_types_wrong_is_said_beside_the_field(trip, office, typed, line, said):
    page = office.post(f"{trip.office_path}/confirm", {"received": typed, "bank_reference": line})
    assert page.status == 422
    assert said in page.text
    assert trip.row().state is TransferState.WAITING


def test_one_line_pays_one_order(begin, office):
    first, second = begin(), begin(mobile="09121110000")
    first.see(office, line="۸۸ ۱")
    page = second.see(office, line="88-1")
    assert page.status == 422
    assert "سفارش دیگری را پرداخته" in page.text


def test_a_receipt_of_another_order_is_taken_and_flagged(begin, office):
    first, second = begin(), begin(mobile="09121110000")
    first.show()
    second.show()
    page = office.get(second.office_path)
    assert "همین رسید برای سفارش دیگری" in page.text
    assert "همین شمارهٔ پیگیری" in page.text
    assert first.order().public_id in page.text
    assert office.get("/consortium/transfers").text.count("جای دیگری هم آمده") == 2
