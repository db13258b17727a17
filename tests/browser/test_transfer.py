"""A buyer transfers to our account and shows the receipt; the office finds the money."""

import re

import pytest

from portal.core import clock, jalali
from tests.browser import shopping, words
from tests.browser.listing import OFFICE, picture, press

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def to_transfer(page, prefix="", *, scripts=True, **facts):
    """From the shop to the page of our account."""
    shopping.add_from_product(page, prefix)
    page.goto(f"{prefix}/checkout")
    shopping.write_address(page, scripts=scripts, **facts)
    page.click("form[action$='/checkout/review'] button.btn--lg")
    page.wait_for_url(re.compile("/checkout/review"))
    page.check("input[name=gateway][value=transfer]")
    page.check("#accept")
    page.click("form[action$='/checkout/place'] button.btn--lg")
    page.wait_for_url(re.compile("/transfer/"))


def show_receipt(page, tracking):
    page.set_input_files("#receipt", picture())
    page.fill("#sender_name", "نگار صادقی")
    page.fill("#tracking", tracking)
    page.fill("#paid_on", "{}/{}/{}".format(*jalali.from_date(clock.today())))
    press(page, "form[enctype] button.btn--lg")


def found(page, order, toman, line):
    """What the office does about one transfer."""
    page.goto("/consortium/transfers")
    page.locator("table a", has_text=order).first.click()
    page.wait_for_url(re.compile("/consortium/transfers/"))
    assert page.locator(".receipt img").evaluate("e => e.naturalWidth") > 100
    page.fill("#received", toman)
    page.fill("#bank_reference", line)


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_basket_to_the_paid_order_in_persian_on_a_telephone(windows, scripts):
    buyer, office = windows.open(width=390, scripts=scripts), windows.signed_in(OFFICE)
    page = buyer.page
    to_transfer(page, scripts=scripts, mobile=f"۰۹۱۲۳۴۵۶۷{81 + scripts}")
    address = page.url
    assert words.foreign(page, "fa") == []
    assert "کارت به کارت" in page.locator("#main").inner_text()
    if scripts:
        assert buyer.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        press(page, "form[enctype] button.btn--lg")  # nothing filled in
        assert page.locator(".err-summary li").count() == 4
        assert buyer.violations() == []
    toman = page.locator(".price__now").inner_text().split()[0]
    show_receipt(page, f"۱۴۰۵۰۹{scripts:d}")
    assert "رسید شما در دفتر است" in page.locator("h1").inner_text()
    assert words.foreign(page, "fa") == []
    order = page.locator("#verdict ~ p bdi").first.inner_text()
    if scripts:
        assert buyer.violations() == []

    found(office.page, order, toman, f"88-{scripts:d}")
    assert office.violations() == []
    press(office.page, "form[action$='/confirm'] button")
    assert "سفارش پرداخت‌شده است" in office.page.locator("#main").inner_text()
    assert words.foreign(office.page, "fa") == []

    page.goto(address)
    assert "پول شما رسید" in page.locator("h1").inner_text()
    page.click(".acts a")
    page.wait_for_url(re.compile("/o/"))
    assert "سفارش شما ثبت شد" in page.locator("h1").inner_text()


def test_another_way_to_pay_in_english(windows):
    buyer = windows.open(width=1280, language="en")
    page = buyer.page
    to_transfer(page, "/en", mobile="09123456780")
    assert "card to card" in page.locator("#main").inner_text()
    assert buyer.violations() == []
    press(page, "form[action$='/cancel'] button")
    page.wait_for_url(re.compile("/pay/"))
    page.check("input[name=gateway][value=sandbox]")
    page.click("form[action*='/pay/'] button.btn--lg")
    page.wait_for_url(re.compile("/bank/"))
    shopping.pay(page)
    assert "placed" in page.locator("h1").inner_text()
