"""The history of an order and its parts, as a page shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import SelectBase, bindparam, select, union_all
from sqlalchemy.orm import Session

from portal.core.native import Statement
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


class _Change(NamedTuple):
    """A step, as far as a page tells of it."""

    id: int
    machine: str
    subject_id: int
    now: str
    actor: str
    note: str | None
    at: datetime


def timeline(
    session: Session, *, order: Order | None, parts: Iterable[SellerOrder]
) -> list[TimelineStep]:
    """Oldest first; one statement. Without `order`, only the steps of `parts`."""
    numbers = {part.id: part.number for part in parts}
    wanted = {f"part_{place}": part_id for place, part_id in enumerate(numbers)}
    if order is not None:
        wanted["order"] = order.id
    found = _steps(len(numbers), has_order=order is not None).typed(session, **wanted)
    return [_step(_Change._make(row), numbers) for row in found]


@cache
def _steps(parts: int, *, has_order: bool) -> Statement:
    return Statement(lambda: _union(parts, has_order=has_order))


def _union(parts: int, *, has_order: bool) -> SelectBase:
    """A select per record: on SQLite an OR of two machines reads every step of everybody."""
    records = [(SELLER_ORDER.name, f"part_{place}") for place in range(parts)]
    if has_order:
        records.append((ORDER.name, "order"))
    columns = [getattr(StateChange, name) for name in _Change._fields]
    each = [
        select(*columns).where(
            StateChange.machine == machine, StateChange.subject_id == bindparam(place)
        )
        for machine, place in records
    ]
    return union_all(*each).order_by("id")


def _step(change: _Change, numbers: Mapping[int, str]) -> TimelineStep:
    is_part = change.machine == SELLER_ORDER.name
    note = change.note or ""
    return TimelineStep(
        at=change.at,
        state=change.now,
        part=numbers[change.subject_id] if is_part else None,
        actor=change.actor.partition(":")[0],
        note="" if note.startswith(CODE_MARK) else note,
    )
