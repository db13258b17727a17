"""What a carrier of messages is asked to do, and what it may answer."""

from dataclasses import dataclass
from typing import Protocol


class Undeliverable(Exception):
    """The message will never be taken: its address or content is refused for good."""


class Unreachable(OSError):
    """The carrier is away or busy: the same message may be taken later."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail. `key` is the same for every try at the same message."""

    key: str
    recipient: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class ShortText:
    """An SMS; `recipient` is E.164."""

    key: str
    recipient: str
    text: str


class EmailSender(Protocol):
    """Sends e-mail. Raises Unreachable (try again) or Undeliverable (do not)."""

    @property
    def is_outbox(self) -> bool:
        """Whether the message only stays in its row, to be read on the outbox page."""

    def send(self, letter: Letter) -> None:
        """Hand the letter over; to return is to promise that it was taken."""


class SmsSender(Protocol):
    """Sends SMS, with the same promises."""

    @property
    def is_outbox(self) -> bool:
        """Whether the message only stays in its row, to be read on the outbox page."""

    def send(self, text: ShortText) -> None:
        """Hand the text over; to return is to promise that it was taken."""
