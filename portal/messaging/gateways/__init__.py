"""The carriers of messages: which of them this process uses."""

from dataclasses import dataclass, field

from portal.messaging.gateways.interface import (
    EmailSender,
    Letter,
    ShortText,
    SmsSender,
    Undeliverable,
    Unreachable,
)
from portal.messaging.gateways.outbox import OutboxEmail, OutboxSms
from portal.messaging.gateways.smtp import SmtpEmail
from portal.messaging.models import Channel

__all__ = [
    "EmailSender",
    "Letter",
    "Senders",
    "ShortText",
    "SmsSender",
    "SmtpEmail",
    "Undeliverable",
    "Unreachable",
    "configure",
    "senders",
]


@dataclass(frozen=True, slots=True)
class Senders:
    """One sender a channel. Without settings messages stay in the outbox."""

    email: EmailSender = field(default_factory=OutboxEmail)
    sms: SmsSender = field(default_factory=OutboxSms)

    def is_outbox(self, channel: Channel) -> bool:
        """Whether the row is the only place where a message of this channel can be read."""
        return (self.sms if channel is Channel.SMS else self.email).is_outbox


class _Current:
    senders = Senders()


def configure(
    *, smtp_url: str = "", mail_from: str = "", name: str = "", sms: SmsSender | None = None
) -> Senders:
    """Choose the senders of this process; an empty `smtp_url` keeps e-mail in the outbox."""
    email = SmtpEmail(smtp_url, mail_from, name) if smtp_url else OutboxEmail()
    _Current.senders = Senders(email, sms or OutboxSms())
    return _Current.senders


def senders() -> Senders:
    """The senders of this process."""
    return _Current.senders
