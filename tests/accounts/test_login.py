import statistics
import time

import pytest
import time_machine

from portal.accounts import login, passwords
from portal.accounts.models import User
from portal.core import db
from portal.core.errors import TooMany
from tests import make
from tests.accounts.makers import ADDRESS, GOOD, OTHER


@pytest.fixture
def sara(session):
    user = make.user(session, email="sara@example.com", mobile="+989121234567")
    user.password_hash = passwords.hash_password(GOOD)
    session.commit()
    return user


@pytest.mark.parametrize("name", ["sara@example.com", " SARA@Example.com ", "۰۹۱۲۱۲۳۴۵۶۷"])
def test_an_e_mail_or_a_mobile_with_its_password_signs_in(sara, name):
    assert login.check(name, GOOD, address=ADDRESS) == sara.id


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("sara@example.com", OTHER),
        ("nobody@example.com", GOOD),
        ("sara", GOOD),
        ("\0", ""),
        ("", ""),
    ],
)
def test_wrong_passwords_and_strangers_get_the_same_nothing(sara, name, password):
    assert login.check(name, password, address=ADDRESS) is None


def test_a_closed_account_does_not_open(session, sara):
    sara.is_active = False
    session.commit()
    assert login.check("sara@example.com", GOOD, address=ADDRESS) is None


def test_who_has_no_password_cannot_guess_one(session):
    make.user(session, email="code@example.com")
    session.commit()
    assert login.check("code@example.com", GOOD, address=ADDRESS) is None


@pytest.mark.asvs("6.3.1")
def test_an_account_takes_five_tries_a_minute(sara):
    with time_machine.travel("2026-11-23T09:00:01Z", tick=False):
        for _ in range(5):
            login.check("sara@example.com", OTHER, address=ADDRESS)
        with pytest.raises(TooMany) as refused:
            login.check("sara@example.com", GOOD, address=ADDRESS)
        assert 0 < refused.value.retry_after <= 60
    with time_machine.travel("2026-11-23T09:01:01Z", tick=False):
        assert login.check("sara@example.com", GOOD, address=ADDRESS) == sara.id


@pytest.mark.asvs("6.3.1")
def test_an_address_takes_thirty_tries_a_minute_over_all_accounts(database):
    with time_machine.travel("2026-11-23T09:00:01Z", tick=False):
        for n in range(30):
            login.check(f"user{n}@example.com", OTHER, address=ADDRESS)
        with pytest.raises(TooMany):
            login.check("one.more@example.com", OTHER, address=ADDRESS)
        assert login.check("one.more@example.com", OTHER, address="192.0.2.8") is None


def test_an_old_hash_is_made_anew_at_sign_in(session, sara):
    passwords.configure(testing=False)
    sara.password_hash = passwords.hash_password(GOOD)
    session.commit()
    passwords.configure(testing=True)
    assert login.check("sara@example.com", GOOD, address=ADDRESS) == sara.id
    with db.reading() as fresh:
        kept = fresh.get_one(User, sara.id).password_hash
    assert not passwords.is_stale(kept)
    assert passwords.verify(kept, GOOD)


def test_strangers_cost_as_much_time_as_members(session, sara):
    passwords.configure(testing=False)
    sara.password_hash = passwords.hash_password(GOOD)
    session.commit()

    def took(name):
        begun = time.process_time()
        login.check(name, OTHER, address=name)
        return time.process_time() - begun

    took("warm@example.com")
    known = statistics.median(took("sara@example.com") for _ in range(3))
    unknown = statistics.median(took(f"nobody{n}@example.com") for n in range(3))
    assert unknown > known / 3


@pytest.mark.asvs("6.2.10")
def test_a_password_does_not_grow_old(sara):
    with time_machine.travel("2046-11-23T09:00:01Z", tick=False):
        assert login.check("sara@example.com", GOOD, address=ADDRESS) == sara.id
