"""Counting and receiving through the stock page, and the shortage a low count opens."""

import pytest

from portal.catalog.models import Offer
from portal.core import db


@pytest.fixture
def sku(house):
    return house.shop.offers["oil-500"].sku


def offer(house):
    with db.reading() as session:
        return session.get_one(Offer, house.shop.offers["oil-500"].id)


def test_a_count_is_the_new_number_and_the_shop_knows_at_once(house, owner, sku):
    page = owner.post(f"/desk/srd/stock/count/{sku}", {"counted": "۰", "reason": "شکست"})
    assert "شمارش ثبت شد" in page.text
    assert offer(house).on_hand == 0
    shown = house.stranger().get(f"/p/{house.shop.oil.public_id}").text
    assert "ناموجود" in shown


def test_goods_that_came_in_are_added(house, owner, sku):
    owner.post(f"/desk/srd/stock/receive/{sku}", {"quantity": "۳۰"})
    assert offer(house).on_hand == 50


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "این خانه را پر کنید"),
        ("-1", "این عدد کم است"),
        ("1.5", "عدد درست"),
        ("1e3", "عدد درست"),
        ("9999999", "این عدد زیاد است"),
    ],
)
def test_numbers_that_cannot_be_are_refused_at_their_row(house, owner, sku, typed, said):
    page = owner.post(f"/desk/srd/stock/count/{sku}", {"counted": typed})
    assert page.status == 422
    assert said in page.text
    assert f'value="{typed}"' in page.html
    assert offer(house).on_hand == 20


def test_a_count_below_what_is_promised_opens_a_shortage_that_names_the_orders(house, owner, sku):
    house.buy("oil-500")
    [number] = house.numbers(house.shop.sirdan)
    page = owner.post(f"/desk/srd/stock/count/{sku}", {"counted": "0"})

    assert "کسری دارد" in page.text
    assert number in page.text
    assert len(house.letters("shortage")) == 1
    buyer = house.stranger()
    buyer.add(house.shop.offers["oil-500"].public_id)
    assert "سبد شما خالی است" in buyer.get("/cart").text

    page = owner.post(f"/desk/srd/stock/receive/{sku}", {"quantity": "5"})
    assert "کسری دارد" not in page.text


def test_a_pack_can_be_taken_off_sale_and_brought_back(house, owner, sku):
    assert "فعلاً فروخته نمی‌شود" in owner.post(f"/desk/srd/stock/pause/{sku}").text
    assert offer(house).state.value == "paused"
    owner.post(f"/desk/srd/stock/resume/{sku}")
    assert offer(house).state.value == "active"


def test_the_warning_line_is_the_firms_own(house, owner, sku):
    owner.post(f"/desk/srd/stock/warn/{sku}", {"low_at": "۲۵"})
    assert offer(house).low_at == 25
    assert sku in owner.get("/desk/srd/").text  # it runs low now


def test_search_finds_by_code_and_name(house, owner, sku):
    assert sku in owner.get(f"/desk/srd/stock?q={sku}").text
    assert sku in owner.get("/desk/srd/stock?q=فرابکر").text
    assert "کالایی با این جست‌وجو نیست" in owner.get("/desk/srd/stock?q=هیچ‌چیز").text


def test_the_page_asks_as_much_for_many_packs_as_for_one(house, owner):
    db.statements.set([])
    owner.get("/desk/srd/stock")
    assert len(db.statements.get() or []) <= 8
