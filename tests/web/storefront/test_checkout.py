"""From the basket to the bank: forms keep what was typed, and money is asked for once."""

import pytest
from sqlalchemy import func, select

from portal.catalog import prices
from portal.core import db
from portal.core.audit import AuditEntry
from portal.orders.models import Order
from tests.web.storefront.browser import ADDRESS, Browser


@pytest.fixture
def filled(browser, shop):
    """A browser with goods of two firms in its basket."""
    browser.add(shop.offers["oil-500"].public_id)
    browser.add(shop.offers["parvardeh-400"].public_id)
    return browser


def orders():
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(Order))


@pytest.mark.asvs("2.3.1")
def test_an_empty_basket_cannot_be_checked_out(browser):
    page = browser.get("/checkout")

    assert page.path == "/cart"
    assert "هنوز چیزی در سبد شما نیست" in page.text


def test_address_delivery_review_bank_order(filled):
    page = filled.write_address()
    assert page.path == "/checkout/delivery"
    assert "بستهٔ ۲: کارگاه خندان" in page.text
    assert 'name="ship-SRD"' in page.html

    page = filled.review()
    assert "شرایط خرید" in page.text
    assert "فروشنده و فرستنده: روغن‌کشی سیردان" in page.text

    page = filled.place(page)
    assert page.path.startswith("/bank/")
    assert "بانک آزمایشی" in page.text

    page = filled.pay(page)
    assert page.path.startswith("/o/")
    assert "سفارش شما ثبت شد" in page.text
    assert page.response.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "پر کنید"),
        ("mobile", "0912345678", "شمارهٔ همراه"),
        ("mobile", "۰۹۱۲ ۳۴۵ ۶۷", "شمارهٔ همراه"),
        ("email", "sara@", "رایانامه"),
        ("postcode", "123456789", "کد پستی"),
        ("postcode", "1234567890123", "کد پستی"),
        ("address", " ", "پر کنید"),
        ("province_code", "IR-99", "از فهرست"),
        ("city_code", "2603051595", "این شهر در استان برگزیده نیست"),
        ("city_code", "", "پر کنید"),
        ("company_national_id", "10260000001", "شناسهٔ ملی"),
        ("recipient_mobile", "12", "شمارهٔ همراه"),
    ],
)
def test_faults_stand_beside_their_fields_and_nothing_is_lost(filled, field, typed, said):
    page = filled.write_address(**{field: typed})

    assert page.status == 422
    assert page.path == "/checkout"
    assert f'href="#{field}"' in page.html
    assert said in page.text
    assert "سارا محمدی" in page.html or field == "name"
    assert "کوچهٔ زیتون" in page.html or field == "address"
    assert typed.strip() in page.html or field.endswith("_code")  # a list has no wrong value


def test_an_odd_postcode_only_warns(filled):
    page = filled.write_address(postcode="۲۲۲۲۲۲۲۲۲۲")

    assert page.path == "/checkout/delivery"
    assert "این کد پستی نامعمول است" in page.text


def test_cities_come_without_javascript(filled):
    page = filled.post("/checkout", ADDRESS | {"city_code": "", "narrow": "1"})

    assert page.status == 200
    assert '<option value="2301021576">تهران</option>' in page.html
    assert "سارا محمدی" in page.html


def test_the_address_is_remembered_between_the_steps(filled):
    filled.write_address()

    page = filled.get("/checkout")

    assert 'value="سارا محمدی"' in page.html
    assert 'value="2301021576" selected' in page.html


@pytest.mark.asvs("2.3.1")
def test_a_step_without_an_address_leads_back(filled):
    page = filled.get("/checkout/delivery")

    assert page.path == "/checkout"
    assert "نشانی را یک بار دیگر بنویسید" in page.text


def test_the_chosen_delivery_is_paid_for(filled):
    filled.write_address()
    page = filled.get("/checkout/delivery")
    dear = page.html.split('name="ship-SRD" value="')[2].partition('"')[0]

    first, other = filled.get("/checkout/review"), filled.get(f"/checkout/review?ship-SRD={dear}")

    assert other.hidden()["ship-SRD"] == dear
    assert first.hidden()["expected"] != other.hidden()["expected"]


def test_terms_must_be_accepted(filled):
    filled.write_address()

    page = filled.post("/checkout/place", filled.review().hidden())

    assert page.status == 422
    assert 'href="#accept"' in page.html
    assert orders() == 0


def test_a_double_click_is_one_order(filled):
    filled.write_address()
    page = filled.review()

    first, second = filled.place(page), filled.place(page)

    assert first.path.startswith("/bank/")
    assert second.path.startswith("/pay/")  # no second try at the bank
    assert orders() == 1


def test_two_tabs_are_one_order(filled):
    filled.write_address()
    one, other = filled.review(), filled.review()

    assert filled.place(one).path.startswith("/bank/")
    assert filled.place(other).path.startswith("/pay/")
    assert orders() == 1


def test_the_audit_row_of_an_order_is_about_everything_that_was_written(filled):
    filled.write_address()
    filled.place(filled.review())
    with db.reading() as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "storefront.place")
        ).one()
        [order] = session.scalars(select(Order))
    assert (entry.object_kind, entry.object_id) == ("order", order.public_id)
    assert {"orders", "seller_orders", "order_lines", "payments"} <= set(entry.details["touched"])
    assert entry.after_hash


def test_a_changed_price_is_confirmed_once_more(app, filled, shop):
    filled.write_address()
    page = filled.review()
    with db.transaction() as session:
        prices.set_price(
            session,
            firm_id=shop.sirdan.id,
            sku=shop.offers["oil-500"].sku,
            minor=7_100_000,
            by="test",
        )

    page = filled.place(page)
    assert page.status == 409
    assert "جمع خرید از" in page.text
    assert "از ۶۹۵٬۰۰۰ به ۷۱۰٬۰۰۰ تومان" in page.text
    assert orders() == 0

    assert filled.place(page).path.startswith("/bank/")


def test_sold_out_at_the_last_moment_offers_what_there_is(app, filled, shop):
    filled.add(shop.offers["oil-500"].public_id, "4")
    filled.write_address()
    page = filled.review()
    with db.transaction() as session:
        session.add(shop.offers["oil-500"])
        shop.offers["oil-500"].on_hand = 2

    page = filled.place(page)
    assert page.status == 409
    assert "۲ عدد از ۵ مانده" in page.text
    assert orders() == 0

    assert "سبد خرید، ۳ کالا" in filled.post("/cart/set-available").text


def test_a_browser_without_its_basket_is_answered_kindly(app, filled):
    filled.write_address()
    hidden = filled.review().hidden()

    page = Browser(app.test_client()).post("/checkout/place", hidden | {"accept": "y"})

    assert page.status == 409
    assert "سبد شما در این مرورگر پیدا نشد" in page.text


def test_a_company_and_a_gift_are_carried_to_the_order(filled):
    filled.write_address(
        company_name="شرکت آفتاب", company_national_id="10380284790",
        recipient="مینا رضایی", recipient_mobile="09131112233", is_gift="y", gift_note="نوش جان",
    )  # fmt: skip

    page = filled.pay(filled.place())

    assert "مینا رضایی" in page.text
    assert "0913•••2233" in page.text
    assert "شرکت آفتاب" in page.text
    assert "هدیه" in page.text


def test_english_from_basket_to_order(browser, shop):
    browser.post("/en/cart/add", {"offer": shop.offers["oil-500"].public_id, "quantity": "1"})
    page = browser.post(
        "/en/checkout", ADDRESS | {"name": "Sara Mohammadi", "address": "12 Azadi St"}
    )
    assert page.path == "/en/checkout/delivery"
    assert "Delivery of each package" in page.text

    bank = browser.post(
        "/en/checkout/place", browser.get("/en/checkout/review").hidden() | {"accept": "y"}
    )
    assert "Test bank" in bank.text

    page = browser.post(bank.path, {"outcome": "paid"})
    assert "Your order is placed" in page.text


def test_the_bank_may_be_chosen_after_the_order(filled):
    filled.write_address()

    page = filled.place_only()

    assert page.path.startswith("/pay/")
    assert "بانک آزمایشی" in page.text
    assert "۰۹۱۲۳۴۵۶۷۸۹" not in page.text  # masked
    assert "سفارش شما ثبت شد" in filled.pay(page).text


def test_back_to_the_basket_frees_the_goods(app, filled, shop):
    filled.write_address()
    page = filled.place_only()
    [back] = [
        part.partition('"')[0] for part in page.html.split('action="')[1:] if part.startswith("/o/")
    ]

    page = filled.post(back)

    assert page.path == "/cart"
    assert "سبد خرید، ۲ کالا" in page.text
    with db.reading() as session:
        assert session.get(type(shop.offers["oil-500"]), shop.offers["oil-500"].id).reserved == 0


def test_a_newer_text_of_the_terms_is_accepted_anew(filled):
    filled.write_address()
    hidden = filled.review().hidden() | {"accept": "y", "terms_version": "1400-01-01"}

    page = filled.post("/checkout/place", hidden)

    assert page.status == 422
    assert orders() == 0


def test_the_steps_ask_few_statements(app, browser, shop):
    for name in ("oil-500", "olives-700", "parvardeh-400"):
        browser.add(shop.offers[name].public_id)
    browser.write_address()
    limits = {"/cart": 8, "/checkout": 4, "/checkout/delivery": 5, "/checkout/review": 5}
    for path in limits:
        browser.get(path)  # what a process keeps for a minute is read

    for path, most in limits.items():
        token = db.statements.set([])
        assert browser.get(path).status == 200
        assert len(db.statements.get() or []) <= most, path
        db.statements.reset(token)


def test_the_bank_takes_the_form_of_a_browser_that_tells_no_referrer(filled):
    """Where the address is a secret, Chromium sends `Origin: null`: the token proves the form."""
    filled.write_address()
    seen = {"Sec-Fetch-Site": "same-origin"}
    address = filled.place().path
    page = filled.get(address, **seen)
    hidden = page.hidden()

    forged = filled.post(address, {"outcome": "paid"}, Origin="null")
    paid = filled.post(address, hidden | {"outcome": "paid"}, Origin="null")

    assert forged.status == 400
    assert paid.path.startswith("/o/")
