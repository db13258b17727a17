"""B48: mail and SMS are away for an hour. Orders go on, and every message follows, once.

The worker is the real one with its own delays; only the clock is moved.
"""

from datetime import timedelta
from itertools import accumulate

import pytest
import time_machine
from sqlalchemy import func, select

from config import Settings
from portal.core import clock, db, jobs
from portal.messaging import gateways
from portal.messaging.kinds import DAY, KINDS, SHORT
from portal.messaging.models import Message, MessageState
from portal.messaging.notices import notify
from portal.worker import DELAYS
from portal.worker.handlers import HANDLERS
from tests.messaging.contract import MOBILE
from tests.messaging.facts import LEAST
from tests.operators import kavenegar, mail
from tests.postgres import free_port
from tests.working import wait_until, worker

ORDERS = 10  # forty took two minutes on a busy machine, and end the same
HOUR = 3600
TRIES = DELAYS[jobs.MAIL]


@pytest.fixture
def ports(database):
    """Where carriers will be; nobody listens there yet."""
    smtp, sms = free_port(), free_port()
    gateways.configure(
        Settings(
            smtp_url=f"smtp://127.0.0.1:{smtp}",
            sms_gateway="kavenegar",
            kavenegar_api_key=kavenegar.KEY,
            kavenegar_url=f"http://127.0.0.1:{sms}",
        )
    )
    yield smtp, sms
    gateways.configure()


def paid(n: int) -> None:
    """An order is paid: its buyer is told by mail and by SMS."""
    with db.transaction() as session:
        notify(
            session,
            kind="order_paid_buyer",
            key=f"order_paid:{n}",
            language="fa",
            facts=LEAST["order_paid_buyer"],
            email=f"buyer{n}@example.com",
            sms=f"+98912{n:07}",
        )


def signing_in(key: str) -> None:
    with db.transaction() as session:
        notify(
            session,
            kind="sign_in_code",
            key=key,
            language="fa",
            facts=LEAST["sign_in_code"],
            sms=MOBILE,
        )


def waiting(tries: int) -> bool:
    """Whether each message that still waits was tried so often, and its job sleeps again."""
    queued = select(func.min(Message.tries)).where(Message.state == MessageState.QUEUED)
    with db.reading() as session:
        least = session.scalar(queued) or 0
    return least >= tries and {job.status for job in jobs.waiting(limit=500)} == {"DELAYED"}


def states() -> dict[MessageState, int]:
    counted = select(Message.state, func.count()).group_by(Message.state)
    with db.reading() as session:
        return dict(map(tuple, session.execute(counted)))


def code(key: str) -> Message:
    with db.reading() as session:
        return session.scalars(select(Message).where(Message.key == f"{key}:sms")).one()


@pytest.mark.asvs("16.5.2")
@pytest.mark.slow
def test_after_an_hour_without_carriers_every_message_arrives_once(ports):
    smtp, sms = ports
    mailbox = mail.Mailbox()
    handlers = {"send_messages": HANDLERS["send_messages"]}
    with time_machine.travel(clock.now(), tick=True) as time, worker(handlers, delays=DELAYS):
        for n in range(ORDERS):
            paid(n)
        signing_in("early")
        since = clock.now()
        tries = 1
        while clock.now() - since < timedelta(hours=1):
            wait_until(lambda: waiting(tries))  # noqa: B023 - called at once
            time.shift(TRIES[tries - 1])
            tries += 1
        wait_until(lambda: waiting(tries))
        assert states() == {MessageState.QUEUED: 2 * ORDERS, MessageState.FAILED: 1}
        signing_in("late")
        wait_until(lambda: code("late").tries > 0)
        time.shift(150)  # the carriers come back when the code is too old, whoever looks first
        with mail.serving(mailbox, smtp), kavenegar.serving(sms) as operator:
            time.shift(15 * 60)
            wait_until(lambda: not jobs.waiting(limit=1))
    told = [letter["To"] for letter in mailbox.letters]
    assert sorted(told) == sorted(f"buyer{n}@example.com" for n in range(ORDERS))
    texts = sorted(text.receptor for text in operator.sent)
    assert texts == [f"0912{n:07}" for n in range(ORDERS)]
    assert states() == {MessageState.SENT: 2 * ORDERS, MessageState.FAILED: 2}
    for key in ("early", "late"):
        assert (code(key).state, code(key).facts) == (MessageState.FAILED, {})
    assert jobs.failed() == []


def test_what_is_urgent_is_tried_closely_until_it_is_too_late():
    moments = list(accumulate(DELAYS[jobs.URGENT]))
    assert moments[-1] > SHORT.total_seconds()
    life = KINDS["sign_in_code"].life.total_seconds()
    assert sum(moment < life for moment in moments) >= 4


def test_messages_are_tried_for_a_day_and_soon_after_an_outage_of_hours():
    moments = list(accumulate(TRIES))
    assert moments[-1] > DAY.total_seconds()  # the last try finds what is too late, and closes it
    gaps = [gap for moment, gap in zip(moments, TRIES, strict=True) if moment <= 3 * HOUR]
    assert max(gaps) <= 15 * 60
    assert sum(moment <= HOUR for moment in moments) >= 6
