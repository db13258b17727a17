"""An order at the desk, from accepting it to its delivery; and what goes wrong on the way."""

import pytest
from sqlalchemy import select

from portal.catalog.models import Offer
from portal.core import db
from portal.core.money import Currency
from portal.ledger import books
from portal.orders.models import OrderLineLot, SellerOrder, SellerOrderState
from tests.web import papers
from tests.web.house import POST_NUMBER


@pytest.fixture
def number(house):
    """Two bottles of oil and a jar of olives from Sirdan, paid."""
    browser = house.stranger()
    browser.add(house.shop.offers["oil-500"].public_id, "2")
    browser.add(house.shop.offers["olives-700"].public_id)
    browser.write_address()
    browser.pay(browser.place())
    return house.numbers(house.shop.sirdan)[0]


@pytest.fixture
def act(owner, number):
    """Press a button of the order's page."""

    def press(verb, **typed):
        return owner.post(f"/desk/srd/orders/{number}/{verb}", typed)

    return press


def part(number):
    with db.reading() as session:
        found = select(SellerOrder).where(SellerOrder.number == number)
        row = session.scalars(found).one()
        return row, row.lines


def line(number, place=0):
    return part(number)[1][place].public_id


def owed(house):
    with db.reading() as session:
        return -books.balance(
            session, "firm", firm_id=house.shop.sirdan.id, currency=Currency.IRR
        ).minor


def test_a_new_order_stands_under_new_and_moves_with_each_act(house, owner, number, act):
    assert number in owner.get("/desk/srd/orders").text

    assert "سفارش پذیرفته شد" in act("accept").text
    assert number in owner.get("/desk/srd/orders?tab=packing").text
    assert "بسته آماده است" in act("pack").text
    page = act("ship", tracking=POST_NUMBER)
    assert POST_NUMBER in page.text
    assert act("delivered").status == 200

    row, _lines = part(number)
    assert row.state is SellerOrderState.DELIVERED
    assert [m.facts["tracking"] for m in house.letters("order_shipped")] == [POST_NUMBER]


def test_a_number_that_cannot_be_the_carriers_is_refused_and_kept(number, act):
    act("accept")
    page = act("ship", tracking="۱۲۳۴")

    assert page.status == 422
    assert "این شماره نمی‌تواند از این شرکت حمل باشد" in page.text
    assert 'value="۱۲۳۴"' in page.html
    assert part(number)[0].state is SellerOrderState.PREPARING


def test_the_posts_number_may_be_typed_in_persian_digits(number, act):
    act("accept")
    persian = "".join(chr(0x06F0 + int(digit)) for digit in POST_NUMBER)
    assert act("ship", tracking=persian).status == 200
    assert part(number)[0].tracking == POST_NUMBER


def test_a_mistyped_number_can_be_corrected_after_shipping(house, number, act):
    act("accept")
    act("ship", tracking=POST_NUMBER)
    act("tracking", tracking="1" * 24)
    assert part(number)[0].tracking == "1" * 24
    assert len(house.letters("order_shipped")) == 2


def test_lots_are_written_down_at_packing(number, act):
    act("accept")
    name = line(number)
    page = act("pack", **{f"lot-{name}": "SRD-1405-0217", f"best-{name}": "۱۴۰۷/۶/۳۱"})

    assert "SRD-1405-0217" in page.text
    with db.reading() as session:
        lot = session.scalars(select(OrderLineLot)).one()
    assert (lot.lot_code, lot.quantity) == ("SRD-1405-0217", 2)


def test_a_best_before_that_is_no_day_is_said_beside_its_line(number, act):
    act("accept")
    name = line(number)
    page = act("pack", **{f"lot-{name}": "L1", f"best-{name}": "فردا"})
    assert page.status == 422
    assert "تاریخ را" in page.text
    assert part(number)[0].state is SellerOrderState.PREPARING


def test_dropping_a_unit_refunds_it_and_frees_it(house, number, act):
    before = owed(house)
    act("accept")
    assert act("drop", **{f"drop-{line(number)}": "۱"}).status == 200
    row, lines = part(number)
    assert lines[0].dropped == 1
    assert row.refunded == 6_950_000
    assert before - owed(house) == 6_950_000 - 556_000 - 55_600  # its commission comes back
    assert len(house.letters("line_reduced")) == 1
    with db.reading() as session:
        offer = session.get_one(Offer, house.shop.offers["oil-500"].id)
        assert (offer.on_hand, offer.reserved) == (20, 1)


def test_what_is_really_on_the_shelf_may_be_said_with_it(house, number, act):
    act("accept")
    act("drop", **{f"drop-{line(number)}": "1", f"counted-{line(number)}": "1"})
    with db.reading() as session:
        offer = session.get_one(Offer, house.shop.offers["oil-500"].id)
        assert (offer.on_hand, offer.reserved) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("3", "این عدد زیاد است"), ("-1", "عدد درست"), ("1.5", "عدد درست"), ("1e3", "عدد درست")],
)
def test_impossible_numbers_are_refused_beside_their_line(number, act, typed, said):
    page = act("drop", **{f"drop-{line(number)}": typed})
    assert page.status == 422
    assert said in page.text
    assert f'value="{typed}"' in page.html
    assert part(number)[1][0].dropped == 0


def test_dropping_nothing_is_said(number, act):
    page = act("drop")
    assert page.status == 422
    assert "این خانه را پر کنید" in page.text


def test_cancelling_tells_the_buyer_why_and_gives_the_money_back(house, number, act):
    page = act("cancel", reason="باران آمد و برداشت عقب افتاد")
    row, _ = part(number)
    assert "لغو شد" in page.text
    assert row.state is SellerOrderState.CANCELLED
    assert row.refunded == row.total
    assert owed(house) == 0


def test_cancelling_without_a_reason_is_refused(number, act):
    assert "دلیل را بنویسید" in act("cancel", reason=" ").text
    assert part(number)[0].state is SellerOrderState.PAID


def test_a_problem_of_the_buyer_is_answered(house, number, act):
    act("accept")
    act("ship", tracking=POST_NUMBER)
    with db.transaction() as session:
        row = session.scalars(select(SellerOrder).where(SellerOrder.number == number)).one()
        link, name = row.order.link, row.public_id
    house.stranger().post(f"/o/{link}/problem/{name}", {"note": "یک بطری شکسته بود"})
    assert part(number)[0].state is SellerOrderState.PROBLEM

    act("resolve/delivered", reason="بطری دیگری فرستادیم")
    assert part(number)[0].state is SellerOrderState.DELIVERED


def test_pressing_twice_does_no_harm(number, act):
    act("accept")
    assert "تغییر کرده است" in act("accept").text
    assert part(number)[0].state is SellerOrderState.PREPARING


def text_of(response, language="fa"):
    assert response.mimetype == "application/pdf"
    return papers.read(response.data, language)


def test_the_packing_slip_can_be_read_and_searched(owner, number):
    text = text_of(owner.ask(f"/desk/srd/orders/{number}/slip.pdf"))
    for said in ("سارا محمدی", "1591634311", "09123456789", number, "پست"):
        assert said in text


def test_a_gift_goes_without_prices(house, owner):
    house.buy(
        "oil-500",
        is_gift="y",
        gift_note="نوروز مبارک",
        recipient="مادر",
        recipient_mobile="09121111111",
    )
    [number] = house.numbers(house.shop.sirdan)
    text = text_of(owner.ask(f"/desk/srd/orders/{number}/slip.pdf"))

    assert "نوروز مبارک" in text
    assert "مادر" in text
    assert "تومان" not in text
    assert "۶۹۵" not in text


def test_the_invoice_is_issued_once_and_says_all_it_must(house, owner, number):
    page = owner.client.post(
        f"/desk/srd/orders/{number}/invoice",
        headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
    )
    assert page.status_code == 303
    address = page.headers["Location"]
    text = text_of(owner.ask(address))

    assert "SRD-1405-S00001" in text
    assert "معاف" in text  # olive oil carries no VAT
    assert "10260000000" not in text  # ids stand in Persian digits
    assert "۱۰۲۶۰۰۰۰۰۰۰" in text
    assert "۱٬۳۹۰٬۰۰۰" in text  # two bottles
    assert "ریال" in text
    assert "۱۴۰۵" in text
    english = text_of(owner.ask(f"/en{address}"), "en")
    assert "exempt" in english
    assert "rials" in english


def test_the_desk_sees_its_own_part_only(house, owner):
    house.buy("oil-500", "parvardeh-400")
    [number] = house.numbers(house.shop.sirdan)
    page = owner.get(f"/desk/srd/orders/{number}")
    assert "پروردهٔ" not in page.text
    assert number not in house.person("neighbour").get("/desk/khn/orders?tab=all").text


def test_search_finds_by_number_receiver_and_mobile(owner, number):
    for typed in (number[-5:], "سارا", "۰۹۱۲۳۴۵۶۷۸۹"):
        assert number in owner.get(f"/desk/srd/orders?tab=all&q={typed}").text
    assert "سفارشی با این جست‌وجو" in owner.get("/desk/srd/orders?tab=all&q=هیچ").text
