"""What a firm wants to be different: at once where it may, and else as a change under review."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog import cards, paths
from portal.catalog.models import (
    CHANGE,
    ChangeState,
    Product,
    ProductChange,
    ProductChangeItem,
    ProductState,
)
from portal.core.errors import Refused

OPEN = (ChangeState.SUBMITTED, ChangeState.NEEDS_WORK)
REVIEWED = (ProductState.LIVE, ProductState.HIDDEN)  # once approved, it changes by review only


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of an edit: paths that hold now, and paths that wait for the office."""

    product: Product
    applied: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


def refuse_closed(product: Product) -> None:
    """Raises Refused("in_review") or Refused("retired"): then nothing may be edited."""
    if product.state is ProductState.IN_REVIEW:
        raise Refused("in_review")
    if product.state is ProductState.RETIRED:
        raise Refused("retired")


def is_reviewed(product: Product) -> bool:
    return product.state in REVIEWED


def open_change(session: Session, product: Product) -> ProductChange | None:
    """The one change that is submitted or sent back; a database index allows no second."""
    mine = select(ProductChange).where(
        ProductChange.product_id == product.id, ProductChange.state.in_(OPEN)
    )
    return session.scalar(mine)


def apply(session: Session, product: Product, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Write what differs; the paths that did. The product's version counts such writes."""
    different = [
        path for path, value in values.items() if paths.read(session, product, path) != value
    ]
    for path in different:
        paths.write(session, product, path, values[path])
    if different:
        product.version += 1
        session.flush()
        cards.refresh(session, [product.id])
    return tuple(different)


def ask(
    session: Session,
    product: Product,
    values: Mapping[str, Any],
    *,
    by: str,
    facts: Mapping[str, Any] | None = None,
) -> tuple[str, ...]:
    """Put what differs from the product into its open change; the paths that wait there now.

    A value that is put back to what the product says leaves the change, and a change without
    items is withdrawn. `facts` go along for the reviewer's eyes.
    """
    change = open_change(session, product)
    waiting = []
    for path, value in values.items():
        live = paths.read(session, product, path)
        if live != value:
            change = change or _begin(session, product, by)
            _put(change, path, live, {"value": value, **(facts or {})})
            waiting.append(path)
        elif change is not None:
            _take_out(session, change, path)
    if change is not None:
        _close_empty(session, change, by)
    return tuple(waiting)


def _begin(session: Session, product: Product, by: str) -> ProductChange:
    change = ProductChange(
        product_id=product.id,
        base_version=product.version,
        is_new=False,
        state=ChangeState.SUBMITTED,
        submitted_by=by,
    )
    session.add(change)
    session.flush()
    CHANGE.begin(session, change, by=by)
    return change


def _put(change: ProductChange, path: str, was: Any, now: dict[str, Any]) -> None:
    item = next((item for item in change.items if item.path == path), None)
    if item is None:
        change.items.append(ProductChangeItem(path=path, was={"value": was}, now=now))
        return
    if item.now != now:
        item.verdict = item.reason_code = item.reason = None
    item.was, item.now = {"value": was}, now


def _take_out(session: Session, change: ProductChange, path: str) -> None:
    for item in [item for item in change.items if item.path == path]:
        change.items.remove(item)
        session.delete(item)


def drop(session: Session, product: Product, path: str, *, by: str) -> None:
    """Take one wish back."""
    change = open_change(session, product)
    if change is not None:
        _take_out(session, change, path)
        _close_empty(session, change, by)


def _close_empty(session: Session, change: ProductChange, by: str) -> None:
    session.flush()
    if not change.items:
        CHANGE.move(session, change, ChangeState.WITHDRAWN, by=by)
