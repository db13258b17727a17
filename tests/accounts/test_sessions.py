from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.accounts import sessions
from portal.accounts.models import Lifetime, LoginSession
from portal.core import tokens
from tests import make
from tests.accounts.makers import at_most

START = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sara(session):
    return make.user(session)


def test_a_cookie_names_its_user_in_one_statement(session, sara):
    token = sessions.begin(session, user_id=sara.id)
    session.commit()
    session.expunge_all()
    with at_most(1):
        found = sessions.find(session, token)
        assert found.user.public_id == sara.public_id
        assert found.user.language == "fa"


@pytest.mark.asvs("7.2.3")
def test_the_table_keeps_no_cookie_and_no_browser_in_clear(session, sara):
    token = sessions.begin(session, user_id=sara.id, agent="Mozilla/5.0")
    row = session.scalars(select(LoginSession)).one()
    assert row.token_hash == tokens.digest(token)
    assert "Mozilla" not in row.agent_hash


@pytest.mark.parametrize("token", ["", "guess", "é" * 50])
def test_an_unknown_cookie_is_nobody(session, token):
    assert sessions.find(session, token) is None


def test_signing_out_ends_it_and_twice_is_harmless(session, sara):
    token = sessions.begin(session, user_id=sara.id)
    sessions.end(session, token)
    sessions.end(session, token)
    assert sessions.find(session, token) is None


def test_a_closed_account_is_signed_out(session, sara):
    token = sessions.begin(session, user_id=sara.id)
    sara.is_active = False
    session.flush()
    assert sessions.find(session, token) is None


@pytest.mark.asvs("7.3.1")
@pytest.mark.parametrize(
    ("lifetime", "idle"),
    [
        (Lifetime.BUYER, timedelta(days=30)),
        (Lifetime.FIRM, timedelta(hours=4)),
        (Lifetime.OFFICE, timedelta(hours=1)),
    ],
)
def test_an_idle_browser_is_forgotten(session, sara, clock, lifetime, idle):
    token = sessions.begin(session, user_id=sara.id, lifetime=lifetime)
    clock.move_to(START + idle - timedelta(seconds=1))
    assert sessions.find(session, token) is not None
    clock.move_to(START + idle)
    assert sessions.find(session, token) is None


@pytest.mark.asvs("7.3.2")
def test_use_keeps_it_open_until_the_day_is_over(session, sara, clock):
    token = sessions.begin(session, user_id=sara.id, lifetime=Lifetime.FIRM)
    hours = 0
    while (found := sessions.find(session, token)) is not None:
        sessions.touch(session, found)
        hours += 1
        clock.shift(timedelta(hours=1))
    assert hours == 16


def test_a_visit_is_written_once_a_minute(session, sara, clock):
    token = sessions.begin(session, user_id=sara.id)
    found = sessions.find(session, token)
    assert not found.needs_touch
    assert not sessions.touch(session, found)
    clock.shift(timedelta(minutes=1))
    assert sessions.find(session, token).needs_touch
    assert sessions.touch(session, found)
    assert not sessions.touch(session, found)
    session.expire_all()
    assert sessions.find(session, token).seen_at == START + timedelta(minutes=1)


def test_a_sign_in_is_fresh_for_an_hour_and_again_when_confirmed(session, sara, clock):
    token = sessions.begin(session, user_id=sara.id)
    clock.shift(timedelta(minutes=61))
    found = sessions.find(session, token)
    assert not found.is_fresh
    token = sessions.confirm(session, session_id=found.id)
    session.expire_all()
    assert sessions.find(session, token).is_fresh


def test_a_person_can_be_signed_out_everywhere_but_here(session, sara):
    tokens_ = [sessions.begin(session, user_id=sara.id) for _ in range(3)]
    other = sessions.begin(session, user_id=make.user(session).id)
    here = sessions.find(session, tokens_[0])
    assert len(sessions.open_of(session, user_id=sara.id)) == 3
    assert sessions.end_all_of(session, user_id=sara.id, except_id=here.id) == 2
    assert [sessions.find(session, token) is None for token in tokens_] == [False, True, True]
    assert sessions.find(session, other) is not None
    assert len(sessions.open_of(session, user_id=sara.id)) == 1


def test_sign_ins_long_over_are_forgotten(session, sara, clock):
    sessions.begin(session, user_id=sara.id, lifetime=Lifetime.OFFICE)
    clock.shift(timedelta(days=91))
    kept = sessions.begin(session, user_id=sara.id)
    assert sessions.sweep(session) == 1
    assert sessions.find(session, kept) is not None


@pytest.mark.asvs("7.2.3", "7.2.2")
def test_a_secret_has_256_bits_and_is_made_anew_each_time(session, sara):
    made = {sessions.begin(session, user_id=sara.id) for _ in range(50)}
    assert len(made) == 50
    assert {len(token) for token in made} == {43}
    assert len({token[place] for token in made for place in range(43)}) > 40


@pytest.mark.asvs("7.2.4")
def test_a_new_proof_gives_a_new_secret_and_ends_the_old(session, sara):
    old = sessions.begin(session, user_id=sara.id)
    new = sessions.confirm(session, session_id=sessions.find(session, old).id)
    assert sessions.find(session, old) is None
    assert sessions.find(session, new).user.id == sara.id
    assert sessions.find(session, new).factor is None
