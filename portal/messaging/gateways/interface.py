"""What a carrier of messages is asked to do, and what it may answer."""

from dataclasses import dataclass
from typing import Protocol


class Undeliverable(Exception):
    """The message will never be taken: its address or content is refused for good."""


class Deferred(Exception):
    """One message is not taken now (a full mailbox, greylisting); others may be, and it later."""


class Unreachable(OSError):
    """The carrier is away or busy, or its answer was lost: no message is taken until later.

    It may have taken this one: a second try carries the same key.
    """


class Misconfigured(Unreachable):
    """The carrier refuses us, whatever the message: no credit, a wrong key.

    Messages wait while a person mends it.
    """


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
    """An SMS; `recipient` is E.164. `code`: the one-time code that `text` is about, or "".

    `key` is the same for every try at the same message.
    """

    key: str
    recipient: str
    text: str
    code: str = ""


class EmailSender(Protocol):
    """Sends e-mail. Raises Unreachable or Deferred (try again) or Undeliverable (do not)."""

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
