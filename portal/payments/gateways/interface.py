"""What every gateway can do, in plain facts. An adapter authenticates, converts and translates.

It decides nothing, opens none of our tables and runs outside any transaction. Amounts are whole
minor units; the adapter turns them into what its provider counts in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from portal.core.money import Currency, Money
from portal.payments.models import RefundRoute


class Unreachable(Exception):
    """No answer, or one that says nothing: the outcome is unknown, never "failed"."""


class Forged(Exception):
    """A call that the provider did not sign, or not for this moment."""


class Underway(Exception):
    """The provider has taken the refund on and has not finished it."""


class Declined(Exception):
    """The provider said no, for good. `code` is its own word for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to pay. `reference` is the provider's name for it, "" before it was started.

    `receipt`: its number for the buyer, "" before it was confirmed.
    """

    public_id: str
    reference: str
    amount: Money
    description: str
    return_url: str
    expires_at: datetime
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where to send the buyer, and the provider's name for the attempt: stored before he leaves."""

    url: str
    reference: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A request that claims to come from a gateway: the browser's return, or a call of its own."""

    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Claim:
    """What an authentic notice says. Never that money came: that is asked with `confirm`.

    It names the attempt by the provider's `reference`, or else by `attempt`, our public id.
    `event` names the notice, so that the same one is kept once.
    """

    reference: str
    event: str
    is_cancelled: bool = False
    attempt: str = ""


class Code(StrEnum):
    """What the provider answered to `confirm`."""

    PAID = "paid"
    ALREADY = "already"  # paid, and confirmed before: after a crash of ours this is the answer
    FAILED = "failed"
    CANCELLED = "cancelled"
    PENDING = "pending"  # the buyer is still at the bank
    MISMATCH = "mismatch"  # money came, and not what we asked for
    UNKNOWN = "unknown"  # we could not be told


@dataclass(frozen=True, slots=True)
class Verdict:
    """The provider's answer. `amount` is what it holds for us; None where it did not say.

    `detail` is its own word for why not.
    """

    code: Code
    amount: Money | None = None
    receipt: str | None = None
    card_mask: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """Money to give back of one confirmed attempt, `before` of which we know to be back already."""

    public_id: str
    attempt: Attempt
    amount: Money
    reason: str
    before: Money


@dataclass(frozen=True, slots=True)
class Route:
    """How a refund reaches the buyer, and in how many working days."""

    kind: RefundRoute
    working_days: int


class About(StrEnum):
    """What a provider's own call is about."""

    PAYMENT = "payment"
    REFUND = "refund"
    DISPUTE = "dispute"


@dataclass(frozen=True, slots=True)
class Event:
    """A provider's own call, authentic. It says what to ask about, never what is so.

    `ignored`: why nothing follows from it ("skipped:type", "ignored:account").
    """

    id: str
    about: About
    reference: str = ""  # the provider's name for the thing
    ignored: str = ""


class Fate(StrEnum):
    """How money that went out of our account at the provider stands."""

    WARNED = "warned"  # asked about; no money has moved
    TAKEN = "taken"  # out of our account, and not for good
    RETURNED = "returned"  # back in our account
    KEPT = "kept"  # gone for good
    DROPPED = "dropped"  # nothing came of the warning


@dataclass(frozen=True, slots=True)
class Outflow:
    """A refund or a dispute as the provider has it now.

    `attempt` and `refund` are our public ids, "" where it knows none: not of our making.
    `word` is its own for the state, `reason` for why. `amount` None: no currency of ours.
    """

    reference: str
    attempt: str
    amount: Money | None
    fate: Fate
    word: str
    reason: str = ""
    refund: str = ""
    respond_by: datetime | None = None


class Gateway(Protocol):
    """One provider. Every verb may raise Unreachable; `start`, `undo`, `refund` also Declined."""

    name: str
    currencies: frozenset[Currency]  # what a buyer can pay in
    lifetime: timedelta  # how long an attempt may take at the bank
    undo_within: timedelta  # how long a whole attempt can be undone, free of charge

    @property
    def origins(self) -> tuple[str, ...]:
        """Where a form of ours may lead the browser; none for a page of our own."""
        ...

    def start(self, attempt: Attempt) -> Redirect:
        """Open the attempt at the provider."""
        ...

    def read(self, notice: Notice) -> Claim | None:
        """Authenticate the message, no more; None when it is not from the provider."""
        ...

    def confirm(self, attempt: Attempt) -> Verdict:
        """Ask for the outcome with our own amount. May be asked early, and again."""
        ...

    def undo(self, attempt: Attempt) -> None:
        """Take the whole attempt back; returns also when it was taken back before."""
        ...

    def refund(self, refund: Refund, key: str) -> None:
        """Give back part or all; the same key again gives nothing and returns.

        Raises Underway while the provider has not finished it.
        """
        ...

    def refund_route(self, attempt: Attempt, amount: Money) -> Route:
        """Which way `amount` would go back; asks nobody."""
        ...

    def pending(self, since: datetime) -> list[Claim]:
        """Attempts paid since then that we never confirmed; perhaps others, which are left."""
        ...


@runtime_checkable
class Caller(Gateway, Protocol):
    """A provider that calls us of its own accord, and signs what it says."""

    def hear(self, notice: Notice) -> Event:
        """Authenticate a call. Raises Forged."""
        ...

    def outflow(self, about: About, reference: str) -> Outflow:
        """A refund or a dispute as it stands now. Raises Unreachable, Declined."""
        ...
