"""A buyer with an account: the basket comes along, the address book fills the form."""

import pytest
from sqlalchemy import select

from portal.accounts import addresses, sessions
from portal.accounts.addresses import Place
from portal.accounts.models import Address
from portal.core import db
from tests import make
from tests.web.storefront.browser import ADDRESS, Browser


@pytest.fixture
def member(browser, shop):
    """A signed-in browser, and the public name of one entry of its address book."""
    with db.transaction() as session:
        user = make.user(session, name="مریم احمدی", mobile="+989121110000")
        entry = addresses.add(
            session,
            user_id=user.id,
            place=Place(
                "مریم احمدی", "09121110000", "IR-26", "2603051595", "3414811111", "خیابان فردوسی"
            ),
            by="test",
        )
        browser.client.set_cookie("sid", sessions.begin(session, user_id=user.id))
        return browser, entry.public_id


def test_name_and_book_are_there(member, shop):
    browser, entry = member
    browser.add(shop.offers["oil-500"].public_id)

    page = browser.get("/checkout")

    assert 'value="مریم احمدی"' in page.html
    assert f'name="book" value="{entry}" checked' in page.html
    assert "قزوین، قزوین" in page.text


def test_an_entry_of_the_book_is_enough(member, shop):
    browser, entry = member
    browser.add(shop.offers["oil-500"].public_id)

    page = browser.post("/checkout", {"name": "مریم احمدی", "mobile": "09121110000", "book": entry})

    assert page.path == "/checkout/delivery"
    assert "خیابان فردوسی" in page.text
    assert "سفارش شما ثبت شد" in browser.pay(browser.place()).text


def test_an_entry_of_somebody_else_fills_nothing(member, shop):
    browser, _entry = member
    browser.add(shop.offers["oil-500"].public_id)
    with db.transaction() as session:
        other = addresses.add(
            session,
            user_id=make.user(session).id,
            place=Place("x", "09121110001", "IR-26", "2603051595", "3414811111", "جای دیگر"),
            by="test",
        ).public_id

    page = browser.post("/checkout", {"name": "م", "mobile": "09121110000", "book": other})

    assert page.status == 422
    assert "جای دیگر" not in page.html


def test_another_address_may_be_written(member, shop):
    browser, _entry = member
    browser.add(shop.offers["oil-500"].public_id)

    assert browser.write_address(**ADDRESS).path == "/checkout/delivery"


def test_pages_count_user_and_basket_among_few_statements(member, shop):
    browser, _entry = member
    browser.add(shop.offers["oil-500"].public_id)
    for path in ("/shop?kind=oil", f"/p/{shop.oil.public_id}/{shop.oil.slug_fa}"):
        browser.get(path)
        token = db.statements.set([])
        assert browser.get(path).status == 200
        assert len(db.statements.get() or []) <= 6, path
        db.statements.reset(token)


def book(session):
    return session.scalars(select(Address).order_by(Address.id.desc())).all()


def test_an_address_is_kept_once_when_the_buyer_wants_it(member, shop):
    browser, _entry = member
    browser.add(shop.offers["oil-500"].public_id)
    assert "این نشانی در دفتر نشانی من بماند" in browser.get("/checkout").text

    for _ in range(2):
        assert browser.write_address(keep="y").path == "/checkout/delivery"

    with db.reading() as session:
        kept, _first = book(session)
        assert kept.postcode == ADDRESS["postcode"]
        assert kept.recipient == "سارا محمدی"


def test_an_address_is_not_kept_unasked_nor_of_a_guest(member, client, shop):
    browser, entry = member
    browser.add(shop.offers["oil-500"].public_id)
    browser.write_address()
    browser.write_address(book=entry, keep="y")
    guest = Browser(client.application.test_client())
    guest.add(shop.offers["oil-500"].public_id)
    assert "دفتر نشانی من" not in guest.get("/checkout").text
    guest.write_address(keep="y")

    with db.reading() as session:
        assert [row.public_id for row in book(session)] == [entry]


def test_a_full_book_holds_up_no_order(member, shop):
    browser, _entry = member
    with db.transaction() as session:
        [first] = book(session)
        for n in range(1, addresses.MOST):
            place = Place("x", "09121110001", "IR-26", "2603051595", "3414811111", f"پلاک {n}")
            addresses.add(session, user_id=first.user_id, place=place, by="test")
    browser.add(shop.offers["oil-500"].public_id)

    page = browser.write_address(keep="y")

    assert page.path == "/checkout/delivery"
    assert "دفتر نشانی پر است" in page.text
