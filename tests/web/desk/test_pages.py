"""Every page of a desk opens in both languages, in words of its own, within its budget."""

import re

import pytest

from portal.core import db
from tests.web.desk.reading import foreign_words

PAGES = [
    "/", "/orders", "/orders?tab=all", "/products", "/products?state=draft", "/products/new",
    "/stock", "/money", "/reports", "/reports?since=1405/1/1&until=1405/9/1", "/shipping",
    "/profile", "/team",
]  # fmt: skip
LANGUAGES = {"fa": "", "en": "/en"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_desk_is_read_in_one_language(house, owner, language):
    house.buy("oil-500", "olives-700")
    [number] = house.numbers(house.shop.sirdan)
    pages = [*PAGES, f"/orders/{number}", f"/products/{house.shop.oil.public_id}"]
    for path in pages:
        page = owner.get(f"{LANGUAGES[language]}/desk/srd{path}")

        assert page.status == 200, path
        assert page.html.count("<h1") == 1, path
        assert foreign_words(page.html, language) == [], path


@pytest.mark.parametrize("path", ["/", "/orders", "/orders?tab=all"])
def test_home_and_orders_ask_the_database_at_most_eight_things(house, owner, path):
    counts = []
    for _more in range(2):
        house.buy("oil-500", "olives-700")
        db.statements.set([])
        assert owner.get(f"/desk/srd{path}").status == 200
        counts.append(len(db.statements.get() or []))

    assert counts[0] == counts[1] <= 8


def test_a_new_firm_is_told_what_to_do_first(house):
    neighbour = house.person("neighbour")
    assert "سفارشی در انتظار ارسال نیست" in neighbour.get("/desk/khn/").text
    assert "هنوز فروشی نداشته‌اید" in neighbour.get("/desk/khn/money").text


def test_the_money_page_says_where_each_rial_came_from(house, owner):
    house.buy("oil-500")
    page = owner.get("/desk/srd/money")
    [number] = house.numbers(house.shop.sirdan)

    assert number in page.text
    assert "۶۹۵٬۰۰۰" in page.text  # the goods
    assert "کارمزد" in page.text


def test_the_report_counts_what_was_sold_in_the_days_asked_for(house, owner):
    house.buy("oil-500")
    assert "۶۹۵٬۰۰۰ تومان" in owner.get("/desk/srd/reports").text
    empty = owner.get("/desk/srd/reports?since=1404/1/1&until=1404/2/1")
    assert "در این روزها فروشی نبوده است" in empty.text


def test_a_day_that_is_none_is_said_beside_its_field(owner):
    page = owner.get("/desk/srd/reports?since=1405/13/1")
    assert page.status == 422
    assert "تاریخ را" in page.text
    assert 'value="1405/13/1"' in page.html


def test_no_integer_key_is_in_a_page(house, owner):
    house.buy("oil-500")
    for path in ("/", "/orders", "/stock", "/team", f"/products/{house.shop.oil.public_id}"):
        html = owner.get(f"/desk/srd{path}").html
        assert not re.findall(r'(?:action|href)="[^"]*/\d+(?:[/"?])', html), path
