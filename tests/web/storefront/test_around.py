"""Pictures, sitemap, traces, applications, notices from the bank."""

from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import select

from portal.accounts import sessions
from portal.core import db, files
from portal.firms.models import Application, Membership, Role
from tests import make

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def picture(app, shop):
    def kept(key, *, is_private=False):
        with db.transaction() as session:
            files.keep(
                session, key=key, content=b"webp bytes", media_type="image/webp",
                owner_id=shop.sirdan.id, is_private=is_private,
            )  # fmt: skip
        return f"/media/{key}"

    return kept


def test_a_picture_is_kept_for_a_year_and_asked_for_once(browser, picture):
    path = picture("p/ab/abc-300.webp")

    answer = browser.ask(path)
    assert answer.data == b"webp bytes"
    assert answer.mimetype == "image/webp"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers

    again = browser.ask(path, **{"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_pending_picture_is_for_its_firm_only(app, browser, shop, picture):
    path = picture("p/cd/cde-300.webp", is_private=True)
    assert browser.get(path).status == 404

    with db.transaction() as session:
        user = make.user(session)
        session.add(Membership(user_id=user.id, organisation_id=shop.sirdan.id, role=Role.OWNER))
        token = sessions.begin(session, user_id=user.id)
    browser.client.set_cookie("sid", token)

    answer = browser.ask(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_what_is_no_picture_is_not_served(browser, shop, app):
    with db.transaction() as session:
        files.keep(session, key="x/page.html", content=b"<script>", media_type="text/html")

    assert browser.get("/media/x/page.html").status == 404
    assert browser.get("/media/../config.py").status == 404
    assert browser.get("/media/nothing.webp").status == 404


def test_the_sitemap_names_every_product_in_every_language(browser, shop):
    index = ET.fromstring(browser.ask("/sitemap.xml").data)
    parts = [found.text for found in index.iter(f"{SITEMAP}loc")]
    assert parts == ["http://localhost/sitemap-pages.xml", "http://localhost/sitemap-1.xml"]

    products = ET.fromstring(browser.ask("/sitemap-1.xml").data)
    addresses = [found.text for found in products.iter(f"{SITEMAP}loc")]
    assert len(addresses) == 6
    assert f"http://localhost/en/p/{shop.oil.public_id}/{shop.oil.slug_en}" in addresses
    for address in addresses:
        assert browser.ask(address.removeprefix("http://localhost")).status_code == 200

    assert browser.get("/sitemap-2.xml").status == 404
    assert browser.get("/sitemap-x.xml").status == 404


def test_robots_are_kept_from_what_is_personal(browser):
    text = browser.ask("/robots.txt").get_data(as_text=True)

    assert "Disallow: /o/" in text
    assert "Disallow: /en/checkout" in text
    assert "Sitemap: http://localhost/sitemap.xml" in text


@pytest.mark.parametrize(
    "path", ["/b/srd-1405-o217", "/B/SRD-1405-O217", "/01/06260000000000/10/SRD-1405-O217"]
)
def test_an_unregistered_lot_is_said_so_with_the_likely_code(browser, path):
    page = browser.get(path)

    assert page.status == 404
    assert "سری ساختی با این کد ثبت نشده است" in page.text
    assert "/b/SRD-1405-0217" in page.links("/b/")


def test_the_code_form_leads_to_the_lot(browser):
    answer = browser.ask("/trace?code=srd ۱۴۰۵ ۰۲۱۷")

    assert answer.location == "/b/SRD-1405-0217"


JOIN = {
    "name_fa": "روغن‌کشی نمونه", "name_en": "Sample Mill", "legal_name": "شرکت نمونه",
    "national_id": "10380284790", "licence_number": "50/11111", "phone": "02833331111",
    "province_code": "IR-26", "city_code": "2603051595", "place_fa": "سیردان", "place_en": "Sirdan",
    "address": "سیردان، خیابان باغ", "postcode": "3414811111", "contact_name": "رضا نمونه",
    "contact_mobile": "09121112233", "contact_email": "sample@example.com",
    "message": "روغن فرابکر", "accepts": "y",
}  # fmt: skip


def test_a_firm_applies(browser):
    page = browser.post("/join", JOIN)

    assert page.path == "/join/thanks"
    with db.reading() as session:
        made = session.scalars(select(Application)).one()
        assert (made.contact_mobile, made.organisation.name_en) == ("+989121112233", "Sample Mill")
        assert made.terms_version


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name_en", ""), ("national_id", "123"), ("phone", "12"), ("postcode", "1"),
        ("contact_email", "x"), ("contact_mobile", "1"), ("city_code", "2301021576"),
        ("accepts", ""),
    ],
)  # fmt: skip
def test_an_application_with_a_fault_is_shown_again(browser, field, typed):
    page = browser.post("/join", JOIN | {field: typed})

    assert page.status == 422
    assert f'href="#{field}"' in page.html
    assert "روغن‌کشی نمونه" in page.html


def test_a_second_application_of_a_firm_is_told(browser):
    browser.post("/join", JOIN)

    page = browser.post("/join", JOIN | {"contact_email": "other@example.com"})

    assert page.status == 422
    assert "پیش‌تر درخواست داده" in page.text


def test_a_notice_that_is_not_the_banks_is_not_found(client):
    assert client.post("/hooks/sandbox", data=b"{}").status_code == 404
    assert client.post("/hooks/nobody", data=b"{}").status_code == 404
    assert client.post("/hooks/sandbox", data=b"x" * 300_000).status_code == 413


def test_the_bank_may_call_before_the_buyer_returns(browser, shop):
    browser.add(shop.offers["oil-500"].public_id)
    browser.write_address()
    pay = browser.place_only()
    bank = browser.post(pay.path, {"gateway": "sandbox"})
    authority = bank.path.rpartition("/")[2]
    browser.post(bank.path, {"outcome": "paid_never_returned"})

    told = browser.client.post(f"/hooks/sandbox?Authority={authority}&Status=OK")

    assert told.status_code == 204
    assert browser.client.post(f"/hooks/sandbox?Authority={authority}&Status=OK").status_code == 204
    assert "سفارش شما ثبت شد" in browser.get(pay.path).text


def test_an_unknown_bank_page_is_not_found(browser):
    assert browser.get("/bank/S123").status == 404
