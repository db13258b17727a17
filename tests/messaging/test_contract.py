"""The contract suite: SMTP and Kavenegar (against test servers) and the outbox keep promises."""

import logging

import pytest
from sqlalchemy import select

from config import Settings
from portal.core import db
from portal.messaging import gateways, sending
from portal.messaging.models import Channel, Message, MessageState
from tests.messaging.contract import Carrier, row, send, tell
from tests.operators import kavenegar, mail

LOG = logging.getLogger("portal.worker")
PASSWORD = "p4ss-of-the-mail-server"


def _outbox(channel):
    def bodies():
        mine = select(Message.body).where(Message.body.is_not(None), Message.channel == channel)
        with db.reading() as session:
            return list(session.scalars(mine))

    def never():
        pytest.fail("an outbox has no line")

    return Carrier(channel, Settings(), bodies, never, never, never, never, never)


def _smtp(mailbox, port):
    def bodies():
        by_name = {letter["Message-ID"]: letter for letter in mailbox.letters}
        return [one.get_body(("plain",)).get_content() for one in by_name.values()]

    def spoil(counter):
        counter["DATA"] += 1

    return Carrier(
        Channel.EMAIL,
        Settings(smtp_url=f"smtp://shop:{PASSWORD}@127.0.0.1:{port}"),
        bodies,
        refuse=lambda: mailbox.refused.update(RCPT="550 no such user"),
        accuse=lambda: mailbox.refused.update(MAIL="530 who are you"),
        relent=mailbox.refused.clear,
        break_=lambda: spoil(mailbox.errors),
        lose=lambda: spoil(mailbox.cuts),
        secret=PASSWORD,
    )


def _kavenegar(operator):
    codes = operator.habits.codes

    def spoil(counter):
        counter["sms/send"] += 1

    return Carrier(
        Channel.SMS,
        Settings(
            sms_gateway="kavenegar",
            kavenegar_api_key=kavenegar.KEY,
            kavenegar_url=operator.address,
        ),
        lambda: [sms.message for sms in operator.sent],
        refuse=lambda: codes.update({"sms/send": 411}),
        accuse=lambda: codes.update({"sms/send": 418}),
        relent=codes.clear,
        break_=lambda: spoil(operator.habits.errors),
        lose=lambda: spoil(operator.habits.cuts),
        secret=kavenegar.KEY,
    )


def _accept(_server, _session, _envelope, _mechanism, _told):
    return mail.SIGNED_IN


@pytest.fixture
def smtp():
    mailbox = mail.Mailbox()
    with mail.serving(mailbox, authenticator=_accept, auth_require_tls=False) as port:
        yield _smtp(mailbox, port)


@pytest.fixture
def operator():
    with kavenegar.serving() as running:
        yield _kavenegar(running)


@pytest.fixture
def outbox_email():
    return _outbox(Channel.EMAIL)


@pytest.fixture
def outbox_sms():
    return _outbox(Channel.SMS)


@pytest.fixture
def carrier(request, database):
    made = request.getfixturevalue(request.param)
    gateways.configure(made.settings)
    yield made
    gateways.configure()


every = pytest.mark.parametrize(
    "carrier", ["outbox_email", "outbox_sms", "smtp", "operator"], indirect=True
)
with_a_line = pytest.mark.parametrize("carrier", ["smtp", "operator"], indirect=True)


@every
def test_a_message_arrives_once_however_often_its_job_runs(carrier):
    key = tell(carrier.channel)
    for _ in range(3):
        send(key)
    (body,) = carrier.arrived()
    assert "۶٬۹۴۵٬۰۰۰ تومان" in body
    assert (row(key).state, row(key).tries) == (MessageState.SENT, 1)


@every
def test_each_message_of_a_job_arrives(carrier):
    keys = [tell(carrier.channel, key) for key in "abc"]
    send(*keys)
    assert len(carrier.arrived()) == 3


@with_a_line
def test_a_refusal_of_the_message_is_for_good_and_a_person_may_send_it_again(carrier):
    key = tell(carrier.channel)
    carrier.refuse()
    for _ in range(2):
        send(key)
    assert (row(key).state, row(key).tries) == (MessageState.FAILED, 1)
    carrier.relent()
    with db.transaction() as session:
        sending.send_again(session, public_id=row(key).public_id)
    send(key)
    assert len(carrier.arrived()) == 1


@with_a_line
def test_a_refusal_of_us_is_no_refusal_of_the_message(carrier):
    keys = [tell(carrier.channel, key) for key in "ab"]
    carrier.accuse()
    with pytest.raises(sending.Undelivered, match="2 of 2"):
        send(*keys)
    carrier.relent()
    send(*keys)
    assert len(carrier.arrived()) == 2


@with_a_line
@pytest.mark.parametrize("habit", ["break_", "lose"])
def test_silence_is_no_refusal_and_asking_again_sends_nothing_twice(carrier, habit):
    key = tell(carrier.channel)
    getattr(carrier, habit)()
    with pytest.raises(sending.Undelivered):
        send(key)
    assert row(key).state is MessageState.QUEUED
    send(key)
    assert (row(key).state, row(key).fault) == (MessageState.SENT, None)
    assert len(carrier.arrived()) == 1


@pytest.mark.asvs("16.2.5")
@with_a_line
@pytest.mark.parametrize("habit", ["refuse", "accuse", "break_", "lose"])
def test_no_secret_stands_in_a_fault_or_a_log(carrier, habit, caplog):
    caplog.set_level(logging.DEBUG)
    key = tell(carrier.channel)
    getattr(carrier, habit)()
    try:
        send(key)
    except sending.Undelivered:
        LOG.exception("job_failed")
    assert row(key).fault
    logged = "".join(
        f"{record.name} {record.getMessage()} {record.exc_text}"
        for record in caplog.records
        if record.name != "werkzeug"  # the test server's own log
    )
    assert "job_failed" in logged or habit == "refuse"
    assert carrier.secret not in row(key).fault + logged + repr(carrier.settings)
    assert carrier.secret not in repr(gateways.senders())


@with_a_line
def test_a_carrier_that_is_away_is_asked_once_a_job(carrier):
    keys = [tell(carrier.channel, key) for key in "abc"]
    carrier.break_()
    with pytest.raises(sending.Undelivered, match="3 of 3"):
        send(*keys)
    assert [row(key).tries for key in keys] == [1, 0, 0]
