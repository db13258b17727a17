"""Somebody buys: by telephone and at a desk, in Persian and in English, without scripts, with an account."""

import re

import pytest

from tests.browser import shopping, words

pytestmark = pytest.mark.browser
BUYER = "buyer@example.com"


def is_paid(page):
    return page.locator(".sign--ok").count() == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_a_guest_buys_in_persian(windows, width):
    window = windows.open(width=width)
    page = window.page
    shopping.buy(page)

    assert is_paid(page)
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert words.foreign(page, "fa") == []
    assert words.latin_figures(page) == []
    assert words.overflow(page) == []
    assert window.violations() == []


def test_a_guest_buys_in_english(windows):
    window = windows.open(width=1280, language="en")
    page = window.page
    shopping.buy(
        page, prefix="/en", name="Nora Smith", address="12 Olive Lane", postcode="1591634311"
    )

    assert is_paid(page)
    assert page.url.startswith(f"{windows.site.address}/en/o/")
    assert words.foreign(page, "en") == []
    assert window.violations() == []


@pytest.mark.parametrize("width", [390, 1280])
def test_a_guest_buys_without_scripts(windows, width):
    page = windows.open(width=width, scripts=False).page
    shopping.buy(page, scripts=False)

    assert is_paid(page)


def test_a_buyer_with_an_account_sees_the_order_among_his_own(windows):
    window = windows.signed_in(BUYER)
    page = window.page
    shopping.add_from_product(page)
    page.goto("/checkout")
    page.locator("input[name=book]").first.check()
    page.click("form[method=post] button.btn--lg")
    shopping.to_payment(page)
    shopping.pay(page)
    link = page.url.removeprefix(windows.site.address)
    page.goto("/account/orders")

    assert page.locator(f"a[href='{link}']").count() >= 1


def test_a_package_is_cancelled_and_its_money_announced(windows):
    page = windows.open().page
    shopping.buy(page)
    order = page.url
    page.click("a[href*='/cancel/']")
    page.wait_for_url(re.compile("/cancel/"))
    promised = page.locator("dl.dl dd").first.inner_text()
    page.fill("#reason", "دیگر لازم نیست")
    page.click("form[method=post] button.btn--bad")
    page.wait_for_url(order)

    assert page.locator(".badge--bad").count() >= 1
    assert promised.split()[0] in page.locator("section[aria-labelledby=refunds]").inner_text()


@pytest.mark.parametrize("outcome", ["failed", "cancelled"])
def test_a_payment_that_did_not_happen_can_be_tried_again(windows, outcome):
    page = windows.open().page
    shopping.add_from_product(page)
    page.goto("/checkout")
    shopping.write_address(page)
    shopping.to_payment(page)
    shopping.pay(page, outcome)

    assert not is_paid(page)
    shopping.pay_later(page)
    shopping.pay(page)
    assert is_paid(page)


def test_a_faulty_address_keeps_what_was_typed_and_says_what_to_do(windows):
    window = windows.open(width=390)
    page = window.page
    shopping.add_from_product(page)
    page.goto("/checkout")
    shopping.write_address(page, postcode="۱۲۳", mobile="0912", name="نگار")

    assert page.locator("#problems").is_visible()
    assert page.locator("#name").input_value() == "نگار"
    assert page.locator("#postcode").input_value() == "۱۲۳"
    assert page.locator("#postcode").get_attribute("aria-invalid") == "true"
    assert window.violations() == []


def entered(page, typed):
    """The number of the first line, sent by Enter; the new basket stands afterwards."""
    page.evaluate("document.getElementById('cart').dataset.old = 'y'")
    page.fill("input[name=quantity] >> nth=0", typed)
    page.press("input[name=quantity] >> nth=0", "Enter")
    page.locator("#cart:not([data-old])").wait_for()
    return page.locator("input[name=quantity]").first.input_value()


def test_a_wrong_number_on_the_basket_is_refused_beside_the_field(windows):
    window = windows.open()
    page = window.page
    sent = []
    page.on("request", lambda request: sent.append(request.url.endswith("/cart/set")))
    shopping.add_from_product(page)
    page.goto("/cart")
    for typed in ("1.5", "-1", "1e3"):
        assert entered(page, typed) == typed
        assert page.locator("[id^=problem-]").is_visible()
    assert entered(page, "۳") == "۳"
    assert page.locator("[id^=problem-]").count() == 0
    assert sum(sent) == 4
    assert window.violations() == []
