"""The carriers of messages: which of them this process uses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from config import Settings
from portal.messaging.gateways.interface import (
    Deferred,
    EmailSender,
    Letter,
    Misconfigured,
    ShortText,
    SmsSender,
    Undeliverable,
    Unreachable,
)
from portal.messaging.gateways.kavenegar import Account, Kavenegar
from portal.messaging.gateways.outbox import OutboxEmail, OutboxSms
from portal.messaging.gateways.smtp import SmtpEmail
from portal.messaging.models import Channel

__all__ = [
    "Deferred",
    "EmailSender",
    "Kavenegar",
    "Letter",
    "Misconfigured",
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


def _kavenegar(settings: Settings) -> Kavenegar:
    return Kavenegar(
        Account(
            key=settings.kavenegar_api_key,
            sender=settings.kavenegar_sender,
            template=settings.kavenegar_template,
            base=settings.kavenegar_url,
        )
    )


SMS: Mapping[str, Callable[[Settings], SmsSender]] = {
    "outbox": lambda _: OutboxSms(),
    "kavenegar": _kavenegar,
}


class _Current:
    senders = Senders()


def configure(settings: Settings | None = None) -> Senders:
    """Choose the senders of this process; without settings messages stay in the outbox."""
    facts = settings or Settings()
    email = SmtpEmail(facts.smtp_url, facts.mail_from, facts.brand_fa)
    _Current.senders = Senders(
        email if facts.smtp_url else OutboxEmail(), SMS[facts.sms_gateway](facts)
    )
    return _Current.senders


def senders() -> Senders:
    """The senders of this process."""
    return _Current.senders
