"""A firm lists and ships, the office approves; what they change is seen in the shop."""

import re

import pytest

from tests.browser import shopping
from tests.browser.listing import (
    DESK,
    OFFICE,
    OWNER,
    decided,
    drafted,
    on_sale,
    press,
    send,
    submitted,
)

pytestmark = pytest.mark.browser


def test_a_firm_lists_a_product_and_the_office_approves_it(windows):
    firm, office = windows.signed_in(OWNER), windows.signed_in(OFFICE)
    product = drafted(firm.page, "alpha")
    assert firm.violations() == []
    submitted(firm.page)
    decided(office.page, "روغن آزمون alpha", approve=True)
    shop = windows.open()
    shop.page.goto(f"/p/{product}")

    assert "روغن آزمون alpha" in shop.page.locator("h1").inner_text()
    assert shop.page.locator("#gallery img").first.evaluate("e => e.naturalWidth") > 100
    assert "۷۵۰٬۰۰۰" in shop.page.locator("#buying").inner_text()
    shop.page.goto("/shop?q=آزمون")
    assert shop.page.locator(".pcard", has_text="alpha").count() == 1


def test_a_listing_is_sent_back_with_a_reason_beside_the_field(windows):
    firm, office = windows.signed_in(OWNER), windows.signed_in(OFFICE)
    product = drafted(firm.page, "beta")
    submitted(firm.page)
    decided(office.page, "روغن آزمون beta", approve=False)
    firm.page.goto(f"{DESK}/products/{product}")

    assert "Say which olives" in firm.page.content()
    assert firm.violations() == []
    firm.page.fill("#title_en", "Trial oil beta of Zard olives")
    press(firm.page, "#texts button.btn--lg")
    submitted(firm.page)
    decided(office.page, "روغن آزمون beta", approve=True)
    shop = windows.open(language="en")
    shop.page.goto(f"/en/p/{product}")
    assert "Zard olives" in shop.page.locator("h1").inner_text()


def bought_of(windows, sku):
    """A guest buys one pack of the firm; the order page and the firm's number of it."""
    buyer = windows.open()
    page = buyer.page
    page.goto(f"/shop?q={sku}")
    page.locator(".pcard h3 a").first.click()
    page.wait_for_url(re.compile("/p/"))
    shopping.put_in(page)
    page.goto("/checkout")
    shopping.write_address(page)
    shopping.to_payment(page)
    shopping.pay(page)
    return buyer, shopping.order_number(page)


def test_a_firm_accepts_packs_and_ships(windows):
    buyer, number = bought_of(windows, "سیردان")
    firm = windows.signed_in(OWNER)
    page = firm.page
    page.goto(f"{DESK}/orders/{number}")
    assert firm.violations() == []
    page.click("form[action$='/accept'] button")
    page.wait_for_selector("form[action$='/pack']")
    page.click("form[action$='/pack'] button")
    page.wait_for_selector("form[action$='/ship']")
    page.fill("#tracking", "12")
    page.click("form[action$='/ship'] button")
    page.wait_for_selector("#problems")
    assert page.locator("#tracking").input_value() == "12"
    example = re.search(r"[0-9A-Z]{4,}", page.locator("#tracking-h").inner_text()).group(0)
    page.fill("#tracking", example)
    page.click("form[action$='/ship'] button")
    page.wait_for_selector("form[action$='/tracking']")
    buyer.page.reload()

    assert example in buyer.page.content()
    assert buyer.violations() == []


def test_a_count_changes_what_can_be_bought(windows):
    firm, office, shop = windows.signed_in(OWNER), windows.signed_in(OFFICE), windows.open()
    product = on_sale(firm, office, "gamma")
    page = firm.page
    shop.page.goto("/shop?q=gamma&stock=1")
    assert shop.page.locator(".pcard").count() == 1
    page.goto(f"{DESK}/stock?q=TRIAL-gamma")
    page.locator("details.fold-row summary").first.click()
    page.fill("[name=counted]", "۰")
    with page.expect_navigation():
        page.press("[name=counted]", "Enter")
    shop.page.goto(f"/p/{product}")
    assert shop.page.locator("#buy").count() == 0
    shop.page.goto("/shop?q=gamma&stock=1")
    assert shop.page.locator(".pcard").count() == 0


def freed_above(page, amount):
    """The firm delivers free above this amount of toman; what it was before."""
    page.goto(f"{DESK}/shipping")
    before = page.locator("#free_above").input_value()
    page.fill("#free_above", amount)
    send(page, "#free_above")
    return before


def test_delivery_prices_of_the_firm_change_the_quote(windows):
    firm = windows.signed_in(OWNER)
    before = freed_above(firm.page, "۱")
    shop = windows.open()
    shop.page.goto("/shop?q=سیردان")
    shop.page.locator(".pcard h3 a").first.click()
    shopping.put_in(shop.page)
    shop.page.goto("/checkout")
    shopping.write_address(shop.page)
    shop.page.wait_for_url(re.compile("/checkout/delivery"))

    price = shop.page.locator("fieldset .optc .sm").first
    assert price.inner_text() == "رایگان"
    freed_above(firm.page, before)
    shop.page.reload()
    assert price.inner_text() != "رایگان"
