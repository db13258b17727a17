"""Passkeys through the pages: set up, sign in, confirm, take away, lose; in both languages."""

import re

import pytest
from sqlalchemy import select

from portal.accounts import passkeys, passwords
from portal.accounts.models import LoginSession
from portal.accounts.passkey_models import Passkey
from portal.core import clock, db
from tests import make
from tests.authenticator import Device
from tests.web.desk.reading import foreign_words
from tests.web.storefront.browser import Browser

PASSWORD = "four olives in a row"
CODE = re.compile(r">((?:[0-9a-z]{4}-){5}[0-9a-z]{4})<")
SITE = "https://shop.example.ir"
PLACE = "/account/second-step/passkey"


@pytest.fixture
def sara(house):
    passkeys.configure(SITE, "چهل‌زیتون")
    with db.transaction() as session:
        user = make.user(
            session, name="سارا", email="sara@example.com", password_hash=passwords.accept(PASSWORD)
        )
        house.people["sara"] = user
    yield user
    passkeys.configure("http://127.0.0.1:8000", "چهل‌زیتون")


def set_up(browser, device):
    asked = browser.post(f"{PLACE}/question").html
    return browser.post(PLACE, {"name": "گوشی من", "passkey": device.create(asked)})


@pytest.fixture
def device(house, sara):
    made = Device(SITE)
    set_up(house.person("sara"), made)
    return made


def halfway(house):
    browser = house.stranger()
    page = browser.post(
        "/account/sign-in", {"identifier": "sara@example.com", "password": PASSWORD}
    )
    assert page.path == "/account/second"
    return browser, page


def test_a_key_is_set_up_and_recovery_codes_are_shown_once(house, sara):
    browser, other = house.person("sara"), Browser(house.client(sara.id))
    page = browser.get(PLACE)
    assert 'data-passkey="create"' in page.html and "<noscript>" in page.html
    done = set_up(browser, Device(SITE))
    assert len(CODE.findall(done.html)) == 10
    page = browser.get("/account/second-step")
    assert "گوشی من" in page.html
    assert foreign_words(page.html.replace("گوشی من", ""), "fa") == []
    assert other.get("/account").path == "/account/sign-in"  # signed out
    with db.reading() as session:
        factors = session.scalars(
            select(LoginSession.factor).where(LoginSession.ended_at.is_(None))
        )
        assert factors.all() == ["passkey"]


def test_sign_in_takes_it_as_the_second_step(house, sara, device):
    browser, page = halfway(house)
    assert 'data-passkey="get"' in page.html
    asked = browser.post("/account/second/question").html
    done = browser.post("/account/second", {"passkey": device.get(asked)})
    assert done.path == "/account"
    assert browser.get("/account/sessions").html.count("با گذرکلید") == 2


def test_a_wrong_answer_is_told_and_a_recovery_code_still_works(house, sara):
    made = Device(SITE)
    codes = CODE.findall(set_up(house.person("sara"), made).html)
    browser, _page = halfway(house)
    for _ in range(6):  # not counted with the codes
        refused = browser.post("/account/second", {"passkey": "{}"})
        assert (refused.status, refused.path) == (422, "/account/second")
    assert "بررسی نشد" in refused.html
    assert browser.post("/account/second", {"code": codes[0]}).path == "/account"


@pytest.mark.usefixtures("still")
def test_guesses_without_end_are_slowed_down(house, sara, device):
    browser, _page = halfway(house)
    answers = [browser.post("/account/second", {"passkey": "{}"}).status for _ in range(31)]
    assert answers == [422] * 30 + [429]


def test_strangers_are_asked_nothing(house, sara, device):
    assert house.stranger().post("/account/second/question").status == 404


def test_it_confirms_and_nothing_typed_is_lost(house, sara, device):
    browser, _page = halfway(house)
    browser.post(
        "/account/second", {"passkey": device.get(browser.post("/account/second/question").html)}
    )
    with clock.at(clock.now() + clock.timedelta(hours=2)):
        asks = browser.post("/account/email", {"email": "new@example.com"})
        assert 'value="new@example.com"' in asks.html
        assert "step_up_passkey" in asks.html
        wrong = browser.post(
            "/account/email", {"email": "new@example.com", "step_up_passkey": "{}"}
        )
        assert wrong.status == 422
        assert 'value="new@example.com"' in wrong.html
        answer = device.get(browser.post("/account/confirm/question").html)
        done = browser.post(
            "/account/email", {"email": "new@example.com", "step_up_passkey": answer}
        )
        assert done.status == 200
        assert "step_up_passkey" not in done.html


def test_the_last_one_takes_the_recovery_codes_with_it(house, sara):
    browser = house.person("sara")
    for name in ("یک", "دو"):
        asked = browser.post(f"{PLACE}/question").html
        browser.post(PLACE, {"name": name, "passkey": Device(SITE).create(asked)})
    with db.reading() as session:
        first, second = session.scalars(select(Passkey.public_id).order_by(Passkey.id))
    page = browser.post(f"{PLACE}/{first}/remove")
    assert "کد بازیابی" in page.html or "کدهای بازیابی" in page.html
    browser.post(f"{PLACE}/{second}/remove")
    page = browser.get("/account/second-step")
    assert "کدهای بازیابی" not in page.html
    assert browser.post(f"{PLACE}/{second}/remove").status == 404
    assert (
        house.stranger()
        .post("/account/sign-in", {"identifier": "sara@example.com", "password": PASSWORD})
        .path
        == "/account"
    )


def test_another_persons_key_is_not_there(house, sara, device):
    with db.transaction() as session:
        house.people["dara"] = make.user(session, name="دارا", email="dara@example.com")
        key = session.scalars(select(Passkey.public_id)).one()
    assert house.person("dara").post(f"{PLACE}/{key}/remove").status == 404
    with db.reading() as session:
        assert session.scalars(select(Passkey.public_id)).all() == [key]


def test_an_address_without_a_name_offers_none(house, sara):
    passkeys.configure("http://127.0.0.1:8000", "x")
    browser = house.person("sara")
    assert PLACE not in browser.get("/account/second-step").html
    assert browser.get(PLACE).status == 404


@pytest.mark.parametrize(("prefix", "language"), [("", "fa"), ("/en", "en")])
def test_every_page_is_in_one_language(house, sara, device, prefix, language):
    browser = house.person("sara")
    for path in (PLACE, "/account/second-step"):
        page = browser.get(prefix + path)
        assert foreign_words(page.html.replace("گوشی من", "").replace("سارا", ""), language) == []
