"""The letters of the past weeks, as if sent on their day: no outbox begins with old queued mail.

Only written, never given to a carrier: the demo's people have no mailbox, whatever server is
configured. The jobs that would have sent them find nothing left to do.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import transaction
from portal.messaging.models import Message, MessageState
from portal.worker import rendering

SOON = timedelta(seconds=20)
OLD = timedelta(minutes=10)  # younger ones are left to the worker


def send_old() -> None:
    """Close every queued message that is older than ten minutes, with its words."""
    with transaction() as session:
        for message in _waiting(session):
            words = rendering.render(message)
            message.subject, message.body = words.subject, words.body
            message.state = MessageState.SENT
            message.tries = 1
            message.sent_at = message.created_at + SOON


def _waiting(session: Session) -> list[Message]:
    old = Message.created_at < clock.now() - OLD
    return list(session.scalars(select(Message).where(Message.state == MessageState.QUEUED, old)))
