"""Transfers to our own bank account: what the buyer says of one, and what two persons saw."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, tokens
from portal.core.db import Long, Model, Short, choice
from portal.core.money import Currency
from portal.core.states import StateMachine


class TransferState(StrEnum):
    WAITING = "waiting"  # the buyer was told the account
    SHOWN = "shown"  # his receipt is here
    APPROVED = "approved"  # one person saw the money; above the limit another one has to
    CONFIRMED = "confirmed"  # the money is on our statement
    REFUSED = "refused"  # no such money; the buyer read why
    CANCELLED = "cancelled"  # the buyer chose another way to pay


_T = TransferState
OPEN = frozenset({_T.WAITING, _T.SHOWN})
TRANSFER = StateMachine(
    "bank_transfer",
    {
        _T.WAITING: {_T.SHOWN, _T.APPROVED, _T.CONFIRMED, _T.REFUSED, _T.CANCELLED},
        _T.SHOWN: {_T.APPROVED, _T.CONFIRMED, _T.REFUSED, _T.CANCELLED},
        # The first person was wrong: back to where it stood.
        _T.APPROVED: {_T.CONFIRMED, _T.REFUSED, _T.WAITING, _T.SHOWN, _T.CANCELLED},
        # He transferred all the same, and the money must be taken note of.
        _T.CANCELLED: {_T.APPROVED, _T.CONFIRMED, _T.REFUSED},
    },
)


class BankTransfer(Model):
    """One try to pay by transfer, as the bank behind the gateway "transfer" would keep it.

    `received` and `bank_reference` are what the office read on the statement of our account; one
    line of it pays one order.
    """

    __tablename__ = "bank_transfers"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("received IS NULL OR received > 0", name="received"),
        CheckConstraint("second_by IS NULL OR second_by <> first_by", name="two_persons"),
        CheckConstraint(
            "state NOT IN ('approved', 'confirmed') OR"
            " (received IS NOT NULL AND bank_reference IS NOT NULL AND first_by IS NOT NULL)",
            name="seen",
        ),
        Index("ix_bank_transfers_state", "state", "created_at"),
    )

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    reference: Mapped[str] = mapped_column(Short, unique=True)  # the key of the buyer's page
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[Currency]
    description: Mapped[str] = mapped_column(default="")
    return_url: Mapped[str]
    state: Mapped[TransferState] = mapped_column(
        choice(TransferState), default=TransferState.WAITING
    )
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    # what the buyer says
    sender_name: Mapped[str] = mapped_column(Short, default="")
    paid_on: Mapped[date | None]
    tracking: Mapped[str | None] = mapped_column(Short, index=True)  # of his bank
    receipt_key: Mapped[str | None] = mapped_column(Long)  # of the store, "t/..."
    receipt_sha256: Mapped[str | None] = mapped_column(Short, index=True)  # of what he sent
    picture_sha256: Mapped[str | None] = mapped_column(Short, index=True)  # of what we made of it
    uploaded_at: Mapped[datetime | None]
    # what the office saw
    received: Mapped[int | None] = mapped_column(BigInteger)
    bank_reference: Mapped[str | None] = mapped_column(Short, unique=True)
    first_by: Mapped[str | None] = mapped_column(Short)
    first_at: Mapped[datetime | None]
    second_by: Mapped[str | None] = mapped_column(Short)
    second_at: Mapped[datetime | None]
    refused_by: Mapped[str | None] = mapped_column(Short)
    refused_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")  # the buyer reads it
    cancelled_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]  # confirmed, and the shop has been told so once
