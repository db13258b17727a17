"""Money that a provider took out of our account without our asking."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, tokens
from portal.core.db import Long, Model, Short, choice
from portal.core.money import Currency
from portal.core.states import StateMachine
from portal.payments.gateways.interface import Fate


class WithdrawalKind(StrEnum):
    DISPUTE = "dispute"  # the buyer asked his bank for the money
    REFUND = "refund"  # somebody gave it back in the provider's own panel


WITHDRAWAL: StateMachine[Fate] = StateMachine(
    "withdrawal",
    {
        Fate.WARNED: {Fate.TAKEN, Fate.RETURNED, Fate.KEPT, Fate.DROPPED},
        Fate.TAKEN: {Fate.RETURNED, Fate.KEPT},
    },
)


class Withdrawal(Model):
    """A dispute, or a refund that is not of our making: a case until a person has handled it."""

    __tablename__ = "withdrawals"
    __table_args__ = (
        UniqueConstraint("gateway", "reference"),
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_withdrawals_open", "handled_at"),
    )

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    gateway: Mapped[str] = mapped_column(Short)
    reference: Mapped[str] = mapped_column(Long)  # the provider's name for it
    kind: Mapped[WithdrawalKind] = mapped_column(choice(WithdrawalKind))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("payment_attempts.id"), index=True)
    order_id: Mapped[int] = mapped_column(index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[Currency]
    state: Mapped[Fate] = mapped_column(choice(Fate))
    word: Mapped[str] = mapped_column(Short)  # the provider's own for the state
    reason: Mapped[str] = mapped_column(Short, default="")  # and for why
    respond_by: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    handled_at: Mapped[datetime | None]
    handled_by: Mapped[str | None] = mapped_column(Short)
