"""What a firm wants to be different in its product, and how the office answers."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.catalog.product_models import Product
from portal.core import clock, tokens
from portal.core.db import Model, Short, choice
from portal.core.states import StateMachine


class ChangeState(StrEnum):
    SUBMITTED = "submitted"
    NEEDS_WORK = "needs_work"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    STALE = "stale"


CHANGE = StateMachine(
    "product_change",
    {
        ChangeState.SUBMITTED: {
            ChangeState.APPROVED,
            ChangeState.NEEDS_WORK,
            ChangeState.REJECTED,
            ChangeState.WITHDRAWN,
            ChangeState.STALE,
        },
        ChangeState.NEEDS_WORK: {ChangeState.SUBMITTED, ChangeState.WITHDRAWN},
    },
)


class ProductChange(Model):
    """A submitted listing, or a change to a live one: reviewed as a diff while it stays on sale."""

    __tablename__ = "product_changes"
    __table_args__ = (
        Index(
            "uq_product_changes_open",
            "product_id",
            unique=True,
            sqlite_where=text("state IN ('submitted', 'needs_work')"),
            postgresql_where=text("state IN ('submitted', 'needs_work')"),
        ),
    )

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    base_version: Mapped[int]
    is_new: Mapped[bool]  # the first listing, not a change
    state: Mapped[ChangeState] = mapped_column(choice(ChangeState), index=True)
    submitted_by: Mapped[str] = mapped_column(Short)
    submitted_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by: Mapped[str | None] = mapped_column(Short)
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")  # the firm reads it

    product: Mapped[Product] = relationship()
    items: Mapped[list["ProductChangeItem"]] = relationship(
        back_populates="change", order_by="ProductChangeItem.id"
    )


class ProductChangeItem(Model):
    """One field of a change: `path` "title_fa", "attributes.acidity", "image:<public id>"."""

    __tablename__ = "product_change_items"
    __table_args__ = (UniqueConstraint("change_id", "path"),)

    change_id: Mapped[int] = mapped_column(ForeignKey("product_changes.id"), index=True)
    path: Mapped[str] = mapped_column(Short)
    was: Mapped[dict[str, Any]]  # {"value": ...}
    now: Mapped[dict[str, Any]]
    verdict: Mapped[str | None] = mapped_column(Short)  # approved, rejected
    reason_code: Mapped[str | None] = mapped_column(Short)
    reason: Mapped[str | None]

    change: Mapped[ProductChange] = relationship(back_populates="items")
