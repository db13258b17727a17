import threading

import pytest
from sqlalchemy import func, select

from portal.accounts import passwords, people, sessions
from portal.accounts.models import User
from portal.core import clock, db
from portal.core.errors import Invalid, NotFound, Refused, TooMany
from tests import make
from tests.accounts.makers import ADDRESS, GOOD, OTHER

MOBILE = "+989121234567"


def register(session, email="sara@example.com", password=GOOD, address=ADDRESS):
    return people.register(
        session,
        name="سارا  احمدي",
        email=email,
        password=passwords.accept(password),
        address=address,
    )


def test_a_new_person_registers_and_proves_the_mailbox(session):
    made = register(session, email=" Sara@Example.com ")
    assert made.is_new
    assert (made.user.name, made.user.email) == ("سارا احمدی", "sara@example.com")
    assert made.user.email_verified_at is None
    assert people.confirm_email(session, secret=made.secret).user.email_verified_at is not None
    with pytest.raises(Refused, match="link_spent"):
        people.confirm_email(session, secret=made.secret)


def test_a_known_mailbox_gets_a_way_back_in_and_keeps_its_password(session):
    first = register(session).user
    again = register(session, password=OTHER)
    assert not again.is_new
    assert again.user.id == first.id
    assert passwords.verify(first.password_hash, GOOD)
    people.reset_password(session, secret=again.secret, password=passwords.accept(OTHER))
    assert passwords.verify(first.password_hash, OTHER)


@pytest.mark.parametrize(
    "email",
    ["", "sara", "sara@", "sara@mill", "a b@example.com", "a@b@example.com", "x" * 255 + "@a.ir"],
)
def test_what_is_no_address_is_refused(session, email):
    with pytest.raises(Invalid) as refused:
        register(session, email=email)
    assert refused.value.errors == {"email": "not_an_email"}


def test_registering_is_counted_by_address_and_by_mailbox(session):
    for n in range(5):
        register(session, email=f"user{n}@new.example")
    with pytest.raises(TooMany):
        register(session, email="user6@new.example")
    session.rollback()
    for n in range(3):
        register(session, address=f"192.0.2.{n}")
    with pytest.raises(TooMany):
        register(session, address="192.0.2.9")


@pytest.mark.race
def test_two_tabs_register_one_person(database):
    hashed = passwords.accept(GOOD)
    gate, made = threading.Barrier(4), []

    def work(n):
        gate.wait(60)
        with db.transaction() as session:
            found = people.register(
                session, name="سارا", email="s@example.com", password=hashed, address=f"192.0.2.{n}"
            )
            made.append(found.is_new)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    gate.wait(60)
    for thread in threads:
        thread.join()
    assert sorted(made) == [False, False, True]


@pytest.mark.asvs("6.4.3", "7.4.3")
def test_a_forgotten_password_is_reset_once_and_ends_every_session(session):
    user = make.user(session, email="sara@example.com")
    token = sessions.begin(session, user_id=user.id)
    asked = people.ask_reset(session, email="SARA@example.com", address=ADDRESS)
    assert asked.user.id == user.id
    hashed = passwords.accept(GOOD)
    assert people.reset_password(session, secret=asked.secret, password=hashed).id == user.id
    assert user.email_verified_at is not None
    assert passwords.verify(user.password_hash, GOOD)
    assert sessions.find(session, token) is None
    with pytest.raises(Refused, match="link_spent"):
        people.reset_password(session, secret=asked.secret, password=hashed)


def test_strangers_and_closed_accounts_get_no_reset(session):
    make.user(session, email="closed@example.com", is_active=False)
    for email in ("nobody@example.com", "closed@example.com", "nonsense"):
        assert people.ask_reset(session, email=email, address=ADDRESS) is None


@pytest.mark.asvs("6.4.3")
def test_a_reset_link_dies_with_the_mailbox_or_the_password_it_was_for(session):
    user = make.user(session, email="old@example.com")
    asked = people.ask_reset(session, email="old@example.com", address=ADDRESS)
    user.email = "new@example.com"
    session.flush()
    with pytest.raises(Refused, match="link_spent"):
        people.reset_password(session, secret=asked.secret, password=passwords.accept(GOOD))
    asked = people.ask_reset(session, email="new@example.com", address=ADDRESS)
    people.change_password(session, user_id=user.id, password=passwords.accept(GOOD), by="t")
    with pytest.raises(Refused, match="link_spent"):
        people.reset_password(session, secret=asked.secret, password=passwords.accept(OTHER))


def test_a_changed_password_ends_the_other_sessions(session):
    user = make.user(session)
    here, there = (sessions.begin(session, user_id=user.id) for _ in range(2))
    people.change_password(
        session,
        user_id=user.id,
        password=passwords.accept(GOOD),
        except_session_id=sessions.find(session, here).id,
        by="user",
    )
    assert sessions.find(session, here) is not None
    assert sessions.find(session, there) is None


def test_an_e_mail_changes_when_the_new_mailbox_says_so(session):
    user = make.user(session, email="old@example.com")
    asked = people.ask_email_change(
        session, user_id=user.id, email="new@example.com", address=ADDRESS
    )
    assert asked.old == user.email == "old@example.com"
    done = people.confirm_email(session, secret=asked.secret, user_id=user.id)
    assert (done.user.email, done.former) == ("new@example.com", "old@example.com")
    assert done.is_change


def test_a_mailbox_alone_does_not_take_an_account_over(session):
    """The new address was mistyped: its owner may press the button, and gets nothing."""
    user = make.user(session, email="old@example.com")
    asked = people.ask_email_change(
        session, user_id=user.id, email="stranger@example.com", address=ADDRESS
    )
    for somebody in (None, make.user(session).id):
        with pytest.raises(Refused, match="sign_in_to_confirm"):
            people.confirm_email(session, secret=asked.secret, user_id=somebody)
    assert user.email == "old@example.com"


def test_a_taken_e_mail_gives_nothing_away(session):
    make.user(session, email="taken@example.com")
    user = make.user(session, email="old@example.com")
    asked = people.ask_email_change(
        session, user_id=user.id, email="taken@example.com", address=ADDRESS
    )
    assert asked.secret is None


def test_an_e_mail_taken_meanwhile_is_refused(session):
    user = make.user(session)
    asked = people.ask_email_change(
        session, user_id=user.id, email="n@example.com", address=ADDRESS
    )
    make.user(session, email="n@example.com")
    session.commit()
    with pytest.raises(Refused, match="email_taken"):
        people.confirm_email(session, secret=asked.secret, user_id=user.id)


def test_a_proved_mobile_is_its_owners_way_in(session):
    made = people.enter_by_mobile(session, mobile=MOBILE, language="en")
    assert (made.mobile, made.language, made.name) == (MOBILE, "en", "")
    assert made.mobile_verified_at is not None
    assert people.enter_by_mobile(session, mobile=MOBILE).id == made.id
    assert people.by_mobile(session, "۰۹۱۲۱۲۳۴۵۶۷").id == made.id


def test_nobody_lies_in_wait_with_anothers_number(session):
    squatter = make.user(session, mobile=MOBILE)
    assert people.by_mobile(session, MOBILE) is None
    owner = people.enter_by_mobile(session, mobile=MOBILE)
    assert owner.id != squatter.id
    assert squatter.mobile is None


def test_a_closed_account_is_told_so_by_its_own_code(session):
    people.enter_by_mobile(session, mobile=MOBILE).is_active = False
    session.flush()
    with pytest.raises(Refused, match="account_closed"):
        people.enter_by_mobile(session, mobile=MOBILE)


def test_a_proved_mobile_belongs_to_one_account(session):
    user = make.user(session, mobile=None)
    given = people.confirm_mobile(session, user_id=user.id, mobile=MOBILE)
    assert (given.user.id, given.user.mobile) == (user.id, MOBILE)
    assert people.confirm_mobile(session, user_id=user.id, mobile=MOBILE).former is None
    with pytest.raises(Refused, match="mobile_taken"):
        people.confirm_mobile(session, user_id=make.user(session).id, mobile=MOBILE)


@pytest.mark.race
def test_two_codes_at_once_make_one_buyer(database):
    gate = threading.Barrier(5)

    def work():
        gate.wait(60)
        with db.transaction() as session:
            people.enter_by_mobile(session, mobile=MOBILE)

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1


def test_people_are_found_by_what_names_them(session):
    user = make.user(session, name="سارا احمدی", email="sara@example.com", mobile=MOBILE)
    make.user(session, name="رضا", email="reza_1@example.com")
    assert people.by_email(session, "Sara@example.com").id == user.id
    assert people.get(session, public_id=user.public_id).id == user.id
    with pytest.raises(NotFound):
        people.get(session, public_id="nobody")
    for words in ("سارا", "SARA@", "09121234567"):
        assert [found.id for found in people.search(session, words=words).items] == [user.id]
    assert people.search(session, words="a_1").total == 1
    assert people.search(session).total == 2
    assert people.search(session, number=2, size=1).items[0].id == user.id


def test_nonsense_names_nobody_even_where_people_have_no_e_mail_or_mobile(session):
    make.user(session, email=None, mobile_verified_at=clock.now())
    make.user(session, mobile=None, mobile_verified_at=clock.now())
    assert people.by_email(session, "nonsense") is None
    assert people.by_mobile(session, "nonsense") is None
    assert people.search(session, words="nonsense\x00").items == []
    assert people.ask_reset(session, email="nonsense\x00", address=ADDRESS) is None


def test_a_person_keeps_a_name_a_language_and_a_theme(session):
    user = make.user(session)
    people.edit(session, user_id=user.id, name=" رضا ", language="en", theme="dark", by="user")
    assert (user.name, user.language, user.theme) == ("رضا", "en", "dark")
    with pytest.raises(Invalid):
        people.edit(session, user_id=user.id, name=" ", language="fa", theme="dark", by="user")
    with pytest.raises(Invalid):
        people.edit(session, user_id=user.id, name="رضا", language="fa", theme="pink", by="user")


@pytest.mark.asvs("7.4.2", "7.4.5")
def test_the_office_closes_an_account_and_opens_it_again(session):
    user = make.user(session, created_at=clock.now())
    token = sessions.begin(session, user_id=user.id)
    people.set_active(session, public_id=user.public_id, is_active=False, by="office")
    assert sessions.find(session, token) is None
    people.set_active(session, public_id=user.public_id, is_active=True, by="office")
    assert user.is_active
    assert sessions.find(session, token) is None
