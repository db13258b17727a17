"""Goods that were promised and are not on the shelf, with the orders that wait for them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog import shortages
from portal.orders.models import SellerOrder, SellerOrderState


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """`units` of the goods that the part `number` still expects."""

    number: str
    state: SellerOrderState
    units: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """One offer of which `missing` units more are promised than there are."""

    sku: str
    title_fa: str
    title_en: str
    missing: int
    opened_at: datetime
    orders: tuple[WaitingOrder, ...]


def shortages_of(session: Session, *, firm_id: int) -> list[Shortage]:
    """The firm's open ones, oldest first, orders oldest first. At most three statements."""
    tasks = shortages.open_tasks(session, firm_id=firm_id)
    wanted = {claim.order_id for task in tasks for claim in task.claims}
    parts = _parts(session, firm_id, wanted) if wanted else {}
    return [
        Shortage(
            sku=task.sku,
            title_fa=task.title_fa,
            title_en=task.title_en,
            missing=task.missing,
            opened_at=task.opened_at,
            orders=tuple(
                WaitingOrder(*parts[claim.order_id], claim.units)
                for claim in task.claims
                if claim.order_id in parts
            ),
        )
        for task in tasks
    ]


def _parts(
    session: Session, firm_id: int, order_ids: set[int]
) -> dict[int, tuple[str, SellerOrderState]]:
    mine = select(SellerOrder.order_id, SellerOrder.number, SellerOrder.state).where(
        SellerOrder.firm_id == firm_id, SellerOrder.order_id.in_(sorted(order_ids))
    )
    return {row.order_id: (row.number, row.state) for row in session.execute(mine)}
