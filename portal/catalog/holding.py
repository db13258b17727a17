"""Who holds what: the rows behind `reserved` while an order is being paid."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Insert,
    Integer,
    Select,
    String,
    Update,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from portal.catalog.models import HoldState, MovementKind, StockHold
from portal.catalog.shelf import Step
from portal.core.db import UtcDateTime, is_sqlite
from portal.core.native import Statement, places_of, spread

IS_ACTIVE = StockHold.state == HoldState.ACTIVE


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds: digests of the mobile and of the browser's session. Never an address."""

    mobile: str
    visitor: str | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold as it was read."""

    id: int
    offer_id: int
    order_id: int
    quantity: int
    expires_at: datetime
    state: HoldState


COLUMNS = (
    StockHold.id,
    StockHold.offer_id,
    StockHold.order_id,
    StockHold.quantity,
    StockHold.expires_at,
    StockHold.state,
)


def around(
    session: Session, *, offer_ids: Iterable[int], order_id: int, holder: Holder, moment: datetime
) -> list[Hold]:
    """What matters to a new claim: the order's own holds; of others the late and the holder's."""
    binds = spread("offer", sorted(offer_ids))
    found = _around(len(binds)).typed(
        session,
        order_id=order_id,
        mobile=holder.mobile,
        visitor=holder.visitor,
        moment=moment,
        **binds,
    )
    return [Hold(*row) for row in found]


@cache
def _around(count: int) -> Statement:
    return Statement(lambda: _that_matters(count))


def _that_matters(count: int) -> Select[*tuple[Any, ...]]:
    is_late = StockHold.expires_at <= bindparam("moment", type_=UtcDateTime())
    is_theirs = or_(
        StockHold.holder == bindparam("mobile"),
        StockHold.visitor == bindparam("visitor", type_=String()),  # never true for NULL
    )
    matters = or_(
        StockHold.order_id == bindparam("order_id"), and_(IS_ACTIVE, or_(is_late, is_theirs))
    )
    is_here = StockHold.offer_id.in_(places_of("offer", count, Integer()))
    return select(*COLUMNS).where(is_here, matters)


def keep(session: Session, *, order_id: int, expires_at: datetime) -> bool:
    """Let the order's holds end no earlier than that; False when it has not every hold any more.

    The row that a rival has just ended is waited for, and comes back as he left it.
    """
    later = case((StockHold.expires_at < expires_at, expires_at), else_=StockHold.expires_at)
    kept = _of_order(order_id).values(expires_at=later).returning(StockHold.state)
    states = session.scalars(kept).all()
    return bool(states) and set(states) == {HoldState.ACTIVE}


def sell(session: Session, *, order_id: int) -> list[Step]:
    """The order's holds become sales; [] when it has not every hold any more, or sold them."""
    sold = SOLD.typed(session, order=order_id)
    if any(state is not HoldState.CONSUMED for _, state in sold):
        return []
    return [
        Step(offer_id, MovementKind.SOLD, order_id=order_id, reason="paid")
        for offer_id, _ in sorted(sold)
    ]


def _sold() -> Update:
    now = case((IS_ACTIVE, HoldState.CONSUMED), else_=StockHold.state)
    unsold = and_(StockHold.order_id == bindparam("order"), StockHold.state != HoldState.CONSUMED)
    sold = update(StockHold).where(unsold).values(state=now)
    return sold.returning(StockHold.offer_id, StockHold.state)


SOLD = Statement(_sold)


def _of_order(order_id: int) -> Update:
    mine = update(StockHold).where(StockHold.order_id == order_id)
    return mine.execution_options(synchronize_session=False)


def late_ids(session: Session, *, moment: datetime, limit: int) -> list[tuple[int, int]]:
    """(hold, offer) of the holds that ran out first; nothing is locked yet."""
    query = (
        select(StockHold.id, StockHold.offer_id)
        .where(IS_ACTIVE, StockHold.expires_at <= moment)
        .order_by(StockHold.expires_at)
        .limit(limit)
    )
    return [(row.id, row.offer_id) for row in session.execute(query)]


def free_late(session: Session, *, ids: Sequence[int], moment: datetime) -> list[Step]:
    """End these holds if they are still late. A hold that is being paid this instant is skipped.

    SKIP LOCKED: the payment has the row, and its outcome is not ours to wait for.
    """
    if not ids:
        return []
    still = (
        select(StockHold.id)
        .where(StockHold.id.in_(ids), IS_ACTIVE, StockHold.expires_at <= moment)
        .with_for_update(skip_locked=True)
    )
    return _end(session, StockHold.id.in_(still), reason="expired")


def free_order(session: Session, *, order_id: int, reason: str) -> list[Step]:
    """End the order's active holds."""
    return _end(session, and_(StockHold.order_id == order_id, IS_ACTIVE), reason=reason)


def _end(session: Session, which: ColumnElement[bool], *, reason: str) -> list[Step]:
    ended = (
        update(StockHold)
        .where(which)
        .values(state=HoldState.RELEASED)
        .returning(StockHold.offer_id, StockHold.quantity, StockHold.order_id)
        .execution_options(synchronize_session=False)
    )
    return [
        Step(row.offer_id, MovementKind.RELEASED, 0, -row.quantity, row.order_id, reason)
        for row in session.execute(ended)
    ]


def put(
    session: Session,
    *,
    order_id: int,
    wants: Mapping[int, int],
    holder: Holder,
    expires_at: datetime,
) -> None:
    """Write the order's holds; a row that ended comes back to life."""
    held = [
        {
            "b_order_id": order_id,
            "b_offer_id": offer_id,
            "b_quantity": quantity,
            "b_holder": holder.mobile,
            "b_visitor": holder.visitor,
            "b_expires_at": expires_at,
            "b_state": HoldState.ACTIVE,
        }
        for offer_id, quantity in wants.items()
    ]
    _putting(is_sqlite=is_sqlite(session)).count_many(session, held)


@cache
def _putting(*, is_sqlite: bool) -> Statement:
    return Statement(lambda: _upsert(is_sqlite=is_sqlite))


def _upsert(*, is_sqlite: bool) -> Insert:
    build: Any = sqlite_insert if is_sqlite else postgresql_insert
    table = StockHold.__table__
    given = ("order_id", "offer_id", "quantity", "holder", "visitor", "expires_at", "state")
    values = {name: bindparam(f"b_{name}", type_=table.c[name].type) for name in given}
    row = build(table).values(values)
    kept = func.coalesce(row.excluded.visitor, StockHold.visitor)
    names = ("quantity", "holder", "expires_at", "state")
    fresh = {name: row.excluded[name] for name in names}
    revived: Insert = row.on_conflict_do_update(
        index_elements=["order_id", "offer_id"], set_={**fresh, "visitor": kept}
    )
    return revived
