import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.accounts import codes
from portal.accounts.models import CodePurpose, OneTimeCode
from portal.core import db
from portal.core.errors import TooMany
from tests.accounts.makers import ADDRESS

MOBILE = "+989121234567"
START = datetime(2026, 11, 23, 5, 0, 1, tzinfo=UTC)
SIGN_IN = CodePurpose.SIGN_IN


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def send(session, mobile=MOBILE, purpose=SIGN_IN, address=ADDRESS):
    return codes.send(session, mobile=mobile, purpose=purpose, address=address)


def verify(session, code, mobile=MOBILE, purpose=SIGN_IN):
    return codes.verify(session, mobile=mobile, code=code, purpose=purpose)


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.mark.asvs("6.5.1", "6.5.4")
def test_a_code_opens_once_in_any_digits(session):
    code = send(session)
    assert len(code) == 6
    persian = code.translate({ord(str(d)): "۰۱۲۳۴۵۶۷۸۹"[d] for d in range(10)})
    assert verify(session, f" {persian} ")
    assert not verify(session, code)


def test_the_table_does_not_keep_the_code(session):
    code = send(session)
    assert code not in session.scalars(select(OneTimeCode.code_hash)).one()


@pytest.mark.asvs("6.6.3")
def test_three_wrong_tries_end_a_code(session):
    code = send(session)
    assert [verify(session, wrong(code)) for _ in range(3)] == [False] * 3
    assert not verify(session, code)


def test_a_third_try_may_still_be_right(session):
    code = send(session)
    verify(session, wrong(code))
    verify(session, "")
    assert verify(session, code)


def test_a_code_lives_two_minutes(session, clock):
    code = send(session)
    clock.shift(timedelta(seconds=120))
    assert not verify(session, code)


@pytest.mark.asvs("6.6.2")
def test_a_code_is_for_one_mobile_and_one_purpose(session):
    code = send(session)
    assert not verify(session, code, mobile="+989121234568")
    assert not verify(session, code, purpose=CodePurpose.VERIFY_MOBILE)
    assert verify(session, code)


@pytest.mark.asvs("6.6.2")
def test_a_new_code_ends_the_older_one(session, clock):
    old = send(session)
    clock.shift(timedelta(seconds=61))
    new = send(session)
    assert not verify(session, old) or old == new
    assert verify(session, new)


@pytest.mark.asvs("6.6.3")
def test_a_mobile_gets_one_code_a_minute_and_five_an_hour(session, clock):
    send(session)
    with pytest.raises(TooMany):
        send(session)
    session.rollback()
    for _ in range(5):
        send(session)
        session.commit()
        clock.shift(timedelta(seconds=60))
    with pytest.raises(TooMany) as refused:
        send(session)
    assert refused.value.retry_after > 60


def test_an_address_gets_thirty_codes_an_hour(session):
    for n in range(30):
        send(session, mobile=f"+98912000{n:04}")
    with pytest.raises(TooMany):
        send(session, mobile="+989129999999")


@pytest.mark.asvs("6.5.1", "6.6.3")
@pytest.mark.race
def test_twenty_at_once_use_a_code_once_and_guess_three_times(database):
    with db.transaction() as session:
        code = send(session)
    answers = []
    gate = threading.Barrier(20)

    def guess(typed):
        gate.wait(60)
        with db.transaction() as session:
            answers.append((typed, verify(session, typed)))

    tries = [code] * 10 + [wrong(code)] * 10
    threads = [threading.Thread(target=guess, args=(typed,)) for typed in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 20
    assert sum(yes for _typed, yes in answers) <= 1
    with db.reading() as session:
        assert session.scalars(select(OneTimeCode.tries)).one() <= codes.TRIES
