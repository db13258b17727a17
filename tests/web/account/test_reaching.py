"""Another e-mail, proved by its mailbox; a mobile, proved by a code; the old ones are told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts import passwords
from portal.accounts.models import LoginSession, User
from portal.core import clock, db
from portal.core.audit import AuditEntry
from portal.messaging.models import Message
from portal.orders.models import Order
from tests import make

PASSWORD = "four olives in a row"
NEW = "sara.new@example.com"


@pytest.fixture
def sara(house):
    """Signed in with a password of a moment ago."""
    with db.transaction() as session:
        hashed = passwords.accept(PASSWORD)
        user = make.user(
            session, name="سارا", email="sara@example.com", mobile="+989121110000",
            password_hash=hashed,
        )  # fmt: skip
        user.mobile_verified_at = clock.now()
        house.people["sara"] = user
    return house.person("sara")


def me():
    with db.reading() as session:
        return session.scalars(select(User).where(User.name == "سارا")).one()


def link(house, kind="change_email"):
    return house.letters(kind)[-1].facts["link"]


def told(*kinds):
    with db.reading() as session:
        rows = session.scalars(select(Message).where(Message.kind.in_(kinds)))
        return {(row.kind, row.recipient) for row in rows}


def grow_old():
    with db.transaction() as session:
        for row in session.scalars(select(LoginSession)):
            row.authenticated_at = clock.now() - timedelta(hours=2)


def code(house):
    with db.reading() as session:
        wanted = select(Message).where(Message.kind == "mobile_code").order_by(Message.id.desc())
        return session.scalars(wanted).first().facts["code"]


def test_an_e_mail_changes_when_its_mailbox_and_its_person_say_so(house, sara):
    page = sara.post("/account/email", {"email": NEW.upper()})
    assert "نامه‌ای به نشانی تازه فرستاده شد" in page.text
    assert me().email == "sara@example.com"
    assert told("change_email", "email_changing") == {
        ("change_email", NEW), ("email_changing", "sara@example.com"),
    }  # fmt: skip

    where = link(house)
    assert sara.get(where).status == 200
    assert sara.post(where).path == "/account"
    assert (me().email, me().email_verified_at is not None) == (NEW, True)
    assert ("email_changed", "sara@example.com") in told("email_changed")
    assert sara.post(where).status in {404, 409}  # spent


def test_the_mailbox_alone_changes_nothing_and_signs_nobody_in(house, sara):
    """Mistyped, the letter lies with a stranger."""
    sara.post("/account/email", {"email": NEW})
    stranger = house.stranger()
    page = stranger.post(link(house))
    assert page.path == "/account/sign-in"
    assert "با حسابی که این نشانی برای آن است وارد شوید" in page.text
    assert stranger.get("/account").path == "/account/sign-in"
    assert house.person("buyer").post(link(house)).status == 409
    assert me().email == "sara@example.com"


def test_a_taken_address_gets_the_same_answer_and_no_letter(house, sara):
    taken = house.people["neighbour"].email
    free = sara.post("/account/email", {"email": NEW})
    known = sara.post("/account/email", {"email": taken})
    assert (free.status, free.path, free.text) == (known.status, known.path, known.text)
    assert told("change_email") == {("change_email", NEW)}


@pytest.mark.parametrize("typed", ["", "sara", "سارا@", "a@b"])
def test_an_address_that_is_none_is_refused_and_kept(sara, typed):
    page = sara.post("/account/email", {"email": typed})
    assert page.status == 422
    assert f'value="{typed}"' in page.html


@pytest.mark.usefixtures("still")
def test_letters_are_limited(sara):
    statuses = [
        sara.post("/account/email", {"email": f"x{n}@example.com"}).status for n in range(7)
    ]
    assert statuses[-1] == 429


@pytest.mark.parametrize(
    ("path", "form"),
    [("/account/email", {"email": NEW}), ("/account/phone", {"mobile": "09121112222"}),
     ("/account/phone/code", {"mobile": "09121112222", "code": "123456"})],
)  # fmt: skip
def test_an_hour_after_the_password_it_is_asked_again(sara, path, form):
    grow_old()
    assert "یک بار دیگر: خودتان هستید؟" in sara.post(path, form).text
    assert told("change_email", "mobile_code") == set()
    assert sara.get(path.removesuffix("/code")).path == "/account/confirm"


def test_what_was_typed_goes_on_with_the_password(house, sara):
    grow_old()
    asked = sara.post("/account/email", {"email": NEW})
    wrong = sara.post(
        "/account/email", asked.hidden() | {"step_up_password": "not this one at all"}
    )
    assert wrong.status == 422
    assert told("change_email") == set()
    done = sara.post("/account/email", wrong.hidden() | {"step_up_password": PASSWORD})
    assert "نامه‌ای به نشانی تازه فرستاده شد" in done.text
    assert told("change_email") == {("change_email", NEW)}


def test_without_a_password_the_mobile_is_proved_again(house):
    with db.transaction() as session:
        house.people["reza"] = make.user(session, name="رضا", email=None, mobile="+989121115555")
    reza = house.person("reza")
    assert reza.get("/account/email").path == "/account/email"
    grow_old()
    assert reza.get("/account/email").path == "/account/mobile"


def test_a_mobile_is_proved_by_a_code_and_brings_its_guest_orders(house, sara):
    house.buy("oil-500")  # by 0912 345 6789, as a guest
    page = sara.post("/account/phone", {"mobile": "۰۹۱۲ ۳۴۵ ۶۷۸۹"})
    assert page.status == 200
    assert me().mobile == "+989121110000"

    done = sara.post("/account/phone/code", {"mobile": "09123456789", "code": code(house)})
    assert "تلفن همراه ثبت شد" in done.text
    assert me().mobile == "+989123456789"
    assert told("mobile_changed") == {
        ("mobile_changed", "+989121110000"), ("mobile_changed", "sara@example.com"),
    }  # fmt: skip
    with db.reading() as session:
        assert session.scalars(select(Order.user_id)).one() == me().id
        actions = {row.action for row in session.scalars(select(AuditEntry))}
    assert {"account.send_phone_code", "account.save_phone"} <= actions


def test_a_wrong_code_is_refused_and_guesses_run_out(house, sara):
    sara.post("/account/phone", {"mobile": "09123456789"})
    right = code(house)
    wrong = "000000" if right != "000000" else "111111"
    pages = [
        sara.post("/account/phone/code", {"mobile": "09123456789", "code": wrong}) for _ in range(3)
    ]
    assert {page.status for page in pages} == {422}
    assert "این کد درست نیست" in pages[0].text
    late = sara.post("/account/phone/code", {"mobile": "09123456789", "code": right})
    assert late.status == 422
    assert me().mobile == "+989121110000"


def test_the_code_of_one_number_proves_no_other(house, sara):
    sara.post("/account/phone", {"mobile": "09123456789"})
    page = sara.post("/account/phone/code", {"mobile": "09123450000", "code": code(house)})
    assert page.status == 422


def test_a_code_for_signing_in_is_no_code_for_a_mobile(house, sara):
    house.stranger().post("/account/mobile", {"mobile": "09123456789"})
    with db.reading() as session:
        sent = session.scalars(select(Message).where(Message.kind == "sign_in_code")).one()
    form = {"mobile": "09123456789", "code": sent.facts["code"]}
    assert sara.post("/account/phone/code", form).status == 422


def test_anothers_proved_mobile_is_not_given(house, sara):
    with db.transaction() as session:
        other = make.user(session, mobile="+989123456789")
        other.mobile_verified_at = clock.now()
    sara.post("/account/phone", {"mobile": "09123456789"})
    page = sara.post("/account/phone/code", {"mobile": "09123456789", "code": code(house)})
    assert page.status == 422
    assert "این شمارهٔ همراه از آن شخص دیگری است." in page.text
    assert me().mobile == "+989121110000"
