"""The history of an order and its parts, as a page shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.core.states import StateChange
from portal.orders.models import ORDER, SELLER_ORDER, Order, SellerOrder

CODE_MARK = "#"  # begins a note that is a code for us, not words for a reader


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """`part` is the number of the part that moved, None for the order itself.

    `actor` is a kind: user, office, buyer, firm, clock, gateway; never a name.
    """

    at: datetime
    state: str
    part: str | None
    actor: str
    note: str


def timeline(
    session: Session, *, order: Order | None, parts: Iterable[SellerOrder]
) -> list[TimelineStep]:
    """Oldest first; one statement. Without `order`, only the steps of `parts`."""
    numbers = {part.id: part.number for part in parts}
    of_parts = and_(
        StateChange.machine == SELLER_ORDER.name, StateChange.subject_id.in_(sorted(numbers))
    )
    wanted = of_parts
    if order is not None:
        of_order = and_(StateChange.machine == ORDER.name, StateChange.subject_id == order.id)
        wanted = or_(of_order, of_parts)
    found = session.scalars(select(StateChange).where(wanted).order_by(StateChange.id))
    return [_step(change, numbers) for change in found]


def _step(change: StateChange, numbers: Mapping[int, str]) -> TimelineStep:
    is_part = change.machine == SELLER_ORDER.name
    note = change.note or ""
    return TimelineStep(
        at=change.at,
        state=change.now,
        part=numbers[change.subject_id] if is_part else None,
        actor=change.actor.partition(":")[0],
        note="" if note.startswith(CODE_MARK) else note,
    )
