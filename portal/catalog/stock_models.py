"""Holds, movements and shortages behind the two numbers of an offer."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, tokens
from portal.core.db import Model, Short, choice


class HoldState(StrEnum):
    ACTIVE = "active"
    CONSUMED = "consumed"  # became a sale
    RELEASED = "released"


class StockHold(Model):
    """Units set aside for an order that is being paid. Counted in Offer.reserved while active."""

    __tablename__ = "stock_holds"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        Index("ix_stock_holds_expiry", "state", "expires_at"),
        Index("ix_stock_holds_offer", "offer_id", "state"),
        UniqueConstraint("order_id", "offer_id"),
    )

    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"))
    order_id: Mapped[int] = mapped_column(index=True)
    holder: Mapped[str] = mapped_column(Short, index=True)  # digest of the mobile
    visitor: Mapped[str | None] = mapped_column(Short)  # digest of the browser's session
    quantity: Mapped[int]
    expires_at: Mapped[datetime]
    state: Mapped[HoldState] = mapped_column(choice(HoldState), default=HoldState.ACTIVE)


class MovementKind(StrEnum):
    RECEIVED = "received"  # on_hand up
    COUNTED = "counted"  # on_hand set by a count
    HELD = "held"  # reserved up
    RELEASED = "released"  # reserved down: hold ended, sale cancelled
    SOLD = "sold"  # a hold became a sale: no change of numbers
    DISPATCHED = "dispatched"  # both down
    RETURNED = "returned"
    DAMAGED = "damaged"


class StockMovement(Model):
    """Every change of an offer's numbers, append only: sum of deltas = the offer's columns."""

    __tablename__ = "stock_movements"
    __table_args__ = (Index("ix_stock_movements_offer", "offer_id", "id"),)

    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"))
    kind: Mapped[MovementKind] = mapped_column(choice(MovementKind))
    on_hand: Mapped[int] = mapped_column(default=0)  # delta
    reserved: Mapped[int] = mapped_column(default=0)  # delta
    order_id: Mapped[int | None] = mapped_column(index=True)
    lot_id: Mapped[int | None]  # lots come with the joint brand
    reason: Mapped[str] = mapped_column(default="")
    actor: Mapped[str] = mapped_column(Short)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class ShortageTask(Model):
    """A count fell below what is promised: sale stops until a person has solved it."""

    __tablename__ = "shortage_tasks"
    __table_args__ = (
        Index(
            "uq_shortage_tasks_open",
            "offer_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"))
    missing: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    opened_by: Mapped[str] = mapped_column(Short)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(Short)
