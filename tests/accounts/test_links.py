import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.accounts import links
from portal.accounts.models import LinkPurpose, SecretLink
from portal.core import db
from portal.core.errors import Refused
from tests import make

START = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
RESET = LinkPurpose.RESET_PASSWORD


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.mark.asvs("6.4.1")
def test_a_link_works_once(session):
    user = make.user(session)
    secret = links.make(session, purpose=RESET, user_id=user.id, facts={"email": user.email})
    assert links.peek(session, purpose=RESET, secret=secret).user_id == user.id
    assert links.use(session, purpose=RESET, secret=secret).facts == {"email": user.email}
    with pytest.raises(Refused, match="link_spent"):
        links.use(session, purpose=RESET, secret=secret)
    assert links.peek(session, purpose=RESET, secret=secret) is None


@pytest.mark.asvs("6.4.1")
def test_the_table_keeps_a_digest_only(session):
    secret = links.make(session, purpose=RESET)
    assert len(secret) >= 43  # 256 bits
    assert secret not in session.scalars(select(SecretLink.token_hash)).one()


def test_a_link_is_for_one_purpose(session):
    secret = links.make(session, purpose=LinkPurpose.INVITE)
    with pytest.raises(Refused, match="link_spent"):
        links.use(session, purpose=RESET, secret=secret)


@pytest.mark.asvs("6.4.1")
@pytest.mark.parametrize(
    ("purpose", "life"),
    [
        (RESET, timedelta(minutes=30)),
        (LinkPurpose.INVITE, timedelta(days=7)),
        (LinkPurpose.VERIFY_EMAIL, timedelta(days=7)),
    ],
)
def test_a_link_ends_in_time(session, clock, purpose, life):
    secret = links.make(session, purpose=purpose)
    clock.move_to(START + life - timedelta(seconds=1))
    assert links.peek(session, purpose=purpose, secret=secret) is not None
    clock.move_to(START + life)
    with pytest.raises(Refused, match="link_spent"):
        links.use(session, purpose=purpose, secret=secret)


def test_a_users_newer_link_ends_the_older_one(session):
    user = make.user(session)
    old = links.make(session, purpose=RESET, user_id=user.id)
    new = links.make(session, purpose=RESET, user_id=user.id)
    assert links.peek(session, purpose=RESET, secret=old) is None
    assert links.peek(session, purpose=RESET, secret=new) is not None


@pytest.mark.asvs("6.4.1")
@pytest.mark.race
def test_ten_at_once_use_a_link_once(database):
    with db.transaction() as session:
        secret = links.make(session, purpose=RESET)
    outcomes = []
    gate = threading.Barrier(10)

    def use():
        gate.wait(60)
        try:
            with db.transaction() as session:
                links.use(session, purpose=RESET, secret=secret)
            outcomes.append("used")
        except Refused as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=use) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["link_spent"] * 9 + ["used"]
