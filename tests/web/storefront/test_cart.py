"""The basket, and what people type into it."""

import pytest

from portal.catalog import prices
from portal.core import db
from tests.web.storefront.browser import Browser


def test_goods_of_two_firms_are_two_packages(browser, shop):
    browser.add(shop.offers["oil-500"].public_id, "2")
    browser.add(shop.offers["parvardeh-400"].public_id)

    text = browser.get("/cart").text

    assert "بستهٔ ۱: روغن‌کشی سیردان" in text
    assert "بستهٔ ۲: کارگاه خندان" in text
    assert "۱٬۶۵۵٬۰۰۰ تومان" in text
    assert "سبد خرید، ۳ کالا" in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-1", "کمترین تعداد ۱ است"),
        ("0", "کمترین تعداد ۱ است"),
        ("۰", "کمترین تعداد ۱ است"),
        ("1.5", "یک عدد درست بنویسید"),
        ("۱٫۵", "یک عدد درست بنویسید"),
        ("1e3", "یک عدد درست بنویسید"),
        ("دو", "یک عدد درست بنویسید"),
        ("", "یک عدد درست بنویسید"),
        ("9" * 10_000, "یک عدد درست بنویسید"),
        ("1000", "از هر کالا حداکثر ۹۹۹ عدد"),
    ],
)
def test_a_number_that_is_none_is_told_and_kept(browser, shop, typed, said):
    offer = shop.offers["oil-500"].public_id
    browser.add(offer, "2")

    page = browser.post("/cart/set", {"offer": offer, "quantity": typed})

    assert page.status == 422
    assert said in page.text
    assert f'name="quantity" value="{typed[:40]}"' in page.html
    assert "سبد خرید، ۲ کالا" in page.text  # as it was


@pytest.mark.parametrize("typed", ["۳", "٣", " 3 ", "3"])
def test_persian_and_arabic_digits_are_numbers(browser, shop, typed):
    browser.add(shop.offers["oil-500"].public_id, typed)

    assert "سبد خرید، ۳ کالا" in browser.get("/cart").text


def test_a_bad_number_on_the_product_page_stays_there(browser, shop):
    offer = shop.offers["oil-3000"].public_id

    page = browser.add(offer, "1.5", product=shop.oil.public_id)

    assert page.status == 422
    assert "یک عدد درست بنویسید" in page.text
    assert 'name="quantity" value="1.5"' in page.html
    assert f'name="offer" value="{offer}"' in page.html


def test_more_than_there_is_becomes_what_there_is(browser, shop):
    page = browser.add(shop.offers["oil-500"].public_id, "25")

    assert "تنها ۲۰ عدد مانده است؛ اکنون ۲۰ عدد در سبد شماست" in page.text


def test_one_more_one_fewer_and_out(browser, shop):
    offer = shop.offers["oil-500"].public_id
    browser.add(offer, "2")

    assert "سبد خرید، ۳ کالا" in browser.post("/cart/set", {"offer": offer, "set": "3"}).text
    assert "سبد خرید، ۲ کالا" in browser.post("/cart/set", {"offer": offer, "set": "2"}).text
    assert "سبد شما خالی است" in browser.post("/cart/remove", {"offer": offer}).text
    assert browser.post("/cart/remove", {"offer": offer}).status == 200  # a second tab


def test_a_changed_price_is_said_on_its_line(app, browser, shop):
    browser.add(shop.offers["oil-500"].public_id)
    with db.transaction() as session:
        prices.set_price(
            session,
            firm_id=shop.sirdan.id,
            sku=shop.offers["oil-500"].sku,
            minor=7_100_000,
            by="test",
        )

    text = browser.get("/cart").text

    assert "قیمت این کالا از ۶۹۵٬۰۰۰ به ۷۱۰٬۰۰۰ تومان تغییر کرده است" in text


def test_goods_that_ran_short_are_set_to_what_there_is(app, browser, shop):
    browser.add(shop.offers["oil-500"].public_id, "5")
    browser.add(shop.offers["olives-700"].public_id)
    with db.transaction() as session:
        for name, left in (("oil-500", 2), ("olives-700", 0)):
            session.add(shop.offers[name])
            shop.offers[name].on_hand = left

    page = browser.get("/cart")
    assert "تنها ۲ عدد مانده است" in page.text
    assert "این کالا تمام شده است" in page.text
    assert browser.get("/checkout").path == "/cart"

    page = browser.post("/cart/set-available")
    assert "سبد خرید، ۲ کالا" in page.text
    assert browser.get("/checkout").path == "/checkout"


def test_foreign_names_are_not_found(browser, shop):
    assert browser.add("0000000000000000").status == 404
    assert browser.add("' OR 1=1").status == 404
    stranger = shop.offers["oil-500"].public_id
    assert browser.post("/cart/set", {"offer": stranger, "quantity": "2"}).status == 404


def test_a_basket_belongs_to_one_browser(app, browser, shop):
    browser.add(shop.offers["oil-500"].public_id)

    assert "سبد شما خالی است" in Browser(app.test_client()).get("/cart").text


def test_htmx_gets_the_basket_alone(browser, shop):
    offer = shop.offers["oil-500"].public_id
    added = browser.post("/cart/add", {"offer": offer, "quantity": "1"}, **{"HX-Request": "true"})
    changed = browser.post("/cart/set", {"offer": offer, "set": "2"}, **{"HX-Request": "true"})

    assert "به سبد افزوده شد" in added.text or "به سبد افزوده شد" in added.html
    assert 'id="basket"' in added.html
    assert changed.html.lstrip().startswith('<div id="cart">')
    assert 'id="flashes"' in changed.html


def test_a_form_from_another_site_is_refused(client, shop):
    answer = client.post(
        "/cart/add",
        data={"offer": shop.offers["oil-500"].public_id},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    )

    assert answer.status_code == 403


def test_a_form_without_its_token_is_answered_kindly(client, shop):
    answer = client.post("/cart/add", data={"offer": shop.offers["oil-500"].public_id})

    assert answer.status_code == 400
    assert "سبد شما" in answer.get_data(as_text=True)


def test_many_acts_without_a_page_between_do_not_fill_the_cookie(client, shop):
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    for quantity in ("1", "1", "1", "25", "24", "23", "22", "21", "x", "y"):
        given = {"offer": shop.offers["oil-500"].public_id, "quantity": quantity}
        client.post("/cart/add", data=given, headers=own)

    assert len(client.get_cookie("flash").value) < 1500
    assert client.get("/cart").get_data(as_text=True).count('class="note note--') <= 4
