"""Send what was written: claim, speak with no transaction open, write the answer.

Mail knows no idempotency: a crash between the server's answer and ours sends a second time, under
the same Message-ID, which most receivers drop. Neither does the SMS of a code by a template.
Anything else is sent once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock, db, jobs
from portal.core.errors import NotFound, Refused
from portal.messaging.gateways import (
    Deferred,
    Letter,
    Senders,
    ShortText,
    Undeliverable,
    Unreachable,
    senders,
)
from portal.messaging.kinds import DAY, KINDS
from portal.messaging.models import Channel, Message, MessageState
from portal.messaging.notices import JOB

FAULT_LENGTH = 500


class Undelivered(Exception):
    """Some messages are still to be sent: the job is to be tried again."""


@dataclass(frozen=True, slots=True)
class Words:
    """A message in words. An SMS is `body` alone; `html` says the same as `body`."""

    subject: str
    body: str
    html: str = ""


Render = Callable[[Message], Words]


def send(keys: Sequence[str], *, render: Render) -> None:
    """Send the queued messages among `keys`; raises Undelivered when one has to wait.

    A channel that is down is asked once, and its other messages wait with the first.
    """
    waiting: list[str] = []
    down: set[Channel] = set()
    for key in keys:
        message = _claim(key, down)
        if message is None:
            continue
        if message.channel in down or not _deliver(message, render, down):
            waiting.append(key)
    if waiting:
        raise Undelivered(f"{len(waiting)} of {len(keys)}: {', '.join(waiting)}")


def _claim(key: str, down: set[Channel]) -> Message | None:
    """The message, if it is still to be sent; the try is counted before it is made."""
    with db.transaction() as session:
        row = session.scalar(select(Message).where(Message.key == key).with_for_update())
        if row is None or row.state is not MessageState.QUEUED:
            return None
        if row.expires_at <= clock.now():
            _close(row, MessageState.FAILED, fault=row.fault or "too late")
            return None
        if row.channel not in down:
            row.tries += 1
        return row


def _deliver(message: Message, render: Render, down: set[Channel]) -> bool:
    """Speak. False when the message has to wait; why is written on it."""
    try:
        words = render(message)
        _speak(message, words, senders())
    except Undeliverable as refusal:
        _answer(message.key, MessageState.FAILED, fault=str(refusal))
    except Exception as fault:  # noqa: BLE001 - one message must not hold up the others
        if isinstance(fault, OSError):
            down.add(message.channel)
        is_carriers = isinstance(fault, Deferred | Unreachable)
        _answer(message.key, MessageState.QUEUED, fault=str(fault) if is_carriers else repr(fault))
        return False
    else:
        _answer(message.key, MessageState.SENT, words=words)
    return True


def _speak(message: Message, words: Words, through: Senders) -> None:
    if message.channel is Channel.SMS:
        code = str(message.facts["code"]) if "code" in KINDS[message.kind].facts else ""
        through.sms.send(ShortText(message.key, message.recipient, words.body, code))
        return
    through.email.send(
        Letter(message.key, message.recipient, words.subject, words.body, words.html)
    )


def _answer(
    key: str, state: MessageState, *, fault: str | None = None, words: Words | None = None
) -> None:
    with db.transaction() as session:
        row = session.scalar(select(Message).where(Message.key == key).with_for_update())
        if row is None or row.state is not MessageState.QUEUED:
            return
        if words is not None:
            row.subject, row.body = words.subject, words.body
        _close(row, state, fault=fault)


def _close(row: Message, state: MessageState, *, fault: str | None) -> None:
    row.state = state
    row.fault = fault[:FAULT_LENGTH] if fault else None
    row.sent_at = clock.now() if state is MessageState.SENT else None
    if state is not MessageState.QUEUED and not senders().is_outbox(row.channel):
        _forget_secrets(row)


def _forget_secrets(row: Message) -> None:
    """A code or a link that signs in does not stay readable after it has left."""
    if KINDS[row.kind].is_secret:
        row.facts, row.subject, row.body = {}, None, None


def give_up(session: Session) -> int:
    """Mark as failed what could not be delivered in its time; returns how many."""
    late = (
        select(Message)
        .where(Message.state == MessageState.QUEUED, Message.expires_at <= clock.now())
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(late).all()
    for row in rows:
        _close(row, MessageState.FAILED, fault=row.fault or "too late")
    return len(rows)


def send_again(session: Session, *, public_id: str) -> None:
    """Queue a failed message anew. Raises NotFound; Refused("secret_message"): it is forgotten."""
    row = session.scalar(select(Message).where(Message.public_id == public_id).with_for_update())
    if row is None or row.state is not MessageState.FAILED:
        raise NotFound
    if KINDS[row.kind].is_secret:
        raise Refused("secret_message")
    row.state = MessageState.QUEUED
    row.expires_at = clock.now() + DAY
    jobs.later(session, JOB, key=f"{row.key}:again:{row.tries}", queue=jobs.MAIL, keys=[row.key])


def stuck(session: Session, *, longer_than: timedelta) -> list[Message]:
    """Messages queued for longer than is usual, oldest first, for the audit."""
    old = select(Message).where(
        Message.state == MessageState.QUEUED, Message.created_at < clock.now() - longer_than
    )
    return list(session.scalars(old.order_by(Message.id)))
