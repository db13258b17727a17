"""The page of an order, for whoever has its link."""

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.core import db
from portal.messaging.models import Message
from portal.orders import fulfilment
from portal.orders.models import OrderState, SellerOrder, SellerOrderState
from portal.web.storefront import order_verdict


@pytest.fixture
def bought(browser, shop):
    """The page of a paid order of two firms."""
    return browser.buy(shop.offers["oil-500"].public_id, shop.offers["parvardeh-400"].public_id)


def part_of(shop, code="sirdan"):
    with db.transaction() as session:
        firm = getattr(shop, code)
        return session.scalars(select(SellerOrder).where(SellerOrder.firm_id == firm.id)).one()


def ship(shop):
    part = part_of(shop)
    with db.transaction() as session:
        for verb, more in (
            (fulfilment.accept, {}),
            (fulfilment.pack, {}),
            (fulfilment.ship, {"tracking": "1" * 24}),
        ):
            verb(session, firm_id=shop.sirdan.id, number=part.number, by="test", **more)
    return part


def test_a_guest_sees_the_order_masked(bought):
    assert "سفارش شما ثبت شد" in bought.text
    assert "0912•••6789" in bought.text
    assert "09123456789" not in bought.html
    assert "پلاک ۱۲" not in bought.html
    assert "sara@example.com" not in bought.html


def test_an_order_without_its_link_is_not_found(browser, bought):
    assert browser.get("/o/" + "x" * 43).status == 404


def test_the_page_says_how_each_payment_ended(browser, shop):
    for outcome, said in (
        ("failed", "پرداخت انجام نشد و پولی کم نشده است"),
        ("cancelled", "پرداخت انجام نشد و پولی کم نشده است"),
    ):
        browser.add(shop.offers["oil-500"].public_id)
        browser.write_address()
        page = browser.pay(browser.place(), outcome)

        assert said in page.text
        assert any("/pay/" in link for link in page.links("/pay/"))


def test_trying_again_after_a_failure_pays(browser, shop):
    browser.add(shop.offers["oil-500"].public_id)
    browser.write_address()
    pay = browser.place_only()
    browser.pay(pay, "failed")

    assert "سفارش شما ثبت شد" in browser.pay(browser.get(pay.path)).text


def test_a_paid_order_cannot_be_paid_twice(browser, shop):
    browser.add(shop.offers["oil-500"].public_id)
    browser.write_address()
    pay = browser.place_only()
    browser.pay(pay)

    assert browser.get(pay.path).path.startswith("/o/")
    assert browser.post(pay.path, {"gateway": "sandbox"}).path.startswith("/o/")


def test_cancelling_says_how_much_comes_back_which_way_and_when(browser, shop, bought):
    [ask, _other] = bought.links("/cancel/")
    page = browser.get(ask)
    assert "به کارتی که با آن پرداخت کرده‌اید" in page.text
    assert re.search(r"به شما برمی‌گردد [۰-۹٬]+ تومان", page.text)
    assert "تا روز" in page.text

    page = browser.post(ask, {"reason": "منصرف شدم"})
    assert "بسته لغو شد" in page.text
    assert "لغوشده" in page.text
    assert "پولی که به شما برمی‌گردد" in page.text
    assert "منصرف شدم" in page.text


def test_what_was_sent_cannot_be_cancelled_and_can_be_received(browser, shop, bought):
    part = ship(shop)
    page = browser.get(bought.path)
    assert "در راه" in page.text
    assert "1" * 24 in page.text
    assert f"{bought.path}/cancel/{part.public_id}" not in page.html

    page = browser.post(f"{bought.path}/received/{part.public_id}")
    assert "تحویل‌شده" in page.text


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ({"paid"}, "سفارش شما ثبت شد"),
        ({"paid", "preparing"}, "سفارش شما در حال آماده‌سازی است"),
        ({"ready", "cancelled"}, "سفارش شما در حال آماده‌سازی است"),
        ({"ready", "shipped"}, "بخشی از سفارش شما در راه است"),
        ({"shipped", "cancelled"}, "سفارش شما در راه است"),
        ({"shipped", "delivered"}, "بخشی از سفارش شما رسیده است"),
        ({"delivered", "closed"}, "سفارش شما رسیده است"),
        ({"delivered", "problem"}, "مشکلی در این سفارش در دست بررسی است"),
        ({"cancelled"}, "این سفارش لغو شده است"),
    ],
)
def test_the_headline_says_where_the_order_is(app, states, said):
    parts = [SimpleNamespace(state=SellerOrderState(state)) for state in states]
    page = SimpleNamespace(state=OrderState.PAID, parts=parts)
    with app.test_request_context("/"):
        assert order_verdict.verdict(page, None).title == said


def test_an_order_that_came_says_so_in_both_languages(browser, shop):
    page = browser.buy(shop.offers["oil-500"].public_id)
    part = ship(shop)
    assert "سفارش شما در راه است" in browser.get(page.path).text
    assert "Your order is on its way" in browser.get(f"/en{page.path}").text

    assert "سفارش شما رسیده است" in browser.post(f"{page.path}/received/{part.public_id}").text
    assert "Your order has arrived" in browser.get(f"/en{page.path}").text


def test_a_problem_needs_words_and_is_reported(browser, shop, bought):
    part = ship(shop)
    where = f"{bought.path}/problem/{part.public_id}"

    assert browser.post(where, {"note": ""}).status == 422
    assert "در حال رسیدگی" in browser.post(where, {"note": "شکسته رسید"}).text
    with db.reading() as session:
        told = session.scalars(select(Message).where(Message.kind == "problem_reported")).all()
    assert shop.sirdan.email in {message.recipient for message in told}


def test_parts_of_other_orders_are_not_found(browser, shop, bought):
    own = part_of(shop)
    other = browser.buy(shop.offers["olives-700"].public_id)

    for act in ("cancel", "received", "problem", "invoice"):
        page = browser.post(f"{other.path}/{act}/{own.public_id}", {"note": "x"})
        assert page.status == 404, act


def test_the_invoice_is_a_pdf_and_the_same_ever_after(browser, shop, bought):
    part = part_of(shop)

    first = browser.post(f"{bought.path}/invoice/{part.public_id}")
    again = browser.post(f"{bought.path}/invoice/{part.public_id}")

    assert first.response.mimetype == "application/pdf"
    assert first.response.data.startswith(b"%PDF")
    assert first.path == again.path
    assert browser.get(first.path.replace("/o/", "/o/x")).status == 404


def test_the_same_goods_go_into_the_basket_again(browser, bought):
    page = browser.post(f"{bought.path}/again")

    assert page.path == "/cart"
    assert "سبد خرید، ۲ کالا" in page.text


def test_only_a_password_makes_an_account(browser, bought):
    short = browser.post(f"{bought.path}/account", {"password": "short"})
    assert short.status == 422

    page = browser.post(f"{bought.path}/account", {"password": "زیتون سبز در باغ سیردان"})
    assert "پیوندی را که همین حالا" in page.text


def test_finding_an_order_answers_the_same_and_sends_a_link(browser, bought):
    number = re.search(r"شماره ([0-9a-z]{16})", bought.text)[1]

    right = browser.post("/orders/find", {"number": number.upper(), "mobile": "۰۹۱۲۳۴۵۶۷۸۹"})
    wrong = browser.post("/orders/find", {"number": number, "mobile": "09120000000"})

    assert right.text == wrong.text
    with db.reading() as session:
        [sent] = session.scalars(select(Message).where(Message.kind == "order_link")).all()
    assert sent.recipient == "+989123456789"
    assert sent.facts["link"] == bought.path


@pytest.mark.usefixtures("still")
def test_finding_is_limited(browser):
    statuses = {
        browser.post("/orders/find", {"number": "x", "mobile": "09120000001"}).status
        for _ in range(7)
    }

    assert 429 in statuses


@pytest.mark.parametrize("outcome", ["late", "twice"])
def test_money_that_comes_late_or_twice_still_buys_once(browser, shop, outcome):
    browser.add(shop.offers["oil-500"].public_id)
    browser.write_address()

    page = browser.pay(browser.place(), outcome)

    assert "سفارش شما ثبت شد" in page.text
    with db.transaction() as session:
        assert session.get(type(shop.oil), shop.oil.id) is not None
        assert len(session.scalars(select(SellerOrder)).all()) == 1


def test_a_buyer_who_never_returned_finds_the_order_waiting(browser, shop):
    browser.add(shop.offers["oil-500"].public_id)
    browser.write_address()
    pay = browser.place_only()
    home = browser.pay(pay, "paid_never_returned")
    assert home.path == "/"

    page = browser.get(pay.path)  # still due: nobody has told us yet
    assert "بانک آزمایشی" in page.text
    [order] = {link for link in page.html.split('"') if link.startswith("/o/")}
    page = browser.get(order.rpartition("/")[0])
    assert "پرداخت کامل نشده است" in page.text
