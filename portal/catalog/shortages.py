"""A count below what is promised: sale stops until a person has seen to it, or goods came in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.catalog.models import Offer, Product, ShortageTask, StockMovement, Variant
from portal.catalog.selling import with_seller
from portal.core import clock
from portal.firms.models import Organisation
from portal.messaging import notices


@dataclass(frozen=True, slots=True)
class Claim:
    """Units that an order still expects. `order_id` stays inside: the caller names the order."""

    order_id: int
    units: int


@dataclass(frozen=True, slots=True)
class ShortageView:
    """One open task; `claims` are the orders to be served, oldest first."""

    public_id: str
    sku: str
    title_fa: str
    title_en: str
    missing: int
    opened_at: datetime
    claims: tuple[Claim, ...]


def follow(session: Session, *, offer_id: int, free: int, by: str) -> None:
    """Keep the task of one offer in step with its `free` units: open below 0, closed otherwise."""
    task = session.scalar(
        select(ShortageTask).where(
            ShortageTask.offer_id == offer_id, ShortageTask.closed_at.is_(None)
        )
    )
    if free >= 0:
        _close(task, by)
    elif task is None:
        _open(session, offer_id, -free, by)
    else:
        task.missing = -free


def _close(task: ShortageTask | None, by: str) -> None:
    if task is not None:
        task.missing = 0
        task.closed_at = clock.now()
        task.closed_by = by


def _open(session: Session, offer_id: int, missing: int, by: str) -> None:
    task = ShortageTask(offer_id=offer_id, missing=missing, opened_by=by)
    session.add(task)
    session.flush()
    query = select(
        Offer.sku, Product.title_fa, Product.title_en, Organisation.email, Organisation.mobile
    )
    told = session.execute(with_seller(query).where(Offer.id == offer_id)).one()
    notices.notify(
        session,
        kind="shortage",
        key=f"shortage:{task.public_id}",
        language="fa",
        facts={
            "sku": told.sku,
            "title_fa": told.title_fa,
            "title_en": told.title_en,
            "missing": missing,
        },
        email=told.email,
        sms=told.mobile,
    )


def open_tasks(session: Session, *, firm_id: int) -> list[ShortageView]:
    """The firm's open tasks, oldest first. Two statements."""
    query = (
        select(ShortageTask, Offer.sku, Product.title_fa, Product.title_en)
        .join(Offer, Offer.id == ShortageTask.offer_id)
        .join(Variant, Variant.id == Offer.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(Offer.firm_id == firm_id, ShortageTask.closed_at.is_(None))
        .order_by(ShortageTask.opened_at)
    )
    rows = session.execute(query).all()
    claims = _claims(session, [row.ShortageTask.offer_id for row in rows])
    return [
        ShortageView(
            public_id=task.public_id,
            sku=sku,
            title_fa=title_fa,
            title_en=title_en,
            missing=task.missing,
            opened_at=task.opened_at,
            claims=tuple(claims[task.offer_id]),
        )
        for task, sku, title_fa, title_en in rows
    ]


def _claims(session: Session, offer_ids: Sequence[int]) -> dict[int, list[Claim]]:
    """The movements of an order on an offer sum to what it still reserves there."""
    claims: dict[int, list[Claim]] = defaultdict(list)
    if not offer_ids:
        return claims
    units = func.sum(StockMovement.reserved)
    query = (
        select(StockMovement.offer_id, StockMovement.order_id, units)
        .where(StockMovement.offer_id.in_(offer_ids), StockMovement.order_id.is_not(None))
        .group_by(StockMovement.offer_id, StockMovement.order_id)
        .having(units > 0)
        .order_by(StockMovement.order_id)
    )
    for offer_id, order_id, reserved in session.execute(query):
        if order_id is not None:
            claims[offer_id].append(Claim(order_id, int(reserved)))
    return claims
