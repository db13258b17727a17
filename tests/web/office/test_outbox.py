"""The office reads why a message did not go, in its own language, and sends it again."""

import pytest
from sqlalchemy import select

from portal.core import clock, db
from portal.messaging.models import Channel, Message, MessageState
from tests.web.desk.reading import foreign_words

NO_CREDIT = {
    "fa": "اعتبار ما نزد کاوه‌نگار تمام شده است",
    "en": "Our credit at Kavenegar has run out",
}
AGAIN = {"fa": "خودکار دوباره فرستاده می‌شود", "en": "it is tried again by itself"}
PREFIX = {"fa": "", "en": "/en"}


def left(state: MessageState, fault: str) -> str:
    """A message that did not go; gives its public name."""
    with db.transaction() as session:
        message = Message(
            key=f"{state}:{fault}",
            kind="order_shipped",
            channel=Channel.SMS,
            recipient="+989121234567",
            language="fa",
            facts={},
            state=state,
            fault=fault,
            expires_at=clock.now(),
        )
        session.add(message)
        session.flush()
        return message.public_id


def state_of(public_id: str) -> MessageState:
    with db.reading() as session:
        return session.scalars(select(Message.state).where(Message.public_id == public_id)).one()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_message_that_waits_says_why_and_that_it_goes_by_itself(house, office, language):
    left(MessageState.QUEUED, "kavenegar 418")
    page = office.get(f"{PREFIX[language]}/admin/outbox?state=queued&q=09121234567")

    assert NO_CREDIT[language] in page.text
    assert AGAIN[language] in page.text
    assert "/again" not in page.html
    assert foreign_words(page.html, language) == []


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize(
    "fault",
    [
        "kavenegar 411",
        "kavenegar status 14",
        "too late",
        "ReadTimeout",
        "http 502",
        "ConnectionRefusedError(111, 'Connection refused')",
        "SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] self-signed')",
    ],
)
def test_a_message_that_failed_says_why_in_one_language(house, office, language, fault):
    left(MessageState.FAILED, fault)
    page = office.get(f"{PREFIX[language]}/admin/outbox?state=failed&q=09121234567")

    assert "/again" in page.html
    assert foreign_words(page.html, language) == []


def test_a_failed_message_is_queued_again_by_one_click(house, office):
    name = left(MessageState.FAILED, "kavenegar 411")
    office.post(f"/admin/outbox/{name}/again", {})

    assert state_of(name) is MessageState.QUEUED


def test_what_a_mail_server_said_is_shown_as_it_said_it(house, office):
    left(MessageState.FAILED, "550 no such user")

    assert "550 no such user" in office.get("/admin/outbox?state=failed").text
