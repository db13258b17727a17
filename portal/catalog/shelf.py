"""The numbers of an offer: locked in one order, moved by one guarded UPDATE, all written down.

Every change of `on_hand` and `reserved` in the product goes through `move`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Select,
    Update,
    bindparam,
    case,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from portal.catalog import cards, shortages
from portal.catalog.models import MovementKind, Offer, StockMovement, Variant
from portal.catalog.selling import is_sellable, with_seller
from portal.core import clock, rows
from portal.core.errors import OutOfStock, Shortage
from portal.core.native import Statement, places_of, spread


@dataclass(frozen=True, slots=True)
class Place:
    """One offer's numbers while it is locked, in units."""

    offer_id: int
    product_id: int
    on_hand: int
    reserved: int
    is_sellable: bool

    @property
    def free(self) -> int:
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class Step:
    """One movement to come; `on_hand` and `reserved` are deltas."""

    offer_id: int
    kind: MovementKind
    on_hand: int = 0
    reserved: int = 0
    order_id: int | None = None
    reason: str = ""


def lock(session: Session, offer_ids: Iterable[int]) -> dict[int, Place]:
    """Lock the offers by id, so that two orders of the same goods never wait for each other.

    One statement. NO KEY UPDATE: a movement's foreign key elsewhere need not wait.
    """
    session.flush()  # statements of the driver flush nothing by themselves
    wanted = sorted(offer_ids)
    if not wanted:
        return {}
    binds = spread("offer", wanted)
    found = _locked(len(binds)).typed(session, today=clock.today(), **binds)
    return {row[0]: Place(*row) for row in found}


@cache
def _locked(count: int) -> Statement:
    return Statement(lambda: _locking(count))


def _locking(count: int) -> Select[int, int, int, int, bool]:
    query = select(
        Offer.id,
        Variant.product_id,
        Offer.on_hand,
        Offer.reserved,
        is_sellable(bindparam("today", type_=Date())).label("is_sellable"),
    )
    return (
        with_seller(query)
        .where(Offer.id.in_(places_of("offer", count, Integer())))
        .order_by(Offer.id)
        .with_for_update(of=Offer, key_share=True)
    )


def move(session: Session, places: Mapping[int, Place], steps: Sequence[Step], *, by: str) -> None:
    """Apply the steps to locked places: one UPDATE, one INSERT, then what hangs on the numbers.

    Raises OutOfStock when the guard refuses, which only a caller without the lock can bring about.
    """
    on_hand, reserved = _sums(steps)
    touched = sorted(set(on_hand) | set(reserved))
    if touched and not _guarded(session, touched, on_hand, reserved):
        raise OutOfStock([Shortage(i, reserved[i], places[i].free) for i in touched])
    _write(session, steps, by)
    for offer_id in touched:
        place = places[offer_id]
        free = place.free + on_hand[offer_id] - reserved[offer_id]
        if free < 0 or place.free < 0:
            shortages.follow(session, offer_id=offer_id, free=free, by=by)
    _refresh_cards(session, [places[i] for i in touched], on_hand, reserved)


def _sums(steps: Sequence[Step]) -> tuple[Counter[int], Counter[int]]:
    on_hand: Counter[int] = Counter()
    reserved: Counter[int] = Counter()
    for step in steps:
        if step.on_hand or step.reserved:
            on_hand[step.offer_id] += step.on_hand
            reserved[step.offer_id] += step.reserved
    return on_hand, reserved


def _guarded(
    session: Session, touched: Sequence[int], on_hand: Counter[int], reserved: Counter[int]
) -> bool:
    """Units may be claimed only while as many are free; the row count decides."""
    binds = {}
    for place, offer_id in enumerate(touched):
        binds[f"id_{place}"] = offer_id
        binds[f"claim_{place}"] = reserved[offer_id]
        binds[f"came_{place}"] = on_hand[offer_id]
    return _moved(len(touched)).count(session, **binds) == len(touched)


@cache
def _moved(count: int) -> Statement:
    return Statement(lambda: _update(count))


def _update(count: int) -> Update:
    """The one statement that changes the numbers of `count` offers."""
    ids = [bindparam(f"id_{place}", type_=Integer()) for place in range(count)]
    claim, came = _each("claim", ids), _each("came", ids)
    return (
        update(Offer)
        .where(Offer.id.in_(ids), or_(claim <= 0, Offer.on_hand - Offer.reserved >= claim))
        .values(reserved=Offer.reserved + claim, on_hand=Offer.on_hand + came)
    )


def _each(name: str, ids: Sequence[BindParameter[int]]) -> ColumnElement[int]:
    """The value bound for each offer."""
    values = (bindparam(f"{name}_{place}", type_=Integer()) for place in range(len(ids)))
    return case(*((Offer.id == key, value) for key, value in zip(ids, values, strict=True)))


def _write(session: Session, steps: Sequence[Step], by: str) -> None:
    moment = clock.now()
    moved = [
        {
            "offer_id": step.offer_id,
            "kind": step.kind,
            "on_hand": step.on_hand,
            "reserved": step.reserved,
            "order_id": step.order_id,
            "reason": step.reason,
            "actor": by,
            "at": moment,
        }
        for step in steps
    ]
    rows.add(session, StockMovement, moved)


def _refresh_cards(
    session: Session, places: Sequence[Place], on_hand: Counter[int], reserved: Counter[int]
) -> None:
    """A card shows only whether there is stock, so most moves leave it alone."""
    turned = {
        place.product_id
        for place in places
        if (place.free > 0) != (place.free + on_hand[place.offer_id] - reserved[place.offer_id] > 0)
    }
    if turned:
        cards.refresh(session, sorted(turned))
