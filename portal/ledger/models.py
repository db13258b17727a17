"""The books: double entry, append only. Triggers (ddl.py) refuse change on both databases."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core import clock, tokens
from portal.core.db import Model, Short
from portal.core.money import Currency


class Journal(Model):
    """One posting: entries that sum to zero per currency. Its source can be booked only once."""

    __tablename__ = "journals"
    __table_args__ = (UniqueConstraint("kind", "source"),)

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    kind: Mapped[str] = mapped_column(Short)  # sale, refund, reversal, payout ...
    source: Mapped[str] = mapped_column(Short)  # "attempt:<public id>", "refund:<public id>"
    memo: Mapped[str] = mapped_column(default="")
    order_id: Mapped[int | None] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    is_posted: Mapped[bool] = mapped_column(default=False)  # the seal: set once, last, if balanced

    entries: Mapped[list["Entry"]] = relationship(back_populates="journal", order_by="Entry.id")


class Entry(Model):
    """`amount` minor units into (+) or out of (-) `account`.

    Sign rule: assets (money we hold at a gateway) are positive, what we owe (firm payable, VAT,
    commission earned) is negative, so that a journal sums to zero.
    """

    __tablename__ = "entries"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount"),
        Index("ix_entries_account", "account", "currency"),
        Index("ix_entries_firm", "firm_id", "account", "id"),
    )

    journal_id: Mapped[int] = mapped_column(ForeignKey("journals.id"), index=True)
    account: Mapped[str] = mapped_column(Short)
    firm_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    seller_order_id: Mapped[int | None] = mapped_column(index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[Currency]
    available_at: Mapped[datetime | None]  # None: not yet payable; set by later journals only
    what: Mapped[str] = mapped_column(
        Short
    )  # goods, shipping, commission, commission_vat, refund ...

    journal: Mapped[Journal] = relationship(back_populates="entries")
