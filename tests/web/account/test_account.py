"""Signing in and out, passwords, codes, and what a person keeps here, through the pages."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts import passwords
from portal.accounts.models import LoginSession, User
from portal.core import audit, clock, db
from tests import make
from tests.web.desk.reading import foreign_words

PASSWORD = "four olives in a row"
OTHER = "nine jars on a shelf"
PAGES = ["/account/sign-in", "/account/register", "/account/mobile", "/account/forgotten",
         "/account/verify/x", "/account/reset/x"]  # fmt: skip
INSIDE = [
    "/account",
    "/account/orders",
    "/account/addresses",
    "/account/password",
    "/account/confirm",
    "/account/email",
    "/account/phone",
]


@pytest.fixture
def sara(house):
    """A person with a password."""
    with db.transaction() as session:
        return make.user(
            session, name="سارا", email="sara@example.com", password_hash=passwords.accept(PASSWORD)
        )


def sign_in(house, password=PASSWORD, **more):
    browser = house.stranger()
    page = browser.post(
        "/account/sign-in", {"identifier": "Sara@Example.com", "password": password, **more}
    )
    return browser, page


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_page_is_read_in_one_language(house, language):
    prefix = "/en" if language == "en" else ""
    for browser, pages in ((house.stranger(), PAGES), (house.person("buyer"), INSIDE)):
        for path in pages:
            page = browser.get(prefix + path)
            assert page.status == 200, path
            assert foreign_words(page.html, language) == [], path


@pytest.mark.usefixtures("sara")
def test_signing_in_and_out(house):
    browser, page = sign_in(house)
    assert "سارا" in page.text
    assert browser.get("/account").path == "/account"
    browser.post("/account/sign-out")
    assert browser.get("/account").path == "/account/sign-in"


@pytest.mark.usefixtures("sara")
def test_a_wrong_password_and_an_unknown_address_are_told_alike(house):
    _, wrong = sign_in(house, password="not this one at all")
    unknown = house.stranger().post(
        "/account/sign-in", {"identifier": "nobody@example.com", "password": PASSWORD}
    )
    assert wrong.status == unknown.status == 422
    assert "این دو با هم نمی‌خوانند" in wrong.text
    assert 'value="Sara@Example.com"' in wrong.html
    assert PASSWORD not in unknown.html
    assert "این دو با هم نمی‌خوانند" in unknown.text


@pytest.mark.usefixtures("sara")
@pytest.mark.parametrize("wanted", ["/account/orders", "/cart"])
def test_one_comes_back_to_where_one_was(house, wanted):
    _, page = sign_in(house, next=wanted)
    assert page.path == wanted


@pytest.mark.usefixtures("sara")
@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil", "javascript:1"]
)
def test_one_is_never_sent_to_another_site(house, wanted):
    _, page = sign_in(house, next=wanted)
    assert page.path == "/account"


@pytest.mark.usefixtures("sara")
def test_a_basket_comes_along(house):
    browser = house.stranger()
    browser.add(house.shop.offers["oil-500"].public_id)
    browser.post("/account/sign-in", {"identifier": "sara@example.com", "password": PASSWORD})
    assert "روغن زیتون فرابکر" in browser.get("/cart").text


def test_a_new_account_is_confirmed_by_the_link_of_the_mail(house):
    browser = house.stranger()
    page = browser.post(
        "/account/register", {"name": "نیما", "email": "nima@example.com", "password": PASSWORD}
    )
    assert "رایانامه" in page.text
    [letter] = house.letters("verify_email")
    seen = browser.get(letter.facts["link"])
    assert seen.status == 200  # opening the link alone does nothing
    done = browser.post(letter.facts["link"])
    assert "تأیید شد" in done.text
    assert browser.get("/account").path == "/account"


@pytest.mark.usefixtures("sara")
def test_a_known_address_gets_the_same_answer_and_its_owner_a_letter(house):
    fresh = {"name": "نیما", "email": "nima@example.com", "password": PASSWORD}
    new = house.stranger().post("/account/register", fresh)
    known = house.stranger().post("/account/register", fresh | {"email": "sara@example.com"})
    assert new.text == known.text
    assert len(house.letters("already_registered")) == 1


@pytest.mark.asvs("6.2.1", "6.2.4", "6.2.11")
@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("کوتاه", "دست‌کم ۱۵ نویسه"),
        ("aaaaaaaaaaaaaaaaaaa", "خیلی‌ها"),
        ("nima@example.com!!", "نام یا رایانامه"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(house, password, said):
    page = house.stranger().post(
        "/account/register", {"name": "نیما", "email": "nima@example.com", "password": password}
    )
    assert page.status == 422
    assert said in page.text
    assert 'value="nima@example.com"' in page.html
    assert (
        password not in page.html.replace("nima@example.com", "") or password in "nima@example.com"
    )


@pytest.mark.usefixtures("sara")
def test_a_forgotten_password_is_set_anew_and_every_other_browser_is_out(house):
    elsewhere, _ = sign_in(house)
    browser = house.stranger()
    browser.post("/account/forgotten", {"email": "sara@example.com"})
    [letter] = house.letters("reset_password")
    page = browser.post(letter.facts["link"], {"password": OTHER})

    assert "گذرواژه عوض شد" in page.text
    assert browser.get("/account").path == "/account"
    assert elsewhere.get("/account").path == "/account/sign-in"
    assert sign_in(house, password=OTHER)[1].path == "/account"
    again = house.stranger().post(letter.facts["link"], {"password": "another long password"})
    assert "پیش‌تر به کار رفته" in again.text


def test_an_unknown_address_gets_the_same_answer(house):
    unknown = house.stranger().post("/account/forgotten", {"email": "nobody@example.com"})
    assert unknown.status == 200
    assert house.letters("reset_password") == []


@pytest.mark.asvs("6.2.2", "6.2.3", "7.4.3")
@pytest.mark.usefixtures("sara")
def test_changing_the_password_renews_this_session_and_ends_the_others(house):
    browser, _ = sign_in(house)
    elsewhere, _ = sign_in(house)
    secret = browser.client.get_cookie("sid", domain="localhost").value

    wrong = browser.post("/account/password", {"present": "no", "password": OTHER})
    assert wrong.status == 422
    page = browser.post("/account/password", {"present": PASSWORD, "password": OTHER})
    assert "گذرواژه عوض شد" in page.text
    assert browser.client.get_cookie("sid", domain="localhost").value != secret
    assert elsewhere.get("/account").path == "/account/sign-in"


def code(house):
    return house.letters("sign_in_code", "sms")[-1].facts["code"]


def test_a_buyer_enters_by_the_code_of_an_sms_and_finds_the_orders_of_before(house):
    house.buy("oil-500")
    browser = house.stranger()
    browser.post("/account/mobile", {"mobile": "۰۹۱۲۳۴۵۶۷۸۹"})
    persian = "".join(chr(0x06F0 + int(digit)) for digit in code(house))
    browser.post("/account/mobile/code", {"mobile": "09123456789", "code": persian})

    assert browser.get("/account").path == "/account"
    orders = browser.get("/account/orders").text
    assert "تومان" in orders
    assert "پرداخت‌شده، در انتظار تولیدکننده" in orders


@pytest.mark.asvs("6.5.1")
def test_a_wrong_code_is_said_and_a_right_one_works_once(house):
    browser = house.stranger()
    browser.post("/account/mobile", {"mobile": "09123456789"})
    right = code(house)
    wrong = "000000" if right != "000000" else "111111"
    page = browser.post("/account/mobile/code", {"mobile": "09123456789", "code": wrong})
    assert page.status == 422
    assert "این کد درست نیست" in page.text
    browser.post("/account/mobile/code", {"mobile": "09123456789", "code": right})
    again = browser.post("/account/mobile/code", {"mobile": "09123456789", "code": right})
    assert again.status == 422


@pytest.mark.asvs("6.6.2")
def test_a_code_works_in_the_browser_that_asked_for_it(house):
    """Who reads it over a shoulder, or had it read out to him, cannot use it elsewhere."""
    browser, thief = house.stranger(), house.stranger()
    browser.post("/account/mobile", {"mobile": "09123456789"})
    typed = {"mobile": "09123456789", "code": code(house)}

    assert thief.post("/account/mobile/code", typed).status == 422
    assert thief.get("/account").path == "/account/sign-in"
    browser.post("/account/mobile/code", typed)
    assert browser.get("/account").path == "/account"


@pytest.mark.parametrize("typed", ["0912", "۰۲۱۲۳۴۵۶۷۸۹", "abc", ""])
def test_a_mobile_that_is_none_is_refused_and_kept(house, typed):
    page = house.stranger().post("/account/mobile", {"mobile": typed})
    assert page.status == 422
    assert f'value="{typed}"' in page.html


def test_name_language_and_colours_are_ones_own(house):
    browser = house.person("buyer")
    page = browser.post("/account", {"name": "کیان", "language": "en", "theme": "dark"})
    assert "کیان" in page.text
    assert 'data-theme="dark"' in page.html
    blank = browser.post("/account", {"name": " ", "language": "fa", "theme": "light"})
    assert blank.status == 422


ADDRESS = {"recipient": "مادر", "mobile": "۰۹۱۲۱۱۱۲۲۳۳", "province_code": "IR-23",
           "city_code": "2301021576", "postcode": "۱۵۹۱۶۳۴۳۱۱", "line": "خیابان آزادی"}  # fmt: skip


def test_addresses_are_kept_and_removed(house):
    browser = house.person("buyer")
    page = browser.post("/account/addresses", ADDRESS)
    assert "خیابان آزادی" in page.text
    assert "1591634311" in page.text
    [address] = page_actions(page, "/remove")
    assert "خیابان آزادی" not in browser.post(address).text


def page_actions(page, part):
    return [action for action in re.findall(r'action="([^"]+)"', page.html) if part in action]


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"postcode": "123"}, "ده رقم"), ({"mobile": "1"}, "۱۱ رقم"), ({"line": ""}, "پر کنید"),
     ({"city_code": "2603051595"}, "استان")],
)  # fmt: skip
def test_an_address_that_cannot_be_is_refused_and_kept(house, typed, said):
    page = house.person("buyer").post("/account/addresses", ADDRESS | typed)
    assert page.status == 422
    assert said in page.text
    assert "مادر" in page.html


def test_anothers_address_is_not_found(house):
    page = house.person("buyer").post("/account/addresses", ADDRESS)
    [address] = page_actions(page, "/remove")
    assert house.person("neighbour").post(address).status == 404


def test_a_grave_act_asks_for_the_password_again_after_an_hour(house, sara):
    make_owner_of_sirdan(house, sara)
    browser, _ = sign_in(house)
    grow_old()
    iban = {"iban": "IR820540102680020817909002"}
    asked = browser.post("/desk/srd/profile/iban", iban)
    assert "یک بار دیگر: خودتان هستید؟" in asked.text
    wrong = browser.post("/desk/srd/profile/iban", asked.hidden() | {"step_up_password": "no"})
    assert wrong.status == 422
    saved = browser.post("/desk/srd/profile/iban", wrong.hidden() | {"step_up_password": PASSWORD})
    assert "9002" in saved.text
    assert "IR820540102680020817909002" not in saved.html


def make_owner_of_sirdan(house, user):
    with db.transaction() as session:
        make.membership(session, user_id=user.id, organisation_id=house.shop.sirdan.id)


def grow_old():
    with db.transaction() as session:
        for row in session.scalars(select(LoginSession)):
            row.authenticated_at = clock.now() - timedelta(hours=2)


def test_a_session_is_touched_at_most_once_a_minute(house):
    browser = house.person("buyer")
    with db.transaction() as session:
        row = session.scalars(select(LoginSession)).one()
        row.seen_at = clock.now() - timedelta(minutes=5)
    db.statements.set([])
    browser.get("/account")
    first = len(db.statements.get() or [])
    db.statements.set([])
    browser.get("/account")
    assert len(db.statements.get() or []) < first


def test_signing_in_leaves_a_row_without_secrets(house, sara):
    sign_in(house)
    with db.reading() as session:
        rows = session.scalars(select(audit.AuditEntry)).all()
        assert session.scalar(select(func.count(User.id)))
    assert any(row.action == "account.sign_in_now" for row in rows)
    assert PASSWORD not in repr([row.details for row in rows])
