"""What a firm changes on its pages is seen in the shop: texts, pictures, packs, prices, profile."""

import re
import time

import pytest

from tests.browser import shopping
from tests.browser.listing import (
    DESK,
    OFFICE,
    OWNER,
    RED,
    add_pack,
    add_picture,
    decided,
    known,
    press,
    priced,
    send,
)

pytestmark = pytest.mark.browser


def has(page, product, query, prefix=""):
    """Whether a listing with these filters shows the product."""
    page.goto(f"{prefix}/shop?{query}")
    return page.locator(f".pcard a[href*='/p/{product}']").count() > 0


def chosen(page, price):
    """The pack of this price, brought to the button."""
    page.locator(".optc--link", has_text=price).click()
    page.locator("#buying .price", has_text=price).first.wait_for()


def test_texts_and_facts_change_in_both_languages_and_in_the_filters(windows):
    firm, office, shop = windows.signed_in(OWNER), windows.signed_in(OFFICE), windows.open()
    product = known(firm.page, "صاف‌نشدهٔ نو")
    page = firm.page
    page.fill("#title_fa", "روغن آزمون پاییزه")
    page.fill("#title_en", "Trial oil of autumn")
    page.fill("[name=harvest_year]", "۱۴۰۴")
    press(page, "#texts button.btn--lg")

    assert has(shop.page, product, "q=صاف‌نشدهٔ&harvest=1405")  # until the office has read it
    decided(office.page, "صاف‌نشدهٔ نو", approve=True)
    assert not has(shop.page, product, "q=پاییزه&harvest=1405")
    assert has(shop.page, product, "q=پاییزه&harvest=1404")
    assert has(shop.page, product, "q=autumn&harvest=1404", "/en")
    shop.page.goto(f"/en/p/{product}")
    assert shop.page.locator("h1").inner_text() == "Trial oil of autumn"


def test_pictures_and_packs_change_what_is_shown_and_found(windows):
    firm, office, shop = windows.signed_in(OWNER), windows.signed_in(OFFICE), windows.open()
    product = known(firm.page, "ملایم")
    facts = {"net_value": "12000", "gross_g": "13000", "sku": "TRIAL-BIG", "quantity": "5"}
    add_pack(firm.page, price="۱۲٬۳۰۰٬۰۰۰", **facts)
    add_picture(firm.page, "پشت شیشه", RED)
    shop.page.goto(f"/p/{product}")
    packs = shop.page.locator(".optc--link").count()
    assert shop.page.locator("#gallery .thumb").count() == 0  # one picture only
    assert not has(shop.page, product, "q=ملایم&size=bulk")
    decided(office.page, "ملایم", approve=True)

    assert has(shop.page, product, "q=ملایم&size=bulk")
    shop.page.goto(f"/p/{product}")
    assert shop.page.locator(".optc--link").count() == packs + 1
    assert shop.page.locator("#gallery .thumb").count() == 2
    chosen(shop.page, "۱۲٬۳۰۰٬۰۰۰")


def test_a_price_changes_filters_baskets_and_books(windows):
    firm, shop = windows.signed_in(OWNER), windows.open()
    product = known(firm.page, "بکر روزانه")
    assert has(shop.page, product, "q=روزانه&max=435000")
    priced(firm.page, "۴۳۰٬۰۰۰", "۴۴۵٬۰۰۰")

    assert not has(shop.page, product, "q=روزانه&max=435000")
    assert has(shop.page, product, "q=روزانه&min=445000&max=445000")
    shop.page.goto(f"/p/{product}")
    chosen(shop.page, "۴۴۵٬۰۰۰")
    shopping.put_in(shop.page)
    shop.page.goto("/checkout")
    shopping.write_address(shop.page)
    shopping.to_payment(shop.page)
    shopping.pay(shop.page)
    firm.page.goto(f"{DESK}/money")
    row = firm.page.locator("tr", has_text=shopping.order_number(shop.page))
    assert "۴۴۵٬۰۰۰" in row.inner_text()


def test_the_profile_changes_the_page_and_the_name_in_the_filters(windows):
    firm, shop = windows.signed_in(OWNER), windows.open()
    page = firm.page
    page.goto(f"{DESK}/profile")
    kept = {
        name: page.locator(f"#{name}").input_value() for name in ("name_fa", "name_en", "story_en")
    }
    written = {
        "name_fa": "آسیاب سیردان",
        "name_en": "Sirdan Press",
        "story_en": "We press by night.",
    }
    saved(page, written)

    in_the_filters(shop.page, "آسیاب سیردان")
    page.goto(f"{DESK}/profile")
    shop.page.goto("/en" + page.locator(".head a.btn").get_attribute("href"))
    assert shop.page.locator("h1").inner_text() == "Sirdan Press"
    assert "We press by night." in shop.page.locator(".maker").inner_text()
    saved(page, kept)
    in_the_filters(shop.page, kept["name_fa"])


def in_the_filters(page, name):
    """A firm of this name is counted. Names and counts may be 60 seconds old, and then no more."""
    until = time.monotonic() + 60
    page.goto("/shop")
    while name not in (seen := page.locator("#facet-firm").inner_text()):
        assert time.monotonic() < until, seen
        page.wait_for_timeout(500)
        page.reload()


def saved(page, texts):
    for name, text in texts.items():
        page.fill(f"#{name}", text)
    press(page, "form[action$='/profile'] button.btn--lg")


def test_a_delivery_price_of_the_firm_changes_the_quote(windows):
    firm, shop = windows.signed_in(OWNER), windows.open()
    shop.page.goto("/shop?q=سیردان&max=400000")
    shop.page.locator(".pcard h3 a").first.click()
    shopping.put_in(shop.page)
    shop.page.goto("/checkout")
    shopping.write_address(shop.page)
    shop.page.wait_for_url(re.compile("/checkout/delivery"))
    quote = shop.page.locator("fieldset .optc .sm").first
    before = quote.inner_text()
    page = firm.page
    page.goto(f"{DESK}/shipping")
    for address in rates_to_tehran(page):
        page.goto(address)
        page.fill("#base", "۱۳۳٬۰۰۰")
        page.fill("#per_kg", "")
        send(page, "#base")
    shop.page.reload()

    assert before != "۱۳۳٬۰۰۰ تومان"
    assert quote.inner_text() == "۱۳۳٬۰۰۰ تومان"


def rates_to_tehran(page):
    zone = page.locator("details.fold", has_text="تهران و البرز")
    return [a.get_attribute("href") for a in zone.locator("a[href*='/rates/']").all()]
