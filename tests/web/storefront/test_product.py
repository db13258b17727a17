"""The page of a product: what must be known before paying."""

import json
import re
from urllib.parse import unquote

import pytest

from portal.catalog.models import ProductState
from portal.core import db


def path_of(product):
    return f"/p/{product.public_id}/{product.slug_fa}"


def test_packs_show_price_and_unit_price(browser, shop):
    text = browser.get(path_of(shop.oil)).text

    assert "۵۰۰ میلی‌لیتر ۶۹۵٬۰۰۰ تومان هر لیتر ۱٬۳۹۰٬۰۰۰" in text
    assert "۳ لیتر ۳٬۶۹۰٬۰۰۰ تومان هر لیتر ۱٬۲۳۰٬۰۰۰" in text


def test_another_pack_has_an_address_of_its_own(browser, shop):
    offer = shop.offers["oil-3000"].public_id

    page = browser.get(f"{path_of(shop.oil)}?pack={offer}")

    assert f'name="offer" value="{offer}"' in page.html


def test_what_the_law_wants_to_be_known_is_said(browser, shop):
    text = browser.get(path_of(shop.oil)).text

    for said in (
        shop.sirdan.legal_name, shop.sirdan.address, "02833330000", shop.sirdan.national_id,
        "قیمت نهایی است", "بازگشت ۷ روزه", "50/00000", "روغن زیتون",
    ):  # fmt: skip
        assert said in text


def test_the_readers_town_gets_a_day_and_a_price(browser, shop):
    assert "هزینه و روز تحویل شهر شما در سبد خرید" in browser.get(path_of(shop.oil)).text
    browser.add(shop.offers["oil-500"].public_id)
    browser.write_address()

    text = browser.get(path_of(shop.oil)).text

    assert "تحویل در تهران، تهران" in text
    assert "هزینهٔ ارسال این تولیدکننده" in text


def test_machines_read_offers_with_their_unit_price(browser, shop):
    page = browser.get(path_of(shop.oil))

    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.html)
    product, crumbs = json.loads(block)["@graph"]
    small, _large = product["offers"]
    assert (small["price"], small["priceCurrency"]) == ("6950000", "IRR")
    assert small["priceSpecification"]["price"] == "13900000"
    assert small["priceSpecification"]["referenceQuantity"]["unitCode"] == "LTR"
    assert small["availability"].endswith("InStock")
    assert len(crumbs["itemListElement"]) == 4


@pytest.mark.asvs("1.2.3")
def test_text_cannot_end_the_block_of_facts(app, browser, shop):
    with db.transaction() as session:
        session.add(shop.oil)
        shop.oil.title_fa = "</script><b>"

    assert "</script><b>" not in browser.get(path_of(shop.oil)).html


def test_an_old_slug_leads_on_for_good(browser, shop):
    answer = browser.ask(f"/p/{shop.oil.public_id}/old")

    assert answer.status_code == 301
    assert unquote(answer.location) == path_of(shop.oil)


def test_languages_are_named_for_search_engines(browser, shop):
    page = browser.get(path_of(shop.oil))

    for code in ("fa", "en", "x-default"):
        assert f'hreflang="{code}"' in page.html
    assert f'rel="canonical" href="http://localhost/p/{shop.oil.public_id}/' in page.html


def test_a_hidden_product_is_not_found(app, browser, shop):
    with db.transaction() as session:
        session.add(shop.oil)
        shop.oil.state = ProductState.HIDDEN

    assert browser.get(path_of(shop.oil)).status == 404
    assert browser.get("/p/0000000000000000/x").status == 404


def test_a_sold_out_pack_has_no_button(app, browser, shop):
    with db.transaction() as session:
        offer = shop.offers["olives-700"]
        session.add(offer)
        offer.on_hand = 0

    page = browser.get(path_of(shop.olives))

    assert "تا برداشت بعد ناموجود" in page.text
    assert 'id="buy"' not in page.html
