"""Messages to people: written in the transaction of the change, sent after it by a job."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, tokens
from portal.core.db import Model, Short, choice


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"


class MessageState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class Message(Model):
    """One e-mail or SMS. `key` makes a second enqueue harmless; facts fill the template."""

    __tablename__ = "messages"

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    key: Mapped[str] = mapped_column(unique=True)  # "order_paid:<order id>:sms"
    kind: Mapped[str] = mapped_column(Short, index=True)  # folder under templates/mail/
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    recipient: Mapped[str]
    language: Mapped[str] = mapped_column(Short)
    facts: Mapped[dict[str, Any]]
    state: Mapped[MessageState] = mapped_column(
        choice(MessageState), default=MessageState.QUEUED, index=True
    )
    subject: Mapped[str | None]  # as sent
    body: Mapped[str | None]
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]  # not delivered by then: given up
    sent_at: Mapped[datetime | None]
