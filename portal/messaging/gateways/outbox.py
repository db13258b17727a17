"""The senders of development: the message stays in its row, where the outbox page shows it."""

from dataclasses import dataclass

from portal.messaging.gateways.interface import Letter, ShortText


@dataclass(frozen=True, slots=True)
class OutboxEmail:
    is_outbox: bool = True

    def send(self, letter: Letter) -> None:
        """Nothing leaves the house."""


@dataclass(frozen=True, slots=True)
class OutboxSms:
    is_outbox: bool = True

    def send(self, text: ShortText) -> None:
        """Nothing leaves the house."""
