"""Sending: once each, a channel that is down waits, what is too late is given up, secrets go."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core import clock, db, jobs
from portal.core.errors import NotFound, Refused
from portal.messaging import gateways, sending
from portal.messaging.gateways import (
    Deferred,
    Letter,
    Senders,
    ShortText,
    Undeliverable,
    Unreachable,
)
from portal.messaging.models import Message, MessageState
from portal.messaging.notices import notify
from tests.messaging.contract import row, send
from tests.messaging.facts import LEAST

pytestmark = pytest.mark.usefixtures("database")


class Carrier:
    """A sender that remembers; `faults` are raised first, one a call."""

    def __init__(self, *faults: Exception, is_outbox: bool = False) -> None:
        self.sent: list[Letter | ShortText] = []
        self.calls = 0
        self.faults = list(faults)
        self.is_outbox = is_outbox

    def send(self, message: Letter | ShortText) -> None:
        self.calls += 1
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append(message)


@pytest.fixture
def carry():
    """Use these senders until the test is over."""

    def use(email: Carrier, sms: Carrier | None = None) -> None:
        gateways._Current.senders = Senders(email, sms or Carrier())

    yield use
    gateways.configure()


def tell(kind: str = "order_paid_buyer", *, key: str = "a", email: bool = True, sms: bool = False):
    with db.transaction() as session:
        notify(
            session,
            kind=kind,
            key=key,
            language="fa",
            facts=LEAST[kind],
            email="sara@example.com" if email else None,
            sms="+989121234567" if sms else None,
        )


def test_in_development_the_message_stays_in_its_row():
    tell(sms=True)
    send("a:email", "a:sms")
    assert row("a:email").state is MessageState.SENT
    assert "۶٬۹۴۵٬۰۰۰ تومان" in row("a:email").body
    assert row("a:email").subject.startswith("پرداخت سفارش")
    assert row("a:sms").body.startswith("چهل‌زیتون:")


def test_a_message_is_sent_once_however_often_its_job_runs(carry):
    carrier = Carrier()
    carry(carrier)
    tell()
    for _ in range(3):
        send("a:email", "unknown")
    assert [letter.key for letter in carrier.sent] == ["a:email"]
    assert row("a:email").tries == 1


def test_a_channel_that_is_down_is_asked_once_and_the_other_goes_on(carry):
    email, sms = Carrier(Unreachable("away")), Carrier()
    carry(email, sms)
    tell(key="a", sms=True)
    tell(key="b", sms=True)
    with pytest.raises(sending.Undelivered, match="2 of 4"):
        send("a:email", "a:sms", "b:email", "b:sms")
    assert (email.calls, len(sms.sent)) == (1, 2)
    assert row("a:email").state is row("b:email").state is MessageState.QUEUED
    assert "away" in row("a:email").fault
    assert (row("a:email").tries, row("b:email").tries) == (1, 0)
    send("a:email", "a:sms", "b:email", "b:sms")
    assert (len(email.sent), len(sms.sent)) == (2, 2)
    assert row("a:email").fault is None


def test_one_address_that_is_refused_does_not_stop_the_next(carry):
    carrier = Carrier(Undeliverable("550 no such user"))
    carry(carrier)
    tell(key="a")
    tell(key="b")
    send("a:email", "b:email")
    assert (row("a:email").state, row("a:email").fault) == (MessageState.FAILED, "550 no such user")
    assert row("b:email").state is MessageState.SENT


def test_a_full_mailbox_does_not_hold_up_the_others_of_its_job(carry):
    carrier = Carrier(Deferred("452 mailbox full"))
    carry(carrier)
    tell(key="a")
    tell(key="b")
    with pytest.raises(sending.Undelivered, match="1 of 2"):
        send("a:email", "b:email")
    assert (row("a:email").state, row("a:email").fault) == (MessageState.QUEUED, "452 mailbox full")
    assert row("b:email").state is MessageState.SENT


def test_an_sms_about_a_code_names_it_and_others_do_not(carry):
    sms = Carrier()
    carry(Carrier(), sms)
    tell("sign_in_code", key="a", email=False, sms=True)
    tell("order_paid_buyer", key="b", email=False, sms=True)
    send("a:sms", "b:sms")
    assert [text.code for text in sms.sent] == ["402917", ""]


def test_a_message_that_cannot_be_written_waits_and_the_next_goes_on(carry):
    carry(Carrier())
    tell(key="a")
    tell(key="b")
    with db.transaction() as session:
        session.scalars(select(Message).where(Message.key == "a:email")).one().facts = {}
    with pytest.raises(sending.Undelivered):
        send("a:email", "b:email")
    assert "undefined" in row("a:email").fault
    assert row("b:email").state is MessageState.SENT


def test_a_code_that_is_too_old_is_not_sent(carry):
    carrier = Carrier()
    carry(Carrier(), carrier)
    tell("sign_in_code", email=False, sms=True)
    _age("a:sms", timedelta(minutes=2))
    send("a:sms")
    assert carrier.sent == []
    assert (row("a:sms").state, row("a:sms").fault) == (MessageState.FAILED, "too late")


def test_what_could_not_be_sent_in_a_day_is_given_up_and_can_be_sent_again(carry):
    carry(Carrier(Unreachable("away")))
    tell(key="a")
    tell(key="b")
    with pytest.raises(sending.Undelivered):
        send("a:email")
    _age("a:email", timedelta(days=1))
    with db.transaction() as session:
        assert sending.give_up(session) == 1
    failed = row("a:email")
    assert failed.state is MessageState.FAILED
    assert "away" in failed.fault
    with db.transaction() as session:
        sending.send_again(session, public_id=failed.public_id)
    assert "send_messages:a:email:again:1" in [job.id for job in jobs.waiting()]
    send("a:email")
    assert row("a:email").state is MessageState.SENT


def test_a_sent_message_is_not_sent_again(carry):
    carry(Carrier())
    tell()
    send("a:email")
    for public_id in (row("a:email").public_id, "unknown"):
        with pytest.raises(NotFound), db.transaction() as session:
            sending.send_again(session, public_id=public_id)


@pytest.mark.parametrize("fault", [None, Undeliverable("blocked")])
def test_a_code_is_forgotten_once_it_has_left(carry, fault):
    sms = Carrier(*([fault] if fault else []))
    carry(Carrier(), sms)
    tell("sign_in_code", email=False, sms=True)
    send("a:sms")
    assert (row("a:sms").facts, row("a:sms").body) == ({}, None)
    if fault:
        with pytest.raises(Refused, match="secret_message"), db.transaction() as session:
            sending.send_again(session, public_id=row("a:sms").public_id)


def test_in_the_outbox_a_code_stays_readable():
    tell("sign_in_code", email=False, sms=True)
    send("a:sms")
    assert "402917" in row("a:sms").body


def test_what_is_queued_for_long_is_seen():
    tell()
    with db.transaction() as session:
        assert sending.stuck(session, longer_than=timedelta(minutes=15)) == []
        (found,) = sending.stuck(session, longer_than=timedelta(minutes=-1))
        assert found.key == "a:email"


def _age(key: str, by: timedelta) -> None:
    with db.transaction() as session:
        aged = session.scalars(select(Message).where(Message.key == key)).one()
        aged.expires_at = clock.now() - timedelta(seconds=1)
        aged.created_at -= by
