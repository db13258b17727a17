"""Money in and out: what is to be paid, every try to pay it, notices, refunds."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core import clock, tokens
from portal.core.db import Long, Model, Short, choice
from portal.core.money import Currency
from portal.core.states import StateMachine


class Purpose(StrEnum):
    ORDER = "order"


class PaymentState(StrEnum):
    DUE = "due"
    CAPTURED = "captured"
    CANCELLED = "cancelled"


class Payment(Model):
    """What is owed for one thing. Several attempts may try; at most one captures it."""

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("purpose", "subject_id"),
        CheckConstraint("amount > 0", name="amount"),
    )

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose))
    subject_id: Mapped[int]  # the order's key
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[Currency]
    state: Mapped[PaymentState] = mapped_column(choice(PaymentState), default=PaymentState.DUE)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    captured_at: Mapped[datetime | None]


class AttemptState(StrEnum):
    CREATED = "created"
    REDIRECTED = "redirected"  # the buyer was sent to the bank
    CLAIMED = "claimed"  # we are asking the provider; the outcome is unknown
    VERIFIED = "verified"
    CANCELLED = "cancelled"
    FAILED = "failed"
    EXPIRED = "expired"
    MISMATCH = "mismatch"  # needs a person
    REVERSED = "reversed"  # the money went back at once (stock gone, paid twice)


ATTEMPT = StateMachine(
    "payment_attempt",
    {
        AttemptState.CREATED: {AttemptState.REDIRECTED, AttemptState.FAILED},
        AttemptState.REDIRECTED: {
            AttemptState.CLAIMED,
            AttemptState.CANCELLED,
            AttemptState.FAILED,
            AttemptState.EXPIRED,
        },
        AttemptState.CLAIMED: {
            AttemptState.REDIRECTED,  # the bank says: he is still here
            AttemptState.VERIFIED,
            AttemptState.FAILED,
            AttemptState.CANCELLED,
            AttemptState.EXPIRED,
            AttemptState.MISMATCH,
            AttemptState.REVERSED,
        },
        AttemptState.MISMATCH: {AttemptState.REVERSED},  # a person gave it back
        # The bank may still say "paid" after the buyer pressed cancel or our clock ran out.
        AttemptState.CANCELLED: {AttemptState.CLAIMED},
        AttemptState.EXPIRED: {AttemptState.CLAIMED},
        AttemptState.FAILED: {AttemptState.CLAIMED},
    },
)


class PaymentAttempt(Model):
    """One trip to one gateway."""

    __tablename__ = "payment_attempts"
    __table_args__ = (
        UniqueConstraint("gateway", "provider_ref"),
        Index(
            "uq_payment_attempts_verified",
            "payment_id",
            unique=True,
            sqlite_where=text("state = 'verified'"),
            postgresql_where=text("state = 'verified'"),
        ),
        Index("ix_payment_attempts_open", "state", "created_at"),
        CheckConstraint("refunded >= 0 AND refunded <= captured", name="refunded"),
    )

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    gateway: Mapped[str] = mapped_column(Short)
    provider_ref: Mapped[str | None] = mapped_column(Long)  # authority, session id
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[Currency]
    state: Mapped[AttemptState] = mapped_column(choice(AttemptState), default=AttemptState.CREATED)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    receipt: Mapped[str | None] = mapped_column(Short)  # the provider's number for the buyer
    card_mask: Mapped[str | None] = mapped_column(Short)
    code: Mapped[str | None] = mapped_column(Short)  # the provider's last answer
    raw: Mapped[dict[str, Any]] = mapped_column(default=dict)
    captured: Mapped[int] = mapped_column(BigInteger, default=0)  # what really arrived
    refunded: Mapped[int] = mapped_column(BigInteger, default=0)  # of it, on its way back or gone

    payment: Mapped[Payment] = relationship()


class GatewayNotice(Model):
    """Everything a gateway told us, once each, before it is worked off."""

    __tablename__ = "gateway_notices"
    __table_args__ = (UniqueConstraint("gateway", "event_ref"),)

    gateway: Mapped[str] = mapped_column(Short)
    event_ref: Mapped[str] = mapped_column(Short)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("payment_attempts.id"), index=True)
    outcome: Mapped[str | None] = mapped_column(
        Short
    )  # queued, applied, skipped:<why>, ignored:<why> (an incident)
    received_at: Mapped[datetime] = mapped_column(default=clock.now)


class RefundRoute(StrEnum):
    GATEWAY = "gateway"  # to the card it came from
    IBAN = "iban"  # a task for the office, with receipt


class RefundState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    NEEDS_PERSON = "needs_person"


REFUND = StateMachine(
    "refund",
    {
        RefundState.PENDING: {RefundState.DONE, RefundState.NEEDS_PERSON},
        RefundState.NEEDS_PERSON: {RefundState.DONE, RefundState.PENDING},
        RefundState.DONE: {RefundState.NEEDS_PERSON},  # the card's bank sent it back
    },
)


class Refund(Model):
    """Money on its way back. It cannot exist without its ledger journal (same transaction).

    An amount of zero is possible: goods that a discount made free are taken back.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        Index("ix_refunds_open", "state", "created_at"),
    )

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    key: Mapped[str] = mapped_column(Short, unique=True)  # idempotency key at the gateway
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("payment_attempts.id"), index=True)
    order_id: Mapped[int] = mapped_column(index=True)
    seller_order_id: Mapped[int | None] = mapped_column(index=True)  # None: the whole order
    journal_id: Mapped[int] = mapped_column(ForeignKey("journals.id"))
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[Currency]
    reason: Mapped[str] = mapped_column(
        Short
    )  # cancelled, reduced, stock_lost, paid_twice, goodwill
    note: Mapped[str] = mapped_column(default="")
    route: Mapped[RefundRoute] = mapped_column(choice(RefundRoute))
    state: Mapped[RefundState] = mapped_column(choice(RefundState), default=RefundState.PENDING)
    expected_on: Mapped[date]
    tries: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]  # somebody is asking the provider since
    fault: Mapped[str | None]
    receipt: Mapped[str | None] = mapped_column(Short)
    paid_to: Mapped[str | None] = mapped_column(Short)  # the RefundAccount, when paid by hand
    created_by: Mapped[str] = mapped_column(Short)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]

    lines: Mapped[list["RefundLine"]] = relationship()


class RefundAccount(Model):
    """Where the buyer wants what no gateway can give back. Rows stay; an order's newest counts."""

    __tablename__ = "refund_accounts"

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    order_id: Mapped[int] = mapped_column(index=True)
    holder: Mapped[str] = mapped_column(Short)
    iban: Mapped[str] = mapped_column(Short)  # whole for the office alone
    given_by: Mapped[str] = mapped_column(Short)
    given_at: Mapped[datetime] = mapped_column(default=clock.now)


class RefundLine(Model):
    """What of one order line came back; the cumulative formula reads these rows.

    `goods` + `discount_back` is the price of the units; of `discount_back` the firm bore
    `firm_discount_back` and the brand the rest.
    """

    __tablename__ = "refund_lines"

    refund_id: Mapped[int] = mapped_column(ForeignKey("refunds.id"), index=True)
    order_line_id: Mapped[int | None] = mapped_column(
        index=True
    )  # None: shipping of a seller order
    quantity: Mapped[int] = mapped_column(default=0)
    goods: Mapped[int] = mapped_column(BigInteger, default=0)  # what the buyer gets for goods
    shipping: Mapped[int] = mapped_column(BigInteger, default=0)
    discount_back: Mapped[int] = mapped_column(BigInteger, default=0)  # bearer gets it back
    firm_discount_back: Mapped[int] = mapped_column(BigInteger, default=0)
    commission_back: Mapped[int] = mapped_column(BigInteger, default=0)
    commission_vat_back: Mapped[int] = mapped_column(BigInteger, default=0)
    levy_back: Mapped[int] = mapped_column(BigInteger, default=0)
    levy_vat_back: Mapped[int] = mapped_column(BigInteger, default=0)


class SandboxCharge(Model):
    """The embedded bank's own books: what its page was told to do with one request."""

    __tablename__ = "sandbox_charges"

    authority: Mapped[str] = mapped_column(Short, unique=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[Currency]
    return_url: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    # waiting, paid, failed, cancelled, verified, reversed
    status: Mapped[str] = mapped_column(Short, default="waiting")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    refunded: Mapped[int] = mapped_column(BigInteger, default=0)


class SandboxRefund(Model):
    """What the embedded bank gave back; the same key again gives nothing."""

    __tablename__ = "sandbox_refunds"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)

    key: Mapped[str] = mapped_column(Short, unique=True)
    charge_id: Mapped[int] = mapped_column(ForeignKey("sandbox_charges.id"), index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
