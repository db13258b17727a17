"""Tell people: rows in the transaction of the change, and one job that sends them after it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from portal.core import clock, jobs, rows, tokens
from portal.messaging.kinds import KINDS
from portal.messaging.models import Channel, Message, MessageState

JOB = "send_messages"
LINKS = ("link", "desk_link_path")


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one party by e-mail, SMS or both.

    `key` names the event and the party ("order_paid:<public id>:buyer"). `facts` are JSON: money in
    minor units (rials unless there is a `currency`), days as ISO text, links as paths that begin
    with "/" and have no language prefix, texts as a string or as {"fa": ..., "en": ...}.
    """

    kind: str
    key: str
    language: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    email: str | None = None
    sms: str | None = None  # E.164

    def recipients(self) -> dict[Channel, str]:
        """Whom to reach by which channel."""
        given = {Channel.EMAIL: self.email, Channel.SMS: self.sms}
        return {channel: recipient for channel, recipient in given.items() if recipient}


def notify(
    session: Session,
    *,
    kind: str,
    key: str,
    language: str,
    facts: Mapping[str, Any],
    email: str | None = None,
    sms: str | None = None,
) -> None:
    """Write a message per recipient given. The same key again is harmless. Three statements."""
    notify_all(session, [Notice(kind, key, language, facts, email, sms)])


def notify_all(session: Session, notices: Sequence[Notice]) -> None:
    """Tell several parties of one event: still three statements, and one job for all."""
    messages = [row for notice in notices for row in _rows(notice)]
    if not messages:
        return
    rows.add_new(session, Message, ("key",), messages)
    keys = [message["key"] for message in messages]
    is_urgent = all(KINDS[notice.kind].is_urgent for notice in notices)
    queue = jobs.URGENT if is_urgent else jobs.MAIL
    jobs.later(session, JOB, key=_name(keys), queue=queue, keys=keys)


def _rows(notice: Notice) -> list[dict[str, Any]]:
    _check(notice)
    now = clock.now()
    return [
        {
            "public_id": tokens.public_id(),
            "key": f"{notice.key}:{channel.value}",
            "kind": notice.kind,
            "channel": channel,
            "recipient": recipient,
            "language": notice.language,
            "facts": dict(notice.facts),
            "state": MessageState.QUEUED,
            "tries": 0,
            "created_at": now,
            "expires_at": now + KINDS[notice.kind].life,
        }
        for channel, recipient in notice.recipients().items()
    ]


def _check(notice: Notice) -> None:
    """A notice that cannot be rendered is the caller's fault, and is seen where it is made."""
    if notice.kind not in KINDS:
        raise ValueError(f"no such kind of message: {notice.kind}")
    missing = KINDS[notice.kind].lacks(notice.facts)
    if missing:
        raise ValueError(f"{notice.kind} lacks {', '.join(missing)}")
    wrong = [name for name in LINKS if not str(notice.facts.get(name, "/")).startswith("/")]
    if wrong:
        raise ValueError(f"{notice.kind}: {', '.join(wrong)} must be a path that begins with /")


def _name(keys: Sequence[str]) -> str:
    """One name for the job of these messages, the same whenever they are enqueued together."""
    digest = hashlib.sha256("\n".join(keys).encode()).hexdigest()[:16]
    return f"{keys[0]}:{digest}"
