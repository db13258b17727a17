"""What every carrier of messages keeps, whoever stands behind it. Each test runs once a carrier."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from config import Settings
from portal.core import db
from portal.messaging import sending
from portal.messaging.models import Channel, Message
from portal.messaging.notices import notify
from portal.worker import rendering
from tests.messaging.facts import LEAST

EMAIL, MOBILE = "sara@example.com", "+989121234567"


@dataclass
class Carrier:
    """A channel with its carrier. `arrived`: bodies at the recipient, known copies dropped."""

    channel: Channel
    settings: Settings
    arrived: Callable[[], Sequence[str]]
    refuse: Callable[[], None]  # each message is refused for good from now on
    accuse: Callable[[], None]  # it refuses us, not the message, from now on
    relent: Callable[[], None]  # it refuses nothing any more
    break_: Callable[[], None]  # the next try fails before it acts
    lose: Callable[[], None]  # the next try acts, and its answer is lost
    secret: str = "no secret"


def tell(channel: Channel, key: str = "a", kind: str = "order_paid_buyer") -> str:
    """Write a message of this channel; gives its key."""
    to = {"email": EMAIL} if channel is Channel.EMAIL else {"sms": MOBILE}
    with db.transaction() as session:
        notify(session, kind=kind, key=key, language="fa", facts=LEAST[kind], **to)
    return f"{key}:{channel.value}"


def send(*keys: str) -> None:
    sending.send(keys, render=rendering.render)


def row(key: str) -> Message:
    with db.reading() as session:
        found = session.scalars(select(Message).where(Message.key == key)).one()
        session.expunge(found)
        return found
